"""The servers that log the truth: truthd, a program in C, and our own simulator."""

import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

import numpy as np

from scripts.benchmark.truth import Served

_READY_S = 20.0
_END_S = 20.0


@dataclass(frozen=True, slots=True)
class Pace:
    """How a server answers: when the first token comes, how far apart the others are."""

    ttft_ms: float = 200
    itl_ms: float = 20


class Running:
    """A server that was started; its CPU time is known once it has ended."""

    def __init__(self, port: int, process: "subprocess.Popen[bytes]") -> None:
        self.port = port
        self.process = process

    @property
    def cpu_s(self) -> float:
        """User and system time so far."""
        stat = Path(f"/proc/{self.process.pid}/stat").read_text()
        fields = stat.rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / 100  # USER_HZ is 100 on every Linux


class Endpoint(Protocol):
    name: str

    def command(self, port: int, log: Path, pace: Pace) -> list[str]: ...

    def environment(self) -> dict[str, str]: ...

    def read(self, log: Path) -> list[Served]:
        """The generation requests of a log, in order of arrival."""
        ...


class Truthd:
    """The folder of truthd.c, or the program itself with labtruth.py beside it."""

    name = "truthd"

    def __init__(self, path: Path, scratch: Path) -> None:
        """Compile where that is needed. Raises SystemExit for what is no truthd."""
        self.folder = path if path.is_dir() else path.parent
        self.binary = _compiled(path / "truthd.c", scratch) if path.is_dir() else path
        self._labtruth = _module(self.folder / "labtruth.py")

    def command(self, port: int, log: Path, pace: Pace) -> list[str]:
        paced = ["--ttft", f"{pace.ttft_ms:g}", "--itl", f"{pace.itl_ms:g}"]
        own = ["--port", str(port), "--log", str(log), "--quiet"]
        return [str(self.binary.resolve()), *own, *paced]

    def environment(self) -> dict[str, str]:
        return dict(os.environ)

    def read(self, log: Path) -> list[Served]:
        records = self._labtruth.read(log)
        whole = {record["id"] for record in self._labtruth.ok_stream(records)}
        return [
            Served(
                id=record["xrid"] or record["marker"],
                received_ns=record["t_recv"],
                end_ns=record["t_end"],
                token_ns=np.array(record["times"], dtype=np.int64),
                tokens=record["n_tok"],
                whole=record["id"] in whole,
                fault=record["fault_name"],
            )
            for record in records
        ]


class Simulator:
    """`evalbench simulate` of this checkout."""

    name = "simulator"

    def __init__(self, checkout: Path) -> None:
        self.checkout = checkout

    def command(self, port: int, log: Path, pace: Pace) -> list[str]:
        paced = [f"--ttft-ms={pace.ttft_ms:g}", f"--itl-ms={pace.itl_ms:g}"]
        program = [sys.executable, "-m", "evalbench", "simulate", "--model-name=mock"]
        return [*program, f"--port={port}", f"--log={log}", *paced]

    def environment(self) -> dict[str, str]:
        return {**os.environ, "PYTHONPATH": str(self.checkout)}

    def read(self, log: Path) -> list[Served]:
        lines = [json.loads(line) for line in log.read_text().splitlines()]
        asked = [line for line in lines if line["path"].endswith("/completions")]
        served = [_simulated(line) for line in asked if line["done_ns"] is not None]
        return sorted(served, key=lambda each: each.received_ns)


def _simulated(line: dict[str, Any]) -> Served:
    return Served(
        id=line["id"] or "",
        received_ns=line["received_ns"],
        end_ns=line["done_ns"],
        token_ns=np.array(line["token_ns"], dtype=np.int64),
        tokens=line["completion_tokens"] or 0,
        whole=line["stream"] and line["ended"] == "complete" and bool(line["token_ns"]),
        fault=line.get("fault") or "none",
    )


@contextmanager
def serving(
    endpoint: Endpoint, log: Path, pace: Pace, options: Sequence[str] = ()
) -> Iterator[Running]:
    """Start a server on a free port; end it by its own id, with TERM: then its log is whole."""
    port = free_port()
    process = subprocess.Popen(
        [*endpoint.command(port, log, pace), *options],
        env=endpoint.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        _await(port, process)
        yield Running(port, process)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(_END_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await(port: int, process: "subprocess.Popen[bytes]") -> None:
    last = time.monotonic() + _READY_S
    while process.poll() is None and time.monotonic() < last:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except ConnectionRefusedError:
            time.sleep(0.02)  # it has not come to listen yet
        else:
            return
    raise SystemExit(f"the server did not come up: {process.args!r}")


def _compiled(source: Path, scratch: Path) -> Path:
    if not source.is_file():
        raise SystemExit(f"{source.parent}: has no {source.name}")
    binary = scratch / "truthd"
    command = ["gcc", "-O2", "-o", str(binary), str(source), "-lm"]
    try:
        subprocess.run(command, check=True)
    except (OSError, subprocess.CalledProcessError) as failure:
        raise SystemExit(f"{source} could not be compiled: {failure}") from failure
    return binary


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None or not path.is_file():
        raise SystemExit(f"{path} is missing: it reads truthd's log")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
