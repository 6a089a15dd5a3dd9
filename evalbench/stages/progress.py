"""How far a load is: a bar on a terminal, a line now and then where there is none."""

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from evalbench import clock
from evalbench.errors.entries import Phrase

log = logging.getLogger(__name__)

_EVERY_NS = 15_000_000_000  # between two lines
_WORDS = Phrase("{name}: {of}, {counts}", "{name}：{of}，{counts}")


Counts = Callable[[], Phrase]  # put into words when they are shown, which most are not


class Progress(Protocol):
    def shown(self, done: int, counts: Counts) -> None:
        """So much of the whole is done, or more than it."""


@contextmanager
def progress(name: Phrase, total: int, unit: str = "") -> Iterator[Progress]:
    """Something that shows it, to its end."""
    if sys.stderr.isatty():
        from evalbench.stages.bar import Bar  # a log does without tqdm

        with Bar(str(name), total, unit) as bar:
            yield bar
        return
    lines = Lines(name, total, unit)
    try:
        yield lines
    finally:
        lines.told()


class Lines:
    """For a log: nothing is written over."""

    def __init__(self, name: Phrase, total: int, unit: str) -> None:
        self._name = name
        self._total = total
        self._unit = unit
        self._now: tuple[int, Counts] | None = None
        self._told_ns = clock.now_ns()

    def shown(self, done: int, counts: Counts) -> None:
        self._now = (done, counts)
        if clock.now_ns() - self._told_ns >= _EVERY_NS:
            self.told()

    def told(self) -> None:
        if self._now is not None:
            done, counts = self._now
            of = f"{min(done, self._total)}/{self._total}{self._unit}"
            log.info("%s", _WORDS.filled(name=self._name, of=of, counts=counts()))
        self._now, self._told_ns = None, clock.now_ns()
