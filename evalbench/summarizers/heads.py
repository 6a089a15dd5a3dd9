"""The heads of tables for a Chinese reader; names of metrics stay as they are in the files."""

from evalbench.errors.entries import Phrase

_CHINESE = {
    "dataset": "数据集",
    "version": "版本",
    "metric": "指标",
    "mode": "方式",
    "note": "说明",
    "95 % CI": "95 % 区间",
    "Performance Parameters": "性能指标",
    "Common Metric": "总体指标",
    "Stage": "阶段",
    "Unit": "单位",
    "Value": "值",
    "load": "负载",
    "requests": "请求",
    "failed": "失败",
    "concurrency": "并发",
    "req/s": "请求/秒",
    "output token/s": "输出 token/秒",
    "goodput req/s": "goodput 请求/秒",
    "verdict": "判定",
    "pairs": "对数",
    "both right": "都对",
    "only A": "仅 A 对",
    "only B": "仅 B 对",
    "neither": "都不对",
    "difference (points)": "差（百分点）",
    "CI low": "区间下限",
    "CI high": "区间上限",
    "not in A": "A 中没有",
    "not in B": "B 中没有",
    "left out": "未计入",
    "sample": "样本",
    "right in": "答对的一方",
    "gold": "标准答案",
    "A class": "A 的类别",
    "B class": "B 的类别",
    "name": "名称",
    "what it is": "是什么",
    "file": "文件",
}
_STATISTICS = {"Average": "平均", "Min": "最小", "Max": "最大", "Median": "中位数"}


def shown_head(head: str) -> str:
    """In the language of the screen; `TTFT Average` by its last word.

    One that is broken into lines, for a narrow screen, is whole in Chinese, which is shorter.
    """
    whole = head.replace("\n", "")
    if whole in _CHINESE:
        return str(Phrase(head, _CHINESE[whole]))
    metric, space, statistic = head.rpartition(" ")
    last = _STATISTICS.get(statistic, statistic)
    return str(Phrase(head, f"{metric}{space}{last}"))
