"""What `evalbench compare` says, in either language."""

from typing import NamedTuple

from evalbench.errors.entries import Phrase


class Counted(NamedTuple):
    """A number with its noun: 1 pair, 2 pairs, 0.5 points; whole numbers in full."""

    noun: str
    zh: str

    def of(self, number: float) -> Phrase:
        text = str(number) if isinstance(number, int) else f"{number:g}"
        return Phrase(f"{text} {self.noun}{'s' * (number != 1)}", f"{text} {self.zh}")


PAIRS = Counted("pair", "对")
POINTS = Counted("point", "个百分点")
SAMPLES = Counted("sample", "个样本")
MORE_SAMPLES = Counted("more sample", "个样本")

TITLE = Phrase("Paired comparison (B − A)", "配对比较（B − A）")
FLIPS = Phrase("Samples that only one run got right", "只有一次运行答对的样本")
ALL = Phrase("all", "全部")
MORE_FLIPS = Phrase("… and {left} more (--flips {of})", "…… 另有 {left} 个（--flips {of}）")
WARNING = Phrase("warning: {text}", "警告：{text}")
DIFFERENCE = Phrase(
    "B − A: {difference} points (95 % CI {low} to {high}), {pairs}, McNemar p = {p}",
    "B − A：{difference} 个百分点（95 % 区间 {low} 至 {high}），{pairs}，McNemar p = {p}",
)
CELLS = Phrase(
    "both right {both}, only A {a}, only B {b}, neither {neither}",
    "都对 {both}，仅 A 对 {a}，仅 B 对 {b}，都不对 {neither}",
)
LEFT_OUT = Phrase(
    "left out: {pairs} in which one side has no answer", "未计入：{pairs}，其中一方没有回答"
)
VERDICT = Phrase("verdict: {text}", "判定：{text}")
WORSE = Phrase("worse by itself: {names}", "单独看更差的：{names}")

UNANSWERED = Phrase(
    "inconclusive: A or B has no answer to {samples} of A's",
    "无法判定：A 的样本中有 {samples}在 A 或 B 中没有回答",
)
EQUAL = Phrase("equal within {margin}", "在 {margin}内相同")
EQUAL_OR_BETTER = Phrase("equal within {margin} or better", "在 {margin}内相同或更好")
BETTER_BY = Phrase("better by more than {margin}", "更好，超过 {margin}")
WORSE_BY = Phrase("worse by more than {margin}", "更差，超过 {margin}")
ON_THE_MARGIN = Phrase(
    "inconclusive: the difference lies on the margin itself", "无法判定：差值恰在界限上"
)
MORE_NEEDED = Phrase("inconclusive: {samples} needed", "无法判定：还需要 {samples}")

OUTCOMES = {
    "equal": Phrase("equal", "相同"),
    "better": Phrase("better", "更好"),
    "worse": Phrase("worse", "更差"),
    "inconclusive": Phrase("inconclusive", "无法判定"),
}

NOT_SET = Phrase("not set", "未设置")
SAMPLING = Phrase(
    "sampling differs: {key} is {a} in A, {b} in B",
    "采样参数不同：{key} 在 A 中是 {a}，在 B 中是 {b}",
)
PROMPTS_DIFFER = Phrase(
    "{dataset}: {count} of {of} prompts differ, first {first}",
    "{dataset}：{of} 个提示中有 {count} 个不同，第一个是 {first}",
)
GOLDS_DIFFER = Phrase(
    "{dataset}: {count} of {of} golds differ, first {first}",
    "{dataset}：{of} 个标准答案中有 {count} 个不同，第一个是 {first}",
)
ONLY_IN_ONE = Phrase(
    "{dataset}: {a} samples only in A, {b} only in B",
    "{dataset}：{a} 个样本只在 A 中，{b} 个只在 B 中",
)
REPEATED = Phrase(
    "{dataset}: questions are repeated, but the interval takes repeats as independent",
    "{dataset}：同一题有多个回答，而区间把它们当作相互独立",
)

SET_DOWN = Phrase(
    "{kind} differs: {name} has {a} in A, {b} in B{more}",
    "{kind}不同：{name} 在 A 中是 {a}，在 B 中是 {b}{more}",
)
SO_TOO = Phrase(" (and so in {count} more data sets)", "（另有 {count} 个数据集也是如此）")
VERSION = Phrase("version", "版本")
PROMPT_HASH = Phrase("prompt hash", "提示摘要")
DATA_HASH = Phrase("data hash", "数据摘要")
OVER_SAMPLES = Phrase("{digest} over {samples} samples", "{digest}（{samples} 个样本）")

_CLASSES = {
    "correct": Phrase("correct", "正确"),
    "wrong": Phrase("wrong", "错误"),
    "unparsed": Phrase("unparsed", "未提取"),
    "truncated": Phrase("truncated", "截断"),
}


def class_of(name: str) -> str:
    """Of a sample that has an answer."""
    return str(_CLASSES[name])
