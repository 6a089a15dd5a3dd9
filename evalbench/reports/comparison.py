"""What a comparison of two runs says, in lines and in tables."""

from collections.abc import Iterator

from evalbench.reports.compare import Comparison, Outcome, Paired, Verdict, counted
from evalbench.types import Cell, Json, Table

_COLUMNS = {
    "dataset": "dataset",
    "pairs": "pairs",
    "A (%)": "a_score",
    "B (%)": "b_score",
    "both right": "both",
    "only A": "only_a",
    "only B": "only_b",
    "neither": "neither",
    "difference (points)": "difference",
    "CI low": "low",
    "CI high": "high",
    "McNemar p": "p_value",
    "not in A": "missing_in_a",
    "not in B": "missing_in_b",
    "left out": "left_out",
    "verdict": "verdict",
}


def headline(comparison: Comparison) -> list[str]:
    """The comparison in a few lines: what else differs, then the numbers, then the verdict."""
    overall = comparison.overall
    lines = [f"warning: {text}" for text in comparison.warnings]
    lines += [
        f"B − A: {overall.difference:+.2f} points "
        f"(95 % CI {overall.low:+.2f} to {overall.high:+.2f}), "
        f"{counted(overall.pairs, 'pair')}, McNemar p = {overall.p_value:.3g}",
        f"both right {overall.both}, only A {overall.only_a}, only B {overall.only_b}, "
        f"neither {overall.neither}",
    ]
    if overall.left_out:
        lines.append(
            f"left out: {counted(overall.left_out, 'pair')} in which one side has no answer"
        )
    if overall.verdict:
        lines.append(f"verdict: {overall.verdict.text}")
    worse = [part for part in comparison.datasets if _is(part.verdict, "worse")]
    if worse and len(comparison.datasets) > 1:
        lines.append(f"worse by itself: {', '.join(part.dataset for part in worse)}")
    return lines


def tables(comparison: Comparison) -> list[Table]:
    """One row a data set and, of several, one for all; then every flip with both answers."""
    several = len(comparison.datasets) > 1
    lines = (*comparison.datasets, comparison.overall) if several else comparison.datasets
    paired = Table(
        title="Paired comparison (B − A)",
        columns=tuple(_COLUMNS),
        rows=tuple(tuple(_cells(line)) for line in lines),
    )
    if not comparison.flips:
        return [paired]
    flips = Table(
        title="Samples that only one run got right",
        columns=("sample", "right in", "gold", "A", "A class", "B", "B class"),
        rows=tuple(
            (
                flip.id,
                "A" if flip.a_class == "correct" else "B",
                _text(flip.gold),
                _text(flip.a_answer),
                flip.a_class,
                _text(flip.b_answer),
                flip.b_class,
            )
            for flip in comparison.flips
        ),
    )
    return [paired, flips]


def _cells(line: Paired) -> Iterator[Cell]:
    for column, name in _COLUMNS.items():
        value = getattr(line, name)
        if isinstance(value, Verdict):
            yield value.text
        elif isinstance(value, float):
            yield f"{value:.2g}" if column == "McNemar p" else round(value, 2)
        else:
            yield value


def _is(verdict: Verdict | None, outcome: Outcome) -> bool:
    return verdict is not None and verdict.outcome == outcome


def _text(value: Json) -> str | None:
    return None if value is None else str(value)
