"""What stands on the screen after a perf run, as wide as the screen is."""

import json
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from msgspec.structs import replace

from evalbench.metrics.evidence import Evidence
from evalbench.metrics.verdict import judge
from evalbench.outputs import RunFolder
from evalbench.stages import summarize
from evalbench.stages.load_record import write_record
from evalbench.stages.points import Point
from evalbench.types import Level, LoadReport, Measurement, Performance, Verdict
from tests.a_plan import a_plan, a_workload

STATISTICS = ("Average", "Min", "Max", "Median", "P75", "P90", "P95", "P99", "N")
NAMES = ("E2EL", "PrefillTokenThroughput")
CLAIM = "About 1784 requests/s."
STATEMENT = "At least 1784 requests/s with TTFT P99 ≤ 200 ms: 128 requests in flight, the most " * 2


def on_a_screen(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)


class Measured(NamedTuple):
    run: RunFolder
    reports: list[Performance]


def measured(folder: Path, *points: tuple[str, Level], stages: tuple[str, ...]) -> Measured:
    """A run with a load of `own` at each point, "" being the workload itself."""
    run, workload, reports = RunFolder(folder / "run"), a_workload(folder), []
    for begun_ns, (point, level) in enumerate(points):
        name = f"own@{point}" if point else "own"
        at = Point(replace(workload, name=name), "own", seed=0)
        write_record(run, at, {}, LoadReport(begun_ns, begun_ns + 1, ()))
        report = Performance(
            model="m",
            workload="own",
            load=name,
            per_request=tuple(
                Measurement(name, stage, "tokens/event", dict.fromkeys(STATISTICS, 1234.5))
                for name in NAMES
                for stage in stages
            ),
            totals=(Measurement("Total Requests", "total", "", {"value": 9}),),
            complete=True,
            verdict=Verdict(level),
        )
        reports.append(report)
    return Measured(run, reports)


def head(screen: str) -> list[str]:
    """The columns of the first table, without the one of the metrics."""
    (line,) = (each for each in screen.splitlines() if each.startswith("Performance Parameters"))
    return line.removeprefix("Performance Parameters").split()


def test_a_wide_screen_shows_every_column(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run = measured(tmp_path, ("", "VALID"), stages=("total",))
    on_a_screen(200, monkeypatch)
    assert summarize.performances(a_plan(tmp_path), *run)
    assert head(capsys.readouterr().out) == ["Stage", "Unit", *STATISTICS]


@pytest.mark.parametrize(
    ("stages", "columns"),
    [
        (("total",), ["Unit", "Average", "Median", "P99", "N"]),
        (("total", "stable"), ["Stage", "Unit", "Average", "P99", "N"]),
    ],
)
def test_a_narrow_screen_keeps_what_tells_what_a_row_is(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    stages: tuple[str, ...],
    columns: list[str],
) -> None:
    """Which requests and which unit: without the stage two rows of a metric look alike."""
    run = measured(tmp_path, ("", "VALID"), stages=stages)
    on_a_screen(80, monkeypatch)
    summarize.performances(a_plan(tmp_path), *run)
    assert head(capsys.readouterr().out) == columns


def test_a_narrow_screen_judges_no_percentile_that_it_does_not_show(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """80 columns have room for Median and P99, which 500 answers are too few for."""
    few = judge(Evidence(thin={"P75": 40, "P95": 200, "P99": 1000}))
    run = measured(tmp_path, ("", "VALID"), stages=("total",))
    report = replace(run.reports[0], verdict=few)
    on_a_screen(80, monkeypatch)
    summarize.performances(a_plan(tmp_path), run.run, [report])
    assert "  P99 is decided by fewer than 10 requests: " in capsys.readouterr().out


def shown_capacity(run: Measured, folder: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    found = {
        "objectives": ["TTFT P99 ≤ 200 ms"],
        "capacity": {"statement": STATEMENT, "claim": CLAIM},
    }
    path = run.run.capacity("m", "own")
    path.write_text(json.dumps(found))
    summarize.performances(a_plan(folder), *run)
    lines = capsys.readouterr().out.splitlines()
    begun = lines.index("capacity (TTFT P99 ≤ 200 ms):")
    (end,) = (place for place, line in enumerate(lines) if line.startswith("every step:"))
    return lines[begun + 1 : end - 1]


def test_a_capacity_out_of_invalid_loads_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    points: list[tuple[str, Level]] = [("slots=1", "VALID"), ("a", "SUSPECT"), ("b", "INVALID")]
    run = measured(tmp_path, *points, stages=("total",))
    on_a_screen(80, monkeypatch)
    lines = shown_capacity(run, tmp_path, capsys)
    said = " ".join(" ".join(lines).split())
    assert said.startswith(f"Not sure: {CLAIM} ")
    assert "INVALID loads: 1 of 3." in said
    assert "the capacity may be its own" in said
    assert max(map(len, lines)) <= 80


def test_a_capacity_out_of_loads_that_hold_is_told_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = measured(tmp_path, ("slots=1", "VALID"), ("a", "SUSPECT"), stages=("total",))
    assert shown_capacity(run, tmp_path, capsys) == [STATEMENT]  # a pipe is as wide as its lines
