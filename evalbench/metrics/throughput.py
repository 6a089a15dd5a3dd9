"""The metrics of a whole load, each a function and a row of `TOTALS`. None is unknown.

Names are those of AISBench's common metrics where it has one: the sum of OutputTokens is called
Total Generated Tokens. Tokens and throughputs are those of requests that succeeded; duration and
concurrency are those of every request that was sent, for failed ones load the server too.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from typing import NamedTuple

import numpy as np

from evalbench.metrics.latency import NS_PER_MS, NS_PER_S, Timed

SECOND_NS = 1_000_000_000

Value = float | dict[str, int] | None


class Row(NamedTuple):
    name: str
    unit: str
    value: Value
    formula: str


class Arrival(NamedTuple):
    """Output tokens that came in one socket read; a fraction where events had to be shared out."""

    at_ns: int
    tokens: float


@dataclass(frozen=True, slots=True)
class WholeLoad:
    """The requests of a stage, and what was asked of the load."""

    requests: Sequence[Timed]
    max_concurrency: int | None = None
    open_loop: bool = False
    requested_rate: float | None = None  # request/s; None: closed loop, or a trace's own times

    @property
    def succeeded(self) -> list[Timed]:
        return [request for request in self.requests if not request.failed]

    @property
    def flights(self) -> list[tuple[int, int]]:
        """[sent, stream_end) of every request that was sent and ended, in ns."""
        return [
            (times.sent_ns, times.stream_end_ns)
            for times in (request.times for request in self.requests)
            if times.sent_ns and times.stream_end_ns is not None
        ]

    @property
    def duration_ns(self) -> int | None:
        """First sent to last stream_end; None when nothing was sent, or no time went by."""
        flights = self.flights
        if not flights:
            return None
        return max(end for _, end in flights) - min(sent for sent, _ in flights) or None


def whole_load(load: WholeLoad) -> list[Row]:
    """Every row of `TOTALS`, in order. The rates of an open loop only for an open loop."""
    return [
        Row(total.name, total.unit, total.of(load), total.formula)
        for total in TOTALS
        if load.open_loop or not total.open_loop
    ]


def duration(load: WholeLoad) -> float | None:
    """Last stream_end − first sent, in ms."""
    ns = load.duration_ns
    return None if ns is None else ns / NS_PER_MS


def failures(load: WholeLoad) -> dict[str, int]:
    """Failed requests by cause, the most frequent first."""
    causes = Counter(request.failure.cause for request in load.requests if request.failure)
    return dict(causes.most_common())


def failure_rate(load: WholeLoad) -> float | None:
    """Failed / total requests, in percent."""
    total = len(load.requests)
    return 100 * (total - len(load.succeeded)) / total if total else None


def concurrency(load: WholeLoad) -> float | None:
    """Time average of the requests in flight: Σ (stream_end − sent) / duration."""
    ns = load.duration_ns
    return None if ns is None else sum(end - sent for sent, end in load.flights) / ns


def peak_concurrency(load: WholeLoad) -> int | None:
    """The most requests in flight at one moment.

    A request that ends when another starts hands its slot over: both are not in flight at once.
    """
    flights = load.flights
    if not flights:
        return None
    changes = sorted([(end, -1) for _, end in flights] + [(sent, 1) for sent, _ in flights])
    return max(accumulate(step for _, step in changes))


def request_throughput(load: WholeLoad) -> float | None:
    """Successful requests / duration, in request/s; None when none succeeded."""
    return _rate(len(load.succeeded) or None, load)


def total_input(load: WholeLoad) -> int | None:
    """Σ InputTokens; None when one is unknown or none succeeded."""
    return _sum(request.input_tokens for request in load.succeeded)


def total_output(load: WholeLoad) -> int | None:
    """Σ OutputTokens; None when one is unknown or none succeeded."""
    return _sum(request.output_tokens for request in load.succeeded)


def input_throughput(load: WholeLoad) -> float | None:
    """Total Input Tokens / duration, in token/s."""
    return _rate(total_input(load), load)


def output_throughput(load: WholeLoad) -> float | None:
    """Total Generated Tokens / duration, in token/s."""
    return _rate(total_output(load), load)


def total_throughput(load: WholeLoad) -> float | None:
    """(Total Input Tokens + Total Generated Tokens) / duration, in token/s."""
    return _rate(_sum((total_input(load), total_output(load))), load)


def peak_output_throughput(load: WholeLoad) -> float | None:
    """The most output tokens that arrived within one second, in token/s.

    The second slides: every window [t, t + 1 s) that begins with an arrival is looked at. None when
    the load was shorter than a second, or when one answer was not streamed or has unknown tokens.
    """
    known = [came for request in load.succeeded if (came := arrivals(request)) is not None]
    if (load.duration_ns or 0) < SECOND_NS or not known or len(known) < len(load.succeeded):
        return None
    columns = [("at_ns", np.int64), ("tokens", np.float64)]
    table = np.fromiter(chain.from_iterable(known), dtype=columns)
    if not table.size:
        return 0.0
    table = table[np.argsort(table["at_ns"], kind="stable")]
    at_ns, sums = table["at_ns"], np.concatenate(([0.0], np.cumsum(table["tokens"])))
    after = np.searchsorted(at_ns, at_ns + SECOND_NS, side="left")
    return float(np.max(sums[after] - sums[:-1]))


def arrivals(request: Timed) -> list[Arrival] | None:
    """When the output tokens of a request came, from first_token and the gaps.

    A read brought as many tokens as the server told, else a share of all by its events. The first
    read brought what the others did not; the end token, which has no event, came with the last.
    Without a single event all came with the end. None when the tokens are unknown, or when the
    answer was not streamed: then nothing tells when they came.
    """
    times, tokens, streamed = request.times, request.output_tokens, request.streamed_tokens
    if tokens is None or streamed is None or times.output_events is None:
        return None
    if times.first_token_ns is None:
        return [] if times.stream_end_ns is None else [Arrival(times.stream_end_ns, tokens)]
    brought = _brought(request, streamed)
    later = accumulate((gap.ns for gap in times.gaps), initial=times.first_token_ns)
    came = [streamed - sum(brought), *brought]
    came[-1] += tokens - streamed
    return [Arrival(at_ns, count) for at_ns, count in zip(later, came, strict=True)]


def requested_rate(load: WholeLoad) -> float | None:
    """The configured rate, in request/s."""
    return load.requested_rate


def scheduled_rate(load: WholeLoad) -> float | None:
    """The rate of the drawn schedule, in request/s: random gaps miss the requested one by chance.

    (requests − 1) / (last scheduled − first scheduled).
    """
    return _pace([request.times.scheduled_ns for request in load.requests])


def achieved_rate(load: WholeLoad) -> float | None:
    """(requests sent − 1) / (last sent − first sent), in request/s."""
    sent = (request.times.sent_ns for request in load.requests)
    return _pace([ns for ns in sent if ns])


@dataclass(frozen=True, slots=True)
class Total:
    """One row; `open_loop` rows say nothing about a closed loop."""

    name: str
    unit: str
    formula: str
    of: Callable[[WholeLoad], Value]
    open_loop: bool = False


def _brought(request: Timed, streamed: int) -> list[float]:
    """Tokens of every read but the first."""
    gaps, events = request.times.gaps, request.times.output_events
    told = [gap.tokens for gap in gaps if gap.tokens is not None]
    if len(told) == len(gaps) and sum(told) <= streamed:
        return [float(tokens) for tokens in told]
    return [streamed * gap.events / events for gap in gaps] if events else [0.0] * len(gaps)


def _pace(instants_ns: list[int]) -> float | None:
    if len(instants_ns) < 2:
        return None
    span_ns = max(instants_ns) - min(instants_ns)
    return (len(instants_ns) - 1) / span_ns * NS_PER_S if span_ns else None


def _sum(counts: Iterable[int | None]) -> int | None:
    """A sum with an unknown part is unknown, and so is a sum of nothing."""
    parts = list(counts)
    known = [part for part in parts if part is not None]
    return sum(known) if known and len(known) == len(parts) else None


def _rate(amount: int | None, load: WholeLoad) -> float | None:
    ns = load.duration_ns
    return None if amount is None or ns is None else amount / ns * NS_PER_S


TOTALS: tuple[Total, ...] = (
    Total("Benchmark Duration", "ms", "last stream_end − first sent", duration),
    Total("Total Requests", "", "requests", lambda load: len(load.requests)),
    Total("Success Requests", "", "requests that succeeded", lambda load: len(load.succeeded)),
    Total(
        "Failed Requests",
        "",
        "requests that failed",
        lambda load: len(load.requests) - len(load.succeeded),
    ),
    Total("Failure Rate", "%", "failed / total requests", failure_rate),
    Total("Failures", "", "failed requests by cause", failures),
    Total("Concurrency", "", "Σ (stream_end − sent) / duration", concurrency),
    Total("Peak Concurrency", "", "most requests in flight at once", peak_concurrency),
    Total("Max Concurrency", "", "configured", lambda load: load.max_concurrency),
    Total("Request Throughput", "req/s", "successful requests / duration", request_throughput),
    Total("Total Input Tokens", "tokens", "Σ InputTokens", total_input),
    Total("Total Generated Tokens", "tokens", "Σ OutputTokens", total_output),
    Total("Input Token Throughput", "token/s", "input tokens / duration", input_throughput),
    Total("Output Token Throughput", "token/s", "output tokens / duration", output_throughput),
    Total("Total Token Throughput", "token/s", "all tokens / duration", total_throughput),
    Total(
        "Peak Output Token Throughput",
        "token/s",
        "most output tokens in a sliding second",
        peak_output_throughput,
    ),
    Total("Requested Request Rate", "req/s", "configured", requested_rate, open_loop=True),
    Total("Scheduled Request Rate", "req/s", "of the schedule", scheduled_rate, open_loop=True),
    Total("Achieved Request Rate", "req/s", "of the sends", achieved_rate, open_loop=True),
)
