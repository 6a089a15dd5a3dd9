"""The table of what is to be reached: its rows, their verdicts, and how it is printed. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from scripts.benchmark.figures import Figures

OURS = "evalbench"
FLOOR = "floor"

Medians = Mapping[tuple[str, str], Figures]  # by scenario and side
Verdict = Literal["PASS", "FAIL", "-"]


@dataclass(frozen=True, slots=True)
class Target:
    """`text` is what is printed; `holds` judges our figure beside the floor's, None: cannot."""

    text: str
    holds: Callable[[float, float | None], bool | None]


def at_most(limit: float, unit: str = "") -> Target:
    return Target(f"≤ {limit:g}{unit}", lambda ours, _: ours <= limit)


def at_least(limit: float, unit: str = "") -> Target:
    return Target(f"≥ {limit:,g}{unit}", lambda ours, _: ours >= limit)


def within(limit: float, unit: str = "") -> Target:
    """An error that may have either sign."""
    return Target(f"≤ {limit:g}{unit}", lambda ours, _: abs(ours) <= limit)


def floor_plus(more: float, unit: str = "") -> Target:
    """For errors: one that is too small by as much is no better."""
    return Target(
        f"floor + {more:g}{unit}",
        lambda ours, floor: None if floor is None else abs(ours) <= abs(floor) + more,
    )


def floor_times(factor: float) -> Target:
    return Target(
        f"≤ {factor:g} × floor",
        lambda ours, floor: None if floor is None else ours <= factor * floor,
    )


def exactly(number: float) -> Target:
    return Target(f"{number:g}", lambda ours, _: ours == number)


@dataclass(frozen=True, slots=True)
class Row:
    title: str
    scenario: str
    figure: str
    target: Target
    decimals: int = 2
    less: str | None = None  # a scenario whose figure of the same side is taken off

    def value(self, medians: Medians, side: str) -> float | None:
        own = medians.get((self.scenario, side), {}).get(self.figure)
        if own is None or self.less is None:
            return own
        other = medians.get((self.less, side), {}).get(self.figure)
        return None if other is None else own - other

    def verdict(self, medians: Medians) -> Verdict:
        ours = self.value(medians, OURS)
        held = None if ours is None else self.target.holds(ours, self.value(medians, FLOOR))
        if held is None:
            return "-"
        return "PASS" if held else "FAIL"

    def shown(self, medians: Medians, side: str) -> str:
        value = self.value(medians, side)
        return "-" if value is None else f"{value:,.{self.decimals}f}"


ROWS = (
    Row("TTFT error mean, ms; 256 streams", "streams", "ttft_error_mean_ms", floor_plus(1)),
    Row("TTFT error p99, ms", "streams", "ttft_error_p99_ms", floor_plus(3)),
    Row("E2EL error mean, ms", "streams", "e2el_error_mean_ms", floor_plus(1)),
    Row("ITL p99 error, ms", "streams", "itl_error_p99_ms", within(2)),
    Row("CPU per event, whole process tree, µs", "streams", "cpu_us_per_event", floor_times(1.6)),
    Row("wall time beyond the load, s", "streams", "beyond_load_s", at_most(2.5)),
    Row("peak memory, sum of RSS, MB", "streams", "peak_rss_mb", at_most(200), 0),
    Row("in flight, time average; 512 asked", "slots", "middle", at_least(505), 1),
    Row("in flight, most; 512 asked", "slots", "peak", at_most(512), 0),
    Row("events/s; 64 streams at once", "saturation", "events_per_s", at_least(150_000), 0),
    Row("sent/asked, %; 200 requests/s", "open-200", "sent_share", at_least(99.5)),
    Row("sent late p99, ms", "open-200", "late_p99_ms", at_most(1)),
    Row("TTFT error mean, ms", "open-200", "ttft_error_mean_ms", within(0.3)),
    Row("sent/asked, %; 500 requests/s", "open-500", "sent_share", at_least(99.5)),
    Row("sent late p99, ms", "open-500", "late_p99_ms", at_most(1)),
    Row("lost of 5,000 streams", "crowd", "lost", exactly(0), 0),
    Row("in flight, most; 5,000 asked", "crowd", "peak", exactly(5000), 0),
    Row("verdict fits the error (1: it does)", "crowd", "verdict_fits", exactly(1), 0),
    Row("in flight, most; 512 over 2 processes", "workers", "peak", exactly(512), 0),
    Row("in flight, time average", "workers", "middle", at_least(505), 1),
    Row("TTFT mean less that of one, ms", "workers", "claimed_ttft_mean_ms", within(1), 2, "slots"),
    Row("E2EL mean less that of one, ms", "workers", "claimed_e2el_mean_ms", within(2), 2, "slots"),
    Row("ITL p99 less that of one, ms", "workers", "claimed_itl_p99_ms", within(2), 2, "slots"),
)


def lines(medians: Medians, *, judged: bool = True) -> list[str]:
    """The rows that were measured, with a column for each side, ours last."""
    sides = [*sorted({side for _, side in medians} - {OURS}), OURS]
    header = ["figure", "to reach", *sides, ""]
    body = [
        [
            row.title,
            row.target.text,
            *(row.shown(medians, side) for side in sides),
            row.verdict(medians) if judged else "",
        ]
        for row in measured(medians)
    ]
    return _aligned([header, *body], numbers_from=2)


def measured(medians: Medians) -> list[Row]:
    """The rows whose scenario was run."""
    run = {scenario for scenario, _ in medians}
    return [row for row in ROWS if row.scenario in run]


def failed(medians: Medians) -> bool:
    return any(row.verdict(medians) == "FAIL" for row in measured(medians))


def _aligned(rows: Sequence[Sequence[str]], numbers_from: int) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    last = len(widths) - 1
    return [
        "  ".join(
            cell.rjust(width) if numbers_from <= at < last else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
