"""Several loads of one workload side by side: the points of a sweep, or of a search."""

from collections.abc import Mapping, Sequence

from evalbench.errors.entries import Phrase
from evalbench.types import Cell, Measurement, Performance, Table

_TOTALS = (
    ("Total Requests", "requests"),
    ("Failed Requests", "failed"),
    ("Concurrency", "concurrency"),
    ("Request Throughput", "req/s"),
    ("Output Token Throughput", "output token/s"),
)
_LATENCIES = ("TTFT", "TPOT", "E2EL")
_GOODPUT = ("Goodput", "goodput req/s")
_DOUBT = Phrase("{sign} ({points}): {fix}", "{sign}（{points}）：{fix}")


def side_by_side(
    reports: Sequence[Performance], held: Mapping[str, Mapping[str, Cell]] | None = None
) -> Table:
    """One row a load; latencies in ms, each with its average and its highest percentile.

    `held` has further cells by the name of a load: how it was held against the limits of a search.
    """
    held = held or {}
    limits = list(dict.fromkeys(name for cells in held.values() for name in cells))
    totals = [*_TOTALS]
    if any(row.metric == _GOODPUT[0] for report in reports for row in report.totals):
        totals.append(_GOODPUT)
    statistics = ("Average", _highest(reports))
    columns = [
        "load",
        *(name for _, name in totals),
        *(f"{metric} {name}" for metric in _LATENCIES for name in statistics if name),
        *limits,
        "verdict",
    ]
    return Table(
        f"{reports[0].model} · {reports[0].workload}",
        columns,
        [
            _row(
                report,
                [metric for metric, _ in totals],
                statistics,
                [held.get(report.load, {}).get(name) for name in limits],
            )
            for report in reports
        ],
    )


def spare(table: Table) -> list[str]:
    """The columns that a narrow screen goes without, the first of them first."""
    tails = (name for name in table.columns if name.startswith(("TPOT P", "E2EL P")))
    averages = ("E2EL Average", "TPOT Average")
    # failures are not hidden
    failed = ["failed"] if not any(row[table.columns.index("failed")] for row in table.rows) else []
    return [*failed, "requests", *averages, "output token/s", "concurrency", *tails]


def doubts(reports: Sequence[Performance]) -> list[str]:
    """Every reason against some of the loads, once, with the loads that it is about."""
    loads: dict[tuple[str, Phrase], list[str]] = {}
    for report in reports:
        for reason in report.verdict.reasons:
            if not reason.marks:
                point = report.load.removeprefix(f"{report.workload}@")
                loads.setdefault((reason.sign, reason.fix), []).append(point)
    return [
        str(_DOUBT.filled(sign=sign, points=", ".join(points), fix=fix))
        for (sign, fix), points in loads.items()
    ]


def _row(
    report: Performance,
    totals: Sequence[str],
    statistics: Sequence[str | None],
    held: Sequence[Cell],
) -> list[Cell]:
    load = report.load.removeprefix(f"{report.workload}@")
    of_load = [_value(report.totals, metric, "value") for metric in totals]
    latencies = [
        _value(report.per_request, metric, name)
        for metric in _LATENCIES
        for name in statistics
        if name
    ]
    return [load, *of_load, *latencies, *held, report.verdict.level]


def _value(rows: Sequence[Measurement], metric: str, column: str) -> Cell:
    """Of the whole load, whatever other stages there are."""
    for row in rows:
        if row.metric == metric and row.stage == "total":
            value: Cell = row.values.get(column)
            return value
    return None


def _highest(reports: Sequence[Performance]) -> str | None:
    """The name of the highest percentile that is shown."""
    names = {name for report in reports for row in report.per_request for name in row.values}
    percentiles = [name for name in names if name.startswith("P") and name[1:2].isdigit()]
    return max(percentiles, key=lambda name: float(name[1:]), default=None)
