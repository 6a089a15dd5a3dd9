"""When requests are to leave. Pure: a rate and a seed give absolute times."""

from collections.abc import Iterator

import numpy as np

_BLOCK = 1024


def poisson(rate: float, seed: int) -> Iterator[float]:
    """Seconds after the start at which the i-th request is due, without end; the first at 0.

    Gaps are exponential with mean 1 / rate. The times are sums of gaps, never sleeps added up, so a
    late request does not push the ones behind it.
    """
    rng = np.random.default_rng(seed)
    yield 0.0
    last = 0.0
    while True:
        due = last + np.cumsum(rng.exponential(1 / rate, _BLOCK))
        yield from due.tolist()
        last = float(due[-1])
