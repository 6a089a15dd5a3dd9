"""Scores of several data sets as one: a suite, or a part of it."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Literal

import msgspec

from evalbench.errors.config import GROUP_LACKS_WEIGHT, GROUP_WEIGHS_NOTHING
from evalbench.errors.entries import Phrase
from evalbench.errors.suggestions import refuse_unknown
from evalbench.metrics.intervals import Proportion, weighted_mean
from evalbench.types import Counts, Score


class Group(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One entry of `summary_groups`.

    `weights` None: every subset counts the same (naive average). "samples": every question counts
    the same. Otherwise a weight for each subset.
    """

    name: str
    subsets: tuple[str, ...]
    weights: Literal["samples"] | Mapping[str, float] | None = None

    def __post_init__(self) -> None:
        if isinstance(self.weights, Mapping):
            refuse_unknown(self.weights, self.subsets, f"group {self.name}: weights")
            if missing := set(self.subsets) - set(self.weights):
                raise GROUP_LACKS_WEIGHT(group=self.name, subsets=", ".join(sorted(missing)))
            if min(self.weights.values()) < 0 or not any(self.weights.values()):
                raise GROUP_WEIGHS_NOTHING(group=self.name)

    @property
    def metric(self) -> str:
        return "naive_average" if self.weights is None else "weighted_average"


def group_score(group: Group, scores: Mapping[str, Score]) -> Score | None:
    """The mean over the members that have a score, its note naming those that have not.

    None when no member was asked at all. The interval is that of a weighted mean of proportions.
    """
    members = [scores[name] for name in group.subsets if name in scores]
    if not members:
        return None
    valued = [score for score in members if score.value is not None]
    missing = [name for name in group.subsets if name not in {score.dataset for score in valued}]
    parts = [_part(group, score) for score in valued]
    whole = sum(part.weight for part in parts)
    interval = weighted_mean(parts) if parts and whole else None
    value = (
        sum(part.weight * 100 * part.successes / part.n for part in parts) / whole
        if whole
        else None
    )
    counts = sum((score.counts for score in members), Counts())
    return Score(
        dataset=group.name,
        version=version_of([score.version for score in members]),
        metric=group.metric,
        mode=members[0].mode,
        value=value,
        low=100 * interval.low if interval else None,
        high=100 * interval.high if interval else None,
        counts=counts,
        questions=sum(score.n for score in members),
        note=_missing(missing, len(group.subsets)),
    )


def _part(group: Group, score: Score) -> Proportion:
    counts = score.counts
    if group.weights is None:
        weight = 1.0
    elif group.weights == "samples":
        weight = float(counts.scored)
    else:
        weight = group.weights.get(score.dataset, 0.0)
    size = score.size or counts.scored
    return Proportion((score.value or 0) / 100 * size, size, weight)


def version_of(versions: Sequence[str]) -> str:
    """Of several data sets: that of all, or six hex digits over those of all, in any order."""
    if len(set(versions)) == 1:
        return versions[0]
    return sha256(" ".join(sorted(versions)).encode()).hexdigest()[:6]


def _missing(missing: Sequence[str], of: int) -> str:
    if not missing:
        return ""
    shown = ", ".join(missing[:3]) + (", …" if len(missing) > 3 else "")
    return str(_WITHOUT.filled(missing=len(missing), of=of, shown=shown))


_WITHOUT = Phrase("without {missing} of {of}: {shown}", "缺 {missing}/{of}：{shown}")
