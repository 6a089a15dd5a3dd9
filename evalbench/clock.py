"""The only reader of time.

Every instant of a run is `perf_counter_ns`, which on Linux is CLOCK_MONOTONIC: one clock for all
processes of the host, and one that no time server steps. A run stores one pair of both clocks, so
that its instants can be laid beside a server's logs.
"""

import time
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

now_ns = time.perf_counter_ns
sleep = time.sleep


class Ran(NamedTuple):
    """What this process has had of the processors, in ns since it began."""

    cpu_ns: int
    starved_ns: int | None  # ready to run and without a core; None where the system does not tell
    turns: int | None  # how often it was given a core


def ran() -> Ran:
    """Source: Linux, Documentation/scheduler/sched-stats, /proc/<pid>/schedstat."""
    try:
        _, waited, turns = map(int, Path("/proc/self/schedstat").read_bytes().split())
    except (OSError, ValueError):
        return Ran(time.process_time_ns(), None, None)
    return Ran(time.process_time_ns(), waited, turns)


class ClockPair(NamedTuple):
    """The same moment on both clocks, in nanoseconds."""

    wall_ns: int
    monotonic_ns: int


def pair() -> ClockPair:
    """Read both clocks, the monotonic one in the middle of two readings of the wall clock."""
    before = time.time_ns()
    monotonic_ns = time.perf_counter_ns()
    after = time.time_ns()
    return ClockPair((before + after) // 2, monotonic_ns)


def stamp() -> str:
    """Local time as a folder name: 20261123_101500."""
    return datetime.now().astimezone().strftime("%Y%m%d_%H%M%S")


def iso() -> str:
    """Local time with its offset, to the second: 2026-11-23T10:15:00+08:00."""
    return datetime.now().astimezone().isoformat(timespec="seconds")
