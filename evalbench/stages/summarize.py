"""What the user sees: the tables, on the screen and in every form that others read."""

import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import cast

import msgspec

from evalbench.errors import OutputError
from evalbench.outputs import RunFolder, read_json
from evalbench.plan import Plan
from evalbench.summarizers import accuracy, performance
from evalbench.summarizers.table import as_csv, as_markdown, as_objects, as_text, fitted
from evalbench.types import Score, Table


def scores(plan: Plan, run: RunFolder) -> bool:
    """Print and write the accuracy table. Tells whether every sample has an answer."""
    summarizer = cast(accuracy.DefaultSummarizer, plan.config.summarizer)
    found = {model.abbr: _scores_of(model.abbr, plan, run) for model in plan.config.models}
    grouped = {model: summarizer.with_groups(each) for model, each in found.items()}
    screen, legend = summarizer.screen(grouped), accuracy.legend(found)
    shown = fitted(screen, _terminal_width(), ("mode", "metric", "version"))
    print("\n".join(["", as_text(shown), "", *legend]))
    text = "\n".join([as_text(screen), "", *legend])
    _write(run, summarizer.table(grouped), screen, text)
    print(f"\nsummary: {run.summary('txt')}")
    return _complete(plan, found)


def _terminal_width() -> int:
    """Columns of the terminal; without one everything is shown."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else 10_000


def _scores_of(model: str, plan: Plan, run: RunFolder) -> dict[str, Score]:
    abbrs = [dataset.abbr for dataset in plan.config.datasets]
    paths = {abbr: run.result(model, abbr) for abbr in abbrs}
    return {abbr: _score(path) for abbr, path in paths.items() if path.exists()}


def _score(path: Path) -> Score:
    try:
        return msgspec.convert(read_json(path), Score)
    except msgspec.ValidationError as error:
        raise OutputError(f"{path}: {error}", fix="--mode eval --reuse writes it again") from error


def _complete(plan: Plan, found: Mapping[str, Mapping[str, Score]]) -> bool:
    known = [found[task.model.abbr].get(task.dataset.abbr) for task in plan.tasks]
    return all(score is not None and not score.counts.error for score in known)


def _write(run: RunFolder, table: Table, screen: Table, text: str) -> None:
    run.write_text(run.summary("txt"), text + "\n")
    run.write_text(run.summary("csv"), as_csv(table))
    run.write_text(run.summary("md"), as_markdown(screen) + "\n")
    run.write_json(run.summary("json"), as_objects(table))


def performances(plan: Plan, run: RunFolder) -> bool:
    """Print and write both tables of every load. Tells whether every request succeeded."""
    summarizer = cast(performance.DefaultPerfSummarizer, plan.config.summarizer)
    complete = True
    for load in plan.by_workload():
        path = run.performance(load.model.abbr, load.name, "json")
        report = performance.from_json(read_json(path))
        requests, totals = summarizer.per_request(report), summarizer.totals(report)
        notes = [f"note: {note}" for note in report.notes]
        shown = fitted(requests, _terminal_width(), ("Stage", "P75", "Min", "P95", "Max", "Unit"))
        print("\n".join([f"\n{requests.title}", as_text(shown), "", as_text(totals), *notes]))
        table = run.performance(load.model.abbr, load.name, "csv")
        run.write_text(table, as_csv(requests))
        print(f"\ntables: {table}, {path.name}")
        complete = complete and report.complete
    return complete
