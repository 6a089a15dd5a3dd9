"""Replies of tests/data/answers/choice.jsonl, the reference rules, and what holds for any text."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalbench.postprocessors.choice import (
    first_capital_postprocess,
    first_option_postprocess,
    last_capital_postprocess,
    last_option_postprocess,
)
from evalbench.types import Extraction

ANSWERS = Path(__file__).parents[1] / "data" / "answers" / "choice.jsonl"
ROWS = [json.loads(line) for line in ANSWERS.read_text(encoding="utf-8").splitlines()]
ALL = (
    first_capital_postprocess,
    last_capital_postprocess,
    first_option_postprocess,
    last_option_postprocess,
)

# Replies put together from the pieces on which the rules turn.
PIECES = st.sampled_from(
    ["A", "B", "C", "D", "a", "b", "I",
     "AB", "ABBA", "A.", "(B)", "**C**", "\\boxed{D}", "Ａ", "１",
     "答案", "是", "选", "不选", "排除", "正确", "错误", "和",
     "、", ",", "。", ".", ":", "：", "?", "\n", "\n\n",
     "the", "answer", "is", "not", "Answer:", "or", "and", "option", "Question:", "so", "it's",
     "only", "wrong", "correct", "$ANSWER", "####"]
)  # fmt: skip
REPLIES = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map(" ".join))


def robust(text: str, options: str = "ABCD") -> Extraction:
    return first_capital_postprocess(text, options).robust


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_a_reply_gives_its_option(row: dict[str, Any]) -> None:
    found = robust(row["text"], row["options"])
    assert found.answer == row["answer"]
    assert found.rule == row.get("rule", found.rule)


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_the_robust_reading_is_the_same_under_every_name(row: dict[str, Any]) -> None:
    assert len({rule(row["text"], row["options"]).robust for rule in ALL}) == 1


def test_every_row_has_a_name_of_its_own() -> None:
    assert len({row["id"] for row in ROWS}) == len(ROWS)


def test_what_is_said_is_stated_and_what_is_picked_up_is_not() -> None:
    assert robust("The answer is B.").stated
    assert robust("B").stated
    assert robust("It rains.\nB").stated
    assert not robust("Hmm, option B talks about rivers.").stated
    assert robust("nothing") == Extraction(None, "none", stated=False)


def test_the_answer_is_spelled_as_the_options_are() -> None:
    assert robust("The answer is (B).", "abcd").answer == "b"
    assert robust("The answer is (b).", "ABCD").answer == "B"


def test_a_letter_beyond_the_options_is_no_answer() -> None:
    assert robust("The answer is E.").answer is None
    assert robust("The answer is E.", "ABCDE").answer == "E"


@pytest.mark.parametrize(
    ("text", "expected"), [("I think B", "I"), ("答案：B，不是 C", "B"), ("so b", None)]
)
def test_strict_first_capital_is_the_first_capital_of_any_word(
    text: str, expected: str | None
) -> None:
    assert first_capital_postprocess(text).strict.answer == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("B. Then Discuss it", "D"), ("故选C", "C"), ("", None)]
)
def test_strict_last_capital_is_the_last_capital_of_any_word(
    text: str, expected: str | None
) -> None:
    assert last_capital_postprocess(text).strict.answer == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A is wrong, so the answer is C", "C"),
        ("A 错，答案是 D", "D"),
        ("The answer is B. No, the answer is C.", "B"),  # the first occurrence, for better or worse
        ("Dogs bark", "D"),  # the cushion
    ],
)
def test_strict_first_option_takes_the_first_phrase(text: str, expected: str) -> None:
    assert first_option_postprocess(text, "ABCD").strict.answer == expected


def test_strict_first_option_without_cushion_needs_a_phrase() -> None:
    assert first_option_postprocess("Dogs bark", "ABCD", cushion=False).strict.answer is None


def test_strict_last_option_takes_the_last_letter_even_inside_a_word() -> None:
    assert last_option_postprocess("The answer is B. Good Day", "ABCD").strict.answer == "D"


@settings(max_examples=300, deadline=None)
@given(REPLIES)
def test_any_text_gives_an_option_or_nothing(text: str) -> None:
    for rule in ALL:
        found = rule(text, "ABCD").robust
        assert found.answer in {*"ABCD", None}
        assert (found.rule == "none") == (found.answer is None)


@settings(max_examples=300, deadline=None)
@given(REPLIES, st.text(" \t\n\r\u3000\u00a0", max_size=9))
def test_blanks_at_the_end_change_nothing(text: str, blanks: str) -> None:
    assert robust(text + blanks) == robust(text)


@settings(deadline=None)
@given(st.lists(st.sampled_from(["CAB", "DAD", "Abba", "cab", "bad", "Década"]), max_size=9))
def test_letters_inside_words_are_never_options(words: list[str]) -> None:
    assert robust(" ".join(words)).answer is None


@settings(deadline=None)
@given(
    st.sampled_from("ABCD"),
    st.sampled_from("ABCD"),
    st.sampled_from(["The answer is {}.", "答案是{}。", "故选{}", "Answer: ({})", "\\boxed{{{}}}"]),
    st.sampled_from(["So the answer is {}.", "因此答案是{}。", "故选{}", "**Answer:** {}"]),
)
def test_the_last_statement_wins(first: str, last: str, early: str, late: str) -> None:
    assert robust(f"{early.format(first)} ...\n{late.format(last)}").answer == last


@pytest.mark.parametrize(
    "unit",
    ["A", "A ", "A、", "A? ", "A or ", "**A**", "((A", "选A", "不选A", "答案", "答案是", "Answer: ",
     "answer to ", "\\boxed{", "{", "A. b\n", "A 是", "Question: A\n", "<b", "*", " ", "\n",
     "A. B. C. D. ", "(a) ", "if the answer is B ", "如果选A，", "A ✅", "let me know ",
     "leaves B (", "better one: ", "选项是", "是(A", "is the third option ",
     "A is what i would mark "],
)  # fmt: skip
def test_a_long_run_of_the_same_goes_through(unit: str) -> None:
    """200 KB; a quadratic rule would need minutes and run into the test's time limit."""
    text = unit * (200_000 // len(unit))
    assert first_option_postprocess(text, "ABCD").robust.answer in {*"ABCD", None}
