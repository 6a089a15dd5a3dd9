"""What of a run that goes on is kept, and what is asked: again, or for the first time."""

from collections import Counter
from collections.abc import Set
from typing import NamedTuple

from evalbench.config.options import AnswerKind
from evalbench.outputs import RunFolder
from evalbench.plan import Task
from evalbench.types import Record, Sample


class Left(NamedTuple):
    """What is to be asked of a data set."""

    samples: list[Sample]
    again: Counter[str]  # why some are asked once more; the rest was never asked


def left(task: Task, run: RunFolder, conditions: str, kinds: Set[AnswerKind]) -> Left:
    """Samples without an answer to the very prompt that is sent now, under the same conditions.

    Those with one are among them where it is of one of `kinds`. `conditions`: of all repeats.
    """
    records = run.records(task.model.abbr, task.dataset.abbr)
    samples, again = [], Counter[str]()
    for sample in task.samples:
        record = records.get(sample.id)
        why = None if record is None else _why_again(task, sample, record, conditions, kinds)
        if record is None or why is not None:
            samples.append(sample)
        if why is not None:
            again[why] += 1
    return Left(samples, again)


def _why_again(
    task: Task, sample: Sample, record: Record, conditions: str, kinds: Set[AnswerKind]
) -> str | None:
    """None: what there is, is kept."""
    if record.conditions != conditions:
        return "asked under other conditions"
    if not task.is_asked(sample, record):
        return "asked with another prompt"
    kind = _kind(record)
    return kind if kind in kinds else None


def _kind(record: Record) -> AnswerKind | None:
    """None: an answer that ended by itself."""
    if record.failed:
        return "failed"
    cut = any(
        step.completion and step.completion.finish_reason == "length" for step in record.steps
    )
    return "truncated" if cut else None
