"""What an option, several of them, or an option's text is worth."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalbench.evaluators.accuracy import LongBenchv2Evaluator, MMLUProBaseEvaluator
from evalbench.evaluators.edit_distance import EDAccEvaluator, edit_distance
from evalbench.evaluators.gaokao import GaokaoBenchEvaluator
from evalbench.types import Grade, Points


@pytest.mark.parametrize(
    ("answer", "value"), [("C", 1), ("C\nbecause", 1), (" c ", 1), ("B\nC", 0), ("", 0)]
)
def test_the_first_line_counts_in_mmlu_pro(answer: str, value: float) -> None:
    assert MMLUProBaseEvaluator().grade(answer, "C").value == value


def test_longbench_v2_counts_an_answer_for_its_difficulty_and_its_length() -> None:
    evaluator = LongBenchv2Evaluator()
    reference = {"canonical": "C", "difficulty": "hard", "length": "long"}
    right, wrong = evaluator.grade("c", reference), evaluator.grade("A", reference)
    elsewhere = dict.fromkeys(("easy", "short", "medium"), Points(0, 0))
    assert (right.value, wrong.value) == (1, 0)
    assert right.others == {"hard": Points(1), "long": Points(1)} | elsewhere
    assert wrong.others == {"hard": Points(0), "long": Points(0)} | elsewhere
    assert evaluator.unanswered(reference) == wrong.others
    assert evaluator.grade("C", "C") == Grade(1.0)  # as other tools' configs have it
    assert evaluator.unanswered("C") == {}


@pytest.mark.parametrize(
    ("kind", "answer", "reference", "value", "points"),
    [
        ("single_choice", "C", "C", 1, None),
        ("single_choice", "B", "C", 0, None),
        # all right options: a point; some of them and no other: half a point
        ("multi_choice", "ABD", "ABD", 1, None),
        ("multi_choice", "BAD", "ABD", 1, None),
        ("multi_choice", "AD", "ABD", 0.5, None),
        ("multi_choice", "AC", "ABD", 0, None),
        ("multi_choice", "ABCD", "ABD", 0, None),
        # a letter a question
        ("multi_question_choice", "CAD", "CAD", 1, Points(3, 3)),
        ("multi_question_choice", "CBD", "CAD", 2 / 3, Points(2, 3)),
        ("multi_question_choice", "CA", "CAD", 0, Points(0, 3)),
        ("multi_question_choice", "CADB", "CAD", 0, Points(0, 3)),
        ("five_out_of_seven", "CFAED", "CFAEG", 0.8, Points(4, 5)),
        # the two readings of the reference rule: by the marks where they are as many, else the
        # first of all capitals
        ("multi_question_choice", "CAD XYZ", "CAD", 1, Points(3, 3)),
        ("multi_question_choice", "CA CADB", "CAD", 1, Points(3, 3)),
        ("multi_question_choice", " CADB", "CAD", 1, Points(3, 3)),
        ("multi_question_choice", " CA", "CAD", 0, Points(0, 3)),
    ],
)
def test_gaokao_counts_questions_and_half_points(
    kind: Any, answer: str, reference: str, value: float, points: Points | None
) -> None:
    grade = GaokaoBenchEvaluator(kind).grade(answer, reference)
    assert grade.value == pytest.approx(value)
    assert grade.others == ({"by_question": points} if points else {})


TEXTS = {"A": "go home", "B": "sleep", "C": "eat"}
SIQA = {
    "candidates": [[f"{letter}. {text}", letter, text] for letter, text in TEXTS.items()],
    "label": 1,
}


@pytest.mark.parametrize(
    ("answer", "value"),
    [("B", 1), ("B. sleep", 1), ("sleeep", 1), ("C", 0), ("they go home", 0), ("", 0)],
)
def test_the_nearest_option_is_the_answer(answer: str, value: float) -> None:
    assert EDAccEvaluator().grade(answer, SIQA).value == value


def test_options_may_be_texts_and_the_first_of_equals_counts() -> None:
    reference = {"candidates": ["yes", "no"], "label": 0}
    assert EDAccEvaluator().grade("xyzzy", {"candidates": ["ab", "cd"], "label": 0}).value == 1
    assert EDAccEvaluator().grade("no", reference).value == 0


@given(st.text("ab ", max_size=9), st.text("ab ", max_size=9))
def test_the_distance_is_that_of_the_table(one: str, other: str) -> None:
    table = {(0, at): at for at in range(len(other) + 1)} | {
        (at, 0): at for at in range(len(one) + 1)
    }
    for row, column in product(range(1, len(one) + 1), range(1, len(other) + 1)):
        table[row, column] = min(
            table[row - 1, column] + 1,
            table[row, column - 1] + 1,
            table[row - 1, column - 1] + (one[row - 1] != other[column - 1]),
        )
    assert edit_distance(one, other) == table[len(one), len(other)]
