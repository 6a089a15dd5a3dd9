"""`evalbench compare A B`: from two run folders to what the terminal shows."""

from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from msgspec import structs

from evalbench.errors.output import MODEL_NOT_IN_RUN, NO_SCORES, NO_SUCH_RUN, SEVERAL_MODELS
from evalbench.errors.suggestions import did_you_mean
from evalbench.outputs import RunFolder
from evalbench.reports import words
from evalbench.reports.compare import compare
from evalbench.reports.comparison import headline, tables
from evalbench.summarizers.table import as_text, fitted, narrowed, width_of, without
from evalbench.terminal import columns_of, fitting
from evalbench.types import Json, Table

# columns that a narrow screen goes without: the lines above the table tell them of all data sets
_SPARE = ("both right", "neither", "McNemar p", "only A", "only B", "left out")
_TEXTS = ("dataset", "verdict", "sample", "gold", "A", "B")


def comparison_text(
    a: str, b: str, *, margin: float | None, two_sided: bool, flips: int, screen: TextIO
) -> tuple[str, bool]:
    """The comparison as it fits a screen, and whether B passes: without a margin all does."""
    (a_run, a_model), (b_run, b_model) = _located(a), _located(b)
    comparison = compare(
        a_run.audit_rows(a_model),
        b_run.audit_rows(b_model),
        margin=margin,
        two_sided=two_sided,
        a_sampling=_sampling(a_run, a_model),
        b_sampling=_sampling(b_run, b_model),
        a_datasets=a_run.passport().get("datasets"),
        b_datasets=b_run.passport().get("datasets"),
    )
    columns = columns_of(screen)
    paired, *rest = tables(comparison)
    whole = _telling(paired)
    if columns is not None and width_of(whole) > columns:
        whole = _telling(tables(comparison, brief=True)[0])
    parts = [
        f"A: {a_run.path} ({a_model})\nB: {b_run.path} ({b_model})",
        fitting("\n".join(headline(comparison)), screen),
    ]
    parts.append(f"{paired.title}\n{as_text(_fitted(whole, columns, _SPARE))}")
    if rest and flips:
        parts.append(_flips(rest[0], flips, columns))
    verdict = comparison.overall.verdict
    return "\n\n".join(parts), verdict is None or verdict.outcome == "equal"


def _telling(table: Table) -> Table:
    """Without the columns that say nothing: a terminal is narrow."""
    cells = dict(zip(table.columns, zip(*table.rows, strict=True), strict=True))
    silent = ("not in A", "not in B", "left out", "verdict")
    return without(table, *(name for name in silent if not any(cells[name])))


def _fitted(table: Table, columns: int | None, spare: Sequence[str]) -> Table:
    if columns is None:
        return table
    bare = fitted(table, columns, spare, table.columns[1:])
    return narrowed(bare, columns, [name for name in _TEXTS if name in table.columns])


def _flips(table: Table, most: int, columns: int | None) -> str:
    shown = structs.replace(table, rows=table.rows[:most])
    left = len(table.rows) - len(shown.rows)
    more = f"\n{words.MORE_FLIPS.filled(left=left, of=len(table.rows))}" if left > 0 else ""
    # answers are narrowed before a column goes: of which class they are says why one is right
    return f"{table.title}\n{as_text(_fitted(shown, columns, ()))}{more}"


def _located(argument: str) -> tuple[RunFolder, str]:
    """`RUN` or `RUN:MODEL` as run and model."""
    path, model = Path(argument), ""
    if not path.is_dir() and ":" in argument:
        name, _, model = argument.rpartition(":")
        path = Path(name)
    default = Path("outputs/default") / path
    if not path.is_dir() and default.is_dir():  # a timestamp, as --reuse takes it
        path = default
    if not path.is_dir():
        raise NO_SUCH_RUN(path=path)
    run = RunFolder(path)
    models = run.models()
    if not models:
        raise NO_SCORES(path=path)
    if not model and len(models) > 1:
        raise SEVERAL_MODELS(path=path, models=", ".join(models), first=models[0])
    model = model or models[0]
    if model not in models:
        raise MODEL_NOT_IN_RUN(path=path, model=model, hint=did_you_mean(model, models))
    return run, model


def _sampling(run: RunFolder, model: str) -> dict[str, Json] | None:
    """All of a request but its prompt, and not the model's name: that is what is compared."""
    sampling = run.passport().get("models", {}).get(model, {}).get("conditions")
    return {key: value for key, value in (sampling or {}).items() if key != "model"} or None
