"""Where an OpenAI-compatible service is: from what users write to one base URL."""

import os
import re
from collections.abc import Mapping
from ipaddress import AddressValueError, IPv6Address
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from evalbench.errors import ConfigError

_TAILS = ("/chat/completions", "/completions", "/v1/models", "/v1")


def base_url(
    url: str,
    host_ip: str,
    host_port: int,
    *,
    https: bool = False,
    environment: Mapping[str, str] = os.environ,
) -> str:
    """The URL without `/v1` and without a login: `http://localhost:8080`, `https://gateway/prefix`.

    `url` wins over the host; with neither, $OPENAI_BASE_URL, then localhost. A URL may come with or
    without a scheme, with or without `/v1` or the endpoint's own path; a host's IPv6 address with
    or without brackets. Raises ConfigError for what is no address.
    """
    parts = _parts(url, host_ip, https, environment)
    if parts is None:
        return _from_host(host_ip or "localhost", host_port, https)
    path = parts.path.rstrip("/")
    for tail in _TAILS:
        path = path.removesuffix(tail).rstrip("/")
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], path, "", ""))


def login(
    url: str, host_ip: str, *, environment: Mapping[str, str] = os.environ
) -> tuple[str, str] | None:
    """User and password of `https://user:password@gateway`."""
    parts = _parts(url, host_ip, False, environment)
    if parts is None or parts.username is None:
        return None
    return unquote(parts.username), unquote(parts.password or "")


def _parts(
    url: str, host_ip: str, https: bool, environment: Mapping[str, str]
) -> SplitResult | None:
    """The URL that counts, taken apart; None when only host and port are given."""
    if not url and not host_ip:
        url = environment.get("OPENAI_BASE_URL", "")
    url = url.strip()
    if not url:
        return None
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
