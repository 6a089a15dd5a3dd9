"""The accuracy table: one row a data set or group, one column a model, and how far to trust it."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Literal

from msgspec import structs

from evalbench.errors.entries import Phrase, joined
from evalbench.summarizers.doubts import counted, mark, remedies
from evalbench.summarizers.groups import Group, group_score
from evalbench.summarizers.table import fitted, narrowed, width_of, with_below, without
from evalbench.types import CLASSES, Cell, Counts, Estimate, SampleClass, Score, Table

_SPARE = ("mode", "metric", "version", "N")  # columns that a narrow screen goes without
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
        columns.append("note")
        rows: list[list[Cell]] = []
        for name, known in self._rows(scores):
            cells: list[Cell] = [*_names(name, known)]
            cells += [score.value if score else None for score in known]
            for score in known:
                cells += _file_cells(score)
            rows.append([*cells, _notes(scores, known)])
        return Table("accuracy", columns, rows)

    def whole(self, scores: Scores) -> Table:
        """Every column for a reader: the interval in one, the classes in another."""
        columns = ["dataset", "version", "metric", "mode", *scores]
        suffix = [f" {model}" for model in scores] if len(scores) > 1 else [""]
        for name in suffix:
            columns += [f"95 % CI{name}", f"N{name}", f"c/w/u/t/e{name}"]
        rows: list[list[Cell]] = []
        for name, known in self._rows(scores):
            cells: list[Cell] = [*_names(name, known)]
            cells += [score.value if score else None for score in known]
            for score in known:
                cells += _screen_cells(score)
            rows.append([*cells, _notes(scores, known)])
        return Table("accuracy", [*columns, "note"], self._apart(_told_once(rows)))

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
_LEGEND = Phrase(
    "c/w/u/t/e: correct, wrong, unparsed (no answer found), truncated (cut before an answer), "
    "error (no response; {left_out})",
    "c/w/u/t/e：正确、错误、未提取到答案（unparsed）、得出答案前被截断（truncated）、"
    "没有得到回答（error，{left_out}）",
)
_LEGEND_OF_SEVERAL = Phrase(
    "each score with its 95 % interval; unparsed: no answer found; truncated: cut before an "
    "answer; error: no response, {left_out}; classes of each row: in the csv",
    "每个分数后是其 95 % 区间；未提取：找不到答案；截断：得出答案前被截断；"
    "无回答：{left_out}；各行的类别数见 csv",
)
_NOT_IN_N = Phrase("not in N", "不计入 N")
_NOT_COUNTED = Phrase("not counted", "不计入")
_CLASSES: Mapping[SampleClass, Phrase] = {
    "correct": Phrase("{n} correct", "正确 {n}"),
    "wrong": Phrase("{n} wrong", "错误 {n}"),
    "unparsed": Phrase("{n} unparsed", "未提取 {n}"),
    "truncated": Phrase("{n} truncated", "截断 {n}"),
    "error": Phrase("{n} error", "无回答 {n}"),
    "unasked": Phrase("{n} not asked", "未问 {n}"),
}
_OF_MODEL = Phrase("{model}: {told}", "{model}：{told}")
_COMMA = Phrase(", ", "，")
_NOTE = Phrase("note: {text}", "说明：{text}")
_MORE = Phrase(
    "and {count} more rows: column note of the csv", "另有 {count} 行：见 csv 的 note 列"
)
_DISAGREE = Phrase(
    "{model}: the benchmark's own extraction rule judges {differ:.0f} of {asked} answers "
    "otherwise (column strict of the csv)",
    "{model}：按该评测原有的提取规则，{asked} 个回答中有 {differ:.0f} 个判定不同（见 csv 的 "
    "strict 列）",
)
_AT = Phrase("{count} at {place}", "{place} {count} 个")
_SERVICES = Phrase(
    "{model}: the answers were asked for at {places} addresses: {each}",
    "{model}：回答来自 {places} 个地址：{each}",
)
_OTHERWISE = {
    "other_gold": Phrase(
        "{model}: {count} of {answers} answers are judged by gold answers that have changed since "
        "they were asked for",
        "{model}：{answers} 个回答中有 {count} 个按询问之后改动过的标准答案评分",
    ),
    "other_prompts": Phrase(
        "{model}: {count} of {answers} answers are to other prompts than this config's: --reuse "
        "asks for them again",
        "{model}：{answers} 个回答中有 {count} 个对应的提示与此配置的不同：--reuse 会重新询问它们",
    ),
    "other_conditions": Phrase(
        "{model}: {count} of {answers} answers were asked for under other conditions than the "
        "rest: --reuse with the conditions that are meant asks for them again",
        "{model}：{answers} 个回答中有 {count} 个的条件与其余的不同：用所要的条件加 --reuse "
        "会重新询问它们",
    ),
}
_FAILED = Phrase(
    "{model}: requests failed: {met}; that left {left} samples without an answer",
    "{model}：失败的请求：{met}；因此 {left} 个样本没有回答",
)
_UNASKED = Phrase(
    "{model}: {unasked} of {total} samples have no answer: not asked, or broken off in flight",
    "{model}：{total} 个样本中有 {unasked} 个没有回答：没有问，或在途时被中断",
)
_NOT_YET = Phrase(
    "{model}: {unasked} of {total} samples have no answer: not asked yet, or in flight",
    "{model}：{total} 个样本中有 {unasked} 个没有回答：还没有问，或仍在途",
)
_MOST = 10  # rows whose notes stand below a table


def legend(scores: Scores, again: str | None, columns: Sequence[str]) -> list[str]:
    """What to read below the table: its abbreviations, and what to do about doubtful scores.

    `columns` are those that are shown. `again` are the words of a command line that name the run;
    None: it is under way.
    """
    counts = [score.counts for each in scores.values() for score in each.values()]
    kinds: tuple[Callable[[str, Mapping[str, Score]], str], ...] = (
        _disagreement,
        _services,
        *(partial(_otherwise, part=part, words=words) for part, words in _OTHERWISE.items()),
        _failures,
        partial(_unasked, under_way=again is None),
    )
    told = [each(model, known) for each in kinds for model, known in scores.items()]
    notes = [*filter(None, told), *remedies(counts, again)]
    return [*_abbreviations(scores, columns), *map(note, notes)]


def _abbreviations(scores: Scores, columns: Sequence[str]) -> list[str]:
    left_out = _NOT_IN_N if "N" in columns else _NOT_COUNTED
    if len(scores) > 1:
        return [
            str(_LEGEND_OF_SEVERAL.filled(left_out=left_out)), *map(_classes, scores.items())
        ]  # fmt: skip
    return [str(_LEGEND.filled(left_out=left_out))] if "c/w/u/t/e" in columns else []


def note(text: str) -> str:
    return str(_NOTE.filled(text=text))


def _classes(of: tuple[str, Mapping[str, Score]]) -> str:
    """One model's samples over all data sets, without the classes in which there are none."""
    model, scores = of
    counts = sum((score.counts for score in scores.values()), Counts())
    classes = ((kind, getattr(counts, kind)) for kind in CLASSES)
    told = [_CLASSES[kind].filled(n=count) for kind, count in classes if count]
    return str(_OF_MODEL.filled(model=model, told=joined(told, _COMMA)))


def shown(table: Table, columns: int) -> tuple[Table, list[str]]:
    """The table as it fits a screen, and the notes of its rows that stand below it then."""
    *_, last = zip(*table.rows, strict=True) if table.rows else [()]
    models = table.columns[4:-1]
    bare = without(table, "note")
    if any(last):
        beside = _fitted(table, columns, _SPARE[:-1], models)  # N is worth more than the place
        if width_of(beside) <= columns:
            return beside, []
    told = [f"{row[0]}: {row[-1]}" for row in table.rows if row[-1]]
    below = narrowed(_fitted(bare, columns, _SPARE, models), columns, table.columns[:1], _LEAST)
    more = [str(_MORE.filled(count=len(told) - _MOST))] if len(told) > _MOST else []
    return below, list(map(note, [*told[:_MOST], *more]))


def _fitted(table: Table, columns: int, spare: Sequence[str], models: Sequence[str]) -> Table:
    """Rows of one data set cannot be told apart without their metric: else it is in the name."""
    before = fitted(table, columns, spare[: spare.index("metric")], models)
    if width_of(before) <= columns or "metric" not in table.columns:  # as in that of NeedleBench
        return before
    return fitted(with_below(table, "metric"), columns, spare, models)


def _disagreement(model: str, scores: Mapping[str, Score]) -> str:
    """Where both rules judge more than 1 % of a model's answers differently."""
    known = [score for score in scores.values() if score.disagreement is not None]
    asked = sum(score.counts.scored for score in known)
    differ = sum((score.disagreement or 0) / 100 * score.counts.scored for score in known)
    if differ <= asked / 100:
        return ""
    return str(_DISAGREE.filled(model=model, differ=differ, asked=asked))


def _services(model: str, scores: Mapping[str, Score]) -> str:
    """Where one score is of answers from several places; they need not be of one service."""
    by_place = sum((Counter(score.services) for score in scores.values()), Counter[str]())
    if len(by_place) < 2:
        return ""
    told = [_AT.filled(count=count, place=place) for place, count in by_place.most_common()]
    each = joined(told, _COMMA)
    return str(_SERVICES.filled(model=model, places=len(by_place), each=each))


def _otherwise(model: str, scores: Mapping[str, Score], *, part: str, words: Phrase) -> str:
    count = sum(getattr(score, part) for score in scores.values())
    answers = sum(score.counts.scored for score in scores.values())
    return str(words.filled(model=model, count=count, answers=answers)) if count else ""


def _failures(model: str, scores: Mapping[str, Score]) -> str:
    """So that a service that fails now and then is seen where every sample was answered."""
    met = sum((Counter(score.causes) for score in scores.values()), Counter())
    if not met:
        return ""
    left = sum(score.counts.error for score in scores.values())
    return str(_FAILED.filled(model=model, met=counted(met), left=left))


def _unasked(model: str, scores: Mapping[str, Score], *, under_way: bool) -> str:
    unasked = sum(score.counts.unasked for score in scores.values())
    total = sum(score.counts.total for score in scores.values())
    if not unasked:
        return ""
    words = _NOT_YET if under_way else _UNASKED
    return str(words.filled(model=model, unasked=unasked, total=total))


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
