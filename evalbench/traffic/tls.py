"""Whom a connection trusts, and how it comes to be secret. Imported late: few need it in a load."""

import socket
import ssl
from collections.abc import Generator
from selectors import EVENT_READ, EVENT_WRITE
from typing import Any

from evalbench.types import Way


class _Socket(ssl.SSLSocket):
    """Says in the words of a plain socket that it has to wait."""

    def recv(self, buflen: int = 1024, flags: int = 0) -> bytes:
        try:
            return super().recv(buflen, flags)
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError) as wait:
            raise BlockingIOError from wait

    def send(self, data: Any, flags: int = 0) -> int:
        try:
            return super().send(data, flags)
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError) as wait:
            raise BlockingIOError from wait


def tls_context(way: Way) -> ssl.SSLContext:
    """Raises OSError for a file of certificates that cannot be read."""
    context = ssl.create_default_context(cafile=way.ca_file or None)
    context.sslsocket_class = _Socket
    if not way.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def shake_hands(sock: ssl.SSLSocket) -> Generator[tuple[socket.socket, int]]:
    """Yields the socket and what it waits for. Raises OSError when that fails."""
    while True:
        try:
            sock.do_handshake()
        except ssl.SSLWantReadError:
            yield sock, EVENT_READ
        except ssl.SSLWantWriteError:
            yield sock, EVENT_WRITE
        else:
            return
