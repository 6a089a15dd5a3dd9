"""Ask the service: from a plan to the records in `predictions/`, and nothing is asked twice."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Sequence, Set
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import NamedTuple

from evalbench.config.options import AnswerKind, Retry
from evalbench.config.schema import ModelConfig
from evalbench.errors import EvalbenchError, ServiceError, first_of
from evalbench.outputs import RunFolder
from evalbench.plan import Load, Plan, Task
from evalbench.stages import service
from evalbench.stages.asked import Asked
from evalbench.stages.conversation import converse, fingerprint
from evalbench.stages.desk import HopelessError, desk
from evalbench.stages.kept import Left, left
from evalbench.stages.warm_up import WarmUp
from evalbench.traffic import event_loop
from evalbench.traffic.arrivals import due_times
from evalbench.traffic.client import connect
from evalbench.traffic.conversation import Conversation
from evalbench.traffic.slots import Slots
from evalbench.traffic.transport import Transport
from evalbench.types import Failure, Record, Sample

log = logging.getLogger(__name__)


class Pace(NamedTuple):
    warmups: int = 0  # requests before each load that are not recorded
    models_at_once: int = 1
    again: Set[AnswerKind] = Retry().kinds  # kinds of answers that are asked for once more


def for_scores(plan: Plan, run: RunFolder, pace: Pace) -> Asked:
    """Ask every sample that has no answer yet, all of a model's data sets over the same slots."""
    return event_loop.run(_Asking(plan.seed, run, pace).all(plan.by_model()))


@dataclass(slots=True)
class _Asking:
    seed: int
    run: RunFolder
    pace: Pace
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
                    self.errors.append(await _explained(stop.failure, load.model))

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
        to_ask = [(task, left(task, self.run, conditions, self.pace.again)) for task in load.tasks]
        total = sum(len(each.samples) for _, each in to_ask)
        if not total:
            log.info("%s: every answer is there already", load.model.abbr)
            return
        _tell_left(load, [each for _, each in to_ask], total)
        asking = load.model.asking
        async with connect(asking.way, asking.timeout, proxies=True) as transport:
            await self._warm_up(transport, load)
            with ExitStack() as stack:
                own = stack.enter_context(desk(load, total, _journals(load, self.run, stack)))
                traffic = asking.traffic
                slots = Slots(
                    transport,
                    asking.batch_size,
                    own.finished,
                    watched=own.watch,
                    due=due_times(traffic, total, self.seed) if traffic.paced else None,
                )
                try:
                    await slots.run(
                        _conversation(task, sample, conditions)
                        for task, each in to_ask
                        for sample in each.samples
                    )
                finally:
                    self.failed += own.causes.total()
                    self.recorded += own.causes.total() + own.succeeded

    async def _warm_up(self, transport: Transport, load: Load) -> None:
        warm_up = WarmUp(load, self.pace.warmups)
        slots = Slots(transport, load.model.asking.batch_size, warm_up.finished)
        await slots.run(warm_up.conversations())
        warm_up.judge()


async def _explained(failure: Failure, model: ModelConfig) -> ServiceError:
    """In a thread: other models are being asked meanwhile."""
    return await asyncio.to_thread(service.explained_with_models, failure, model, proxies=True)


def _journals(load: Load, run: RunFolder, stack: ExitStack) -> Callable[[Record], None]:
    """Appends a record to the journal of its data set."""
    abbrs = [task.dataset.abbr for task in load.tasks]
    journals = {abbr: stack.enter_context(run.journal(load.model.abbr, abbr)) for abbr in abbrs}
    return lambda record: journals[record.dataset].append(record)


def _tell_left(load: Load, parts: Sequence[Left], total: int) -> None:
    kept = len(load.samples) - total
    again = sum((each.again for each in parts), Counter[str]())
    if kept or again:
        why = "".join(f", {count} {why}" for why, count in again.most_common())
        log.info("%s: %d answers are kept, %d to ask%s", load.model.abbr, kept, total, why)


def _conversation(task: Task, sample: Sample, conditions: str) -> Conversation[Record]:
    return converse(
        sample,
        task.questions.prompt(sample),
        task.dataset.inferencer,
        task.model.protocol,
        retry=task.model.asking.retry,
        conditions=conditions,
    )
