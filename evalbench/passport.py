"""`run.json`: what was asked, of whom, on what, when, and how it ended."""

import sys
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Literal, Self

import evalbench
from evalbench import clock
from evalbench.config.dump import masked_words
from evalbench.config.options import Options
from evalbench.outputs import RunFolder, read_json
from evalbench.plan import Plan

Kind = Literal["accuracy", "performance"]


class Passport:
    """Every command on a run adds an entry of its own; what the first one set down stays.

    The clock pair of a command lays the instants that it recorded beside a server's logs.
    """

    def __init__(
        self, folder: RunFolder, plan: Plan, argv: Sequence[str], options: Options, kind: Kind
    ) -> None:
        self._folder = folder
        self._command: dict[str, Any] = {
            "argv": masked_words(argv),
            "mode": options.mode,
            "started": clock.iso(),
            "clock": clock.pair()._asdict(),
            "how": "running",
            "ended": None,
        }
        self._content: dict[str, Any] = read(folder) or {
            "started": self._command["started"],
            "kind": kind,
            "evalbench": evalbench.__version__,
            "python": sys.version.split()[0],
            "config_files": [str(file.path) for file in plan.config.files],
            "selection": {
                "num_prompts": options.num_prompts,
                "sample": options.sample,
                "seed": options.seed,
            },
            "models": {},
            "datasets": {
                task.questions.config.abbr: {
                    "version": task.questions.config.version,
                    "samples": len(task.questions.samples),
                }
                for task in plan.tasks
            },
            "commands": [],
        }
        self._content["commands"].append(self._command)

    def names(self, plan: Plan) -> None:
        """Set down what is asked, where, and with which parameters."""
        for model in plan.config.models:
            protocol = model.protocol
            self._content["models"][model.abbr] = {
                "url": protocol.base(),
                "sampling": protocol.sampling(),
                "batch_size": model.load.batch_size,
                "request_rate": model.load.request_rate,
                "retry": model.load.retry,
            }
        self._write()

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
        self._folder.write_json(self._folder.passport, self._content)


def read(folder: RunFolder) -> dict[str, Any]:
    """What stands in a run's passport; empty for a new run."""
    return read_json(folder.passport) if folder.passport.exists() else {}


def selection(folder: RunFolder) -> Mapping[str, Any]:
    """Which samples were chosen, as options."""
    chosen: Mapping[str, Any] = read(folder).get("selection", {})
    return chosen
