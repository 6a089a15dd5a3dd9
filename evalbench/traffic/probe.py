"""Is the service there, and which models does it serve?"""

from typing import NamedTuple

import msgspec

from evalbench.traffic.client import HttpClient
from evalbench.types import Exchange, Failure, Request

_PATIENCE_S = 10.0


class Served(NamedTuple):
    """The models of a service; `failure` tells why they are unknown, `body` what came instead."""

    models: tuple[str, ...]
    failure: Failure | None = None
    body: bytes = b""


async def served_models(client: HttpClient, discovery: Request) -> Served:
    """Ask `/v1/models`. A service that does not know it is up all the same: status 404."""
    exchange = await client.get(discovery, timeout_s=_PATIENCE_S)
    if exchange.status is None:
        return Served((), exchange.error or Failure("reset", "no answer"))
    body = b"".join(chunk for _, chunk in exchange.reads)
    if exchange.error is not None and exchange.status in (200, exchange.error.status):
        return Served((), exchange.error, body)
    if exchange.status != 200:
        return Served((), Failure("http", _start(body), exchange.status), body)
    return _parse(exchange, body)


def _parse(exchange: Exchange, body: bytes) -> Served:
    try:
        listed = [each["id"] for each in msgspec.json.decode(body)["data"]]
    except (ValueError, RecursionError, LookupError, TypeError):
        shown = f"{exchange.content_type or 'something'} instead of a list of models"
        return Served((), Failure("format", f"{shown}: {_start(body)!r}"), body)
    return Served(tuple(name for name in listed if isinstance(name, str) and name))


def _start(body: bytes) -> str:
    return " ".join(body[:200].decode(errors="replace").split())
