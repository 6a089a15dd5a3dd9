"""When the bytes of a request came: by the kernel's stamp, which waits for nobody.

A simulator that is busy writing reads a request some time after it came. The times to its tokens
count from when it came, and so does the log. The kernel stamps with the wall clock; where there is
no stamp, the moment of reading has to do.
"""

import socket
import struct
import sys

from evalbench.clock import now_ns, pair

_OPTION = 35  # SO_TIMESTAMPNS on Linux; the socket module has no name for it
_STAMP = struct.Struct("qq")
_TRUSTED_NS = 20_000  # two clocks that were read within this time were read together


class Stamps:
    """Reads sockets; holds the distance of the two clocks."""

    def __init__(self) -> None:
        clocks = pair()
        self._ahead_ns = clocks.wall_ns - clocks.monotonic_ns

    def ask_for(self, listening: socket.socket) -> None:
        """Have the kernel stamp what comes on all connections that this socket accepts."""
        if sys.platform == "linux":
            listening.setsockopt(socket.SOL_SOCKET, _OPTION, 1)

    def receive(self, sock: socket.socket, most: int) -> tuple[bytes, int]:
        """Up to `most` bytes, and when the last of them came, in ns of `clock.now_ns`."""
        data, ancillary, _, _ = sock.recvmsg(most, 64)
        read_ns = now_ns()
        if not ancillary or len(ancillary[0][2]) != _STAMP.size:
            return data, read_ns
        seconds, ns = _STAMP.unpack(ancillary[0][2])
        self._look(read_ns)
        return data, min(read_ns, seconds * 1_000_000_000 + ns - self._ahead_ns)

    def _look(self, before_ns: int) -> None:
        """The wall clock may have been set meanwhile."""
        clocks = pair()
        if now_ns() - before_ns < _TRUSTED_NS:
            self._ahead_ns = clocks.wall_ns - clocks.monotonic_ns
