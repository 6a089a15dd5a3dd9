"""The bytes of one connection under TLS; plain sockets stay plain ones, and do not block."""

import socket
import ssl

from evalbench.clock import now_ns
from evalbench.errors.config import TLS_FILES_UNUSABLE


def context(certificate: str, key: str) -> ssl.SSLContext:
    """What a server needs. Raises ConfigError where the files cannot be used."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        made.load_cert_chain(certificate, key)
    except OSError as failure:
        raise TLS_FILES_UNUSABLE(certificate=certificate, key=key, reason=failure) from failure
    return made


class Veiled:
    """Shakes hands as the first bytes come. A record is read whole, so nothing stays behind.

    There are no stamps of the kernel: it stamps records, and some of them are no data.
    """

    def __init__(self, sock: socket.socket, made: ssl.SSLContext) -> None:
        self.sock: ssl.SSLSocket = made.wrap_socket(
            sock, server_side=True, do_handshake_on_connect=False
        )
        self._ready = False

    def send(self, data: bytes | bytearray) -> int:
        try:
            return self.sock.send(data)
        except (ssl.SSLWantWriteError, ssl.SSLWantReadError) as wanting:
            raise BlockingIOError from wanting

    def receive(self, most: int) -> tuple[bytes, int]:
        try:
            if not self._ready:
                self.sock.do_handshake()
                self._ready = True
            return self.sock.recv(most), now_ns()
        except (ssl.SSLWantWriteError, ssl.SSLWantReadError) as wanting:
            raise BlockingIOError from wanting
