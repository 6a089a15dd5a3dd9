"""Which processes of a run are killed, and that none of them is left."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

PATIENCE_S = 30.0


def traffic_processes(parent: int) -> list[int]:
    """Those that a run has started and that are under way by now."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and _parent(entry) == parent:
            with contextlib.suppress(OSError):
                if b"evalbench.traffic.worker" in (entry / "cmdline").read_bytes():
                    found.append(int(entry.name))
    return found


def kill(process: "subprocess.Popen[bytes]", whom: str) -> tuple[list[int], int]:
    """`parent`, `worker` or `both`; the traffic processes, and the instant of the last kill."""
    workers = traffic_processes(process.pid)
    for pid in workers if whom != "parent" else ():
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    if whom != "worker":
        process.kill()
    at_ns = time.monotonic_ns()
    if whom != "worker":
        process.wait()
    return workers, at_ns


def gone(pids: Sequence[int]) -> bool:
    """Whether all of them have ended, at once or within half a minute."""
    ends = time.monotonic() + PATIENCE_S
    while any(_is_running(pid) for pid in pids):
        if time.monotonic() > ends:
            return False
        time.sleep(0.05)
    return True


def _parent(entry: Path) -> int | None:
    found = _stat(entry)
    return int(found[1]) if found else None


def _is_running(pid: int) -> bool:
    return _stat(Path("/proc") / str(pid))[:1] not in ([], ["Z"])


def _stat(entry: Path) -> list[str]:
    """From the state on: the name before it may hold spaces and brackets."""
    try:
        return (entry / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
