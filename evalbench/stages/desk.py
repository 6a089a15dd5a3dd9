"""Where finished samples arrive: into the journal at once, and onto the progress bar."""

import logging
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Never

from tqdm import tqdm
from tqdm.contrib.logging import logging_redirect_tqdm

from evalbench.errors import ServiceError
from evalbench.logs import ROOT
from evalbench.outputs import Journal, RunFolder
from evalbench.plan import Load
from evalbench.types import Failure, Record

log = logging.getLogger(__name__)

# What no second request will change
HOPELESS = frozenset(
    {"connect", "html", "http 401", "http 403", "http 404", "http 405", "http 407"}
)
# So many failures before the first success end the load; a refusal may be one sample's own fault
_PATIENCE = {**dict.fromkeys(HOPELESS, 3), "http 400": 16, "http 422": 16}


class HopelessError(ServiceError):
    """Nothing has succeeded, and what failed will fail again."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


@dataclass(slots=True)
class Desk:
    journals: Mapping[str, Journal]  # by data set
    bar: "tqdm[Never]"
    total: int
    causes: Counter[str] = field(default_factory=Counter)  # of failed samples
    succeeded: int = 0
    requests: int = 0

    def sent(self) -> None:
        self.requests += 1

    def finished(self, record: Record) -> None:
        """Keep a record. Raises HopelessError when it is no use to go on."""
        self.journals[record.dataset].append(record)
        failure = next((step.error for step in record.steps if step.error), None)
        if failure is None:
            self.succeeded += 1
        else:
            self._failed(record, failure)
        self.show()
        self.bar.update()

    def _failed(self, record: Record, failure: Failure) -> None:
        if not self.causes[failure.cause]:
            log.warning("%s failed: %s: %s", record.id, failure.cause, failure.message)
        self.causes[failure.cause] += 1
        if self.succeeded:
            return
        patience = _PATIENCE.get(failure.cause, self.total + 1)
        if self.causes.total() >= min(self.total, patience):
            raise HopelessError(failure)

    def show(self) -> None:
        failed = self.causes.total()
        counts = f"failed {failed}, received {self.succeeded}, sent {self.requests}"
        self.bar.set_postfix_str(counts, refresh=False)


@contextmanager
def desk(load: Load, run: RunFolder, total: int) -> Iterator[Desk]:
    """A desk for the records of one load; its journals and its bar are closed in any case."""
    with ExitStack() as stack:
        stack.enter_context(logging_redirect_tqdm([ROOT]))  # or a warning tears the bar apart
        abbrs = [task.dataset.abbr for task in load.tasks]
        journals = {abbr: stack.enter_context(run.journal(load.model.abbr, abbr)) for abbr in abbrs}
        own = Desk(journals, stack.enter_context(_bar(load, total)), total)
        try:
            yield own
        finally:
            own.show()
    if own.causes:
        listed = ", ".join(f"{count} × {cause}" for cause, count in own.causes.most_common())
        log.warning("%s: %d failed: %s", load.model.abbr, own.causes.total(), listed)


def _bar(load: Load, total: int) -> "tqdm[Never]":
    count = len(load.tasks)
    what = load.tasks[0].dataset.abbr if count == 1 else f"{count} data sets"
    return tqdm(
        total=total,
        desc=f"{load.model.abbr}: {what}",
        unit="sample",
        dynamic_ncols=True,
        bar_format="{desc} {n_fmt}/{total_fmt} [{elapsed}<{remaining}{postfix}] {bar}",
        # a log file gets a line now and then, a terminal a smooth bar
        mininterval=0.2 if sys.stderr.isatty() else 15.0,
    )
