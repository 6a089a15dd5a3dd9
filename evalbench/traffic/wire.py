"""One request over HTTP/1.1 for timed runs: a protocol object per connection, nothing in between.

Bytes are stamped when the event loop hands them over, before the parser sees them; a request leaves
in one write, right after its stamp. What is not needed to time a service is not here: no proxies,
no redirects, no cookies, no compression. `client.py` does the same for everything else.
"""

import asyncio
import gc
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import NamedTuple, cast
from urllib.parse import urlsplit

import httptools

from evalbench import clock
from evalbench.traffic.transport import (
    CONNECT_S,
    ERROR_BODY,
    elsewhere,
    never_reached,
    no_connection,
)
from evalbench.types import Exchange, Failure, Request


class Origin(NamedTuple):
    host: str
    port: int
    tls: bool


class _Target(NamedTuple):
    origin: Origin
    path: bytes
    host_header: bytes


class Wire:
    """A `Transport` on kept-alive connections, one for each request in flight."""

    def __init__(self) -> None:
        self._idle: dict[Origin, list[_Connection]] = {}
        self._all: set[_Connection] = set()
        self._tls = ssl.create_default_context()

    async def exchange(self, request: Request, *, scheduled_ns: int) -> Exchange:
        """POST and read to the end. Never raises for what the network or the server does."""
        try:
            target = _target(request.url)
            content = _serialised(request, target)
        except ValueError as error:  # an address or header that HTTP cannot say
            now_ns = clock.now_ns()
            failure = Failure("connect", str(error))
            return Exchange(scheduled_ns, sent_ns=now_ns, end_ns=now_ns, error=failure)
        connection = self._warm(target.origin)
        if connection is not None:
            exchange = Exchange(scheduled_ns)
            await connection.carry(content, exchange)
            if not never_reached(exchange):
                return self._kept(connection, target.origin, exchange)
        exchange = Exchange(scheduled_ns, resent=connection is not None)
        connection = await self._connect(target.origin, exchange)
        if connection is None:
            return exchange
        await connection.carry(content, exchange)
        return self._kept(connection, target.origin, exchange)

    def _warm(self, origin: Origin) -> "_Connection | None":
        idle = self._idle.get(origin, [])
        while idle:
            connection = idle.pop()
            if connection.open:
                return connection
        return None

    def _kept(self, connection: "_Connection", origin: Origin, exchange: Exchange) -> Exchange:
        if connection.open:
            self._idle.setdefault(origin, []).append(connection)
        else:
            self._all.discard(connection)
        return exchange

    async def _connect(self, origin: Origin, exchange: Exchange) -> "_Connection | None":
        exchange.sent_ns = start_ns = clock.now_ns()
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(CONNECT_S):
                _, connection = await loop.create_connection(
                    _Connection,
                    origin.host,
                    origin.port,
                    ssl=self._tls if origin.tls else None,
                )
        except TimeoutError:
            exchange.error = no_connection()
        except OSError as error:  # ssl.SSLError is one
            reason = error.strerror or str(error)
            exchange.error = Failure("connect", f"{origin.host}:{origin.port}: {reason}")
        else:
            exchange.connect_ns = clock.now_ns() - start_ns
            self._all.add(connection)
            return connection
        exchange.end_ns = clock.now_ns()
        return None

    def close(self) -> None:
        """Drop every connection."""
        for connection in self._all:
            connection.close()


class _Connection(asyncio.Protocol):
    """One connection; carries one exchange at a time. The parser's callbacks fill the exchange."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._exchange: Exchange | None = None
        self._ended: asyncio.Future[None] | None = None
        self._read_ns = 0
        self._error_room = ERROR_BODY
        self._until_close = False
        self._location = ""

    @property
    def open(self) -> bool:
        return self._transport is not None and not self._transport.is_closing()

    async def carry(self, content: bytes, exchange: Exchange) -> None:
        """Send one request and return when its answer has ended, or will not."""
        self._exchange = exchange
        self._ended = asyncio.get_running_loop().create_future()
        self._error_room = ERROR_BODY
        if self._transport is None:
            self._end(Failure("reset", "the server closed the connection"))
            return
        exchange.sent_ns = clock.now_ns()
        self._transport.write(content)
        try:
            await self._ended
        finally:
            if self._exchange is not None:  # cancelled: an answer is still on its way here
                self.close()
            self._exchange = None

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass
        # uvloop gathers writes until the end of a turn unless its buffer is over the high mark:
        # with 0 a request leaves right after its stamp, whatever else the turn still has to do
        self._transport.set_write_buffer_limits(high=0)

    def data_received(self, data: bytes) -> None:
        self._read_ns = clock.now_ns()
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self._end(Failure("format", f"not HTTP/1.1: {error}"))
            self.close()

    def eof_received(self) -> None:
        return None  # connection_lost follows

    def connection_lost(self, error: Exception | None) -> None:
        self._transport = None
        if self._exchange is None:
            return
        if self._until_close and self._exchange.headers_ns is not None:
            self._end(None)
        else:
            reason = str(error) if error else "the server closed the connection"
            self._end(Failure("reset", reason))

    def on_header(self, name: bytes, value: bytes) -> None:
        lower = name.lower()
        if lower == b"content-type" and self._exchange is not None:
            self._exchange.content_type = value.decode("latin-1")
        if lower == b"location":
            self._location = value.decode("latin-1")
        if lower in (b"content-length", b"transfer-encoding"):
            self._until_close = False

    def on_message_begin(self) -> None:
        self._until_close = True  # unless a header says how long the body is
        self._location = ""

    def on_headers_complete(self) -> None:
        exchange = self._exchange
        if exchange is None:
            return
        exchange.headers_ns = self._read_ns
        exchange.status = self._parser.get_status_code()
        if self._location and 300 <= exchange.status < 400:
            exchange.error = elsewhere(self._location, exchange.status)

    def on_body(self, body: bytes) -> None:
        exchange = self._exchange
        if exchange is None:
            return
        if exchange.status != 200:
            body = body[: self._error_room]
            self._error_room -= len(body)
        if body:
            exchange.reads.append((self._read_ns, body))
        if not self._error_room:  # enough to tell what is wrong
            self._end(None)
            self.close()

    def on_message_complete(self) -> None:
        if self._exchange is not None and 100 <= (self._exchange.status or 0) < 200:
            return  # 100 Continue: the answer comes after it
        self._end(None)
        if not self._parser.should_keep_alive():
            self.close()

    def _end(self, failure: Failure | None) -> None:
        exchange, self._exchange = self._exchange, None
        if exchange is None:
            return
        exchange.end_ns = self._read_ns if failure is None and self.open else clock.now_ns()
        exchange.error = failure or exchange.error
        if self._ended is not None and not self._ended.done():
            self._ended.set_result(None)


@lru_cache(maxsize=64)
def _target(url: str) -> _Target:
    parts = urlsplit(url)
    tls = parts.scheme == "https"
    origin = Origin(parts.hostname or "", parts.port or (443 if tls else 80), tls)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    host = parts.netloc.rpartition("@")[2]
    return _Target(
        origin, path.encode("ascii"), host.encode("idna") if ":" not in host else host.encode()
    )


def _serialised(request: Request, target: _Target) -> bytes:
    """The whole request as it goes out, in one piece."""
    head = [b"POST " + target.path + b" HTTP/1.1", b"Host: " + target.host_header]
    head += [_header(name, value) for name, value in request.headers]
    head.append(b"Content-Length: %d" % len(request.body))
    return b"\r\n".join([*head, b"", request.body])


def _header(name: str, value: str) -> bytes:
    line = f"{name}: {value}"
    if any(end in line for end in "\r\n\0"):
        raise ValueError(f"a line end in the header {name}")
    return line.encode()


@asynccontextmanager
async def wired() -> AsyncIterator[Wire]:
    """Connections that live as long as the load."""
    wire = Wire()
    gc.collect()
    gc.freeze()  # what is there before the load is not looked through during it
    try:
        yield wire
    finally:
        gc.unfreeze()
        wire.close()
