"""Several answers to a question: what is asked, and what they tell together."""

from itertools import combinations
from typing import Any

import pytest
from msgspec import structs

from evalbench.errors import ConfigError
from evalbench.metrics.intervals import clustered_mean, wilson
from evalbench.metrics.repeats import majority, pass_at
from evalbench.stages.score import Judged, score
from evalbench.types import NOTHING, RIGHT, WRONG, Extraction, Extractions, Grade, Points
from tests.unit.test_evaluate import NUMBER, dataset


@pytest.mark.parametrize(("n", "right"), [(1, 0), (1, 1), (5, 0), (5, 2), (5, 5), (6, 1)])
def test_pass_at_k_is_the_share_of_all_draws_that_hold_a_right_one(n: int, right: int) -> None:
    answers = [True] * right + [False] * (n - right)
    for k in range(1, n + 1):
        draws = list(combinations(answers, k))
        assert pass_at(k, right, n) == pytest.approx(sum(map(any, draws)) / len(draws))


def test_the_majority_passes_over_what_nobody_found_and_takes_the_first_of_equals() -> None:
    assert majority([None, "B", "A", "A", None, "B"]) == "B"
    assert majority([None, "B", "A", "A"]) == "A"
    assert majority([None, None]) is None


def test_a_mean_of_single_yes_or_no_answers_is_a_proportion() -> None:
    mean = clustered_mean([[1.0], [0.0], [1.0], [1.0]])
    assert (mean.value, mean.low, mean.high, mean.size) == (0.75, *wilson(3, 4), 4)


def test_answers_that_always_agree_count_once() -> None:
    """Four answers to each of ten questions, all alike: as good as one answer to each."""
    once = clustered_mean([[float(number % 2)] for number in range(10)])
    four_times = clustered_mean([[float(number % 2)] * 4 for number in range(10)])
    assert four_times.value == once.value == 0.5
    # by hand: v = 10/9 · 10 · (4 · 0.5)² / 40² = 1/36, so 0.25 / v = 9
    assert four_times.size == pytest.approx(9)
    assert (four_times.low, four_times.high) == pytest.approx(wilson(4.5, 9))


def test_a_mean_of_parts_has_the_interval_of_its_scatter() -> None:
    """By hand: mean 0.5, v = 4/3 · (2 · 0.25² + 2 · 0.05²) / 16, size 0.25 / v."""
    mean = clustered_mean([[0.25], [0.75], [0.45], [0.55]])
    assert mean.value == pytest.approx(0.5)
    assert mean.size == pytest.approx(0.25 / (4 / 3 * (2 * 0.25**2 + 2 * 0.05**2) / 16))


def test_without_values_there_is_no_mean() -> None:
    with pytest.raises(ValueError, match="values"):
        clustered_mean([[], []])


def graded(index: int, answer: str | None, grade: Grade | None) -> Judged:
    found = NOTHING if answer is None else Extraction(answer, "rule", stated=True)
    kind: Any = "unparsed" if grade is None else "correct" if grade.value >= 1 else "wrong"
    return Judged(index, Extractions(found, found), kind, grade, grade)


def with_repeats(n: int, k: list[int]) -> Any:
    config = dataset(NUMBER)
    return structs.replace(config, repeats=type(config.repeats)(n, tuple(k)))


def test_repeats_are_taken_together_by_question_not_by_place() -> None:
    """Question 0: A A B, right is A. Question 1: C D D, right is C; once in repeat-major order."""
    answers = [("A", RIGHT), ("C", RIGHT), ("A", RIGHT), ("D", WRONG), ("B", WRONG), ("D", WRONG)]
    verdicts = [graded(place % 2, *answer) for place, answer in enumerate(answers)]
    found = score(with_repeats(3, [1, 2, 3]), verdicts)
    assert found.metric == "accuracy (3 runs average)"
    assert found.value == pytest.approx(50)
    shares = {name: round(each.value, 4) for name, each in found.others.items()}
    assert shares == {
        "pass@1": 50.0,
        "cons@1": 100.0,
        "pass@2": round(100 * (1 + 2 / 3) / 2, 4),
        "cons@2": 100.0,  # of two that differ the first one counts
        "pass@3": 100.0,
        "cons@3": 50.0,
    }


def test_a_question_with_an_answer_missing_is_left_out_of_pass_and_cons() -> None:
    verdicts = [graded(0, "A", RIGHT), graded(0, "A", RIGHT), graded(1, "B", WRONG)]
    found = score(with_repeats(2, [2]), verdicts)
    assert found.others["pass@2"].value == 100
    assert found.value == pytest.approx(200 / 3)


def test_further_metrics_are_what_was_earned_of_what_was_to_be_had() -> None:
    grades = [
        Grade(1.0, {"parts": Points(3, 3)}),
        Grade(0.0, {"parts": Points(1, 2)}),
        None,  # unparsed: one part of one was missed
    ]
    verdicts = [graded(n, None if each is None else "x", each) for n, each in enumerate(grades)]
    found = score(dataset(NUMBER), verdicts)
    assert found.others["parts"].value == pytest.approx(100 * 4 / 6)
    assert found.value == pytest.approx(100 / 3)


def test_a_further_metric_of_which_there_was_nothing_to_be_had_is_none() -> None:
    grade = Grade(1.0, {"hard": Points(1), "easy": Points(0, 0)})
    found = score(dataset(NUMBER), [graded(0, "x", grade)])
    assert {name: each.value for name, each in found.others.items()} == {"hard": 100}


@pytest.mark.parametrize("k", [0, 4])
def test_k_lies_between_one_and_n(k: int) -> None:
    with pytest.raises(ConfigError, match="C701"):
        with_repeats(3, [k])


def voted(n: int) -> Any:
    config = dataset(NUMBER)
    return structs.replace(config, repeats=type(config.repeats)(n, vote=True))


def test_a_vote_is_the_score_and_the_average_stands_below() -> None:
    """Question 0: A A B, right is A. Question 1: C D D, right is C. Question 2: nothing found."""
    answers = [("A", RIGHT), ("A", RIGHT), ("B", WRONG), ("C", RIGHT), ("D", WRONG), ("D", WRONG)]
    verdicts = [graded(place // 3, *answer) for place, answer in enumerate(answers)]
    verdicts += [graded(2, None, None)] * 3
    found = score(voted(3), verdicts)
    assert found.metric == "accuracy (majority of 3)"
    assert (found.value, found.strict) == pytest.approx((100 / 3, 100 / 3))
    assert found.others["accuracy (3 runs average)"].value == pytest.approx(100 * 3 / 9)
    assert found.size == 3


def test_a_vote_counts_an_answer_as_right_though_one_who_gave_it_was_cut_off() -> None:
    cut = structs.replace(graded(0, "A", RIGHT), kind="truncated")
    found = score(voted(3), [cut, graded(0, "A", RIGHT), graded(0, "B", WRONG)])
    assert found.value == 100


def test_without_any_answer_a_vote_claims_nothing() -> None:
    error = structs.replace(graded(0, None, None), kind="error")
    found = score(voted(3), [error] * 3)
    assert (found.value, found.strict) == (None, None)


def test_votes_and_repeats_of_different_numbers_are_refused() -> None:
    with pytest.raises(ConfigError, match="n=2, sc_size=3"):
        dataset({**NUMBER, "sc_size": 3}, n=2)
