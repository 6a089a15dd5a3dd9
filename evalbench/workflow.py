"""The order of things: which stages a mode has, and what is around them."""

import logging
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.request import getproxies

import msgspec

from evalbench import logs, passport
from evalbench.config import dump
from evalbench.config.options import Kind, Options
from evalbench.config.resolve import DEFAULT_WORK_DIR, RunConfig, resolve
from evalbench.errors import ConfigError
from evalbench.outputs import RunFolder, earlier_run, new_run
from evalbench.passport import Passport
from evalbench.plan import Plan, make_plan
from evalbench.secrecy import logins_in, masked_errors, secrets_in
from evalbench.serving import served
from evalbench.stages import evaluate, infer, measure, service, summarize
from evalbench.stages.infer import Asked, Pace

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Mode:
    """What is done, in this order; a mode that asks nothing reads an earlier run."""

    kind: Kind
    ask: Callable[[Plan, RunFolder, Pace], Asked] | None = None
    derive: Callable[[Plan, RunFolder], None] | None = None
    show: Callable[[Plan, RunFolder], bool] | None = None  # False when something is missing
    # what is asked will be measured: full answers, no hidden retries, a warm-up
    timed: bool = False
    check: Callable[[Plan], object] = lambda _: None  # finds before the run what would break it


_SCORED = Mode("accuracy", None, evaluate.evaluate, summarize.scores, check=evaluate.check)
_MEASURED = Mode(
    "performance", None, measure.measure_loads, summarize.performances, check=measure.tokenizers
)
MODES = {
    "all": replace(_SCORED, ask=infer.for_scores),
    "infer": Mode("accuracy", infer.for_scores),
    "eval": _SCORED,
    "viz": Mode("accuracy", None, None, summarize.scores),
    "perf": replace(_MEASURED, ask=infer.for_times, timed=True),
    "perf_viz": _MEASURED,
}


def prepare(options: Options) -> tuple[Options, Plan]:
    """Everything that is checked before anything is sent or written."""
    mode = MODES[options.mode]
    _check(options, mode)
    options = _with_earlier_config(options)
    config = resolve(options, timed=mode.timed, kind=mode.kind)
    with masked_errors(_secrets(config)):
        _check_earlier(options, config, mode)
        chosen = options.selection.over(config.selection)
        options = replace(options, selection=replace(chosen, seed=chosen.seed or 0))
        plan = make_plan(config, options.selection)
        mode.check(plan)
    return options, plan


def run(options: Options, argv: Sequence[str]) -> bool:
    """Do what the mode says. Tells whether everything that was asked has an answer."""
    options, plan = prepare(options)
    mode = MODES[options.mode]
    secrets = _secrets(plan.config)
    with masked_errors(secrets):
        folder = _folder(options, plan.config, secrets)
        with logs.recorded(folder.log, secrets, debug=options.debug):
            return _run(plan, folder, mode, options, argv)


def _run(plan: Plan, folder: RunFolder, mode: Mode, options: Options, argv: Sequence[str]) -> bool:
    log.info("results: %s", folder.path)
    for note in plan.config.notes:
        log.info("note: %s", note)
    with Passport(folder, plan, argv, options, mode.kind) as entry:
        asked = _asked(plan, folder, mode, options, entry)
        complete = asked.failed == 0
        if mode.ask and asked.anything and not mode.derive:
            log.info("answers: %s (--mode eval --reuse scores them)", folder.path / "predictions")
        if mode.derive and asked.anything:
            mode.derive(plan, folder)
        if mode.show and asked.anything:
            complete = mode.show(plan, folder) and complete
        # told after the tables of what was answered all the same
        for error in asked.errors[:-1]:
            log.error("%s", error)
        if asked.errors:
            raise asked.errors[-1]
    return complete


def _asked(plan: Plan, folder: RunFolder, mode: Mode, options: Options, entry: Passport) -> Asked:
    if not mode.ask:
        return Asked()
    warmups = options.num_warmups if options.num_warmups is not None else int(mode.timed)
    with served(plan, folder) as as_served:
        usable, errors = service.identify(as_served, timed=mode.timed)
        if not usable.tasks:
            return Asked(errors, anything=False)
        entry.names(usable)
        asked = mode.ask(usable, folder, Pace(warmups, options.max_num_workers))
        entry.recorded(asked.recorded)
    return asked._replace(errors=[*errors, *asked.errors])


def _check(options: Options, mode: Mode) -> None:
    if mode.timed and options.reuse:
        raise ConfigError(
            f"--mode {options.mode} measures anew and cannot go on with an earlier run",
            fix=f"--mode perf_viz --reuse {options.reuse} makes its tables again from its records",
        )
    if not mode.ask and not options.reuse:
        raise ConfigError(
            f"--mode {options.mode} reads an earlier run", fix="--reuse, or --reuse TIMESTAMP"
        )
    if not mode.ask and options.num_warmups is not None:
        raise ConfigError(f"--mode {options.mode} asks nothing: --num-warmups has nothing to do")
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
    return replace(
        options,
        config=str(folder.config),
        work_dir=str(folder.path.parent),
        reuse=folder.path.name,
        selection=options.selection.over(passport.selection(folder)),
    )


def _folder(options: Options, config: RunConfig, secrets: Sequence[str]) -> RunFolder:
    work_dir = Path(config.work_dir)
    if options.reuse:
        return earlier_run(work_dir, options.reuse, secrets)
    folder = new_run(work_dir, secrets)
    chosen = {"selection": msgspec.to_builtins(options.selection)}
    folder.write_text(folder.config, dump.as_python({**config.raw, **chosen}))
    return folder


def _check_earlier(options: Options, config: RunConfig, mode: Mode) -> None:
    """Raise ConfigError when the run to go on with is of another kind, or of other questions."""
    if not options.reuse:
        return
    folder = earlier_run(Path(config.work_dir), options.reuse, ())
    known = folder.passport()
    if mode.kind == "accuracy" and known.get("kind") == "performance":
        raise ConfigError(
            f"{folder.path} is a perf run, whose answers are not scored and cannot be gone on with",
            fix=f"--mode perf_viz --reuse {folder.path.name} shows what it has measured",
        )
    for key, named in (("datasets", config.datasets), ("models", config.models)):
        there = known.get(key) or {each.abbr for each in named}
        strange = [each.abbr for each in named if each.abbr not in there]
        if strange:
            raise ConfigError(
                f"{folder.path} has asked {', '.join(sorted(there)[:5])} and not {strange[0]}",
                fix="--reuse TIMESTAMP of the run that is meant, or a new run without --reuse",
            )


def _secrets(config: RunConfig) -> list[str]:
    """Those of the config, the keys in the environment that it names, and logins of addresses."""
    models = config.raw["models"]
    variables = {str(model.get("api_key_env", "OPENAI_API_KEY")) for model in models}
    keys = {os.environ.get(name, "").strip() for name in variables}
    addresses = [os.environ.get("OPENAI_BASE_URL", ""), *getproxies().values()]
    logins = {
        form
        for address in addresses
        for form in logins_in(address if "://" in address else f"http://{address}")
    }
    return sorted({*secrets_in(config.raw), *keys, *logins} - {""})
