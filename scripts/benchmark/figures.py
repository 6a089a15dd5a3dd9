"""From what a client claims and what the server saw to the figures that are compared. Pure."""

from collections.abc import Sequence
from statistics import median

import numpy as np

from scripts.benchmark.process import Usage
from scripts.benchmark.sides import Claim, Load
from scripts.benchmark.truth import (
    NS_PER_MS,
    NS_PER_S,
    Served,
    gaps_ms,
    in_flight,
    lateness_ms,
    rate,
    span_ns,
)

Figures = dict[str, float | None]

_OFF = 0.02  # of the true TTFT: by more than that, no run is VALID


def figures(
    load: Load, served: Sequence[Served], claim: Claim, usage: Usage, server_cpu_s: float
) -> Figures:
    """Every figure of one measurement; None where the client does not say what is needed."""
    whole = [each for each in served if each.whole]
    if not whole:
        raise ValueError(f"the server finished none of {len(served)} requests")
    return {
        **_errors(whole, claim),
        **_costs(served, usage, server_cpu_s),
        **_arrivals(load, served, claim),
        **in_flight(served)._asdict(),
        "verdict_fits": _verdict_fits(whole, claim),
        "lost": load.requests - min(len(whole), claim.completed),
        "claimed_ttft_mean_ms": claim.ttft_mean,
        "claimed_e2el_mean_ms": claim.e2el_mean,
        "claimed_itl_p99_ms": claim.itl_p99,
    }


def _errors(whole: Sequence[Served], claim: Claim) -> Figures:
    """What the client says less what is true, over the requests that both have, in ms."""
    same = [each for each in whole if each.id in claim.told] or whole
    ttft = np.array([each.ttft_ms for each in same])
    ends = [each.end_ms if claim.e2el_to_end else each.last_token_ms for each in same]
    gaps = gaps_ms(same)
    return {
        "ttft_error_mean_ms": _less(claim.ttft_mean, float(ttft.mean())),
        "ttft_error_p99_ms": _less(claim.ttft_p99, float(np.percentile(ttft, 99))),
        "ttft_error_per_request_p99_ms": _per_request(same, claim),
        "e2el_error_mean_ms": _less(claim.e2el_mean, float(np.mean(ends))),
        "itl_error_p99_ms": _less(claim.itl_p99, _p99(gaps)),
        "true_ttft_mean_ms": float(ttft.mean()),
        "true_itl_p99_ms": _p99(gaps),
    }


def _per_request(same: Sequence[Served], claim: Claim) -> float | None:
    """P99 of each request's own error; None without the client's instants."""
    pairs = [(each, claim.told[each.id]) for each in same if each.id in claim.told]
    errors = [(told.first_ns - told.sent_ns) / NS_PER_MS - each.ttft_ms for each, told in pairs]
    return _p99(errors)


def _verdict_fits(whole: Sequence[Served], claim: Claim) -> float | None:
    """1 when the client's verdict fits its error, else 0; None when it has no verdict.

    SUSPECT may have other reasons than a slow client, so it fits every error.
    """
    if claim.verdict is None or claim.ttft_mean is None:
        return None
    true = float(np.mean([each.ttft_ms for each in whole]))
    off = abs(claim.ttft_mean - true) > _OFF * true
    return float(claim.verdict != ("VALID" if off else "INVALID"))


def _costs(served: Sequence[Served], usage: Usage, server_cpu_s: float) -> Figures:
    begin, end = span_ns(served)
    load_s = (end - begin) / NS_PER_S
    events = sum(each.token_ns.size for each in served)
    return {
        "events": events,
        "events_per_s": events / load_s if load_s else None,
        "load_s": load_s,
        "beyond_load_s": usage.wall_s - load_s,
        "cpu_s": usage.cpu_s,
        "cpu_us_per_event": usage.cpu_s / events * 1e6 if events else None,
        "peak_rss_mb": usage.peak_rss_mb,
        "peak_pss_mb": usage.peak_pss_mb,
        "server_cores": server_cpu_s / load_s if load_s else None,
    }


def _arrivals(load: Load, served: Sequence[Served], claim: Claim) -> Figures:
    """Of an open loop: how much of the asked rate reached the server, and how late."""
    achieved = rate([each.received_ns for each in served])
    # a drawn schedule misses its rate by chance: the client is held to what it drew
    asked = claim.scheduled_rate or load.rate
    known = [each for each in served if each.id in claim.told]
    due = [claim.told[each.id].scheduled_ns for each in known]
    seen = _p99(lateness_ms([each.received_ns for each in known], due))
    if not load.rate or achieved is None:
        return {"sent_share": None, "late_p99_ms": None, "seen_late_p99_ms": None}
    return {
        "sent_share": 100 * min(1.0, len(served) / load.requests) * achieved / asked,
        "late_p99_ms": seen if claim.send_delay_p99 is None else claim.send_delay_p99,
        "seen_late_p99_ms": seen,
    }


def medians(rounds: Sequence[Figures]) -> Figures:
    """Figure by figure, over the rounds that have it."""
    names = {name: None for each in rounds for name in each}
    return {name: _median([each.get(name) for each in rounds]) for name in names}


def _median(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return median(known) if known else None


def _p99(values: Sequence[float] | np.ndarray[tuple[int], np.dtype[np.float64]]) -> float | None:
    return float(np.percentile(values, 99)) if len(values) else None


def _less(claimed: float | None, true: float | None) -> float | None:
    return None if claimed is None or true is None else claimed - true
