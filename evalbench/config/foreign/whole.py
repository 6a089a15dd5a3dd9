"""Whole-file configs of other tools: variables that nothing reads, and their summarizers."""

from collections.abc import Mapping
from typing import Any

from evalbench.config.foreign.passed import name_of, section
from evalbench.errors.config import NOT_THERE
from evalbench.errors.entries import Phrase, joined

Raw = dict[str, Any]

_PASSED_OVER = {
    "infer": Phrase(
        "how tasks are run is no part of a config here", "任务如何运行不属于这里的配置"
    ),
    "eval": Phrase("how tasks are run is no part of a config here", "任务如何运行不属于这里的配置"),
    "lark_bot_url": Phrase("nobody is sent a message", "不向任何人发送消息"),
    "response_anomaly": Phrase("answers are not searched for anomalies", "不检测回答中的异常"),
}
_OWN_METRICS = Phrase(
    "each data set has its own; further ones have own rows",
    "各数据集有自己的指标；其余指标各占一行",
)
_KEY = Phrase("{key} ({why})", "{key}（{why}）")
_SEMICOLON = Phrase("; ", "；")
_OVER = Phrase("{where}: passed over: {said}", "{where}：不予理会：{said}")
_REFUSED = {
    "attack": Phrase("take it out: prompts are sent as they are", "去掉它：提示词总是按原样发送"),
    "model_dataset_combinations": Phrase(
        "every model is asked every data set: write a file for each combination",
        "每个模型都会做所有数据集：请为每种组合各写一个文件",
    ),
    "judge_models": Phrase(
        "take it out: answers are not judged by a model", "去掉它：这里不用模型来评判回答"
    ),
}


_SKIPPED = Phrase(
    "it skips a stage: leave it out, and choose the stages with --mode",
    "它会跳过一个阶段：去掉它，改用 --mode 选择阶段",
)


def of_file(values: Mapping[str, Any]) -> dict[str, Phrase]:
    """Why variables are passed over. Raises ConfigError for those that change what is asked."""
    for key, hint in _REFUSED.items():
        if key in values:
            raise NOT_THERE(key=key, found=..., hint=hint)
    for key in _PASSED_OVER:
        task = section(section(section(values, key), "runner"), "task")
        if name_of(task) == "emptytask":
            raise NOT_THERE(key=f"{key}.runner.task", found="EmptyTask", hint=_SKIPPED)
    return {key: why for key, why in _PASSED_OVER.items() if key in values}


def told(where: str, passed_over: Mapping[str, Phrase]) -> tuple[Phrase, ...]:
    """One note for all of them."""
    if not passed_over:
        return ()
    each = (_KEY.filled(key=key, why=why) for key, why in passed_over.items())
    return (_OVER.filled(where=where, said=joined(each, _SEMICOLON)),)


def of_summarizer(raw: Mapping[str, Any]) -> tuple[Raw, dict[str, Phrase]]:
    """With a type, and with what its calculator says; and why what was passed over."""
    found = {key: value for key, value in raw.items() if key != "prompt_db"}
    found.setdefault("attr", "accuracy")
    found.setdefault("type", "evalbench.summarizers.accuracy.DefaultSummarizer")
    calculator = found.pop("calculator", None)
    if name_of(calculator).startswith("stable"):
        found["type"] = "evalbench.summarizers.performance.StablePerfSummarizer"
    if isinstance(calculator, dict) and calculator.get("stats_list"):
        found["stats_list"] = calculator["stats_list"]
    told: dict[str, Phrase] = {}
    if isinstance(found.get("dataset_abbrs"), list):
        found["dataset_abbrs"] = _rows(found["dataset_abbrs"], "dataset_abbrs", told)
    groups = found.get("summary_groups")
    if isinstance(groups, list):
        found["summary_groups"] = [_group(each, told) for each in groups]
    return found, told


def _group(group: Any, told: dict[str, Phrase]) -> Any:
    subsets = group.get("subsets") if isinstance(group, dict) else None
    if not isinstance(subsets, list):
        return group
    return {**group, "subsets": _rows(subsets, "summary_groups", told)}


def _rows(rows: list[Any], key: str, told: dict[str, Phrase]) -> list[Any]:
    """Names alone; `["gsm8k", "accuracy"]` says a metric, too, and `""` leaves a line free."""
    pairs = [row for row in rows if isinstance(row, list | tuple) and len(row) == 2]
    if pairs:
        told[f"metrics named in {key}"] = _OWN_METRICS
    return [row[0] if row in pairs else row for row in rows if row != ""]
