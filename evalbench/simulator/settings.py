"""What a simulator can be told: the values, their defaults and their limits."""

import math
from dataclasses import dataclass

from evalbench.errors import ConfigError


@dataclass(frozen=True, slots=True)
class SimulatorSettings:
    """One simulator. Port 0 means any free port; `book` and `log` are paths of JSONL files.

    Raises ConfigError naming the key whose value is out of range.
    """

    host: str = "127.0.0.1"
    port: int = 0
    ttft_ms: float = 50.0
    itl_ms: float = 5.0
    tokens: int = 64
    model: str = "simulator"
    max_model_len: int = 32768
    book: str | None = None
    correct_rate: float = 1.0
    seed: int = 0
    log: str | None = None

    def __post_init__(self) -> None:
        _within("port", self.port, 0, 65535)
        _within("ttft_ms", self.ttft_ms, 0, math.inf)
        _within("itl_ms", self.itl_ms, 0, math.inf)
        _within("tokens", self.tokens, 1, math.inf)
        _within("max_model_len", self.max_model_len, 1, math.inf)
        _within("correct_rate", self.correct_rate, 0, 1)
        for key, value in (("host", self.host), ("model", self.model)):
            if not value:
                raise ConfigError(f"simulator: {key} must not be empty")


def _within(key: str, value: float, low: float, high: float) -> None:
    # isfinite as well: nan fails no comparison that is written the other way round
    if math.isfinite(value) and low <= value <= high:
        return
    limits = f"at least {low}" if high == math.inf else f"from {low} to {high}"
    raise ConfigError(f"simulator: {key} must be {limits}, not {value}")
