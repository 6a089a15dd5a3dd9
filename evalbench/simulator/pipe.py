"""The bytes of one connection: in the clear, or each write in two; `tls.py` has them veiled."""

import socket
import struct
from typing import Protocol

from evalbench.simulator.stamps import Stamps

_RESET = struct.pack("ii", 1, 0)  # struct linger: on, zero seconds


class Pipe(Protocol):
    """Raises BlockingIOError when there is nothing to read or no room, OSError when it broke."""

    @property
    def sock(self) -> socket.socket: ...

    def send(self, data: bytes | bytearray) -> int: ...

    def receive(self, most: int) -> tuple[bytes, int]:
        """Bytes, empty at the end, and when the last of them came, in ns."""
        ...


class Plain:
    def __init__(self, sock: socket.socket, stamps: Stamps) -> None:
        self.sock = sock
        self.send = sock.send
        self._stamps = stamps

    def receive(self, most: int) -> tuple[bytes, int]:
        return self._stamps.receive(self.sock, most)


class InTwo:
    """Another pipe, into which each piece goes in two: no event comes in one read for certain."""

    def __init__(self, pipe: Pipe) -> None:
        self.sock = pipe.sock
        self.receive = pipe.receive
        self._send = pipe.send

    def send(self, data: bytes | bytearray) -> int:
        middle = len(data) * 3 // 5  # within the JSON of an event
        sent = self._send(data[:middle])
        if sent < middle:
            return sent
        try:
            return sent + self._send(data[middle:])
        except BlockingIOError:
            return sent


def reset(sock: socket.socket) -> None:
    """Make the coming close a reset: the peer gets an RST instead of an end."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
