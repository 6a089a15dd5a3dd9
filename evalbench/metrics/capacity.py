"""The search for the highest request rate that meets the objectives.

Pure: it says which load to run next and is sent what that load showed. A closed loop finds the
region, by doubling and then halving its slots; there a common start and the service's own pace make
latencies kinder than arrivals do, so an open loop (Poisson) has the last word, by bisection.
"""

from collections.abc import Generator, Sequence
from math import ceil, sqrt

from msgspec import Struct

from evalbench.metrics.statement import stated, unknown
from evalbench.metrics.sustained import Outcome, Probe, pooled
from evalbench.metrics.trials import (
    Aim,
    Point,
    Trial,
    blind_to,
    bracket,
    most_reached,
    points_of,
    unlimited,
)

_START = 20  # requests of a closed loop beside its waves: it only shows the way
_WAVES = 5  # requests of a closed loop per slot
_OPEN_WAVES = 20  # requests of an open loop per request in flight: a queue forgets slowly
_UP = 1.25  # to the next rate while none was missed
_DOWN = 0.75  # to the next rate while none was met; its powers after several
_IDLE = 0.05  # of the rate of a single slot: lower loads only repeat an idle service


class Capacity(Struct, frozen=True):
    """`rate` is in requests/s; None: it cannot be told. 0: not even the smallest load is met."""

    rate: float | None
    low: float  # the highest rate that is surely met; 0: none is
    high: float | None  # the lowest rate above it that is surely missed; None: none was
    statement: str
    claim: str  # the statement without how sure it is: for loads that cannot make sure of it
    trials: tuple[Trial, ...]


def find_capacity(aim: Aim) -> Generator[Probe, Outcome, Capacity]:
    """Yield the load to run next, be sent its outcome; return the capacity."""
    trials: list[Trial] = []
    while (probe := next_probe(aim, trials)) is not None:
        outcome = yield probe
        trials.append(Trial(probe, outcome))
    return conclude(aim, trials)


def next_probe(aim: Aim, trials: Sequence[Trial]) -> Probe | None:
    """The load that tells most after these; None when the search is over.

    All state is the trials: a search that was broken off goes on from its list.
    """
    if len(trials) >= aim.max_probes or blind_to(aim, trials):
        return None
    closed, opened = points_of(aim, trials)
    slots = None if opened else _next_slots(aim, closed)
    seed = aim.seed + len(trials)
    if slots is not None:
        few = min(aim.max_requests, _START + _WAVES * slots)
        return Probe(slots, None, max(few, 3 * slots), slots, seed)
    reached = most_reached(closed)
    if reached is None or reached.rate is None:
        return None
    rate = _next_rate(aim, closed, opened)
    if rate is None:
        return None
    wanted = max(aim.needed * _dependence(opened), _OPEN_WAVES * reached.slots)
    requests = min(aim.max_requests, ceil(wanted))
    return Probe(aim.max_concurrency, rate, requests + reached.slots, reached.slots, seed)


def conclude(aim: Aim, trials: Sequence[Trial]) -> Capacity:
    """What the trials say."""
    closed, opened = points_of(aim, trials)
    if not trials or blind_to(aim, trials):
        text = unknown(aim, trials)
        return Capacity(None, 0.0, None, text, text, tuple(trials))
    rate = bracket(opened)[0] or 0.0
    surely_met = (each.x for each in opened if each.judgement == "met" and each.x <= rate)
    surely_missed = (each.x for each in opened if each.judgement == "missed" and each.x > rate)
    ends = max(surely_met, default=0.0), min(surely_missed, default=None)
    claim, sure, more = stated(aim, closed, opened, ends)
    unconfirmed = not opened and most_reached(closed) is not None
    return Capacity(
        None if unconfirmed else rate,
        *ends,
        statement=f"{claim}{sure}.{more}",
        claim=f"{claim}.{more}",
        trials=tuple(trials),
    )


def _next_slots(aim: Aim, closed: Sequence[Point]) -> int | None:
    """Slots to try next: doubled until they surely miss, then halved in between."""
    if not closed:
        return 1
    missed = min((each.slots for each in closed if each.judgement == "missed"), default=None)
    reached = most_reached(closed)
    if reached is None:
        return None
    if missed is None:
        doubled = min(2 * reached.slots, aim.max_concurrency)
        return doubled if doubled > reached.slots else None
    ceiling = next(each.rate for each in closed if each.slots == missed)
    if (ceiling or 0.0) <= (reached.rate or 0.0) * (1 + 2 * aim.tolerance):
        return None  # the service is full: more slots only wait longer
    halved = (reached.slots + missed) // 2
    return halved if halved > reached.slots else None


def _next_rate(aim: Aim, closed: Sequence[Point], opened: Sequence[Point]) -> float | None:
    """The rate to try next: the last one again while it is undecided, else towards the edge."""
    start = (most_reached(closed) or closed[0]).rate or 0.0
    if not opened:
        return start
    last = opened[-1]
    if last.judgement == "undecided" and len(last.outcomes) <= aim.repeats:
        return last.x
    low, high = bracket(opened)
    if high is None:
        return None if unlimited(aim, closed) else _UP * (low or start)
    if low is None:
        lower = high * _DOWN ** len(opened)
        idle = _IDLE * (closed[0].rate or 0.0)
        return lower if high > idle else None
    return sqrt(low * high) if high > low * (1 + aim.tolerance) else None


def _dependence(opened: Sequence[Point]) -> float:
    """Requests that tell as much as one independent one, by the last load that did not miss."""
    for point in reversed(opened):
        if point.judgement != "missed":
            return max(each.n / each.independent for each in pooled(point.outcomes))
    return 1.0
