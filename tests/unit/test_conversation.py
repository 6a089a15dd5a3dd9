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
    inferencer: Any, answers: Iterator[tuple[str, int]], *, retry: int
) -> tuple[list[Send], Record]:
    conversation = converse(SAMPLE, "2+2?", inferencer, MODEL, retry=retry)
    sends = [next(conversation)]
    while True:
        try:
            sends.append(conversation.send(answered(len(sends), *next(answers))))
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


def test_waits_double_up_to_half_a_minute() -> None:
    sends, _ = played(Once(), iter([("busy", 503)] * 20), retry=9)
    assert [send.wait_s for send in sends] == [0, 0.5, 1, 2, 4, 8, 16, 30, 30, 30]


@pytest.mark.parametrize(("status", "sends"), [(400, 1), (404, 1), (408, 3), (429, 3), (500, 3)])
def test_only_what_may_succeed_later_is_sent_again(status: int, sends: int) -> None:
    sent, record = played(Once(), iter([("no", status)] * 9), retry=2)
    assert (len(sent), record.failed) == (sends, True)


def test_nothing_of_a_failed_attempt_is_in_the_step() -> None:
    _, record = played(Once(), iter([("busy", 503), ("4", 200)]), retry=2)
    (step,) = record.steps
    assert (step.times.sent_ns, step.attempts, step.error) == (200, 2, None)


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
