"""The simulator as a process of its own: the ready line, signals, a parent that dies."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "evalbench.simulator"]


@contextmanager
def started(*options: str) -> Iterator[tuple[subprocess.Popen[str], http.client.HTTPConnection]]:
    """A running simulator and a connection to it; killed at the end if it still runs."""
    with subprocess.Popen([*COMMAND, *options], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            word, url = process.stdout.readline().split()
            assert word == "ready"
            host, port = url.removeprefix("http://").split(":")
            connection = http.client.HTTPConnection(host, int(port))
            yield process, connection
            connection.close()
        finally:
            process.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly_with_the_log_written(tmp_path: Path, number: int) -> None:
    log = tmp_path / "log.jsonl"
    with started("--ttft-ms", "3600000", "--log", str(log)) as (process, connection):
        connection.request("GET", "/health")
        assert connection.getresponse().read() == b""
        body = json.dumps({"prompt": "x", "stream": True})
        connection.request("POST", "/v1/completions", body)
        assert connection.getresponse().status == 200
        process.send_signal(number)
        assert process.wait() == 0
        assert process.stdout is not None
        assert process.stdout.read() == ""  # exactly one line
    ended = [json.loads(line)["ended"] for line in log.read_text().splitlines()]
    assert ended == ["complete", "disconnected"]


def test_the_options_reach_the_answers() -> None:
    with started("--ttft-ms", "0", "--itl-ms", "0", "--tokens", "9", "--model-name", "m") as (
        _,
        one,
    ):
        one.request("POST", "/v1/completions", json.dumps({"model": "m", "prompt": "x"}))
        answer = json.loads(one.getresponse().read())
    assert (answer["model"], answer["usage"]["completion_tokens"]) == (
        "m",
        10,
    )  # nine words and the end token


def test_it_ends_when_the_parent_is_gone() -> None:
    with (
        subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as parent,
        started("--parent-pid", str(parent.pid)) as (process, connection),
    ):
        connection.request("GET", "/health")
        assert connection.getresponse().read() == b""
        parent.communicate(b"\n")
        assert process.wait() == 0


def test_it_stays_while_its_parent_lives() -> None:
    with started("--parent-pid", str(os.getpid())) as (process, connection):
        connection.request("GET", "/health")
        assert connection.getresponse().status == 200
        assert process.poll() is None


@pytest.mark.parametrize("options", [["--tokens", "0"], ["--book", "/nowhere/book.jsonl"]])
def test_a_bad_setting_is_a_sentence_and_no_traceback(options: list[str]) -> None:
    done = subprocess.run([*COMMAND, *options], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("evalbench: simulator: ")
    assert "Traceback" not in done.stderr


def test_a_port_in_use_is_a_sentence_under_the_fast_loop_too() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [*COMMAND, "--port", port], capture_output=True, text=True, check=False
        )
    assert (done.returncode, done.stdout) == (2, "")
    assert f"port {port} on 127.0.0.1 is already in use" in done.stderr
    assert "Traceback" not in done.stderr
