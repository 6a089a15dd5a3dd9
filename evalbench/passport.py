"""`run.json`: what ran, on what, when, and how it ended."""

import sys
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

import evalbench
from evalbench import clock
from evalbench.config.options import Options
from evalbench.outputs import RunFolder, read_json
from evalbench.plan import Plan


class Passport:
    """Written when the run begins, when its services are known, and when it ends."""

    def __init__(
        self, folder: RunFolder, plan: Plan, argv: Sequence[str], options: Options
    ) -> None:
        self._folder = folder
        earlier = read_json(folder.passport) if folder.passport.exists() else {}
        self._content: dict[str, Any] = {
            "started": earlier.get("started", clock.iso()),
            "evalbench": evalbench.__version__,
            "python": sys.version.split()[0],
            "argv": list(argv),
            "mode": options.mode,
            "selection": {
                "num_prompts": options.num_prompts,
                "sample": options.sample,
                "seed": options.seed,
            },
            "clock": clock.pair()._asdict(),
            "config_files": [str(file.path) for file in plan.config.files],
            "models": earlier.get("models", {}),
            "datasets": {
                task.questions.config.abbr: {
                    "version": task.questions.config.version,
                    "samples": len(task.questions.samples),
                }
                for task in plan.tasks
            },
            "how": "running",
            "ended": None,
        }

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
        self._content.update(how=how, ended=clock.iso())
        self._write()

    def _write(self) -> None:
        self._folder.write_json(self._folder.passport, self._content)
