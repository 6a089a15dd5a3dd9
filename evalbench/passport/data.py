"""What a run has read and what it asks, as check sums: two runs with the same ones ask the same."""

import hashlib
from typing import Any

import msgspec

from evalbench.datasets.files import Source
from evalbench.plan import Plan
from evalbench.questions import Questions


def data_of(plan: Plan) -> dict[str, dict[str, Any]]:
    """For each data set the files that were read, by path, and one sum over ids and prompts."""
    by_abbr = {task.dataset.abbr: task.questions for task in plan.tasks}
    return {
        abbr: {
            "files": {str(source.path): sha256_of(source) for source in questions.sources},
            "prompts_sha256": prompts_sha256(questions),
        }
        for abbr, questions in by_abbr.items()
    }


def sha256_of(source: Source) -> str | None:
    """None when the file is not the one any more that was read."""
    try:
        if source.path.stat().st_mtime_ns != source.changed_ns:
            return None
        with source.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def prompts_sha256(questions: Questions) -> str:
    """Over `[id, prompt]` of each sample as a line of JSON, in their order.

    The prompts are those of the data set's template: without a model's system prompt and salt.
    """
    total = hashlib.sha256()
    for sample in questions.samples:
        total.update(msgspec.json.encode([sample.id, questions.prompt(sample)]) + b"\n")
    return total.hexdigest()
