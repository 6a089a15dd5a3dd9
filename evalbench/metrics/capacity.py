"""The search for the highest request rate that meets the objectives.

Pure: it says which load to run next and is sent what that load showed. A closed loop finds the
region, by doubling and then halving its slots; there a common start and the service's own pace make
latencies kinder than arrivals do, so an open loop (Poisson) has the last word, by bisection.
"""

from collections.abc import Generator, Sequence
from math import ceil, sqrt
from typing import NamedTuple

from msgspec import Struct

from evalbench.metrics.evidence import values_needed
from evalbench.metrics.sustained import (
    Judgement,
    Objective,
    Outcome,
    Probe,
    failing,
    judged,
    likely,
    mean_kept_up,
    pooled,
)

Z = 2.58  # intervals of 99 %: loads are many, and looked at several times
_START = 20  # requests of a closed loop beside its waves: it only shows the way
_WAVES = 5  # requests of a closed loop per slot
_OPEN_WAVES = 20  # requests of an open loop per request in flight: a queue forgets slowly
_LEAST = 500  # requests of an open loop
_UP = 1.25  # to the next rate while none was missed
_DOWN = 0.75  # to the next rate while none was met; its powers after several
_IDLE = 0.05  # of the rate of a single slot: lower loads only repeat an idle service


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
    if len(trials) >= aim.max_probes or _blind(aim, trials):
        return None
    closed, opened = _points(aim, trials)
    slots = None if opened else _next_slots(aim, closed)
    seed = aim.seed + len(trials)
    if slots is not None:
        few = min(aim.max_requests, _START + _WAVES * slots)
        return Probe(slots, None, max(few, 3 * slots), slots, seed)
    reached = _reached(closed)
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
    closed, opened = _points(aim, trials)
    if not trials or _blind(aim, trials):
        unknown = _unknown(aim, trials)
        return Capacity(None, 0.0, None, unknown, unknown, tuple(trials))
    rate = _bracket(opened)[0] or 0.0
    surely_met = (each.x for each in opened if each.judgement == "met" and each.x <= rate)
    surely_missed = (each.x for each in opened if each.judgement == "missed" and each.x > rate)
    ends = max(surely_met, default=0.0), min(surely_missed, default=None)
    claim, sure, more = _stated(aim, closed, opened, ends)
    unconfirmed = not opened and _reached(closed) is not None
    return Capacity(
        None if unconfirmed else rate,
        *ends,
        statement=f"{claim}{sure}.{more}",
        claim=f"{claim}.{more}",
        trials=tuple(trials),
    )


class _Point(NamedTuple):
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


def _points(aim: Aim, trials: Sequence[Trial]) -> tuple[list[_Point], list[_Point]]:
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


def _point(aim: Aim, x: float, outcomes: Sequence[Outcome]) -> _Point:
    judgement = judged(outcomes, aim.objectives, Z)
    met = judgement == "met" or (judgement == "undecided" and likely(outcomes, aim.objectives))
    return _Point(x, tuple(outcomes), judgement, met)


def _blind(aim: Aim, trials: Sequence[Trial]) -> list[Objective]:
    """The objectives that the last load could not be held against: TTFT without streaming."""
    if not trials:
        return []
    pairs = zip(aim.objectives, trials[-1].outcome.tallies, strict=True)
    return [objective for objective, tally in pairs if not tally.n]


def _next_slots(aim: Aim, closed: Sequence[_Point]) -> int | None:
    """Slots to try next: doubled until they surely miss, then halved in between."""
    if not closed:
        return 1
    missed = min((each.slots for each in closed if each.judgement == "missed"), default=None)
    reached = _reached(closed)
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


def _reached(closed: Sequence[_Point]) -> _Point | None:
    """The most slots that did not surely miss."""
    fine = [each for each in closed if each.judgement != "missed"]
    return max(fine, key=lambda each: each.x, default=None)


def _next_rate(aim: Aim, closed: Sequence[_Point], opened: Sequence[_Point]) -> float | None:
    """The rate to try next: the last one again while it is undecided, else towards the edge."""
    start = (_reached(closed) or closed[0]).rate or 0.0
    if not opened:
        return start
    last = opened[-1]
    if last.judgement == "undecided" and len(last.outcomes) <= aim.repeats:
        return last.x
    low, high = _bracket(opened)
    if high is None:
        return None if _unlimited(aim, closed) else _UP * (low or start)
    if low is None:
        lower = high * _DOWN ** len(opened)
        idle = _IDLE * (closed[0].rate or 0.0)
        return lower if high > idle else None
    return sqrt(low * high) if high > low * (1 + aim.tolerance) else None


def _bracket(opened: Sequence[_Point]) -> tuple[float | None, float | None]:
    """The highest rate that was met below the lowest that was missed, and that."""
    high = min((each.x for each in opened if not each.met), default=None)
    fine = [each.x for each in opened if each.met and (high is None or each.x < high)]
    return max(fine, default=None), high


def _unlimited(aim: Aim, closed: Sequence[_Point]) -> bool:
    """Whether all slots that are allowed still do not miss."""
    reached = _reached(closed)
    return reached is not None and reached.slots >= aim.max_concurrency


def _dependence(opened: Sequence[_Point]) -> float:
    """Requests that tell as much as one independent one, by the last load that did not miss."""
    for point in reversed(opened):
        if point.judgement != "missed":
            return max(each.n / each.independent for each in pooled(point.outcomes))
    return 1.0


class _Stated(NamedTuple):
    """One paragraph for a reader who has seen nothing else; a full stop goes before `more`."""

    claim: str
    sure: str = ""
    more: str = ""


def _stated(
    aim: Aim,
    closed: Sequence[_Point],
    opened: Sequence[_Point],
    ends: tuple[float, float | None],
) -> _Stated:
    wanted = " and ".join(map(str, aim.objectives))
    if _reached(closed) is None:
        return _Stated(f"0 requests/s: even one request at a time misses {_why(aim, closed[0])}")
    low, high = _bracket(opened)
    if not opened:
        return _Stated(f"The {len(closed)} loads of the search ended before a rate was confirmed")
    if low is None:
        lowest = min(opened, key=lambda each: each.x)
        missed = f"Below {lowest.x:.4g} requests/s, the lowest rate tried: it misses "
        return _Stated(f"{missed}{_why(aim, lowest)}")
    if high is None:
        why = (
            f"{aim.max_concurrency} requests in flight, the most allowed, still meet it"
            if _unlimited(aim, closed)
            else f"the search ended after {aim.max_probes} loads"
        )
        return _Stated(f"At least {low:.4g} requests/s with {wanted}: {why}", f" ({_surely(ends)})")
    more = ""
    if high > low * (1 + aim.tolerance):
        more += f" The search ended after {aim.max_probes} loads: the edge is below {high:.4g}."
    if aim.max_requests < aim.needed:
        more += f" Loads of {aim.max_requests} requests are small for it: {aim.needed} are needed."
    sure = f" ({_surely(ends)}; intervals of 99 %)"
    return _Stated(f"{low:.4g} requests/s with {wanted}", sure, more)


def _surely(ends: tuple[float, float | None]) -> str:
    met, missed = ends
    text = f"surely met up to {met:.4g}" if met else "no rate was surely met"
    return text if missed is None else f"{text}, surely missed from {missed:.4g}"


def _why(aim: Aim, point: _Point) -> str:
    """What was missed, with the value that was seen; else the rate that was not kept."""
    missed = failing(point.outcomes, aim.objectives)
    if not missed:
        return f"the pace: {100 * mean_kept_up(point.outcomes):.3g} % of the rate was kept up"
    tallies = dict(zip(aim.objectives, pooled(point.outcomes), strict=True))
    values = dict(zip(aim.objectives, point.outcomes[-1].values_ms, strict=True))
    return " and ".join(
        f"{each} ({_ms(values[each])}; {tallies[each].over} of {tallies[each].n} requests above)"
        for each in missed
    )


def _ms(value: float | None) -> str:
    return "no value" if value is None else f"{value:.4g} ms"


def _unknown(aim: Aim, trials: Sequence[Trial]) -> str:
    blind = ", ".join(each.metric.upper() for each in _blind(aim, trials))
    if not blind:
        return "No load was run."
    return (
        f"Unknown: no answer has a {blind} to hold against its limit. TTFT, TPOT and ITL need "
        "streamed answers, TPOT their number of tokens as well."
    )
