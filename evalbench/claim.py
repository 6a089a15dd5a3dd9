"""One process at a time writes to a run folder: it holds a lock on a file there and says who it is.

The lock is the operating system's (`flock`): however a process ends, its lock ends with it. The
file stays; what it says is of use only while somebody has the lock.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import msgspec

from evalbench import clock
from evalbench.errors.entries import Phrase

_LOOKS = 20  # at a file whose process has the lock and has not said who it is yet
_LOOK_S = 0.05


class Holder(msgspec.Struct, frozen=True):
    """Who has the lock."""

    pid: int
    host: str
    started: str


class Claim(NamedTuple):
    """What came of wanting the lock."""

    holder: Phrase | None = None  # another process, which has it; None: it is ours
    certain: bool = True  # False: this file system has no locks, and keeps nobody out


@contextmanager
def claimed(file: Path) -> Iterator[Claim]:
    """Want the lock, and hold it within where it is free. Raises OSError for the file itself."""
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        claim = _claim(handle)
        try:
            yield claim
        finally:
            if claim.holder is None:
                _say(handle, b"")
    finally:
        os.close(handle)


def _claim(handle: int) -> Claim:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return Claim(_holder(handle))
    except OSError:
        certain = False
    else:
        certain = True
    own = Holder(os.getpid(), os.uname().nodename, clock.iso())
    _say(handle, msgspec.json.encode(own) + b"\n")
    return Claim(certain=certain)


def _say(handle: int, content: bytes) -> None:
    """For others to read; a full disk does not make the lock less of a lock."""
    with suppress(OSError):
        os.ftruncate(handle, 0)
        os.pwrite(handle, content, 0)


def _holder(handle: int) -> Phrase:
    for _ in range(_LOOKS):
        with suppress(msgspec.MsgspecError):
            found = msgspec.json.decode(os.pread(handle, 4096, 0), type=Holder)
            return Phrase(
                f"process {found.pid} on {found.host}, since {found.started}",
                f"{found.host} 上 {found.started} 启动的进程 {found.pid}",
            )
        clock.sleep(_LOOK_S)
    return Phrase("another process", "另一个进程")
