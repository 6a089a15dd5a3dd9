"""The truth about every request: one JSON line each, written when the request has ended.

Instants are nanoseconds of `clock.now_ns`. Those of writes are taken just before the bytes are
handed to the transport, which sends them at once as long as the peer's window is open; `done_ns` is
taken after the last of them.

A line reaches the file in one unbuffered write that ends in a newline: a killed simulator loses
only what was in flight, and a reader that stops at the last newline sees whole lines only. Lines
are appended: a simulator that is started again goes on in the same file.
"""

from dataclasses import dataclass, field
from io import FileIO
from typing import Literal

import msgspec

from evalbench.errors import ConfigError


@dataclass(slots=True)
class Truth:
    """One line. What does not apply is null: a GET has no prompt, a refused request no tokens."""

    id: str | None  # x-request-id
    connection: int  # which of the simulator's connections carried it, counted from 1
    path: str
    stream: bool
    received_ns: int  # the whole request had been read
    prompt_sha256: str | None = None
    first_write_ns: int | None = None
    token_ns: list[int] = field(default_factory=list)  # without streaming: the one answer
    done_ns: int | None = None  # all was written, or the connection broke
    prompt_tokens: int | None = None
    completion_tokens: int | None = None  # those that were written
    status: int | None = None
    ended: Literal["complete", "disconnected"] | None = None


class TruthLog:
    """Appends to a file, or to nothing when there is no path."""

    def __init__(self, path: str | None) -> None:
        """Open for appending. Raises ConfigError."""
        self._encoder = msgspec.json.Encoder()
        self._file: FileIO | None = None
        if path is not None:
            try:
                self._file = FileIO(path, "ab")
            except OSError as failure:
                raise ConfigError(
                    f"simulator: log {path} cannot be written: {failure.strerror}",
                    fix="name a file in a folder that exists",
                ) from failure

    def write(self, truth: Truth) -> None:
        if self._file is not None:
            self._file.write(self._encoder.encode(truth) + b"\n")

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
