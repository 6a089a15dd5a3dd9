"""What a value may be, whether a file says it or the command line."""

import math
from urllib.parse import urlsplit

MOST_RETRIES = 1000
LONGEST_TIMEOUT_S = 86_400.0
LEAST_BURSTINESS = 0.01  # with less, next to all gaps are 0 and one of them is the whole schedule


def is_burstiness(value: float) -> bool:
    return value == 0 or LEAST_BURSTINESS <= value < math.inf


def is_timeout(seconds: float) -> bool:
    return 0 < seconds <= LONGEST_TIMEOUT_S


def is_proxy(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme == "http" and bool(parts.hostname and parts.port)
    except ValueError:  # a port that is no number
        return False
