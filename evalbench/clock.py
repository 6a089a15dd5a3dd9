"""The only reader of time.

Every instant of a run is `perf_counter_ns`, which on Linux is CLOCK_MONOTONIC: one clock for all
processes of the host, and one that no time server steps. A run stores one pair of both clocks, so
that its instants can be laid beside a server's logs.
"""

import time
from datetime import datetime
from typing import NamedTuple

now_ns = time.perf_counter_ns


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
