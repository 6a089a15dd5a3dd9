"""How many prompts a synthetic load has, and how long they and their answers are."""

import math
import re
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from evalbench.errors import ConfigError
from evalbench.errors.config import (
    LENGTHS_FORM,
    LENGTHS_MISSING,
    LENGTHS_RANGE,
    NORMAL_SHAPE,
    PROMPT_COUNT,
    ZIPF_SHAPE,
)

# AISBench's limits
_LONGEST = 1 << 20  # tokens
_MOST = 1 << 20  # prompts


@dataclass(frozen=True, slots=True)
class Law:
    """A distribution of lengths, from `low` to `high` tokens, both included.

    gaussian and zipf are drawn and then clipped, as in AISBench.
    """

    low: int
    high: int
    method: Literal["uniform", "gaussian", "zipf"] = "uniform"
    mean: float = 0.0  # of gaussian
    variance: float = 0.0  # of gaussian
    alpha: float = 2.0  # of zipf, the exponent: the higher, the more are short

    def __post_init__(self) -> None:
        if not 1 <= self.low <= self.high <= _LONGEST:
            raise LENGTHS_RANGE(longest=_LONGEST, low=self.low, high=self.high)
        if not (math.isfinite(self.mean) and 0 <= self.variance < math.inf):
            raise NORMAL_SHAPE(mean=self.mean, variance=self.variance)
        if not 1 < self.alpha <= 10:
            raise ZIPF_SHAPE(alpha=self.alpha)

    def __str__(self) -> str:
        return str(self.low) if self.low == self.high else f"{self.low}-{self.high}"

    def draw(self, count: int, seed: tuple[int, ...]) -> list[int]:
        """The first `count` lengths of a seed: with a higher count there come more."""
        drawn = self._drawn(np.random.default_rng(seed), count)
        return [int(length) for length in np.clip(drawn, self.low, self.high)]

    def _drawn(self, rng: np.random.Generator, count: int) -> NDArray[Any]:
        if self.method == "gaussian":
            return rng.normal(self.mean, math.sqrt(self.variance), size=count).round()
        if self.method == "zipf":
            return rng.zipf(self.alpha, size=count)
        return rng.integers(self.low, self.high, size=count, endpoint=True)


def law(lengths: int | str | tuple[int, int], where: str) -> Law:
    """`512`, `"100-200"` or `(100, 200)`."""
    if isinstance(lengths, str):
        match = re.fullmatch(r"\s*(\d{1,9})\s*(?:[-:]\s*(\d{1,9})\s*)?", lengths)
        if match is None:
            raise LENGTHS_FORM(where=where, found=lengths)
        low, high = int(match[1]), int(match[2] or match[1])
    else:
        low, high = (lengths, lengths) if isinstance(lengths, int) else lengths
    try:
        return Law(low, high)
    except ConfigError as error:
        raise error.at(where) from error


@dataclass(frozen=True, slots=True)
class Wanted:
    count: int
    inputs: Law
    outputs: Law | None = None  # None: the model's own limit

    def __post_init__(self) -> None:
        if not 1 <= self.count <= _MOST:
            raise PROMPT_COUNT(most=_MOST, count=self.count)


def wanted(
    count: int | None,
    input_len: int | str | tuple[int, int] | None,
    output_len: int | str | tuple[int, int] | None,
) -> Wanted:
    """What the keys of a data set's dict ask for. Raises ConfigError for one that is missing."""
    if count is None or input_len is None:
        raise LENGTHS_MISSING()
    outputs = None if output_len is None else law(output_len, "output_len")
    return Wanted(count, law(input_len, "input_len"), outputs)
