"""The run folder: whole files or none, records that survive a crash, secrets that do not."""

import itertools
from pathlib import Path

import pytest
from msgspec import structs

from evalbench import clock
from evalbench.errors import OutputError
from evalbench.journal import read_json, read_rows
from evalbench.outputs import RunFolder, earlier_run, new_run, runs_in
from evalbench.secrecy import redact
from evalbench.types import Completion, Failure, Gaps, Message, Record, Step, Times
from tests.processes import files_no_longer_than

KEY = "sk-0123456789"


def record(index: int, *, text: str = "four", error: Failure | None = None) -> Record:
    step = Step(
        prompt=(Message("user", "2+2?"),),
        completion=Completion(text, output_tokens=2, token_source="server"),
        times=Times(10, 11, first_token_ns=20, gaps=Gaps((5, 6), (1, 2), (None, 4))),
        attempts=1,
        error=error,
    )
    return Record(f"d/{index}/0", "d", index, 0, "4", (step,))


def test_a_record_comes_back_as_it_was_written(tmp_path: Path) -> None:
    run = RunFolder(tmp_path)
    written = record(3, text="a\u2028b \U0001f600\n", error=Failure("http", "busy", 503))
    with run.journal("m", "d") as journal:
        journal.append(written)
    assert run.records("m", "d") == {"d/3/0": written}


def test_a_record_is_on_the_disk_as_soon_as_it_is_appended(tmp_path: Path) -> None:
    run = RunFolder(tmp_path)
    with run.journal("m", "d") as journal:
        journal.append(record(0))
        assert list(run.records("m", "d")) == ["d/0/0"]


def test_the_last_record_of_a_sample_counts(tmp_path: Path) -> None:
    run = RunFolder(tmp_path)
    with run.journal("m", "d") as journal:
        journal.append(record(0, text="first", error=Failure("timeout", "")))
    with run.journal("m", "d") as journal:
        journal.append(record(0, text="second"))
    (found,) = run.records("m", "d").values()
    assert found.steps[0].completion == Completion("second", output_tokens=2, token_source="server")


@pytest.mark.parametrize("cut", [1, 10, 100])
def test_a_line_that_was_cut_off_is_passed_over_and_then_repaired(tmp_path: Path, cut: int) -> None:
    run = RunFolder(tmp_path)
    with run.journal("m", "d") as journal:
        journal.append(record(0))
        journal.append(record(1))
    file = run.predictions("m", "d")
    file.write_bytes(file.read_bytes()[:-cut])
    assert list(run.records("m", "d")) == ["d/0/0"]
    with run.journal("m", "d") as journal:
        journal.append(record(2))
    assert list(run.records("m", "d")) == ["d/0/0", "d/2/0"]


@pytest.mark.parametrize("tail", [b"\0" * 5000, b'{"id": "d/1/0"' + b"\0" * 90, b"{", b"\xff\xfe"])
def test_what_a_power_cut_leaves_behind_the_last_line_is_dropped(
    tmp_path: Path, tail: bytes
) -> None:
    run = RunFolder(tmp_path)
    file = run.predictions("m", "d")
    with run.journal("m", "d") as journal:
        journal.append(record(0))
    whole = file.read_bytes()
    for content in (whole + tail, tail):
        file.write_bytes(content)
        with run.journal("m", "d"):
            pass
        assert file.read_bytes() == content.removesuffix(tail)


def test_a_broken_line_in_the_middle_is_an_error_with_its_number(tmp_path: Path) -> None:
    run = RunFolder(tmp_path)
    with run.journal("m", "d") as journal:
        journal.append(record(0))
    file = run.predictions("m", "d")
    file.write_bytes(file.read_bytes() + b'{"id": 5}\n')
    with pytest.raises(OutputError, match=rf"{file}:2: not a record"):
        run.records("m", "d")


def test_nothing_asked_is_no_records(tmp_path: Path) -> None:
    assert RunFolder(tmp_path).records("m", "d") == {}


def test_secrets_are_masked_in_every_kind_of_file(tmp_path: Path) -> None:
    run = RunFolder(tmp_path, [KEY])
    run.write_text(tmp_path / "a.txt", f"key {KEY}")
    run.write_json(tmp_path / "b.json", {"key": KEY})
    run.write_lines(tmp_path / "c.jsonl", [{"key": f"<{KEY}>"}])
    with run.journal("m", "d") as journal:
        journal.append(record(0, text=KEY))
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert KEY.encode() not in path.read_bytes()
            assert b"***" in path.read_bytes()
    assert read_json(tmp_path / "b.json") == {"key": "***"}
    assert read_rows(tmp_path / "c.jsonl") == [{"key": "<***>"}]


def test_a_word_that_only_stands_for_a_key_is_not_masked_in_answers() -> None:
    """vLLM's examples take "EMPTY" as the key; an answer may hold that word."""
    assert redact(b"The set is EMPTY.", ["EMPTY"]) == b"The set is EMPTY."
    assert redact(b"a 12345678 b", ["12345678"]) == b"a *** b"


@pytest.mark.parametrize("key", ['sk-"quoted"-key', "sk-back\\slash-key", "sk-schlüssel-key"])
def test_a_key_is_masked_as_json_writes_it_too(tmp_path: Path, key: str) -> None:
    run = RunFolder(tmp_path, [key])
    run.write_json(tmp_path / "a.json", {"said": f"Incorrect API key: {key}"})
    assert read_json(tmp_path / "a.json") == {"said": "Incorrect API key: ***"}


def test_a_file_that_cannot_be_written_is_an_error_with_its_path(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    run = RunFolder(tmp_path / "file")
    with pytest.raises(OutputError, match="file/x: cannot be written"):
        run.write_text(run.path / "x", "")
    with pytest.raises(OutputError, match="cannot be written"), run.journal("m", "d"):
        pass


def test_no_temporary_file_stays(tmp_path: Path) -> None:
    RunFolder(tmp_path).write_text(tmp_path / "a", "x")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_two_runs_of_one_second_get_two_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "stamp", lambda: "20260101_000000")
    names = [new_run(tmp_path, ()).path.name for _ in range(3)]
    assert names == ["20260101_000000", "20260101_000000_2", "20260101_000000_3"]


def begun(work_dir: Path, name: str, started: str) -> None:
    folder = RunFolder(work_dir / name)
    folder.write_passport({"started": started})


def test_the_latest_run_is_the_one_that_was_begun_last(tmp_path: Path) -> None:
    """Whatever the order of the names, and not a folder without a run."""
    begun(tmp_path, "b", "2026-01-01T10:00:00+00:00")
    begun(tmp_path, "a", "2026-01-01T11:00:00+00:00")
    (tmp_path / "z").mkdir()
    assert [run.name for run in runs_in(tmp_path)] == ["b", "a"]
    assert earlier_run(tmp_path, "latest", ()).path == tmp_path / "a"
    assert earlier_run(tmp_path, "b", ()).path == tmp_path / "b"


def test_ten_runs_of_one_second_are_in_order(tmp_path: Path) -> None:
    """The tenth is later than the second, although its name sorts before."""
    stamps = ["20260101_000000", *(f"20260101_000000_{n}" for n in range(2, 13))]
    for name in stamps:
        begun(tmp_path, name, "2026-01-01T00:00:00+00:00")
    assert [run.name for run in runs_in(tmp_path)] == stamps


def test_runs_begun_on_both_sides_of_a_change_of_the_clocks_are_in_order(tmp_path: Path) -> None:
    """02:30 summer time is before 02:10 winter time of the same night."""
    begun(tmp_path, "summer", "2026-10-25T02:30:00+02:00")
    begun(tmp_path, "winter", "2026-10-25T02:10:00+01:00")
    assert [run.name for run in runs_in(tmp_path)] == ["summer", "winter"]


def test_an_unknown_run_is_an_error_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="holds no run to reuse"):
        earlier_run(tmp_path, "latest", ())
    begun(tmp_path, "known", "2026-01-01T10:00:00+00:00")
    with pytest.raises(OutputError, match="holds no run 'other'") as caught:
        earlier_run(tmp_path, "other", ())
    assert "known" in caught.value.fix


def test_all_files_of_a_run_lie_below_its_folder(tmp_path: Path) -> None:
    run = RunFolder(tmp_path / "stamp")
    paths = [
        run.predictions("m", "d"), run.result("m", "d"), run.audit_trail("m", "d"),
        run.performance("m", "l", "csv"), run.summary("md"), run.log, run.config,
        run.simulator("m", "book"), run.requests("m", "l"), run.request_parts("m", "l"),
        run.prompts("m", "l"), run.series("m", "l"), run.load_record("m", "l"),
        run.side_by_side("m", "l"), run.capacity("m", "l"),
    ]  # fmt: skip
    assert len(set(paths)) == len(paths)
    for path, other in itertools.permutations(paths, 2):
        assert run.path in path.parents
        assert path not in other.parents


def test_a_line_for_which_there_was_no_room_leaves_nothing_that_the_next_could_go_on_with(
    tmp_path: Path,
) -> None:
    """The disk is full in the middle of a line, and has room again later."""
    run = RunFolder(tmp_path)
    file = run.predictions("m", "d")
    with run.journal("m", "d") as journal:
        journal.append(record(0))
        before = file.read_bytes()
        for room in (1, len(before) // 2, len(before) - 1):
            with (
                files_no_longer_than(len(before) + room),
                pytest.raises(OutputError, match="no room for a whole line"),
            ):
                journal.append(record(1))
            assert file.read_bytes() == before
        with (
            files_no_longer_than(len(before)),
            pytest.raises(OutputError, match="File too large"),
        ):
            journal.append(record(1))
        journal.append(record(2))
    assert list(run.records("m", "d")) == ["d/0/0", "d/2/0"]


def test_a_file_for_which_there_was_no_room_leaves_the_one_before_it(tmp_path: Path) -> None:
    run = RunFolder(tmp_path)
    run.write_text(tmp_path / "a", "before")
    with (
        files_no_longer_than(10),
        pytest.raises(OutputError, match=r"a: cannot be written.*\n.*goes on with --reuse"),
    ):
        run.write_text(tmp_path / "a", "more than there is room for")
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a": "before"}


def test_a_failure_takes_nothing_away_from_an_answer_to_the_same_question(tmp_path: Path) -> None:
    run = RunFolder(tmp_path)
    reset = Failure("reset", "gone")
    other = structs.replace(record(3, error=reset), conditions="others")
    with run.journal("m", "d") as journal:
        for index in (1, 2, 3):
            journal.append(record(index, text="half an ans"))
        journal.append(record(1, text="", error=reset))
        journal.append(record(2, text="", error=reset))
        journal.append(record(2, text="whole"))
        journal.append(other)
    found = run.records("m", "d")
    texts = [found[f"d/{n}/0"].steps[0].completion for n in (1, 2)]
    assert [each.text for each in texts if each] == ["half an ans", "whole"]
    assert found["d/3/0"] == other  # what was answered before is an answer to something else


def test_what_is_only_looked_at_is_not_written_to(tmp_path: Path) -> None:
    run = RunFolder(tmp_path / "run", shown_in=tmp_path / "elsewhere")
    run.write_text(run.performance("m", "l", "csv"), "x")
    run.write_text(run.summary("txt"), "x")
    run.write_text(run.series("m", "l"), "x")
    run.write_text(run.side_by_side("m", "l"), "x")
    run.write_text(run.log, "x")
    run.write_passport({})
    assert not run.path.exists()
