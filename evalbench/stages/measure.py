"""How fast the service is: from the columns of a load to its two tables. Asks nothing."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple, cast

from msgspec import Struct, structs

from evalbench.columns import read, texts
from evalbench.errors.output import NOTHING_MEASURED
from evalbench.metrics.evidence import Evidence, evidence
from evalbench.metrics.goodput import Slo, goodput
from evalbench.metrics.latency import measure
from evalbench.metrics.requests import NS_PER_S, Floats, Requests
from evalbench.metrics.series import Series, per_second
from evalbench.metrics.stage import Stage
from evalbench.metrics.statistics import Distribution, Statistic, describe
from evalbench.metrics.throughput import Row, WholeLoad, whole_load
from evalbench.metrics.verdict import judge
from evalbench.outputs import RunFolder
from evalbench.plan import Load, Plan
from evalbench.stages import tokenizers
from evalbench.stages.count import Counted, counted
from evalbench.stages.findings import Findings, find
from evalbench.stages.load_record import loads_of
from evalbench.stages.notes import notes
from evalbench.stages.prompt_lengths import off_by, told
from evalbench.stages.recover import recover
from evalbench.summarizers.performance import TOTAL, DefaultPerfSummarizer, as_json
from evalbench.summarizers.table import as_csv
from evalbench.tokenizer import Tokenizer
from evalbench.types import Measurement, Performance, Table, Verdict


class Shown(Struct, frozen=True):
    """What the tables are to show."""

    statistics: tuple[Statistic, ...]
    stages: tuple[str, ...] = (TOTAL,)
    slo: Slo | None = None


def measure_loads(plan: Plan, run: RunFolder, slo: Mapping[str, float]) -> list[Performance]:
    """Write the tables of every load that was put on a service for the plan, and return them.

    `slo` are the limits of metrics/goodput.py; without any, those of the load itself.
    """
    known = tokenizers.by_path(plan)
    summarizer = cast(DefaultPerfSummarizer, plan.config.summarizer)
    loads = list(loads_of(plan, run))
    if not loads:
        raise NOTHING_MEASURED(folder=run.path)
    reports = []
    for load, record in loads:
        recover(record.point(load), run)
        tokenizer = known.get(load.model.asking.path)
        requests = _requests(load, run, tokenizer)
        findings = find(load, record, requests, summarizer.stages, under_way=run.under_way)
        limits = slo or record.slo
        shown = Shown(summarizer.statistics, summarizer.stages, Slo(**limits) if limits else None)
        report = performance(findings, shown)
        off = off_by(load, findings.counted.requests, _path(load, run))
        if off is not None:
            report = structs.replace(report, notes=(*report.notes, told(off)))
        _write(run, report, per_second(findings.counted.requests, findings.total.arrivals))
        reports.append(report)
    return reports


def _write(run: RunFolder, report: Performance, series: Series) -> None:
    run.write_json(run.performance(report.model, report.load, "json"), as_json(report))
    table = Table(report.load, series.columns, series.rows)
    run.write_text(run.series(report.model, report.load), as_csv(table))


def _requests(load: Load, run: RunFolder, tokenizer: Tokenizer | None) -> Counted:
    """Those of the load's file, or of its parts where the run ended before they were merged."""
    model, path = load.model.abbr, _path(load, run)
    if not path.exists():
        return Counted.by_server(Requests.none())
    requests = read(path)
    if tokenizer is None:
        return Counted.by_server(requests)
    return counted(requests, texts(path), run.prompts(model, load.name), tokenizer)


def _path(load: Load, run: RunFolder) -> Path:
    model = load.model.abbr
    whole, parts = run.requests(model, load.name), run.request_parts(model, load.name)
    return whole if whole.exists() else parts


def performance(findings: Findings, shown: Shown) -> Performance:
    """All rows of both tables for one load."""
    per_request = [row for stage in findings.stages for row in _latencies(findings, stage, shown)]
    totals = [row for stage in findings.stages for row in _totals(findings, stage, shown)]
    return Performance(
        model=findings.load.model.abbr,
        workload=findings.record.workload,
        load=findings.load.name,
        per_request=_by_metric(per_request),
        totals=_by_metric(totals),
        complete=findings.complete,
        verdict=(Verdict("PENDING") if findings.under_way else judge(_evidence(findings, shown))),
        notes=tuple(notes(findings, shown.stages)),
    )


def _evidence(findings: Findings, shown: Shown) -> Evidence:
    asking = findings.load.model.asking
    found = evidence(
        findings.counted.requests,
        findings.stable,
        findings.record.report,
        slots=asking.batch_size,
        open_loop=findings.open_loop,
        kind=findings.kind,
        asked=findings.asked,
        seconds=findings.record.seconds,
        columns=[statistic.name for statistic in shown.statistics],
        tokens_per_event=findings.tokens_per_event,
        client_counted=findings.counted.by_client,
        salted=asking.salt,
    )
    used_up = all(task.questions.used_up for task in findings.load.tasks)
    return structs.replace(
        found, used_up=used_up, interrupted=found.interrupted or not findings.ended
    )


class _Named(NamedTuple):
    """A row, and the name of its metric: its title may differ from stage to stage."""

    metric: str
    row: Measurement


def _by_metric(rows: Iterable[_Named]) -> tuple[Measurement, ...]:
    """The rows of a metric together, those of the total first."""
    of_metric: dict[str, list[Measurement]] = {}
    for metric, row in rows:
        of_metric.setdefault(metric, []).append(row)
    return tuple(row for group in of_metric.values() for row in group)


def _latencies(findings: Findings, stage: Stage, shown: Shown) -> list[_Named]:
    def row(metric: str, title: str, unit: str, values: Distribution, formula: str) -> _Named:
        columns = describe(values, shown.statistics)
        return _Named(metric, Measurement(title, stage.name, unit, columns, formula))

    rows = [
        row(metric.name, title, metric.unit, values, metric.formula)
        for metric, title, values in measure(stage)
    ]
    for name, taken in _by_tokenizer(findings.counted).items():
        values = Distribution.of(taken[stage.chosen])
        if values.n:
            rows.append(
                row(name, name, "ms", values, "time of the tokenizer at path, after the load")
            )
    return rows


def _by_tokenizer(found: Counted) -> dict[str, Floats]:
    return {"Tokenizer": found.encode_ms, "Detokenizer": found.decode_ms}


def _totals(findings: Findings, stage: Stage, shown: Shown) -> list[_Named]:
    whole = findings.whole(stage)
    rows = [*whole_load(whole), *(_goodput(whole, shown.slo) if shown.slo else ())]
    return [
        _Named(name, Measurement(name, stage.name, unit, {"value": value}, formula))
        for name, unit, value, formula in rows
    ]


def _goodput(whole: WholeLoad, slo: Slo) -> list[Row]:
    ns = whole.duration_ns
    return goodput(whole.finished, slo, None if ns is None else ns / NS_PER_S)
