"""How long a client that waits will wait: one alarm, which what comes puts off."""

import asyncio
import math
from dataclasses import dataclass, field

from evalbench.traffic.transport import Limit, no_more
from evalbench.types import Failure, Timeouts


@dataclass(slots=True)
class Patience:
    """The limits of one request from sent on; before that there is that of the connection."""

    limits: Timeouts
    alarm: asyncio.Timeout
    failure: Failure | None = None  # what it is when the alarm goes off
    _ends_s: float = field(init=False, default=math.inf)

    def sent(self) -> None:
        self._ends_s = _from_now_s(self.limits.total)
        self._wait("first_token", self.limits.first_token)

    def came(self) -> None:
        """A token, and there may be more."""
        self._wait("between_tokens", self.limits.between_tokens)

    def _wait(self, limit: Limit, limit_s: float | None) -> None:
        next_s = _from_now_s(limit_s)
        if self.limits.total is not None and self._ends_s <= next_s:
            self.failure = no_more("total", self.limits.total)
        elif limit_s is not None:
            self.failure = no_more(limit, limit_s)
        at_s = min(next_s, self._ends_s)
        self.alarm.reschedule(None if at_s == math.inf else at_s)


def _from_now_s(limit_s: float | None) -> float:
    """On the clock of the event loop."""
    return math.inf if limit_s is None else asyncio.get_running_loop().time() + limit_s
