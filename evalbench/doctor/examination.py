"""Every check of every model at once, within a time that is known beforehand."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from evalbench import clock
from evalbench.config.model import ModelConfig
from evalbench.config.options import Options
from evalbench.config.resolve import RunConfig, resolve
from evalbench.doctor.checks import CHECKS, Check
from evalbench.doctor.data_seen import DataSeen, look_at
from evalbench.doctor.errand import Errand, TooLateError
from evalbench.doctor.findings import LEVELS, Finding, Level, skipped
from evalbench.doctor.subject import Inquiry, Subject
from evalbench.errors.config import ASKS_NOTHING
from evalbench.errors.entries import Phrase
from evalbench.outputs import RunFolder
from evalbench.plan import Plan
from evalbench.serving.process import served
from evalbench.traffic.proxies import by_environment
from evalbench.workflow import MODES

BUDGET_S = 8.5  # of the ten seconds, after the program has started


@dataclass(frozen=True, slots=True)
class Examined:
    """One model."""

    abbr: str
    base: str
    name: str  # as configured; "": the service is asked
    findings: Mapping[str, Finding]  # by check


@dataclass(frozen=True, slots=True)
class Report:
    models: Sequence[Examined]
    took_s: float

    def count(self, level: Level) -> int:
        return sum(f.level == level for each in self.models for f in each.findings.values())

    @property
    def healthy(self) -> bool:
        return self.count("failure") == 0

    @property
    def counts(self) -> Mapping[Level, int]:
        return {level: self.count(level) for level in LEVELS}


def configured(options: Options) -> RunConfig:
    """As a run would be; data sets need not be named. Raises ConfigError."""
    mode = MODES[options.mode]
    if mode.ask is None:
        raise ASKS_NOTHING(mode=options.mode)
    return resolve(options, timed=mode.timed, kind=mode.kind, without_data=True)


def examine(config: RunConfig, options: Options, *, budget_s: float = BUDGET_S) -> Report:
    """Ask, compare, and come back in time, whatever the network and the service do."""
    begun_ns = clock.now_ns()
    until_ns = begun_ns + round(budget_s * 1e9)
    selection = options.selection.over(config.selection)
    data = Errand(partial(look_at, config, selection))
    timed = MODES[options.mode].timed
    with _addressed(config) as models:
        errands = [
            _begun(_subject(model, data, config, timed, (begun_ns, until_ns))) for model in models
        ]
        found = [
            Examined(
                model.abbr,
                model.protocol.base(),
                model.protocol.model,
                {name: _in_time(errand, until_ns) for name, errand in of_model.items()},
            )
            for model, of_model in zip(models, errands, strict=True)
        ]
    return Report(found, (clock.now_ns() - begun_ns) / 1e9)


@contextmanager
def _addressed(config: RunConfig) -> Iterator[Sequence[ModelConfig]]:
    """With a simulator for each model that brings one."""
    if not any(model.asking.serve for model in config.models):
        yield config.models
        return
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Plan(config, (), 0), RunFolder(Path(folder))) as plan,
    ):
        yield plan.config.models


def _subject(
    model: ModelConfig,
    data: Errand[DataSeen],
    config: RunConfig,
    timed: bool,
    between_ns: tuple[int, int],
) -> Subject:
    base = model.protocol.base()
    way = model.way if timed else by_environment(base, model.way)
    begun_ns, until_ns = between_ns
    return Subject(
        model=model,
        timed=timed,
        way=way,
        data=data,
        has_data=bool(config.datasets),
        begun_ns=begun_ns,
        until_ns=until_ns,
        inquiry=Inquiry(way, until_ns),
    )


def _begun(subject: Subject) -> dict[str, Errand[Finding]]:
    errands: dict[str, Errand[Finding]] = {}
    for name, check in CHECKS.items():
        needed = {need: errands[need] for need in check.needs}
        errands[name] = Errand(partial(_run, check, subject, needed))
    return errands


def _run(check: Check, subject: Subject, needed: Mapping[str, Errand[Finding]]) -> Finding:
    for need, errand in needed.items():
        found = _in_time(errand, subject.until_ns)
        if found.blocks:
            return unmet(found.details.get("needs", need))
    try:
        return check.run(subject)
    except TooLateError:
        return _TOO_LATE


def unmet(root: str) -> Finding:
    """For whatever builds, over however many steps, on a check that has failed."""
    title = CHECKS[root].title
    evidence = Phrase(f"needs: {title}", f"需要：{title}")
    return Finding("skipped", evidence, blocks=True, details={"needs": root})


def _in_time(errand: Errand[Finding], until_ns: int) -> Finding:
    try:
        return errand.result(until_ns)
    except TooLateError:
        return _TOO_LATE


_TOO_LATE = skipped(
    Phrase(
        "not judged: not done in the time that the doctor takes",
        "无法判断：未能在检查时限内完成",
    ),
    blocks=True,
)
