"""What is brought to the disk, and when; what happens when that fails."""

import errno
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import evalbench
from evalbench import durability
from evalbench.durability import Durability, Fsync
from evalbench.errors import OutputError
from evalbench.outputs import RunFolder
from evalbench.types import Completion, Record, Step, Times
from tests.processes import wait_until


class Disk:
    """What it was told to keep: inodes, with their lengths then."""

    def __init__(self) -> None:
        self.synced: list[tuple[int, int]] = []
        self.waited: set[str] = set()  # threads
        self.refuses = False

    def sync(self, handle: int) -> None:
        found = os.fstat(handle)
        if self.refuses:
            raise OSError(errno.EIO, "Input/output error")
        self.waited.add(threading.current_thread().name)
        self.synced.append((found.st_ino, found.st_size))

    def has(self, path: Path) -> bool:
        """As long as it is now."""
        found = path.stat()
        return (found.st_ino, found.st_size) in self.synced

    def has_folder(self, path: Path) -> bool:
        return path.stat().st_ino in {inode for inode, _ in self.synced}


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    own = Disk()
    monkeypatch.setattr(durability, "_sync_data", own.sync)
    monkeypatch.setattr(os, "fsync", own.sync)
    return own


def record(index: int) -> Record:
    step = Step("2+2?", Completion("four"), Times(1, 1), 1)
    return Record(f"d/{index}/0", "d", index, 0, "4", (step,))


def test_with_always_a_line_is_on_the_disk_before_it_counts(tmp_path: Path, disk: Disk) -> None:
    run = RunFolder(tmp_path / "run", fsync="always")
    with run.journal("m", "d") as journal:
        for index in range(3):
            journal.append(record(index))
            assert disk.has(run.predictions("m", "d"))
    assert len(disk.synced) == 3


def test_with_second_nobody_waits_and_a_thread_brings_it_there(tmp_path: Path, disk: Disk) -> None:
    run = RunFolder(tmp_path / "run", fsync="second")
    with run.durability.watching(run.growing), run.journal("m", "d") as journal:
        for index in range(3):
            journal.append(record(index))
            wait_until(lambda: disk.has(run.predictions("m", "d")))
        assert disk.waited == {"durability"}
        journal.append(record(3))
    assert disk.has(run.predictions("m", "d"))  # what came last, at the end
    for folder in (run.path, run.path / "predictions", run.path / "predictions/m", tmp_path):
        assert disk.has_folder(folder), folder  # the file can be found after a power cut


def test_with_never_nothing_is(tmp_path: Path, disk: Disk) -> None:
    run = RunFolder(tmp_path / "run", fsync="never")
    with run.durability.watching(run.growing), run.journal("m", "d") as journal:
        journal.append(record(0))
        run.write_text(run.path / "a", "x")
        assert run.durability.settled()()
    assert disk.synced == []


def test_a_whole_file_is_on_the_disk_before_it_has_its_name(
    tmp_path: Path, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    before: list[bool] = []
    replace = Path.replace

    def renamed(self: Path, target: Path) -> Path:
        before.append(disk.has(self))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", renamed)
    run = RunFolder(tmp_path / "run", fsync="second")
    run.write_text(run.path / "results/m/d.json", "x")
    assert before == [True]
    for folder in (tmp_path, run.path, run.path / "results", run.path / "results/m"):
        assert disk.has_folder(folder), folder


@pytest.mark.parametrize("name", ["answers-0-000000", "part-00000.parquet"])
def test_what_another_process_writes_in_a_load_is_brought_there_too(
    tmp_path: Path, disk: Disk, name: str
) -> None:
    run = RunFolder(tmp_path / "run", fsync="second")
    folder = run.request_parts("m", "l")
    folder.mkdir(parents=True)
    for other in ("requests-000000", f".{name}.17"):
        (folder / other).write_bytes(b"can be had again")
    with run.durability.watching(run.growing):
        (folder / name).write_bytes(b"an answer")
        wait_until(lambda: disk.has(folder / name))
        (folder / name).unlink()  # it may go at any moment
        (folder / "answers-0-000001").write_bytes(b"the next")
        wait_until(lambda: disk.has(folder / "answers-0-000001"))
    assert not disk.has(folder / "requests-000000")


def test_it_is_told_when_all_that_was_written_is_there(tmp_path: Path, disk: Disk) -> None:
    run = RunFolder(tmp_path / "run", fsync="second")
    with run.durability.watching(run.growing), run.journal("m", "d") as journal:
        journal.append(record(0))
        wait_until(run.durability.settled())
        assert disk.has(run.predictions("m", "d"))


@pytest.mark.parametrize("policy", ["second", "always"])
def test_a_disk_that_fails_stops_the_run_with_the_name_of_the_file(
    tmp_path: Path, disk: Disk, policy: Fsync
) -> None:
    disk.refuses = True
    run = RunFolder(tmp_path / "run", fsync=policy)

    def ask() -> Iterator[None]:
        with run.durability.watching(run.growing), run.journal("m", "d") as journal:
            while True:
                journal.append(record(0))
                yield

    asking = ask()
    with pytest.raises(OutputError, match=r"d\.jsonl: .*Input/output error \[O602\]"):
        wait_until(lambda: next(asking))
    assert not run.durability.settled()()


def test_a_failure_that_comes_with_the_last_line_is_told_too(tmp_path: Path, disk: Disk) -> None:
    run = RunFolder(tmp_path / "run", fsync="second")
    with pytest.raises(OutputError, match="O602"), run.durability.watching(run.growing):  # noqa: PT012
        with run.journal("m", "d") as journal:
            journal.append(record(0))
        disk.refuses = True


def test_a_file_system_that_cannot_sync_folders_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(handle: int) -> None:
        raise OSError(errno.EINVAL, "Invalid argument")

    monkeypatch.setattr(os, "fsync", refuse)
    (tmp_path / "a").write_text("x")
    Durability("second", tmp_path.parent).entry(tmp_path / "a")


def test_nothing_in_the_traffic_processes_waits_for_a_disk() -> None:
    files = (Path(evalbench.__file__).parent / "traffic").glob("*.py")
    assert [file.name for file in files if "sync(" in file.read_text(encoding="utf-8")] == []
