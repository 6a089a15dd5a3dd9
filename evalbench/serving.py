"""The simulator as a part of a run: started for a model whose config says `serve=dict(…)`.

It is told the right answers in a book of its own; no gold travels in a request.
"""

import hashlib
import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial

from msgspec import structs

from evalbench.config.schema import ModelConfig
from evalbench.errors import ConfigError, language
from evalbench.errors.entries import Phrase
from evalbench.errors.service import SIMULATOR_DID_NOT_START
from evalbench.interfaces import GradesReplies
from evalbench.outputs import RunFolder
from evalbench.plan import Plan, Task
from evalbench.postprocessors.whole import whole_reply
from evalbench.prompts.roles import as_text
from evalbench.simulator.arguments import words_of
from evalbench.simulator.settings import SimulatorSettings
from evalbench.types import Json, Prompt, Sample, right_answer

log = logging.getLogger(__name__)
_STOP_S = 10.0
_NUMBER = re.compile(r"[0-9]{1,9}")
_SHORT = 40  # characters of an answer that may be but a number


@contextmanager
def served(plan: Plan, run: RunFolder) -> Iterator[Plan]:
    """The same plan, its simulated models at the address of a simulator that lives this long."""
    with ExitStack() as stack:
        yield plan.with_models(
            [stack.enter_context(_simulated(model, plan, run)) for model in plan.config.models]
        )


@contextmanager
def _simulated(model: ModelConfig, plan: Plan, run: RunFolder) -> Iterator[ModelConfig]:
    serve = model.asking.serve
    if serve is None:
        yield model
        return
    tasks = [task for task in plan.tasks if task.model.abbr == model.abbr]
    book, log_ = run.simulator(model.abbr, "book"), run.simulator(model.abbr, "served")
    run.write_lines(book, [_entry(task, each) for task in tasks for each in task.samples])
    settings = replace(serve, book=serve.book or str(book), log=serve.log or str(log_))
    process = subprocess.Popen(_command(settings), stdout=subprocess.PIPE, text=True)
    try:
        yield structs.replace(model, protocol=model.protocol.at(_address(process)))
    finally:
        process.terminate()
        try:
            process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout:
            process.stdout.close()


def _command(settings: SimulatorSettings) -> list[str]:
    ours = ["--parent-pid", str(os.getpid()), "--lang", language.chosen()]
    return [sys.executable, "-m", "evalbench.simulator", *words_of(settings), *ours]


def _address(process: "subprocess.Popen[str]") -> str:
    """The line `ready http://…` that the simulator writes when it listens."""
    line = process.stdout.readline() if process.stdout else ""
    word, _, url = line.strip().partition(" ")
    if word != "ready":
        raise SIMULATOR_DID_NOT_START()
    log.info(Phrase("simulator: %s", "模拟服务：%s"), url)
    return url


def _entry(task: Task, sample: Sample) -> dict[str, Json]:
    """One page of the book: which answer is right, and of what kind it is."""
    right = right_answer(sample.reference)
    answer = "" if right is None else str(right)
    if sample.label is not None:
        return _label_entry(task, sample, sample.label, answer)
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


def _label_entry(task: Task, sample: Sample, label: str, answer: str) -> dict[str, Json]:
    """One label of a question: whether it is to be the likeliest, the simulator finds out."""
    labels = task.dataset.labels_of(sample.fields)
    found = [task.questions.labelled(sample, each) for each in labels]
    prompts = [_text_sent(task, each.prompt) for each in found]
    place = labels.index(label)
    reference = sample.reference
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
    found = (task.dataset.extract or whole_reply)(reply).robust.answer
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
