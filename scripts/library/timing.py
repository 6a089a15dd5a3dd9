"""How long one command takes for six benchmarks, and how long what it asks for takes by itself.

The simulator's own time is the sum of the times of its answers, as it was told to take them (ttft +
(events - 1) × itl), over the slots: no client can have them all sooner through so many. Two more
times are shown beside it: the same from the instants of the simulator's log, which have in them
what the simulator itself was late; and what a bare client takes for the same bodies over as many
connections, which knows nothing but to send them and to read to the end.
"""

import asyncio
import json
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from scripts.laboratory.server import Simulator, environment, evalbench, lines_of

CONFIGS = ("ceval_gen", "cmmlu_gen", "mmlu_gen", "bbh_gen", "gsm8k_gen", "agieval_gen")
MOST = 1.2  # times the simulator's own time, for the whole command
SLOTS, TTFT_MS, ITL_MS, TOKENS = 64, 50.0, 10.0, 16
MODEL = f"""
from evalbench.models.vllm_api import VLLMCustomAPIChatStream

models = [
    dict(
        type=VLLMCustomAPIChatStream, abbr="simulator", max_out_len=512, batch_size={SLOTS},
        serve=dict(ttft_ms={TTFT_MS}, itl_ms={ITL_MS}, tokens={TOKENS}, correct_rate=0.75),
    )
]
"""


def main(data: Path, work: Path) -> int:
    """Run, tell, and hold the one time against the other."""
    model = work / "timed/configs/models/timed_simulator.py"
    model.parent.mkdir(parents=True, exist_ok=True)
    model.write_text(MODEL, encoding="utf-8")
    command = evalbench(
        "--config-dir", "configs", "--models", "timed_simulator", "--datasets", *CONFIGS
    )
    ours = {**environment(work / "timed"), "EVALBENCH_DATA": str(data)}
    began = time.monotonic()
    done = subprocess.run(
        command, cwd=work / "timed", env=ours, check=False, capture_output=True, text=True
    )
    took_s = time.monotonic() - began
    if done.returncode:
        print(f"FAIL the run ended with {done.returncode}\n{done.stderr}")
        return 1
    folder = max((work / "timed/outputs/default").iterdir())
    return _judged(folder, took_s, work)


def _judged(folder: Path, took_s: float, work: Path) -> int:
    served = [
        line
        for line in lines_of(folder / "simulator/simulator/served.jsonl")
        if line["path"] == "/v1/chat/completions"
    ]
    told_s = sum(TTFT_MS + (len(each["token_ns"]) - 1) * ITL_MS for each in served) / 1e3 / SLOTS
    logged_s = sum(each["done_ns"] - each["started_ns"] for each in served) / 1e9 / SLOTS
    bare_s = asyncio.run(_bare(folder, work))
    ratio = took_s / told_s
    print(f"     {len(served)} requests, {SLOTS} slots, {TTFT_MS:.0f} ms + {ITL_MS:.0f} ms a token")
    print(f"     the simulator's own time {told_s:.1f} s; by its log {logged_s:.1f} s")
    print(f"     a bare client {bare_s:.1f} s, {bare_s / told_s:.3f} times that")
    good = ratio <= MOST
    verdict = "PASS" if good else "FAIL"
    print(
        f"{verdict} evalbench, from its start to its tables: {took_s:.1f} s, {ratio:.3f} times it"
    )
    return 0 if good else 1


async def _bare(folder: Path, work: Path) -> float:
    """Seconds for the bodies of a run, from the first connection to the last answer."""
    book = folder / "simulator/simulator/book.jsonl"
    words = (
        f"--ttft-ms={TTFT_MS}", f"--itl-ms={ITL_MS}", f"--tokens={TOKENS}",
        "--correct-rate=0.75", f"--book={book}",
    )  # fmt: skip
    requests = [_request(body) for body in _bodies(folder)]
    (work / "bare").mkdir(exist_ok=True)
    with Simulator(work / "bare", *words) as simulator:
        port = int(simulator.url.rpartition(":")[2])
        began = time.monotonic()
        waiting = iter(requests)
        await asyncio.gather(*(_slot(port, waiting) for _ in range(SLOTS)))
        return time.monotonic() - began


async def _slot(port: int, waiting: Iterator[bytes]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for request in waiting:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        if b" 200 " not in head.split(b"\r\n", 1)[0]:
            raise SystemExit(f"a bare request: {head!r}")
        await reader.readuntil(b"0\r\n\r\n")
    writer.close()


def _bodies(folder: Path) -> Iterator[bytes]:
    """As they were sent, out of the run's records and its passport."""
    passport = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    conditions = passport["models"]["simulator"]["conditions"]
    asked = {key: value for key, value in conditions.items() if key not in _NOT_SENT}
    for file in sorted((folder / "predictions/simulator").glob("*.jsonl")):
        for record in lines_of(file):
            prompt: Sequence[dict[str, Any]] = record["steps"][0]["prompt"]
            yield json.dumps({**asked, "messages": prompt}).encode()


_NOT_SENT = ("endpoint", "system_prompt")


def _request(body: bytes) -> bytes:
    head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body
