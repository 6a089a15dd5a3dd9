"""The side that is judged: `python -m evalbench` of a checkout, in perf mode."""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scripts.benchmark.sides import FILLING, Claim, Load, Told, undisturbed

_MODEL = "vllm_api_stream_chat"
_COLUMNS = ("id", "cause", "scheduled_ns", "sent_ns", "first_token_ns", "last_token_ns")


class Evalbench:
    name = "evalbench"

    def __init__(self, checkout: Path) -> None:
        self.checkout = checkout

    def missing(self) -> str:
        found = (self.checkout / "evalbench" / "__main__.py").is_file()
        return "" if found else f"{self.checkout}: is no checkout of evalbench"

    def command(
        self, load: Load, port: int, folder: Path, options: Sequence[str] = ()
    ) -> list[str]:
        asked = {
            "--models": _MODEL,
            "--mode": "perf",
            "--num-prompts": load.requests,
            "--batch-size": load.streams,
            "--max-out-len": load.tokens,
            "--host-ip": "127.0.0.1",
            "--host-port": port,
            "--model-name": "mock",
            "--generation": "ignore_eos=True",
            "--num-warmups": 0,
            "-w": folder / "runs",
            **self._prompts(load, folder),
            **({"--request-rate": load.rate} if load.rate else {}),
            **({"--workers": load.workers} if load.workers else {}),
        }
        words = [str(word) for pair in asked.items() for word in pair]
        return [sys.executable, "-m", "evalbench", *words, *options]

    def _prompts(self, load: Load, folder: Path) -> dict[str, Any]:
        file = folder / "prompts.jsonl"
        rows = ({"question": f"[[id:{each}]] {FILLING}"} for each in range(load.requests))
        file.write_text("".join(json.dumps(row) + "\n" for row in rows))
        return {"--custom-dataset-path": file, "--custom-dataset-data-type": "qa"}

    def environment(self) -> dict[str, str]:
        return {**undisturbed(os.environ), "PYTHONPATH": str(self.checkout)}

    def claim(self, load: Load, folder: Path) -> Claim:  # noqa: ARG002 - the contract's
        return claimed(performance(folder), told(folder))


def performance(folder: Path) -> dict[str, Any]:
    """What the run below `folder` wrote of its load. Raises LookupError when it wrote nothing."""
    for file in sorted(folder.glob("runs/*/performances/*/*.json")):
        report = json.loads(file.read_text())
        if "per_request" in report:
            return dict(report)
    raise LookupError("evalbench left no performances/<model>/<load>.json")


def rows(report: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The statistics of each metric of the whole load, by its title."""
    found = report["per_request"]
    return {row["metric"]: row["values"] for row in found if row["stage"] == "total"}


def total(report: Mapping[str, Any], name: str) -> Any:
    """One number of the whole load; None when there is none."""
    return report.get(name, {}).get("total")


def claimed(report: Mapping[str, Any], told: Mapping[str, Told]) -> Claim:
    found = rows(report)

    def number(metric: str, column: str) -> float | None:
        value: float | None = found.get(metric, {}).get(column)
        return value

    return Claim(
        completed=total(report, "Success Requests") or 0,
        ttft_mean=number("TTFT", "Average"),
        ttft_p99=number("TTFT", "P99"),
        e2el_mean=number("E2EL", "Average"),
        itl_p99=number("ITL", "P99"),
        send_delay_p99=number("SendDelay", "P99"),
        scheduled_rate=total(report, "Scheduled Request Rate"),
        verdict=_verdict(report.get("verdict")),
        told=told,
    )


def _verdict(written: Any) -> str | None:
    """The word alone: VALID, SUSPECT or INVALID."""
    word = written.get("level") if isinstance(written, Mapping) else written
    return str(word) if word else None


def told(folder: Path) -> dict[str, Told]:
    """The instants of each stream that succeeded, by its id; empty without Parquet."""
    try:
        import pyarrow.parquet
    except ModuleNotFoundError:
        return {}
    found: dict[str, Told] = {}
    for file in folder.glob("runs/*/performances/*/*_requests.parquet"):
        columns = pyarrow.parquet.read_table(file, columns=list(_COLUMNS)).to_pydict()
        for id_, cause, *instants in zip(*columns.values(), strict=True):
            if not cause and None not in instants:
                found[id_] = Told(*instants)
    return found
