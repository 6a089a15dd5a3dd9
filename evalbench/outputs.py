"""The run folder: the only place that knows where files are.

    <work dir>/<timestamp>/
      configs/<timestamp>.py       run.json       logs/run.log
      predictions/<model>/<dataset>.jsonl         one Record a line, appended as they finish
      results/<model>/<dataset>.json              results/<model>/<dataset>_samples.jsonl
      performances/<model>/<load>.csv, .json      summary/summary_<timestamp>.{txt,csv,md,json}
      performances/<model>/<load>_requests.parquet   one row a request; in parts, below
      performances/<model>/<load>_requests/          a folder, while the load runs
      performances/<model>/<load>_prompts.jsonl      each prompt once
      performances/<model>/<load>_series.csv         one row a second
      performances/<model>/<workload>_loads.csv, _capacity.json   of a sweep, of a search
      performances/<model>/<load>_load.json          how the load was put on, how the client did
      simulator/<model>/book.jsonl, served.jsonl  where a simulated model was asked
      run.lock                                    held by the process that writes to the folder

Whole files are written under a temporary name and renamed; `journal` has those of lines. Texts that
must stay secret are masked in all of them.
"""

import glob
import os
import shlex
import shutil
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, TypedDict

import msgspec

from evalbench import clock
from evalbench.claim import Claim, claimed
from evalbench.durability import Durability, Fsync
from evalbench.errors import OutputError
from evalbench.errors.output import (
    BROKEN,
    NO_PASSPORT,
    NO_RUN_TO_REUSE,
    NOT_WRITTEN,
    TOO_MANY_RUNS,
    UNKNOWN_RUN,
)
from evalbench.journal import Journal, read_json, read_records, read_rows, that_count
from evalbench.secrecy import redact
from evalbench.types import Record

# below the run folder, while a service is asked: what gets longer, or more
_GROWING = (
    "predictions/*/*.jsonl",
    "performances/*/*_prompts.jsonl",
    "performances/*/*_requests/answers-*",
    "performances/*/*_requests/part-*.parquet",
)


# What is read of a `run.json`: it has more, and one of a run that was killed has less


class _Service(TypedDict):
    version: Any
    models: Any
    headers: dict[str, Any]


class _Model(TypedDict, total=False):
    conditions: dict[str, Any]
    service: _Service | None


class _Command(TypedDict, total=False):
    how: str
    options: dict[str, Any]
    versions: dict[str, Any] | None
    host: dict[str, Any] | None


class _Data(TypedDict, total=False):
    files: dict[str, Any] | None


class _Passport(TypedDict, total=False):
    kind: str
    selection: dict[str, Any]
    models: dict[str, _Model]
    datasets: dict[str, _Data]
    commands: list[_Command]


class RunFolder:
    """One run's files."""

    def __init__(
        self,
        path: Path,
        secrets: Sequence[str] = (),
        fsync: Fsync = "never",
        *,
        shown_in: Path | None = None,
        held: bool = False,
    ) -> None:
        """`shown_in`: where tables go of a run that may only be looked at.

        `held`: another process writes to it.
        """
        self.path = path
        self.secrets = tuple(secrets)
        self.durability = Durability(fsync, path.parent)
        self.looked_at = shown_in is not None
        self.held = held
        self._shown_in = shown_in or path
        self._borrowed: set[tuple[str, str]] = set()  # loads: model, name

    @property
    def again(self) -> str:
        """The words of a command line that name this run, from the folder where it was begun."""
        return f"--reuse {shlex.quote(str(self.path))}"

    def claimed(self) -> AbstractContextManager[Claim]:
        """For this process alone, within; unless another has it. Raises OutputError."""
        return _claimed(self.path / "run.lock")

    def growing(self) -> Iterator[Path]:
        """Files that any process of the run adds to while a service is asked."""
        for pattern in _GROWING:
            # a folder may go in the midst of it, which Path.glob does not bear
            names = glob.iglob(pattern, root_dir=self.path)  # noqa: PTH207
            yield from (self.path / name for name in names)

    def predictions(self, model: str, dataset: str) -> Path:
        return self.path / "predictions" / model / f"{dataset}.jsonl"

    @property
    def scored(self) -> bool:
        """Whether it has scores, which no other process is about to change."""
        return not self.held and (self.path / "results").is_dir()

    @property
    def _scores_in(self) -> Path:
        return self.path if self.scored else self._shown_in

    def result(self, model: str, dataset: str) -> Path:
        return self._scores_in / "results" / model / f"{dataset}.json"

    def audit_trail(self, model: str, dataset: str) -> Path:
        return self._scores_in / "results" / model / f"{dataset}_samples.jsonl"

    def performance(self, model: str, load: str, ending: str) -> Path:
        return self._shown_in / "performances" / model / f"{load}.{ending}"

    def requests(self, model: str, load: str) -> Path:
        return self.path / "performances" / model / f"{load}_requests.parquet"

    def request_parts(self, model: str, load: str) -> Path:
        """The folder of what `requests` is made of when the load is over."""
        return self._of_load(model, load) / f"{load}_requests"

    def prompts(self, model: str, load: str) -> Path:
        return self._of_load(model, load) / f"{load}_prompts.jsonl"

    def _of_load(self, model: str, load: str) -> Path:
        root = self._shown_in if (model, load) in self._borrowed else self.path
        return root / "performances" / model

    def borrow(self, model: str, load: str) -> None:
        """Have copies of what a load under way has so far: what is done with them is not seen."""
        parts, prompts = self.request_parts(model, load), self.prompts(model, load)
        self._borrowed.add((model, load))
        own = self.request_parts(model, load)
        own.mkdir(parents=True)
        with suppress(FileNotFoundError):
            shutil.copyfile(prompts, self.prompts(model, load))
        for answers in parts.glob("answers-*"):  # before the parts: their rows may go there now
            with suppress(FileNotFoundError):
                shutil.copyfile(answers, own / answers.name)
        for part in parts.glob("part-*.parquet"):  # which nobody changes
            (own / part.name).symlink_to(part.resolve())
        if self.requests(model, load).exists():  # it has ended meanwhile
            self._borrowed.discard((model, load))

    def capacity(self, model: str, workload: str) -> Path:
        """What the search for the highest rate has found."""
        return self.path / "performances" / model / f"{workload}_capacity.json"

    def side_by_side(self, model: str, workload: str) -> Path:
        """Several loads of a workload, one row each."""
        return self._shown_in / "performances" / model / f"{workload}_loads.csv"

    def series(self, model: str, load: str) -> Path:
        """What happened in each second."""
        return self._shown_in / "performances" / model / f"{load}_series.csv"

    def load_record(self, model: str, load: str) -> Path:
        """How a load was put on the service, and how the client did."""
        return self.path / "performances" / model / f"{load}_load.json"

    def load_records(self, model: str) -> list[Path]:
        """Those of all loads of a model."""
        return sorted((self.path / "performances" / model).glob("*_load.json"))

    def summary(self, ending: str) -> Path:
        return self._shown_in / "summary" / f"summary_{self.path.name}.{ending}"

    def passport(self) -> dict[str, Any]:
        """What stands in `run.json`; empty for a new run."""
        path = self.path / "run.json"
        content = read_json(path) if path.exists() else {}
        if not isinstance(content, dict):
            raise NO_PASSPORT(path=path)
        try:
            msgspec.convert(content, _Passport)
        except msgspec.ValidationError as error:
            raise BROKEN(path=path, reason=error) from error
        return content

    @property
    def under_way(self) -> bool:
        """Whether another process asks a service for it."""
        commands = self.passport().get("commands", ()) if self.held else ()
        return any(each.get("how") == "running" and "recorded" in each for each in commands)

    def write_passport(self, content: Any) -> None:
        self.write_json(self._shown_in / "run.json", content)

    def models(self) -> list[str]:
        """The models that have scores."""
        return sorted(each.name for each in (self.path / "results").glob("*") if each.is_dir())

    def audit_rows(self, model: str) -> list[dict[str, Any]]:
        """One row a sample, over all data sets of a model."""
        files = sorted((self.path / "results" / model).glob("*_samples.jsonl"))
        return [row for file in files for row in read_rows(file)]

    @property
    def log(self) -> Path:
        return self._shown_in / "logs" / "run.log"

    def simulator(self, model: str, what: str) -> Path:
        return self.path / "simulator" / model / f"{what}.jsonl"

    @property
    def config(self) -> Path:
        """The resolved config; also of a run whose folder was renamed."""
        own = self.path / "configs" / f"{self.path.name}.py"
        written = sorted((self.path / "configs").glob("*.py"))
        return written[0] if written and not own.exists() else own

    def write_text(self, path: Path, text: str) -> None:
        """Write a whole file or none of it."""
        self.write_bytes(path, text.encode())

    def write_json(self, path: Path, value: Any) -> None:
        self.write_bytes(path, msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n")

    def write_lines(self, path: Path, values: Sequence[Any]) -> None:
        """A whole JSONL file, one value a line."""
        self.write_bytes(path, b"".join(msgspec.json.encode(value) + b"\n" for value in values))

    def write_bytes(self, path: Path, content: bytes) -> None:
        temporary = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(redact(content, self.secrets))
            self.durability.whole(temporary)
            temporary.replace(path)
            self.durability.entry(path)
        except OSError as error:
            with suppress(OSError):  # what there was room for takes room
                temporary.unlink()
            raise NOT_WRITTEN(path=path, reason=error.strerror) from error

    def journal(self, model: str, dataset: str) -> "Journal":
        return Journal(self.predictions(model, dataset), self.secrets, self.durability)

    def records(self, model: str, dataset: str) -> dict[str, Record]:
        """The record of each sample that counts, by its id; empty when nothing was asked yet."""
        return that_count(self.all_records(model, dataset))

    def all_records(self, model: str, dataset: str) -> Iterator[Record]:
        """In the order in which they came; several of a sample that was asked again."""
        return read_records(self.predictions(model, dataset))


@contextmanager
def _claimed(path: Path) -> Iterator[Claim]:
    with ExitStack() as stack:
        try:
            claim = stack.enter_context(claimed(path))
        except OSError as error:
            raise NOT_WRITTEN(path=path, reason=error.strerror) from error
        yield claim


def new_run(work_dir: Path, secrets: Sequence[str], fsync: Fsync = "never") -> RunFolder:
    """A folder named after the time; two runs in one second get two folders."""
    stamp = clock.stamp()
    for suffix in ("", *(f"_{number}" for number in range(2, 100))):
        path = work_dir / f"{stamp}{suffix}"
        try:
            path.mkdir(parents=True)
        except FileExistsError:
            continue
        except OSError as error:
            raise NOT_WRITTEN(path=work_dir, reason=error.strerror) from error
        return RunFolder(path, secrets, fsync)
    raise TOO_MANY_RUNS(folder=work_dir)


def earlier_run(
    work_dir: Path, name: str, secrets: Sequence[str] = (), fsync: Fsync = "never"
) -> RunFolder:
    """The run of a name or a folder, or with "latest" the one that was begun last."""
    runs = runs_in(work_dir)
    if work_dir / name in runs:
        return RunFolder(work_dir / name, secrets, fsync)
    if (Path(name) / "run.json").is_file():
        return RunFolder(_named(Path(name)), secrets, fsync)
    if not runs:
        raise NO_RUN_TO_REUSE(folder=work_dir)
    if name != "latest":
        last = ", ".join(run.name for run in runs[-5:])
        raise UNKNOWN_RUN(folder=work_dir, name=name, last=last)
    return RunFolder(runs[-1], secrets, fsync)


def _named(path: Path) -> Path:
    """A folder under its own name, which files in it bear; `.` and `..` have none."""
    return path if path.name not in ("", "..") else path.resolve()


def runs_in(work_dir: Path) -> list[Path]:
    """Run folders in the order in which they were begun."""
    found = [entry.parent for entry in work_dir.glob("*/run.json")]
    return sorted(found, key=_begun)


def _begun(run: Path) -> tuple[float, int, str]:
    """Sorts by the instant, whatever the offset of its clock; `…_10` comes after `…_2`."""
    try:
        started = read_json(run / "run.json")["started"]
        instant = datetime.fromisoformat(started).timestamp()
    except (OutputError, TypeError, KeyError, ValueError):
        instant = 0.0  # a broken passport: an old run, as far as its order goes
    return instant, len(run.name), run.name
