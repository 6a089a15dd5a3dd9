"""Requests before the load, so that no measured one pays for a cold start."""

import logging
from collections.abc import Iterator
from dataclasses import replace

from evalbench.plan import Load
from evalbench.stages.conversation import converse
from evalbench.stages.desk import HOPELESS, HopelessError
from evalbench.traffic.slots import Conversation, Slots
from evalbench.traffic.transport import Transport
from evalbench.types import Message, Prompt, Record, Step

log = logging.getLogger(__name__)


async def warm_up(transport: Transport, load: Load, count: int) -> None:
    """Send `count` requests of the same shape that are not recorded.

    Each has a mark of its own in front, so that no prompt to be measured gets into the prefix
    cache. Raises HopelessError when all failed in a way that will not pass.
    """
    steps: list[Step] = []
    slots: Slots[Record] = Slots(
        transport, load.model.asking.batch_size, lambda record: steps.extend(record.steps)
    )
    await slots.run(_conversations(load, count))
    failures = [step.error for step in steps if step.error]
    for failure in failures[:1]:
        log.warning("%d of %d warm-ups failed: %s", len(failures), count, failure.message)
        if len(failures) == len(steps) and failure.cause in HOPELESS:
            raise HopelessError(failure)


def _conversations(load: Load, count: int) -> Iterator[Conversation[Record]]:
    pairs = [(task, sample) for task in load.tasks for sample in task.samples]
    for number in range(count):
        task, sample = pairs[number % len(pairs)]
        prompt = _marked(task.questions.prompt(sample), f"[warm-up {number}] ")
        warm = replace(sample, dataset=f"warm-up/{sample.dataset}")
        yield converse(warm, prompt, task.dataset.inferencer, task.model.protocol, retry=0)


def _marked(prompt: Prompt, mark: str) -> Prompt:
    if isinstance(prompt, str):
        return mark + prompt
    first, *rest = prompt
    return (Message(first.role, mark + first.content), *rest)
