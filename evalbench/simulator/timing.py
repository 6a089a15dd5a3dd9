"""When each token is due: pure arithmetic on instants, no clock.

Event loops keep time in whole milliseconds: epoll_wait takes milliseconds, and uvloop also cuts
the time to the millisecond. So a timer may fire up to 1 ms before or after the instant that was
meant. What is done about it:

- Due instants are absolute. A timer that fires late writes all that is due by then, and the next
  token is due when it always was: lateness never adds up.
- A timer is aimed at the millisecond in which the token is due. If it fires before that instant,
  nothing is written and it is set again for the shortest time that a loop can wait, 1 ms.

A token therefore never leaves early, and leaves less than 1 ms late (0.5 ms on average) as long as
the process gets the processor. The log has the true instants.
"""

from dataclasses import dataclass

_MS = 1_000_000  # ns


@dataclass(frozen=True, slots=True)
class Schedule:
    """Token i of `count` is due at received_ns + ttft_ns + i * itl_ns."""

    received_ns: int
    ttft_ns: int
    itl_ns: int
    count: int

    def due_ns(self, index: int) -> int:
        return self.received_ns + self.ttft_ns + index * self.itl_ns

    def due_by(self, now_ns: int) -> int:
        """How many tokens should have left by now."""
        waited_ns = now_ns - self.due_ns(0)
        if waited_ns < 0:
            return 0
        if self.itl_ns == 0:
            return self.count
        return min(self.count, waited_ns // self.itl_ns + 1)

    def at_once(self) -> "Schedule":
        """The same answer without streaming: one event, when the last token is due."""
        last_ns = self.due_ns(self.count - 1) - self.received_ns
        return Schedule(self.received_ns, last_ns, 0, 1)


def timer_s(due_ns: int, now_ns: int) -> float:
    """How long to set a loop's timer for, in seconds: whole milliseconds, never less than one.

    uvloop would round less than that to zero, and the loop would spin until the token is due.
    """
    return max(1, due_ns // _MS - now_ns // _MS) / 1000
