"""`Retry-After`: when a server wants to be asked again. Source: RFC 9110, 10.2.3."""

from datetime import UTC

from evalbench import clock


def seconds_of(value: str) -> float | None:
    """From now on; `value` is a number of seconds or an HTTP date. None: it says neither.

    A moment that is past is 0.
    """
    said = value.strip()
    if not said:
        return None
    if said.isascii() and said.isdecimal():
        return float(said[:9])  # more would be no time to wait for, and may be no float
    return _until(said)


def _until(date: str) -> float | None:
    from email.utils import parsedate_to_datetime  # few answers have one, and it takes its time

    try:
        at = parsedate_to_datetime(date)
        at_s = (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()  # HTTP knows no other
    except (ValueError, OverflowError):
        return None
    return max(0.0, at_s - clock.pair().wall_ns / 1e9)
