"""What evalbench must make of a server's habits and faults: numbers within a tolerance, or causes.

Each probe runs a small load against truthd and lays the tables beside the server's log. Requests
with a fault have to be counted under one cause each, and the numbers of the others stay right.
"""

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from scripts.benchmark.endpoints import Pace, Truthd, serving
from scripts.benchmark.process import run
from scripts.benchmark.side_evalbench import Evalbench, performance, rows, total
from scripts.benchmark.sides import Load
from scripts.benchmark.truth import NS_PER_MS, Served, gaps_ms

_LOAD = Load(requests=32, streams=16, tokens=24)
_TIMEOUT_S = 60.0
_EVERY = 4  # a fault hits every fourth request
_REASONED = 8  # events
_TIME_LIMIT = ("--timeout", "3")

Rows = Mapping[str, Mapping[str, Any]]
Values = Callable[[Served], Iterable[float]]


@dataclass(frozen=True, slots=True)
class Check:
    """One row of the table beside the truth; `tolerance` is in the row's unit.

    Medians are compared, roughly: a wrong definition shifts every request, by 10 ms and more here.
    How exact the numbers are is what `scripts/bench` measures.
    """

    row: str
    tolerance: float
    values: Values  # of one request that succeeded
    mean: bool = False

    def truth(self, served: Iterable[Served]) -> float:
        values = [value for each in served for value in self.values(each)]
        return float(np.mean(values) if self.mean else np.median(values))

    def error(self, found: Rows, succeeded: Iterable[Served]) -> float | None:
        """What the row says less what is true; None without a row."""
        claimed = found.get(self.row, {}).get("Average" if self.mean else "Median")
        return None if claimed is None else float(claimed) - self.truth(succeeded)


def _ttft(each: Served) -> Iterable[float]:
    return [each.ttft_ms] if each.tokens else []


def _e2el(each: Served) -> Iterable[float]:
    return [each.last_token_ms if each.tokens else each.end_ms]


def _tpot(each: Served) -> Iterable[float]:
    return [] if each.tpot_ms is None else [each.tpot_ms]


def _itl(each: Served) -> Iterable[float]:
    return map(float, gaps_ms([each]))


def _ttfa(each: Served) -> Iterable[float]:
    return [float(each.token_ns[_REASONED] - each.received_ns) / NS_PER_MS]


TTFT = Check("TTFT", 5, _ttft)
E2EL = Check("E2EL", 5, _e2el)
TPOT = Check("TPOT", 0.5, _tpot)
ITL = Check("ITL", 0.5, _itl)
CHUNKS = Check("Inter-chunk latency (4 tokens/chunk)", 0.5, _itl)
UNKNOWN_CHUNKS = Check("Inter-chunk latency (tokens/chunk unknown)", 0.5, _itl)
TTFA = Check("TTFA", 5, _ttfa)
TOKENS = Check("OutputTokens", 1e-6, lambda each: [each.tokens], mean=True)
USUAL = (TTFT, E2EL, TPOT, ITL, TOKENS)


@dataclass(frozen=True, slots=True)
class Probe:
    name: str
    server: tuple[str, ...]
    checks: tuple[Check, ...] = USUAL
    absent: tuple[str, ...] = ()  # rows that must not be there: nobody knows their numbers
    client: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()  # any of them is right, but one for all; () when nothing fails


def _fault(kind: str, *causes: str, client: tuple[str, ...] = ()) -> Probe:
    server = ("--fault", f"{kind}:{_EVERY}")
    return Probe(f"fault {kind}", server, causes=causes, client=client)


PROBES = (
    Probe("plain", ()),
    Probe("role chunk at once", ("--role", "early")),
    Probe("no role chunk", ("--role", "none")),
    Probe("4 tokens an event", ("--tpc", "4"), (TTFT, E2EL, TPOT, CHUNKS, TOKENS)),
    Probe("finish chunk 300 ms late", ("--linger", "300")),
    Probe("reasoning first", ("--reasoning", str(_REASONED)), (*USUAL, TTFA)),
    Probe(
        "no usage",
        ("--usage", "never"),
        (TTFT, E2EL, UNKNOWN_CHUNKS),
        absent=("OutputTokens", "InputTokens", "TPOT"),
    ),
    Probe("usage not asked for", ("--usage", "always")),
    Probe("split segments, CRLF, pings", ("--split", "--crlf", "--ping", "3")),
    Probe("varied lengths", ("--vary",)),
    Probe("jitter", ("--jitter", "0.5")),
    Probe("[DONE] without a finish chunk", ("--nofinish",)),
    _fault("400", "http 400"),
    _fault("429", "http 429"),
    _fault("500", "http 500"),
    _fault("503", "http 503"),
    _fault("html", "html", "http 502"),
    _fault("html200", "html"),
    _fault("reset0", "reset"),
    _fault("resetmid", "reset"),
    _fault("nodone", "cut"),
    _fault("eof", "cut", "reset"),
    _fault("badjson", "format"),
    _fault("errevent", "error_event"),
    _fault("empty"),
    _fault("hang", "timeout", client=_TIME_LIMIT),
    _fault("stall", "timeout", client=_TIME_LIMIT),
)


def probed(probe: Probe, endpoint: Truthd, side: Evalbench) -> tuple[list[str], str]:
    """What is wrong, nothing when all is right; and what was seen."""
    with tempfile.TemporaryDirectory(prefix="probe_") as name:
        folder, output = Path(name), Path(name) / "output.txt"
        with serving(endpoint, folder / "truth", Pace(), probe.server) as server:
            usage = run(
                side.command(_LOAD, server.port, folder, probe.client),
                folder=folder,
                environment=side.environment(),
                output=output,
                timeout_s=_TIMEOUT_S,
            )
        try:
            report = performance(folder)
        except LookupError as failure:
            words = output.read_text(errors="replace").strip().split("\n")
            late = f"no end within {_TIMEOUT_S:g} s" if usage.timed_out else str(failure)
            return [f"{late}: {words[-1].strip()}"], ""
        served = endpoint.read(folder / "truth")
    return [*faults(probe, report, served)], summary(probe, report, served)


def faults(probe: Probe, report: Mapping[str, Any], served: Sequence[Served]) -> Iterator[str]:
    """Every contradiction between the report and the server's log."""
    if len(served) != _LOAD.requests:
        yield f"the server got {len(served)} requests, not {_LOAD.requests}"
    spoilt = Counter(each.fault != "none" and bool(probe.causes) for each in served)[True]
    for name, right in (
        ("Total Requests", _LOAD.requests),
        ("Success Requests", _LOAD.requests - spoilt),
        ("Failed Requests", spoilt),
    ):
        if total(report, name) != right:
            yield f"{name} is {total(report, name)}, not {right}"
    causes = total(report, "Failures") or {}
    if causes not in ([{cause: spoilt} for cause in probe.causes] or [{}]):
        yield f"failures are {causes}, not {spoilt} × {' or '.join(probe.causes) or 'none'}"
    yield from _wrong_rows(probe, rows(report), served)


def _wrong_rows(probe: Probe, found: Rows, served: Sequence[Served]) -> Iterator[str]:
    for check in probe.checks:
        error = check.error(found, _succeeded(served))
        if error is None:
            yield f"no row {check.row}"
        elif abs(error) > check.tolerance:
            yield f"{check.row} is {error:+.3g} off"
    yield from (f"{name} is claimed" for name in probe.absent if name in found)


def _succeeded(served: Sequence[Served]) -> list[Served]:
    """An answer without a token is one, too."""
    return [each for each in served if each.fault in ("none", "empty")]


def summary(probe: Probe, report: Mapping[str, Any], served: Sequence[Served]) -> str:
    """The failures that were counted, and how far each number is off."""
    errors = {
        check.row.partition(" (")[0]: check.error(rows(report), _succeeded(served))
        for check in probe.checks
    }
    causes = total(report, "Failures") or {}
    failed = [f"{count} × {cause}" for cause, count in causes.items()]
    told = [f"{row} {error:+.2f}" for row, error in errors.items() if error is not None]
    return ", ".join([*failed, *told])
