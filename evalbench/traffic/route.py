"""From an address to a connection: names, a proxy, TLS. No step of it blocks.

`establish` is a generator that yields the socket that it waits for and what it waits for, so that
one loop makes thousands of connections at once.
"""

import errno
import os
import socket
from collections.abc import Generator, Sequence
from selectors import EVENT_READ, EVENT_WRITE
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from msgspec import Struct

from evalbench.traffic.http import Origin, proxy_login
from evalbench.types import Way

if TYPE_CHECKING:
    from ssl import SSLContext

Steps = Generator[tuple[socket.socket, int], None, socket.socket]

_HEAD_BYTES = 65536


class RefusedByProxyError(OSError):
    """The proxy makes no connection. `status`: of its answer, None where that is no HTTP."""

    def __init__(self, line: str) -> None:
        super().__init__(f"the proxy refuses to connect: {line}")
        word = line.split(" ")[1:2]
        self.status = int(word[0]) if word and word[0].isdecimal() else None


class _Address(NamedTuple):
    family: int
    address: Any


class Route(Struct, frozen=True):
    """Where to connect, and what is said before the first request."""

    host: str
    port: int
    addresses: Sequence[_Address]
    tunnel: bytes  # asked of a proxy before TLS begins; b"": not needed
    tls: "SSLContext | None"
    name: str  # that the certificate must bear
    nowhere: str = ""  # why there are no addresses


def route_to(origin: Origin, way: Way) -> Route:
    """Look the name up, read the certificates. Waits for the name service.

    Raises OSError for a file of certificates that cannot be read. Of a name that is not known each
    connection tells.
    """
    host, port = origin.host, origin.port
    tunnel = b""
    if way.proxy:
        proxy = urlsplit(way.proxy)
        host, port = proxy.hostname or "", proxy.port or 80
        if origin.tls:
            tunnel = _connect_request(origin, way.proxy)
    addresses: list[_Address] = []
    nowhere = ""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [_Address(family, address) for family, _, _, _, address in found]
    except (OSError, UnicodeError) as error:
        nowhere = f"{host or 'no host'}: {getattr(error, 'strerror', None) or error}"
    return Route(host, port, addresses, tunnel, _tls(origin, way), origin.host, nowhere)


def _tls(origin: Origin, way: Way) -> "SSLContext | None":
    if not origin.tls:
        return None
    from evalbench.traffic.tls import tls_context  # late: a worker without it begins sooner

    return tls_context(way)


def establish(route: Route) -> Steps:
    """Raises OSError when there is no connection to be had."""
    sock = yield from _connected(route)
    try:
        if route.tunnel:
            yield from _tunnelled(sock, route.tunnel)
        if route.tls is not None:
            from evalbench.traffic.tls import shake_hands

            sock = secret = route.tls.wrap_socket(
                sock, server_hostname=route.name, do_handshake_on_connect=False
            )
            yield from shake_hands(secret)
    except BaseException:  # also when nobody waits for it any more
        sock.close()
        raise
    return sock


def _connected(route: Route) -> Steps:
    """The first address that answers."""
    reason = route.nowhere
    for family, address in route.addresses:
        sock = socket.socket(family, socket.SOCK_STREAM)
        try:
            sock.setblocking(False)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            code = sock.connect_ex(address)
            if code in (errno.EINPROGRESS, errno.EWOULDBLOCK):
                yield sock, EVENT_WRITE
                code = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            if not code:
                return sock
            reason = f"{route.host}:{route.port}: {os.strerror(code)}"
        except BaseException:
            sock.close()
            raise
        sock.close()
    raise OSError(reason)


def _tunnelled(sock: socket.socket, asked: bytes) -> Generator[tuple[socket.socket, int]]:
    sock.sendall(asked)  # a few hundred bytes into an empty buffer: they fit
    head = b""
    while not head.endswith(b"\r\n\r\n") and len(head) < _HEAD_BYTES:
        yield sock, EVENT_READ
        data = sock.recv(1)  # not a byte more than the head: behind it TLS begins
        if not data:
            raise OSError("the proxy closed the connection")
        head += data
    status = head.split(b"\r\n", 1)[0].decode("latin-1")
    if status.split(" ")[1:2] != ["200"]:
        raise RefusedByProxyError(status)


def _connect_request(origin: Origin, proxy: str) -> bytes:
    host = f"[{origin.host}]" if ":" in origin.host else origin.host
    place = f"{host}:{origin.port}".encode()
    return b"CONNECT %b HTTP/1.1\r\nHost: %b\r\n%b\r\n" % (place, place, proxy_login(proxy))
