"""Marks in front of prompts."""

import string

from evalbench.prompts.salt import marked, nonce_of, salted
from evalbench.types import Message


def test_a_text_has_the_mark_in_front() -> None:
    assert marked("What is 2 + 2?", "[warm-up 3] ") == "[warm-up 3] What is 2 + 2?"


def test_of_messages_the_first_one_has_it_whoever_speaks() -> None:
    prompt = (Message("system", "Be brief."), Message("user", "Hello"))

    assert marked(prompt, "[x] ") == (Message("system", "[x] Be brief."), Message("user", "Hello"))


def test_a_salted_prompt_names_the_run_and_the_request() -> None:
    assert salted("Hello", "7f3a9c12", 41) == "[7f3a9c12-000041] Hello"


def test_a_number_beyond_six_digits_is_whole() -> None:
    assert salted("Hello", "7f3a9c12", 12_345_678) == "[7f3a9c12-12345678] Hello"


def test_no_two_requests_of_a_run_begin_alike() -> None:
    prompts = {salted("Hello", "7f3a9c12", number) for number in range(2_000)}

    assert len(prompts) == 2_000


def test_a_nonce_is_eight_hex_digits() -> None:
    nonce = nonce_of("20261123_101500", 0)

    assert len(nonce) == 8
    assert set(nonce) <= set(string.hexdigits.lower())


def test_the_same_run_has_the_same_nonce() -> None:
    assert nonce_of("20261123_101500", 7) == nonce_of("20261123_101500", 7)


def test_the_next_run_and_another_seed_have_another() -> None:
    runs = [f"20261123_1015{second:02d}" for second in range(60)]
    nonces = {nonce_of(run, seed) for run in runs for seed in range(5)}

    assert len(nonces) == 300


def test_run_and_seed_are_kept_apart() -> None:
    assert nonce_of("run1", 23) != nonce_of("run12", 3)
