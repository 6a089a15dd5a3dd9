"""What the user sees: the tables, on the screen and in every form that others read."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

import msgspec

from evalbench.errors.entries import Phrase
from evalbench.errors.language import speaking
from evalbench.errors.output import BROKEN_SCORE, NOTHING_SCORED
from evalbench.journal import read_json
from evalbench.metrics.verdict import seen
from evalbench.outputs import RunFolder
from evalbench.plan import Load, Plan
from evalbench.stages.unbegun import unbegun
from evalbench.summarizers import accuracy, legend, performance, points
from evalbench.summarizers.table import as_csv, as_markdown, as_objects, as_text, fitted
from evalbench.terminal import columns_of, fitting
from evalbench.types import Performance, Score

_ANY = 10_000  # columns, where there is no screen and everything is shown
_INVALID = Phrase(
    "INVALID loads: {invalid} of {loads}. The client was not fit for them, and the capacity may be "
    "its own: mend what is said of them above, and search again",
    "{loads} 个负载中有 {invalid} 个为 INVALID：客户端不能胜任，测得的容量可能是客户端自身的；"
    "请按上面所说的改正，再搜索一次",
)
_SUMMARY = Phrase("summary: {path}", "汇总：{path}")
_TABLES = Phrase("tables: {paths}", "表格：{paths}")
_TABLES_OF_EACH = Phrase("tables: {path}; of each load: {each}", "表格：{path}；各负载的：{each}")
_NOTHING_ENDED = Phrase(
    "{title}: no request has come to its end, and there is nothing to show",
    "{title}：没有请求跑完，没有可显示的内容",
)
_NOTHING_YET = Phrase(
    "{title}: no request has come to its end so far", "{title}：目前还没有请求跑完"
)
_CAPACITY = Phrase("capacity ({wanted}):", "容量（{wanted}）：")
_EVERY_STEP = Phrase("every step: {path}", "每一步：{path}")


def scores(plan: Plan, run: RunFolder) -> bool:
    """Print and write the accuracy table. Tells whether every sample has an answer."""
    summarizer = cast(accuracy.DefaultSummarizer, plan.config.summarizer)
    found = {model.abbr: _scores_of(model.abbr, plan, run) for model in plan.config.models}
    if not any(found.values()):
        raise NOTHING_SCORED(folder=run.path, again=run.again)
    _show(summarizer, found, run)
    with speaking("en"):
        _keep(summarizer, found, run)
    _print_place(run, _SUMMARY.filled(path=run.summary("txt")))
    return _complete(plan, found)


def _show(summarizer: accuracy.DefaultSummarizer, found: accuracy.Scores, run: RunFolder) -> None:
    table, notes = accuracy.shown(summarizer.screen(_grouped(summarizer, found)), _columns())
    print("\n".join(["", as_text(table), ""]))
    _print("\n".join([*notes, *_legend(found, run, table.columns)]))


def _keep(summarizer: accuracy.DefaultSummarizer, found: accuracy.Scores, run: RunFolder) -> None:
    """Files are English, whatever language the screen has."""
    grouped = _grouped(summarizer, found)
    table, notes = accuracy.shown(summarizer.screen(grouped), _ANY)
    text = "\n".join([as_text(table), "", *notes, *_legend(found, run, table.columns)])
    every, whole = summarizer.table(grouped), summarizer.whole(grouped)
    run.write_text(run.summary("txt"), text + "\n")
    run.write_text(run.summary("csv"), as_csv(every))
    run.write_text(run.summary("md"), as_markdown(whole) + "\n")
    run.write_json(run.summary("json"), as_objects(every))


def _legend(found: accuracy.Scores, run: RunFolder, columns: Sequence[str]) -> list[str]:
    return legend.legend(found, None if run.under_way else run.again, columns)


def _grouped(
    summarizer: accuracy.DefaultSummarizer, found: accuracy.Scores
) -> dict[str, dict[str, Score]]:
    return {model: summarizer.with_groups(each) for model, each in found.items()}


def _print_place(run: RunFolder, text: Phrase) -> None:
    if not run.looked_at:  # else nothing stays there
        _print(f"\n{text}")


def _print(text: str) -> None:
    print(fitting(text, sys.stdout))


def _columns() -> int:
    return columns_of(sys.stdout) or _ANY


def _scores_of(model: str, plan: Plan, run: RunFolder) -> dict[str, Score]:
    abbrs = [dataset.abbr for dataset in plan.config.datasets]
    paths = {abbr: run.result(model, abbr) for abbr in abbrs}
    return {abbr: _score(path) for abbr, path in paths.items() if path.exists()}


def _score(path: Path) -> Score:
    try:
        return msgspec.convert(read_json(path), Score)
    except msgspec.ValidationError as error:
        raise BROKEN_SCORE(path=path, reason=error) from error


def _complete(plan: Plan, found: Mapping[str, Mapping[str, Score]]) -> bool:
    known = [found[task.model.abbr].get(task.dataset.abbr) for task in plan.tasks]
    return all(score is not None and not score.counts.missing for score in known)


def performances(plan: Plan, run: RunFolder, reports: Sequence[Performance]) -> bool:
    """Print and write the tables of every load. Tells whether every request succeeded."""
    summarizer = cast(performance.DefaultPerfSummarizer, plan.config.summarizer)
    shown = []
    for workload in plan.by_workload():
        name = (workload.model.abbr, workload.name)
        of_it = [each for each in reports if (each.model, each.workload) == name]
        shown.append(_show_workload(workload, of_it, summarizer, run))
    return all(shown)


def _show_workload(
    workload: Load,
    reports: Sequence[Performance],
    summarizer: performance.DefaultPerfSummarizer,
    run: RunFolder,
) -> bool:
    model = workload.model.abbr
    for report in reports:
        table = run.performance(model, report.load, "csv")
        run.write_text(table, as_csv(summarizer.per_request(report)))
    if [report.load for report in reports] == [workload.name]:
        _show_load(reports[0], summarizer, run)
    elif reports:
        _show_loads(reports, run)
    _show_capacity(run.capacity(model, workload.name), reports)
    missing = unbegun(workload, run, [report.load for report in reports])
    if missing:
        _print(f"\n{model} · {workload.name}: {missing}")
    return not missing and all(report.complete for report in reports)


def _show_load(
    report: Performance, summarizer: performance.DefaultPerfSummarizer, run: RunFolder
) -> None:
    requests, totals = summarizer.per_request(report), summarizer.totals(report)
    if not performance.any_request(report):
        told = _NOTHING_YET if report.verdict.level == "PENDING" else _NOTHING_ENDED
        _print(f"\n{told.filled(title=requests.title)}")
        return
    shown = fitted(requests, _columns(), performance.spare(report))
    notes = [legend.note(str(each)) for each in report.notes]
    verdict = performance.verdict_lines(seen(report.verdict, shown.columns))
    print("\n".join([f"\n{requests.title}", as_text(shown), "", as_text(totals)]))
    _print("\n".join([*notes, *verdict]))
    path = run.performance(report.model, report.load, "csv")
    _print_place(run, _TABLES.filled(paths=f"{path}, {path.stem}.json"))


def _show_loads(reports: Sequence[Performance], run: RunFolder) -> None:
    """One row a load; the tables of each are in its own files."""
    found = run.capacity(reports[0].model, reports[0].workload)
    # absent in a sweep, and in what a search before this column left
    held = read_json(found).get("loads") if found.exists() else None
    table = points.side_by_side(reports, held)
    path = run.side_by_side(reports[0].model, reports[0].workload)
    run.write_text(path, as_csv(table))
    shown = fitted(table, _columns(), points.spare(table))
    print("\n".join([f"\n{table.title}", as_text(shown)]))
    if doubts := points.doubts(reports):
        _print("\n".join(doubts))
    each = f"{path.parent}/{reports[0].workload}@….csv, .json"
    _print_place(run, _TABLES_OF_EACH.filled(path=path, each=each))


def _show_capacity(path: Path, reports: Sequence[Performance]) -> None:
    if path.exists():
        found = read_json(path)
        print(f"\n{_CAPACITY.filled(wanted=', '.join(found['objectives']))}")
        invalid = sum(report.verdict.level == "INVALID" for report in reports)
        statement = found["capacity"]["statement"]
        claim = found["capacity"].get("claim", statement)  # absent in what older searches left
        _print(f"Not sure: {claim}" if invalid else statement)
        if invalid:
            _print(str(_INVALID.filled(invalid=invalid, loads=len(reports))))
        _print(f"\n{_EVERY_STEP.filled(path=path)}")
