"""How right the answers are: from the records to scores and an audit trail. Asks nothing."""

import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import starmap
from typing import Any

import msgspec
from msgspec import structs

from evalbench.config.dataset import DatasetConfig
from evalbench.errors import EvalbenchError
from evalbench.errors.data import NO_ANSWERS
from evalbench.interfaces import CountsPoints, Evaluator, Requires
from evalbench.journal import that_count
from evalbench.outputs import RunFolder
from evalbench.plan import Plan, Task
from evalbench.postprocessors.reasoning import split_reasoning
from evalbench.postprocessors.whole import whole_text
from evalbench.stages.perplexity import (
    Answer,
    by_question,
    judge_labels,
    label_columns,
    representative,
)
from evalbench.stages.score import Judged, score
from evalbench.types import (
    NOTHING,
    Extraction,
    Extractions,
    Grade,
    Json,
    Points,
    Record,
    Sample,
    SampleClass,
    Step,
    Times,
)


def check(plan: Plan) -> None:
    """Raise for data that nothing can be scored against, and for what scoring needs and lacks."""
    for task in plan.tasks:
        _try_evaluator(task.dataset)
        asked = [sample for sample in task.samples if sample.place == 0]
        missing = [sample.question_id for sample in asked if sample.reference is None]
        if missing:
            raise NO_ANSWERS(
                dataset=task.dataset.abbr,
                missing=len(missing),
                samples=len(asked),
                first=missing[0],
            )


def _try_evaluator(dataset: DatasetConfig) -> None:
    if not isinstance(dataset.evaluator, Requires):
        return
    try:
        dataset.evaluator.ready()
    except EvalbenchError as error:
        raise error.at(f"{dataset.file}: {dataset.abbr}") from error


def evaluate(plan: Plan, run: RunFolder) -> None:
    """Score every task from the records of the run."""
    for task in plan.tasks:
        model, dataset = task.model.abbr, task.dataset
        every = list(run.all_records(model, dataset.abbr))
        records = that_count(every)
        answers = [(sample, records.get(sample.id)) for sample in task.samples]
        if dataset.scores_labels:
            verdicts, rows = _of_labels(answers, dataset)
        else:
            verdicts = judged(answers, dataset)
            rows = [
                audit_row(*each, verdict) for each, verdict in zip(answers, verdicts, strict=True)
            ]
        run.write_lines(run.audit_trail(model, dataset.abbr), rows)
        found = structs.replace(
            score(dataset, verdicts),
            causes=_causes(task, every),
            **_otherwise(task, records),
        )
        run.write_json(run.result(model, dataset.abbr), found)


def _of_labels(
    answers: Sequence[Answer], dataset: DatasetConfig
) -> tuple[list[Judged], list[dict[str, Any]]]:
    """Verdicts and audit rows of questions whose labels were scored."""
    verdicts: list[Judged] = []
    rows: list[dict[str, Any]] = []
    for of_question in by_question(answers):
        verdict, scored = judge_labels(of_question, dataset)
        sample, record = representative(of_question, verdict)
        row = audit_row(sample, record, verdict)
        verdicts.append(verdict)
        rows.append({**row, "id": sample.question_id, "labels": label_columns(scored)})
    return verdicts, rows


def _causes(task: Task, records: Iterable[Record]) -> Counter[str]:
    """How often each failure was met in the whole run, whether a further attempt mended it or not.

    Of a sample that was asked again those of each time count.
    """
    asked = {sample.id for sample in task.samples}
    steps = [step for record in records if record.id in asked for step in record.steps]
    met = Counter(cause for step in steps for cause in step.mended)
    met.update(step.error.cause for step in steps if step.error)
    return met


def _otherwise(task: Task, records: Mapping[str, Record]) -> dict[str, Any]:
    """How many answers were asked for otherwise: they are scored, but not in silence."""
    found = [(sample, records[sample.id]) for sample in task.samples if sample.id in records]
    answers = [(sample, record) for sample, record in found if not record.failed]
    # a question with labels counts once, whatever was asked otherwise of it
    conditions = {(sample.question_id, record.conditions) for sample, record in answers}
    services = {(sample.question_id, record.service) for sample, record in answers}
    alike = Counter(condition for _, condition in conditions)
    return {
        "other_gold": _questions(s for s, r in answers if not _same(s.reference, r.reference)),
        "other_prompts": _questions(s for s, r in answers if not task.is_asked(s, r)),
        # a run that was gone on with under others, and did not come to its end, has several
        "other_conditions": len(conditions) - max(alike.values(), default=0),
        "services": Counter(service for _, service in services if service),
    }


def _questions(samples: Iterable[Sample]) -> int:
    return len({sample.question_id for sample in samples})


def _same(now: Json, then: Json) -> bool:
    """A record is read from JSON, which has no tuples."""
    return msgspec.json.encode(now) == msgspec.json.encode(then)


def judged(answers: Sequence[Answer], dataset: DatasetConfig) -> list[Judged]:
    """Every sample of a data set; several at a time where grading waits for another process."""
    judge_one = partial(judge, dataset=dataset)
    if not dataset.evaluator.waits:
        return list(starmap(judge_one, answers))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(judge_one, *zip(*answers, strict=True)))


def judge(sample: Sample, record: Record | None, dataset: DatasetConfig) -> Judged:
    """The class of one sample, as docs/scoring.md defines it."""
    nothing = Extractions(NOTHING, NOTHING)
    if record is None:
        return Judged(sample.index, nothing, "unasked")
    completion = None if record.failed else record.steps[-1].completion
    if completion is None:
        return Judged(sample.index, nothing, "error")
    split = split_reasoning(completion.text, completion.reasoning)
    extract = dataset.extract or whole_text
    found = nothing if split.open else extract(split.answer)
    grade, strict = _graded(dataset.evaluator, sample, found)
    cut = completion.finish_reason == "length" or split.open
    return Judged(
        sample.index,
        found,
        _class_of(found.robust, grade, cut=cut),
        grade=grade,
        strict=strict,
        answer_text=split.answer,
        reasoning=split.reasoning,
        missed=_missed(dataset.evaluator, sample.reference) if grade is None else {},
    )


def _missed(evaluator: Evaluator, reference: Json) -> Mapping[str, Points]:
    return evaluator.unanswered(reference) if isinstance(evaluator, CountsPoints) else {}


def _graded(
    evaluator: Evaluator, sample: Sample, found: Extractions
) -> tuple[Grade | None, Grade | None]:
    """Both readings against the data as they are now: a mended gold counts without asking again."""
    robust, strict = found.robust.answer, found.strict.answer
    grade = None if robust is None else evaluator.grade(robust, sample.reference)
    if strict == robust:
        return grade, grade
    return grade, None if strict is None else evaluator.grade(strict, sample.reference)


def _class_of(found: Extraction, grade: Grade | None, *, cut: bool) -> SampleClass:
    if cut and not found.stated:
        return "truncated"  # a number picked up from half a sentence is not the answer
    if grade is None:
        return "unparsed"
    return "correct" if grade.value >= 1 else "wrong"


def audit_row(sample: Sample, record: Record | None, verdict: Judged) -> dict[str, Any]:
    """One sample's line of the audit trail."""
    step = record.steps[-1] if record and record.steps else None
    return {
        "id": sample.id,
        "dataset": sample.dataset,
        "index": sample.index,
        "repeat": sample.repeat,
        "class": verdict.kind,
        "gold": sample.reference,
        "extracted": verdict.extractions.robust,
        "strict": verdict.extractions.strict,
        "value": verdict.value,
        "strict_value": verdict.strict_value,
        "graded_by": verdict.grade.why if verdict.grade else "",
        "service": record.service if record else None,
        **_step_columns(step),
        "reasoning": verdict.reasoning,
        "answer_text": verdict.answer_text,
    }


def _step_columns(step: Step | None) -> dict[str, Any]:
    completion = step.completion if step else None
    return {
        "prompt": step.prompt if step else None,
        "response": completion.text if completion else None,
        "finish_reason": completion.finish_reason if completion else None,
        "input_tokens": completion.input_tokens if completion else None,
        "output_tokens": completion.output_tokens if completion else None,
        "token_source": completion.token_source if completion else None,
        "attempts": step.attempts if step else 0,
        "mended": step.mended if step else (),
        "latency_ms": _latency_ms(step.times) if step else None,
        "error": step.error if step else None,
    }


def _latency_ms(times: Times) -> float | None:
    end_ns = times.stream_end_ns
    return (end_ns - times.sent_ns) / 1e6 if end_ns else None
