"""`run.json`: what was asked, of whom, on what, when, and how it ended."""

import logging
import sys
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self

import msgspec

import evalbench
from evalbench import clock
from evalbench.config.options import Kind, Options, Selection
from evalbench.outputs import RunFolder
from evalbench.plan import Plan
from evalbench.secrecy import masked_words

log = logging.getLogger(__name__)


class Passport:
    """Every command on a run adds an entry of its own; what the first one set down stays.

    The clock pair of a command lays the instants that it recorded beside a server's logs.
    """

    def __init__(
        self, folder: RunFolder, plan: Plan, argv: Sequence[str], options: Options, kind: Kind
    ) -> None:
        self._folder = folder
        self._selection = options.selection
        # what a run that was killed had still to do
        self._series = {"sweep": options.sweep, "find_capacity": options.find_capacity}
        self._command: dict[str, Any] = {
            "argv": masked_words(argv),
            "mode": options.mode,
            "started": clock.iso(),
            "clock": clock.pair()._asdict(),
            "how": "running",
            "ended": None,
        }
        self._content: dict[str, Any] = folder.passport() or {
            "started": self._command["started"],
            "kind": kind,
            "evalbench": evalbench.__version__,
            "python": sys.version.split()[0],
            "config_files": [str(file.path) for file in plan.config.files],
            "selection": options.selection,
            "models": {},
            "datasets": _datasets(plan),
            "commands": [],
        }
        for earlier in self._content["commands"]:
            if earlier["how"] == "running":  # it would hold the lock of the folder
                earlier["how"] = "killed"
        self._content["commands"].append(self._command)

    def names(self, plan: Plan) -> None:
        """Set down what is asked, where, and with which parameters."""
        self._content["selection"] = self._selection
        self._content.update({key: value for key, value in self._series.items() if value})
        self._content["datasets"].update(_datasets(plan))
        self._command["recorded"] = None  # unknown until it has ended: an interruption leaves it so
        for model in plan.config.models:
            protocol = model.protocol
            self._tell_changes(model.abbr, protocol.conditions())
            self._content["models"][model.abbr] = {
                "url": protocol.base(),
                "conditions": protocol.conditions(),
                "batch_size": model.asking.batch_size,
                "request_rate": model.asking.request_rate,
                "retry": model.asking.retry,
            }
        self._write()

    def recorded(self, samples: int) -> None:
        """Set down that this command has put so many records into the run."""
        self._command["recorded"] = samples

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

    def _write(self) -> None:
        self._folder.write_passport(self._content)


def _datasets(plan: Plan) -> dict[str, Any]:
    return {
        task.dataset.abbr: {"version": task.dataset.version, "samples": len(task.samples)}
        for task in plan.tasks
    }


def selection(folder: RunFolder) -> Selection:
    """Which samples a run has chosen."""
    return msgspec.convert(folder.passport().get("selection", {}), Selection)
