"""A pipe whose readers take whole items, whichever of them comes first."""

import fcntl
import os
import struct
import termios
from contextlib import suppress

_WANTED_BYTES = 1 << 20  # what Linux lets everyone have
_LEAST_BYTES = 1 << 14  # what macOS begins with


class Pipe:
    """Both ends. Writes never block as long as there is `room`."""

    def __init__(self) -> None:
        self.reading, self.writing = os.pipe()
        self._open = {self.reading, self.writing}
        self._bytes = _capacity(self.writing)

    def queued(self) -> int:
        """Bytes that nobody has taken yet."""
        told = fcntl.ioctl(self.reading, termios.FIONREAD, b"\0" * 4)
        return int(struct.unpack("i", told)[0])

    def room(self) -> int:
        """Bytes that fit for certain: an item is not split, so that of each page a rest is left."""
        return self._bytes * 7 // 8 - self.queued()

    def put(self, item: bytes) -> None:
        os.write(self.writing, item)

    def take_back(self, item_bytes: int) -> list[bytes]:
        """All items that nobody has taken."""
        items = []
        os.set_blocking(self.reading, False)
        with suppress(BlockingIOError):
            while item := os.read(self.reading, item_bytes):
                items.append(item)
        return items

    def close_writing(self) -> None:
        self._close(self.writing)

    def close(self) -> None:
        for handle in tuple(self._open):
            self._close(handle)

    def _close(self, handle: int) -> None:
        if handle in self._open:
            self._open.remove(handle)
            os.close(handle)


def _capacity(handle: int) -> int:
    """Enlarge it where the system can, and tell its size in bytes."""
    if not hasattr(fcntl, "F_SETPIPE_SZ"):
        return _LEAST_BYTES
    with suppress(OSError):  # so much may be more than one user has left
        fcntl.fcntl(handle, fcntl.F_SETPIPE_SZ, _WANTED_BYTES)
    return int(fcntl.fcntl(handle, fcntl.F_GETPIPE_SZ))
