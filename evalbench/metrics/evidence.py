"""What speaks for and against a run, as plain numbers: all that the verdict looks at."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Literal, TypedDict

import numpy as np
from msgspec import Struct

from evalbench.errors.entries import Phrase
from evalbench.metrics.latency import e2el, send_delay, ttft
from evalbench.metrics.requests import NS_PER_MS, NS_PER_S, Flags, Floats, Requests
from evalbench.metrics.statistics import Distribution, percentile
from evalbench.metrics.steady_state import NoStable, Stable
from evalbench.metrics.throughput import CANCELLED
from evalbench.types import LAG_STEP_NS, LoadReport, WorkerReport

_WAKING_NS = 100_000  # that an idle core needs to be there
BEYOND = 10  # values that a percentile needs beyond it, to be more than a few requests' luck

# How a load was put on; `search`: by --find-capacity, which chooses all of it
Kind = Literal["closed", "pressure", "rate", "ramp", "trace", "search"]


class Evidence(Struct, frozen=True, kw_only=True):
    """Shares are of 1. None: unknown, or without meaning for this load."""

    kind: Kind = "closed"
    asked: int | None = None  # requests that were to be sent; None as well for a fixed time
    seconds: float | None = None  # the fixed time
    used_up: bool = False  # every row of the data was asked: there are no more
    requests: int | None = None  # that came back; without those that evalbench broke off
    succeeded: int | None = None
    slots: int | None = None  # batch_size: the most requests in flight
    lost: int | None = None  # requests in flight in a traffic process that died
    interrupted: bool = False
    failed_share: float | None = None  # of `requests`
    # the client
    workers: int | None = None  # traffic processes
    lag_ms: float | None = None  # p99 of the time that a read waited for its process
    kernel_share: float | None = None  # reads stamped by the kernel: their times hold no such wait
    cpu_share: float | None = None  # of a core, that the busiest process wanted
    starved_share: float | None = None  # of the time, that it waited for a core
    send_delay_ms: float | None = None  # p99; open loop
    scheduled_rate: float | None = None  # requests/s; open loop
    pace_share: float | None = None  # sends / schedule; open loop
    occupied_share: float | None = None  # of the slots, time average in the stable stage; closed
    # what was measured
    median_ttft_ms: float | None = None
    median_e2el_ms: float | None = None
    length_share: float | None = None  # OutputTokens / asked, where the end token is ignored
    client_counted: bool = False
    uncounted_share: float | None = None  # answers whose OutputTokens nobody knows
    tokens_per_event: float | None = None  # None as well where the server tells its running count
    cached_share: float | None = None  # of prompt tokens
    salted: bool = False
    no_stable: Phrase | None = None  # why there is no stable window
    stable_needs: int | None = None  # requests, for there to be one
    stable_needs_s: float | None = None  # how long a load
    stable_in_e2el: float | None = None  # its length / longest E2EL inside
    # percentiles with fewer than 10 values beyond, and answers that each needs, most of all last
    thin: Mapping[str, int] = {}


def evidence(
    requests: Requests,
    stage: Stable | NoStable,
    report: LoadReport | None,
    *,
    slots: int,
    open_loop: bool,
    kind: Kind = "closed",
    asked: int | None = None,
    seconds: float | None = None,
    columns: Iterable[str] = (),
    tokens_per_event: float | None = None,
    client_counted: bool = False,
    salted: bool = False,
) -> Evidence:
    """Collect it from a load: its requests, its stable stage, and what the client says of itself.

    `columns` are the names of the statistics shown. `tokens_per_event` is that of the answers whose
    server did not tell its running count, the end token taken off; None when it told.
    """
    succeeded = requests.succeeded
    answered = int(succeeded.sum())
    ended = int((requests.cause != CANCELLED).sum())
    occupied = stage.in_flight / slots if isinstance(stage, Stable) else None
    return Evidence(
        kind=kind,
        asked=asked,
        seconds=seconds,
        requests=ended,
        succeeded=answered,
        slots=slots,
        failed_share=_ratio(ended - answered, ended),
        **_client(report),
        **(_pacing(requests) if open_loop else {"occupied_share": occupied}),
        median_ttft_ms=percentile(Distribution.of(ttft(requests)), 50),
        median_e2el_ms=percentile(Distribution.of(e2el(requests)), 50),
        length_share=_share(requests.output_tokens, requests.asked_tokens, succeeded),
        client_counted=client_counted,
        uncounted_share=_ratio(float(np.isnan(requests.output_tokens[succeeded]).sum()), answered),
        tokens_per_event=tokens_per_event,
        cached_share=_share(requests.cached_tokens, requests.input_tokens, succeeded),
        salted=salted,
        # where nothing was answered, nothing else is worth a word
        **(_stability(stage) if answered else {}),
        thin=_thin(columns, answered) if answered else {},
    )


def values_needed(percent: float, beyond: int = BEYOND) -> int:
    """How many values there must be for `beyond` of them to lie beyond a percentile.

    beyond / (1 − percent / 100); below the median the few are on the other side.
    """
    share = min(percent, 100 - percent) / 100
    # less a rounding error: 1 − 0.999 is 0.0010000000000000009
    return math.ceil(beyond / share - 1e-6) if share > 0 else 0  # P0 and P100 are Min and Max


def pace(instants: Floats) -> float | None:
    """(n − 1) / (last − first), per second; None below two instants, or when no time went by."""
    known = instants[~np.isnan(instants)]
    return _ratio((known.size - 1) * NS_PER_S, float(np.ptp(known))) if known.size > 1 else None


class _OfClient(TypedDict, total=False):
    lost: int
    interrupted: bool
    workers: int
    lag_ms: float | None
    kernel_share: float | None
    cpu_share: float | None
    starved_share: float | None


def _client(report: LoadReport | None) -> _OfClient:
    if report is None:
        return {}
    reads = sum(worker.reads for worker in report.workers)
    busiest = max(report.workers, key=_wanted_cpu, default=None)
    return {
        "lost": report.lost,
        "interrupted": report.interrupted,
        "workers": len(report.workers),
        "lag_ms": _lag_ms(report.workers),
        "kernel_share": _ratio(sum(worker.kernel_stamped for worker in report.workers), reads),
        "cpu_share": _wanted_cpu(busiest) if busiest else None,
        "starved_share": _starved(busiest) if busiest else None,
    }


def _wanted_cpu(worker: WorkerReport) -> float:
    """(cpu + starved) / wall: a process that waits for a core wanted it all the same."""
    wanted_ns = worker.cpu_ns + _starved_ns(worker)
    return wanted_ns / worker.wall_ns if worker.wall_ns else 0.0


def _starved(worker: WorkerReport) -> float | None:
    return None if worker.starved_ns is None else _ratio(_starved_ns(worker), worker.wall_ns)


def _starved_ns(worker: WorkerReport) -> int:
    """Time that others had its core. A core that was idle needs some time to wake up, too.

    On a virtual machine that is 20 to 100 µs each time: thousands of times a second on an idle
    host, which is not starving.
    """
    waking_ns = (worker.turns or 0) * _WAKING_NS
    return max(0, (worker.starved_ns or 0) - waking_ns)


def _lag_ms(workers: Iterable[WorkerReport]) -> float | None:
    """P99 of all reads of all processes together, to 10 µs: the step that the 99th of 100 is in."""
    pooled: Counter[int] = Counter()
    for worker in workers:
        pooled.update(worker.lag)
    if not pooled.total():
        return None
    steps = sorted(pooled)
    upto = np.cumsum([pooled[step] for step in steps])
    return steps[int(np.searchsorted(upto, 0.99 * upto[-1]))] * LAG_STEP_NS / NS_PER_MS


class _OfLoop(TypedDict, total=False):
    send_delay_ms: float | None
    scheduled_rate: float | None
    pace_share: float | None
    occupied_share: float | None


def _pacing(requests: Requests) -> _OfLoop:
    """Against the schedule as it was drawn: random gaps miss the configured rate by chance."""
    scheduled_rate = pace(requests.scheduled)
    return {
        "send_delay_ms": percentile(Distribution.of(send_delay(requests)), 99),
        "scheduled_rate": scheduled_rate,
        "pace_share": _ratio(pace(requests.sent), scheduled_rate),
    }


def _thin(columns: Iterable[str], answered: int) -> Mapping[str, int]:
    needs = {name: values_needed(p) for name in columns if (p := _percent(name)) is not None}
    thin = ((name, needed) for name, needed in needs.items() if answered < needed)
    return dict(sorted(thin, key=lambda each: each[1]))


class _OfStage(TypedDict, total=False):
    no_stable: Phrase
    stable_needs: int | None
    stable_needs_s: float | None
    stable_in_e2el: float | None


def _stability(stage: Stable | NoStable) -> _OfStage:
    if isinstance(stage, NoStable):
        return {
            "no_stable": stage.reason,
            "stable_needs": stage.needed_requests,
            "stable_needs_s": stage.needed_s,
        }
    return {"stable_in_e2el": stage.length_in_e2els}


def _share(part: Floats, whole: Floats, chosen: Flags) -> float | None:
    """Σ part / Σ whole over the chosen requests for which both are known."""
    known = chosen & ~np.isnan(part) & ~np.isnan(whole)
    return _ratio(float(part[known].sum()), float(whole[known].sum()))


def _ratio(part: float | None, whole: float | None) -> float | None:
    return None if part is None or not whole else part / whole


def _percent(column: str) -> float | None:
    """The percentile that a column shows, if it shows one."""
    if column == "Median":
        return 50.0
    return float(column[1:]) if column[:1] == "P" else None
