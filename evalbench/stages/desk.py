"""Where finished samples arrive: they are kept at once, and shown as they are counted."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from msgspec import Struct, field

from evalbench.config.options import Budget
from evalbench.errors import ServiceError
from evalbench.errors.entries import Phrase, verbatim
from evalbench.errors.service import NO_SUCCESS, TOO_MANY_ERRORS
from evalbench.plan import ALL, Load
from evalbench.stages.progress import Progress, progress
from evalbench.summarizers.doubts import counted
from evalbench.types import Failure, Record

log = logging.getLogger(__name__)

_FAILED = Phrase("%s failed: %s: %s", "%s 失败：%s：%s")
_COUNTS = Phrase(
    "failed {failed}, received {received}, in flight {in_flight}",
    "失败 {failed}，收到 {received}，在途 {in_flight}",
)
_CANCELLED = Phrase(
    "failed {failed}, received {received}, in flight {in_flight}, cancelled {cancelled}",
    "失败 {failed}，收到 {received}，在途 {in_flight}，取消 {cancelled}",
)
_SETS = Phrase("{model}: {count} data sets", "{model}：{count} 个数据集")
_SENT_AGAIN = Phrase("%s: sent again after %s", "%s：重新发送过，原因：%s")
_ALL_FAILED = Phrase("%s: %d failed: %s", "%s：失败 %d 个：%s")
_BROKEN_OFF = Phrase("%s: %d were broken off", "%s：放弃在途请求 %d 个")

# What no second request will change
HOPELESS = frozenset(
    {"connect", "html", "logprobs", "http 401", "http 403", "http 404", "http 405", "http 407"}
)
_SHOWN = 200  # letters of a server's message
# So many failures before the first success end the load; a refusal may be one sample's own fault
_PATIENCE = {**dict.fromkeys(HOPELESS, 3), "http 400": 16, "http 422": 16}


class HopelessError(ServiceError):
    """Nothing has succeeded, and what failed will fail again."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(NO_SUCCESS, {"said": f"{failure.cause}: {failure.message}"})
        self.failure = failure
        self.interrupted = False  # the load was being stopped from outside already


class Desk(Struct):
    model: str
    keep: Callable[[Record], None]
    progress: Progress
    total: int  # samples, as far as it is known
    at_once: int = 1  # requests in flight
    counts_samples: bool = True  # the progress does, else time moves it
    max_errors: Budget | None = None  # failed samples; None: however many
    causes: Counter[str] = field(default_factory=Counter)  # of failed samples
    mended: Counter[str] = field(default_factory=Counter)  # of attempts that others followed
    firsts: dict[str, Failure] = field(default_factory=dict)  # of each cause of failed samples
    succeeded: int = 0
    cancelled: int = 0  # broken off by evalbench itself
    passed_s: int = 0  # the progress shows whole seconds
    in_flight: int = 0  # requests

    def finished(self, record: Record) -> None:
        """Keep a record. Raises ServiceError when it is no use to go on."""
        self.keep(record)
        for step in record.steps:
            if step.mended:
                self.mended.update(step.mended)
        failure = next((step.error for step in record.steps if step.error), None)
        if failure is None:
            self.succeeded += 1
        elif failure.kind == "cancelled":
            self.cancelled += 1
        else:
            self._count(record, failure)
        self.show()
        if failure is not None and failure.cause in self.causes:
            self._despair(failure)
        if self.max_errors is not None:
            self._judge(self.max_errors)

    @property
    def recorded(self) -> int:
        return self.causes.total() + self.succeeded + self.cancelled

    def watch(self, in_flight: int, passed_s: float = 0.0) -> None:
        """How the load is getting on."""
        self.in_flight, self.passed_s = in_flight, int(passed_s)
        if not self.counts_samples:
            self.show()

    def _count(self, record: Record, failure: Failure) -> None:
        if failure.cause not in self.firsts:
            self.firsts[failure.cause] = failure
            log.warning(_FAILED, record.id, failure.cause, failure.message)
        self.causes[failure.cause] += 1

    def _despair(self, failure: Failure) -> None:
        if self.succeeded:
            return
        # all that were sent at once may have been unlucky together; and of one cause: a proxy's
        # page among the refusals of an overloaded service is no wrong address
        patience = max(_PATIENCE.get(failure.cause, self.total + 1), self.at_once)
        if self.causes[failure.cause] >= patience or self.causes.total() >= self.total:
            raise HopelessError(failure)

    def _judge(self, max_errors: Budget) -> None:
        failed = self.causes.total()
        finished = failed + self.succeeded
        if finished < self.total and max_errors.spent(failed, finished):
            raise TOO_MANY_ERRORS(
                model=self.model,
                failed=failed,
                finished=finished,
                budget=max_errors,
                causes="; ".join(
                    f"{count} × {cause} ({self.firsts[cause].message[:_SHOWN]})"
                    for cause, count in self.causes.most_common(3)
                ),
            )

    def show(self) -> None:
        done = self.recorded if self.counts_samples else self.passed_s
        self.progress.shown(done, self._counts)

    def _counts(self) -> Phrase:
        return (_CANCELLED if self.cancelled else _COUNTS).filled(
            failed=self.causes.total(),
            received=self.succeeded,
            in_flight=self.in_flight,
            cancelled=self.cancelled,
        )


@contextmanager
def desk(
    load: Load,
    total: int,
    keep: Callable[[Record], None],
    *,
    seconds: int | None = None,
    max_errors: Budget | None = None,
) -> Iterator[Desk]:
    """A desk for the records of one load, which shows its samples, or its `seconds`."""
    model = load.model.abbr
    of_all = _SETS.filled(model=model, count=len(load.tasks))
    name = of_all if load.name == ALL else verbatim(f"{model}: {load.name}")
    whole = (total, "") if seconds is None else (seconds, " s")
    with progress(name, *whole) as shown:
        own = Desk(
            model,
            keep,
            shown,
            total,
            load.model.asking.batch_size,
            counts_samples=seconds is None,
            max_errors=max_errors,
        )
        try:
            yield own
        finally:
            own.in_flight = 0
            own.show()
    if own.mended:
        log.warning(_SENT_AGAIN, model, counted(own.mended))
    if own.causes:
        log.warning(_ALL_FAILED, model, own.causes.total(), counted(own.causes))
    if own.cancelled:
        log.warning(_BROKEN_OFF, model, own.cancelled)
