"""One command with all its descendants: how long it took, what CPU and memory it used. Linux.

CPU is what the kernel adds up when a process is waited for: it holds every descendant that was
waited for in turn. Descendants that outlive the command come to us (we are their subreaper) and
are counted as well. Memory is sampled, as the sum over the tree.
"""

import ctypes
import os
import resource
import select
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_SAMPLE_MS = 50
_NEW_PEAK = 1.02  # PSS costs a walk over the page tables: read where RSS has risen by 2 %
_PR_SET_CHILD_SUBREAPER = 36
_PAGE_MB = os.sysconf("SC_PAGE_SIZE") / 2**20


@dataclass(frozen=True, slots=True)
class Usage:
    """What a command used, from its start to the end of its last descendant."""

    code: int  # negative: the signal that ended it
    wall_s: float
    cpu_s: float
    peak_rss_mb: float  # a page that two processes share counts twice: an upper bound
    peak_pss_mb: float  # a page that n processes share counts 1/n in each
    timed_out: bool = False


def run(
    command: Sequence[str],
    *,
    folder: Path,
    environment: Mapping[str, str],
    output: Path,
    timeout_s: float,
) -> Usage:
    """Run to the end; its words go to `output`. After `timeout_s` its process group is killed."""
    _adopt_orphans()
    ours = set(children(os.getpid()))
    with output.open("wb") as words:
        begun = time.monotonic()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    memory = Memory(process.pid)
    timed_out = not _watch(process.pid, memory, timeout_s)
    if timed_out:
        os.killpg(process.pid, signal.SIGKILL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall_s = time.monotonic() - begun
    cpu_s = _cpu_s(used) + _end_orphans(set(children(os.getpid())) - ours)
    return Usage(process.returncode, wall_s, cpu_s, memory.rss_mb, memory.pss_mb, timed_out)


class Memory:
    """The peaks of a process tree's memory."""

    def __init__(self, root: int) -> None:
        self._root = root
        self._read_at_mb = 0.0
        self.rss_mb = 0.0
        self.pss_mb = 0.0

    def sample(self) -> None:
        tree = [self._root, *descendants(self._root)]
        rss_mb = sum(map(_rss_mb, tree))
        self.rss_mb = max(self.rss_mb, rss_mb)
        if rss_mb > self._read_at_mb * _NEW_PEAK:
            self._read_at_mb = rss_mb
            self.pss_mb = max(self.pss_mb, sum(map(_pss_mb, tree)))


def descendants(pid: int) -> list[int]:
    """All processes below one, those below its descendants too."""
    found = []
    waiting = children(pid)
    while waiting:
        found.append(waiting.pop())
        waiting += children(found[-1])
    return found


def children(pid: int) -> list[int]:
    """Of all its threads; empty once it is gone."""
    found: list[int] = []
    try:
        for thread in Path(f"/proc/{pid}/task").iterdir():
            found += map(int, (thread / "children").read_text().split())
    except (FileNotFoundError, ProcessLookupError):
        return found
    return found


def _watch(pid: int, memory: Memory, timeout_s: float) -> bool:
    """Sample until the process ends; False when it did not in time."""
    last = time.monotonic() + timeout_s
    descriptor = os.pidfd_open(pid)
    try:
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        while time.monotonic() < last:
            memory.sample()
            if poll.poll(_SAMPLE_MS):
                return True
        return False
    finally:
        os.close(descriptor)


def _adopt_orphans() -> None:
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "PR_SET_CHILD_SUBREAPER")


def _end_orphans(orphans: Iterable[int]) -> float:
    """End what a command left behind; the CPU time of it in seconds."""
    cpu_s = 0.0
    for pid in orphans:
        os.kill(pid, signal.SIGKILL)
        _, _, used = os.wait4(pid, 0)
        cpu_s += _cpu_s(used)
    return cpu_s


def _cpu_s(used: resource.struct_rusage) -> float:
    return used.ru_utime + used.ru_stime


def _rss_mb(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE_MB
    except (FileNotFoundError, ProcessLookupError):
        return 0.0


def _pss_mb(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return 0.0
    return sum(int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:"))
