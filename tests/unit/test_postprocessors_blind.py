"""Replies whose readings were written down before the rules were ever run on them.

The first run of the rules on these files gave the right class and answer for 146 of the 160 lines:
83 of the 90 choices, 63 of the 70 numbers. That is the honest rate for replies that nobody has
looked at. The rules have since been mended by what the 14 misses taught, so that a full pass says
only that nothing got worse.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from evalbench.postprocessors.choice import first_capital_postprocess
from evalbench.postprocessors.number import gsm8k_postprocess
from evalbench.postprocessors.reasoning import split_reasoning
from evalbench.types import Extraction

ANSWERS = Path(__file__).parents[1] / "data" / "answers"


def rows(name: str) -> list[Any]:
    lines = (ANSWERS / name).read_text(encoding="utf-8").splitlines()
    return [pytest.param(row, id=row["id"]) for row in map(json.loads, lines)]


def read(row: dict[str, Any]) -> Extraction:
    answer = split_reasoning(row["text"], None).answer
    if "options" in row:
        return first_capital_postprocess(answer, row["options"]).robust
    return gsm8k_postprocess(answer).robust


def reading(row: dict[str, Any]) -> tuple[str, str | None]:
    """Class and answer, as samples are classed: what is cut before it states an answer has none."""
    found = read(row)
    is_open = split_reasoning(row["text"], None).open
    if (row["finish_reason"] == "length" or is_open) and not found.stated:
        return "truncated", None
    return ("found" if found.answer is not None else "unparsed"), found.answer


@pytest.mark.parametrize("row", rows("choice_blind.jsonl"))
def test_a_reply_nobody_tuned_for_gives_its_option(row: dict[str, Any]) -> None:
    assert reading(row) == (row["class"], row["answer"])


@pytest.mark.parametrize("row", rows("number_blind.jsonl"))
def test_a_reply_nobody_tuned_for_gives_its_number(row: dict[str, Any]) -> None:
    assert reading(row) == (row["class"], row["answer"])
