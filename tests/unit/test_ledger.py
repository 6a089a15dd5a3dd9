"""What is kept of a load while it runs, for whoever looks at it meanwhile."""

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from evalbench import clock
from evalbench.columns import read
from evalbench.config.options import Selection
from evalbench.config.resolve import RunConfig
from evalbench.config.schema import dataset_config, model_config
from evalbench.outputs import RunFolder
from evalbench.plan import Load, make_plan
from evalbench.stages.ledger import Ledger
from evalbench.summarizers.performance import DefaultPerfSummarizer
from evalbench.types import Completion, Record, Step, Times

S = 1_000_000_000
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


def a_plan(folder: Path) -> Load:
    data = folder / "own.jsonl"
    data.write_text("".join(json.dumps({"question": f"q{n}"}) + "\n" for n in range(9)))
    model = {"type": "evalbench.models.vllm_api.VLLMCustomAPIStream", "abbr": "m"}
    config = RunConfig(
        models=(model_config(model, "test"),),
        datasets=(dataset_config({**DATASET, "path": str(data)}, "own.py"),),
        summarizer=DefaultPerfSummarizer(),
        work_dir="",
        files=(),
        raw={},
    )
    (load,) = make_plan(config, Selection()).by_workload()
    return load


def record(index: int) -> Record:
    step = Step(f"Q: q{index}", Completion("a"), Times(1, 1, stream_end_ns=9), 1)
    return Record(f"own/{index}/0", "own", index, 0, None, (step,))


def test_after_an_error_what_was_not_read_yet_is_still_there(tmp_path: Path) -> None:
    run, load = RunFolder(tmp_path / "run"), a_plan(tmp_path)
    with pytest.raises(ZeroDivisionError), Ledger(load, run) as ledger:  # noqa: PT012
        ledger.append(record(0))
        (ledger.folder / "answers-0-000000").write_bytes(b"one more")
        raise ZeroDivisionError
    assert len(read(ledger.folder)) == 1
    assert (ledger.folder / "answers-0-000000").exists()
    assert not run.requests("m", "own").exists()


def test_rows_are_on_disk_five_seconds_later_at_most(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the next answer, that is: where none comes there is none to see."""
    now_ns = 100 * S
    monkeypatch.setattr(clock, "now_ns", lambda: now_ns)
    run, load = RunFolder(tmp_path / "run"), a_plan(tmp_path)
    parts = run.request_parts("m", "own")
    with Ledger(load, run) as ledger:

        def on_disk() -> int:
            return len(read(parts)) if list(parts.glob("part-*")) else 0

        seen = []
        for index, after_s in enumerate((0, 4.9, 5.0, 5.1, 9.9, 10.0)):
            now_ns = 100 * S + round(after_s * S)
            ledger.append(record(index))
            seen.append(on_disk())
        assert seen == [0, 0, 3, 3, 3, 6]
        assert len(list(parts.glob("part-*"))) == 2
    assert pq.read_table(run.requests("m", "own"))["sample_index"].to_pylist() == [*range(6)]
