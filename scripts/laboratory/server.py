"""A simulator that can be killed and started again, and what it says became of each request."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

REPOSITORY = Path(__file__).resolve().parents[2]
# what a developer's shell may hold, and a proof must not see
_FOREIGN = ("OPENAI_", "EVALBENCH_", "HTTP_", "HTTPS_", "ALL_", "NO_PROXY")


class Simulator:
    """Runs while the `with` block does; once it has a port it keeps it."""

    def __init__(self, folder: Path, *words: str) -> None:
        self.log = folder / "truth.jsonl"
        self._words = words
        self._port = 0
        self._counted = self._lines = 0
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        place = (f"--port={self._port}", f"--log={self.log}")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "evalbench.simulator", *place, *self._words],
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        word, _, url = self._process.stdout.readline().strip().partition(" ")
        if word != "ready":
            raise SystemExit("the simulator did not start")
        self._port = int(url.rpartition(":")[2])

    def kill(self) -> int:
        """As the kernel's out-of-memory killer does; returns the instant, on the log's clock."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        return time.monotonic_ns()

    def answered(self) -> int:
        """About so many answers have ended: lines of the log."""
        with self.log.open("rb") as log:
            log.seek(self._counted)
            new = log.read()
        self._counted += len(new)
        self._lines += new.count(b"\n")
        return self._lines

    def answers(self, since_ns: int = 0) -> list[dict[str, Any]]:
        """The truth about every request for an answer that has ended."""
        return [
            line
            for line in lines_of(self.log)
            if line["path"].endswith("completions") and line["received_ns"] >= since_ns
        ]


def lines_of(file: Path) -> Iterator[dict[str, Any]]:
    """Of a file of JSON lines; the last one only if it is whole."""
    if file.exists():
        for line in file.read_bytes().split(b"\n")[:-1]:
            if line:
                yield msgspec.json.decode(line)


def evalbench(*words: object) -> list[str]:
    return [sys.executable, "-m", "evalbench", *map(str, words)]


def environment(cwd: Path) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)}
    return {**own, "PYTHONPATH": str(REPOSITORY), "XDG_CACHE_HOME": str(cwd / ".cache")}


def asked(cwd: Path, *words: object) -> subprocess.CompletedProcess[str]:
    """`evalbench` in a folder, to its end."""
    cwd.mkdir(parents=True, exist_ok=True)
    return subprocess.run(
        evalbench(*words),
        cwd=cwd,
        env=environment(cwd),
        capture_output=True,
        text=True,
        check=False,
    )


def started(cwd: Path, *words: object) -> "subprocess.Popen[bytes]":
    """The same, not waited for; its words go into a file."""
    cwd.mkdir(parents=True, exist_ok=True)
    with (cwd / "said.txt").open("ab") as said:
        return subprocess.Popen(
            evalbench(*words), cwd=cwd, env=environment(cwd), stdout=said, stderr=said
        )


def run_folder(cwd: Path) -> Path | None:
    """The one run of a working folder."""
    found: Sequence[Path] = sorted((cwd / "outputs/default").glob("*"))
    if len(found) > 1:
        raise SystemExit(f"{cwd} holds {len(found)} runs")
    return found[0] if found else None
