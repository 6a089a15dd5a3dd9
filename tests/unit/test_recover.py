"""Answers that only a traffic process had when the run was killed get their rows after all."""

import json
from array import array
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from evalbench.columns import ids
from evalbench.journal import read_rows
from evalbench.outputs import RunFolder
from evalbench.stages.ledger import Ledger
from evalbench.stages.points import Point
from evalbench.stages.recover import recover
from evalbench.traffic.handover import Answered, answers_in, framed
from evalbench.types import Completion, Failure, Gaps, Record, Step, Times, WorkerReport
from tests.a_plan import a_workload

MS = 1_000_000
ROWS = 6


def planned(folder: Path, **model: Any) -> Point:
    """Six questions for a model that streams."""
    load = a_workload(folder, ROWS, **{"retry": 0, **model})
    return Point(load, load.name, seed=0)


def kept(index: int) -> Record:
    """What the run itself has put into a part."""
    times = Times(scheduled_ns=MS, sent_ns=MS, stream_end_ns=9 * MS, gaps=Gaps(), worker=0)
    step = Step(f"Q: q{index}", Completion("kept"), times, 1)
    return Record(f"own/{index}/0", "own", index, 0, None, (step,))


def sse(*words: str, end: bool = True) -> list[bytes]:
    events: list[Any] = [{"choices": [{"index": 0, "text": word}]} for word in words]
    events += [{"choices": [{"index": 0, "text": "", "finish_reason": "stop"}]}] if end else []
    return [b"data: " + json.dumps(each).encode() + b"\n\n" for each in events]


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"


def answer(
    request: str,
    reads: Sequence[bytes] = (HEAD, *sse("some", " words")),
    *,
    sent_ms: int = 100,
    error: Failure | None = None,
) -> Answered:
    """One that was sent at an instant and had a read in each of the ms after it."""
    return Answered(
        number=0,
        scheduled_ns=sent_ms * MS - 7,
        sent_ns=sent_ms * MS,
        connect_ns=None,
        end_ns=(sent_ms + len(reads)) * MS,
        resent=False,
        error=error,
        stamps=array("q", [(sent_ms + n) * MS for n in range(1, len(reads) + 1)]).tobytes(),
        ends=array("q", accumulate(map(len, reads))).tobytes(),
        raw=b"".join(reads),
        name=b"X-Request-Id: " + request.encode(),
    )


BUSY = [b"HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy"]
REPORT = WorkerReport(0, 1000, 500, 0, 10, 10, 10, {0: 10})


class Left:
    """The folder of a run that was killed."""

    def __init__(self, folder: Path, point: Point, *records: Record) -> None:
        self.run = RunFolder(folder / "run")
        self.parts = self.run.request_parts("m", "own")
        self.parts.parent.mkdir(parents=True)
        with Ledger(point.load, self.run) as ledger:
            ledger.merges = False
            for record in records:
                ledger.append(record)

    def put(self, *frames: bytes, worker: int = 0, number: int = 0) -> None:
        (self.parts / f"answers-{worker}-{number:06d}").write_bytes(b"".join(frames))

    def rows(self) -> dict[str, dict[str, Any]]:
        found = pq.read_table(self.run.requests("m", "own")).to_pylist()
        by_id = {row["id"]: row for row in found}
        assert len(by_id) == len(found)
        return by_id

    def prompts(self) -> list[tuple[str, str]]:
        return [(row["id"], row["prompt"]) for row in read_rows(self.run.prompts("m", "own"))]


def test_a_row_says_what_it_would_have_said(tmp_path: Path) -> None:
    point = planned(tmp_path)
    left = Left(tmp_path, point)
    left.put(framed(answer("own/2/0/0")), worker=3)
    recover(point, left.run)
    (row,) = left.rows().values()
    instants = {name: row[f"{name}_ns"] / MS for name in ("sent", "headers", "first_token")}
    assert instants == {"sent": 100, "headers": 101, "first_token": 102}
    assert (row["last_token_ns"], row["stream_end_ns"]) == (103 * MS, 104 * MS)
    assert (row["scheduled_ns"], row["gaps_ns"]) == (100 * MS - 7, [MS])
    assert (row["text"], row["finish_reason"], row["cause"]) == ("some words", "stop", "")
    assert (row["worker"], row["attempts"], row["sample_index"]) == (3, 1, 2)
    assert left.prompts() == [("own/2/0", "Q: q2")]
    assert not left.parts.exists()


def test_what_is_in_a_part_is_not_there_twice(tmp_path: Path) -> None:
    point = planned(tmp_path)
    left = Left(tmp_path, point, kept(0), kept(1))
    left.put(framed(answer("own/1/0/0")), framed(answer("own/2/0/0")))
    left.put(framed(answer("own/3/0/0")), worker=1)
    left.put(framed(answer("own/4/0/0")), number=1)
    recover(point, left.run)
    texts = {name: row["text"] for name, row in left.rows().items()}
    assert texts == {
        "own/0/0/0": "kept",
        "own/1/0/0": "kept",
        **{f"own/{n}/0/0": "some words" for n in (2, 3, 4)},
    }
    assert sorted(left.prompts()) == [(f"own/{n}/0", f"Q: q{n}") for n in range(5)]


def test_only_whole_answers_count(tmp_path: Path) -> None:
    """One was cut off with its process, of another a byte is wrong; those beside them count."""
    point = planned(tmp_path)
    left = Left(tmp_path, point)
    torn = framed(answer("own/5/0/0"))
    spoilt = bytearray(framed(answer("own/1/0/0")))
    spoilt[-3] ^= 1
    left.put(
        framed(answer("own/0/0/0")), bytes(spoilt), framed(answer("own/2/0/0")), torn[:-1]
    )  # fmt: skip
    left.put(torn[:5], worker=1)
    recover(point, left.run)
    assert list(left.rows()) == ["own/0/0/0", "own/2/0/0"]


@pytest.mark.parametrize("length", [0, 1, 15, 16, 17, 100])
def test_a_file_may_end_anywhere(tmp_path: Path, length: int) -> None:
    path = tmp_path / "answers-0-000000"
    frame = framed(answer("own/0/0/0"))
    path.write_bytes(frame + frame[:length])
    assert [each.name for each in answers_in(path)] == [b"X-Request-Id: own/0/0/0"]


def test_warm_ups_and_reports_are_no_answers(tmp_path: Path) -> None:
    point = planned(tmp_path)
    left = Left(tmp_path, point)
    left.put(framed(answer("warm-up/own/0/0/0")), framed(REPORT), framed(answer("own/1/0/0")))
    recover(point, left.run)
    assert list(left.rows()) == ["own/1/0/0"]


def test_a_failure_is_a_row_with_its_cause(tmp_path: Path) -> None:
    point = planned(tmp_path)
    left = Left(tmp_path, point)
    cut = answer("own/0/0/0", [HEAD, *sse("half", end=False)], error=Failure("reset", "gone"))
    left.put(framed(cut), framed(answer("own/1/0/0", BUSY)))
    recover(point, left.run)
    found = {name: (row["cause"], row["text"]) for name, row in left.rows().items()}
    assert found == {"own/0/0/0": ("reset", "half"), "own/1/0/0": ("http 503", None)}


def test_attempts_are_counted_and_one_that_was_to_be_sent_again_is_a_failure(
    tmp_path: Path,
) -> None:
    """Two sends are allowed: the second may be that of another process, whose file comes first."""
    point = planned(tmp_path, retry=1)
    left = Left(tmp_path, point)
    left.put(framed(answer("own/0/0/0", sent_ms=200)), worker=0)
    left.put(
        framed(answer("own/0/0/0", BUSY, sent_ms=100)),
        framed(answer("own/1/0/0", BUSY)),  # was to be sent again
        framed(answer("own/2/0/0", BUSY)),
        framed(answer("own/2/0/0", BUSY)),
        worker=1,
    )
    recover(point, left.run)
    found = {name: (row["attempts"], row["cause"]) for name, row in left.rows().items()}
    assert found == {
        "own/0/0/0": (2, ""),
        "own/1/0/0": (1, "http 503"),
        "own/2/0/0": (2, "http 503"),
    }


def test_further_repeats_are_rows_of_their_own(tmp_path: Path) -> None:
    point = planned(tmp_path)
    left = Left(tmp_path, point)
    left.put(*(framed(answer(f"own/4/{repeat}/0")) for repeat in range(3)))
    recover(point, left.run)
    assert [row["repeat"] for row in left.rows().values()] == [0, 1, 2]
    assert left.prompts() == [("own/4/0", "Q: q4")]


def test_salted_prompts_are_those_that_were_sent(tmp_path: Path) -> None:
    """The mark ends in the place: row 1 the second time is the eighth of six rows."""
    point = planned(tmp_path, salt=True)
    left = Left(tmp_path, point)
    left.put(framed(answer("own/1/0/0")), framed(answer("own/1/1/0")))
    recover(point, left.run)
    marks = [text.partition("] ") for _, text in left.prompts()]
    assert [mark[-6:] for mark, _, _ in marks] == ["000001", "000007"]
    assert {text for _, _, text in marks} == {"Q: q1"}


def test_answers_to_questions_that_are_not_there_any_more_stay_where_they_are(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    whole = planned(tmp_path)
    left = Left(tmp_path, whole, kept(0))
    left.put(*(framed(answer(f"own/{n}/0/0")) for n in (1, 5)))
    recover(Point(a_workload(tmp_path, 2, retry=0), "own", seed=0), left.run)
    assert "1 answers are left out: their samples, such as 'own/5/0'" in caplog.text
    assert left.parts.is_dir()
    recover(whole, left.run)
    assert sorted(left.rows()) == ["own/0/0/0", "own/1/0/0", "own/5/0/0"]


def test_whoever_looks_at_a_load_under_way_has_what_was_answered_and_changes_nothing(
    tmp_path: Path,
) -> None:
    """One row is in a part, one answer in a file only, and one in both: it is on its way."""
    point = planned(tmp_path)
    left = Left(tmp_path, point, kept(0), kept(1))
    whole = framed(answer("own/2/0/0"))
    left.put(framed(answer("own/1/0/0")), whole, whole[: len(whole) // 2])
    before = {path: path.read_bytes() for path in left.run.path.rglob("*") if path.is_file()}
    looker = RunFolder(left.run.path, shown_in=tmp_path / "elsewhere")
    recover(point, looker)
    assert sorted(ids(looker.request_parts("m", "own"))) == [
        "own/0/0/0", "own/1/0/0", "own/2/0/0",
    ]  # fmt: skip
    assert len(read_rows(looker.prompts("m", "own"))) == 3
    after = {path: path.read_bytes() for path in left.run.path.rglob("*") if path.is_file()}
    assert after == before


def test_a_load_that_came_to_its_end_is_left_alone(tmp_path: Path) -> None:
    point = planned(tmp_path)
    run = RunFolder(tmp_path / "run")
    run.request_parts("m", "own").parent.mkdir(parents=True)
    with Ledger(point.load, run) as ledger:
        ledger.append(kept(0))
    before = run.requests("m", "own").read_bytes()
    recover(point, run)
    assert run.requests("m", "own").read_bytes() == before


def test_a_prompt_that_was_cut_off_does_not_spoil_the_next_one(tmp_path: Path) -> None:
    point = planned(tmp_path)
    left = Left(tmp_path, point, kept(0), kept(1))
    file = left.run.prompts("m", "own")
    file.write_bytes(file.read_bytes()[:-4])
    left.put(framed(answer("own/2/0/0")))
    recover(point, left.run)
    assert left.prompts() == [("own/0/0", "Q: q0"), ("own/2/0", "Q: q2")]


def test_what_must_stay_secret_is_masked_in_recovered_rows_too(tmp_path: Path) -> None:
    point = planned(tmp_path)
    left = Left(tmp_path, point)
    left.put(framed(answer("own/0/0/0", [HEAD, *sse("key sk-0123456789")])))
    recover(point, RunFolder(left.run.path, ["sk-0123456789"]))
    assert [row["text"] for row in left.rows().values()] == ["key ***"]
