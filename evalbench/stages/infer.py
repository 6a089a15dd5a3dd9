"""Ask the service: from a plan to the records in `predictions/`, and nothing is asked twice."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Sequence, Set
from contextlib import ExitStack
from typing import NamedTuple

from msgspec import Struct, field

from evalbench import interruption
from evalbench.config.model import ModelConfig
from evalbench.config.options import AnswerKind, Budget, Retry
from evalbench.errors import EvalbenchError, ServiceError, first_of
from evalbench.errors.entries import Phrase, joined, verbatim
from evalbench.outputs import RunFolder
from evalbench.plan import Load, Plan, Task
from evalbench.stages import service
from evalbench.stages.asked import Asked
from evalbench.stages.conversation import converse, fingerprint
from evalbench.stages.desk import HopelessError, desk
from evalbench.stages.kept import Left, left
from evalbench.stages.scoring import speaker
from evalbench.stages.warm_up import WarmUp
from evalbench.traffic import event_loop
from evalbench.traffic.arrivals import due_times
from evalbench.traffic.circuit import Circuit
from evalbench.traffic.client import connect
from evalbench.traffic.conversation import Conversation
from evalbench.traffic.interrupted import waiting_for
from evalbench.traffic.slots import Slots
from evalbench.traffic.transport import Transport
from evalbench.types import Failure, Record, Sample

log = logging.getLogger(__name__)

_ALL_THERE = Phrase("%s: every answer is there already", "%s：回答已经齐全")
_LEFT = Phrase("%s: %d answers are kept, %d to ask%s", "%s：保留 %d 个回答，要问 %d 个%s")
_WHY = Phrase(", {count} {why}", "，其中 {count} 个{why}")
_NO = verbatim("")
_AGAIN = {
    "failed": Phrase("failed", "上次失败"),
    "truncated": Phrase("truncated", "上次被截断"),
    "asked under other conditions": Phrase("asked under other conditions", "上次的条件不同"),
    "asked with another prompt": Phrase("asked with another prompt", "上次的提示不同"),
}


class Pace(NamedTuple):
    warmups: int = 0  # requests before each load that are not recorded
    models_at_once: int = 1
    again: Set[AnswerKind] = Retry().kinds  # kinds of answers that are asked for once more
    max_errors: Budget | None = None  # failed samples of a load; None: however many
    wait_server_s: float = 0  # for one that is gone


def for_scores(plan: Plan, run: RunFolder, pace: Pace) -> Asked:
    """Ask every sample that has no answer yet, all of a model's data sets over the same slots."""
    return event_loop.run(_Asking(plan.seed, run, pace).all(plan.by_model()))


class _Asking(Struct):
    seed: int
    run: RunFolder
    pace: Pace
    errors: list[ServiceError] = field(default_factory=list)
    failed: int = 0
    recorded: int = 0
    answered: int = 0  # also before
    interrupts: int = 0
    under_way: list[Slots[Record]] = field(default_factory=list)

    async def all(self, loads: Sequence[Load]) -> Asked:
        """What stops one load does not stop the others; Ctrl-C does."""
        free = asyncio.Semaphore(self.pace.models_at_once)

        async def ask(load: Load) -> None:
            async with free:
                try:
                    await self._ask(load)
                except HopelessError as stop:
                    self.errors.append(await _explained(stop.failure, load.model))
                except ServiceError as stop:
                    self.errors.append(stop)

        try:
            with event_loop.interrupts(self._interrupt):
                async with asyncio.TaskGroup() as group:
                    for load in loads:
                        group.create_task(ask(load))
        except* EvalbenchError as errors:  # a full disk, say: of use to nobody to go on
            raise first_of(errors) from None
        whole = len(self.errors) < len(loads) and not self.interrupts
        anything = whole or self.answered > 0
        return Asked(self.errors, anything, self.failed, self.recorded, self.interrupts > 0)

    def _interrupt(self, number: int) -> None:
        """The first time what is in flight is waited for, the second time it is broken off."""
        self.interrupts += 1
        if self.interrupts == 1:
            patience_s = interruption.patience_s(number)
            in_flight = sum(slots.in_flight for slots in self.under_way)
            log.warning(waiting_for(in_flight, patience_s))
            if patience_s is not None:
                asyncio.get_running_loop().call_later(patience_s, self._interrupt, number)
        for slots in self.under_way:
            if self.interrupts == 1:
                slots.stop()
            else:
                slots.abort()

    async def _ask(self, load: Load) -> None:
        if self.interrupts:
            return
        to_ask = [
            (task, conditions, left(task, self.run, conditions, self.pace.again))
            for task in load.tasks
            # of all repeats: the seed that one adds to the first says only which it is
            for conditions in [fingerprint(task.asking[0])]
        ]
        total = sum(len(each.samples) for *_, each in to_ask)
        kept = sum(len(task.samples) for task in load.tasks) - total
        self.answered += kept
        if not total:
            log.info(_ALL_THERE, load.model.abbr)
            return
        _tell_left(load, [each for *_, each in to_ask], total)
        model = load.model
        async with connect(model.way, model.asking.timeout) as transport:
            await self._warm_up(transport, load)
            conversations = (
                self._conversation(task, sample, conditions)
                for task, conditions, each in to_ask
                for sample in each.samples
            )
            await self._carry(transport, load, conversations, total)

    async def _carry(
        self,
        transport: Transport,
        load: Load,
        conversations: Iterable[Conversation[Record]],
        total: int,
    ) -> None:
        traffic = load.model.asking.traffic
        with ExitStack() as stack:
            keep = _journals(load, self.run, stack)
            own = stack.enter_context(desk(load, total, keep, max_errors=self.pace.max_errors))
            slots = Slots(
                transport,
                load.model.asking.batch_size,
                own.finished,
                watched=own.watch,
                due=due_times(traffic, total, self.seed) if traffic.paced else None,
                circuit=_circuit(load.model, self.pace.wait_server_s),
            )
            try:
                await self._run(slots, conversations)
            finally:
                self.failed += own.causes.total()
                self.recorded += own.recorded
                self.answered += own.succeeded

    async def _run(
        self, slots: Slots[Record], conversations: Iterable[Conversation[Record]]
    ) -> None:
        if self.interrupts:
            return
        self.under_way.append(slots)
        try:
            await slots.run(conversations)
        finally:
            self.under_way.remove(slots)

    async def _warm_up(self, transport: Transport, load: Load) -> None:
        warm_up = WarmUp(load, self.pace.warmups)
        slots = Slots(transport, load.model.asking.batch_size, warm_up.finished)
        await self._run(slots, warm_up.conversations())
        warm_up.judge()

    def _conversation(self, task: Task, sample: Sample, conditions: str) -> Conversation[Record]:
        return converse(
            sample,
            task.questions.prompt(sample),
            task.dataset.inferencer,
            speaker(task, sample),
            retry=task.model.asking.retry,
            seed=self.seed,
            conditions=conditions,
            service=task.model.service,
        )


def _circuit(model: ModelConfig, wait_s: float) -> Circuit | None:
    if not wait_s:
        return None

    async def look() -> Failure | None:
        return await asyncio.to_thread(service.absence, model)

    return Circuit(f"{model.abbr}: {model.protocol.base()}", look, wait_s)


async def _explained(failure: Failure, model: ModelConfig) -> ServiceError:
    """In a thread: other models are being asked meanwhile."""
    return await asyncio.to_thread(service.explained_with_models, failure, model)


def _journals(load: Load, run: RunFolder, stack: ExitStack) -> Callable[[Record], None]:
    """Appends a record to the journal of its data set."""
    abbrs = [task.dataset.abbr for task in load.tasks]
    journals = {abbr: stack.enter_context(run.journal(load.model.abbr, abbr)) for abbr in abbrs}
    return lambda record: journals[record.dataset].append(record)


def _tell_left(load: Load, parts: Sequence[Left], total: int) -> None:
    kept = len(load.samples) - total
    again = sum((each.again for each in parts), Counter[str]())
    if kept or again:
        why = joined((_WHY.filled(count=n, why=_AGAIN[why]) for why, n in again.most_common()), _NO)
        log.info(_LEFT, load.model.abbr, kept, total, why)
