"""Requests before the load, so that no measured one pays for a cold start."""

from collections.abc import Iterator
from dataclasses import replace

from evalbench.config.schema import ModelConfig
from evalbench.plan import Batch
from evalbench.stages.conversation import converse
from evalbench.traffic.generator import Conversation, Load, Transport
from evalbench.types import Failure, Message, Prompt, Record, Step


async def warm_up(
    transport: Transport, model: ModelConfig, batch: Batch, count: int
) -> Failure | None:
    """Send `count` requests of the same shape that are not recorded.

    Each has a mark of its own in front, so that no prompt to be measured gets into the prefix
    cache. Returns the first failure when all of them failed.
    """
    steps: list[Step] = []
    work: Load[Record] = Load(
        transport, model.load.batch_size, lambda record: steps.extend(record.steps)
    )
    await work.run(_conversations(model, batch, count))
    failures = [step.error for step in steps if step.error]
    return failures[0] if failures and len(failures) == len(steps) else None


def _conversations(model: ModelConfig, batch: Batch, count: int) -> Iterator[Conversation[Record]]:
    rows = [(task, sample) for task in batch.tasks for sample in task.questions.samples]
    for number in range(count):
        task, sample = rows[number % len(rows)]
        prompt = _marked(task.questions.prompt(sample), f"[warm-up {number}] ")
        warm = replace(sample, dataset=f"warm-up/{sample.dataset}")
        inferencer = task.questions.config.inferencer
        yield converse(warm, prompt, inferencer, model.protocol, retry=0)


def _marked(prompt: Prompt, mark: str) -> Prompt:
    if isinstance(prompt, str):
        return mark + prompt
    first, *rest = prompt
    return (Message(first.role, mark + first.content), *rest)
