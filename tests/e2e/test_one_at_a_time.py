"""Two commands on one run folder: the second is told who the first is, and spoils nothing."""

import errno
import fcntl
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.processes import wait_until
from tests.program import Program, Run, jsonl
from tests.scripted_server import Received, ScriptedServer, completion

Start = Callable[..., ScriptedServer]
DEMO = ("--models", "vllm_api_stream_chat", "--datasets", "demo_gsm8k_gen")
MODEL, GSM8K = "vllm-api-stream-chat", "demo_gsm8k"
ANSWERED = 5


def hangs_after(answers: int) -> Callable[[Received], Any]:
    def script(request: Received) -> Any:
        return completion(request, "Well.", pause_s=3600.0 if request.number >= answers else 0.0)

    return script


@contextmanager
def under_way(
    program: Program, server: ScriptedServer, *more: object
) -> Iterator["subprocess.Popen[str]"]:
    """A run of which five are answered and two are waited for; it is killed at the end."""
    process = program.start(*DEMO, "--url", server.url, "--batch-size", 2, *more)
    try:
        wait_until(lambda: len(server.posts) == ANSWERED + 2 or process.poll() is not None)
        assert process.poll() is None
        yield process
    finally:
        process.kill()
        process.wait()


def the_run(program: Program) -> Run:
    (folder,) = (program.cwd / "outputs/default").iterdir()
    return Run(folder)


def files_of(run: Run) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in run.path.rglob("*") if path.is_file()}


def told(process: "subprocess.Popen[str]") -> str:
    return f"is being written by process {process.pid} on {os.uname().nodename}, since 20"


@pytest.mark.parametrize("mode", ["all", "infer", "eval"])
def test_a_second_command_that_would_write_is_refused_with_pid_and_host_of_the_first(
    run_cli: Program, scripted_server: Start, mode: str
) -> None:
    server = scripted_server(hangs_after(ANSWERED))
    with under_way(run_cli, server, "--mode", "infer") as process:
        before = files_of(the_run(run_cli))
        refused = run_cli("--mode", mode, "--reuse")
        assert refused.code == 2
        assert f"{told(process)}" in refused.stderr
        assert "[O601]" in refused.stderr
        assert f"--mode viz --reuse outputs/default/{the_run(run_cli).path.name}" in refused.stderr
        assert len(server.posts) == ANSWERED + 2
        assert files_of(the_run(run_cli)) == before


def test_after_a_kill_the_folder_is_free_and_no_answer_is_there_twice(
    run_cli: Program, scripted_server: Start
) -> None:
    server = scripted_server(hangs_after(ANSWERED))
    with under_way(run_cli, server, "--mode", "infer") as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
    server.script = hangs_after(1 << 30)
    done = run_cli("--mode", "infer", "--reuse")
    assert (done.code, len(server.posts)) == (0, ANSWERED + 2 + 12 - ANSWERED), done.stderr
    ids = [record["id"] for record in done.run.records(MODEL, GSM8K)]
    assert sorted(ids) == sorted(f"{GSM8K}/{n}/0" for n in range(12))
    assert [command["how"] for command in done.run.passport["commands"]] == ["killed", "done"]
    assert (done.run.path / "run.lock").read_bytes() == b""


@pytest.mark.parametrize("mode", ["viz", "perf_viz"])
def test_a_run_under_way_is_shown_and_nothing_is_left_in_its_folder(
    run_cli: Program, scripted_server: Start, mode: str
) -> None:
    server = scripted_server(hangs_after(ANSWERED))
    timed = mode == "perf_viz"
    more = ("--mode", "perf", "--num-warmups", 0) if timed else ("--mode", "infer")
    with under_way(run_cli, server, *more) as process:
        before = files_of(the_run(run_cli))
        shown = run_cli("--mode", mode, "--reuse")
        assert told(process) in shown.stderr
        assert "Traceback" not in shown.stderr
        assert (MODEL if timed else "dataset  ") in shown.stdout
        assert "outputs" not in shown.stdout  # no place of tables that were not written
        after = files_of(the_run(run_cli))
    # of what the run itself adds meanwhile only the rows of its load
    own = {path for path in after if path.name.startswith("part-")}
    assert {path: after[path] for path in after.keys() - own} == before
    assert shown.code == 1


@pytest.mark.parametrize("answered", [0, ANSWERED])
def test_the_times_of_a_load_under_way_are_of_all_that_was_answered_and_not_judged_yet(
    run_cli: Program, scripted_server: Start, answered: int
) -> None:
    """Also in its first seconds, in which no row of it is kept: the bytes are."""
    server = scripted_server(hangs_after(answered))
    words = (*DEMO, "--url", server.url, "--mode", "perf", "--num-warmups", 0)
    process = run_cli.start(*words, "--sweep", "batch_size=2,3")
    try:
        wait_until(lambda: len(server.posts) == answered + 2)
        before = files_of(the_run(run_cli))
        shown = run_cli("--mode", "perf_viz", "--reuse")
        after = files_of(the_run(run_cli))
    finally:
        process.kill()
        process.wait()
    own = {path for path in after if path.name.startswith("part-")}
    assert {path: after[path] for path in after.keys() - own} == before
    load = next(line for line in shown.stdout.split("\n") if line.startswith("batch_size=2"))
    assert (load.split()[1], load.split()[-1]) == (str(answered), "PENDING")
    assert "not begun yet: batch_size=3" in shown.stdout
    for untrue in ("SUSPECT", "INVALID", "never", "let it end"):
        assert untrue not in shown.said
    assert shown.code == 1


def test_a_note_says_how_far_a_load_under_way_has_come(
    run_cli: Program, scripted_server: Start
) -> None:
    server = scripted_server(hangs_after(ANSWERED))
    with under_way(run_cli, server, "--mode", "perf", "--num-warmups", 0):
        shown = run_cli("--mode", "perf_viz", "--reuse")
    said = " ".join(shown.stdout.split())
    assert "the load is under way: these are the 5 of 12 requests that have come to" in said
    assert "verdict: PENDING" in shown.stdout
    assert "the run ended" not in said


@pytest.mark.parametrize("answered", [0, ANSWERED])
def test_the_scores_of_a_run_under_way_are_of_what_it_has_so_far(
    run_cli: Program, scripted_server: Start, answered: int
) -> None:
    """Five are answered and two in flight: the other seven are no errors."""
    server = scripted_server(hangs_after(answered))
    process = run_cli.start(*DEMO, "--url", server.url, "--batch-size", 2)
    try:
        wait_until(lambda: len(server.posts) == answered + 2)
        shown = run_cli("--mode", "viz", "--reuse")
        assert f"{12 - answered} of 12 samples have no answer: not asked yet, or in" in shown.stdout
        assert f"0/0/{answered}/0/0" in shown.stdout  # "Well." is no number
        assert "the run is under way: these are the scores of what was answered so far" in (
            shown.stdout
        )
        assert "asks for the rest" not in shown.said
        assert "[O801]" not in shown.stderr
        assert not (the_run(run_cli).path / "results").exists()
        assert shown.code == 1
    finally:
        process.kill()
        process.wait()


def test_a_killed_run_that_may_only_be_read_is_scored_for_the_screen_and_not_under_way(
    run_cli: Program, scripted_server: Start
) -> None:
    with under_way(run_cli, scripted_server(hangs_after(ANSWERED)), "--mode", "infer"):
        pass
    lock = the_run(run_cli).path / "run.lock"
    lock.unlink()
    lock.mkdir()  # as where no file can be made: it cannot be opened to write
    shown = run_cli("--mode", "viz", "--reuse")
    assert "0/0/5/0/0" in shown.stdout
    assert "7 of 12 samples have no answer" in shown.stdout
    assert "under way" not in shown.said
    assert not (the_run(run_cli).path / "results").exists()
    timed = run_cli("--mode", "perf_viz", "--reuse")
    assert "under way" not in timed.said


def test_scores_of_a_run_that_may_only_be_read_are_shown_as_they_were_made(
    run_cli: Program,
) -> None:
    run_cli.write("own.csv", "question,answer\n1+1?,2\n1+2?,3\n")
    own = ("--models", "simulator", "--custom-dataset-path", "own.csv")
    first = run_cli(*own)
    run_cli.write("own.csv", "question,answer\n1+1?,20\n1+2?,30\n")
    lock = first.run.path / "run.lock"
    lock.unlink()
    lock.mkdir()
    table = first.stdout.partition("\nsummary: ")[0]
    assert run_cli("--mode", "viz", "--reuse").stdout.strip() == table.strip()


def test_two_lookers_at_a_run_that_is_over_are_both_served(run_cli: Program) -> None:
    run_cli("--models", "simulator", "--datasets", "demo_gsm8k_gen", "--num-prompts", 2)
    lookers = [run_cli.start("--mode", "viz", "--reuse") for _ in range(3)]
    assert [each.wait() for each in lookers] == [0, 0, 0]
    assert the_run(run_cli).how == "done"


def test_of_two_commands_that_start_together_one_asks_and_one_is_refused(
    run_cli: Program, scripted_server: Start
) -> None:
    with under_way(run_cli, scripted_server(hangs_after(ANSWERED)), "--mode", "infer"):
        pass
    server = scripted_server(hangs_after(0))
    again = (*DEMO, "--url", server.url, "--mode", "infer", "--batch-size", 3, "--reuse")
    both = [run_cli.start(*again) for _ in range(2)]
    try:
        wait_until(lambda: [each for each in both if each.poll() is not None])
        wait_until(lambda: len(server.posts) == 3)
        assert sorted(map(str, (each.poll() for each in both))) == ["2", "None"]
    finally:
        for each in both:
            each.kill()
            each.wait()
    assert len(server.posts) == 3
    records = jsonl(the_run(run_cli).path / f"predictions/{MODEL}/{GSM8K}.jsonl")
    assert len({record["id"] for record in records}) == len(records) == ANSWERED


def test_where_there_are_no_locks_a_run_goes_on_and_says_so(
    ask_cli: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    done = ask_cli("--models", "simulator", "--datasets", "demo_gsm8k_gen", "--num-prompts", 1)
    assert done.code == 0
    assert "this file system has no locks: nothing keeps a second evalbench out" in done.stderr


def test_a_run_that_may_only_be_read_is_shown(run_cli: Program, scripted_server: Start) -> None:
    """A colleague's, say. A folder for a lock is refused by the system whoever asks, root too."""
    server = scripted_server(lambda request: completion(request, "Well."))
    assert run_cli(*DEMO, "--url", server.url, "--num-prompts", 2).code == 0
    run = the_run(run_cli)
    (run.path / "run.lock").unlink()
    (run.path / "run.lock").mkdir()
    before = files_of(run)
    shown = run_cli("--mode", "viz", "--reuse")
    assert (shown.code, GSM8K in shown.stdout) == (0, True), shown.stderr
    assert "run.lock: cannot be written: Is a directory; what is there is shown" in shown.stderr
    assert files_of(run) == before
    refused = run_cli("--mode", "eval", "--reuse")
    assert (refused.code, "[O101]" in refused.stderr) == (2, True)
