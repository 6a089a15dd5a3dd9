"""Whom a connection trusts."""

import ssl

from evalbench.types import Way


def tls_context(way: Way) -> ssl.SSLContext:
    """Raises OSError for a file of certificates that cannot be read."""
    context = ssl.create_default_context(cafile=way.ca_file or None)
    if not way.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
