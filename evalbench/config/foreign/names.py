"""From a class of AISBench or OpenCompass to ours of that kind and name."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from evalbench import registry
from evalbench.errors import ConfigError
from evalbench.errors.config import NO_COUNTERPART
from evalbench.errors.entries import Phrase
from evalbench.errors.suggestions import did_you_mean

PACKAGES = ("ais_bench", "opencompass")

# what has another name here, or is a case of something wider
_OURS = {
    ("datasets", "TriviaQADataset_V2"): "TriviaQADatasetV2",
    ("datasets", "TriviaQADataset_V3"): "TriviaQADatasetV3",
    ("inferencers", "SCInferencer"): "GenInferencer",  # its sc_size goes to eval_cfg
    ("models", "OpenAI"): "VLLMCustomAPIChat",
    ("models", "OpenAISDK"): "VLLMCustomAPIChat",
    ("models", "OpenAISDKStreaming"): "VLLMCustomAPIChatStream",
}
_RUNS_THE_MODEL_ITSELF = ("HuggingFace", "VLLM", "LMDeploy", "TurboMind", "MindFormer", "Llama2")

# GenericLLMEvaluator, LLMJudgeDataset, LMEvaluator, CascadeEvaluator, JudgeEvaluator
_JUDGES = ("LLM", "LMEval", "Judge", "Cascade")


class Missing(NamedTuple):
    """A class or function that a config uses and that evalbench has not."""

    place: str  # file and line
    kind: str
    name: str  # with its module


def is_foreign(dotted: str) -> bool:
    return dotted.partition(".")[0] in PACKAGES


def name_of(dotted: str) -> str:
    return dotted.rpartition(".")[2]


@cache
def ours(kind: str, dotted: str) -> str | None:
    """The dotted path of our class or function of that name, None where there is none.

    What a tool registers under a name of its own is found too: `first-capital` is
    `first_capital_postprocess`. Capitals make no difference where nothing has the very name.
    """
    name = name_of(dotted)
    known = registry.paths(kind)
    for spelling in (name, _OURS.get((kind, name), name), *_spellings(kind, name)):
        if spelling in known:
            return known[spelling]
    alike = [each for each in known if each.lower() == name.lower()]
    return known[alike[0]] if len(alike) == 1 else None


def _spellings(kind: str, name: str) -> Iterator[str]:
    if kind == "postprocessors":
        plain = name.replace("-", "_")
        yield from (plain, f"{plain}_postprocess", f"{plain}_postprocessor")


def refuse(missing: Iterable[Missing]) -> None:
    """Raise ConfigError for the first class without a counterpart; it names the others."""
    first, *others = dict.fromkeys(missing)
    raise _error(first, others)


def _error(first: Missing, others: Iterable[Missing]) -> ConfigError:
    named = ", ".join(f"{each.name} ({each.place})" for each in others)
    more = Phrase(f"; nor {named}", f"；{named} 也没有") if named else ""
    return NO_COUNTERPART(
        kind=first.kind.removesuffix("s"), named=first.name, more=more, hint=_hint(first)
    ).at(first.place)


def _hint(missing: Missing) -> Phrase:
    name = name_of(missing.name)
    itself = "API" not in name and any(word in name for word in _RUNS_THE_MODEL_ITSELF)
    if missing.kind == "models" and itself:
        return Phrase(
            "models are asked through a service here: serve it (vllm serve …) and use "
            "VLLMCustomAPIChat",
            "这里只通过服务访问模型：先部署（如 vllm serve …），再用 VLLMCustomAPIChat",
        )
    if missing.kind in ("evaluators", "datasets") and any(word in name for word in _JUDGES):
        return Phrase(
            "evalbench has no judges yet: no answer is graded by a model. Name an evaluator that "
            "compares with the key, such as AccEvaluator, where the questions have one",
            "evalbench 尚不支持裁判模型：不会由模型来评分。若题目有标准答案，请改用按答案比较的 "
            "evaluator，例如 AccEvaluator",
        )
    return did_you_mean(name, registry.paths(missing.kind))
