"""The metrics of single requests, each a function and a row of `METRICS`.

A function gives None where its metric is not defined: such a request does not enter the row, and
the row's N shows it. Latencies are those of requests that succeeded.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

from evalbench.metrics.statistics import Distribution
from evalbench.types import Failure, Step, Times

NS_PER_MS = 1e6
NS_PER_S = 1e9


@dataclass(frozen=True, slots=True)
class Timed:
    """One request as the metrics see it. Token counts are None when nobody counted."""

    times: Times
    input_tokens: int | None = None
    output_tokens: int | None = None
    finish_reason: str | None = None
    reasoned: bool = False
    failure: Failure | None = None

    @classmethod
    def of(cls, step: Step) -> Self:
        """Take from a step what is measured. A failed step may have no completion."""
        answer = step.completion
        return cls(
            times=step.times,
            input_tokens=answer.input_tokens if answer else None,
            output_tokens=answer.output_tokens if answer else None,
            finish_reason=answer.finish_reason if answer else None,
            reasoned=bool(answer and answer.reasoning),
            failure=step.error,
        )

    @property
    def failed(self) -> bool:
        return self.failure is not None

    @property
    def streamed_tokens(self) -> int | None:
        """Output tokens that came in events.

        An answer that ends by itself (finish_reason `stop`) ends with a token that is counted but
        never sent.
        """
        if self.output_tokens is None:
            return None
        end_token = 1 if self.finish_reason == "stop" and self.output_tokens else 0
        return self.output_tokens - end_token

    @property
    def tells_tokens(self) -> bool:
        """Whether the server told its token count while it streamed."""
        return any(gap.tokens is not None for gap in self.times.gaps)


def e2el(request: Timed) -> float | None:
    """last_token − sent, in ms; stream_end − sent when no token was streamed."""
    return _since(request, request.times.sent_ns, _end_ns(request.times))


def ttft(request: Timed) -> float | None:
    """first_token − sent, in ms; None without streaming."""
    return _since(request, request.times.sent_ns, request.times.first_token_ns)


def ttfa(request: Timed) -> float | None:
    """first_answer − sent, in ms; None without streaming and when no answer followed."""
    return _since(request, request.times.sent_ns, request.times.first_answer_ns)


def tpot(request: Timed) -> float | None:
    """(last_token − first_token) / (OutputTokens − 1), in ms; None below two tokens.

    None as well when all of them came in one socket read: that is a proxy's buffer, no speed.
    Source: vLLM, benchmarks/serve.py, `tpot`: the mean time of the tokens after the first.
    """
    tokens = request.output_tokens
    if tokens is None or tokens < 2 or request.times.first_token_ns is None:
        return None
    if not request.times.gaps:
        return None
    whole = _since(request, request.times.first_token_ns, request.times.last_token_ns)
    return None if whole is None else whole / (tokens - 1)


def inter_token(request: Timed) -> Iterator[tuple[float, int]]:
    """Gaps between tokens, in ms, each with the number of times that it counts.

    A chunk is not a token: a gap that brought k tokens counts as k gaps of gap / k. Where the
    server does not tell its tokens, k is the number of events in the socket read that ended it.
    """
    if not request.failed:
        for gap in request.times.gaps:
            k = gap.tokens or gap.events
            yield gap.ns / k / NS_PER_MS, k


def input_tokens(request: Timed) -> int | None:
    """Tokens of the prompt."""
    return None if request.failed else request.input_tokens


def output_tokens(request: Timed) -> int | None:
    """Tokens of the output, reasoning and end token included."""
    return None if request.failed else request.output_tokens


def output_throughput(request: Timed) -> float | None:
    """OutputTokens / E2EL, in token/s."""
    return _per_second(request.output_tokens, e2el(request))


def prefill_throughput(request: Timed) -> float | None:
    """InputTokens / TTFT, in token/s; None without streaming."""
    return _per_second(request.input_tokens, ttft(request))


def tokens_per_event(request: Timed) -> float | None:
    """OutputTokens / output events; None without streaming."""
    tokens, events = request.output_tokens, request.times.output_events
    return None if request.failed or tokens is None or not events else tokens / events


def send_delay(request: Timed) -> float | None:
    """The client's own part, sent − scheduled, in ms, of every request that was sent.

    A failed request counts too, for it was sent as late as any other.
    """
    times = request.times
    return (times.sent_ns - times.scheduled_ns) / NS_PER_MS if times.sent_ns else None


def scheduled_ttft(request: Timed) -> float | None:
    """first_token − scheduled, in ms: what a user who came on time had to wait."""
    return _since(request, request.times.scheduled_ns, request.times.first_token_ns)


def scheduled_e2el(request: Timed) -> float | None:
    """The end of E2EL − scheduled, in ms."""
    return _since(request, request.times.scheduled_ns, _end_ns(request.times))


def connect(request: Timed) -> float | None:
    """Time to open the connection, in ms; None on a connection that was open already."""
    ns = request.times.connect_ns
    return None if ns is None else ns / NS_PER_MS


def merged_share(requests: Iterable[Timed]) -> float | None:
    """Share of gaps that ended in a socket read of several events; None without gaps."""
    reads = [gap.events for request in requests if not request.failed for gap in request.times.gaps]
    return sum(events > 1 for events in reads) / len(reads) if reads else None


def unseen_share(requests: Iterable[Timed]) -> float | None:
    """Share of streams of several events that came in a single socket read; None without any."""
    streams = [each.times for each in requests if (each.times.output_events or 0) > 1]
    return sum(not times.gaps for times in streams) / len(streams) if streams else None


def inter_token_title(requests: Sequence[Timed]) -> str:
    """`ITL` while a chunk is a token, else what the gaps are: those between chunks.

    Judged on the requests whose server did not tell its tokens as it streamed: up to 2 % from one
    token per event passes for one.
    """
    silent = [
        request
        for request in requests
        if not request.failed and request.times.gaps and not request.tells_tokens
    ]
    known = [request for request in silent if request.streamed_tokens is not None]
    if silent and not known:
        return "Inter-chunk latency (tokens/chunk unknown)"
    events = sum(request.times.output_events or 0 for request in known)
    tokens = sum(request.streamed_tokens or 0 for request in known)
    if not events or 50 * abs(tokens - events) <= events:
        return "ITL"
    return f"Inter-chunk latency ({tokens / events:.3g} tokens/chunk)"


@dataclass(frozen=True, slots=True)
class Metric:
    """One row. `title` may depend on the requests; `shown` tells whether the row says anything."""

    name: str
    unit: str
    formula: str
    collect: Callable[[Iterable[Timed]], Distribution]
    title: Callable[[Sequence[Timed]], str] | None = None
    shown: Callable[[Sequence[Timed]], bool] | None = None


class Measured(NamedTuple):
    """A row before its statistics are taken."""

    metric: Metric
    title: str
    distribution: Distribution


def measure(requests: Sequence[Timed]) -> list[Measured]:
    """Every row of `METRICS` that has a value, in order."""
    return [
        Measured(metric, metric.title(requests) if metric.title else metric.name, distribution)
        for metric in METRICS
        if metric.shown is None or metric.shown(requests)
        if (distribution := metric.collect(requests)).n
    ]


def _once(function: Callable[[Timed], float | None]) -> Callable[[Iterable[Timed]], Distribution]:
    """One value a request, where it is defined."""

    def collect(requests: Iterable[Timed]) -> Distribution:
        values = (function(request) for request in requests)
        return Distribution.of(value for value in values if value is not None)

    return collect


def _pooled(
    function: Callable[[Timed], Iterable[tuple[float, int]]],
) -> Callable[[Iterable[Timed]], Distribution]:
    """Many values a request, all in one distribution."""

    def collect(requests: Iterable[Timed]) -> Distribution:
        return Distribution.weighted(pair for request in requests for pair in function(request))

    return collect


def _any_reasoned(requests: Sequence[Timed]) -> bool:
    return any(request.reasoned for request in requests)


def _end_ns(times: Times) -> int | None:
    return times.stream_end_ns if times.last_token_ns is None else times.last_token_ns


def _since(request: Timed, start_ns: int, end_ns: int | None) -> float | None:
    """Milliseconds between two instants of a request that succeeded."""
    return None if request.failed or end_ns is None else (end_ns - start_ns) / NS_PER_MS


def _per_second(tokens: int | None, ms: float | None) -> float | None:
    return None if tokens is None or not ms else tokens / ms * 1000


METRICS: tuple[Metric, ...] = (
    Metric("E2EL", "ms", "last_token − sent; stream_end − sent without streaming", _once(e2el)),
    Metric("TTFT", "ms", "first_token − sent", _once(ttft)),
    Metric("TPOT", "ms", "(last_token − first_token) / (OutputTokens − 1)", _once(tpot)),
    Metric("ITL", "ms", "gap / k, k times", _pooled(inter_token), title=inter_token_title),
    Metric("InputTokens", "tokens", "tokens of the prompt", _once(input_tokens)),
    Metric("OutputTokens", "tokens", "tokens of the output", _once(output_tokens)),
    Metric("OutputTokenThroughput", "token/s", "OutputTokens / E2EL", _once(output_throughput)),
    Metric("PrefillTokenThroughput", "token/s", "InputTokens / TTFT", _once(prefill_throughput)),
    Metric("TTFA", "ms", "first_answer − sent", _once(ttfa), shown=_any_reasoned),
    Metric(
        "TokensPerEvent", "tokens/event", "OutputTokens / output events", _once(tokens_per_event)
    ),
    Metric("SendDelay", "ms", "sent − scheduled", _once(send_delay)),
    Metric("ScheduledTTFT", "ms", "first_token − scheduled", _once(scheduled_ttft)),
    Metric(
        "ScheduledE2EL",
        "ms",
        "last_token − scheduled; stream_end − scheduled without streaming",
        _once(scheduled_e2el),
    ),
    Metric("Connect", "ms", "connected − connection begun", _once(connect)),
)
