"""One line of the accuracy table, out of a data set's judged samples. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from evalbench.config.dataset import DatasetConfig
from evalbench.metrics.intervals import Mean, clustered_mean
from evalbench.metrics.repeats import majority, pass_at
from evalbench.types import Counts, Estimate, Extractions, Grade, Points, SampleClass, Score


class Judged(Struct, frozen=True):
    """One sample's way from its response to its class. Grades are None where nothing was found."""

    index: int
    extractions: Extractions
    kind: SampleClass
    grade: Grade | None = None
    strict: Grade | None = None  # by the benchmark's own rule
    answer_text: str = ""
    reasoning: str | None = None
    missed: Mapping[str, Points] = {}  # of further metrics, where nothing was found

    @property
    def value(self) -> float:
        return self.grade.value if self.grade and self.kind in ("correct", "wrong") else 0.0

    @property
    def strict_value(self) -> float:
        return self.strict.value if self.strict else 0.0


def score(dataset: DatasetConfig, verdicts: Sequence[Judged]) -> Score:
    """Over all samples that were answered; the interval takes a question's answers together."""
    counted: Counter[str] = Counter(verdict.kind for verdict in verdicts)
    scored = [verdict for verdict in verdicts if verdict.kind not in ("error", "unasked")]
    questions = _by_question(scored)
    mean = clustered_mean([[each.value for each in one] for one in questions]) if scored else None
    n, metric = dataset.repeats.n, _metric(dataset)
    strict = 100 * sum(each.strict_value for each in scored) / len(scored) if scored else None
    others = {**_further(scored), **_of_repeats(dataset.repeats.k, n, questions)}
    if dataset.repeats.vote and mean:
        others[f"{dataset.evaluator.metric} ({n} runs average)"] = _estimate(mean)
        mean = clustered_mean([[_agreed(one)] for one in questions])
        strict = 100 * sum(map(_strictly_agreed, questions)) / len(questions)
    differ = sum(each.strict_value != each.value for each in scored)
    return Score(
        dataset=dataset.abbr,
        version=dataset.version,
        metric=metric,
        mode="ppl" if dataset.scores_labels else "gen",
        value=100 * mean.value if mean else None,
        low=100 * mean.low if mean else None,
        high=100 * mean.high if mean else None,
        counts=Counts(**counted),
        strict=strict,
        disagreement=100 * differ / len(scored) if scored else None,
        others=others,
        size=mean.size if mean else None,
        questions=len(questions) if n > 1 else None,
    )


def _metric(dataset: DatasetConfig) -> str:
    n, metric = dataset.repeats.n, dataset.evaluator.metric
    if dataset.repeats.vote:
        return f"{metric} (majority of {n})"
    return metric if n == 1 else f"{metric} ({n} runs average)"


def _by_question(verdicts: Iterable[Judged]) -> list[list[Judged]]:
    questions: dict[int, list[Judged]] = defaultdict(list)
    for verdict in verdicts:
        questions[verdict.index].append(verdict)
    return list(questions.values())


def _further(scored: Sequence[Judged]) -> Mapping[str, Estimate]:
    """The evaluator's other metrics: what was earned of what was to be had.

    A sample that is neither right nor wrong earns nothing; where the evaluator does not tell what
    it could have earned that is one. Where nothing was to be had there is no such metric.
    """
    names = dict.fromkeys(
        name for each in scored for name in (each.grade.others if each.grade else each.missed)
    )
    points = {name: [_points(each, name) for each in scored] for name in names}
    shares = {name: _share(each) for name, each in points.items()}
    return {name: Estimate(100 * share) for name, share in shares.items() if share is not None}


def _points(verdict: Judged, name: str) -> Points:
    points = (verdict.grade.others if verdict.grade else verdict.missed).get(name, Points(0))
    return points if verdict.kind in ("correct", "wrong") else Points(0, points.of)


def _share(points: Sequence[Points]) -> float | None:
    whole = sum(each.of for each in points)
    return sum(each.earned for each in points) / whole if whole else None


def _of_repeats(
    ks: Sequence[int], n: int, questions: Sequence[Sequence[Judged]]
) -> Mapping[str, Estimate]:
    """pass@k and cons@k, over the questions that were answered n times."""
    whole = [one for one in questions if len(one) == n]
    if n == 1 or not whole:
        return {}
    found: dict[str, Estimate] = {}
    for k in ks:
        passed = [[pass_at(k, sum(each.value >= 1 for each in one), n)] for one in whole]
        agreed = [[_agreed(one[:k])] for one in whole]
        found[f"pass@{k}"] = _estimate(clustered_mean(passed), len(whole))
        found[f"cons@{k}"] = _estimate(clustered_mean(agreed), len(whole))
    return found


def _agreed(answers: Sequence[Judged]) -> float:
    """What the answer is worth that most of them give."""
    most = majority([each.extractions.robust.answer for each in answers])
    # not simply the first one's: it may have been picked up from a text that was cut off
    return max(
        (each.value for each in answers if each.extractions.robust.answer == most), default=0
    )


def _strictly_agreed(answers: Sequence[Judged]) -> float:
    """The same by the benchmark's own rule."""
    most = majority([each.extractions.strict.answer for each in answers])
    same = (each.strict_value for each in answers if each.extractions.strict.answer == most)
    return max(same, default=0)


def _estimate(mean: Mean, questions: int | None = None) -> Estimate:
    return Estimate(100 * mean.value, 100 * mean.low, 100 * mean.high, questions)
