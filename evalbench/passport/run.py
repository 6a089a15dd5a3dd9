"""The passport of a run as it goes on: what is set down when, and how its commands end."""

import logging
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from threading import Lock
from types import TracebackType
from typing import Any, Self

import msgspec

import evalbench
from evalbench import clock
from evalbench.config.model import ModelConfig
from evalbench.config.options import Kind, Options, Selection
from evalbench.errors import OutputError
from evalbench.errors.entries import Phrase, joined
from evalbench.errors.output import BROKEN
from evalbench.outputs import RunFolder
from evalbench.passport.differences import Account, differences
from evalbench.passport.inquiry import Inquiry
from evalbench.plan import Plan
from evalbench.secrecy import masked, masked_words
from evalbench.types import Json

log = logging.getLogger(__name__)

_WAS = Phrase("{key} was {before!r} and is {now!r}", "{key} 原为 {before!r}，现为 {now!r}")
_COMMA = Phrase(", ", "，")
_ASKED_AGAIN = Phrase("%s: asked again where %s", "%s：条件已变，重新询问：%s")
_MOVED = Phrase(
    "%s: asked at %s before, and at %s now: what was answered there is kept",
    "%s：原先询问 %s，现在询问 %s：在原处得到的回答会保留",
)
_REPEATS = Phrase("repeats %s; %s", "重复 %s；%s")
_THE_SAME = Phrase("nothing differs from then", "与那时没有差别")
_ONE_OTHER = Phrase("1 thing differs from then:", "与那时有 1 处差别：")
_OTHERS = Phrase("{count} things differ from then:", "与那时有 {count} 处差别：")


class Passport:
    """Every command on a run adds an entry of its own; what the first one set down stays.

    The clock pair of a command lays the instants that it recorded beside a server's logs. What
    takes time to find out (check sums, tools, services) is found out beside the questions of an
    accuracy run, and of a perf run when its loads are over.
    """

    def __init__(
        self,
        folder: RunFolder,
        plan: Plan,
        argv: Sequence[str],
        options: Options,
        kind: Kind,
        earlier: Account | None = None,
    ) -> None:
        self._folder = folder
        self._plan = plan
        self._timed = kind == "performance"
        self._earlier = earlier  # the run that is repeated
        self._lock = Lock()  # threads write too
        self._inquiry = Inquiry(self._keep)
        self._selection = options.selection
        # what a run that was killed had still to do
        self._series = {"sweep": options.sweep, "find_capacity": options.find_capacity}
        self._command: dict[str, Any] = {
            "argv": masked_words(argv),
            "options": masked(msgspec.to_builtins(options.said)),
            "mode": options.mode,
            "started": clock.iso(),
            "clock": clock.pair()._asdict(),
            "how": "running",
            "ended": None,
            "seeds": _seeds(plan),
        }
        self._content = folder.passport() or self._begun(kind)
        for part in ("models", "datasets"):
            self._content.setdefault(part, {})
        for before in self._content.setdefault("commands", []):
            if before.get("how") == "running":  # it would hold the lock of the folder
                before["how"] = "killed"
        self._content["commands"].append(self._command)

    def _begun(self, kind: Kind) -> dict[str, Any]:
        """What is set down of a run that nobody has begun before."""
        return {
            "started": self._command["started"],
            "kind": kind,
            "evalbench": evalbench.__version__,
            "python": sys.version.split()[0],
            **({"rerun_of": str(self._earlier.path)} if self._earlier else {}),
            "config_files": [str(file.path) for file in self._plan.config.files],
            "selection": self._selection,
            "models": {},
            "datasets": _datasets(self._plan),
            "commands": [],
        }

    def names(self, plan: Plan) -> None:
        """Set down what is asked, where, and with which parameters."""
        self._plan = plan
        self._content["selection"] = self._selection
        self._content.update({key: value for key, value in self._series.items() if value})
        for abbr, entry in _datasets(plan).items():  # the check sums of before stay until new ones
            self._content["datasets"].setdefault(abbr, {}).update(entry)
        self._command["urls"] = {each.abbr: each.service for each in plan.config.models}
        self._command["recorded"] = None  # unknown until it has ended: an interruption leaves it so
        for model in plan.config.models:
            conditions = masked(model.protocol.conditions())
            self._tell_changes(model.abbr, conditions)
            self._tell_move(model)
            self._content["models"][model.abbr] = {
                "url": model.protocol.base(),
                "conditions": conditions,
                "conditions_of_datasets": _of_datasets(plan, model, conditions),
                "batch_size": model.asking.batch_size,
                "request_rate": model.asking.request_rate,
                "retry": model.asking.retry,
            }
        if self._earlier or not self._timed:
            self._inquiry.begin(plan)
        if self._earlier:  # nothing is timed yet, and whoever repeats a run wants to know now
            self._inquiry.wait()
        self._write()
        self._tell_differences()

    def scores(self) -> None:
        """Set down against which data this command scores what others have asked."""
        self._inquiry.read(self._plan)

    def recorded(self, samples: int) -> None:
        """Set down that this command has put so many records into the run."""
        self._command["recorded"] = samples
        if self._earlier or not self._inquiry.begun:
            self._inquiry.begin(self._plan)
        self._inquiry.wait_for_services()

    def _keep(self) -> None:
        """In a thread: what was found out is in the passport of a run that is killed, too."""
        with suppress(OutputError):  # a full disk is told by what is written at the end
            self._write()

    def _tell_changes(self, model: str, now: Mapping[str, Any]) -> None:
        """A run that goes on under other conditions asks again, and says what is other."""
        before = self._content["models"].get(model, {}).get("conditions", now)
        changed = [
            _WAS.filled(key=key, before=before.get(key), now=now.get(key))
            for key in {**before, **now}
            if before.get(key) != now.get(key)
        ]
        if changed:
            log.warning(_ASKED_AGAIN, model, joined(changed, _COMMA))

    def _tell_move(self, model: ModelConfig) -> None:
        """What was answered at another address is kept: it may be the same service, or not."""
        places = (each.get("urls", {}).get(model.abbr) for each in self._content["commands"][:-1])
        known = [place for place in places if place]
        if known and known[-1] != model.service:
            log.warning(_MOVED, model.abbr, known[-1], model.service)

    def _tell_differences(self) -> None:
        if self._earlier is None or "recorded" not in self._command:  # nothing came to be asked
            return
        now = Account(self._folder.path, self._content, masked(self._plan.config.raw))
        found = differences(self._earlier, now)
        log.info(_REPEATS, self._earlier.path, _counted(found))
        for line in found:
            log.info("  %s", line)

    def __enter__(self) -> Self:
        self._write()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        how = {type(None): "done", KeyboardInterrupt: "interrupted"}.get(type(error), "failed")
        self._command.update(how=how, ended=clock.iso())
        self._write()
        self._inquiry.look_around(self._plan)
        self._inquiry.wait()
        self._write()
        self._tell_differences()

    def _write(self) -> None:
        with self._lock:
            self._inquiry.set_down(self._content, self._command)
            self._folder.write_passport(self._content)


def _counted(lines: Sequence[str]) -> Phrase:
    if not lines:
        return _THE_SAME
    return _ONE_OTHER if len(lines) == 1 else _OTHERS.filled(count=len(lines))


def _seeds(plan: Plan) -> dict[str, Any]:
    """Of samples, arrivals and random prompts; and those that models are told."""
    said = {model.abbr: model.protocol.conditions().get("seed") for model in plan.config.models}
    told = {abbr: seed for abbr, seed in said.items() if seed is not None}  # 0 is one
    return {"run": plan.seed, "models": told}


def _of_datasets(
    plan: Plan, model: ModelConfig, conditions: Mapping[str, Json]
) -> dict[str, dict[str, Json]]:
    """By the abbr of a data set what is sent otherwise for it: its own limit, its own stops."""
    found = {}
    for task in plan.tasks:
        if task.model.abbr == model.abbr:
            sent = masked(model.protocol.on(task.dataset.inferencer.terms).conditions())
            others = {key: each for key, each in sent.items() if each != conditions.get(key)}
            if others:
                found[task.dataset.abbr] = others
    return found


def _datasets(plan: Plan) -> dict[str, Any]:
    return {
        task.dataset.abbr: {"version": task.dataset.version, "samples": task.questions.asked}
        for task in plan.tasks
    }


def selection(folder: RunFolder) -> Selection:
    """Which samples a run has chosen."""
    try:
        return msgspec.convert(folder.passport().get("selection", {}), Selection)
    except msgspec.ValidationError as error:
        raise BROKEN(path=folder.path / "run.json", reason=error) from error
