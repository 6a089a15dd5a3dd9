"""The order of things: which stages a mode has, and what is around them."""

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from evalbench import logs, passport
from evalbench.config import dump
from evalbench.config.load import DEFAULT_WORK_DIR, RunConfig, load
from evalbench.config.options import Options
from evalbench.errors import ConfigError, EvalbenchError, ServiceError
from evalbench.outputs import RunFolder, earlier_run, new_run, redact
from evalbench.passport import Passport
from evalbench.plan import Plan, make_plan
from evalbench.serving import served
from evalbench.stages import evaluate, infer, measure, service, summarize

log = logging.getLogger(__name__)

Stage = Callable[[Plan, RunFolder], object]


@dataclass(frozen=True, slots=True)
class Mode:
    """What is done, in this order; a mode that asks nothing reads an earlier run."""

    summary: Literal["accuracy", "performance"]
    ask: Callable[[Plan, RunFolder], list[ServiceError]] | None = None
    report: Stage | None = None
    tell: Callable[[Plan, RunFolder], bool] | None = None  # prints; False when something is missing
    timed: bool = (
        False  # what is asked will be measured: full answers, no hidden retries, a warm-up
    )


_MEASURED = Mode("performance", None, measure.measure_loads, summarize.performances)
MODES = {
    "all": Mode("accuracy", infer.answer, evaluate.evaluate, summarize.scores),
    "infer": Mode("accuracy", infer.answer),
    "eval": Mode("accuracy", None, evaluate.evaluate, summarize.scores),
    "viz": Mode("accuracy", None, None, summarize.scores),
    "perf": replace(_MEASURED, ask=infer.load, timed=True),
    "perf_viz": _MEASURED,
}


def run(options: Options, argv: Sequence[str]) -> bool:
    """Do what the mode says. Tells whether everything that was asked has an answer."""
    mode = MODES[options.mode]
    _check(options, mode)
    options = _with_earlier_config(options)
    config = load(options, timed=mode.timed, summary=mode.summary)
    secrets = _secrets(config)
    with _masked_errors(secrets):
        plan = _plan(options, config, mode)
        if mode.timed:
            measure.tokenizers(plan)  # a broken one is found before the load, not after it
        folder = _folder(options, config, mode, secrets)
        with logs.recorded(folder.log, secrets, debug=options.debug):
            return _run(plan, folder, mode, options, argv)


def _run(plan: Plan, folder: RunFolder, mode: Mode, options: Options, argv: Sequence[str]) -> bool:
    log.info("results: %s", folder.path)
    for note in plan.config.notes:
        log.info("note: %s", note)
    complete = True
    with Passport(folder, plan, argv, options, mode.summary) as own:
        troubles = _asked(plan, folder, mode, own) if mode.ask else []
        if mode.report:
            mode.report(plan, folder)
        if mode.tell:
            complete = mode.tell(plan, folder)
        for trouble in troubles[:-1]:
            log.error("%s", trouble)
        if troubles:
            raise troubles[-1]
    return complete


def _asked(plan: Plan, folder: RunFolder, mode: Mode, own: Passport) -> list[ServiceError]:
    """Ask; the errors of services that failed half-way, to be told after the tables.

    Raises at once when no service can be used: there would be nothing in the tables.
    """
    assert mode.ask is not None
    with served(plan, folder) as as_served:
        usable, troubles = service.identify(as_served, timed=mode.timed)
        if not usable.tasks:
            raise troubles[0]
        own.names(usable)
        return troubles + mode.ask(usable, folder)


def _check(options: Options, mode: Mode) -> None:
    if options.mode == "perf" and options.reuse:
        raise ConfigError(
            "--mode perf measures anew and cannot go on with an earlier run",
            fix=f"--mode perf_viz --reuse {options.reuse} makes its tables again from its records",
        )
    if not mode.ask and not options.reuse:
        raise ConfigError(
            f"--mode {options.mode} reads an earlier run", fix="--reuse, or --reuse TIMESTAMP"
        )
    if mode.timed and options.max_num_workers > 1:
        raise ConfigError(
            "--max-num-workers asks several models at once, which would measure their interference",
            fix="leave it out: a perf run takes one model after the other",
        )


def _with_earlier_config(options: Options) -> Options:
    """`--reuse` alone takes configuration and choice of samples from the run itself."""
    if not options.reuse or options.models or options.config:
        return options
    folder = earlier_run(Path(options.work_dir or DEFAULT_WORK_DIR), options.reuse, ())
    chosen = passport.selection(folder)
    return replace(
        options,
        config=str(folder.config),
        work_dir=str(folder.path.parent),
        reuse=folder.path.name,
        **{key: value for key, value in chosen.items() if not _chooses(options)},
    )


def _chooses(options: Options) -> bool:
    """Whether the command line itself says which samples are meant."""
    return (options.num_prompts, options.sample, options.seed) != (None, None, None)


def _plan(options: Options, config: RunConfig, mode: Mode) -> Plan:
    warmups = options.num_warmups
    return make_plan(
        config,
        num_prompts=options.num_prompts,
        sample=options.sample,
        seed=options.seed or 0,
        warmups=warmups if warmups is not None else int(mode.timed),
        models_at_once=options.max_num_workers,
    )


def _folder(options: Options, config: RunConfig, mode: Mode, secrets: Sequence[str]) -> RunFolder:
    work_dir = Path(config.work_dir)
    if options.reuse:
        folder = earlier_run(work_dir, options.reuse, secrets)
        if mode.summary == "accuracy" and passport.read(folder).get("kind") == "performance":
            raise ConfigError(
                f"{folder.path} is a perf run: its answers were not given to be scored",
                fix="--reuse TIMESTAMP of an accuracy run",
            )
        return folder
    folder = new_run(work_dir, secrets)
    folder.write_text(folder.config, dump.as_python(config.raw))
    return folder


def _secrets(config: RunConfig) -> list[str]:
    variables = {str(model.raw.get("api_key_env", "OPENAI_API_KEY")) for model in config.models}
    values = [os.environ.get(name, "") for name in sorted(variables)]
    return [*dump.secrets_in(config.raw), *(value for value in values if value)]


@contextmanager
def _masked_errors(secrets: Sequence[str]) -> Iterator[None]:
    """A server may send the key back in its complaint about it."""
    try:
        yield
    except EvalbenchError as error:
        error.what = redact(error.what.encode(), secrets).decode()
        error.fix = redact(error.fix.encode(), secrets).decode()
        raise
