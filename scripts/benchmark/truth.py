"""What a server saw: its own log of each request, and the statistics of that log."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

NS_PER_MS = 1e6
NS_PER_S = 1e9
_EDGE = 0.1  # of the load at its begin and at its end, which "the middle" leaves out

Floats = NDArray[np.float64]


class Served(NamedTuple):
    """One generation request as the server saw it; instants in ns of the host's monotonic clock."""

    id: str  # X-Request-Id, else the mark in the prompt; "" without both
    received_ns: int
    end_ns: int
    token_ns: NDArray[np.int64]  # when each event with output was written
    tokens: int
    whole: bool  # a stream with output, written to its end
    fault: str = "none"

    @property
    def ttft_ms(self) -> float:
        return float(self.token_ns[0] - self.received_ns) / NS_PER_MS

    @property
    def last_token_ms(self) -> float:
        """Where E2EL ends by our definition: the last token, not [DONE]."""
        return float(self.token_ns[-1] - self.received_ns) / NS_PER_MS

    @property
    def end_ms(self) -> float:
        return (self.end_ns - self.received_ns) / NS_PER_MS

    @property
    def tpot_ms(self) -> float | None:
        """None for a single token."""
        if self.tokens < 2:
            return None
        return float(self.token_ns[-1] - self.token_ns[0]) / NS_PER_MS / (self.tokens - 1)


class InFlight(NamedTuple):
    """Requests between their arrival and the end of their answer."""

    mean: float  # over time, from the first arrival to the last end
    middle: float  # the same without the first and the last tenth: no ramps
    peak: int


def gaps_ms(served: Iterable[Served]) -> Floats:
    """The times between the token events of each request, of all requests together."""
    each = [np.diff(request.token_ns) for request in served]
    return np.concatenate(each) / NS_PER_MS if each else np.empty(0)


def span_ns(served: Sequence[Served]) -> tuple[int, int]:
    """The first arrival and the last end."""
    return min(each.received_ns for each in served), max(each.end_ns for each in served)


def in_flight(served: Sequence[Served]) -> InFlight:
    """Raises ValueError when nothing was served."""
    begin, end = span_ns(served)
    edge = round(_EDGE * (end - begin))
    ends = [(each.end_ns, -1) for each in served]
    # a slot that is handed over in the same nanosecond holds one request, not two
    steps = [step for _, step in sorted(ends + [(each.received_ns, 1) for each in served])]
    return InFlight(
        _average(served, begin, end),
        _average(served, begin + edge, end - edge),
        int(np.cumsum(steps).max()),
    )


def _average(served: Sequence[Served], begin: int, end: int) -> float:
    within = (min(each.end_ns, end) - max(each.received_ns, begin) for each in served)
    return sum(max(0, ns) for ns in within) / (end - begin) if end > begin else 0.0


def rate(instants_ns: Sequence[float]) -> float | None:
    """Per second, from the first to the last; None below two instants."""
    if len(instants_ns) < 2:
        return None
    span = max(instants_ns) - min(instants_ns)
    return (len(instants_ns) - 1) / span * NS_PER_S if span else None


def lateness_ms(arrived_ns: Sequence[float], due_ns: Sequence[float]) -> Floats:
    """How much later than the earliest one each arrival was, as the schedule has it.

    The offset between the two clocks is unknown and taken from the most punctual arrival, so a
    delay that all requests share is not seen.
    """
    late = np.asarray(arrived_ns, dtype=np.float64) - np.asarray(due_ns, dtype=np.float64)
    return np.asarray((late - late.min()) / NS_PER_MS) if late.size else late
