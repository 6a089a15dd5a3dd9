"""Keys of a model dict that other tools have, and that are said otherwise here or not at all."""

from collections.abc import Mapping
from typing import Any

from evalbench.config.foreign.passed import SERVER, drop_idle, name_of, without
from evalbench.errors.config import REPEATS_DIFFER
from evalbench.errors.entries import Phrase

Raw = dict[str, Any]

_PASSED_OVER = {
    "run_cfg": Phrase("nothing runs on an accelerator here", "这里不使用加速卡"),
    "max_seq_len": SERVER,
    "min_out_len": Phrase("no least length is asked for", "不要求最短长度"),
    "mode": Phrase("prompts are sent whole", "提示总是完整发送"),
    "tokenizer_path": Phrase(
        "the server counts its tokens, else path does",
        "token 由服务端计数，否则由 path 处的分词器计数",
    ),
    "verbose": Phrase("--debug shows more", "--debug 会显示更多"),
    "rpm_verbose": Phrase("--debug shows more", "--debug 会显示更多"),
    "max_workers": Phrase(
        "batch_size says how many requests are in flight", "在途请求数由 batch_size 决定"
    ),
    "summarizer_abbr": Phrase("--summarizer names one", "由 --summarizer 指定"),
}


def of_model(raw: Mapping[str, Any]) -> tuple[Raw, dict[str, Phrase]]:
    """The dict in our keys, and why what was passed over."""
    found, told = without(dict(raw), _PASSED_OVER)
    if name_of(found.get("pred_postprocessor")).startswith("extract_non_reasoning_content"):
        del found["pred_postprocessor"]
        told["pred_postprocessor"] = Phrase("reasoning is always taken out", "推理内容总会去掉")
    for key in ("returns_tool_calls", "response_anomaly"):
        drop_idle(found, key, idle=(False, None, {}))
    return found, told


def repeated(models: list[Raw], datasets: list[Raw]) -> tuple[list[Raw], list[Raw]]:
    """What models say with `num_return_sequences`, said by the data sets, as it is here.

    Raises ConfigError where it is not the same number for all.
    """
    said = [_sequences(model) for model in models]
    if not any(said):
        return models, datasets
    if len(set(said)) > 1:
        counts = ", ".join(f"{m.get('abbr')} {n or 1}" for m, n in zip(models, said, strict=True))
        raise REPEATS_DIFFER(said=f"num_return_sequences: {counts}")
    return [_asked_once(model) for model in models], [_asked_often(d, said[0]) for d in datasets]


def _sequences(model: Raw) -> Any:
    kwargs = model.get("generation_kwargs")
    return kwargs.get("num_return_sequences") if isinstance(kwargs, dict) else None


def _asked_once(model: Raw) -> Raw:
    kwargs = {k: v for k, v in model["generation_kwargs"].items() if k != "num_return_sequences"}
    return {**model, "generation_kwargs": kwargs}


def _asked_often(dataset: Raw, n: Any) -> Raw:
    scoring = dataset.get("eval_cfg")
    votes = scoring.get("sc_size") if isinstance(scoring, dict) else None
    own = dataset.get("n") or votes
    if own not in (None, n):
        raise REPEATS_DIFFER(said=f"{dataset.get('abbr')} {own}, num_return_sequences {n}")
    if n == 1:
        return dataset
    usual = {} if isinstance(scoring, dict) and "k" in scoring else {"k": [n]}
    return {**usual, **dataset, "n": n}
