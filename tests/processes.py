"""Processes under test: what traffic processes are given to do, and which processes there are."""

import os
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from evalbench.traffic.member import Service
from evalbench.types import Request, Timeouts, Way

PROC = Path("/proc")
PATIENCE_S = 20.0

# What traffic processes are given


def request(url: str, number: int, body: bytes | None = None) -> Request:
    """Its body is its number, so that a server can tell it from others."""
    said = b"%d" % number if body is None else body
    headers = (("Content-Type", "application/json"), ("X-Request-Id", f"a/{number}/0/0"))
    return Request(f"a/{number}/0/0", url, said, headers)


def service(url: str, way: Way | None = None, timeouts: Timeouts | None = None) -> Service:
    return Service(request(url, 0), way or Way(), timeouts or Timeouts())


@contextmanager
def files_no_longer_than(size: int) -> Iterator[None]:
    """As on a disk that is full, for this process and for those that it starts meanwhile."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


# Which there are


def traffic_processes(main: int) -> list[int]:
    """Those that a main process has started and that carry traffic by now, the eldest first."""
    found = [pid for pid in children(main) if b"evalbench.traffic.worker" in command_line(pid)]
    return sorted(found, key=lambda pid: (_started(pid), pid))


def children(pid: int) -> list[int]:
    """All of a process, ended ones that it has not waited for among them."""
    if not (PROC / "self/stat").exists():
        pytest.skip("this system has no /proc to find processes in")
    return [each for each in _all() if _parent(each) == pid]


@contextmanager
def none_left_behind() -> Iterator[None]:
    """Every process that is started meanwhile has ended and was waited for."""
    before = set(children(os.getpid()))
    yield
    left = set(children(os.getpid())) - before
    assert not left, {pid: command_line(pid) for pid in left}


def command_line(pid: int) -> bytes:
    """Empty when it is gone."""
    try:
        return (PROC / str(pid) / "cmdline").read_bytes()
    except OSError:
        return b""


def is_running(pid: int) -> bool:
    """A zombie is not: nobody may be there to wait for it."""
    return _stat(pid)[:1] not in ([], ["Z"])


def wait_until(holds: Callable[[], object]) -> None:
    """Return as soon as it holds; no test needs to know how fast this machine is."""
    ends = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < ends, "it never came about"
        time.sleep(0.01)


def _all() -> list[int]:
    return [int(entry.name) for entry in os.scandir(PROC) if entry.name.isdecimal()]


def _parent(pid: int) -> int | None:
    found = _stat(pid)
    return int(found[1]) if found else None


def _started(pid: int) -> int:
    """In clock ticks since the system was; process ids begin anew some time."""
    found = _stat(pid)
    return int(found[19]) if found else 0


def _stat(pid: int) -> list[str]:
    """From the state on: the name before it may hold spaces and brackets."""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
