"""The loads under which the sides are compared."""

from dataclasses import dataclass

from scripts.benchmark.endpoints import Pace
from scripts.benchmark.sides import Load


@dataclass(frozen=True, slots=True)
class Scenario:
    name: str
    pace: Pace
    load: Load
    only_ours: bool = False  # for what only evalbench has

    @property
    def timeout_s(self) -> float:
        """Ample: twice the time that the server needs, and two minutes."""
        load, pace = self.load, self.pace
        each_s = (pace.ttft_ms + pace.itl_ms * load.tokens) / 1000
        rounds = load.requests / (load.rate * each_s if load.rate else load.streams)
        return 2 * each_s * (rounds + 1) + 120


SCENARIOS = (
    Scenario("streams", Pace(), Load(requests=1024, streams=256, tokens=128)),
    Scenario("slots", Pace(), Load(requests=2048, streams=512, tokens=128)),
    # an event a write, the hardest for a client; `server_cores` tells that truthd had time to spare
    Scenario("saturation", Pace(ttft_ms=0, itl_ms=0), Load(requests=4096, streams=64, tokens=256)),
    Scenario("open-200", Pace(), Load(requests=2000, streams=2000, tokens=32, rate=200)),
    Scenario("open-500", Pace(), Load(requests=5000, streams=5000, tokens=32, rate=500)),
    # 10,000 events a second: what is tried is their number, not their speed
    Scenario("crowd", Pace(ttft_ms=1000, itl_ms=500), Load(requests=5000, streams=5000, tokens=24)),
    Scenario(
        "workers", Pace(), Load(requests=2048, streams=512, tokens=128, workers=2), only_ours=True
    ),
)
