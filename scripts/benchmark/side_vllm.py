"""`vllm bench serve`: what most engineers measure with."""

import json
import os
from pathlib import Path

from scripts.benchmark.sides import Claim, Load, undisturbed

_INPUT_TOKENS = 195  # random words of its own; as many bytes as the other sides' prompts
_OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "VLLM_NO_USAGE_STATS": "1",
    "DO_NOT_TRACK": "1",
}


class Vllm:
    name = "vllm"

    def __init__(self, program: Path, tokenizer: Path) -> None:
        self.program = program
        self.tokenizer = tokenizer

    def missing(self) -> str:
        absent = [path for path in (self.program, self.tokenizer) if not path.exists()]
        return f"{absent[0]}: no such file" if absent else ""

    def command(self, load: Load, port: int, folder: Path) -> list[str]:
        asked = {
            "--backend": "openai-chat",
            "--base-url": f"http://127.0.0.1:{port}",
            "--endpoint": "/v1/chat/completions",
            "--model": "mock",
            "--tokenizer": self.tokenizer.resolve(),
            "--dataset-name": "random",
            "--random-input-len": _INPUT_TOKENS,
            "--random-output-len": load.tokens,
            "--num-prompts": load.requests,
            "--num-warmups": 0,
            "--ready-check-timeout-sec": 0,
            "--percentile-metrics": "ttft,tpot,itl,e2el",
            "--metric-percentiles": "50,99",
            "--result-dir": folder,
            "--result-filename": "vllm.json",
            **({"--request-rate": load.rate} if load.rate else {"--max-concurrency": load.streams}),
        }
        words = [str(word) for pair in asked.items() for word in pair]
        flags = ["--ignore-eos", "--save-result", "--disable-tqdm"]
        # not resolved: the program of a virtual environment finds its packages by where it lies
        return [str(self.program.absolute()), "bench", "serve", *words, *flags]

    def environment(self) -> dict[str, str]:
        return {**undisturbed(os.environ), **_OFFLINE}

    def claim(self, load: Load, folder: Path) -> Claim:  # noqa: ARG002 - the contract's
        file = folder / "vllm.json"
        if not file.exists():
            raise LookupError("vllm bench serve left no result")
        report = json.loads(file.read_text())
        return Claim(
            completed=report["completed"],
            ttft_mean=report["mean_ttft_ms"],
            ttft_p99=report["p99_ttft_ms"],
            e2el_mean=report["mean_e2el_ms"],
            itl_p99=report["p99_itl_ms"],
        )
