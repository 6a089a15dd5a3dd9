"""What a search says of the capacity: one paragraph for a reader who has seen nothing else."""

from collections.abc import Sequence
from typing import NamedTuple

from evalbench.metrics.sustained import failing, mean_kept_up, pooled
from evalbench.metrics.trials import Aim, Point, Trial, blind_to, bracket, most_reached, unlimited


class Stated(NamedTuple):
    """A full stop goes before `more`."""

    claim: str
    sure: str = ""
    more: str = ""


def stated(
    aim: Aim,
    closed: Sequence[Point],
    opened: Sequence[Point],
    ends: tuple[float, float | None],
) -> Stated:
    wanted = " and ".join(map(str, aim.objectives))
    if most_reached(closed) is None:
        return Stated(f"0 requests/s: even one request at a time misses {_why(aim, closed[0])}")
    low, high = bracket(opened)
    if not opened:
        return Stated(f"The {len(closed)} loads of the search ended before a rate was confirmed")
    if low is None:
        lowest = min(opened, key=lambda each: each.x)
        missed = f"Below {lowest.x:.4g} requests/s, the lowest rate tried: it misses "
        return Stated(f"{missed}{_why(aim, lowest)}")
    if high is None:
        why = (
            f"{aim.max_concurrency} requests in flight, the most allowed, still meet it"
            if unlimited(aim, closed)
            else f"the search ended after {aim.max_probes} loads"
        )
        return Stated(f"At least {low:.4g} requests/s with {wanted}: {why}", f" ({_surely(ends)})")
    more = ""
    if high > low * (1 + aim.tolerance):
        more += f" The search ended after {aim.max_probes} loads: the edge is below {high:.4g}."
    if aim.max_requests < aim.needed:
        more += f" Loads of {aim.max_requests} requests are small for it: {aim.needed} are needed."
    sure = f" ({_surely(ends)}; intervals of 99 %)"
    return Stated(f"{low:.4g} requests/s with {wanted}", sure, more)


def unknown(aim: Aim, trials: Sequence[Trial]) -> str:
    blind = ", ".join(each.metric.upper() for each in blind_to(aim, trials))
    if not blind:
        return "No load was run."
    return (
        f"Unknown: no answer has a {blind} to hold against its limit. TTFT, TPOT and ITL need "
        "streamed answers, TPOT their number of tokens as well."
    )


def _surely(ends: tuple[float, float | None]) -> str:
    met, missed = ends
    text = f"surely met up to {met:.4g}" if met else "no rate was surely met"
    return text if missed is None else f"{text}, surely missed from {missed:.4g}"


def _why(aim: Aim, point: Point) -> str:
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
