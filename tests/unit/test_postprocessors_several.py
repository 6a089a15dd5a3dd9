"""Replies that give several options: right ones of one question, or one for each of several."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalbench.postprocessors.choices import (
    first_capital_postprocess_multi,
    first_options_postprocess,
    gaokao_postprocess,
    multiple_select_postprocess,
)
from evalbench.postprocessors.rules.several import find_options, find_sequence

ANSWERS = Path(__file__).parents[1] / "data" / "answers" / "several.jsonl"
ROWS = [json.loads(line) for line in ANSWERS.read_text(encoding="utf-8").splitlines()]
FINDERS = {"set": find_options, "sequence": find_sequence}


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_a_reply_gives_its_options(row: dict[str, Any]) -> None:
    assert FINDERS[row["of"]](row["text"], row["options"]).answer == row["answer"]


def test_every_row_has_a_name_of_its_own() -> None:
    assert len({row["id"] for row in ROWS}) == len(ROWS)


@given(st.text(max_size=200))
def test_any_text_gives_options_or_nothing(text: str) -> None:
    found = find_options(text, "ABCD").answer
    assert found is None or set(found) <= set("ABCD")
    assert found is None or list(found) == sorted(set(found))
    sequence = find_sequence(text, "ABCDEFG").answer
    assert sequence is None or set(sequence) <= set("ABCDEFG")


def test_a_long_reply_that_runs_in_circles_is_read() -> None:
    text = "1. A 2. B (C) " * 20_000
    assert find_sequence(text, "ABCD").answer == "AB"
    assert find_options("A, B and " * 20_000, "ABCD").answer in (None, "AB")


@pytest.mark.parametrize("unit", ["A(b c)", "Answer:\n(A) b\n", "ans: a/", "错误的是A", "→ A\n"])
def test_a_long_run_of_the_same_goes_through(unit: str) -> None:
    """200 KB; a quadratic rule would need minutes and run into the test's time limit."""
    assert find_options(unit * (200_000 // len(unit)), "ABCD").answer in (None, *"ABCD", "ABCD")


# --- the reference rules, as strict


@pytest.mark.parametrize(
    ("text", "first_run", "all_capitals", "first_phrase"),
    [
        ("答案是ABD", "ABD", "ABD", "A"),
        ("BA, then C", "BA", "ABC", "B"),
        ("I say AC", "AC", "ACI", "A"),
        ("nothing", None, None, None),
        ("", None, None, None),
    ],
)
def test_strict_is_the_reference_rule_of_the_name(
    text: str, first_run: str | None, all_capitals: str | None, first_phrase: str | None
) -> None:
    assert first_capital_postprocess_multi(text).strict.answer == first_run
    assert multiple_select_postprocess(text).strict.answer == all_capitals
    assert first_options_postprocess(text, "ABCD").strict.answer == first_phrase


@pytest.mark.parametrize(
    ("kind", "text", "strict"),
    [
        ("single_choice", "【解析】A 错 <eoe>\n【答案】 C <eoa>", "C"),
        ("multi_choice", "【解析】… B <eoe>【答案】 A C <eoa>", "AC"),
        (
            "multi_choice",
            "【答案】 AC，而 B 则不然，因为它违背了守恒定律的内容",
            "",
        ),  # begins with it
        ("multi_choice", "so A, then B and D", "BD"),  # the last ten characters
        ("five_out_of_seven", "【答案】 C F A E D <eoa> G", "CFAED"),
        ("multi_question_choice", "（1）【答案】 A <eoa>（2）【答案】：B <eoa>", "AB AB"),
        ("multi_question_choice", "A B C", " ABC"),
        ("multi_question_choice", "nothing", None),
    ],
)
def test_strict_is_gaokao_benchs_rule(kind: Any, text: str, strict: str | None) -> None:
    found = gaokao_postprocess(text, kind, "ABCDEFG").strict.answer
    assert found == (strict or None)
