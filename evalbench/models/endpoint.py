"""Where an OpenAI-compatible service is: from what users write to one base URL."""

import os
from collections.abc import Mapping
from urllib.parse import urlsplit, urlunsplit

from evalbench.errors import ConfigError

_TAILS = ("/chat/completions", "/completions", "/v1")


def base_url(
    url: str,
    host_ip: str,
    host_port: int,
    *,
    https: bool = False,
    environment: Mapping[str, str] = os.environ,
) -> str:
    """The URL without `/v1`: `http://localhost:8080`, `https://gateway/prefix`.

    `url` wins over the host; with neither, $OPENAI_BASE_URL, then localhost. A URL may come with or
    without a scheme, with or without `/v1` or the endpoint's own path; IPv6 with or without
    brackets.
    """
    if not url and not host_ip:
        url = environment.get("OPENAI_BASE_URL", "")
    if not url:
        return _from_host(host_ip or "localhost", host_port, https)
    if "://" not in url:
        url = f"{'https' if https else 'http'}://{url}"
    try:
        parts = urlsplit(url)
        port_is_a_number = parts.port is None or parts.port > 0
    except ValueError as error:
        raise ConfigError(f"url {url!r}: {error}", fix="http://HOST:PORT") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_a_number:
        raise ConfigError(f"url {url!r} is no address of a service", fix="http://HOST:PORT")
    path = parts.path.rstrip("/")
    for tail in _TAILS:
        path = path.removesuffix(tail).rstrip("/")
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def _from_host(host: str, port: int, https: bool) -> str:
    if not 1 <= port <= 65535:
        raise ConfigError(f"host_port must lie in 1..65535, not {port}")
    if "/" in host or "://" in host:
        raise ConfigError(f"host_ip {host!r} is a URL", fix=f"url={host!r}")
    bare = host.strip("[]")
    shown = f"[{bare}]" if ":" in bare else bare
    return f"{'https' if https else 'http'}://{shown}:{port}"
