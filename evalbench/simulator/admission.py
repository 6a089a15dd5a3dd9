"""How many answers run at once; the others wait, first come, first served.

A place that gets free is handed on as of the instant when its answer was due to end, not when the
simulator got round to it. So the capacity is what the settings say: `max_active` divided by the
time that an answer takes, time to first token + (tokens - 1) * time between tokens + linger.
"""

from collections import deque
from collections.abc import Callable

Begin = Callable[[int], None]  # gets the instant from which the answer runs, in ns


class Admission:
    def __init__(self, places: int | None) -> None:
        """`places` None: there is one for everybody."""
        self._places = places
        self._waiting: deque[tuple[int, Begin]] = deque()
        self.active = 0

    def enter(self, now_ns: int, begin: Begin) -> None:
        """`begin` is called at once or when a place gets free."""
        if self._places is None or self.active < self._places:
            self.active += 1
            begin(now_ns)
        else:
            self._waiting.append((now_ns, begin))

    def leave(self, at_ns: int) -> None:
        """A place is free as of this instant."""
        self.active -= 1
        if self._waiting:
            self.active += 1
            came_ns, begin = self._waiting.popleft()
            begin(max(came_ns, at_ns))

    def give_up(self, begin: Begin) -> None:
        """One who waited is gone."""
        self._waiting = deque(each for each in self._waiting if each[1] != begin)
