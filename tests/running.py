"""A command of the program that is under way, to be interrupted or killed."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable

from tests.processes import traffic_processes, wait_until
from tests.program import Finished, Program


class Running:
    """A command under way; ended by its process id whatever the test does."""

    def __init__(self, program: Program, *arguments: object, code: str = "") -> None:
        command = [sys.executable, *(("-c", code) if code else ("-m", "evalbench"))]
        self.cwd = program.cwd
        self._out, self._err = program.cwd / "stdout.txt", program.cwd / "stderr.txt"
        with self._out.open("w") as out, self._err.open("w") as err:
            self.process = subprocess.Popen(
                [*command, *map(str, arguments)],
                cwd=program.cwd,
                env=program.environment({}),
                stdout=out,
                stderr=err,
                start_new_session=True,
            )

    def __enter__(self) -> "Running":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()

    @property
    def workers(self) -> list[int]:
        return traffic_processes(self.process.pid)

    def until(self, holds: Callable[[], object]) -> None:
        """Return as soon as it holds, and not in vain when the command is over."""
        wait_until(lambda: holds() or self.process.poll() is not None)
        assert holds(), self._err.read_text()

    def interrupt(self) -> None:
        """As Ctrl-C does in a terminal: every process of the command hears it."""
        os.killpg(self.process.pid, signal.SIGINT)

    def finished(self) -> Finished:
        code = self.process.wait(timeout=60)
        return Finished(code, self._out.read_text(), self._err.read_text(), self.cwd)

    @property
    def said(self) -> str:
        """On its error stream, so far."""
        return self._err.read_text()
