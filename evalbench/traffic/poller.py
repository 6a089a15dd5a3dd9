"""Which sockets have something: asked for every read of a load, so on Linux it is epoll itself.

The standard library's selectors do the same, at half a microsecond more for each.
"""

import select
import selectors
import sys
from collections.abc import Callable
from contextlib import suppress
from selectors import EVENT_READ, EVENT_WRITE
from typing import Protocol

Ready = Callable[[int], None]


class Registry(Protocol):
    """A callback for each descriptor. It is called with a mask of EVENT_READ and EVENT_WRITE."""

    def register(self, handle: int, mask: int, ready: Ready, /) -> object: ...

    def unregister(self, handle: int, /) -> object:
        """Also one that was closed."""
        ...


class Poller(Registry, Protocol):
    def wait(self, seconds: float) -> list[tuple[Ready, int]]:
        """Those that have something, as soon as there is one, or none after so long.

        In whole milliseconds, rounded up.
        """
        ...

    def wait_exactly(self, seconds: float) -> None:
        """Until there is one, to the microsecond."""
        ...

    def close(self) -> None: ...


class Epoll:
    """Linux."""

    def __init__(self) -> None:
        self._epoll = select.epoll()
        self._ready: dict[int, Ready] = {}

    def register(self, handle: int, mask: int, ready: Ready, /) -> None:
        reads, writes = mask & EVENT_READ, mask & EVENT_WRITE
        self._epoll.register(handle, reads * select.EPOLLIN | (writes and select.EPOLLOUT))
        self._ready[handle] = ready

    def unregister(self, handle: int, /) -> None:
        del self._ready[handle]
        with suppress(OSError):  # a descriptor that was closed has left by itself
            self._epoll.unregister(handle)

    def wait(self, seconds: float) -> list[tuple[Ready, int]]:
        ready = self._ready
        return [
            (ready[handle], EVENT_READ if events == _IN else _mask(events))
            for handle, events in self._epoll.poll(seconds)
        ]

    def wait_exactly(self, seconds: float) -> None:
        select.select([self._epoll.fileno()], [], [], seconds)

    def close(self) -> None:
        self._epoll.close()


_IN = 1  # EPOLLIN, which other systems have no name for


def _mask(events: int) -> int:
    """What went wrong with a socket is found by reading from it, and by writing to it."""
    reads = EVENT_READ if events & ~select.EPOLLOUT else 0
    return reads | (EVENT_WRITE if events & ~select.EPOLLIN else 0)


class Selecting:
    """Elsewhere."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()

    def register(self, handle: int, mask: int, ready: Ready, /) -> None:
        self._selector.register(handle, mask, ready)

    def unregister(self, handle: int, /) -> None:
        self._selector.unregister(handle)

    def wait(self, seconds: float) -> list[tuple[Ready, int]]:
        return [(key.data, mask) for key, mask in self._selector.select(seconds)]

    def wait_exactly(self, seconds: float) -> None:
        self._selector.select(seconds)

    def close(self) -> None:
        self._selector.close()


def poller() -> Poller:
    return Epoll() if sys.platform == "linux" else Selecting()
