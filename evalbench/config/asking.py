"""How a model is asked: how fast, over which connection, how patiently."""

from dataclasses import dataclass, field
from typing import Literal

from msgspec import structs

from evalbench.config.abbr import check_abbr
from evalbench.config.bounds import (
    BURSTINESS,
    LONGEST_TIMEOUT_S,
    MOST_RETRIES,
    PROXY,
    is_burstiness,
    is_proxy,
    is_timeout,
)
from evalbench.config.options import FASTEST_RPS, LARGEST_BATCH, SLOWEST_RPS
from evalbench.errors import ConfigError
from evalbench.simulator.settings import SimulatorSettings
from evalbench.traffic.arrivals import Ramp, Traffic
from evalbench.types import Timeouts, Way


@dataclass(frozen=True, slots=True, kw_only=True)
class TrafficConfig:
    """AISBench's `traffic_cfg`: how the requests of a rate are spread."""

    burstiness: float = 1.0  # 0: equal gaps; 1: Poisson; below 1 in bursts, above 1 more even
    ramp_up_strategy: Literal["linear", "exponential", ""] | None = None
    ramp_up_start_rps: float | None = None
    ramp_up_end_rps: float | None = None

    def __post_init__(self) -> None:
        if not is_burstiness(self.burstiness):
            raise ConfigError(f"burstiness {BURSTINESS}, not {self.burstiness}")
        for key in ("ramp_up_start_rps", "ramp_up_end_rps"):
            self._check_rps(key, getattr(self, key))

    def _check_rps(self, key: str, rps: float | None) -> None:
        if rps is None and self.ramp_up_strategy:
            raise ConfigError(f"ramp_up_strategy {self.ramp_up_strategy!r} needs {key}")
        if rps is not None and not self.ramp_up_strategy:
            raise ConfigError(
                f"{key} needs ramp_up_strategy",
                fix="'linear' or 'exponential' (--ramp-up-strategy)",
            )
        if rps is not None and not SLOWEST_RPS <= rps <= FASTEST_RPS:
            raise ConfigError(f"{key} must lie in {SLOWEST_RPS}..{FASTEST_RPS:g}, not {rps}")

    @property
    def ramp(self) -> Ramp | None:
        start, end = self.ramp_up_start_rps, self.ramp_up_end_rps
        if not self.ramp_up_strategy or start is None or end is None:
            return None
        return Ramp(self.ramp_up_strategy, start, end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """The keys of a model dict that say how it is asked, not what."""

    abbr: str
    attr: Literal["service"] = "service"
    batch_size: int = 1  # requests in flight
    request_rate: float = 0.0  # requests per second; 0: as fast as the slots allow
    traffic_cfg: TrafficConfig = TrafficConfig()
    use_timestamp: bool = False  # rows are due at their `timestamp`, whatever the rate
    salt: bool = False  # words of this run alone before every prompt; perf
    retry: int = 2  # sends after the first one, at most
    api_key_file: str = ""  # holds the key and nothing else
    path: str = ""  # folder of the tokenizer
    trust_remote_code: bool = False  # for the tokenizer
    proxy: str = ""  # http://HOST:PORT; "": none in a perf run, else that of the environment
    verify_ssl: bool = True
    ca_file: str = ""  # PEM; "": what the system trusts
    timeout: Timeouts = field(default_factory=Timeouts)
    serve: SimulatorSettings | None = None  # the simulator lives as long as the run

    def __post_init__(self) -> None:
        check_abbr(self.abbr)
        if not 1 <= self.batch_size <= LARGEST_BATCH:
            raise ConfigError(f"batch_size must lie in 1..{LARGEST_BATCH}, not {self.batch_size}")
        if not 0 <= self.request_rate <= FASTEST_RPS:
            raise ConfigError(
                f"request_rate must lie in 0..{FASTEST_RPS:g}, not {self.request_rate}"
            )
        if not 0 <= self.retry <= MOST_RETRIES:
            raise ConfigError(f"retry must lie in 0..{MOST_RETRIES}, not {self.retry}")
        _check_connection(self.proxy, self.ca_file, verify_ssl=self.verify_ssl)
        _check_timeouts(self.timeout)

    @property
    def way(self) -> Way:
        """How connections are made."""
        return Way(self.proxy, self.verify_ssl, self.ca_file)

    @property
    def traffic(self) -> Traffic:
        """How its requests arrive, where timestamps do not say it."""
        return Traffic(self.request_rate, self.traffic_cfg.burstiness, self.traffic_cfg.ramp)


def _check_connection(proxy: str, ca_file: str, *, verify_ssl: bool) -> None:
    if proxy and not is_proxy(proxy):
        # not shown as it is: it may hold a password
        raise ConfigError(f"proxy {PROXY}", fix="with its scheme and port")
    if ca_file and not verify_ssl:
        raise ConfigError("ca_file has nothing to do where verify_ssl is False")


def _check_timeouts(timeouts: Timeouts) -> None:
    for key, seconds in structs.asdict(timeouts).items():
        if seconds is not None and not is_timeout(seconds):
            raise ConfigError(
                f"timeout: {key} must lie above 0 and up to {LONGEST_TIMEOUT_S:g} seconds, "
                f"not {seconds}",
                fix="None: no limit",
            )
