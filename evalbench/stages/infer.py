"""Ask the service: from a plan to the records in `predictions/`, and nothing is asked twice."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from evalbench.config.schema import ModelConfig
from evalbench.errors import ServiceError
from evalbench.outputs import RunFolder
from evalbench.plan import Batch, Plan, Task
from evalbench.stages import service
from evalbench.stages.conversation import converse
from evalbench.stages.desk import Desk, HopelessError
from evalbench.stages.warm_up import warm_up
from evalbench.traffic import event_loop
from evalbench.traffic.arrivals import poisson
from evalbench.traffic.client import connect
from evalbench.traffic.generator import Conversation, Load, Transport
from evalbench.traffic.wire import wired
from evalbench.types import Record, Sample

log = logging.getLogger(__name__)


def answer(plan: Plan, run: RunFolder) -> list[ServiceError]:
    """Ask every sample that has no answer yet, all of a model's data sets over the same slots."""
    batches = plan.of_each_model()
    return event_loop.run(_ask_all(batches, plan, run, _EASY, plan.models_at_once))


def load(plan: Plan, run: RunFolder) -> list[ServiceError]:
    """Put one load after the other on the service, past the proxies of the environment."""
    return event_loop.run(_ask_all(plan.of_each_load(), plan, run, _TIMED, 1))


@dataclass(frozen=True, slots=True)
class Way:
    """How requests get to a service."""

    carrier: Callable[[], AbstractAsyncContextManager[Transport]]
    proxies: bool  # whether those of the environment are obeyed
    burst_s: float  # how long answers wait to be read, see traffic/generator.py


_EASY = Way(lambda: connect(proxies=True), proxies=True, burst_s=0.0)
_TIMED = Way(wired, proxies=False, burst_s=0.005)


async def _ask_all(
    batches: Sequence[Batch], plan: Plan, run: RunFolder, way: Way, at_once: int
) -> list[ServiceError]:
    """What went wrong with whole batches: one does not stop the others. Raises when all did."""
    free = asyncio.Semaphore(at_once)
    errors: list[ServiceError] = []

    async def ask(batch: Batch) -> None:
        async with free:
            try:
                await _ask(batch, plan, run, way)
            except ServiceError as error:
                errors.append(error)

    async with asyncio.TaskGroup() as group:
        for batch in batches:
            group.create_task(ask(batch))
    if len(errors) == len(batches):
        for error in errors[:-1]:
            log.error("%s", error)
        raise errors[-1]
    return errors


async def _ask(batch: Batch, plan: Plan, run: RunFolder, way: Way) -> None:
    model = batch.model
    open_tasks = [(task, _open_samples(task, run)) for task in batch.tasks]
    total = sum(len(samples) for _, samples in open_tasks)
    if not total:
        log.info("%s: every answer is there already", model.abbr)
        return
    conversations = (
        _conversation(task, sample, model) for task, samples in open_tasks for sample in samples
    )
    async with way.carrier() as transport:
        failure = await warm_up(transport, model, batch, plan.warmups)
        if failure:
            raise await service.explained_with_models(failure, model, proxies=way.proxies)
        with Desk(batch, run, total) as desk:
            try:
                await _load(transport, model, desk, way, plan.seed).run(conversations)
            except HopelessError as stop:
                raise await service.explained_with_models(
                    stop.failure, model, proxies=way.proxies
                ) from None


def _load(
    transport: Transport, model: ModelConfig, desk: Desk, way: Way, seed: int
) -> Load[Record]:
    rate = model.load.request_rate
    return Load(
        transport,
        model.load.batch_size,
        desk.finished,
        sent=desk.sent,
        due=poisson(rate, seed) if rate else None,
        burst_s=way.burst_s,
    )


def _open_samples(task: Task, run: RunFolder) -> list[Sample]:
    """Those without an answer to the very prompt that this plan renders."""
    records = run.records(task.model.abbr, task.questions.config.abbr)
    return [
        sample
        for sample in task.questions.samples
        if not _answered(records.get(sample.id), task, sample)
    ]


def _answered(record: Record | None, task: Task, sample: Sample) -> bool:
    if record is None or record.failed:
        return False
    return record.steps[0].prompt == task.questions.prompt(sample)


def _conversation(task: Task, sample: Sample, model: ModelConfig) -> Conversation[Record]:
    return converse(
        sample,
        task.questions.prompt(sample),
        task.questions.config.inferencer,
        model.protocol,
        retry=model.load.retry,
    )
