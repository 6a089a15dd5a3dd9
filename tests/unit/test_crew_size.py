"""How many traffic processes a load is given before it starts."""

import json
from pathlib import Path
from typing import Any

import pytest

from evalbench import calibration
from evalbench.config.options import Selection
from evalbench.config.resolve import RunConfig
from evalbench.config.schema import dataset_config, model_config
from evalbench.plan import Load, make_plan
from evalbench.stages import crew_size
from evalbench.stages.points import itself
from evalbench.summarizers.performance import DefaultPerfSummarizer
from evalbench.types import Gaps, Step, Times

MS = 1_000_000
DATASET: dict[str, Any] = {
    "abbr": "own",
    "type": "evalbench.datasets.custom.CustomDataset",
    "reader_cfg": {"input_columns": ["question"]},
    "infer_cfg": {
        "prompt_template": {
            "type": "evalbench.prompts.template.PromptTemplate",
            "template": "Q: {question}",
        },
        "retriever": {"type": "evalbench.retrievers.zero.ZeroRetriever"},
        "inferencer": {"type": "evalbench.inferencers.generate.GenInferencer"},
    },
    "eval_cfg": {"evaluator": {"type": "evalbench.evaluators.accuracy.AccEvaluator"}},
}
# an answer of five tokens, one every 2 ms: 500 reads a second
WARMED = [Step("p", None, Times(0, 0, gaps=Gaps((2 * MS,) * 4)), 1)]


def load(folder: Path, **keys: Any) -> Load:
    data = folder / "own.jsonl"
    data.write_text(json.dumps({"question": "q"}) + "\n")
    kind = "evalbench.models.vllm_api.VLLMCustomAPIStream"
    model = {"type": kind, "abbr": "m", "batch_size": 300, **keys}
    config = RunConfig(
        models=(model_config(model, "test"),),
        datasets=(dataset_config({**DATASET, "path": str(data)}, "own.py"),),
        summarizer=DefaultPerfSummarizer(),
        work_dir="",
        files=(),
        raw={},
    )
    (only,) = make_plan(config, Selection()).by_workload()
    return only


@pytest.mark.parametrize(
    ("keys", "seconds", "reads_per_s"),
    [
        ({}, None, 300 * 500),  # every slot streams
        ({"request_rate": 10}, None, 10 * 5),  # ten answers a second
        ({"request_rate": 1e4}, None, 10_000 * 5),
        ({"request_rate": 10}, 60, 300 * 500),  # under pressure it is the rate of the clients
    ],
)
def test_as_many_reads_are_expected_as_the_load_may_bring(
    tmp_path: Path, keys: dict[str, Any], seconds: int | None, reads_per_s: float
) -> None:
    point = itself(load(tmp_path, **keys), 0, seconds)
    assert crew_size.reads_per_s(point, WARMED) == pytest.approx(reads_per_s)


def test_a_process_for_each_forty_thousand_reads_and_no_more_than_cores(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calibration, "known", lambda: None)
    point = itself(load(tmp_path), 0, None)
    for cores, processes in ((8, 4), (3, 3)):
        monkeypatch.setattr(crew_size, "_cores", lambda cores=cores: cores)
        assert crew_size.crew_size(point, WARMED) == processes
    assert crew_size.crew_size(point, WARMED[:0]) == 1  # unseen: 20 ms a token, 15,000 reads
