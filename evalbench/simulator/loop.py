"""Sockets, due moments and odd work, in one thread: what an event loop is, and no more.

A due moment costs one entry of a heap; asyncio would make a handle, a context and a callback of it.
What is due goes first, in the order of its instants; after some of it the network is looked at and
one piece of odd work is done, so that neither a crowd of tokens nor a crowd of endings holds up the
other.
"""

import itertools
import selectors
import socket
from collections import deque
from collections.abc import Callable
from heapq import heappop, heappush

from evalbench.clock import now_ns
from evalbench.simulator.alarm import Alarm

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE
_AT_A_STRETCH = 64  # due moments between two looks at the network: less than a millisecond of them

Work = Callable[[], None]
Ready = Callable[[int], None]  # gets READ, WRITE or both


class Loop:
    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._due: list[tuple[int, int, Work]] = []
        self._numbers = itertools.count()  # equal instants keep the order in which they were set
        self._odd: deque[Work] = deque()
        self._stopped = False
        self._alarm = Alarm()
        if self._alarm.fd is not None:
            self._selector.register(self._alarm.fd, READ, lambda _: None)  # it only wakes
        self._waker, self._woken = socket.socketpair()
        self._waker.setblocking(False)
        self.watch(self._woken, READ, lambda _: None)  # it wakes in order to stop: never read

    def watch(self, sock: socket.socket, events: int, ready: Ready) -> None:
        """Call `ready` when the socket can be read or written; again for other events."""
        if sock.fileno() in self._selector.get_map():
            self._selector.modify(sock, events, ready)
        else:
            self._selector.register(sock, events, ready)

    def forget(self, sock: socket.socket) -> None:
        self._selector.unregister(sock)

    def at(self, due_ns: int, work: Work) -> None:
        """Do `work` at an instant; never before it."""
        heappush(self._due, (due_ns, next(self._numbers), work))

    def soon(self, work: Work) -> None:
        """Do `work` between other things, in the order of adding, one piece a turn."""
        self._odd.append(work)

    def stop(self) -> None:
        """End `run` after its present turn. From any thread, and from signal handlers."""
        self._stopped = True
        try:
            self._waker.send(b".")
        except OSError:
            return  # it has been woken often enough, or has ended meanwhile

    def run(self) -> None:
        while not self._stopped:
            self._do_due()
            if self._odd:
                self._odd.popleft()()
            for key, events in self._selector.select(self._wait_s()):
                key.data(events)

    def finish(self) -> None:
        """Do what is left of the odd work; nothing that is due."""
        while self._odd:
            self._odd.popleft()()

    def close(self) -> None:
        self._waker.close()
        self._woken.close()
        self._selector.close()
        self._alarm.close()

    def _do_due(self) -> None:
        due = self._due
        for _ in range(_AT_A_STRETCH):
            if not due or due[0][0] > now_ns():
                return
            heappop(due)[2]()

    def _wait_s(self) -> float | None:
        if self._odd or self._stopped:
            return 0
        if self._due:
            return self._alarm.until(self._due[0][0])
        self._alarm.off()
        return None
