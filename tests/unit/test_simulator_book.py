"""The answer book: how many are right, which ones, and what wrong answers look like."""

import hashlib
import json
from pathlib import Path

import pytest

from evalbench.errors import ConfigError
from evalbench.simulator.book import Entry, open_book, wrong

HASH = "0" * 64


def _write(path: Path, count: int) -> list[str]:
    hashes = [hashlib.sha256(f"question {n}".encode()).hexdigest() for n in range(count)]
    lines = [{"sha256": h, "answer": f"gold{n}", "kind": "text"} for n, h in enumerate(hashes)]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return hashes


@pytest.mark.parametrize(
    ("rate", "right"), [(0.0, 0), (0.5, 5), (1.0, 10), (0.73, 7), (0.04, 0), (0.96, 10)]
)
def test_exactly_the_rounded_share_is_right(tmp_path: Path, rate: float, right: int) -> None:
    hashes = _write(tmp_path / "book.jsonl", 10)
    book = open_book(str(tmp_path / "book.jsonl"), correct_rate=rate, seed=0)
    given = [book.answer(sha256, "question") or "" for sha256 in hashes]
    assert sum(f"gold{n}" in text for n, text in enumerate(given)) == right
    assert sum(f"gold{n + 1}" in text for n, text in enumerate(given)) == 10 - right


def test_which_ones_are_right_depends_on_the_seed_and_not_on_the_order(tmp_path: Path) -> None:
    path = tmp_path / "book.jsonl"
    _write(path, 40)
    first = open_book(str(path), correct_rate=0.5, seed=1).right
    other = open_book(str(path), correct_rate=0.5, seed=2).right
    path.write_text("".join(reversed(path.read_text().splitlines(keepends=True))))
    assert open_book(str(path), correct_rate=0.5, seed=1).right == first
    assert first != other


def test_a_prompt_outside_the_book_has_no_answer(tmp_path: Path) -> None:
    _write(tmp_path / "book.jsonl", 1)
    assert open_book(str(tmp_path / "book.jsonl"), correct_rate=1, seed=0).answer(HASH, "") is None
    assert open_book(None, correct_rate=1, seed=0).answer(HASH, "") is None


@pytest.mark.parametrize(
    ("gold", "expected"),
    [
        ("12", "13"),
        ("-1", "0"),
        ("3.50", "4.50"),
        ("1,999", "2,000"),
        ("1/2", "unknown"),  # a number in name only
        ("NaN", "unknown"),
        ("999999999999", "1000000000000"),
    ],
)
def test_a_wrong_number_is_one_greater_and_looks_alike(gold: str, expected: str) -> None:
    assert wrong(Entry(HASH, gold, "number")) == expected


def test_a_wrong_choice_is_another_of_the_options() -> None:
    for number in range(50):
        sha256 = hashlib.sha256(str(number).encode()).hexdigest()
        assert wrong(Entry(sha256, "C", "choice", "ABC")) in ("A", "B")
        assert wrong(Entry(sha256, "C", "choice")) in ("A", "B", "D")


def test_wrong_code_stands_in_a_block_of_its_own() -> None:
    entry = Entry(HASH, "```python\ndef f():\n    return 1\n```", "text")
    assert wrong(entry) == "```python\nunknown\n```"


@pytest.mark.parametrize(
    ("gold", "options", "expected"),
    [
        ("BD", "ABCD", "A"),  # of several right options none
        ("ABCD", "ABCD", "ABC"),
        ("CAD", "ABCD", "DBA"),  # of several questions no answer
        ("BBA", "AB", "AAB"),
        ("GFA", "ABCDEFG", "AGB"),
    ],
)
def test_wrong_letters_are_other_letters(gold: str, options: str, expected: str) -> None:
    assert wrong(Entry(HASH, gold, "text", options)) == expected


def test_a_wrong_choice_without_another_option_is_no_letter() -> None:
    assert wrong(Entry(HASH, "A", "choice", "A")) == "unknown"


@pytest.mark.parametrize(
    "line",
    [
        "{",
        '{"sha256": "00"}',
        '{"sha256": "xyz", "answer": "A", "kind": "choice"}',
        '{"sha256": "00", "answer": "A", "kind": "guess"}',
        '{"sha256": "00", "answer": 7, "kind": "text"}',
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "book.jsonl"
    _write(path, 2)
    with path.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    with pytest.raises(ConfigError, match=r"book\.jsonl line 3"):
        open_book(str(path), correct_rate=1, seed=0)


def test_a_missing_book_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="nowhere"):
        open_book(str(tmp_path / "nowhere"), correct_rate=1, seed=0)


def test_a_whole_answer_is_the_reply_itself(tmp_path: Path) -> None:
    line = {"sha256": HASH, "answer": "a\nb", "kind": "whole", "wrong": "c"}
    (tmp_path / "book.jsonl").write_text(json.dumps(line), encoding="utf-8")
    right = open_book(str(tmp_path / "book.jsonl"), correct_rate=1, seed=0)
    wrong_ = open_book(str(tmp_path / "book.jsonl"), correct_rate=0, seed=0)
    assert right.answer(HASH, "") == "a\nb"
    assert wrong_.answer(HASH, "") == "c"
    assert right.is_whole(HASH)
    assert not right.is_whole("00")


@pytest.mark.parametrize(("right", "other"), [("True", "False"), ("no", "yes"), ("Yes", "No")])
def test_the_other_one_of_two_answers_is_wrong(right: str, other: str) -> None:
    assert wrong(Entry(HASH, right, "text")) == other
    assert wrong(Entry(HASH, right, "text", wrong="maybe")) == "maybe"
