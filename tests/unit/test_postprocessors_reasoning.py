"""Replies of tests/data/answers/reasoning.jsonl: what is reasoning, and what is left to read."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalbench.postprocessors.choice import first_capital_postprocess
from evalbench.postprocessors.reasoning import DEFAULT_TAGS, split_reasoning

ANSWERS = Path(__file__).parents[1] / "data" / "answers" / "reasoning.jsonl"
ROWS = [json.loads(line) for line in ANSWERS.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_a_reply_is_split(row: dict[str, Any]) -> None:
    tags = [(opening, closing) for opening, closing in row.get("tags", DEFAULT_TAGS)]
    split = split_reasoning(row["text"], row.get("reasoning"), tags)
    assert split == (row["answer"], row["thought"], row["open"])


def test_a_letter_of_the_reasoning_is_never_the_answer() -> None:
    cut = split_reasoning("<think>The answer is A? Or B?", None)
    assert cut.open
    assert first_capital_postprocess(cut.answer).robust.answer is None
    closed = split_reasoning("The answer is A, I think … </think> 答案：B", None)
    assert first_capital_postprocess(closed.answer).robust.answer == "B"


@settings(deadline=None)
@given(st.lists(st.sampled_from(["<think>", "</think>", "x", "\n", "<thinking>"]), max_size=30))
def test_no_tag_is_left_in_the_answer(pieces: list[str]) -> None:
    split = split_reasoning("".join(pieces), None)
    assert "think>" not in split.answer
    assert not (split.open and split.answer)


@settings(deadline=None)
@given(st.text(max_size=99).filter(lambda text: "<" not in text and "[" not in text))
def test_a_text_without_tags_is_left_as_it_is(text: str) -> None:
    assert split_reasoning(text, None) == (text, None, False)


@pytest.mark.parametrize("unit", ["<think>", "</think>", "<", "<think>a</think>"])
def test_a_long_run_of_the_same_goes_through(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    assert len(split_reasoning(text, None).answer) <= len(text)
