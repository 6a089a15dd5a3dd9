"""The proof of the benchmark library: that it sees what it is there to see."""

import hashlib
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from evalbench.simulator.book import Entry
from scripts.library import proof
from scripts.library.proof import Told

PROMPTS = [f"question {n}" for n in range(8)]


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def line(prompt: str, answer: str) -> Entry:
    return Entry(sha(prompt), answer, "choice", "ABCD")


def row(prompt: str, value: float, kind: str = "", n: int = 0) -> dict[str, Any]:
    return {
        "id": f"own/{n}/0", "prompt": [{"role": "user", "content": prompt}], "value": value,
        "class": kind or ("correct" if value else "wrong"), "answer_text": "So it is B.",
        "extracted": {"answer": "B", "rule": "answer-is"},
    }  # fmt: skip


def run(book: Told, lines: list[Entry], values: list[float], score: float) -> proof.Found:
    prompts = {sha(prompt): prompt for prompt in PROMPTS}
    rows = [
        row(prompts[e.sha256], v, n=n) for n, (e, v) in enumerate(zip(lines, values, strict=True))
    ]
    return proof.found("own", zip(rows, [[each] for each in lines], strict=True), score, book)


def test_a_score_that_is_the_book_s_is_good() -> None:
    lines = [line(prompt, "A") for prompt in PROMPTS]
    book = proof.told(lines, 0.75, 0)
    assert len(book.book.right) == 6
    values = [float(each.sha256 in book.book.right) for each in lines]
    found = run(book, lines, values, 75.0)
    assert (found.good, found.told, found.samples) == (True, 75.0, 8)


def test_the_right_score_of_other_samples_is_off() -> None:
    lines = [line(prompt, "A") for prompt in PROMPTS]
    book = proof.told(lines, 0.75, 0)
    values = [float(each.sha256 in book.book.right) for each in lines]
    found = run(book, lines, list(reversed(values)), 75.0)
    assert found.told == found.scored
    assert values != values[::-1]
    assert len(found.off) == sum(a != b for a, b in zip(values, values[::-1], strict=True))
    assert not found.good


@pytest.mark.parametrize("kind", ["unparsed", "truncated", "error", "unasked"])
def test_an_answer_that_was_not_read_is_off_though_it_was_to_be_wrong(kind: str) -> None:
    (own,) = lines = [line(PROMPTS[0], "A")]
    book = proof.told(lines, 0, 0)
    found = proof.found("own", [(row(PROMPTS[0], 0, kind), [own])], 0.0, book)
    assert found.others == {kind: 1}
    assert not found.good


def test_of_equal_prompts_the_last_answer_is_told_and_all_are_named() -> None:
    lines = [line(PROMPTS[0], "A"), line(PROMPTS[0], "B")]
    found = run(proof.told(lines, 1, 0), lines, [0.0, 1.0], 50.0)
    assert found.good
    assert found.named == ["equal prompts: own/0/0 (A) = own/1/0 (B, told)"]


def test_what_is_told_wrongly_to_equal_prompts_may_be_right_for_another() -> None:
    """Of three options B is right for the last: A or C is told, and one of the others has it."""
    lines = [line(PROMPTS[0], answer) for answer in "ACDB"]
    book = proof.told(lines, 0, 0)
    expected = [book.outcome([each]) for each in lines]
    assert sorted(map(bool, expected)) == [False, False, False, True]
    assert expected[-1] is False


def labels(question: str, prompts: dict[str, str], answer: str) -> list[Entry]:
    return [
        Entry(
            sha(prompt), answer, "label", question=sha(question), label=label,
            labels=tuple(prompts), own=1,
        )
        for label, prompt in prompts.items()
    ]  # fmt: skip


def test_a_question_with_labels_is_one_and_all_of_its_lines_are_its_own() -> None:
    first = labels("q1", {"A": "x A", "B": "x B"}, "B")
    second = labels("q2", {"A": "y A", "B": "y B"}, "A")
    book = proof.told([*first, *second], 0.5, 0)
    assert sorted(map(bool, (book.outcome(first), book.outcome(second)))) == [False, True]
    lines = [msgspec.to_builtins(each) for each in (*first, *second)]
    assert list(proof.by_sample(lines)) == [first, second]


def test_labels_that_are_right_too_belong_to_their_question() -> None:
    """Of several right choices the book names one among its labels: fewer labels than lines."""
    prompts = {"A": "a", "B": "b", "C": "c"}
    first = [replace(each, labels=("A", "C")) for each in labels("q1", prompts, "A")]
    second = labels("q2", {"A": "d", "B": "e"}, "B")
    lines = [msgspec.to_builtins(each) for each in (*first, *second)]
    assert list(proof.by_sample(lines)) == [first, second]


def test_labels_that_are_other_questions_prompts_too_decide_nothing_and_are_named() -> None:
    first = labels("q1", {"A": "x A", "B": "x B"}, "B")
    second = labels("q2", {"A": "x B", "B": "y B"}, "B")  # its prompt of A is the other's of B
    book = proof.told([*first, *second], 1, 0)
    assert book.outcome(first) is None
    assert book.outcome(second) is True
    found = proof.found("own", [(row("x A", 0.0), first)], 0.0, book)
    assert found.good
    assert found.named[0] == "own/0/0: its labels' prompts are other questions' too: wrong"


def test_a_published_answer_that_is_wrong_is_named_where_it_was_told() -> None:
    lines = [line(PROMPTS[0], "A")]
    wrong = {**row(PROMPTS[0], 0.0), "id": "humanevalx-js/112/0"}
    found = proof.found("x", [(wrong, lines)], 0.0, proof.told(lines, 1, 0))
    assert found.good
    assert found.named == ["humanevalx-js/112/0: its published solution is wrong"]


def test_a_row_of_another_prompt_is_off() -> None:
    lines = [line(PROMPTS[0], "A")]
    found = proof.found("own", [(row(PROMPTS[1], 1.0), lines)], 100.0, proof.told(lines, 1, 0))
    assert not found.good
