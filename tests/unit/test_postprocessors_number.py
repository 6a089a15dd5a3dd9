"""Replies of tests/data/answers/number.jsonl, the reference rule, and what holds for any text."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalbench.postprocessors.number import gsm8k_dataset_postprocess, gsm8k_postprocess
from evalbench.types import Extraction

ANSWERS = Path(__file__).parents[1] / "data" / "answers" / "number.jsonl"
ROWS = [json.loads(line) for line in ANSWERS.read_text(encoding="utf-8").splitlines()]

PIECES = st.sampled_from(
    ["1", "-2", "3,456", "7.", "1/0", "2/3", "7e4",
     "1e9999", "$5", "50%", "× 10^4", "１２", "½", "m²",
     "\\frac{1}{2}", "\\boxed{", "}", "####", "=", "≈",
     "**", "答案是", "答：", "而是", "万", "million",
     "the", "answer", "is", "Answer:", "not", "but",
     "Question:", "Step", "\n", "\n\n", "-day", "3rd"]
)  # fmt: skip
REPLIES = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map(" ".join))


def robust(text: str) -> Extraction:
    return gsm8k_postprocess(text).robust


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_a_reply_gives_its_number(row: dict[str, Any]) -> None:
    found = robust(row["text"])
    assert found.answer == row["answer"]
    assert found.rule == row.get("rule", found.rule)


def test_every_row_has_a_name_of_its_own() -> None:
    assert len({row["id"] for row in ROWS}) == len(ROWS)


def test_the_last_number_is_picked_up_and_not_stated() -> None:
    assert robust("The answer is 5.").stated
    assert robust("#### 5").stated
    assert not robust("There are 5.").stated
    assert not robust("2 + 3 = 5").stated


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She earns 18 dollars.", "18"),
        ("So she earns $70,000.", "000"),  # known to be wrong; this is what the reference reads
        ("2.50 then -3", "-3"),
        ("The answer is 18.\nQuestion: 5 apples", "18"),
        ("Question: 5 apples. Answer: 42", None),
        ("none", None),
    ],
)
def test_strict_is_the_last_run_of_digits_before_the_next_question(
    text: str, expected: str | None
) -> None:
    assert gsm8k_postprocess(text).strict.answer == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9 * 2 = <<9*2=18>>18\n#### 18", "18"),
        ("…\n#### 70,000\n", "70000"),
        ("#### -3.5", "-3.5"),
        ("1,000", "1000"),
    ],
)
def test_gold_stands_after_the_hashes(text: str, expected: str) -> None:
    assert gsm8k_dataset_postprocess(text) == expected


@settings(max_examples=400, deadline=None)
@given(REPLIES)
def test_any_text_gives_a_plain_number_or_nothing(text: str) -> None:
    found = robust(text)
    if found.answer is None:
        assert found.rule == "none"
    else:
        assert re.fullmatch(r"-?\d+(\.\d+)?(E[+-]\d+)?(/\d+)?", found.answer)


@settings(max_examples=300, deadline=None)
@given(REPLIES, st.text(" \t\n\r\u3000\u00a0", max_size=9))
def test_blanks_at_the_end_change_nothing(text: str, blanks: str) -> None:
    assert robust(text + blanks) == robust(text)


@settings(deadline=None)
@given(st.integers(-(10**40), 10**40))
def test_an_integer_is_read_whole_however_it_is_grouped(number: int) -> None:
    for written in (f"{number}", f"{number:,}", f"**{number:,}**", f"\\boxed{{{number}.00}}"):
        assert robust(f"The answer is {written}.").answer == str(number)


@settings(deadline=None)
@given(st.integers(0, 999), st.integers(1, 31))
def test_what_follows_a_stated_answer_does_not_replace_it(answer: int, other: int) -> None:
    text = f"The answer is {answer} dollars, for each of the {other} days in the {other}-day month."
    assert robust(text).answer == str(answer)


@pytest.mark.parametrize(
    "unit",
    ["1", "1,", "1,234,", "1 ", "1/", "1 1/", "1e", "=1", "1=", "= ", "**", "**1", "-", " ", "\n",
     "\\boxed{", "oxed{{", "\\text{", "####", "Answer: ", "answer to ", "Question: 1\n",
     "答案是", "而是", "而是1 ", "9:30 ", "1,20,", "1 of ", "answer is 1 kg - ", "如果1",
     "let me know 2\n", "the 1 ", "<answer>", "one hundred ", "**5**\nbecause ", "Answer: The 1 ",
     "三百", "answer is one ",
     "i can't "],
)  # fmt: skip
def test_a_long_run_of_the_same_goes_through(unit: str) -> None:
    """200 KB; a quadratic rule would need minutes and run into the test's time limit."""
    assert robust(unit * (200_000 // len(unit))).rule
