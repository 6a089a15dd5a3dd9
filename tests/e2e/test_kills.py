"""An accuracy run that is killed, again and again: no answer is lost, and none is there twice."""

import json
import random
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Simulator
from tests.processes import wait_until
from tests.program import Program, Run, jsonl

ROWS, KILLS = 240, 3
SEED = 20261123
S = 1_000_000_000


def truths(server: Simulator) -> list[dict[str, Any]]:
    lines = server.log.read_bytes().split(b"\n")[:-1]  # the last may be half written
    found: list[dict[str, Any]] = [json.loads(line) for line in lines]
    return [each for each in found if each["id"]]  # not what is asked of the service itself


def ended(server: Simulator) -> list[tuple[str, int]]:
    """Requests with a whole answer, and when its last byte was sent."""
    whole = [each for each in truths(server) if each["ended"] == "complete"]
    return [(each["id"], each["done_ns"]) for each in whole]


def own_questions(program: Program) -> Path:
    rows = [{"question": f"What is {n} + {n}?", "answer": str(2 * n)} for n in range(ROWS)]
    return program.write("own.jsonl", "".join(json.dumps(row) + "\n" for row in rows))


def killed(program: Program, server: Simulator, seconds: float, *command: object) -> int:
    """Kill it so long after its first answer. What was answered before this instant must be kept.

    That is a second before the kill, and as much more as this process was kept waiting itself: a
    machine that stands still writes nothing down.
    """
    before = len(ended(server))
    process = program.start(*command)
    wait_until(lambda: len(ended(server)) > before or process.poll() is not None)
    began_ns = now_ns = time.perf_counter_ns()
    stood_still_ns = 0
    while now_ns < began_ns + seconds * S:
        time.sleep(0.01)
        last_ns, now_ns = now_ns, time.perf_counter_ns()
        stood_still_ns = max(stood_still_ns, now_ns - last_ns)
    assert process.poll() is None
    process.kill()
    killed_ns = time.perf_counter_ns()
    process.wait()
    return killed_ns - S - stood_still_ns


@pytest.mark.parametrize("policy", ["second", "always"])
def test_of_a_run_that_is_killed_again_and_again_every_answer_is_there_once(
    run_cli: Program, simulator: Callable[..., Simulator], policy: str
) -> None:
    server = simulator(ttft_ms=40, itl_ms=1, tokens=4)
    moments = random.Random(f"{SEED} {policy}")
    command = (
        "--models", "vllm_api_stream_chat", "--custom-dataset-path", own_questions(run_cli),
        "--url", server.url, "--batch-size", 1, "--fsync", policy, "--mode", "infer",
    )  # fmt: skip
    must_stay: set[str] = set()
    for kill in range(KILLS):
        before = len(truths(server))
        again = ("--reuse",) if kill else ()
        kept_ns = killed(run_cli, server, moments.uniform(1.0, 2.0), *command, *again)
        assert not {each["id"] for each in truths(server)[before:]} & must_stay
        must_stay |= {name for name, done_ns in ended(server) if done_ns < kept_ns}
    assert must_stay
    run = Run(next((run_cli.cwd / "outputs/default").iterdir()))
    before = len(truths(server))
    done = run_cli(*command, "--reuse")
    assert done.code == 0, done.stderr
    assert not {each["id"] for each in truths(server)[before:]} & must_stay
    (file,) = run.path.glob("predictions/*/*.jsonl")
    counted = Counter(record["id"] for record in jsonl(file))
    assert len(counted) == ROWS
    assert set(counted.values()) == {1}
    assert [command["how"] for command in run.passport["commands"]] == ["killed"] * KILLS + ["done"]
