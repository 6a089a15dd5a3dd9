"""One piece of work a turn of the event loop, so that nothing waits for a crowd.

When many answers end in the same millisecond, their last events, their log lines and the requests
that follow them would all be worked through before the loop looks at the network again, and those
requests would be stamped as received when the simulator has time for them, not when they came.
"""

import asyncio
from collections import deque
from collections.abc import Callable

Work = Callable[[], None]


class Turns:
    """A queue whose head is done in each turn of the loop; in between the network is read."""

    def __init__(self) -> None:
        self._waiting: deque[Work] = deque()

    def add(self, work: Work) -> None:
        """Do `work` in a later turn, in the order of adding."""
        self._waiting.append(work)
        if len(self._waiting) == 1:
            asyncio.get_running_loop().call_soon(self._one)

    def _one(self) -> None:
        try:
            self._waiting[0]()
        finally:
            self._waiting.popleft()
            if self._waiting:
                asyncio.get_running_loop().call_soon(self._one)
