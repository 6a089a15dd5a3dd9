"""One kill at a time: a run is begun, something of it is killed, what it leaves is looked at."""

import random
import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NamedTuple

import msgspec
import pyarrow.parquet

from scripts.laboratory.questions import NAME, Questions
from scripts.laboratory.server import Simulator, asked, lines_of, run_folder, started
from scripts.laboratory.victims import gone, kill

MODEL = "vllm-api-stream-chat"
SECOND_NS = 1_000_000_000
# by one of these the report of a load shows that it is not the whole one
UNFINISHED = (
    "interrupted", "ended before its load", "no request has come to its end", "never begun",
    "nothing was measured", "died",
)  # fmt: skip
Kind = Literal["accuracy", "perf"]


class Moment(NamedTuple):
    """Which kind of run, what of it, and how long after its start."""

    kind: Kind
    whom: str
    after_s: float


@dataclass(slots=True)
class Seen:
    """What a round has shown: how much there was to lose, and what is wrong."""

    moment: Moment
    answered: int = 0  # by the simulator, before the kill
    lost: int = 0  # of these: asked again, or without a row; none older than a second may be
    wrong: list[str] = field(default_factory=list)

    def expect(self, holds: object, what: str) -> None:
        if not holds:
            self.wrong.append(what)


def moments(count: int, seed: int, lasts_s: dict[Kind, float]) -> Iterator[Moment]:
    """All over the life of a run: half of them in runs for scores, half in loads."""
    draw = random.Random(seed)
    for number in range(count):
        kind: Kind = "perf" if number % 2 else "accuracy"
        # a run for scores is one process
        whom = draw.choice(("parent", "worker", "both")) if kind == "perf" else "parent"
        yield Moment(kind, whom, draw.uniform(0.1, 1) * lasts_s[kind])


class Rounds:
    """All against one simulator."""

    def __init__(self, folder: Path, simulator: Simulator, questions: Questions) -> None:
        self._folder = folder
        self._simulator = simulator
        self._questions = questions

    def undisturbed(self, kind: Kind) -> tuple[float, str | None]:
        """How long it takes in s, and its score."""
        cwd = self._folder / f"whole_{kind}"
        began = time.monotonic()
        done = asked(cwd, *self._words(kind))
        lasted = time.monotonic() - began
        if done.returncode:
            raise SystemExit(f"the run that nobody disturbs failed:\n{done.stderr}")
        return lasted, _score(run_folder(cwd))

    def one(self, number: int, moment: Moment, score: str | None) -> Seen:
        seen = Seen(moment)
        cwd = self._folder / f"round_{number:02}"
        since_ns = time.monotonic_ns()
        process = started(cwd, *self._words(moment.kind))
        time.sleep(moment.after_s)
        if moment.kind == "accuracy":
            self._accuracy(cwd, process, since_ns, seen, score)
        else:
            self._perf(cwd, process, since_ns, seen)
        run = run_folder(cwd)
        if run is not None:
            seen.wrong += unreadable(run)
        return seen

    def _words(self, kind: Kind) -> list[object]:
        mode = ["--mode", "perf", "--num-warmups", 0] if kind == "perf" else ["--mode", "all"]
        return [
            "--models", "vllm_api_stream_chat", "--custom-dataset-path", self._questions.file,
            "--url", self._simulator.url, "--batch-size", 16, "--max-out-len", 32, *mode,
        ]  # fmt: skip

    def _accuracy(
        self,
        cwd: Path,
        process: "subprocess.Popen[bytes]",
        since_ns: int,
        seen: Seen,
        score: str | None,
    ) -> None:
        _, killed_ns = kill(process, "parent")
        begun = run_folder(cwd) is not None
        done = asked(cwd, *(["--reuse"] if begun else self._words("accuracy")))
        seen.expect(done.returncode == 0, f"--reuse ends with {done.returncode}: {done.stderr}")
        ids = self._questions.ids
        truths = self._simulator.answers(since_ns)
        whole = [line for line in truths if _is_whole(line) and line["done_ns"] < killed_ns]
        seen.answered = len(whole)
        last = {line["prompt_sha256"]: line["received_ns"] for line in truths}
        again_ns = {
            line["id"]: line["done_ns"]
            for line in whole
            if line["received_ns"] < last[line["prompt_sha256"]]
        }
        seen.lost = len(again_ns)
        lost = [name for name, at_ns in again_ns.items() if at_ns < killed_ns - SECOND_NS]
        seen.expect(not lost, f"asked again though answered long before the kill: {lost[:5]}")
        run = run_folder(cwd)
        assert run is not None
        rows = [row["id"] for row in lines_of(run / f"results/{MODEL}/{NAME}_samples.jsonl")]
        seen.expect(sorted(rows) == sorted(ids), f"{len(rows)} rows of {len(ids)} samples")
        records = Counter(row["id"] for row in lines_of(run / f"predictions/{MODEL}/{NAME}.jsonl"))
        twice = [sample for sample, count in records.items() if count > 1]
        seen.expect(not twice, f"twice in the predictions: {twice[:5]}")
        seen.expect(_score(run) == score, f"the score is {_score(run)}, not {score}")

    def _perf(
        self, cwd: Path, process: "subprocess.Popen[bytes]", since_ns: int, seen: Seen
    ) -> None:
        whom = seen.moment.whom
        workers, killed_ns = kill(process, whom)
        seen.expect(_ended(process), "the parent never ended after its traffic process was killed")
        seen.expect(gone(workers), "a traffic process outlived its parent")
        run = run_folder(cwd)
        truths = self._simulator.answers(since_ns)
        whole = [line for line in truths if _is_whole(line) and line["done_ns"] < killed_ns]
        seen.answered = len(whole)
        if run is None:
            seen.expect(not truths, "requests were sent before there was a run folder")
            return
        again = asked(cwd, "--mode", "perf_viz", "--reuse")
        seen.expect("Traceback" not in again.stderr, again.stderr)
        seen.expect(again.returncode in (0, 1), f"perf_viz: {again.returncode}: {again.stderr}")
        seen.expect(again.stdout.strip(), f"perf_viz reports nothing: {again.stderr}")
        rows = _rows(run)
        is_told = any(words in again.stdout + again.stderr for words in UNFINISHED)
        seen.expect(len(rows) == len(self._questions.ids) or is_told, "it looks like a whole load")
        found = Counter(row["id"] for row in rows)
        twice = [name for name, count in found.items() if count > 1]
        seen.expect(not twice, f"twice in the rows: {twice[:5]}")
        good = {row["id"] for row in rows if not row["cause"]}
        old = [line["id"] for line in whole if line["done_ns"] < killed_ns - SECOND_NS]
        lost = [name for name in old if name not in good]
        seen.expect(not lost, f"answered long before the kill, and lost: {lost[:5]}")
        seen.lost = sum(line["id"] not in good for line in whole)


def unreadable(run: Path) -> list[str]:
    """Files of a run that are not what their endings say."""
    wrong = []
    for file in sorted(path for path in run.rglob("*") if path.is_file()):
        try:
            if file.suffix == ".json":
                msgspec.json.decode(file.read_bytes())
            elif file.suffix == ".jsonl":
                list(lines_of(file))
            elif file.suffix == ".parquet":
                pyarrow.parquet.read_table(file)
            elif file.suffix in (".csv", ".md", ".txt", ".log", ".py"):
                file.read_text(encoding="utf-8")
        except (ValueError, OSError, pyarrow.ArrowInvalid) as error:
            wrong.append(f"{file.relative_to(run)}: {error}")
    return wrong


def _is_whole(line: dict[str, Any]) -> bool:
    return bool(line["ended"] == "complete" and line["status"] == 200)


def _ended(process: "subprocess.Popen[bytes]") -> bool:
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return False
    return True


def _rows(run: Path) -> Sequence[dict[str, Any]]:
    """Of all loads; none where no load was begun."""
    files = sorted((run / "performances").rglob("*_requests.parquet"))
    return [row for file in files for row in pyarrow.parquet.read_table(file).to_pylist()]


def _score(run: Path | None) -> str | None:
    """The whole result as text: score, interval and classes."""
    file = None if run is None else run / f"results/{MODEL}/{NAME}.json"
    return file.read_text() if file is not None and file.exists() else None
