"""The table of a needle in a haystack: how often it was found, length by depth."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import NamedTuple

from evalbench.summarizers.accuracy import DefaultSummarizer, Scores
from evalbench.summarizers.doubts import mark
from evalbench.types import Cell, Score, Table

_ONE_DEPTH = re.compile(r"Length(\d+)Depth(\d+)_(origin|\d+needle)_(\w+)")
_ALL_DEPTHS = re.compile(r"Length(\d+)_(parallel)_(\w+)")
_DEPTH = re.compile(r"Depth(\d+)")
_TASKS = {"origin": "single retrieval", "parallel": "multi-retrieval"}


class _Row(NamedTuple):
    """One line of the table. `task` is None for a data set of another kind."""

    model: str
    kind: str | None
    name: str
    length: int
    by_depth: Mapping[int, float]
    mean: float | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedleBenchSummarizer(DefaultSummarizer):
    """On the screen a row for each length, a column for each depth; csv and json list all scores.

    Below them the mean of single retrieval, multi-retrieval and multi-reasoning, and the mean of
    those, which is NeedleBench v2's score. Data sets of other names have a row of their own.
    """

    def whole(self, scores: Scores) -> Table:
        """Length by depth, for a reader."""
        rows = [row for model, known in scores.items() for row in _rows(model, known)]
        depths = sorted({depth for row in rows for depth in row.by_depth})
        columns = ["task", "model", "length", *(f"{depth} %" for depth in depths), "mean", "note"]
        lines = [_cells(row, depths) for row in rows]
        for model in scores:
            lines += [
                [task, model, "", *([None] * len(depths)), mean, ""]
                for task, mean in _means([row for row in rows if row.model == model])
            ]
        return Table("accuracy", columns, lines)

    def screen(self, scores: Scores) -> Table:
        """The same."""
        return self.whole(scores)


def _cells(row: _Row, depths: Sequence[int]) -> list[Cell]:
    by_depth: list[Cell] = [row.by_depth.get(depth) for depth in depths]
    return [row.name, row.model, row.length or "", *by_depth, row.mean, row.note]


def _rows(model: str, scores: Mapping[str, Score]) -> list[_Row]:
    """In the order of the data sets; lengths that grow within a task."""
    matched: dict[tuple[str, str], dict[int, list[tuple[int | None, Score]]]] = defaultdict(dict)
    others = []
    for abbr, score in scores.items():
        if found := _ONE_DEPTH.fullmatch(abbr):
            length, depth, kind, rest = found.groups()
            matched[kind, rest].setdefault(int(length), []).append((int(depth), score))
        elif found := _ALL_DEPTHS.fullmatch(abbr):
            length, kind, rest = found.groups()
            matched[kind, rest].setdefault(int(length), []).append((None, score))
        else:
            others.append(_Row(model, None, abbr, 0, {}, score.value, _note([score])))
    return [
        _of_length(model, kind, f"{kind}_{rest}", length, cells)
        for (kind, rest), lengths in matched.items()
        for length, cells in sorted(lengths.items())
    ] + others


def _of_length(
    model: str, kind: str, name: str, length: int, cells: Sequence[tuple[int | None, Score]]
) -> _Row:
    known = [score for _, score in cells]
    values = [score.value for score in known if score.value is not None]
    return _Row(
        model=model,
        kind=kind,
        name=name,
        length=length,
        by_depth=dict(_depths(cells)),
        mean=fmean(values) if values else None,
        note=_note(known),
    )


def _depths(cells: Sequence[tuple[int | None, Score]]) -> list[tuple[int, float]]:
    """Of one score for a depth, and of one with a metric for each."""
    found = []
    for depth, score in cells:
        if depth is not None and score.value is not None:
            found.append((depth, score.value))
        for metric, estimate in score.others.items():
            if depth is None and (match := _DEPTH.fullmatch(metric)):
                found.append((int(match[1]), estimate.value))
    return found


def _means(rows: Sequence[_Row]) -> list[tuple[str, float]]:
    """Of each task over all its lengths, and of the tasks. A single task has no other mean."""
    values: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        if row.kind is not None and row.mean is not None:
            values[_TASKS.get(row.kind, "multi-reasoning")].append(row.mean)
    means = [(task, fmean(each)) for task, each in values.items()]
    return [*means, ("overall", fmean(mean for _, mean in means))] if len(means) > 1 else means


def _note(scores: Sequence[Score]) -> str:
    """What speaks against any of them, once."""
    told = dict.fromkeys(part for each in scores for part in (mark(each.counts), each.note) if part)
    return "; ".join(told)
