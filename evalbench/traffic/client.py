"""One request over HTTP with aiohttp: what was sent, what came back, and when."""

import asyncio
import os
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp

from evalbench import clock
from evalbench.types import Exchange, Failure, Request

_CONNECT_S = 30.0
_ERROR_BODY = 64 * 1024  # bytes of an answer other than 200 that are read
_READ_BUFFER = 1 << 20  # aiohttp pauses reading at twice this: a long event must not stall


class HttpClient:
    """A `generator.Transport` on kept-alive connections, one for each request in flight."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def exchange(self, request: Request, *, attempt: int, scheduled_ns: int) -> Exchange:
        """POST and read to the end. Never raises for what the network or the server does."""
        exchange = Exchange(request.id, attempt, scheduled_ns)
        await self._try(request, exchange)
        if _closed_while_idle(exchange):
            exchange = Exchange(request.id, attempt, scheduled_ns)
            await self._try(request, exchange)
        return exchange

    async def get(self, request: Request, *, timeout_s: float) -> Exchange:
        """A plain GET, for asking a service about itself."""
        exchange = Exchange(request.id, 1, clock.now_ns())
        try:
            async with asyncio.timeout(timeout_s):
                await self._try(request, exchange, method="GET")
        except TimeoutError:
            exchange.error = Failure("timeout", f"no answer within {timeout_s:g} s")
        return exchange

    async def _try(self, request: Request, exchange: Exchange, method: str = "POST") -> None:
        exchange.sent_ns = clock.now_ns()  # again when a connection is there, see _tracing
        try:
            async with self._session.request(
                method,
                request.url,
                data=request.body or None,
                headers=request.headers,
                trace_request_ctx=exchange,
            ) as response:
                exchange.headers_ns = clock.now_ns()
                exchange.status = response.status
                exchange.content_type = response.headers.get("Content-Type", "")
                size = 0
                async for chunk in response.content.iter_any():
                    exchange.reads.append((clock.now_ns(), chunk))
                    size += len(chunk)
                    if response.status != 200 and size > _ERROR_BODY:
                        break
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            exchange.error = _failure(error)
        exchange.end_ns = clock.now_ns()


def _closed_while_idle(exchange: Exchange) -> bool:
    """A kept-alive connection that the server had closed: the request never reached it."""
    warm = exchange.connect_ns is None
    failed = exchange.error is not None and exchange.error.kind == "reset"
    return warm and failed and exchange.headers_ns is None and not exchange.reads


def _failure(error: Exception) -> Failure:
    text = f"{type(error).__name__}: {error}".removesuffix(": ")
    if isinstance(error, aiohttp.ServerTimeoutError | TimeoutError):
        return Failure("timeout", text)
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.InvalidURL | ssl.SSLError):
        return Failure("connect", str(error) or text)
    return Failure("reset", text)


def _tracing() -> aiohttp.TraceConfig:
    """Stamps around the making of a connection; `sent` comes after it."""
    trace = aiohttp.TraceConfig()

    async def connecting(_: object, context: SimpleNamespace, __: object) -> None:
        context.connecting_ns = clock.now_ns()

    async def connected(_: object, context: SimpleNamespace, __: object) -> None:
        exchange = context.trace_request_ctx
        exchange.sent_ns = clock.now_ns()
        exchange.connect_ns = exchange.sent_ns - context.connecting_ns

    async def reused(_: object, context: SimpleNamespace, __: object) -> None:
        context.trace_request_ctx.sent_ns = clock.now_ns()

    trace.on_connection_create_start.append(connecting)
    trace.on_connection_create_end.append(connected)
    trace.on_connection_reuseconn.append(reused)
    return trace


@asynccontextmanager
async def connect(*, proxies: bool) -> AsyncIterator[HttpClient]:
    """A client; `proxies` tells whether those of the environment are obeyed."""
    session = aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=75),
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_S),
        trust_env=proxies,
        trace_configs=[_tracing()],
        read_bufsize=_READ_BUFFER,
        auto_decompress=False,
    )
    async with session:
        yield HttpClient(session)


def environment_proxy(url: str) -> tuple[str, str] | None:
    """The proxy that the environment names for a URL, as (variable, address)."""
    parts = urlsplit(url)
    if not parts.hostname or proxy_bypass(parts.hostname):
        return None
    address = getproxies().get(parts.scheme)
    if not address:
        return None
    names = (f"{parts.scheme}_proxy", f"{parts.scheme}_proxy".upper())
    return next((name for name in names if name in os.environ), names[0]), address
