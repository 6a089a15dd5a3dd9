"""How many traffic processes a load needs: decided before it starts, from what the warm-up saw."""

import os
from collections.abc import Sequence
from math import ceil

from evalbench import calibration
from evalbench.stages.points import Point
from evalbench.types import Step

# Reads a second for which one process will do on any host that is not busy; `evalbench calibrate`
# finds out what it carries on this one
_READS_PER_S = 40_000.0
_UNSEEN_GAP_S = 0.02  # without a warm-up: what a large model takes for a token


def crew_size(point: Point, warmed: Sequence[Step]) -> int:
    """As few as will do, and no more than there are cores."""
    known = calibration.known()
    carried = known.reads_per_s if known else None
    wanted = ceil(reads_per_s(point, warmed) / max(carried or 0.0, _READS_PER_S))
    return max(1, min(wanted, _cores()))


def reads_per_s(point: Point, warmed: Sequence[Step]) -> float:
    """What a load may bring: every slot a stream at the pace of the warm-up, or the rate's tokens.

    Under load a server is slower than in the warm-up: this is more than will come.
    """
    asking = point.load.model.asking
    if not point.load.model.protocol.stream:
        return 0.0
    gaps = [gap / 1e9 for step in warmed for gap in step.times.gaps.ns]
    pace_s = max(sum(gaps) / len(gaps), 1e-4) if gaps else _UNSEEN_GAP_S
    by_slots = asking.batch_size / pace_s
    if not point.open_loop or not asking.traffic.paced:  # nor is a trace's rate known
        return by_slots
    reads = [len(step.times.gaps) + 1 for step in warmed]
    return min(by_slots, asking.traffic.peak_rate * max(reads, default=asking.batch_size))


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
