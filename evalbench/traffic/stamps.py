"""When bytes arrived: by the kernel's clock where the socket tells it, else by ours.

The kernel stamps a packet as it comes in (SO_TIMESTAMPNS), so a read that had to wait for this
process is not late by that; how long it had to wait is counted. The stamp is wall clock: both
clocks are laid side by side now and then, and a stamp that does not fit is not believed.
"""

import socket
import struct
import sys
from collections import Counter
from collections.abc import Callable

from evalbench import clock
from evalbench.types import LAG_STEP_NS

Receive = Callable[[], tuple[int, bytes]]

READ_BYTES = 1 << 14  # four times as much takes twice as long to allocate as to receive
_SO_TIMESTAMPNS = 35  # Linux, asm-generic/socket.h; Python has no name for it
_TIMESPEC = struct.Struct("qq")
_ROOM = 64  # for one message with a timespec, whatever its alignment
_BELIEVED_NS = 60_000_000_000  # a read that waited for longer: more likely the clock was set
_FUTURE_NS = 20_000  # both clocks were laid side by side no better than that
_LOOKS = 3


class Stamps:
    """Stamps reads, and counts how long they had waited for this process."""

    def __init__(self) -> None:
        # how many reads had waited for so many steps of LAG_STEP_NS
        self._by_kernel: dict[int, int] = {}
        self._by_us: dict[int, int] = {}
        # without the kernel: a read came after this instant, at the earliest
        self.looked_ns = clock.now_ns()
        self._offset_ns = 0
        self.compare_clocks()

    def compare_clocks(self) -> None:
        """To be called now and then: a wall clock may be set.

        The closest of a few looks: this process may lose its core between the two clocks.
        """
        self._offset_ns = min(_look_at_both() for _ in range(_LOOKS))[1]

    def forget(self) -> None:
        """Begin to count anew."""
        self._by_kernel, self._by_us = {}, {}

    @property
    def are_the_kernels(self) -> bool:
        """Whether any was."""
        return bool(self._by_kernel)

    @property
    def lag(self) -> Counter[int]:
        """How many reads had waited for so many steps of LAG_STEP_NS."""
        return Counter(self._by_kernel) + Counter(self._by_us)

    @property
    def reads(self) -> int:
        return self.by_kernel + sum(self._by_us.values())

    @property
    def by_kernel(self) -> int:
        """Reads whose stamp is the kernel's."""
        return sum(self._by_kernel.values())

    def receiver(self, sock: socket.socket) -> Receive:
        """Reads once from a socket: when the bytes came, and the bytes. Raises OSError."""
        if sys.platform == "linux" and not hasattr(sock, "context"):  # as those with TLS have
            try:
                sock.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
            except OSError:
                pass  # the system has no such option: our own clock does
            else:
                return self._with_stamps(sock)
        return self._without(sock)

    def _with_stamps(self, sock: socket.socket) -> Receive:
        # a function with all it needs at hand: it runs for every read
        recvmsg, now, of_message = sock.recvmsg, clock.now_ns, _TIMESPEC.unpack_from

        def receive() -> tuple[int, bytes]:
            data, told, _, _ = recvmsg(READ_BYTES, _ROOM)
            now_ns = now()
            if not told:  # the end of a connection has no stamp, and brings nothing
                return self._own(now_ns) if data else now_ns, data
            seconds, ns = of_message(told[0][2])
            waited_ns = now_ns - seconds * 1_000_000_000 - ns + self._offset_ns
            if not 0 <= waited_ns < _BELIEVED_NS:
                if not -_FUTURE_NS < waited_ns < 0:
                    return self._own(now_ns), data
                waited_ns = 0
            step, lag = waited_ns // LAG_STEP_NS, self._by_kernel
            lag[step] = lag.get(step, 0) + 1
            return now_ns - waited_ns, data

        return receive

    def _without(self, sock: socket.socket) -> Receive:
        recv = sock.recv

        def receive() -> tuple[int, bytes]:
            data = recv(READ_BYTES)
            now_ns = clock.now_ns()
            return self._own(now_ns) if data else now_ns, data

        return receive

    def _own(self, now_ns: int) -> int:
        step = (now_ns - self.looked_ns) // LAG_STEP_NS
        self._by_us[step] = self._by_us.get(step, 0) + 1
        return now_ns


def _look_at_both() -> tuple[int, int]:
    """How long it took, and by how much the wall clock is ahead; in ns."""
    begun_ns = clock.now_ns()
    pair = clock.pair()
    return clock.now_ns() - begun_ns, pair.wall_ns - pair.monotonic_ns
