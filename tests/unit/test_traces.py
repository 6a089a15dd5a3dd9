"""When each row of a trace is due: one's own file, and Mooncake's."""

import json
from pathlib import Path
from typing import Any

import pytest

from evalbench.datasets.custom import CustomDataset
from evalbench.datasets.mooncake_trace import MooncakeTraceDataset
from evalbench.errors import DatasetError
from tests.small_tokenizers import build, transformers


def written(file: Path, *rows: Any) -> Path:
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return file


# --- one's own


def due(file: Path) -> list[Any]:
    return [row.get("timestamp_ms") for row in CustomDataset.load(file, "test")]


def test_a_timestamp_in_milliseconds_is_when_a_row_is_due(tmp_path: Path) -> None:
    rows = [{"question": "q", "timestamp": value} for value in (0, 12.5, 1_700_000_000_000)]
    assert due(written(tmp_path / "own.jsonl", *rows)) == [0.0, 12.5, 1_700_000_000_000.0]


def test_so_is_one_of_a_csv(tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    file.write_text("question,timestamp\nq,250\nr,\n")
    assert due(file) == [250.0, None]


@pytest.mark.parametrize("value", ["2026-11-23", "nan", True, None, [5], 10**400])
def test_a_column_of_that_name_with_anything_else_is_a_column(tmp_path: Path, value: Any) -> None:
    file = written(tmp_path / "own.jsonl", {"question": "q", "timestamp": value})
    (row,) = CustomDataset.load(file, "test")
    assert row["timestamp"] == value
    assert "timestamp_ms" not in row


# --- Mooncake's


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("sentence pieces", tmp_path_factory.mktemp("tokenizer"))


def load(file: Path, folder: Path) -> list[Any]:
    return MooncakeTraceDataset.load(file, "test", tokenizer=str(folder))


def test_a_trace_gives_times_and_lengths_in_the_order_of_time(tmp_path: Path, folder: Path) -> None:
    file = written(
        tmp_path / "trace.jsonl",
        {"timestamp": 3000, "input_length": 70, "output_length": 9},
        {"timestamp": 27, "input_length": 40, "output_length": 8, "hash_ids": []},
    )
    rows = load(file, folder)
    assert [row["timestamp_ms"] for row in rows] == [27.0, 3000.0]
    assert [row["max_out_len"] for row in rows] == [8, 9]
    judge = transformers.AutoTokenizer.from_pretrained(str(folder))
    assert [len(judge.encode(str(row["prompt"]))) for row in rows] == [40, 70]
    assert [row["input_len"] for row in rows] == [40, 70]


def test_a_row_may_bring_its_own_text_and_is_answered_by_one_token(
    tmp_path: Path, folder: Path
) -> None:
    (row,) = load(written(tmp_path / "trace.jsonl", {"input_text": "Hello {there}"}), folder)
    assert row == {"prompt": "Hello {there}", "max_out_len": 1}


def test_hash_ids_are_passed_over_with_a_word(
    tmp_path: Path, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    rows = [{"timestamp": n, "input_length": 30, "hash_ids": [1]} for n in range(2)]
    prompts = [str(row["prompt"]) for row in load(written(tmp_path / "trace.jsonl", *rows), folder)]
    assert prompts[0].split()[0] != prompts[1].split()[0]
    assert "hash_ids are passed over" in caplog.text


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"timestamp": 1}, "input_length None"),
        ({"timestamp": 1, "input_length": 1}, "input_length 1, expected a whole number from 2 on"),
        ({"timestamp": 1, "input_length": 20, "output_length": 0}, "output_length 0"),
        ({"timestamp": -1, "input_length": 20}, "timestamp -1"),
        ({"input_length": 20}, "timestamp None"),
    ],
)
def test_a_row_that_cannot_be_sent_is_told_with_its_line(
    tmp_path: Path, folder: Path, row: dict[str, Any], words: str
) -> None:
    file = written(tmp_path / "trace.jsonl", {"timestamp": 0, "input_length": 20}, row)
    with pytest.raises(DatasetError, match=f"line 2 has .*{words}"):
        load(file, folder)
