"""Where an OpenAI-compatible service is: from what users write to one base URL. Pure."""

import re
from functools import lru_cache
from ipaddress import AddressValueError, IPv6Address
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from evalbench.errors import ConfigError

_TAILS = ("/chat/completions", "/completions", "/v1/models", "/v1")


class Endpoint(NamedTuple):
    base: str  # without `/v1`: `http://localhost:8080`, `https://gateway/prefix`
    login: tuple[str, str] | None = None  # of `https://user:password@gateway`


@lru_cache(maxsize=64)  # asked for once a request
def endpoint(
    url: str, host_ip: str, host_port: int, *, https: bool, environment_url: str
) -> Endpoint:
    """Where the service is, and who asks it.

    `url` wins over the host; with neither, `environment_url`, then localhost. A URL may come with
    or without a scheme, with or without `/v1` or the endpoint's own path; a host's IPv6 address
    with or without brackets. Raises ConfigError for what is no address.
    """
    written = (url if url or host_ip else environment_url).strip()
    if not written:
        return Endpoint(_from_host(host_ip or "localhost", host_port, https))
    parts = _parts(written, https)
    path = parts.path.rstrip("/")
    for tail in _TAILS:
        path = path.removesuffix(tail).rstrip("/")
    base = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], path, "", ""))
    if parts.username is None:
        return Endpoint(base)
    return Endpoint(base, (unquote(parts.username), unquote(parts.password or "")))


def _parts(url: str, https: bool) -> SplitResult:
    if "://" not in url:
        url = f"{'https' if https else 'http'}://{url}"
    shown = re.sub(r"://[^/]*@", "://***@", url)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ConfigError(f"url {shown!r}: {error}", fix="http://HOST:PORT") from error
    known = parts.scheme in ("http", "https") and parts.hostname and port != 0
    if not known or parts.netloc.endswith(":") or re.search(r"\s", url):
        raise ConfigError(f"url {shown!r} is no address of a service", fix="http://HOST:PORT")
    if parts.query or parts.fragment:
        raise ConfigError(
            f"url {shown!r} has more than an address after it: ?{parts.query or parts.fragment}",
            fix="what a gateway wants besides goes into headers or extra_body",
        )
    return parts


def _from_host(host: str, port: int, https: bool) -> str:
    if not 1 <= port <= 65535:
        raise ConfigError(f"host_port must lie in 1..65535, not {port}")
    if "/" in host:
        raise ConfigError(f"host_ip {host!r} is a URL", fix=f"url={host!r}")
    bare = host.removeprefix("[").removesuffix("]")
    if ":" in bare:
        return f"{'https' if https else 'http'}://[{_ipv6(bare, host)}]:{port}"
    if not re.fullmatch(r"[\w.-]+", bare):
        raise ConfigError(f"host_ip {host!r} is no name or address of a host")
    return f"{'https' if https else 'http'}://{bare}:{port}"


def _ipv6(bare: str, host: str) -> IPv6Address:
    try:
        return IPv6Address(bare)
    except AddressValueError:
        raise ConfigError(
            f"host_ip {host!r} is no name or address of a host",
            fix="the port goes into host_port, or both into url",
        ) from None
