"""Replies of tests/data/answers/{short,lambada}.jsonl, and the reference rules."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalbench.evaluators.lambada import LambadaEvaluator
from evalbench.postprocessors.lambada import lambada_postprocess
from evalbench.postprocessors.short_answer import (
    cmrc_postprocess,
    drcd_postprocess,
    drop_postprocess,
    triviaqa_first_line_postprocess,
)

ANSWERS = Path(__file__).parents[1] / "data" / "answers"
PIECES = st.sampled_from(
    ["The answer is", "Answer:", "A:", "Q:", "Question:", "Passage:", "---", "答案是", "答：", "。",
     "**", "\"", "“", "”", "St.", "J.", "not", "but", "because", "It is", "\n", "\n\n", ". ",
     "\\boxed{", "}", "<answer>", "#### ", "43", "Paris", "范廷颂", "$ANSWER", "文章：", "..."]
)  # fmt: skip
REPLIES = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map(" ".join))


def rows(name: str) -> list[Any]:
    lines = (ANSWERS / name).read_text(encoding="utf-8").splitlines()
    return [pytest.param(row, id=row["id"]) for row in map(json.loads, lines)]


@pytest.mark.parametrize("row", rows("short.jsonl"))
def test_a_reply_gives_its_few_words(row: dict[str, Any]) -> None:
    assert drop_postprocess(row["text"]).robust.answer == row["answer"]


@pytest.mark.parametrize("row", rows("lambada.jsonl"))
def test_a_reply_goes_on_with_a_word(row: dict[str, Any]) -> None:
    """`why` is the word that is compared."""
    found = lambada_postprocess(row["text"]).robust
    reference = {"canonical": row["answer"], "before": row["before"]}
    assert found.answer is not None
    assert found.stated
    grade = LambadaEvaluator().grade(found.answer, reference)
    assert (grade.why, grade.value) == (row["answer"], float(bool(row["answer"])))


@given(text=REPLIES)
def test_any_text_can_be_read(text: str) -> None:
    for read in (triviaqa_first_line_postprocess, drop_postprocess, cmrc_postprocess):
        found = read(text).robust
        assert found.answer is None or found.answer.strip()
    word = lambada_postprocess(text).robust
    assert (word.answer is None) == (word.rule == "none")


@pytest.mark.parametrize(
    ("read", "text", "answer"),
    [
        (triviaqa_first_line_postprocess, "The answer is Sunset Blvd.\nQ: Next?", "sunset blvd"),
        (triviaqa_first_line_postprocess, "Answer: Washington, D.C.", "washington"),
        (triviaqa_first_line_postprocess, "A: Rome. A: Paris", "paris"),
        (triviaqa_first_line_postprocess, "", None),
        (drop_postprocess, "answer : 5\nAnswer: 6", "5"),
        (drop_postprocess, "Five of them.", "Five of them."),
        (drop_postprocess, "  ", None),
        (cmrc_postprocess, "答案是越南。答案是河内。", "越南。"),
        (drcd_postprocess, "越南", "越南"),
        (drcd_postprocess, "", None),
        (lambada_postprocess, "signs, he said", "signs"),
        (lambada_postprocess, "don't know", "don"),
        (lambada_postprocess, '"signs"', None),
        (lambada_postprocess, "", None),
    ],
)
def test_strict_is_the_reference_rule(read: Any, text: str, answer: str | None) -> None:
    assert read(text).strict.answer == answer


@pytest.mark.parametrize("text", ["", " \n", "...", "“”"])
def test_a_blank_reply_has_no_word(text: str) -> None:
    assert lambada_postprocess(text).robust.answer is None


def test_what_a_base_model_says_before_it_goes_on_is_stated() -> None:
    """It is an answer also where the rest was cut."""
    assert drop_postprocess(" 43\n\n---\nPassage: Another").robust.stated
    assert not drop_postprocess("They kicked 43").robust.stated
