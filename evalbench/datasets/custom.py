"""A user's own questions: one jsonl or csv file, with options (mcq) or without (qa)."""

import math
import re
from collections.abc import Iterable
from itertools import takewhile
from pathlib import Path
from string import ascii_uppercase
from typing import Any, ClassVar, Literal

from evalbench.datasets.custom_meta import applied
from evalbench.datasets.files import Numbered, existing, read_csv, read_jsonl, require
from evalbench.errors.data import (
    ANSWER_IS_NO_OPTION,
    EMPTY_ANSWER,
    NO_OPTIONS,
    NOT_A_COUNT,
    OTHER_SUFFIX,
)
from evalbench.interfaces import About, Row
from evalbench.types import Json

_NUMBER = re.compile(r"-?\d[\d,]*(\.\d+)?")
_READERS = {".jsonl": read_jsonl, ".csv": read_csv}


class CustomDataset:
    """Columns: question; A, B, … for options; answer to be scored; max_tokens; timestamp (ms).

    No paper, no licence, one split. What the first row has of these, every row must have; the last
    two may be left out anywhere.
    """

    layout: ClassVar[str] = (
        "<name>.jsonl | <name>.csv: question[, A, B, …][, answer][, max_tokens][, timestamp]"
    )
    source: ClassVar[str] = "--custom-dataset-path FILE"
    about: ClassVar[About | None] = None

    @staticmethod
    def load(
        path: Path,
        split: str,  # noqa: ARG004 - the contract's; the file is its only split
        *,
        file_name: str | None = None,
        meta_path: str | None = None,
    ) -> list[Row]:
        """The rows; `max_tokens` becomes `max_out_len`, a whole number, left out where it is empty.

        A `timestamp` that is a number is kept as `timestamp_ms` as well: when the row is due.
        `path` is the file, or with `file_name` the folder that holds it. `meta_path` is a file that
        says how many of the rows are asked, in which order and how long answers are; without it
        `<file>.meta.json`, where there is one.
        """
        file = existing(
            path / file_name if file_name else path,
            layout=CustomDataset.layout,
            source=CustomDataset.source,
        )
        rows = _read(file)
        first = rows[0].row
        options = options_of(first)
        wanted = [each for each in ("question", *options, "answer") if each in first]
        for line, row in rows:
            require(file, line, wanted, row)
        checked = [_checked(file, *numbered, options) for numbered in rows]
        meta = _meta_of(file, meta_path)
        return applied(meta, checked) if meta else checked


def _meta_of(file: Path, meta_path: str | None) -> Path | None:
    if meta_path is not None:
        return existing(Path(meta_path), layout="<name>.meta.json", source=CustomDataset.source)
    beside = file.with_name(f"{file.name}.meta.json")
    return beside if beside.is_file() else None


def options_of(columns: Iterable[str]) -> list[str]:
    """The option columns: the letters from A on without a gap."""
    known = set(columns)
    return list(takewhile(known.__contains__, ascii_uppercase))


def custom_dataset_config(
    path: Path, kind: Literal["mcq", "qa"] | None, meta_path: str | None = None
) -> dict[str, Any]:
    """A data set dict as a config file would hold it. `kind` None: mcq when there are A and B.

    The abbr is the file's name up to its first dot. Raises DatasetError for a file that cannot be
    read or, as mcq, has no options.
    """
    file = existing(path, layout=CustomDataset.layout, source=CustomDataset.source)
    rows = [numbered.row for numbered in _read(file, ["question"])]
    first = rows[0]
    options = options_of(first)
    if kind is None:
        kind = "mcq" if len(options) > 1 else "qa"
    if kind == "mcq" and len(options) < 2:
        raise NO_OPTIONS(file=file, found=", ".join(first))
    shown = options if kind == "mcq" else []
    return {
        "abbr": path.name.split(".")[0],
        "type": "evalbench.datasets.custom.CustomDataset",
        "path": str(path.absolute()),
        **({"meta_path": str(Path(meta_path).absolute())} if meta_path else {}),
        "reader_cfg": {
            "input_columns": ["question", *shown],
            "output_column": "answer" if "answer" in first else None,
        },
        "infer_cfg": {
            "prompt_template": {
                "type": "evalbench.prompts.template.PromptTemplate",
                "template": _prompt(shown),
            },
            "retriever": {"type": "evalbench.retrievers.zero.ZeroRetriever"},
            "inferencer": {"type": "evalbench.inferencers.generate.GenInferencer"},
        },
        "eval_cfg": _scoring(shown, [row.get("answer") for row in rows]),
    }


def _prompt(options: list[str]) -> str:
    lines = ["Question: {question}", *(f"{option}. {{{option}}}" for option in options), "Answer: "]
    return "\n".join(lines)


def _scoring(options: list[str], answers: list[Json]) -> dict[str, Any]:
    """Letters are looked for among the options, numbers in the reply; other text has to match."""
    if not options and all(_NUMBER.fullmatch(str(answer).strip()) for answer in answers):
        return {
            "evaluator": {"type": "evalbench.evaluators.numeric.Gsm8kEvaluator"},
            "pred_postprocessor": {"type": "evalbench.postprocessors.number.gsm8k_postprocess"},
        }
    if not options:
        return {"evaluator": {"type": "evalbench.evaluators.accuracy.AccEvaluator"}}
    return {
        "evaluator": {
            "type": "evalbench.evaluators.option_similarity.OptionSimAccEvaluator",
            "options": options,
        },
        "pred_postprocessor": {
            "type": "evalbench.postprocessors.choice.option_sim_postprocess",
            "options": "".join(options),
        },
    }


def _read(file: Path, required: Iterable[str] = ()) -> list[Numbered]:
    reader = _READERS.get(file.suffix.lower())
    if reader is None:
        raise OTHER_SUFFIX(file=file)
    return reader(file, required=list(required))


def _checked(file: Path, line: int, row: dict[str, Json], options: list[str]) -> Row:
    answer = row.get("answer")
    if answer == "":
        raise EMPTY_ANSWER(file=file, line=line)
    if len(options) > 1 and answer is not None and str(answer).strip().upper() not in options:
        listed = ", ".join(options)
        raise ANSWER_IS_NO_OPTION(file=file, line=line, answer=answer, options=listed)
    limit = row.get("max_tokens")
    kept = {key: value for key, value in row.items() if key != "max_tokens"} | _due(row)
    if limit is None or limit == "":
        return kept
    # by its digits: int(12.5) is 12, and int(True) is 1
    digits = str(limit)[:20]  # to turn more of them into a number would itself fail
    if not digits.isdecimal() or len(digits) > 9 or int(digits) == 0:
        raise NOT_A_COUNT(file=file, line=line, key="max_tokens", value=limit, least=1)
    return {**kept, "max_out_len": int(digits)}


def _due(row: dict[str, Json]) -> dict[str, float]:
    """When the row's request is to be sent; a timestamp of another kind (a date) says nothing."""
    value = row.get("timestamp")
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return {}
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return {}
    return {"timestamp_ms": found} if math.isfinite(found) else {}
