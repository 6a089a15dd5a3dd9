"""The right answers of a run as pages of its simulator's book."""

import hashlib
import re
from collections.abc import Mapping
from functools import partial

from evalbench.errors import ConfigError
from evalbench.interfaces import GradesReplies
from evalbench.plan import Task
from evalbench.prompts.roles import as_text
from evalbench.types import Json, Prompt, Sample, right_answer

_NUMBER = re.compile(r"[0-9]{1,9}")
_SHORT = 40  # characters of an answer that may be but a number


def page(task: Task, sample: Sample) -> dict[str, Json]:
    """Which answer is right, and of what kind it is; keys as `simulator/book.py` has them."""
    right = right_answer(sample.reference)
    answer = "" if right is None else str(right)
    if sample.label is not None:
        return _page_of_label(task, sample, sample.label, answer)
    prompt = _text_sent(task, task.questions.prompt(sample))
    extract = task.dataset.extract
    keywords = extract.keywords if isinstance(extract, partial) else {}
    return {
        "sha256": _sha256(prompt),
        "answer": answer,
        "kind": _kind(task, sample, answer),
        "options": keywords.get("options") or None,
        "labels": keywords.get("labels", ()),
        **({"wrong": _worthless(task, sample, answer)} if _is_graded_whole(task) else {}),
    }


def _page_of_label(task: Task, sample: Sample, label: str, answer: str) -> dict[str, Json]:
    """One label of a question: whether it is to be the likeliest, the simulator finds out."""
    labels = task.dataset.labels_of(sample.fields)
    found = [task.questions.labelled(sample, each) for each in labels]
    prompts = [_text_sent(task, each.prompt) for each in found]
    place = labels.index(label)
    reference = sample.reference
    # where another label is right as well, its winning would not make the question wrong
    also_right = reference.get("right", ()) if isinstance(reference, Mapping) else ()
    return {
        "sha256": _sha256(prompts[place]),
        "answer": answer,
        "kind": "label",
        "question": _sha256("\n".join(prompts)),
        "label": label,
        "labels": [each for each in labels if each == answer or each not in also_right],
        "own": len("\n".join(found[place].continuation)),
    }


def _text_sent(task: Task, prompt: Prompt) -> str:
    return as_text(task.model.protocol.as_sent(prompt))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _is_graded_whole(task: Task) -> bool:
    return isinstance(task.dataset.evaluator, GradesReplies)


def _worthless(task: Task, sample: Sample, answer: str) -> str:
    """A reply in which an answer is found, and which has nothing of the right one.

    In a number, say, it is the next one; in words it is none of them; in code no letter.
    """
    others = ["unknown", "~"]
    if len(answer) < _SHORT:
        others.insert(0, _NUMBER.sub(lambda found: str(int(found[0]) + 1), answer, count=1))
    return next((each for each in others if _worth(task, sample, each) == 0), "unknown")


def _worth(task: Task, sample: Sample, reply: str) -> float | None:
    """None where no answer is found, and where nothing can be graded: a load needs no package."""
    found = task.dataset.extract(reply).robust.answer if task.dataset.extract else reply
    if found is None or sample.reference is None:
        return None
    try:
        return task.dataset.evaluator.grade(found, sample.reference).value
    except ConfigError:
        return None


def _kind(task: Task, sample: Sample, answer: str) -> str:
    if _is_graded_whole(task):
        return "whole"
    if isinstance(sample.reference, list):
        return "text"  # an answer out of a list is words, though it be a year
    if re.fullmatch(r"[A-Z]", answer):
        return "choice"
    return "number" if re.fullmatch(r"-?[\d,]+(\.\d+)?", answer) else "text"
