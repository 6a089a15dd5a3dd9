"""The truth about every request: one JSON line each, written when the request has ended.

Instants are nanoseconds of `clock.now_ns`. Those of writes are taken just before the bytes are
handed to the kernel, which sends them at once as long as the peer's window is open; while it is
not, nothing more is written. `done_ns` is taken after the last write.

A line reaches the file in one unbuffered write that ends in a newline: a killed simulator loses
only what was in flight, and a reader that stops at the last newline sees whole lines only. Lines
are appended: a simulator that is started again goes on in the same file.
"""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path
from typing import Any, Literal

import msgspec

from evalbench.errors.config import STRANGE_LOG, TRUTH_LOG_UNWRITABLE
from evalbench.simulator.faults import Fault

Ended = Literal[
    "complete",  # all was written that should be, be it a fault
    "cut",  # a fault: the connection was closed or reset under the answer
    "disconnected",  # the client left, or the simulator ended
]


@dataclass(slots=True)
class Truth:
    """One line. What does not apply is null: a GET has no prompt, a refused request no tokens."""

    id: str | None  # x-request-id
    connection: int  # which of the simulator's connections carried it, counted from 1
    path: str
    stream: bool
    received_ns: int  # when its last bytes came: the kernel's stamp where there is one
    prompt_sha256: str | None = None
    started_ns: int | None = None  # it had a place: from here on the times to its tokens count
    first_write_ns: int | None = None
    # one per event with tokens; without streaming: the one answer
    token_ns: "array[int]" = field(default_factory=lambda: array("q"))
    done_ns: int | None = None  # all was written, or the connection broke
    late_ns: int = 0  # by how much the latest token left after it was due; 0 where none waited
    blocked: bool = False  # a write met a full socket: the client reads too slowly
    prompt_tokens: int | None = None
    completion_tokens: int | None = None  # those that were written
    status: int | None = None
    fault: Fault | None = None
    ended: Ended | None = None


class _Prompt(msgspec.Struct):
    prompt_sha256: str | None


def prompts_in(path: str | None) -> Iterator[str]:
    """The prompts of a log that is there already, by their hashes. Raises ConfigError."""
    file = None if path is None else Path(path)
    if file is None or not file.is_file():
        return
    decoder = msgspec.json.Decoder(_Prompt)
    with file.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                found = decoder.decode(line).prompt_sha256
            except msgspec.MsgspecError as error:
                raise STRANGE_LOG(log=file, line=number, reason=error) from error
            if found is not None:
                yield found


class TruthLog:
    """Appends to a file, or to nothing when there is no path."""

    def __init__(self, path: str | None) -> None:
        """Open for appending. Raises ConfigError."""
        self._encoder = msgspec.json.Encoder(enc_hook=_as_list)
        self._file: FileIO | None = None
        if path is not None:
            try:
                self._file = FileIO(path, "ab")
            except OSError as failure:
                raise TRUTH_LOG_UNWRITABLE(path=path, reason=failure.strerror) from failure

    def write(self, truth: Truth) -> None:
        if self._file is not None:
            self._file.write(self._encoder.encode(truth) + b"\n")

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def _as_list(value: Any) -> list[int]:
    """What msgspec asks for a type that it does not know; a truth holds no other than this one."""
    assert isinstance(value, array)
    return value.tolist()
