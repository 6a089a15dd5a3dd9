"""One sample from its prompt to its record, as a conversation that the load carries on. Pure."""

import hashlib
from collections.abc import Generator

import msgspec

from evalbench.interfaces import Inferencer, Model
from evalbench.metrics.instants import times_of
from evalbench.traffic.slots import Conversation, Send
from evalbench.types import Exchange, Prompt, Record, Sample, Step

_FIRST_WAIT_S = 0.5
_LONGEST_WAIT_S = 30.0


def converse(
    sample: Sample,
    prompt: Prompt,
    inferencer: Inferencer,
    model: Model,
    *,
    retry: int,
    conditions: str = "",
) -> Conversation[Record]:
    """Ask all that the inferencer wants to know; a step that failed ends the conversation.

    `retry` is the number of sends after the first one, at most. `conditions` goes into the record.
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
    request_id: str, prompt: Prompt, max_out_len: int | None, model: Model, retry: int
) -> Generator[Send, Exchange, Step]:
    """One request, sent again while there is hope; of a failed attempt nothing is left."""
    request = model.request(request_id, prompt, max_out_len)
    attempt, wait_s = 1, 0.0
    while True:
        exchange = yield Send(request, wait_s)
        reading = model.read(exchange)
        failure = reading.failure
        if failure is None or not failure.retryable or attempt > retry:
            times = times_of(exchange, reading.events)
            return Step(model.as_sent(prompt), reading.completion, times, attempt, failure)
        wait_s = min(_LONGEST_WAIT_S, _FIRST_WAIT_S * 2 ** (attempt - 1))
        attempt += 1
