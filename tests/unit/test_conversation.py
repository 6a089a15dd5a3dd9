"""One sample from its prompt to its record: what is sent, how often, and what is kept."""

from collections.abc import Generator, Iterator
from typing import Any

import pytest

from evalbench.models.vllm_api import VLLMCustomAPIChat
from evalbench.stages.conversation import converse
from evalbench.traffic.conversation import broken_off
from evalbench.traffic.slots import Send
from evalbench.types import Completion, Exchange, Failure, Prompt, Record, Sample

SAMPLE = Sample("d", 3, {"question": "2+2?"}, "4", max_out_len=9)
MODEL = VLLMCustomAPIChat(model="m", url="http://h")


class Once:
    def steps(self, prompt: Prompt) -> Generator[Prompt, Completion, None]:
        yield prompt


class Turns:
    """Says back what it was answered, twice."""

    def steps(self, prompt: Prompt) -> Generator[Prompt, Completion, None]:
        first = yield prompt
        yield f"You said {first.text}."


def answered(attempt: int, text: str, status: int = 200) -> Exchange:
    body = b'{"choices":[{"message":{"content":"%s"},"finish_reason":"stop"}]}' % text.encode()
    if status != 200:
        body = b'{"error":{"message":"%s"}}' % text.encode()
    return Exchange(
        scheduled_ns=1, sent_ns=100 * attempt,
        reads=[(100 * attempt + 5, body)], end_ns=100 * attempt + 6, status=status,
    )  # fmt: skip


def played(
    inferencer: Any,
    answers: Iterator[tuple[str, int]],
    *,
    retry: int,
    seed: int = 0,
    retry_after_s: float | None = None,
) -> tuple[list[Send], Record]:
    conversation = converse(SAMPLE, "2+2?", inferencer, MODEL, retry=retry, seed=seed)
    sends = [next(conversation)]
    while True:
        exchange = answered(len(sends), *next(answers))
        exchange.retry_after_s = retry_after_s
        try:
            sends.append(conversation.send(exchange))
        except StopIteration as end:
            return sends, end.value


def test_an_answer_is_one_send_and_one_step() -> None:
    sends, record = played(Once(), iter([("4", 200)]), retry=2)
    assert [(send.request.id, send.wait_s) for send in sends] == [("d/3/0/0", 0)]
    assert b'"max_tokens":9' in sends[0].request.body
    (step,) = record.steps
    assert (step.completion and step.completion.text, step.attempts, step.error) == ("4", 1, None)
    assert (record.id, record.reference, record.failed) == ("d/3/0", "4", False)


@pytest.mark.parametrize("retry", [0, 1, 3])
def test_retry_is_how_often_a_request_is_sent_after_the_first_time(retry: int) -> None:
    sends, record = played(Once(), iter([("busy", 503)] * 9), retry=retry)
    assert len(sends) == retry + 1
    assert len({send.request.id for send in sends}) == 1
    (step,) = record.steps
    assert step.attempts == retry + 1
    assert step.error == Failure("http", "busy", 503)


def waits(seed: int, retry_after_s: float | None = None) -> list[float]:
    busy = iter([("busy", 503)] * 20)
    sends, _ = played(Once(), busy, retry=9, seed=seed, retry_after_s=retry_after_s)
    return [send.wait_s for send in sends]


def test_waits_are_drawn_from_a_time_that_doubles_up_to_half_a_minute() -> None:
    drawn = [waits(seed) for seed in range(200)]
    for attempt, most in enumerate([0, 0.5, 1, 2, 4, 8, 16, 30, 30, 30]):
        each = [every[attempt] for every in drawn]
        assert 0 <= min(each) <= max(each) <= most
        assert max(each) >= 0.9 * most  # all of the time, down to no wait at all
        assert min(each) <= 0.1 * most


def test_waits_are_those_of_the_seed_and_of_the_request() -> None:
    assert waits(3) == waits(3)
    assert waits(3) != waits(4)
    assert len(set(waits(3))) == 10  # and not of one draw for all attempts


@pytest.mark.parametrize(
    ("retry_after_s", "least"), [(None, 0), (0.0, 0), (7.0, 7), (120.0, 120), (86_400.0, 120)]
)
def test_the_server_says_how_long_to_wait_up_to_two_minutes(
    retry_after_s: float | None, least: float
) -> None:
    """And those that were told the same do not come back together."""
    first = [waits(seed, retry_after_s)[1] for seed in range(50)]
    assert all(least <= each <= least + 0.5 for each in first)
    assert len(set(first)) == 50


@pytest.mark.parametrize(("status", "sends"), [(400, 1), (404, 1), (408, 3), (429, 3), (500, 3)])
def test_only_what_may_succeed_later_is_sent_again(status: int, sends: int) -> None:
    sent, record = played(Once(), iter([("no", status)] * 9), retry=2)
    assert (len(sent), record.failed) == (sends, True)


def test_of_a_failed_attempt_only_its_cause_is_in_the_step() -> None:
    _, record = played(Once(), iter([("busy", 503), ("4", 200)]), retry=2)
    (step,) = record.steps
    assert (step.times.sent_ns, step.attempts, step.error) == (200, 2, None)
    assert step.mended == ("http 503",)


def test_the_last_failure_is_none_that_was_mended() -> None:
    _, record = played(Once(), iter([("busy", 503), ("slow down", 429), ("no", 500)]), retry=2)
    (step,) = record.steps
    assert step.mended == ("http 503", "http 429")
    assert (step.error, step.attempts) == (Failure("http", "no", 500), 3)


def test_sends_that_were_no_attempts_are_told_by_their_causes_too() -> None:
    conversation = converse(SAMPLE, "2+2?", Once(), MODEL, retry=0)
    next(conversation)
    exchange = answered(1, "4")
    exchange.unreached, exchange.resent = ("reset", "connect"), True
    with pytest.raises(StopIteration) as end:
        conversation.send(exchange)
    (step,) = end.value.value.steps
    assert (step.attempts, step.mended) == (1, ("reset", "connect", "closed connection"))


def test_a_further_step_is_sent_what_the_one_before_was_answered() -> None:
    sends, record = played(Turns(), iter([("four", 200), ("yes", 200)]), retry=0)
    assert [send.request.id for send in sends] == ["d/3/0/0", "d/3/0/1"]
    assert b"You said four." in sends[1].request.body
    assert [step.completion and step.completion.text for step in record.steps] == ["four", "yes"]


def test_a_step_that_failed_ends_the_conversation() -> None:
    sends, record = played(Turns(), iter([("no", 400)]), retry=5)
    assert (len(sends), len(record.steps), record.failed) == (1, 1, True)


# --- broken off: by Ctrl-C, or at the end of a time


def begun(inferencer: Any, *answers: tuple[str, int]) -> Record | None:
    """What is kept of a conversation that was answered so far."""
    conversation = converse(SAMPLE, "2+2?", inferencer, MODEL, retry=5)
    next(conversation)
    for number, answer in enumerate(answers, 1):
        conversation.send(answered(number, *answer))
    return broken_off(conversation)


def test_a_request_that_waits_to_be_sent_again_has_failed_as_it_did_last() -> None:
    record = begun(Once(), ("busy", 503), ("slow down", 429))
    assert record is not None
    (step,) = record.steps
    assert (step.error, step.attempts) == (Failure("http", "slow down", 429), 2)
    assert step.times.sent_ns == 200


def test_steps_that_were_answered_are_kept() -> None:
    record = begun(Turns(), ("four", 200))
    assert record is not None
    assert [step.completion and step.completion.text for step in record.steps] == ["four"]
    assert not record.failed


def test_a_further_step_that_failed_is_kept_beside_the_one_before() -> None:
    record = begun(Turns(), ("four", 200), ("busy", 503))
    assert record is not None
    assert [step.error and step.error.status for step in record.steps] == [None, 503]


def test_of_what_was_never_answered_there_is_no_record() -> None:
    assert begun(Once()) is None
