"""Where finished samples arrive: into the journal at once, and onto the progress bar."""

import logging
import sys
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from tqdm import tqdm
from tqdm.contrib.logging import logging_redirect_tqdm

from evalbench.errors import ServiceError
from evalbench.logs import ROOT
from evalbench.outputs import Journal, RunFolder
from evalbench.plan import Batch
from evalbench.types import Failure, Record

log = logging.getLogger(__name__)

# Statuses and causes that no second request will change
_HOPELESS = frozenset(
    {"connect", "html", "http 401", "http 403", "http 404", "http 405", "http 407"}
)
_HOPELESS_AFTER = 3  # such failures before the first success end the load


class HopelessError(ServiceError):
    """Nothing has succeeded, and what failed will fail again."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


@dataclass
class Desk:
    """Takes the records of one batch."""

    batch: Batch
    run: RunFolder
    total: int
    journals: dict[str, Journal] = field(default_factory=dict)
    causes: Counter[str] = field(default_factory=Counter)
    succeeded: int = 0
    requests: int = 0

    def __enter__(self) -> Self:
        self._files = ExitStack()
        # a warning must not tear the bar apart
        self._files.enter_context(logging_redirect_tqdm([ROOT]))
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
        enough = self.causes.total() >= min(self.total, _HOPELESS_AFTER)
        if enough and not self.succeeded and failure.cause in _HOPELESS:
            raise HopelessError(failure)

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
