"""What the loads of a search for the capacity have shown, as points. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

from msgspec import Struct

from evalbench.metrics.evidence import values_needed
from evalbench.metrics.sustained import Judgement, Objective, Outcome, Probe, judged, likely

Z = 2.58  # intervals of 99 %: loads are many, and looked at several times
_LEAST = 500  # requests of an open loop


class Aim(Struct, frozen=True, kw_only=True):
    """What is searched, and what it may cost."""

    objectives: tuple[Objective, ...]
    tolerance: float = 0.05  # the search ends with a bracket of high / low ≤ 1 + tolerance
    max_concurrency: int = 1024
    max_requests: int = 2000  # of one load
    max_probes: int = 40  # loads
    repeats: int = 2  # of a load that is undecided, each with another seed
    seed: int = 0

    @property
    def needed(self) -> int:
        """Requests of which 10 lie beyond each percentile, if none depends on another."""
        return max([_LEAST, *(values_needed(each.percent) for each in self.objectives)])


class Trial(NamedTuple):
    probe: Probe
    outcome: Outcome


class Point(NamedTuple):
    """All trials of one load. `x` is its rate, or its slots."""

    x: float
    outcomes: tuple[Outcome, ...]
    judgement: Judgement
    met: bool  # as far as one can see

    @property
    def slots(self) -> int:
        return int(self.x)

    @property
    def rate(self) -> float | None:
        return self.outcomes[-1].rate


def points_of(aim: Aim, trials: Sequence[Trial]) -> tuple[list[Point], list[Point]]:
    """The closed and the open loads, each in the order of their first trial."""
    closed: dict[float, list[Outcome]] = {}
    opened: dict[float, list[Outcome]] = {}
    for probe, outcome in trials:
        points = closed if probe.rate is None else opened
        points.setdefault(probe.rate or probe.concurrency, []).append(outcome)
    return (
        [_point(aim, *each) for each in closed.items()],
        [_point(aim, *each) for each in opened.items()],
    )


def _point(aim: Aim, x: float, outcomes: Sequence[Outcome]) -> Point:
    judgement = judged(outcomes, aim.objectives, Z)
    met = judgement == "met" or (judgement == "undecided" and likely(outcomes, aim.objectives))
    return Point(x, tuple(outcomes), judgement, met)


def blind_to(aim: Aim, trials: Sequence[Trial]) -> list[Objective]:
    """The objectives that the last load could not be held against: TTFT without streaming."""
    if not trials:
        return []
    pairs = zip(aim.objectives, trials[-1].outcome.tallies, strict=True)
    return [objective for objective, tally in pairs if not tally.n]


def most_reached(closed: Sequence[Point]) -> Point | None:
    """The most slots that did not surely miss."""
    fine = [each for each in closed if each.judgement != "missed"]
    return max(fine, key=lambda each: each.x, default=None)


def bracket(opened: Sequence[Point]) -> tuple[float | None, float | None]:
    """The highest rate that was met below the lowest that was missed, and that."""
    high = min((each.x for each in opened if not each.met), default=None)
    fine = [each.x for each in opened if each.met and (high is None or each.x < high)]
    return max(fine, default=None), high


def unlimited(aim: Aim, closed: Sequence[Point]) -> bool:
    """Whether all slots that are allowed still do not miss."""
    reached = most_reached(closed)
    return reached is not None and reached.slots >= aim.max_concurrency
