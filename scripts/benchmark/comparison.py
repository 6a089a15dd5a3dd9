"""The sides in turns: every measurement with a fresh server, all of them in one run."""

import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from scripts.benchmark.endpoints import Endpoint, serving
from scripts.benchmark.figures import Figures, figures, medians
from scripts.benchmark.process import run
from scripts.benchmark.scenarios import Scenario
from scripts.benchmark.sides import Side
from scripts.benchmark.table import OURS, Medians

_DONE = (0, 1)  # 1: done, but a request failed or the run is not to be believed


@dataclass(frozen=True, slots=True)
class Measurement:
    """One side under one load, once."""

    round: int
    scenario: str
    side: str
    figures: Figures
    verdict: str | None = None
    error: str = ""


def compare(
    endpoint: Endpoint, sides: Sequence[Side], scenarios: Sequence[Scenario], rounds: int
) -> Iterator[Measurement]:
    """One measurement after the other; each round begins with another side."""
    for number in range(rounds):
        turn = number % len(sides)
        for scenario in scenarios:
            for side in [*sides[turn:], *sides[:turn]]:
                if side.name == OURS or not scenario.only_ours:
                    yield measured(endpoint, side, scenario, number)


def measured(endpoint: Endpoint, side: Side, scenario: Scenario, number: int) -> Measurement:
    """Run one side against a server of its own. What it cannot do is told in `error`."""
    with tempfile.TemporaryDirectory(prefix=f"bench_{side.name}_") as name:
        folder = Path(name)
        output = folder / "output.txt"
        with serving(endpoint, folder / "truth", scenario.pace) as server:
            usage = run(
                side.command(scenario.load, server.port, folder),
                folder=folder,
                environment=side.environment(),
                output=output,
                timeout_s=scenario.timeout_s,
            )
            server_cpu_s = server.cpu_s
        try:
            if usage.code not in _DONE:
                late = f" after {scenario.timeout_s:.0f} s" if usage.timed_out else ""
                raise LookupError(f"ended with {usage.code}{late}")
            claim = side.claim(scenario.load, folder)
            served = endpoint.read(folder / "truth")
            found = figures(scenario.load, served, claim, usage, server_cpu_s)
        except (LookupError, ValueError) as failure:
            error = f"{failure}: {_last_words(output)}"
            return Measurement(number, scenario.name, side.name, {}, error=error)
    return Measurement(number, scenario.name, side.name, found, claim.verdict)


def by_median(measurements: Iterable[Measurement]) -> Medians:
    grouped: dict[tuple[str, str], list[Figures]] = {}
    for each in measurements:
        grouped.setdefault((each.scenario, each.side), []).append(each.figures)
    return {key: medians(rounds) for key, rounds in grouped.items()}


def written(file: Path, endpoint: Endpoint, measurements: Sequence[Measurement]) -> None:
    """All rounds and their medians, with the host that they hold for."""
    middle = [
        {"scenario": scenario, "side": side, "figures": found}
        for (scenario, side), found in by_median(measurements).items()
    ]
    content = {
        "host": {"cores": os.cpu_count(), "system": platform.platform(), "python": sys.version},
        "endpoint": endpoint.name,
        "rounds": [asdict(each) for each in measurements],
        "medians": middle,
    }
    file.write_text(json.dumps(content, indent=1) + "\n")


def _last_words(output: Path) -> str:
    lines = output.read_text(errors="replace").split("\n")
    return " | ".join([line.strip() for line in lines if line.strip()][-2:])
