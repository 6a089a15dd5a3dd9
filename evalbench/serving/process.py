"""The simulator as a part of a run: started for a model whose config says `serve=dict(…)`.

It is told the right answers in a book of its own (`pages`); no gold travels in a request.
"""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace

from msgspec import structs

from evalbench.config.model import ModelConfig
from evalbench.errors import language
from evalbench.errors.entries import Phrase
from evalbench.errors.service import SIMULATOR_DID_NOT_START
from evalbench.outputs import RunFolder
from evalbench.plan import Plan
from evalbench.serving.pages import page
from evalbench.simulator.arguments import words_of
from evalbench.simulator.settings import SimulatorSettings

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
    run.write_lines(book, [page(task, each) for task in tasks for each in task.samples])
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
