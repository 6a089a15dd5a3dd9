"""Ask the service: from a plan to the records in `predictions/`, and nothing is asked twice."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import NamedTuple

from evalbench.errors import EvalbenchError, ServiceError, first_of
from evalbench.outputs import RunFolder
from evalbench.plan import Load, Plan, Task
from evalbench.stages import service
from evalbench.stages.conversation import converse, fingerprint
from evalbench.stages.desk import Desk, HopelessError, desk
from evalbench.stages.warm_up import warm_up
from evalbench.traffic import event_loop
from evalbench.traffic.arrivals import poisson
from evalbench.traffic.client import connect
from evalbench.traffic.slots import Conversation, Slots
from evalbench.traffic.transport import Transport
from evalbench.traffic.wire import wired
from evalbench.types import Record, Sample

log = logging.getLogger(__name__)


class Pace(NamedTuple):
    warmups: int = 0  # requests before each load that are not recorded
    models_at_once: int = 1


class Asked(NamedTuple):
    """How the asking went."""

    errors: Sequence[ServiceError] = ()  # what stopped whole loads
    anything: bool = True  # False: no service could be used, there is nothing to show
    failed: int = 0  # samples without an answer
    recorded: int = 0


@dataclass(frozen=True, slots=True)
class _Way:
    """How requests get to a service."""

    carrier: Callable[[], AbstractAsyncContextManager[Transport]]
    proxies: bool  # whether those of the environment are obeyed
    burst_s: float  # how long answers wait to be read, see traffic/slots.py


_EASY = _Way(lambda: connect(proxies=True), proxies=True, burst_s=0.0)
_TIMED = _Way(wired, proxies=False, burst_s=0.005)


def for_scores(plan: Plan, run: RunFolder, pace: Pace) -> Asked:
    """Ask every sample that has no answer yet, all of a model's data sets over the same slots."""
    return event_loop.run(_Asking(plan.seed, run, pace, _EASY).all(plan.by_model()))


def for_times(plan: Plan, run: RunFolder, pace: Pace) -> Asked:
    """Put one load after the other on the service, past the proxies of the environment."""
    return event_loop.run(_Asking(plan.seed, run, pace, _TIMED).all(plan.by_workload()))


@dataclass(slots=True)
class _Asking:
    seed: int
    run: RunFolder
    pace: Pace
    way: _Way
    errors: list[ServiceError] = field(default_factory=list)
    failed: int = 0
    recorded: int = 0

    async def all(self, loads: Sequence[Load]) -> Asked:
        """What stops one load does not stop the others."""
        free = asyncio.Semaphore(self.pace.models_at_once)

        async def ask(load: Load) -> None:
            async with free:
                try:
                    await self._ask(load)
                except HopelessError as stop:
                    reason = service.explained_with_models(
                        stop.failure, load.model, proxies=self.way.proxies
                    )
                    self.errors.append(await reason)

        try:
            async with asyncio.TaskGroup() as group:
                for load in loads:
                    group.create_task(ask(load))
        except* EvalbenchError as errors:  # a full disk, say: of use to nobody to go on
            raise first_of(errors) from None
        some = len(self.errors) < len(loads)
        return Asked(self.errors, some, self.failed, self.recorded)

    async def _ask(self, load: Load) -> None:
        conditions = fingerprint(load.model.protocol)
        left = [(task, _unanswered(task, self.run, conditions)) for task in load.tasks]
        total = sum(len(samples) for _, samples in left)
        if not total:
            log.info("%s: every answer is there already", load.model.abbr)
            return
        kept = sum(len(task.samples) for task in load.tasks) - total
        if kept:
            log.info("%s: %d answers are kept, %d to ask", load.model.abbr, kept, total)
        async with self.way.carrier() as transport:
            await warm_up(transport, load, self.pace.warmups)
            with desk(load, self.run, total) as own:
                try:
                    await self._slots(transport, load, own).run(
                        _conversation(task, sample, conditions)
                        for task, samples in left
                        for sample in samples
                    )
                finally:
                    self.failed += own.causes.total()
                    self.recorded += own.causes.total() + own.succeeded

    def _slots(self, transport: Transport, load: Load, own: Desk) -> Slots[Record]:
        rate = load.model.asking.request_rate
        return Slots(
            transport,
            load.model.asking.batch_size,
            own.finished,
            sent=own.sent,
            due=poisson(rate, self.seed) if rate else None,
            burst_s=self.way.burst_s,
        )


def _unanswered(task: Task, run: RunFolder, conditions: str) -> list[Sample]:
    """Samples without an answer to the very prompt that is sent now, under the same conditions."""
    records = run.records(task.model.abbr, task.dataset.abbr)

    def answered(sample: Sample) -> bool:
        record = records.get(sample.id)
        if record is None or record.failed:
            return False
        return record.conditions == conditions and task.is_asked(sample, record)

    return [sample for sample in task.samples if not answered(sample)]


def _conversation(task: Task, sample: Sample, conditions: str) -> Conversation[Record]:
    return converse(
        sample,
        task.questions.prompt(sample),
        task.dataset.inferencer,
        task.model.protocol,
        retry=task.model.asking.retry,
        conditions=conditions,
    )
