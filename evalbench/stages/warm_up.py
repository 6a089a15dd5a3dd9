"""Requests before the load, so that no measured one pays for a cold start."""

from collections.abc import Iterator
from dataclasses import replace

from evalbench.plan import Load
from evalbench.stages.conversation import converse
from evalbench.stages.desk import HopelessError
from evalbench.traffic.slots import Conversation, Slots
from evalbench.traffic.transport import Transport
from evalbench.types import Message, Prompt, Record, Step


async def warm_up(transport: Transport, load: Load, count: int) -> None:
    """Send `count` requests of the same shape that are not recorded.

    Each has a mark of its own in front, so that no prompt to be measured gets into the prefix
    cache. Raises HopelessError when all of them failed.
    """
    steps: list[Step] = []
    slots: Slots[Record] = Slots(
        transport, load.model.asking.batch_size, lambda record: steps.extend(record.steps)
    )
    await slots.run(_conversations(load, count))
    failures = [step.error for step in steps if step.error]
    if failures and len(failures) == len(steps):
        raise HopelessError(failures[0])


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
