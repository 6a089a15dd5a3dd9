"""Ask the service: from a plan to the records in `predictions/`, and nothing is asked twice."""

import asyncio
import logging
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Self

from tqdm import tqdm

from evalbench.config.schema import ModelConfig
from evalbench.errors import ServiceError
from evalbench.outputs import Journal, RunFolder
from evalbench.plan import Batch, Plan, Task
from evalbench.stages import service
from evalbench.stages.conversation import converse
from evalbench.traffic import event_loop
from evalbench.traffic.arrivals import poisson
from evalbench.traffic.client import HttpClient, connect
from evalbench.traffic.generator import Conversation, Load
from evalbench.types import Failure, Message, Prompt, Record, Sample, Step

log = logging.getLogger(__name__)

# Statuses and causes that no second request will change
_HOPELESS = frozenset({"connect", "http 401", "http 403", "http 404", "http 405", "http 407"})
_HOPELESS_AFTER = 3  # such failures before the first success end the load


def answer(plan: Plan, run: RunFolder) -> list[ServiceError]:
    """Ask every sample that has no answer yet, all of a model's data sets over the same slots."""
    batches = plan.of_each_model()
    return event_loop.run(_ask_all(batches, plan, run, at_once=plan.models_at_once, proxies=True))


def load(plan: Plan, run: RunFolder) -> list[ServiceError]:
    """Put one load after the other on the service, past the proxies of the environment."""
    return event_loop.run(_ask_all(plan.of_each_load(), plan, run, at_once=1, proxies=False))


async def _ask_all(
    batches: Sequence[Batch], plan: Plan, run: RunFolder, *, at_once: int, proxies: bool
) -> list[ServiceError]:
    """What went wrong with whole batches: one does not stop the others. Raises when all did."""
    free = asyncio.Semaphore(at_once)
    errors: list[ServiceError] = []

    async def ask(batch: Batch) -> None:
        async with free:
            try:
                await _ask(batch, plan, run, proxies=proxies)
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


async def _ask(batch: Batch, plan: Plan, run: RunFolder, *, proxies: bool) -> None:
    open_tasks = [(task, _open_samples(task, run)) for task in batch.tasks]
    total = sum(len(samples) for _, samples in open_tasks)
    if not total:
        log.info("%s: every answer is there already", batch.model.abbr)
        return
    async with connect(proxies=proxies) as client:
        model = batch.model
        await _warm_up(client, model, batch, plan)
        with _Desk(batch, run, total) as desk:
            conversations = (
                _conversation(task, sample, model)
                for task, samples in open_tasks
                for sample in samples
            )
            rate = model.load.request_rate
            work = Load(
                client,
                model.load.batch_size,
                desk.finished,
                sent=desk.sent,
                due=poisson(rate, plan.seed) if rate else None,
            )
            try:
                await work.run(conversations)
            except _HopelessError as stop:
                raise await service.explain_with_models(
                    client, stop.failure, model, proxies=proxies
                ) from None


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


class _HopelessError(ServiceError):
    """Nothing has succeeded, and what failed will fail again."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


@dataclass
class _Desk:
    """Where finished samples arrive: into the journal at once, and onto the progress bar."""

    batch: Batch
    run: RunFolder
    total: int
    journals: dict[str, Journal] = field(default_factory=dict)
    causes: Counter[str] = field(default_factory=Counter)
    succeeded: int = 0
    requests: int = 0

    def __enter__(self) -> Self:
        self._files = ExitStack()
        for task in self.batch.tasks:
            abbr = task.questions.config.abbr
            journal = self.run.journal(self.batch.model.abbr, abbr)
            self.journals[abbr] = self._files.enter_context(journal)
        self._bar = tqdm(
            total=self.total,
            desc=f"{self.batch.model.abbr}: {_title(self.batch)}",
            unit="sample",
            dynamic_ncols=True,
            # a log file gets a line now and then, a terminal a smooth bar
            mininterval=0.2 if sys.stderr.isatty() else 15.0,
        )
        return self

    def sent(self) -> None:
        self.requests += 1

    def finished(self, record: Record) -> None:
        self.journals[record.dataset].append(record)
        failure = next((step.error for step in record.steps if step.error), None)
        if failure is None:
            self.succeeded += 1
        else:
            self._failed(record, failure)
        self._bar.set_postfix_str(self._counts(), refresh=False)
        self._bar.update()

    def _failed(self, record: Record, failure: Failure) -> None:
        if not self.causes[failure.cause]:
            log.warning("%s failed: %s: %s", record.id, failure.cause, failure.message)
        self.causes[failure.cause] += 1
        hopeless = failure.cause in _HOPELESS or "HTML" in failure.message
        if (
            not self.succeeded
            and hopeless
            and self.causes.total() >= min(self.total, _HOPELESS_AFTER)
        ):
            raise _HopelessError(failure)

    def _counts(self) -> str:
        return f"sent={self.requests} received={self.succeeded} failed={self.causes.total()}"

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.set_postfix_str(self._counts(), refresh=False)
        self._bar.close()
        self._files.close()
        if self.causes:
            listed = ", ".join(f"{count} × {cause}" for cause, count in self.causes.most_common())
            log.warning("%s: %d failed: %s", self.batch.model.abbr, self.causes.total(), listed)


def _title(batch: Batch) -> str:
    count = len(batch.tasks)
    return batch.tasks[0].questions.config.abbr if count == 1 else f"{count} data sets"


async def _warm_up(client: HttpClient, model: ModelConfig, batch: Batch, plan: Plan) -> None:
    """Requests that are not recorded, of the same shape but with a mark of their own in front.

    The mark keeps the prefix cache free of every prompt that will be measured.
    """
    if not plan.warmups:
        return
    steps: list[Step] = []
    work: Load[Record] = Load(
        client,
        model.load.batch_size,
        lambda record: steps.extend(record.steps),
    )
    await work.run(_warm_up_conversations(model, batch, plan.warmups))
    failures = [step.error for step in steps if step.error]
    if len(failures) == len(steps) and failures:
        raise await service.explain_with_models(client, failures[0], model, proxies=False)


def _warm_up_conversations(
    model: ModelConfig, batch: Batch, count: int
) -> Iterator[Conversation[Record]]:
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
