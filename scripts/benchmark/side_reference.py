"""The floor: truthd's reference client, which does nothing but stamp and parse."""

import importlib.util
import json
import os
import random
import sys
from itertools import accumulate
from pathlib import Path

from scripts.benchmark.sides import Claim, Load, Told, undisturbed
from scripts.benchmark.truth import NS_PER_S, rate

_NEEDED = ("uvloop", "orjson")
_SEED = 1  # of its own schedule


class Reference:
    name = "floor"

    def __init__(self, program: Path) -> None:
        self.program = program

    def missing(self) -> str:
        if not self.program.is_file():
            return f"{self.program}: no such file"
        absent = [each for each in _NEEDED if importlib.util.find_spec(each) is None]
        return f"pip install {' '.join(absent)}" if absent else ""

    def command(self, load: Load, port: int, folder: Path) -> list[str]:
        way = ["--mode", "proto", "--loop", "uvloop", "--parse", "orjson", "--out", "floor.json"]
        asked = {
            "--port": port,
            "--conc": load.streams,
            "--requests": load.requests,
            "--tokens": load.tokens,
            "--rate": load.rate,
        }
        words = [str(word) for pair in asked.items() for word in pair]
        (folder / "floor.json").unlink(missing_ok=True)
        return [sys.executable, str(self.program.resolve()), *way, *words]

    def environment(self) -> dict[str, str]:
        return undisturbed(os.environ)

    def claim(self, load: Load, folder: Path) -> Claim:
        file = folder / "floor.json"
        if not file.exists():
            raise LookupError("the reference client left no result")
        report = json.loads(file.read_text())
        due = schedule(load) if load.rate else [0.0] * load.requests
        told = {
            id_: Told(due[int(id_)], sent, first, last)
            for id_, (sent, first, last, _) in report["per_request"].items()
        }
        return Claim(
            completed=report["completed"],
            ttft_mean=report["ttft"]["mean"],
            ttft_p99=report["ttft"]["p99"],
            e2el_mean=report["e2el"]["mean"],
            e2el_to_end=True,
            itl_p99=(report["itl"] or {}).get("p99"),
            scheduled_rate=rate(due) if load.rate else None,
            told=told,
        )


def schedule(load: Load) -> list[float]:
    """Its Poisson schedule in ns, drawn once more from its seed."""
    rng = random.Random(_SEED)
    gaps = (rng.expovariate(load.rate) * NS_PER_S for _ in range(load.requests - 1))
    return list(accumulate(gaps, initial=0.0))
