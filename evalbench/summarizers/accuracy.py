"""The accuracy table: one row a data set or group, one column a model, and how far to trust it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from msgspec import structs

from evalbench.errors.entries import Phrase
from evalbench.summarizers.doubts import mark
from evalbench.summarizers.groups import Group, group_score
from evalbench.summarizers.legend import note
from evalbench.summarizers.table import fitted, narrowed, width_of, with_below, without
from evalbench.types import CLASSES, Cell, Counts, Estimate, Score, Table

_SPARE = ("mode", "metric", "version", "N")  # columns that a narrow screen goes without
# heads that the legend names: broken after those of models, and before names of data sets
_WHOLE = ("95 % CI", "N", "c/w/u/t/e")
_LEAST = 30  # columns in which the names of data sets, and of metrics below them, are told apart

Scores = Mapping[str, Mapping[str, Score]]  # model -> data set or group -> score


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultSummarizer:
    """`dataset_abbrs` picks and orders rows; None: all data sets, then all groups with a member."""

    attr: ClassVar[Literal["accuracy"]] = "accuracy"

    dataset_abbrs: tuple[str, ...] | None = None
    summary_groups: tuple[Group, ...] = ()

    def with_groups(self, scores: Mapping[str, Score]) -> dict[str, Score]:
        """One model's scores and those of the groups that have a member among them."""
        grouped = {group.name: group_score(group, scores) for group in self.summary_groups}
        return {**scores, **{name: score for name, score in grouped.items() if score}}

    def table(self, scores: Scores) -> Table:
        """All columns, for files: each class has a column of its own."""
        columns = ["dataset", "version", "metric", "mode", *scores]
        for model in scores:
            columns += [f"{model} {part}" for part in ("low", "high", "N", *CLASSES, "strict")]
        return Table("accuracy", [*columns, "note"], self._filled(scores, _file_cells))

    def whole(self, scores: Scores) -> Table:
        """Every column for a reader: the interval in one, the classes in another."""
        columns = ["dataset", "version", "metric", "mode", *scores]
        suffix = [f" {model}" for model in scores] if len(scores) > 1 else [""]
        for name in suffix:
            columns += [f"95 % CI{name}", f"N{name}", f"c/w/u/t/e{name}"]
        rows = _told_once(self._filled(scores, _screen_cells))
        return Table("accuracy", [*columns, "note"], self._apart(rows))

    def screen(self, scores: Scores) -> Table:
        """What fits a terminal: of several models each has one column."""
        if len(scores) == 1:
            return self.whole(scores)
        rows: list[list[Cell]] = [
            [*_names(name, known), _common_n(known), *map(_estimate, known), _notes(scores, known)]
            for name, known in self._rows(scores)
        ]
        columns = ["dataset", "version", "metric", "mode", "N", *scores, "note"]
        return Table("accuracy", columns, self._apart(_told_once(rows)))

    def _filled(
        self, scores: Scores, further: Callable[[Score | None], Sequence[Cell]]
    ) -> list[list[Cell]]:
        """A row each: the scores of all models, then what there is to say of each of them."""
        return [
            [
                *_names(name, known),
                *(score.value if score else None for score in known),
                *(cell for score in known for cell in further(score)),
                _notes(scores, known),
            ]
            for name, known in self._rows(scores)
        ]

    def _apart(self, rows: Sequence[list[Cell]]) -> list[list[Cell]]:
        """The same, with an empty row where groups begin."""
        groups = {group.name for group in self.summary_groups}
        apart: list[list[Cell]] = []
        for row in rows:
            if row[0] in groups and apart and apart[-1][0] not in groups:
                apart.append([""] * len(row))
            apart.append(row)
        return apart

    def _rows(self, scores: Scores) -> Iterator[tuple[str, list[Score | None]]]:
        names = self.dataset_abbrs
        if names is None:
            names = tuple(dict.fromkeys(name for each in scores.values() for name in each))
        for name in names:
            known = [scores[model].get(name) for model in scores]
            yield name, known
            for metric in dict.fromkeys(
                other for score in known if score for other in score.others
            ):
                yield name, [_other(score, metric) for score in known]


_SHOWN = tuple(kind for kind in CLASSES if kind != "unasked")  # which has a note of its own
_MORE = Phrase(
    "and {count} more rows: column note of the csv", "另有 {count} 行：见 csv 的 note 列"
)
_MOST = 10  # rows whose notes stand below a table


def shown(table: Table, columns: int) -> tuple[Table, list[str]]:
    """The table as it fits a screen, and the notes of its rows that stand below it then."""
    *_, last = zip(*table.rows, strict=True) if table.rows else [()]
    models = [name for name in table.columns[4:-1] if name not in _WHOLE]
    bare = without(table, "note")
    if any(last):
        beside = _fitted(table, columns, _SPARE[:-1], models)  # N is worth more than the place
        if width_of(beside) <= columns:
            return beside, []
    told = [f"{row[0]}: {row[-1]}" for row in table.rows if row[-1]]
    below = fitted(_fitted(bare, columns, _SPARE, models), columns, (), _WHOLE)
    below = narrowed(below, columns, table.columns[:1], _LEAST)
    more = [str(_MORE.filled(count=len(told) - _MOST))] if len(told) > _MOST else []
    return below, list(map(note, [*told[:_MOST], *more]))


def _fitted(table: Table, columns: int, spare: Sequence[str], models: Sequence[str]) -> Table:
    """Rows of one data set cannot be told apart without their metric: else it is in the name."""
    before = fitted(table, columns, spare[: spare.index("metric")], models)
    if width_of(before) <= columns or "metric" not in table.columns:  # as in that of NeedleBench
        return before
    return fitted(with_below(table, "metric"), columns, spare, models)


def _other(score: Score | None, metric: str) -> Score | None:
    """A further metric of a data set, as a row of its own."""
    if score is None or metric not in score.others:
        return None
    found = score.others[metric]
    return structs.replace(
        score,
        metric=metric,
        value=found.value,
        low=found.low,
        high=found.high,
        strict=None,
        questions=score.questions if found.questions is None else found.questions,
    )


def _names(name: str, known: Sequence[Score | None]) -> list[Cell]:
    """Version, metric and mode of the first model that has a score."""
    first = next((score for score in known if score), None)
    return [name, *((first.version, first.metric, first.mode) if first else (None, None, None))]


def _file_cells(score: Score | None) -> list[Cell]:
    if score is None:
        return [None] * (len(CLASSES) + 4)
    counts = [getattr(score.counts, kind) for kind in CLASSES]
    return [score.low, score.high, score.n, *counts, score.strict]


def _screen_cells(score: Score | None) -> list[Cell]:
    if score is None:
        return [None, None, None]
    interval = None
    if score.low is not None and score.high is not None:
        interval = f"{score.low:.1f}–{score.high:.1f}"
    return [interval, score.n, shown_counts(score.counts)]


def _estimate(score: Score | None) -> Estimate | None:
    if score is None or score.value is None:
        return None
    return Estimate(score.value, score.low, score.high)


def _common_n(known: Sequence[Score | None]) -> int | str:
    """`200`; `200/184` where the models differ."""
    each = [score.n if score else 0 for score in known]
    return each[0] if len(set(each)) == 1 else "/".join(map(str, each))


def shown_counts(counts: Counts) -> str:
    return "/".join(str(getattr(counts, kind)) for kind in _SHOWN)


def _told_once(rows: Sequence[list[Cell]]) -> list[list[Cell]]:
    """A note, which is of all metrics of a data set, stands in the first of its rows alone."""
    told: set[tuple[Cell, Cell]] = set()
    once = []
    for row in rows:
        of_it = (row[0], row[-1])
        once.append([*row[:-1], ""] if of_it in told else row)
        told.add(of_it)
    return once


def _notes(scores: Scores, known: Sequence[Score | None]) -> str:
    told = [
        (model, note)
        for model, score in zip(scores, known, strict=True)
        if score and (note := _note(score))
    ]
    if len({note for _, note in told}) == 1 and len(told) == len(scores):
        return told[0][1]  # what holds for all models is told once
    return "; ".join(f"{model}: {note}" for model, note in told)


def _note(score: Score) -> str:
    return "; ".join(part for part in (mark(score.counts), score.note) if part)
