"""What a comparison of two runs says, in lines and in tables."""

from collections.abc import Iterator
from dataclasses import replace

from evalbench.reports import words
from evalbench.reports.compare import Comparison, Outcome, Paired, Verdict
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
    lines = [words.WARNING.filled(text=text) for text in comparison.warnings]
    lines += [
        words.DIFFERENCE.filled(
            difference=f"{overall.difference:+.2f}",
            low=f"{overall.low:+.2f}",
            high=f"{overall.high:+.2f}",
            pairs=words.PAIRS.of(overall.pairs),
            p=f"{overall.p_value:.3g}",
        ),
        words.CELLS.filled(
            both=overall.both, a=overall.only_a, b=overall.only_b, neither=overall.neither
        ),
    ]
    if overall.left_out:
        lines.append(words.LEFT_OUT.filled(pairs=words.PAIRS.of(overall.left_out)))
    if overall.verdict:
        lines.append(words.VERDICT.filled(text=overall.verdict.text))
    worse = [part for part in comparison.datasets if _is(part.verdict, "worse")]
    if worse and len(comparison.datasets) > 1:
        lines.append(words.WORSE.filled(names=", ".join(part.dataset for part in worse)))
    return [str(line) for line in lines]


def tables(comparison: Comparison, *, brief: bool = False) -> list[Table]:
    """One row a data set and, of several, one for all; then every flip with both answers.

    `brief`: a verdict is one word.
    """
    several = len(comparison.datasets) > 1
    whole = replace(comparison.overall, dataset=str(words.ALL))
    lines = (*comparison.datasets, whole) if several else comparison.datasets
    paired = Table(
        title=str(words.TITLE),
        columns=tuple(_COLUMNS),
        rows=tuple(tuple(_cells(line, brief=brief)) for line in lines),
    )
    if not comparison.flips:
        return [paired]
    flips = Table(
        title=str(words.FLIPS),
        columns=("sample", "right in", "gold", "A", "A class", "B", "B class"),
        rows=tuple(
            (
                flip.id,
                "A" if flip.a_class == "correct" else "B",
                _text(flip.gold),
                _text(flip.a_answer),
                words.class_of(flip.a_class),
                _text(flip.b_answer),
                words.class_of(flip.b_class),
            )
            for flip in comparison.flips
        ),
    )
    return [paired, flips]


def _cells(line: Paired, *, brief: bool) -> Iterator[Cell]:
    for column, name in _COLUMNS.items():
        value = getattr(line, name)
        if isinstance(value, Verdict):
            yield str(words.OUTCOMES[value.outcome] if brief else value.text)
        elif isinstance(value, float):
            yield f"{value:.2g}" if column == "McNemar p" else round(value, 2)
        else:
            yield value


def _is(verdict: Verdict | None, outcome: Outcome) -> bool:
    return verdict is not None and verdict.outcome == outcome


def _text(value: Json) -> str | None:
    return None if value is None else str(value)
