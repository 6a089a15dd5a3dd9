"""One request over HTTP with aiohttp: what was sent, what came back, and when."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from ipaddress import ip_address
from types import SimpleNamespace
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp

from evalbench import clock
from evalbench.traffic.closed_connections import telling_the_reader
from evalbench.traffic.transport import (
    CONNECT_S,
    ERROR_BODY,
    elsewhere,
    never_reached,
    no_connection,
)
from evalbench.types import Exchange, Failure, Request

_READ_BUFFER = 1 << 20  # aiohttp pauses reading at twice this: a long event must not stall


class HttpClient:
    """A `Transport` on kept-alive connections, one for each request in flight.

    `fresh` makes a connection of its own for every request.
    """

    def __init__(
        self, kept_alive: aiohttp.ClientSession, fresh: aiohttp.ClientSession, *, proxies: bool
    ) -> None:
        self._kept_alive = kept_alive
        self._fresh = fresh
        self._proxies = proxies

    async def exchange(self, request: Request, *, scheduled_ns: int) -> Exchange:
        """POST and read to the end. Never raises for what the network or the server does."""
        exchange = Exchange(scheduled_ns)
        await self._try(self._kept_alive, request, exchange)
        if never_reached(exchange):
            # a server closes its idle connections together: the next of the pool may be dead too
            exchange = Exchange(scheduled_ns, resent=True)
            await self._try(self._fresh, request, exchange)
        return exchange

    async def get(self, request: Request, *, timeout_s: float) -> Exchange:
        """A plain GET, for asking a service about itself."""
        exchange = Exchange(clock.now_ns())
        try:
            async with asyncio.timeout(timeout_s):
                await self._try(self._kept_alive, request, exchange, method="GET")
        except TimeoutError:
            exchange.error = Failure("timeout", f"no answer within {timeout_s:g} s")
            exchange.end_ns = clock.now_ns()
        return exchange

    async def _try(
        self,
        session: aiohttp.ClientSession,
        request: Request,
        exchange: Exchange,
        method: str = "POST",
    ) -> None:
        proxy = environment_proxy(request.url) if self._proxies else None
        exchange.sent_ns = clock.now_ns()  # again when a connection is there, see _tracing
        try:
            async with session.request(
                method,
                request.url,
                data=_upload(request.body),
                headers=request.headers,
                proxy=proxy[1] if proxy else None,
                allow_redirects=False,  # it would turn a POST into a GET, and take time unseen
                trace_request_ctx=exchange,
            ) as response:
                exchange.headers_ns = clock.now_ns()
                await _receive(response, exchange)
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            exchange.error = _failure(error)
        exchange.end_ns = clock.now_ns()


def _upload(body: bytes) -> bytes | BytesIO | None:
    """What aiohttp takes for a body; over 1 MiB it wants to write it piece by piece."""
    return BytesIO(body) if len(body) > 1 << 20 else body or None


async def _receive(response: aiohttp.ClientResponse, exchange: Exchange) -> None:
    exchange.status = response.status
    exchange.content_type = response.headers.get("Content-Type", "")
    if 300 <= response.status < 400 and "Location" in response.headers:
        exchange.error = elsewhere(response.headers["Location"], response.status)
    size = 0
    with telling_the_reader(response):
        async for chunk in response.content.iter_any():
            exchange.reads.append((clock.now_ns(), chunk))
            size += len(chunk)
            if response.status != 200 and size > ERROR_BODY:
                break


def _failure(error: Exception) -> Failure:
    text = f"{type(error).__name__}: {error}".removesuffix(": ")
    match error:
        case aiohttp.ConnectionTimeoutError():
            return no_connection()
        case TimeoutError():
            return Failure("timeout", text)
        case aiohttp.ClientHttpProxyError():
            return Failure("http", f"the proxy refuses: {error.message}", error.status)
        case aiohttp.ClientResponseError():
            return Failure("format", f"not HTTP: {text}")
        case aiohttp.ClientConnectorError():
            reason = error.os_error.strerror or str(error.os_error)
            return Failure("connect", f"{error.host}:{error.port}: {reason}")
        case ValueError():  # an address or header without sense
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
    kept_alive = _session(aiohttp.TCPConnector(limit=0, keepalive_timeout=75))
    fresh = _session(aiohttp.TCPConnector(limit=0, force_close=True))
    async with kept_alive, fresh:
        yield HttpClient(kept_alive, fresh, proxies=proxies)


def _session(connector: aiohttp.TCPConnector) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=connector,
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_S),
        # not aiohttp's own reading of proxies: that also sends the logins of ~/.netrc
        trust_env=False,
        trace_configs=[_tracing()],
        read_bufsize=_READ_BUFFER,
        auto_decompress=False,
        cookie_jar=aiohttp.DummyCookieJar(),  # requests know nothing of one another
    )


def environment_proxy(url: str) -> tuple[str, str] | None:
    """The proxy that the environment names for a URL, as (variable, address).

    None for this machine itself, whatever the environment says: a proxy elsewhere would ask its
    own `localhost`.
    """
    parts = urlsplit(url)
    host = parts.hostname
    if not host or _is_this_machine(host):
        return None
    if proxy_bypass(host) or proxy_bypass(f"{host}:{parts.port}"):  # no_proxy may name the port
        return None
    address = getproxies().get(parts.scheme)
    if not address:
        return None
    names = (f"{parts.scheme}_proxy", f"{parts.scheme}_proxy".upper())
    return next((name for name in names if name in os.environ), names[0]), _with_scheme(address)


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _with_scheme(address: str) -> str:
    return address if "://" in address else f"http://{address}"
