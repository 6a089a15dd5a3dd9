"""Words of the command line that mean more than a text; argparse tells what is wrong with one."""

import argparse
import math
from collections.abc import Callable, Sequence

from evalbench.config.bounds import (
    LEAST_BURSTINESS,
    LONGEST_TIMEOUT_S,
    MOST_RETRIES,
    is_burstiness,
    is_proxy,
    is_timeout,
)
from evalbench.config.options import (
    ANSWER_KINDS,
    FASTEST_RPS,
    LARGEST_BATCH,
    SLOWEST_RPS,
    Budget,
    Lengths,
    Retry,
    Sweep,
)
from evalbench.errors.config import SWEEP_SAID_TWICE, UNKNOWN_RETRY
from evalbench.errors.entries import Phrase
from evalbench.errors.suggestions import did_you_mean


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
        raise _refused(
            f"must be at least {least}, not {value}", f"不能小于 {least}，这里是 {value}"
        )
    if value > most:
        raise _refused(f"must be at most {most}, not {value}", f"不能大于 {most}，这里是 {value}")


def _refused(en: str, zh: str) -> argparse.ArgumentTypeError:
    return argparse.ArgumentTypeError(Phrase(en, zh))


def a_name(text: str) -> str:
    if not text:
        raise _refused("must name a run, or be left out", "要么写出某次运行，要么什么都不写")
    return text


def processes(text: str) -> int | None:
    """`auto` is None."""
    return None if text == "auto" else whole(1, 64)(text)


def burstiness(text: str) -> float:
    value = float(text)
    if not is_burstiness(value):
        raise _refused(
            f"must be 0, or {LEAST_BURSTINESS} or more, not {text}",
            f"必须是 0，或者不小于 {LEAST_BURSTINESS}，不能是 {text}",
        )
    return value


def timeout(text: str) -> float:
    """Seconds."""
    value = float(text)
    if not is_timeout(value):
        raise _refused(
            f"must lie above 0 and up to {LONGEST_TIMEOUT_S:g} seconds, not {text}",
            f"必须大于 0 且不超过 {LONGEST_TIMEOUT_S:g} 秒，不能是 {text}",
        )
    return value


def retry(text: str) -> Retry:
    """`5`, `failed`, `failed,truncated`, `5,truncated`. Raises ConfigError for another word."""
    said = Retry()
    for word in text.split(","):
        said = _retry(word).over(said)
    return said


def _retry(word: str) -> Retry:
    if word.removeprefix("-").isdecimal():
        return Retry(sends=whole(0, MOST_RETRIES)(word))
    kind = next((each for each in ANSWER_KINDS if each == word), None)
    if kind is None:
        raise UNKNOWN_RETRY(word=word, hint=did_you_mean(word, ANSWER_KINDS))
    return Retry(answers=frozenset({kind}))


def retries(said: Sequence[Retry]) -> Retry:
    """What was said in several words; the last number counts."""
    whole_of_it = Retry()
    for each in said:
        whole_of_it = each.over(whole_of_it)
    return whole_of_it


def budget(text: str) -> Budget:
    """`20` samples, or `5%` of them."""
    number_of, percent, rest = text.partition("%")
    if rest:
        raise _refused(
            f"must look like 20 or 5%, not {text!r}", f"应写作 20 或 5%，而不是 {text!r}"
        )
    if percent:
        return Budget(number(0, 99.999)(number_of), in_percent=True)
    return Budget(whole(0)(number_of))


def proxy(text: str) -> str:
    """`""` is none. What is wrong is not shown: it may hold a password."""
    if text and not is_proxy(text):
        raise _refused(
            "must look like http://HOST:PORT, with its scheme and port",
            "必须形如 http://HOST:PORT，协议和端口都要写",
        )
    return text


def lengths(text: str) -> Lengths:
    """`512`, `100:200` or `100-200`."""
    parts = text.replace("-", ":").split(":")
    if len(parts) > 2 or not all(part.isdecimal() for part in parts):
        raise _refused(
            f"must look like 512, 100:200 or 100-200, not {text!r}",
            f"必须形如 512、100:200 或 100-200，不能是 {text!r}",
        )
    low, high = int(parts[0]), int(parts[-1])
    if not 1 <= low <= high:
        raise _refused(
            f"must go up, from 1 at least, not {text!r}",
            f"必须从小到大，且至少从 1 开始，不能是 {text!r}",
        )
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
        raise _refused(
            f"must look like batch_size=1,4,16 or request_rate=0.5,1,2, not {text!r}",
            f"必须形如 batch_size=1,4,16 或 request_rate=0.5,1,2，不能是 {text!r}",
        )
    if len(set(found.values)) < len(words):
        raise _refused(f"names a value twice: {text!r}", f"有重复的值：{text!r}")
    return found


def only(sweeps: Sequence[Sweep]) -> Sweep | None:
    """The one that was said. Raises ConfigError for several."""
    if len(sweeps) > 1:
        raise SWEEP_SAID_TWICE()
    return sweeps[0] if sweeps else None
