"""The passport of a run as it goes on: what is set down when, and how its commands end."""

import logging
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from threading import RLock
from types import TracebackType
from typing import Any, Self

import msgspec

import evalbench
from evalbench import clock
from evalbench.config.options import Kind, Options, Selection
from evalbench.errors import OutputError
from evalbench.outputs import RunFolder
from evalbench.passport.beside import Beside
from evalbench.passport.config import config_sha256
from evalbench.passport.data import data_of
from evalbench.passport.differences import Account, differences
from evalbench.passport.service import services_of
from evalbench.plan import Plan
from evalbench.secrecy import masked, masked_words

log = logging.getLogger(__name__)

_PATIENCE_S = 30.0  # at the end, for what is found out beside: large files take their time


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
        self._lock = RLock()  # of the content: what is found out beside comes into it meanwhile
        self._around: Beside[dict[str, Any]] | None = None
        self._data: Beside[dict[str, dict[str, Any]]] | None = None
        self._services: Beside[dict[str, dict[str, Any]]] | None = None
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
        self._content: dict[str, Any] = folder.passport() or {
            "started": self._command["started"],
            "kind": kind,
            "evalbench": evalbench.__version__,
            "python": sys.version.split()[0],
            **({"rerun_of": str(earlier.path)} if earlier else {}),
            "config_files": [str(file.path) for file in plan.config.files],
            "selection": options.selection,
            "models": {},
            "datasets": _datasets(plan),
            "commands": [],
        }
        self._content["commands"].append(self._command)

    def names(self, plan: Plan) -> None:
        """Set down what is asked, where, and with which parameters."""
        self._plan = plan
        self._content["selection"] = self._selection
        self._content.update({key: value for key, value in self._series.items() if value})
        self._content["datasets"].update(_datasets(plan))
        self._command["recorded"] = None  # unknown until it has ended: an interruption leaves it so
        for model in plan.config.models:
            conditions = masked(model.protocol.conditions())
            self._tell_changes(model.abbr, conditions)
            self._content["models"][model.abbr] = {
                "url": model.protocol.base(),
                "conditions": conditions,
                "batch_size": model.asking.batch_size,
                "request_rate": model.asking.request_rate,
                "retry": model.asking.retry,
            }
        if self._earlier or not self._timed:
            self._find_out()
        if self._earlier:  # nothing is timed yet, and whoever repeats a run wants to know now
            self._gather()
            self._tell_differences()
        self._write()

    def recorded(self, samples: int) -> None:
        """Set down that this command has put so many records into the run."""
        self._command["recorded"] = samples
        if self._earlier or self._services is None:
            self._find_out()
        if self._services:
            self._services.wait(_PATIENCE_S)  # a simulated one ends with the questions

    def _find_out(self) -> None:
        models = self._plan.config.models
        self._services = Beside(partial(services_of, models, proxies=not self._timed), self._keep)
        self._data = self._data or Beside(partial(data_of, self._plan), self._keep)
        self._look_around()

    def _look_around(self) -> None:
        if self._around is None:
            asks = self._data is not None
            self._around = Beside(partial(_surroundings, self._plan, with_devices=asks), self._keep)

    def _gather(self) -> None:
        """Wait for what is found out beside, and set it down."""
        for each in (self._services, self._data, self._around):
            if each is not None:
                each.wait(_PATIENCE_S)
        self._set_down()

    def _keep(self) -> None:
        """In the threads: what was found out is in the passport of a run that is killed, too."""
        self._set_down()
        with suppress(OutputError):  # a full disk is told by what is written at the end
            self._write()

    def _set_down(self) -> None:
        with self._lock:
            for abbr, service in ((self._services and self._services.value) or {}).items():
                self._content["models"][abbr]["service"] = service
            for abbr, data in ((self._data and self._data.value) or {}).items():
                self._content["datasets"][abbr].update(data)
            self._command.update((self._around and self._around.value) or {})

    def _tell_changes(self, model: str, now: Mapping[str, Any]) -> None:
        """A run that goes on under other conditions asks again, and says what is other."""
        before = self._content["models"].get(model, {}).get("conditions", now)
        changed = [
            f"{key} was {before.get(key)!r} and is {now.get(key)!r}"
            for key in {**before, **now}
            if before.get(key) != now.get(key)
        ]
        if changed:
            log.warning("%s: asked again where %s", model, ", ".join(changed))

    def _tell_differences(self) -> None:
        if self._earlier is None:
            return
        now = Account(self._folder.path, self._content, masked(self._plan.config.raw))
        found = differences(self._earlier, now)
        log.info("repeats %s; %s", self._earlier.path, _counted(found))
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
        self._look_around()
        self._gather()
        self._write()
        self._tell_differences()

    def _write(self) -> None:
        with self._lock:
            self._folder.write_passport(self._content)


def _counted(lines: Sequence[str]) -> str:
    if not lines:
        return "nothing differs from then"
    return f"{len(lines)} thing{'s' * (len(lines) != 1)} differ{'s' * (len(lines) == 1)} from then:"


def _surroundings(plan: Plan, *, with_devices: bool) -> dict[str, Any]:
    """What a command ran on. The devices are looked for where something is asked."""
    # here, not at the top: before the first request nothing of it is needed
    from evalbench.passport.accelerators import accelerators, cann_version
    from evalbench.passport.host import host
    from evalbench.passport.software import versions

    found: dict[str, Any] = {
        "config_sha256": config_sha256(plan.config.raw),
        "versions": versions(),
        "host": host(),
    }
    if with_devices:
        found |= {"accelerators": accelerators(), "cann": cann_version()}
    return found


def _seeds(plan: Plan) -> dict[str, Any]:
    """Of samples, arrivals and random prompts; and those that models are told."""
    said = {model.abbr: model.protocol.conditions().get("seed") for model in plan.config.models}
    return {"run": plan.seed, "models": {abbr: seed for abbr, seed in said.items() if seed}}


def _datasets(plan: Plan) -> dict[str, Any]:
    return {
        task.dataset.abbr: {"version": task.dataset.version, "samples": len(task.samples)}
        for task in plan.tasks
    }


def selection(folder: RunFolder) -> Selection:
    """Which samples a run has chosen."""
    return msgspec.convert(folder.passport().get("selection", {}), Selection)
