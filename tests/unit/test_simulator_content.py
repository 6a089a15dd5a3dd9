"""Tokens and their number: counted by hand."""

import re

import pytest

from evalbench.simulator.content import compose, count_tokens, mostly_chinese, tokens_of


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("The capital of France is", 5),
        ("  two\n\nwords ", 2),
        ("", 0),
        ("中国的首都", 5),
        ("答案是B。", 4),
        ("2 加 3 等于 5", 6),
        ("naïve café", 2),
        ("𠀀𠀁", 2),
    ],
)
def test_words_and_ideographs_are_counted(text: str, count: int) -> None:
    assert count_tokens(text) == count
    assert len(tokens_of(text)) == count


def test_tokens_join_to_the_text() -> None:
    text = " So:\n\n**答案是 B** indeed."
    assert "".join(tokens_of(text)) == text


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("法国的首都是哪里?A. Paris B. Rome", True),
        ("What is the capital of France?", False),
        ("Translate into English: 你好", False),
        ("", False),
    ],
)
def test_chinese_is_told_from_english(prompt: str, expected: bool) -> None:
    assert mostly_chinese(prompt) is expected


def test_an_answer_is_padded_in_front_to_the_exact_length() -> None:
    content = compose(" So it is B.", key=5, tokens=20, limit=100, ignore_eos=False)
    assert len(content.tokens) == 20
    assert "".join(content.tokens).endswith(". So it is B.")
    assert content.finish == "stop"


def test_an_answer_longer_than_the_length_is_given_whole() -> None:
    content = compose(" So it is B.", key=0, tokens=2, limit=100, ignore_eos=False)
    assert content.tokens == [" So", " it", " is", " B."]


def test_the_limit_cuts_and_says_so() -> None:
    content = compose(" So it is B.", key=0, tokens=20, limit=18, ignore_eos=False)
    assert (len(content.tokens), content.finish) == (18, "length")


def test_the_end_token_needs_room_below_the_limit() -> None:
    roomy = compose(None, key=0, tokens=20, limit=21, ignore_eos=False)
    tight = compose(None, key=0, tokens=20, limit=20, ignore_eos=False)
    assert (len(roomy.tokens), roomy.finish, roomy.counted) == (20, "stop", 21)
    assert (len(tight.tokens), tight.finish, tight.counted) == (20, "length", 20)


@pytest.mark.parametrize("limit", [1, 7, 64, 1000])
def test_ignore_eos_gives_exactly_the_limit(limit: int) -> None:
    content = compose(" It is B.", key=3, tokens=64, limit=limit, ignore_eos=True)
    assert (len(content.tokens), content.finish) == (limit, "length")
    if limit > 3:
        assert "".join(content.tokens).endswith(" It is B.")


def test_reasoning_holds_nothing_that_could_be_taken_for_an_answer() -> None:
    for key in range(40):
        content = compose(None, key=key, tokens=400, limit=400, ignore_eos=False)
        text = "".join(content.tokens)
        assert len(text.split()) == 400
        assert (
            re.search(r"\d|\b[A-Za-z]\b|answer|option|choice|\b(yes|no|true|false)\b", text) is None
        )
        assert all(token.startswith(" ") for token in content.tokens)
