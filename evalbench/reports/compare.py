"""Two runs over the same samples, pair by pair: is B as good as A?"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal, Protocol

from evalbench.errors import OutputError
from evalbench.errors.config import MARGIN_RANGE
from evalbench.errors.entries import Phrase
from evalbench.errors.output import (
    NOTHING_IN_COMMON,
    ONLY_ERRORS_IN_COMMON,
    SAMPLE_INCOMPLETE,
    SAMPLE_TWICE,
)
from evalbench.metrics.intervals import Interval, mcnemar_exact, more_pairs, paired_difference
from evalbench.reports import set_down, words
from evalbench.types import Json

AuditRow = Mapping[str, Json]
_Run = Mapping[str, AuditRow]  # audit rows by sample id
_NEEDED = ("id", "dataset", "class")

Outcome = Literal["equal", "worse", "better", "inconclusive"]


@dataclass(frozen=True, slots=True)
class Verdict:
    outcome: Outcome
    text: str


@dataclass(frozen=True, slots=True)
class Paired:
    """The pairs of one data set, or of all. Differences are B − A in percentage points."""

    dataset: str
    both: int
    only_a: int
    only_b: int
    neither: int
    missing_in_a: int
    missing_in_b: int
    left_out: int  # pairs in which one side has no answer: no score is claimed for it
    difference: float | None  # None without pairs
    low: float | None  # 95 % confidence interval, Bonett and Price
    high: float | None
    p_value: float | None  # exact McNemar, two-sided
    verdict: Verdict | None  # None without a margin, or without pairs

    @property
    def pairs(self) -> int:
        return self.both + self.only_a + self.only_b + self.neither

    @property
    def a_score(self) -> float | None:
        """Percent right in A over the pairs, which may be fewer than A's samples."""
        return 100 * (self.both + self.only_a) / self.pairs if self.pairs else None

    @property
    def b_score(self) -> float | None:
        return 100 * (self.both + self.only_b) / self.pairs if self.pairs else None


@dataclass(frozen=True, slots=True)
class Flip:
    """A sample that only one of the runs got right. An answer is None when none was found."""

    id: str
    dataset: str
    gold: Json
    a_class: str
    a_answer: Json
    b_class: str
    b_answer: Json


@dataclass(frozen=True, slots=True)
class Comparison:
    warnings: tuple[str, ...]  # what else differs; to be read before any number
    datasets: tuple[Paired, ...]
    overall: Paired  # all pairs in one pool, so that a large data set weighs more
    flips: tuple[Flip, ...]


class _Judge(Protocol):
    def __call__(self, gained: int, lost: int, pairs: int) -> Verdict: ...


def compare(
    a_rows: Sequence[AuditRow],
    b_rows: Sequence[AuditRow],
    *,
    margin: float | None = None,
    two_sided: bool = False,
    a_sampling: Mapping[str, Json] | None = None,
    b_sampling: Mapping[str, Json] | None = None,
    a_datasets: set_down.Datasets | None = None,
    b_datasets: set_down.Datasets | None = None,
) -> Comparison:
    """Pair the audit rows of two runs by sample id.

    `margin` is in percentage points; None asks for no verdict. One-sided, a better B passes like
    an equal one. A verdict is read off the 95 % interval that is shown beside it. Raises
    OutputError when no pair can be made, ConfigError for a margin that is not positive.
    """
    if margin is not None and not margin > 0:
        raise MARGIN_RANGE(margin=margin)
    judge = None if margin is None else partial(_verdict, margin=margin, two_sided=two_sided)
    a, b = _by_id(a_rows, "A"), _by_id(b_rows, "B")
    overall = _paired("all", a, b, judge)
    if not overall.pairs:
        raise _nothing_to_compare(overall, a, b)
    names = dict.fromkeys(row["dataset"] for run in (a, b) for row in run.values())
    parts = {name: (_of_dataset(a, name), _of_dataset(b, name)) for name in names}
    datasets = tuple(_paired(name, *part, judge) for name, part in parts.items())
    return Comparison(
        warnings=(
            *_sampling_warnings(a_sampling, b_sampling),
            *set_down.differing(a_datasets or {}, b_datasets or {}, names),
            *(text for name, part in parts.items() for text in _content_warnings(name, *part)),
        ),
        datasets=datasets,
        overall=overall,
        flips=tuple(_flip(a[key], b[key]) for key in _pairs(a, b) if _differ(a[key], b[key])),
    )


_UNANSWERED = {"error", "unasked"}  # classes


def _by_id(rows: Sequence[AuditRow], run: str) -> dict[str, AuditRow]:
    found: dict[str, AuditRow] = {}
    for number, row in enumerate(rows, start=1):
        if missing := [key for key in _NEEDED if key not in row]:
            keys = Phrase(" and no ".join(missing), "、".join(missing))
            raise SAMPLE_INCOMPLETE(run=run, number=number, keys=keys)
        if row["id"] in found:
            raise SAMPLE_TWICE(run=run, sample=row["id"])
        found[row["id"]] = row
    return found


def _of_dataset(run: _Run, name: str) -> dict[str, AuditRow]:
    return {key: row for key, row in run.items() if row["dataset"] == name}


def _pairs(a: _Run, b: _Run) -> list[str]:
    """Ids of the samples that both runs answered."""
    return [key for key in a if key in b and not _UNANSWERED & {a[key]["class"], b[key]["class"]}]


def _right(row: AuditRow) -> bool:
    return bool(row["class"] == "correct")


def _differ(a: AuditRow, b: AuditRow) -> bool:
    return _right(a) != _right(b)


def _paired(dataset: str, a: _Run, b: _Run, judge: _Judge | None) -> Paired:
    ids = _pairs(a, b)
    cells = Counter((_right(a[key]), _right(b[key])) for key in ids)
    lost, gained, n = cells[True, False], cells[False, True], len(ids)
    interval = paired_difference(gained, lost, n) if n else None
    common = sum(key in b for key in a)
    return Paired(
        dataset=dataset,
        both=cells[True, True],
        only_a=lost,
        only_b=gained,
        neither=cells[False, False],
        missing_in_a=len(b) - common,
        missing_in_b=len(a) - common,
        left_out=common - n,
        difference=100 * (gained - lost) / n if n else None,
        low=100 * interval.low if interval else None,
        high=100 * interval.high if interval else None,
        p_value=mcnemar_exact(lost, gained) if n else None,
        verdict=_settled(judge(gained, lost, n), len(a) - n) if judge and n else None,
    )


def _settled(verdict: Verdict, unanswered: int) -> Verdict:
    """Nothing is proven of a B that has no answer to a part of what A was asked."""
    if not unanswered or verdict.outcome == "worse":
        return verdict
    text = words.UNANSWERED.filled(samples=words.SAMPLES.of(unanswered))
    return Verdict("inconclusive", str(text))


def _outcome(interval: Interval, margin: float, two_sided: bool) -> Outcome:
    """What an interval of B − A says about a margin; both in points or both as shares."""
    if interval.high < -margin:
        return "worse"
    if two_sided and interval.low > margin:
        return "better"
    if interval.low > -margin and (interval.high < margin or not two_sided):
        return "equal"
    return "inconclusive"


def _verdict(gained: int, lost: int, pairs: int, *, margin: float, two_sided: bool) -> Verdict:
    def read(interval: Interval) -> Outcome:
        return _outcome(interval, margin / 100, two_sided)

    outcome = read(paired_difference(gained, lost, pairs))
    if outcome == "equal":
        equal = words.EQUAL if two_sided else words.EQUAL_OR_BETTER
        return Verdict(outcome, str(equal.filled(margin=words.POINTS.of(margin))))
    if outcome != "inconclusive":
        beyond = words.BETTER_BY if outcome == "better" else words.WORSE_BY
        return Verdict(outcome, str(beyond.filled(margin=words.POINTS.of(margin))))
    more = more_pairs(gained, lost, pairs, lambda interval: read(interval) != "inconclusive")
    if more is None:
        return Verdict(outcome, str(words.ON_THE_MARGIN))
    return Verdict(outcome, str(words.MORE_NEEDED.filled(samples=words.MORE_SAMPLES.of(more))))


def _nothing_to_compare(overall: Paired, a: _Run, b: _Run) -> OutputError:
    if overall.left_out:
        return ONLY_ERRORS_IN_COMMON(count=overall.left_out)
    return NOTHING_IN_COMMON(a=_held(a), b=_held(b))


def _held(run: _Run) -> str | Phrase:
    """Its data sets."""
    listed = ", ".join(sorted({row["dataset"] for row in run.values()}))
    return listed or Phrase("nothing", "无")


def _sampling_warnings(a: Mapping[str, Json] | None, b: Mapping[str, Json] | None) -> Iterator[str]:
    if a is None or b is None:
        return
    for key in sorted({*a, *b}):
        if (key in a, a.get(key)) != (key in b, b.get(key)):
            said = [repr(run[key]) if key in run else words.NOT_SET for run in (a, b)]
            yield str(words.SAMPLING.filled(key=key, a=said[0], b=said[1]))


def _content_warnings(dataset: str, a: _Run, b: _Run) -> Iterator[str]:
    """What makes a pair less than a pair: other prompts, other golds, other samples, repeats."""
    common = [key for key in a if key in b]
    for key, differ in (("prompt", words.PROMPTS_DIFFER), ("gold", words.GOLDS_DIFFER)):
        if other := [id_ for id_ in common if a[id_].get(key) != b[id_].get(key)]:
            counts = {"count": len(other), "of": len(common), "first": other[0]}
            yield str(differ.filled(dataset=dataset, **counts))
    if len(common) < max(len(a), len(b)):
        only_a, only_b = len(a) - len(common), len(b) - len(common)
        yield str(words.ONLY_IN_ONE.filled(dataset=dataset, a=only_a, b=only_b))
    if len({a[id_].get("index", id_) for id_ in common}) < len(common):
        # Answers to one question are alike: the true interval is wider.
        yield str(words.REPEATED.filled(dataset=dataset))


def _flip(a: AuditRow, b: AuditRow) -> Flip:
    return Flip(
        id=a["id"],
        dataset=a["dataset"],
        gold=a.get("gold"),
        a_class=a["class"],
        a_answer=_answer(a),
        b_class=b["class"],
        b_answer=_answer(b),
    )


def _answer(row: AuditRow) -> Json:
    return (row.get("extracted") or {}).get("answer")
