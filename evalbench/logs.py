"""What a run says while it runs: to the screen, and in English to a file. Secrets are masked."""

import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from evalbench.errors.language import speaking
from evalbench.errors.output import NOT_WRITTEN
from evalbench.secrecy import redact
from evalbench.terminal import fitting

ROOT = logging.getLogger("evalbench")


class _Masked(logging.Formatter):
    def __init__(self, pattern: str, secrets: Sequence[str]) -> None:
        super().__init__(pattern)
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record).encode(), self._secrets).decode()


class _English(_Masked):
    """For the file, whatever language the screen has."""

    def format(self, record: logging.LogRecord) -> str:
        with speaking("en"):
            return super().format(record)


class _Fitting(_Masked):
    """Broken for the screen that there is."""

    def format(self, record: logging.LogRecord) -> str:
        return fitting(super().format(record), sys.stderr)


class _AboveTheBar:
    """A screen on which a line does not tear the progress bar that may be there."""

    def __init__(self, screen: TextIO) -> None:
        self._screen = screen

    def write(self, text: str) -> None:
        from tqdm import tqdm  # a log does without it

        tqdm.write(text, file=self._screen, end="")

    def flush(self) -> None:
        self._screen.flush()


class _File(logging.FileHandler):
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  logging's own name
        """Keep silent: a full disk is told by what was to be written, not by its log."""


@contextmanager
def recorded(path: Path, secrets: Sequence[str], *, debug: bool) -> Iterator[None]:
    """Everything said within goes to standard error and, with its time, to the file.

    Raises OutputError for a file that cannot be opened.
    """
    terminal = sys.stderr.isatty()
    screen = logging.StreamHandler(_AboveTheBar(sys.stderr) if terminal else sys.stderr)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = _File(path, encoding="utf-8")
    except OSError as error:
        raise NOT_WRITTEN(path=path, reason=error.strerror) from error
    screen.setFormatter(_Fitting("%(message)s", secrets))
    file.setFormatter(_English("%(asctime)s %(levelname)s %(name)s: %(message)s", secrets))
    ROOT.setLevel(logging.DEBUG if debug else logging.INFO)
    for handler in (screen, file):
        ROOT.addHandler(handler)
    try:
        yield
    finally:
        for handler in (screen, file):
            ROOT.removeHandler(handler)
            with suppress(OSError):
                handler.close()
