"""Words of the command line that mean more than a text; argparse tells what is wrong with one."""

import argparse
import math
from collections.abc import Callable, Sequence

from evalbench.config.bounds import (
    BURSTINESS,
    LONGEST_TIMEOUT_S,
    PROXY,
    is_burstiness,
    is_proxy,
    is_timeout,
)
from evalbench.config.options import (
    FASTEST_RPS,
    LARGEST_BATCH,
    SLOWEST_RPS,
    Budget,
    Lengths,
    Sweep,
)
from evalbench.errors import ConfigError


def whole(least: int, most: float = math.inf) -> Callable[[str], int]:
    """A reader of whole numbers from `least` to `most`."""

    def whole_number(text: str) -> int:
        value = int(text)
        _within(value, least, most)
        return value

    whole_number.__name__ = "whole number"  # argparse names it: invalid whole number value: 'x'
    return whole_number


def number(least: float, most: float = math.inf) -> Callable[[str], float]:
    """A reader of numbers from `least` to `most`."""

    def any_number(text: str) -> float:
        value = float(text)
        _within(value, least, most)
        return value

    any_number.__name__ = "number"
    return any_number


def _within(value: float, least: float, most: float) -> None:
    if not least <= value < math.inf:  # a NaN neither
        raise argparse.ArgumentTypeError(f"must be at least {least}, not {value}")
    if value > most:
        raise argparse.ArgumentTypeError(f"must be at most {most}, not {value}")


def a_name(text: str) -> str:
    if not text:
        raise argparse.ArgumentTypeError("must name a run, or be left out")
    return text


def processes(text: str) -> int | None:
    """`auto` is None."""
    return None if text == "auto" else whole(1, 64)(text)


def burstiness(text: str) -> float:
    value = float(text)
    if not is_burstiness(value):
        raise argparse.ArgumentTypeError(f"{BURSTINESS}, not {text}")
    return value


def timeout(text: str) -> float:
    """Seconds."""
    value = float(text)
    if not is_timeout(value):
        raise argparse.ArgumentTypeError(
            f"must lie above 0 and up to {LONGEST_TIMEOUT_S:g} seconds, not {text}"
        )
    return value


def budget(text: str) -> Budget:
    """`20` samples, or `5%` of them."""
    number_of, percent, rest = text.partition("%")
    if rest:
        raise argparse.ArgumentTypeError(f"must look like 20 or 5%, not {text!r}")
    if percent:
        return Budget(number(0, 99.999)(number_of), in_percent=True)
    return Budget(whole(0)(number_of))


def proxy(text: str) -> str:
    """`""` is none. What is wrong is not shown: it may hold a password."""
    if text and not is_proxy(text):
        raise argparse.ArgumentTypeError(f"{PROXY}, with its scheme and port")
    return text


def lengths(text: str) -> Lengths:
    """`512`, `100:200` or `100-200`."""
    parts = text.replace("-", ":").split(":")
    if len(parts) > 2 or not all(part.isdecimal() for part in parts):
        raise argparse.ArgumentTypeError(f"must look like 512, 100:200 or 100-200, not {text!r}")
    low, high = int(parts[0]), int(parts[-1])
    if not 1 <= low <= high:
        raise argparse.ArgumentTypeError(f"must go up, from 1 at least, not {text!r}")
    return Lengths(low, high)


def slo_percentile(text: str) -> tuple[str, float]:
    """`95`, of every limit, or `ttft=95`."""
    name, _, share = text.rpartition("=")
    return name.lower(), number(0.001, 99.999)(share)


def sweep(text: str) -> Sweep:
    """`batch_size=1,4,16` or `request_rate=0.5,1,2`."""
    key, _, listed = text.partition("=")
    words = listed.split(",")
    if key == "batch_size":
        found = Sweep("batch_size", tuple(whole(1, LARGEST_BATCH)(word) for word in words))
    elif key == "request_rate":
        found = Sweep("request_rate", tuple(map(number(SLOWEST_RPS, FASTEST_RPS), words)))
    else:
        raise argparse.ArgumentTypeError(
            f"must look like batch_size=1,4,16 or request_rate=0.5,1,2, not {text!r}"
        )
    if len(set(found.values)) < len(words):
        raise argparse.ArgumentTypeError(f"names a value twice: {text!r}")
    return found


def only(sweeps: Sequence[Sweep]) -> Sweep | None:
    """The one that was said. Raises ConfigError for several."""
    if len(sweeps) > 1:
        raise ConfigError(
            "--sweep can be said once: a run varies one key", fix="one run for each of them"
        )
    return sweeps[0] if sweeps else None
