"""The contract of a side: a client that is compared, how it is run, and what it then claims."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Protocol

# about 250 tokens; each prompt has its own mark, so that no two are alike
FILLING = "the time is new " * 60
_FOREIGN = (
    "EVALBENCH_",
    "OPENAI_",
    "HTTP_",
    "HTTPS_",
    "ALL_",
    "NO_PROXY",
    "PYTHONDONTWRITEBYTECODE",
)


@dataclass(frozen=True, slots=True)
class Load:
    """What every side is asked to send."""

    requests: int
    streams: int  # in flight; with a rate: the most
    tokens: int
    rate: float = 0.0  # Poisson arrivals a second; 0: a closed loop
    workers: int | None = None  # processes; None: the side's own choice

    def scaled(self, factor: float) -> "Load":
        """The same with fewer streams, requests and arrivals."""
        return Load(
            max(8, round(self.requests * factor)),
            max(4, round(self.streams * factor)),
            self.tokens,
            self.rate * factor,
            self.workers,
        )


class Told(NamedTuple):
    """The instants that a client has of one request, in ns of whatever clock."""

    scheduled_ns: float
    sent_ns: float
    first_ns: float
    last_ns: float


@dataclass(frozen=True, slots=True)
class Claim:
    """What a client says that it measured, in ms. None: it does not say."""

    completed: int
    ttft_mean: float | None = None
    ttft_p99: float | None = None
    e2el_mean: float | None = None
    e2el_to_end: bool = False  # its E2EL goes to the end of the stream, not to the last token
    itl_p99: float | None = None
    send_delay_p99: float | None = None
    scheduled_rate: float | None = None  # of the drawn schedule, a second
    verdict: str | None = None  # the client's own, of the run
    told: Mapping[str, Told] = field(default_factory=dict)  # by the request's id


class Side(Protocol):
    name: str

    def missing(self) -> str:
        """Why it cannot be run here, and what to do; "" when it can."""
        ...

    def command(self, load: Load, port: int, folder: Path) -> list[str]:
        """Prepares its files below `folder`, which is its working directory."""
        ...

    def environment(self) -> dict[str, str]: ...

    def claim(self, load: Load, folder: Path) -> Claim:
        """Read what the run left. Raises LookupError or ValueError when it left nothing usable."""
        ...


def undisturbed(environment: Mapping[str, str]) -> dict[str, str]:
    """Without what a shell may hold and a comparison must not see."""
    return {
        key: value for key, value in environment.items() if not key.upper().startswith(_FOREIGN)
    }
