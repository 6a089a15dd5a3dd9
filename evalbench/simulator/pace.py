"""How long each event of an answer is waited for: pure arithmetic, no clock.

The first token comes after `ttft_ms` and what the prefill of the prompt costs; each further event
`itl_ms`, and what the running streams cost each other, after the one before. Both are spread by
`jitter`: uniformly from (1 - jitter) to (1 + jitter) of it.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, islice, repeat

from evalbench.simulator.settings import SimulatorSettings


@dataclass(frozen=True, slots=True)
class Pace:
    """The waits of one answer, in ns. `active` tells how many streams are running."""

    ttft_ns: int
    itl_ns: int
    itl_per_active_ns: int
    active: Callable[[], int]
    spread: Callable[[], float] | None  # a factor around 1; None: always 1

    def waits(self) -> Iterator[int]:
        """From a free place to the first token, and from each event to the next, without end.

        Each is worked out when it is asked for, from what runs by then.
        """
        if self.spread is None:
            return chain((self.ttft_ns,), self._gaps())
        return (round(wait_ns * self.spread()) for wait_ns in chain((self.ttft_ns,), self._gaps()))

    def first_ns(self) -> int:
        return next(self.waits())

    def whole_ns(self, events: int) -> int:
        """To the last of so many events, as things are now."""
        return sum(islice(self.waits(), max(1, events)))

    @property
    def at_once(self) -> bool:
        """Whether all events are due together."""
        return not self.itl_ns and not self.itl_per_active_ns

    def _gaps(self) -> Iterator[int]:
        if not self.itl_per_active_ns:
            return repeat(self.itl_ns)
        return (self.itl_ns + self.itl_per_active_ns * self.active() for _ in repeat(None))


def pace(
    settings: SimulatorSettings, *, prefilled: int, key: int, active: Callable[[], int]
) -> Pace:
    """`prefilled` is how many tokens of the prompt are in no cache; `key` seeds the jitter."""
    return Pace(
        ttft_ns=round(settings.ttft_ms * 1e6 + settings.ttft_per_ktok_ms * 1e3 * prefilled),
        itl_ns=round(settings.itl_ms * 1e6),
        itl_per_active_ns=round(settings.itl_per_active_us * 1e3),
        active=active,
        spread=_spread(settings.jitter, settings.seed << 64 | key) if settings.jitter else None,
    )


def _spread(jitter: float, seed: int) -> Callable[[], float]:
    draw = random.Random(seed).random
    return lambda: 1 + jitter * (2 * draw() - 1)
