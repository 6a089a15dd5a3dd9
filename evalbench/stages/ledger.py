"""What is kept of a load while it runs: a row for each request, and every prompt once."""

from collections.abc import Callable
from types import TracebackType
from typing import BinaryIO, Self

import msgspec

from evalbench import clock
from evalbench.columns import RequestWriter, merge
from evalbench.journal import opened_again, put_line, read_rows
from evalbench.outputs import RunFolder
from evalbench.plan import Load
from evalbench.secrecy import redact
from evalbench.types import Record

_FLUSH_NS = 5_000_000_000  # so that whoever looks at a load that runs sees it


class Ledger:
    """Rows go into parts of a folder; when all is over they become one file.

    Of prompts those of the first repeat are written, for further ones are the same; with a salt
    each is another and all are written.
    """

    def __init__(self, load: Load, run: RunFolder, *, goes_on: bool = False) -> None:
        """`goes_on`: with what a run that was killed has left in the folder."""
        model = load.model
        self.folder = run.request_parts(model.abbr, load.name)
        self.merges = True  # else all that is in the folder stays there
        self._goes_on = goes_on
        self._target = run.requests(model.abbr, load.name)
        self._prompts_path = run.prompts(model.abbr, load.name)
        self._secrets = run.secrets
        self._durability = run.durability
        self._salted = model.asking.salt
        self._writer = RequestWriter(self.folder, run.secrets)
        self._prompts: BinaryIO | None = None
        self._prompted: set[str] = set()  # samples whose prompts were there before
        self._flushed_ns = clock.now_ns()
        # a data set has terms of its own
        self._models = {task.dataset.abbr: task.asking[0] for task in load.tasks}
        self._asked = {abbr: each.asked_tokens(None) for abbr, each in self._models.items()}
        self._own_limits = {
            (task.dataset.abbr, sample.index): sample.max_out_len
            for task in load.tasks
            for sample in task.samples
            if sample.max_out_len is not None
        }

    def append(self, record: Record) -> None:
        own = self._own_limits.get((record.dataset, record.index))
        abbr = record.dataset
        asked = self._asked[abbr] if own is None else self._models[abbr].asked_tokens(own)
        self._writer.append(record, asked)
        if record.steps and (record.repeat == 0 or self._salted):
            self._write_prompt(record)
        if clock.now_ns() - self._flushed_ns >= _FLUSH_NS:
            self.flush()

    def flush(self) -> None:
        """All that was appended is in the files now."""
        self._durability.check()
        self._writer.flush()
        self._flushed_ns = clock.now_ns()

    def spilled(self) -> Callable[[], bool]:
        """The same; and a question that is answered with yes as soon as the disk has it."""
        self.flush()
        return self._durability.settled()

    def _write_prompt(self, record: Record) -> None:
        assert self._prompts is not None, "a ledger is a context manager"
        if record.id in self._prompted:
            return
        line = msgspec.json.encode({"id": record.id, "prompt": record.steps[0].prompt})
        put_line(self._prompts, self._prompts_path, redact(line, self._secrets))

    def __enter__(self) -> Self:
        self._prompts = opened_again(self._prompts_path)
        if self._goes_on:
            self._prompted = {line["id"] for line in read_rows(self._prompts_path)}
        else:
            self._prompts.truncate(0)
        self._writer.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._writer.__exit__(kind, error, trace)
        if self._prompts is not None:
            self._prompts.close()
            self._durability.whole(self._prompts_path)
        if self.merges and kind is None:  # else there may be answers that were not read yet
            merge(self.folder, self._target, durable=self._durability.wanted)
