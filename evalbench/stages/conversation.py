"""One sample from its prompt to its record, as a conversation that the load carries on. Pure."""

import hashlib
from collections.abc import Generator
from itertools import count
from typing import Protocol

import msgspec

from evalbench.interfaces import Inferencer, Model
from evalbench.metrics.instants import times_of
from evalbench.traffic.conversation import BrokenOffError, Conversation, Send
from evalbench.types import Exchange, Prompt, Reading, Record, Request, Sample, Step

_FIRST_WAIT_S = 0.5
_LONGEST_WAIT_S = 30.0


class Speaker(Protocol):
    """What of a model a conversation needs."""

    def as_sent(self, prompt: Prompt) -> Prompt: ...

    def request(self, request_id: str, prompt: Prompt, max_out_len: int | None) -> Request: ...

    def read(self, exchange: Exchange) -> Reading: ...


def converse(
    sample: Sample,
    prompt: Prompt,
    inferencer: Inferencer,
    model: Speaker,
    *,
    retry: int,
    conditions: str = "",
) -> Conversation[Record]:
    """Ask all that the inferencer wants to know; a step that failed ends the conversation.

    `retry` is the number of sends after the first one, at most. `conditions` goes into the record.
    Of one that is broken off the record has every request that was answered, or failed.
    """
    steps: list[Step] = []
    prompts = inferencer.steps(prompt)
    asked = next(prompts)
    try:
        while True:
            request_id = f"{sample.id}/{len(steps)}"
            step = yield from _ask(request_id, asked, sample.max_out_len, model, retry)
            steps.append(step)
            if step.error is not None or step.completion is None:
                break
            asked = prompts.send(step.completion)
    except StopIteration:
        pass
    except BrokenOffError:
        if not steps:
            raise
    return Record(
        id=sample.id,
        dataset=sample.dataset,
        index=sample.index,
        repeat=sample.repeat,
        reference=sample.reference,
        steps=tuple(steps),
        conditions=conditions,
    )


def fingerprint(model: Model) -> str:
    """Twelve hex digits over all that an answer depends on beside its prompt."""
    content = msgspec.json.encode(model.conditions(), order="deterministic")
    return hashlib.sha256(content).hexdigest()[:12]


def _ask(
    request_id: str, prompt: Prompt, max_out_len: int | None, model: Speaker, retry: int
) -> Generator[Send, Exchange, Step]:
    """One request, sent again while there is hope; a failed attempt is told only if it is the last.

    Raises BrokenOffError where that comes before the first has ended.
    """
    request = model.request(request_id, prompt, max_out_len)
    step: Step | None = None
    wait_s = 0.0
    for attempt in count(1):
        try:
            exchange = yield Send(request, wait_s)
        except BrokenOffError:
            if step is None:
                raise
            break
        reading = model.read(exchange)
        failure = reading.failure
        times = times_of(exchange, reading.events)
        step = Step(model.as_sent(prompt), reading.completion, times, attempt, failure)
        if failure is None or not failure.retryable or attempt > retry:
            break
        wait_s = min(_LONGEST_WAIT_S, _FIRST_WAIT_S * 2 ** (attempt - 1))
    assert step is not None, "something was sent"
    return step
