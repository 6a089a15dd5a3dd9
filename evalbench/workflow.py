"""The order of things: which stages a mode has, and what is around them."""

import logging
import os
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct, structs

from evalbench import interruption, logs, passport
from evalbench.config import combinations, dump
from evalbench.config.options import Kind, Options
from evalbench.config.resolve import DEFAULT_WORK_DIR, RunConfig, resolve
from evalbench.errors import OutputError
from evalbench.errors.config import (
    NO_RUN_NAMED,
    OPTION_IDLE,
    OPTIONS_EXCLUDE,
    PERF_GOES_NOT_ON,
    RUN_ASKED_OTHERS,
    RUN_WAS_TIMED,
    SEVERAL_MODELS_TIMED,
)
from evalbench.errors.entries import Phrase
from evalbench.errors.output import UNDER_WAY
from evalbench.outputs import RunFolder, earlier_run, new_run
from evalbench.passport import Passport
from evalbench.passport.differences import Account
from evalbench.plan import Plan, make_plan
from evalbench.secrecy import logins_in, masked_errors, secrets_in
from evalbench.serving.process import served
from evalbench.stages import service
from evalbench.stages.asked import Asked

log = logging.getLogger(__name__)

_NO_LOCKS = Phrase(
    "this file system has no locks: nothing keeps a second evalbench out of this run folder",
    "此文件系统没有锁：无法阻止另一个 evalbench 写入此运行目录",
)
_WRITTEN_NOW = Phrase(
    "{run} is being written by {holder}: what it has so far is shown",
    "{run} 正由 {holder} 写入：显示目前已有的内容",
)
_RESULTS = Phrase("results: %s", "结果：%s")
_NOTE = Phrase("note: %s", "说明：%s")
_ONLY_SHOWN = Phrase("{error.what}; what is there is shown", "{error.what}；显示已有的内容")
_ANSWERS = Phrase(
    "answers: %s (evalbench --mode eval %s scores them)",
    "回答：%s（evalbench --mode eval %s 对其评分）",
)
_TO_GO_ON = Phrase("to go on: evalbench %s", "接着跑：evalbench %s")


class Mode(Struct, frozen=True):
    """What is done, in this order; a mode that asks nothing reads an earlier run."""

    kind: Kind
    ask: Callable[[Plan, RunFolder, Options], Asked] | None = None
    derive: Callable[[Plan, RunFolder, Options], None] | None = None
    # False when something is missing
    show: Callable[[Plan, RunFolder, Options], bool] | None = None
    # what is asked will be measured: full answers, no hidden retries, a warm-up
    timed: bool = False
    # shows also a run that may only be looked at, and leaves nothing behind then
    looks: bool = False
    # instead of `derive`, where it is only looked at
    derive_so_far: Callable[[Plan, RunFolder, Options], None] | None = None
    # finds before the run what would break it
    check: Callable[[Plan, Options], None] = lambda *_: None


# A mode imports its stages when it comes to them: those that score bring aiohttp and asyncio, those
# that measure bring numpy, and a run pays only for its own.


def _ask_for_scores(plan: Plan, run: RunFolder, options: Options) -> Asked:
    from evalbench.stages import infer

    pace = infer.Pace(
        options.num_warmups or 0,
        options.max_num_workers,
        again=options.retry.kinds,
        max_errors=options.max_errors,
        wait_server_s=options.wait_server_s,
    )
    return infer.for_scores(plan, run, pace)


def _ask_for_times(plan: Plan, run: RunFolder, options: Options) -> Asked:
    from evalbench.stages import load, search

    press = load.Press(
        warmups=1 if options.num_warmups is None else options.num_warmups,
        workers=options.workers,
        pressure_s=options.pressure_s,
        sweep=options.sweep,
        slo=options.slo,
    )
    if options.find_capacity:
        return search.for_capacity(plan, run, press, options.slo_percentile)
    return load.for_times(plan, run, press)


def _check_answers(plan: Plan, options: Options) -> None:
    from evalbench.sandbox import host
    from evalbench.stages import evaluate

    host.allow_unsafe(options.unsafe_code)
    evaluate.check(plan)


def _check_tokenizers(plan: Plan, _options: Options) -> None:
    from evalbench.stages import tokenizers

    tokenizers.by_path(plan)


def _check_loads(plan: Plan, options: Options) -> None:
    from evalbench.stages import load, search

    _check_tokenizers(plan, options)
    load.check(plan)
    if options.find_capacity:
        search.check(plan, options.slo, options.slo_percentile)


def _evaluate(plan: Plan, run: RunFolder, _options: Options) -> None:
    from evalbench.stages import evaluate

    evaluate.evaluate(plan, run)


def _evaluate_so_far(plan: Plan, run: RunFolder, options: Options) -> None:
    if not run.scored:
        _check_answers(plan, options)
        _evaluate(plan, run, options)


def _show_scores(plan: Plan, run: RunFolder, _options: Options) -> bool:
    from evalbench.stages import summarize

    return summarize.scores(plan, run)


def _show_times(plan: Plan, run: RunFolder, options: Options) -> bool:
    from evalbench.stages import measure, summarize

    return summarize.performances(plan, run, measure.measure_loads(plan, run, options.slo))


_SCORED = Mode("accuracy", None, _evaluate, _show_scores, check=_check_answers)
_MEASURED = Mode("performance", show=_show_times, check=_check_tokenizers)
MODES = {
    "all": structs.replace(_SCORED, ask=_ask_for_scores),
    "infer": Mode("accuracy", _ask_for_scores),
    "eval": _SCORED,
    "viz": Mode("accuracy", show=_show_scores, looks=True, derive_so_far=_evaluate_so_far),
    "perf": structs.replace(_MEASURED, ask=_ask_for_times, timed=True, check=_check_loads),
    "perf_viz": structs.replace(_MEASURED, looks=True),
}


def prepare(options: Options) -> tuple[Options, Plan]:
    """Everything that is checked before anything is sent or written."""
    mode = MODES[options.mode]
    _check(options, mode)
    with masked_errors(_said_secrets(options)):
        options = _with_earlier_config(options)
        config = resolve(options, timed=mode.timed, kind=mode.kind, asks=mode.ask is not None)
    with masked_errors(secrets_of(config)):
        known = _known_of_earlier(options, config, mode)
        chosen = options.selection.over(config.selection)
        options = replace(options, selection=replace(chosen, seed=chosen.seed or 0))
        plan = make_plan(config, options.selection, timed=mode.timed)
        _check_earlier(plan, known)
        mode.check(plan, options)
    return options, plan


def run(options: Options, argv: Sequence[str], earlier: Account | None = None) -> bool:
    """Do what the mode says. Tells whether everything that was asked has an answer.

    `earlier` is the run that this one repeats: what differs from it is told.
    """
    options, plan = prepare(options)
    mode = MODES[options.mode]
    secrets = secrets_of(plan.config)
    with masked_errors(secrets):
        found = _folder(options, plan.config, secrets)
        with (
            _own(found, mode) as (folder, note),
            logs.recorded(folder.log, secrets, debug=options.debug),
        ):
            if note:
                log.warning(note)
            entry = Passport(folder, plan, argv, options, mode.kind, earlier)
            try:
                return _run(plan, folder, mode, options, entry)
            except KeyboardInterrupt:
                of_kind = {"accuracy": interruption.of_scores, "performance": interruption.of_times}
                raise of_kind[mode.kind](folder.again) from None


@contextmanager
def _own(run: RunFolder, mode: Mode) -> Iterator[tuple[RunFolder, Phrase | None]]:
    """The run, for this process alone or only to be looked at; and what is to be said of that."""
    with ExitStack() as stack:
        try:
            claim = stack.enter_context(run.claimed())
        except OutputError as error:
            if not mode.looks:
                raise
            yield _only_looked_at(run, stack, held=False), _ONLY_SHOWN.filled(error=error)
            return
        if claim.holder is None:
            yield run, None if claim.certain else _NO_LOCKS
        elif not mode.looks:
            look = "viz" if mode.kind == "accuracy" else "perf_viz"
            raise UNDER_WAY(folder=run.path, holder=claim.holder, look=look, again=run.again)
        else:
            note = _WRITTEN_NOW.filled(run=run.path, holder=claim.holder)
            yield _only_looked_at(run, stack, held=True), note


def _only_looked_at(run: RunFolder, stack: ExitStack, *, held: bool) -> RunFolder:
    shown_in = stack.enter_context(TemporaryDirectory(prefix="evalbench-"))
    return RunFolder(run.path, run.secrets, shown_in=Path(shown_in), held=held)


def _run(plan: Plan, folder: RunFolder, mode: Mode, options: Options, entry: Passport) -> bool:
    log.info(_RESULTS, folder.path)
    for note in plan.config.notes:
        log.info(_NOTE, note)
    with entry:
        asked = _asked(plan, folder, mode, options, entry)
        complete = asked.failed == 0
        if asked.anything:
            _derive(plan, folder, mode, options, entry)
            complete = (mode.show is None or mode.show(plan, folder, options)) and complete
        _raise_errors(asked, folder, mode)
    return complete


def _derive(plan: Plan, folder: RunFolder, mode: Mode, options: Options, entry: Passport) -> None:
    if folder.looked_at and mode.derive_so_far:
        mode.derive_so_far(plan, folder, options)
    elif mode.derive:
        if mode.kind == "accuracy" and not mode.ask:
            entry.scores()
        mode.derive(plan, folder, options)
    elif mode.ask and not mode.show:
        log.info(_ANSWERS, folder.path / "predictions", folder.again)


def _raise_errors(asked: Asked, folder: RunFolder, mode: Mode) -> None:
    """After the tables of what was answered all the same."""
    errors = [*asked.errors, *([KeyboardInterrupt()] if asked.interrupted else [])]
    for error in errors[:-1]:
        log.error("%s", error)
    if asked.errors and mode.kind == "accuracy":
        log.info(_TO_GO_ON, folder.again)
    if errors:
        raise errors[-1]


def _asked(plan: Plan, folder: RunFolder, mode: Mode, options: Options, entry: Passport) -> Asked:
    if not mode.ask:
        return Asked()
    with served(plan, folder) as as_served, folder.durability.watching(folder.growing):
        usable, errors = service.identify(as_served, timed=mode.timed)
        if not usable.tasks:
            return Asked(errors, anything=False)
        entry.names(usable)
        asked = mode.ask(usable, folder, options)
        entry.recorded(asked.recorded)
    return asked._replace(errors=[*errors, *asked.errors])


def _check(options: Options, mode: Mode) -> None:
    if mode.timed and options.reuse:
        raise PERF_GOES_NOT_ON(mode=options.mode, again=_said_again(options))
    if options.work_dir and os.sep in (options.reuse or ""):
        why = Phrase("both say where the run is", "两者都指明了运行所在的位置")
        raise OPTIONS_EXCLUDE(option="--reuse FOLDER", other="--work-dir", why=why)
    if not mode.ask and not options.reuse:
        raise NO_RUN_NAMED(mode=options.mode)
    if not mode.ask and options.num_warmups is not None:
        what = combinations.ASKS_NOTHING
        raise OPTION_IDLE(mode=options.mode, what=what, option="--num-warmups", hint="")
    if mode.timed and options.max_num_workers > 1:
        raise SEVERAL_MODELS_TIMED()
    combinations.check(
        options,
        timed=mode.timed,
        asks=mode.ask is not None,
        measured=mode.kind == "performance",
        judges=mode.kind == "accuracy" and mode.derive is not None,
    )


def _said_again(options: Options) -> str:
    """`--reuse` and what goes with it, as it was said."""
    words = ["--reuse", *([options.reuse] if options.reuse not in (None, "latest") else [])]
    words += ["--work-dir", options.work_dir] if options.work_dir else []
    return shlex.join(words)


def _with_earlier_config(options: Options) -> Options:
    """`--reuse` alone takes configuration and choice of samples from the run itself.

    Beside names of models and data sets it still is the run's choice of samples.
    """
    if not options.reuse or options.config:
        return options
    folder = earlier_run(Path(options.work_dir or DEFAULT_WORK_DIR), options.reuse, ())
    if options.models:
        return replace(options, selection=options.selection.over(passport.selection(folder)))
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
        return earlier_run(work_dir, options.reuse, secrets, options.fsync)
    folder = new_run(work_dir, secrets, options.fsync)
    chosen = {"selection": msgspec.to_builtins(options.selection)}
    folder.write_text(folder.config, dump.as_python({**config.raw, **chosen}))
    return folder


class _Known(NamedTuple):
    """An earlier run that is gone on with, or shown."""

    folder: RunFolder
    passport: Mapping[str, Any]


def _known_of_earlier(options: Options, config: RunConfig, mode: Mode) -> _Known | None:
    """None without one. Raises ConfigError when it is of another kind."""
    if not options.reuse:
        return None
    folder = earlier_run(Path(config.work_dir), options.reuse, ())
    known = folder.passport()
    if mode.kind == "accuracy" and known.get("kind") == "performance":
        raise RUN_WAS_TIMED(folder=folder.path, again=folder.again)
    return _Known(folder, known)


def _check_earlier(plan: Plan, known: _Known | None) -> None:
    """Raise ConfigError when the run to go on with is of other questions.

    Those of the plan, not of the config: a drawn sample leaves small subjects without a question.
    """
    if known is None:
        return
    asked = {
        "datasets": [task.dataset.abbr for task in plan.tasks],
        "models": [model.abbr for model in plan.config.models],
    }
    for key, named in asked.items():
        there = known.passport.get(key) or named
        strange = [abbr for abbr in named if abbr not in there]
        if strange:
            known_there = ", ".join(sorted(there)[:5])
            raise RUN_ASKED_OTHERS(folder=known.folder.path, there=known_there, strange=strange[0])


def secrets_of(config: RunConfig) -> list[str]:
    """Those of the config, the keys that it names, and logins of addresses."""
    models = config.raw["models"]
    variables = {str(model.get("api_key_env", "OPENAI_API_KEY")) for model in models}
    keys = {os.environ.get(name, "").strip() for name in variables}
    keys |= {model.key for model in config.models}
    proxies = [value for name, value in os.environ.items() if name.lower().endswith("_proxy")]
    addresses = [os.environ.get("OPENAI_BASE_URL", ""), *proxies]
    logins = {
        form
        for address in addresses
        for form in logins_in(address if "://" in address else f"http://{address}")
    }
    return sorted({*secrets_in(config.raw), *keys, *logins} - {""})


def _said_secrets(options: Options) -> list[str]:
    """Those of the command line, for errors about it."""
    said = {"addresses": [options.url, options.proxy], "generation": options.generation}
    return sorted({*secrets_in(said), *secrets_in(options.cfg_options)} - {""})
