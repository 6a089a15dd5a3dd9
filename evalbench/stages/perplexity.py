"""Which label of a question is the likeliest, and whether it is right. Pure."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any, NamedTuple

from evalbench.config.dataset import DatasetConfig
from evalbench.interfaces import Inferencer, ScoresLabels, WeighsLabels
from evalbench.stages.score import Judged
from evalbench.types import (
    NOTHING,
    Extraction,
    Extractions,
    Likelihood,
    Record,
    Sample,
    SampleClass,
)

Answer = tuple[Sample, Record | None]


class Scored(NamedTuple):
    """What is known of one label. None where it cannot be scored."""

    label: str
    mean: float | None  # log-probability of a token that is scored
    total: float | None  # of all of them
    tokens: int | None  # so many are
    boundary: str | None  # where its own begin is known by `text`, or by comparing `tokens`


def by_question(answers: Sequence[Answer]) -> list[list[Answer]]:
    """Those to the labels of each question, which follow one another."""
    return [list(each) for _, each in groupby(answers, key=lambda each: each[0].question_id)]


def judge_labels(answers: Sequence[Answer], dataset: DatasetConfig) -> tuple[Judged, list[Scored]]:
    """A question's class, and the scores of its labels.

    The first of several that are the likeliest is the answer. A label that could not be scored
    leaves none: it might have been the likeliest. An evaluator that weighs labels against each
    other is given what each is worth as a whole.
    """
    sample = answers[0][0]
    scored = _scored(answers, dataset.inferencer)
    nothing = Extractions(NOTHING, NOTHING)
    if any(record is None for _, record in answers):
        return Judged(sample.index, nothing, "unasked"), scored
    means = {each.label: each.mean for each in scored if each.mean is not None}
    totals = {each.label: each.total for each in scored if each.total is not None}
    if len(means) < len(scored):
        return Judged(sample.index, nothing, "error"), scored
    evaluator = dataset.evaluator
    if isinstance(evaluator, WeighsLabels):
        label = max(totals, key=lambda each: totals[each])
        grade = evaluator.weigh(totals, sample.reference)
    else:
        label = max(means, key=lambda each: means[each])
        grade = evaluator.grade(label, sample.reference)
    found = Extraction(label, "likeliest-label", stated=True)
    kind: SampleClass = "correct" if grade.value >= 1 else "wrong"
    verdict = Judged(
        sample.index, Extractions(found, found), kind, grade, strict=grade, answer_text=label
    )
    return verdict, scored


def representative(answers: Sequence[Answer], verdict: Judged) -> Answer:
    """That whose request tells most: of the chosen label, or of one without a score."""
    chosen = verdict.extractions.robust.answer
    if chosen is not None:
        return next(each for each in answers if each[0].label == chosen)
    return next((each for each in answers if _likelihood(each[1]) is None), answers[0])


def label_columns(scored: Sequence[Scored]) -> list[dict[str, Any]]:
    """For the audit trail."""
    return [each._asdict() for each in scored]


def _scored(answers: Sequence[Answer], by: Inferencer) -> list[Scored]:
    labels = [sample.label or "" for sample, _ in answers]
    told = [_likelihood(record) for _, record in answers]
    if isinstance(by, ScoresLabels) and by.scored == "prompt":
        return [
            Scored(label, one.total / (one.tokens - 1), one.total, one.tokens - 1, None)
            if one
            else _unknown(label)
            for label, one in zip(labels, told, strict=True)
        ]
    border = _border([one for one in told if one is not None])
    return [
        _unknown(label) if one is None else _of_continuation(label, one, border)
        for label, one in zip(labels, told, strict=True)
    ]


def _unknown(label: str) -> Scored:
    return Scored(label, None, None, None, None)


def _of_continuation(label: str, told: Likelihood, border: int) -> Scored:
    if told.start is not None and told.end is not None and told.continuation is not None:
        count, total, boundary = told.end - told.start, told.continuation, "text"
    else:
        own = told.tail[max(border - (told.tokens - len(told.tail)), 0) :]
        count, total, boundary = len(own), sum(logprob for _, logprob in own), "tokens"
    if not count:
        return Scored(label, None, None, count, boundary)
    return Scored(label, total / count, total, count, boundary)


def _border(told: Sequence[Likelihood]) -> int:
    """The first token that is not the same for all labels.

    Where it was found in some label's texts it is there for all. Else the prompts' last tokens are
    compared: they begin before any of them can differ.
    """
    known = [one.start for one in told if one.start is not None]
    if known:
        return min(known)
    first = max((one.tokens - len(one.tail) for one in told), default=0)
    ids = [[name for name, _ in one.tail[first - (one.tokens - len(one.tail)) :]] for one in told]
    same = 0
    for column in zip(*ids, strict=False):
        if len(set(column)) > 1:
            break
        same += 1
    return first + same


def _likelihood(record: Record | None) -> Likelihood | None:
    if record is None or record.failed or record.steps[-1].completion is None:
        return None
    return record.steps[-1].completion.likelihood
