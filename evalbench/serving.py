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
from evalbench.errors import language
from evalbench.errors.entries import Phrase
from evalbench.errors.service import SIMULATOR_DID_NOT_START
from evalbench.outputs import RunFolder
from evalbench.plan import Plan, Task
from evalbench.prompts.roles import as_text
from evalbench.simulator.arguments import words_of
from evalbench.simulator.settings import SimulatorSettings
from evalbench.types import Json, Prompt, Sample

log = logging.getLogger(__name__)
_STOP_S = 10.0


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
    answer = _right_answer(sample.reference)
    if sample.label is not None:
        return _label_entry(task, sample, sample.label, answer)
    prompt = _text_sent(task, task.questions.prompt(sample))
    extract = task.dataset.extract
    options = extract.keywords.get("options") if isinstance(extract, partial) else None
    return {
        "sha256": _sha256(prompt),
        "answer": answer,
        # an answer out of a list is words, though it be a year
        "kind": "text" if isinstance(sample.reference, list) else _kind(answer),
        "options": options,
    }


def _label_entry(task: Task, sample: Sample, label: str, answer: str) -> dict[str, Json]:
    """One label of a question: whether it is to be the likeliest, the simulator finds out."""
    labels = task.dataset.labels
    found = [task.questions.labelled(sample, each) for each in labels]
    prompts = [_text_sent(task, each.prompt) for each in found]
    place = labels.index(label)
    return {
        "sha256": _sha256(prompts[place]),
        "answer": answer,
        "kind": "label",
        "question": _sha256("\n".join(prompts)),
        "label": label,
        "labels": labels,
        "own": len("\n".join(found[place].continuation)),
    }


def _text_sent(task: Task, prompt: Prompt) -> str:
    return as_text(task.model.protocol.as_sent(prompt))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _right_answer(reference: Json) -> str:
    """A reference of several parts has a right answer among them, as `canonical`, or none.

    Of a list of answers that are all accepted it is the first.
    """
    if isinstance(reference, Mapping):
        reference = reference.get("canonical")
    if isinstance(reference, list):
        reference = reference[0] if reference else None
    return "" if reference is None else str(reference)


def _kind(answer: str) -> str:
    if re.fullmatch(r"[A-Z]", answer):
        return "choice"
    return "number" if re.fullmatch(r"-?[\d,]+(\.\d+)?", answer) else "text"
