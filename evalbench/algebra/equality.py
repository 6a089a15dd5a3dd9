"""Asks processes of its own whether two formulas are equal; as many as ask at a time.

What compares formulas may run for ever, take all memory, or wants signals for its time limits: so
it is done elsewhere, and a thread that asks waits no longer than that process may live.
"""

import atexit
import json
import subprocess
import sys
from threading import Lock
from typing import Literal

from evalbench.errors.config import MATH_UNUSABLE

Answer = Literal["equal", "different", "out of time"]

CPU_S = 5.0  # for one comparison; a busy host does not change a score, as wall time would
_LONGEST = 2000  # characters of a formula that is looked at
_lock = Lock()
_idle: list["subprocess.Popen[str]"] = []


def check() -> None:
    """Compare two formulas, in a process that will compare those of a run.

    Raises ConfigError where the library is not there or does not load.
    """
    equal("1/2", r"\frac{1}{2}")


def equal(reference: str, answer: str) -> Answer:
    """Whether both are the same mathematics. Safe in threads, bounded in time and memory.

    Raises ConfigError where the library is not there or does not load.
    """
    if max(len(reference), len(answer)) > _LONGEST:
        return "different"
    process = _taken()
    line = json.dumps([reference, answer]) + "\n"
    try:
        said = _asked(process, line)
    except BrokenPipeError:
        said = ""
    except BaseException:  # Ctrl-C: its answer would be taken for one to the next question
        _end(process)
        raise
    if said not in ("0\n", "1\n"):
        _end(process)
        return "out of time"
    with _lock:
        _idle.append(process)
    return "equal" if said == "1\n" else "different"


def _taken() -> "subprocess.Popen[str]":
    with _lock:
        if _idle:
            return _idle.pop()
    process = subprocess.Popen(
        [sys.executable, "-m", "evalbench.algebra", str(CPU_S)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    )
    said = _asked(process, "")
    if said != "ready\n":
        code = _end(process)
        raise MATH_UNUSABLE(reason=said.strip() or f"it ended with code {code}")
    return process


def _asked(process: "subprocess.Popen[str]", line: str) -> str:
    """What it answers to a line; "" when it has ended."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(line)
    process.stdin.flush()
    return process.stdout.readline()


def _end(process: "subprocess.Popen[str]") -> int:
    process.kill()
    for pipe in (process.stdin, process.stdout):
        try:
            if pipe:
                pipe.close()
        except BrokenPipeError:
            pass
    return process.wait()


@atexit.register
def end_idle() -> None:
    """End the processes that wait to be asked; the next one that asks starts another."""
    with _lock:
        while _idle:
            _end(_idle.pop())
