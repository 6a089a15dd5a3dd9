"""`run.json` of whole runs: what is in it, when it is found out, and that it stops no run."""

import hashlib
import json
import os
import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.processes import wait_until
from tests.program import REPOSITORY, Program
from tests.scripted_server import Answer, Received, ScriptedServer, as_json, completion, error

Start = Callable[..., ScriptedServer]
CHAT = ("--models", "vllm_api_general_chat", "--datasets", "demo_gsm8k_gen", "--num-prompts", "2")
PERF = ("--models", "vllm_api_stream_chat", *CHAT[2:], "--mode", "perf")
DATA = REPOSITORY / "evalbench" / "datasets" / "demo" / "gsm8k" / "test.jsonl"
PAGES = [REPOSITORY / "docs" / name for name in ("run_folder.md", "run_folder.zh-CN.md")]


def four(request: Received) -> Answer:
    return completion(request, "four")


def tells(request: Received) -> Answer:
    if request.path == "/version":
        return as_json({"version": "0.11.0"})
    return as_json({"object": "list", "data": [{"id": "qwen", "max_model_len": 4096}]})


def keys_of(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from keys_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys_of(inner)


def without_foreign(passport: dict[str, Any]) -> dict[str, Any]:
    """Its own keys: not those of a request, an answer, an option, a package or a file."""
    content = json.loads(json.dumps(passport))
    for model in content["models"].values():
        model["conditions"] = model["conditions_of_datasets"] = None
        model["service"] = dict.fromkeys(model["service"])
    content["models"] = list(content["models"].values())
    content["datasets"] = [{**each, "files": None} for each in content["datasets"].values()]
    for command in content["commands"]:
        command["options"] = command["versions"] = None
        command["seeds"]["models"] = None
        command["urls"] = None
    return content


def test_what_is_sent_otherwise_for_a_data_set_is_told_by_its_name(
    ask_cli: Program, scripted_server: Start
) -> None:
    server = scripted_server(four, get=tells)
    (ask_cli.cwd / "whole.py").write_text(
        "from mmengine.config import read_base\n"
        "from evalbench.models.vllm_api import VLLMCustomAPIChat\n"
        "with read_base():\n"
        "    from evalbench.configs.datasets.demo.demo_gsm8k_gen import demo_gsm8k_datasets\n"
        "    from evalbench.configs.datasets.demo.demo_ceval_gen import demo_ceval_datasets\n"
        "short = dict(demo_gsm8k_datasets[0], abbr='short')\n"
        "short['infer_cfg'] = dict(short['infer_cfg'])\n"
        "short['infer_cfg']['inferencer'] = dict(\n"
        "    short['infer_cfg']['inferencer'], max_out_len=7, stopping_criteria=['Q:'])\n"
        "datasets = [short, *demo_ceval_datasets[:1]]\n"
        f"models = [dict(type=VLLMCustomAPIChat, abbr='m', url={server.url!r}, max_out_len=64)]\n"
    )
    done = ask_cli("whole.py", "--num-prompts", "1")
    assert done.code == 0, done.stderr
    model = done.run.passport["models"]["m"]
    assert model["conditions"]["max_tokens"] == 64
    assert model["conditions_of_datasets"] == {"short": {"max_tokens": 7, "stop": ["Q:"]}}
    sent = [each.body for each in server.received if each.method == "POST"]
    assert sorted(each["max_tokens"] for each in sent) == [7, 64]


@pytest.mark.parametrize("options", [CHAT, PERF], ids=["accuracy", "perf"])
def test_the_passport_tells_what_ran_on_what_and_whom(
    ask_cli: Program, scripted_server: Start, options: tuple[str, ...]
) -> None:
    server = scripted_server(four, get=tells)
    seeded = (*options, "--url", server.url, "--seed", "7", "--generation", "seed=0")
    done = ask_cli(*seeded)
    assert done.code == 0, done.stderr
    passport = done.run.passport
    (command,) = passport["commands"]
    assert command["how"] == "done"
    assert command["argv"] == [*seeded]
    assert command["options"]["selection"] == {"num_prompts": 2, "sample": None, "seed": 7}
    assert command["seeds"]["run"] == 7
    assert list(command["seeds"]["models"].values()) == [0]
    assert re.fullmatch(r"[0-9a-f]{64}", command["config_sha256"])
    assert {"evalbench", "python", "numpy", "msgspec"} <= set(command["versions"])
    assert command["host"]["name"] == os.uname().nodename
    (model,) = passport["models"].values()
    assert model["service"]["version"] == {"version": "0.11.0"}
    assert model["service"]["models"]["data"][0]["max_model_len"] == 4096
    (data,) = passport["datasets"].values()
    assert data["files"] == {str(DATA): hashlib.sha256(DATA.read_bytes()).hexdigest()}
    assert re.fullmatch(r"[0-9a-f]{64}", data["prompts_sha256"])
    for page in PAGES:
        told = set(re.findall(r"`([^`\s]+)`", page.read_text(encoding="utf-8")))
        words = {word for text in told for word in re.split(r"[.\[\]]+", text)}
        assert set(keys_of(without_foreign(passport))) <= words, page


def test_a_perf_run_asks_for_nothing_but_the_models_before_its_loads(
    ask_cli: Program, scripted_server: Start
) -> None:
    """What is found out beside would be beside the traffic that is timed."""
    server = scripted_server(four, get=tells)
    done = ask_cli(*PERF, "--url", server.url)
    assert done.code == 0
    asked = [(request.path, request.number) for request in server.received if not request.body]
    before = [path for path, posts in asked if posts == 0]
    assert before == ["/v1/models"]
    assert ("/version", len(server.posts)) in asked


def test_a_service_that_tells_nothing_of_itself_is_asked_all_the_same(
    ask_cli: Program, scripted_server: Start
) -> None:
    server = scripted_server(four, get=lambda _: error(404, "no such path"))
    done = ask_cli(*CHAT, "--url", server.url, "--model-name", "qwen")
    assert done.code == 0, done.stderr
    (model,) = done.run.passport["models"].values()
    assert model["service"] == {"version": None, "models": None, "headers": {}}


def fake_tools(folder: Path) -> dict[str, str]:
    """`npu-smi`, and a log of how often it was started."""
    folder.mkdir()
    table = REPOSITORY / "tests" / "data" / "tools" / "npu-smi-910b.txt"
    tool = folder / "npu-smi"
    tool.write_text(f"#!/bin/sh\necho $* >> {folder}/started\ncat {table}\n", encoding="utf-8")
    tool.chmod(0o755)
    return {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}


@pytest.mark.parametrize("options", [CHAT, PERF], ids=["accuracy", "perf"])
def test_accelerators_are_looked_for_once_where_something_is_asked(
    ask_cli: Program, scripted_server: Start, options: tuple[str, ...]
) -> None:
    environment = fake_tools(ask_cli.cwd / "bin")
    started = ask_cli.cwd / "bin" / "started"
    server = scripted_server(four, get=tells)
    done = ask_cli(*options, "--url", server.url, **environment)
    (command,) = done.run.passport["commands"]
    assert [each["name"] for each in command["accelerators"]] == ["910B", "910B"]
    assert started.read_text(encoding="utf-8") == "info\n"
    mode = "perf_viz" if options == PERF else "eval"
    again = ask_cli("--mode", mode, "--reuse", **environment)
    command = again.run.passport["commands"][-1]
    assert "accelerators" not in command
    assert command["versions"]
    assert started.read_text(encoding="utf-8") == "info\n"


def test_a_run_whose_service_is_not_there_tells_its_host_all_the_same(ask_cli: Program) -> None:
    done = ask_cli(*CHAT, "--url", "http://127.0.0.1:1")
    assert done.code == 1
    (command,) = done.run.passport["commands"]
    assert command["how"] == "failed"
    assert command["host"]["name"] == os.uname().nodename


def test_two_runs_of_one_config_have_the_same_sums(
    ask_cli: Program, scripted_server: Start
) -> None:
    server = scripted_server(four, get=tells)
    first, second, other = (
        ask_cli(*CHAT, "--url", server.url, *more, OPENAI_API_KEY=key).run.passport
        for more, key in (((), "sk-11111111"), ((), "sk-22222222"), (("--retry", 1), ""))
    )
    sums = [passport["commands"][0]["config_sha256"] for passport in (first, second, other)]
    assert sums[0] == sums[1] != sums[2]
    assert first["datasets"] == second["datasets"]


def test_a_killed_run_has_told_what_it_ran_on(run_cli: Program, scripted_server: Start) -> None:
    server = scripted_server(lambda request: completion(request, "four", pause_s=60), get=tells)
    process = run_cli.start(*CHAT, "--url", server.url)
    try:
        wait_until(lambda: _known_in(run_cli.cwd) or process.poll() is not None)
    finally:
        process.kill()
        process.wait()
    (path,) = run_cli.cwd.glob("outputs/default/*/run.json")
    passport = json.loads(path.read_text(encoding="utf-8"))
    (command,) = passport["commands"]
    assert (command["how"], command["ended"]) == ("running", None)
    assert command["versions"]["python"]
    assert passport["datasets"]["demo_gsm8k"]["prompts_sha256"]
    (model,) = passport["models"].values()
    assert model["service"]["version"] == {"version": "0.11.0"}


def _known_in(cwd: Path) -> bool:
    texts = [path.read_text(encoding="utf-8") for path in cwd.glob("outputs/default/*/run.json")]
    return any(
        all(f'"{key}":' in text for key in ("versions", "service", "prompts_sha256"))
        for text in texts
    )


def test_an_interrupted_run_tells_what_it_ran_on(run_cli: Program, scripted_server: Start) -> None:
    server = scripted_server(lambda request: completion(request, "four", pause_s=2), get=tells)
    process = run_cli.start(*CHAT, "--url", server.url)
    try:
        wait_until(lambda: bool(server.posts) or process.poll() is not None)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
    finally:
        process.kill()
        process.wait()
    (path,) = run_cli.cwd.glob("outputs/default/*/run.json")
    (command,) = json.loads(path.read_text(encoding="utf-8"))["commands"]
    assert command["how"] == "interrupted"
    assert command["host"]["name"] == os.uname().nodename
