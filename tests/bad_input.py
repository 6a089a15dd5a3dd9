"""The corpus of input that is wrong, in tests/data/bad: one case a line, and how a case is run.

A case has a name, its cause (several cases may share one), an exit code, a phrase that is said, and
the code of the catalogue's entry, empty where the words of the option parser are what is said. The
rest depends on the file:

    options      argv: words of a command line; $CHAT and $RANDOM are a model and what it is asked
    configs      model, dataset: keys put into one that is sound; text: a whole file
    data         file, content: a data set of one's own
    benchmarks   files: below a folder of benchmarks; dataset: the config that reads them
    runs         files: put into the folder of a run, null: taken out of it; argv
    responses    status, content_type, headers, body: what every request for an answer gets; with
                 get: what a request for the list of models gets

A content is a text, or a list of texts, {"hex": bytes} and {"text": …, "times": n}.
"""

import json
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.program import Finished, Program
from tests.scripted_server import Answer, ScriptedServer

FOLDER = Path(__file__).parent / "data/bad"
GROUPS = ("options", "configs", "data", "benchmarks", "runs", "responses")
Case = dict[str, Any]

_CHAT = "--models vllm_api_general_chat --datasets demo_gsm8k_gen"
_WORDS = {"$CHAT": _CHAT, "$RANDOM": "--models vllm_api_stream_chat --mode perf"}
_MODEL = """
from evalbench.models.vllm_api import VLLMCustomAPIChat

keys = dict(type=VLLMCustomAPIChat, abbr="own", url="http://127.0.0.1:1")
keys.update({more})
models = [keys]
"""
_DATASET = """
from mmengine.config import read_base

with read_base():
    from evalbench.configs.datasets.demo.demo_ceval_gen import demo_ceval_datasets as ceval

keys = dict(ceval[0])
keys.update({more})
own_datasets = [keys]
"""
_DEMO = """
from mmengine.config import read_base

with read_base():
    from evalbench.configs.datasets.demo.demo_gsm8k_gen import demo_gsm8k_datasets
"""
_RUN = "outputs/default/20260101_000000"
_PASSPORT = '{"kind": "accuracy", "commands": []}'
_RUN_CONFIG = "models = [dict(abbr='own', type='VLLMCustomAPIChat')]\n" + _DEMO


def cases() -> list[tuple[str, Case]]:
    """Each with the group that it belongs to."""
    return [(group, case) for group in GROUPS for case in cases_of(group)]


def cases_of(group: str) -> list[Case]:
    lines = (FOLDER / f"{group}.jsonl").read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in lines if line]


def run(group: str, case: Case, program: Program) -> Finished:
    """What `evalbench` says to it, in an empty folder."""
    return _RUN_BY_GROUP[group](case, program)


def content_of(content: str | list[Any]) -> bytes:
    """The bytes that a content means."""
    if isinstance(content, str):
        return content.encode()
    return b"".join(_part(part) for part in content)


def _part(part: str | Mapping[str, Any]) -> bytes:
    if isinstance(part, str):
        return part.encode()
    if "hex" in part:
        return bytes.fromhex(part["hex"])
    return str(part["text"]).encode() * int(part["times"])


def _put(path: Path, content: str | list[Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content_of(content))


def _options(case: Case, program: Program) -> Finished:
    words = case["argv"]
    for short, meant in _WORDS.items():
        words = words.replace(short, meant)
    return program(*shlex.split(words))


def _configs(case: Case, program: Program) -> Finished:
    if "model" in case:
        text = _MODEL.format(more=f"dict({case['model']})")
        program.write("configs/models/own.py", text)
        return program("--models", "own", "--datasets", "demo_gsm8k_gen", "--dry-run")
    if "dataset" in case:
        program.write("configs/datasets/own.py", _DATASET.format(more=f"dict({case['dataset']})"))
        return program("--models", "simulator", "--datasets", "own", "--dry-run")
    text = case["text"]
    if isinstance(text, str):
        text = text.replace("$DEMO", _DEMO)
    _put(program.cwd / "own.py", text)
    return program("own.py", "--dry-run")


def _data(case: Case, program: Program) -> Finished:
    _put(program.cwd / case["file"], case["content"])
    more = shlex.split(case.get("argv", ""))
    return program(
        "--models", "simulator", "--custom-dataset-path", case["file"], "--dry-run", *more
    )


def _benchmarks(case: Case, program: Program) -> Finished:
    for name, content in case["files"].items():
        _put(program.cwd / "all" / name, content)
    words = ("--models", "simulator", "--datasets", case["dataset"], "--dry-run")
    return program(*words, EVALBENCH_DATA=str(program.cwd / "all"))


def _runs(case: Case, program: Program) -> Finished:
    sound = {"configs/20260101_000000.py": _RUN_CONFIG, "run.json": _PASSPORT}
    for name, content in {**sound, **case["files"]}.items():
        if content is not None:
            _put(program.cwd / _RUN / name, content)
    return program(*shlex.split(case["argv"]))


def _responses(case: Case, program: Program) -> Finished:
    answer = Answer(
        case["status"],
        content_of(case["body"]),
        case["content_type"],
        tuple(case.get("headers", {}).items()),
    )
    get: Callable[..., Answer] | None = (lambda _: answer) if case.get("get") else None
    with ScriptedServer(lambda _: answer, models=["m"], get=get) as server:
        words = ("--models", case["model"], "--datasets", "demo_gsm8k_gen", "--num-prompts", 2)
        return program(*words, "--url", server.url, "--retry", 0)


_RUN_BY_GROUP: dict[str, Callable[[Case, Program], Finished]] = {
    "options": _options,
    "configs": _configs,
    "data": _data,
    "benchmarks": _benchmarks,
    "runs": _runs,
    "responses": _responses,
}
