"""Through which proxy a service is asked."""

import os
from ipaddress import ip_address
from urllib.parse import urlsplit

from msgspec import structs

from evalbench.types import Way


def by_environment(url: str, way: Way) -> Way:
    """`way`, through the proxy of the environment where it names none itself."""
    found = None if way.proxy else environment_proxy(url)
    return structs.replace(way, proxy=found[1]) if found else way


def environment_proxy(url: str) -> tuple[str, str] | None:
    """The proxy that the environment names for a URL, as (variable, address).

    None for this machine itself, whatever the environment says: a proxy elsewhere would ask its
    own `localhost`.
    """
    parts = urlsplit(url)
    host = parts.hostname
    if not host or _is_this_machine(host):
        return None
    from urllib.request import getproxies, proxy_bypass  # late: with it comes an HTTP client

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
