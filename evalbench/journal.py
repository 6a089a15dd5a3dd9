"""Lines that survive whatever ends a run: appended, read back, and which of its records count.

A line that a crash cut off is dropped when a file is read and when it is opened again.
"""

import mmap
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

import msgspec

from evalbench.durability import Durability
from evalbench.errors.entries import Phrase
from evalbench.errors.output import (
    BROKEN,
    BROKEN_RECORD,
    NOT_READ,
    NOT_WRITTEN,
)
from evalbench.secrecy import redact
from evalbench.types import Record


class Journal:
    """Appends records to one file; a record that was appended survives whatever ends the run.

    What a power cut leaves of it, `Durability` says.
    """

    def __init__(self, path: Path, secrets: Sequence[str], durability: Durability) -> None:
        self._path = path
        self._secrets = secrets
        self._durability = durability
        self._file: BinaryIO | None = None

    def __enter__(self) -> Self:
        self._file = opened_again(self._path)
        return self

    def append(self, record: Record) -> None:
        assert self._file is not None, "a journal is a context manager"
        put_line(self._file, self._path, redact(msgspec.json.encode(record), self._secrets))
        self._durability.line(self._file.fileno(), self._path)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()


def opened_again(path: Path) -> BinaryIO:
    """A file of lines, to append to: what is put there survives whatever ends the run."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _drop_cut_line(path)
        return path.open("ab", buffering=0)
    except OSError as error:
        raise NOT_WRITTEN(path=path, reason=error.strerror) from error


def put_line(file: BinaryIO, path: Path, content: bytes) -> None:
    line = content + b"\n"
    try:
        begin = file.seek(0, os.SEEK_END)
        written = file.write(line)
    except OSError as error:
        raise NOT_WRITTEN(path=path, reason=error.strerror) from error
    if written != len(line):  # what a full disk does first
        with suppress(OSError):  # else the next line would go on where this one broke off
            file.truncate(begin)
        raise NOT_WRITTEN(path=path, reason=Phrase("no room for a whole line", "写不下完整的一行"))


def _drop_cut_line(path: Path) -> None:
    """Cut a file back to its last whole line."""
    if not path.exists() or not path.stat().st_size:
        return
    with path.open("r+b") as file:
        # looked at from its end, for it may be larger than the memory
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            whole = content.rfind(b"\n") + 1
        file.truncate(whole)


def read_records(path: Path) -> Iterator[Record]:
    """Every whole line of a predictions file."""
    decoder = msgspec.json.Decoder(Record)
    for number, line in whole_lines(path):
        try:
            yield decoder.decode(line)
        except msgspec.MsgspecError as error:
            raise BROKEN_RECORD(path=path, line=number, reason=error) from error


def that_count(records: Iterable[Record]) -> dict[str, Record]:
    """By the id of its sample each one's last record; those given are in order.

    But a failure takes nothing away from an answer to the same question.
    """
    found: dict[str, Record] = {}
    for record in records:
        before = found.get(record.id)
        if before is None or not (record.failed and _answers(before, record)):
            found[record.id] = record
    return found


def _answers(before: Record, failed: Record) -> bool:
    """Whether what could not be had this time was there already."""
    if before.failed or before.conditions != failed.conditions:
        return False
    return not failed.steps or before.steps[0].prompt == failed.steps[0].prompt


def read_rows(path: Path) -> list[dict[str, Any]]:
    """Every whole line of a JSONL file of plain objects."""
    decoder = msgspec.json.Decoder(dict[str, Any])
    try:
        return [decoder.decode(line) for _, line in whole_lines(path)]
    except msgspec.MsgspecError as error:
        raise BROKEN(path=path, reason=error) from error


def read_json(path: Path) -> Any:
    try:
        return msgspec.json.decode(path.read_bytes())
    except OSError as error:
        raise NOT_READ(path=path, reason=error.strerror) from error
    except msgspec.MsgspecError as error:
        raise BROKEN(path=path, reason=error) from error


def whole_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Line number and content; the last line only if it was finished; nothing without a file."""
    try:
        if not path.exists():
            return
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if line.endswith(b"\n"):
                    yield number, line
    except OSError as error:
        raise NOT_READ(path=path, reason=error.strerror) from error
