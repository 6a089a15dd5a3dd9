"""One process at a time writes to a run folder, and the next is told who."""

import errno
import fcntl
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from evalbench import claim
from evalbench.claim import claimed

HOLDS = """
import sys, time
from pathlib import Path
from evalbench.claim import claimed
with claimed(Path(sys.argv[1])):
    print("has it", flush=True)
    time.sleep(600)
"""


def held_by_another(lock: Path) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(lock)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "has it\n"
    return process


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_lock_is_told_with_pid_and_host_and_ends_with_its_process(
    tmp_path: Path, number: signal.Signals
) -> None:
    lock = tmp_path / "run.lock"
    with held_by_another(lock) as process:
        with claimed(lock) as found:
            told = str(found.holder)
        assert told.startswith(f"process {process.pid} on {os.uname().nodename}, since 20")
        process.send_signal(number)
        process.wait()
        with claimed(lock) as found:
            assert found == (None, True)


def test_whoever_has_the_lock_stands_in_the_file_and_nobody_after_the_end(tmp_path: Path) -> None:
    lock = tmp_path / "run.lock"
    with claimed(lock):
        assert json.loads(lock.read_text())["pid"] == os.getpid()
    assert lock.read_bytes() == b""


def test_it_is_free_after_an_error_too(tmp_path: Path) -> None:
    lock = tmp_path / "run.lock"
    with pytest.raises(ZeroDivisionError), claimed(lock):
        raise ZeroDivisionError
    with claimed(lock) as found:
        assert found.holder is None


def test_one_who_has_not_said_yet_who_he_is_is_another_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claim, "_LOOK_S", 0)
    lock = tmp_path / "run.lock"
    with lock.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with claimed(lock) as found:
            assert str(found.holder) == "another process"


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS])
def test_where_there_are_no_locks_the_folder_is_ours_but_not_for_certain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", refuse)
    with claimed(tmp_path / "run.lock") as found:
        assert found == (None, False)
