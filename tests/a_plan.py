"""A plan for tests of what is done with one: a few questions of one file, for one model."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from evalbench.config.dataset import dataset_config
from evalbench.config.model import model_config
from evalbench.config.options import Selection
from evalbench.config.resolve import RunConfig
from evalbench.interfaces import Summarizer
from evalbench.plan import Load, Plan, make_plan
from evalbench.summarizers.performance import DefaultPerfSummarizer

CHAT = "evalbench.models.vllm_api.VLLMCustomAPIChat"
CHAT_STREAM = "evalbench.models.vllm_api.VLLMCustomAPIChatStream"
STREAM = "evalbench.models.vllm_api.VLLMCustomAPIStream"
TEMPLATE = "evalbench.prompts.template.PromptTemplate"
OF_TIMES = DefaultPerfSummarizer()


def a_set(path: Path, abbr: str = "own", **changes: Any) -> dict[str, Any]:
    """As in a config: rows with a question are asked it."""
    return {
        "abbr": abbr,
        "type": "evalbench.datasets.custom.CustomDataset",
        "path": str(path),
        "reader_cfg": {"input_columns": ["question"]},
        "infer_cfg": {
            "prompt_template": {"type": TEMPLATE, "template": "Q: {question}"},
            "retriever": {"type": "evalbench.retrievers.zero.ZeroRetriever"},
            "inferencer": {"type": "evalbench.inferencers.generate.GenInferencer"},
        },
        "eval_cfg": {"evaluator": {"type": "evalbench.evaluators.accuracy.AccEvaluator"}},
    } | changes


def a_config(
    models: Sequence[Mapping[str, Any]],
    sets: Sequence[tuple[Mapping[str, Any], str]],
    summarizer: Summarizer = OF_TIMES,
) -> RunConfig:
    """Each set with the file that it is from."""
    return RunConfig(
        models=tuple(model_config(raw, "test") for raw in models),
        datasets=tuple(dataset_config(raw, origin) for raw, origin in sets),
        summarizer=summarizer,
        work_dir="",
        files=(),
        raw={},
    )


def a_plan(folder: Path, rows: int = 9, *, summarizer: Summarizer = OF_TIMES, **model: Any) -> Plan:
    """Its set is `own`, its model `m`, its prompts are `Q: q0`, `Q: q1`, …"""
    data = folder / "own.jsonl"
    data.write_text("".join(json.dumps({"question": f"q{n}"}) + "\n" for n in range(rows)))
    models = [{"type": STREAM, "abbr": "m", **model}]
    return make_plan(a_config(models, [(a_set(data), "own.py")], summarizer), Selection())


def a_workload(folder: Path, rows: int = 9, **model: Any) -> Load:
    """What is measured of such a plan."""
    (load,) = a_plan(folder, rows, **model).by_workload()
    return load
