"""The program as a user runs it: a process, its words, and the folder that it leaves behind."""

import io
import json
import os
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pyarrow.parquet

from evalbench import cli

REPOSITORY = Path(__file__).parents[1]
COMMAND = (sys.executable, "-m", "evalbench")
# what a developer's shell may hold and a test must not see
_FOREIGN = ("OPENAI_", "EVALBENCH_", "HTTP_", "HTTPS_", "ALL_", "NO_PROXY")


@dataclass(frozen=True, slots=True)
class Run:
    """A results folder."""

    path: Path

    def records(self, model: str, dataset: str) -> list[dict[str, Any]]:
        return jsonl(self.path / "predictions" / model / f"{dataset}.jsonl")

    def all_records(self) -> list[dict[str, Any]]:
        files = sorted((self.path / "predictions").glob("*/*.jsonl"))
        return [record for file in files for record in jsonl(file)]

    def requests(self, model: str, load: str) -> list[dict[str, Any]]:
        """The rows of a load, in the order in which the requests were sent."""
        path = self.path / "performances" / model / f"{load}_requests.parquet"
        rows: list[dict[str, Any]] = pyarrow.parquet.read_table(path).to_pylist()
        return sorted(rows, key=lambda row: row["sent_ns"])

    def prompts(self, model: str, load: str) -> list[dict[str, Any]]:
        """Each prompt of a load once."""
        return jsonl(self.path / "performances" / model / f"{load}_prompts.jsonl")

    def samples(self, model: str, dataset: str) -> list[dict[str, Any]]:
        """The audit trail."""
        return jsonl(self.path / "results" / model / f"{dataset}_samples.jsonl")

    def score(self, model: str, dataset: str) -> dict[str, Any]:
        return read_json(self.path / "results" / model / f"{dataset}.json")

    def performance(self, model: str, load: str) -> dict[str, Any]:
        return read_json(self.path / "performances" / model / f"{load}.json")

    def rows(self, model: str, load: str) -> dict[str, dict[str, Any]]:
        """Statistics of each metric of single requests, by its title."""
        report = self.performance(model, load)
        return {row["metric"]: row["values"] for row in report["per_request"]}

    def summary(self, ending: str) -> str:
        return next((self.path / "summary").glob(f"*.{ending}")).read_text(encoding="utf-8")

    @property
    def how(self) -> str:
        """How its last command ended."""
        return str(self.passport["commands"][-1]["how"])

    @property
    def passport(self) -> dict[str, Any]:
        return read_json(self.path / "run.json")


@dataclass(frozen=True, slots=True)
class Finished:
    """What a command said and left."""

    code: int
    stdout: str
    stderr: str
    cwd: Path

    @property
    def said(self) -> str:
        return self.stdout + self.stderr

    @property
    def run(self) -> Run:
        """The folder that it named as that of its results."""
        lines = [line for line in self.stderr.split("\n") if line.startswith("results: ")]
        assert lines, self.stderr
        return Run(self.cwd / lines[0].removeprefix("results: "))


class Program:
    """`evalbench` in one working folder."""

    def __init__(self, cwd: Path) -> None:
        self.cwd = cwd

    def __call__(self, *arguments: object, **environment: str) -> Finished:
        done = subprocess.run(
            [*COMMAND, *map(str, arguments)],
            cwd=self.cwd,
            env=self.environment(environment),
            capture_output=True,
            text=True,
            check=False,
        )
        return Finished(done.returncode, done.stdout, done.stderr, self.cwd)

    def start(self, *arguments: object, **environment: str) -> "subprocess.Popen[str]":
        """The same, not waited for; its words are thrown away so that no pipe can fill."""
        return subprocess.Popen(
            [*COMMAND, *map(str, arguments)],
            cwd=self.cwd,
            env=self.environment(environment),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def environment(self, added: dict[str, str]) -> dict[str, str]:
        own = {
            name: value
            for name, value in os.environ.items()
            if not name.upper().startswith(_FOREIGN)
        }
        # what this host is known to carry would be quoted in every report
        cache = {"XDG_CACHE_HOME": str(self.cwd / ".cache")}
        return {**own, "PYTHONPATH": str(REPOSITORY), **cache, **added}

    def write(self, name: str, text: str) -> Path:
        """A file of the user's, in the working folder."""
        path = self.cwd / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path


class WithinThisProcess(Program):
    """The same command line without a process of its own: half a second less for each."""

    def __call__(self, *arguments: object, **environment: str) -> Finished:
        out, err = io.StringIO(), io.StringIO()
        with (
            chdir(self.cwd),
            patch.dict(os.environ, self.environment(environment), clear=True),
            redirect_stdout(out),
            redirect_stderr(err),
        ):
            try:
                code = cli.main([str(each) for each in arguments])
            except SystemExit as end:  # argparse
                code = int(end.code or 0)
        return Finished(code, out.getvalue(), err.getvalue(), self.cwd)


def jsonl(path: Path) -> list[dict[str, Any]]:
    # not splitlines(): U+2028 inside a string ends no line
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def read_json(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def demo_rows() -> list[dict[str, Any]]:
    """The twelve word problems that are shipped."""
    return jsonl(REPOSITORY / "evalbench/datasets/demo/gsm8k/test.jsonl")


def gold(prompt: str) -> str:
    """The number that answers the word problem in a prompt (the last one, where several stand)."""
    asked = max(demo_rows(), key=lambda row: prompt.rfind(row["question"]))
    return str(asked["answer"]).rpartition("#### ")[2]
