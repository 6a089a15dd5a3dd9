"""What the options do: those that send nothing, and those that must reach the server."""

import itertools
import json
import shlex
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

import evalbench
from tests.program import COMMAND, REPOSITORY, Program
from tests.scripted_server import Answer, Received, ScriptedServer, completion

Start = Callable[..., ScriptedServer]
CHAT = ("--models", "vllm_api_general_chat", "--datasets", "demo_gsm8k_gen")
NOWHERE = ("--url", "http://127.0.0.1:1")  # nobody listens on port 1


def four(request: Received) -> Answer:
    return completion(request, "four")


# --- nothing is sent


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_a_stream_that_the_shell_has_closed_is_not_missed(run_cli: Program, closed: str) -> None:
    command = shlex.join([*COMMAND, "--models", "simulator", "--datasets", "demo_gsm8k_gen"])
    line = f"{command} --num-prompts 1 {closed}"
    done = subprocess.run(
        ["/bin/sh", "-c", line], cwd=run_cli.cwd, env=run_cli.environment({}), check=False
    )
    assert done.returncode == 0
    assert len(list((run_cli.cwd / "outputs/default").glob("*/summary/*.txt"))) == 1


def test_a_letter_that_the_locale_does_not_have_ends_no_run(run_cli: Program) -> None:
    done = run_cli(
        *("--models", "simulator", "--datasets", "demo_gsm8k_gen", "--num-prompts", 1),
        LC_ALL="C",
        PYTHONUTF8="0",
        PYTHONIOENCODING="ascii",
    )
    assert (done.code, "Traceback" in done.stderr) == (0, False)
    assert "demo_gsm8k" in done.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk that is always full")
@pytest.mark.parametrize("words", [("--list", "models"), ("--list", "summarizers")])
def test_no_room_for_what_is_printed_is_told(run_cli: Program, words: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [*COMMAND, *words],
            cwd=run_cli.cwd,
            env=run_cli.environment({}),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, "standard output: cannot be written" in done.stderr) == (2, True)
    assert "Traceback" not in done.stderr
    assert "ignored" not in done.stderr


def test_version(run_cli: Program) -> None:
    done = run_cli("--version")
    assert (done.code, done.stdout.strip()) == (0, evalbench.__version__)


def test_help_names_every_command_and_the_exit_codes(run_cli: Program) -> None:
    done = run_cli("--help")
    assert done.code == 0
    for word in ("evalbench init", "evalbench simulate", "evalbench compare", "130"):
        assert word in done.stdout


def loaded_by(command: Program, *arguments: str) -> set[str]:
    """The packages that a command imports."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "evalbench", *arguments],
        cwd=command.cwd,
        env=command.environment({}),
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {line.rpartition("|")[2].strip().split(".")[0] for line in done.stderr.split("\n")}
    assert "evalbench" in loaded
    return loaded


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_is_there_before_anything_heavy_is_loaded(run_cli: Program, option: str) -> None:
    assert not loaded_by(run_cli, option) & {
        "mmengine", "transformers", "torch", "datasets", "aiohttp", "numpy", "msgspec", "tqdm",
    }  # fmt: skip


def test_a_perf_run_is_checked_before_anything_heavy_is_loaded(run_cli: Program) -> None:
    chosen = ("--models", "vllm_api_stream_chat", "--datasets", "demo_gsm8k_gen", *NOWHERE)
    assert not loaded_by(run_cli, *chosen, "--mode", "perf", "--dry-run") & {
        "aiohttp", "asyncio", "uvloop", "transformers", "torch", "datasets", "pyarrow",
    }  # fmt: skip


def test_a_perf_run_needs_no_event_loop(run_cli: Program, scripted_server: Start) -> None:
    server = scripted_server(four)
    chosen = ("--models", "vllm_api_stream_chat", "--datasets", "demo_gsm8k_gen")
    asked = ("--url", server.url, "--num-prompts", "2", "--mode", "perf")
    loaded = loaded_by(run_cli, *chosen, *asked)
    assert len(server.posts) > 2  # and a warm-up
    assert not loaded & {"aiohttp", "asyncio", "uvloop", "transformers", "torch"}


def test_nothing_said_is_an_error_with_the_usage(ask_cli: Program) -> None:
    done = ask_cli()
    assert done.code == 2
    assert "usage: evalbench" in done.stderr
    assert ask_cli("--datasets", "demo_gsm8k_gen").code == 2
    assert ask_cli("--models", "simulator").code == 2


def test_dry_run_sends_nothing_and_shows_the_first_request_of_each_task(ask_cli: Program) -> None:
    done = ask_cli(
        "--models", "vllm_api_general", "vllm_api_stream_chat",
        "--datasets", "demo_gsm8k_gen", "demo_ceval_gen", "--dry-run", *NOWHERE,
        "--generation", "top_k=9",
    )  # fmt: skip
    assert done.code == 0, done.stderr
    assert done.stdout.count("POST http://127.0.0.1:1/v1/completions") == 3
    assert done.stdout.count("POST http://127.0.0.1:1/v1/chat/completions") == 3
    assert done.stdout.count('"top_k": 9') == 6
    for first in ("A train has 9 coaches", "计算(-3)²-4×(-2)的结果是____"):
        assert done.stdout.count(first) >= 2
    assert "6 tasks, 48 samples" in done.stdout
    assert list(ask_cli.cwd.iterdir()) == []


def test_the_shown_request_is_the_one_that_is_sent(
    ask_cli: Program, scripted_server: Start
) -> None:
    server = scripted_server(four)
    options = (*CHAT, "--url", server.url, "--model-name", "m", "--num-prompts", 1)
    shown = ask_cli(*options, "--dry-run").stdout
    assert server.received == []
    ask_cli(*options)
    body = json.loads(shown[shown.index("\n{\n") : shown.rindex("}") + 1])
    (request,) = server.posts
    assert body == request.body
    assert f"X-Request-Id: {request.id}" in shown


def test_search_shows_the_files_that_the_names_mean(ask_cli: Program) -> None:
    ask_cli.write("configs/models/own.py", "models = [dict()]\n")
    done = ask_cli("--models", "own", "--datasets", "demo_gsm8k_gen", "--search")
    lines = [line.split() for line in done.stdout.splitlines()]
    assert done.code == 0
    assert ["models", "own", "configs/models/own.py"] in lines
    assert any(line[:2] == ["datasets", "demo_gsm8k_gen"] for line in lines)


@pytest.mark.parametrize("kind", ["models", "datasets", "summarizers"])
def test_list_shows_every_shipped_config_once(ask_cli: Program, kind: str) -> None:
    done = ask_cli("--list", kind)
    names = [line.split()[0] for line in done.stdout.splitlines()[2:]]
    assert done.code == 0
    assert len(names) == len(set(names))
    shipped = {
        "models": {"simulator", "vllm_api_general", "vllm_api_stream_chat"},
        "datasets": {"demo_gsm8k_gen", "ceval_gen", "mmlu_gen", "gsm8k_gen"},
        "summarizers": {"default", "default_perf", "example"},
    }
    assert shipped[kind] <= set(names)
    assert not {"ceval_subjects", "mmlu_subjects"} & set(names)  # tables that others read


def test_the_summarizer_of_aisbench_is_here_under_its_name_and_says_what_it_is(
    ask_cli: Program,
) -> None:
    options = ("--models", "simulator", "--datasets", "demo_gsm8k_gen", "--dry-run")
    assert ask_cli(*options, "--summarizer", "example").stdout == ask_cli(*options).stdout
    (told,) = (
        line for line in ask_cli("--list", "summarizers").stdout.splitlines()
        if line.startswith("example ")
    )  # fmt: skip
    assert "AISBench's name for `default`" in told


def test_a_config_of_the_users_wins_over_the_shipped_one(ask_cli: Program) -> None:
    model = "from evalbench.models.vllm_api import VLLMCustomAPI\n"
    model += "models = [dict(type=VLLMCustomAPI, abbr='{}', url='http://127.0.0.1:1')]\n"
    ask_cli.write("configs/models/vllm_api_general.py", model.format("here"))
    ask_cli.write("there/models/vllm_api_general.py", model.format("there"))
    options = ("--models", "vllm_api_general", "--datasets", "demo_gsm8k_gen", "--dry-run")
    assert "here/demo_gsm8k: 12 samples" in ask_cli(*options).stdout
    assert "there/demo_gsm8k: 12 samples" in ask_cli(*options, "--config-dir", "there").stdout


def test_init_copies_the_configs_and_overwrites_none(ask_cli: Program) -> None:
    first = ask_cli("init")
    copied = sorted((ask_cli.cwd / "configs").rglob("*.py"))
    shipped = sorted((REPOSITORY / "configs").rglob("*.py"))
    assert first.code == 0
    assert [path.relative_to(ask_cli.cwd / "configs") for path in copied] == [
        path.relative_to(REPOSITORY / "configs") for path in shipped
    ]
    assert [path.read_bytes() for path in copied] == [path.read_bytes() for path in shipped]
    copied[0].write_text("# mine\n")
    copied[1].unlink()
    again = ask_cli("init")
    assert again.code == 0
    assert copied[0].read_text() == "# mine\n"
    assert copied[1].read_bytes() == shipped[1].read_bytes()
    assert ask_cli("init", "elsewhere/deep").code == 0
    assert len(list((ask_cli.cwd / "elsewhere/deep").rglob("*.py"))) == len(shipped)


def test_copied_configs_run(ask_cli: Program) -> None:
    ask_cli("init")
    done = ask_cli("--models", "simulator", "--datasets", "demo_ceval_gen", "--dry-run")
    assert (done.code, done.stderr) == (0, "")
    assert "2 tasks, 12 samples" in done.stdout


# --- how much is asked


def test_num_prompts_takes_the_first_of_each_data_set(
    ask_cli: Program, scripted_server: Start
) -> None:
    server = scripted_server(four)
    ask_cli(
        "--models", "vllm_api_general_chat", "--datasets", "demo_gsm8k_gen", "demo_ceval_gen",
        "--url", server.url, "--num-prompts", 2, "--mode", "infer",
    )  # fmt: skip
    assert sorted(server.ids) == [
        "demo_ceval-middle_school_geography/0/0/0",
        "demo_ceval-middle_school_geography/1/0/0",
        "demo_ceval-middle_school_mathematics/0/0/0",
        "demo_ceval-middle_school_mathematics/1/0/0",
        "demo_gsm8k/0/0/0",
        "demo_gsm8k/1/0/0",
    ]


def test_sample_draws_exactly_so_many_of_each_benchmark_by_the_seed(
    ask_cli: Program, scripted_server: Start
) -> None:
    server = scripted_server(four)

    def drawn(seed: int) -> set[str]:
        before = len(server.posts)
        done = ask_cli(
            "--models", "vllm_api_general_chat", "--datasets", "demo_gsm8k_gen", "demo_ceval_gen",
            "--url", server.url, "--sample", 5, "--seed", seed, "--mode", "infer",
        )  # fmt: skip
        assert done.code == 0
        return set(server.ids[before:])

    once = drawn(1)
    counts = Counter(identity.split("/")[0] for identity in once)
    assert counts["demo_gsm8k"] == 5
    # six questions each: 2.5 and 2.5
    assert sorted(counts.values()) == [2, 3, 5]
    assert drawn(1) == once
    assert drawn(2) != once


def test_sample_and_num_prompts_exclude_each_other(ask_cli: Program) -> None:
    done = ask_cli(*CHAT, *NOWHERE, "--sample", 2, "--num-prompts", 2)
    assert (done.code, done.stderr.count("exclude each other")) == (2, 1)


# --- what reaches the server


def test_every_option_of_the_model_reaches_the_server(
    run_cli: Program, scripted_server: Start
) -> None:
    server = scripted_server(four)
    done = run_cli(
        *CHAT, "--num-prompts", 1, "--host-ip", "127.0.0.1", "--host-port", server.port,
        "--model-name", "served-name", "--max-out-len", 77, "--stream",
        "--generation", "temperature=0.5", "top_k=3", "ignore_eos=null", "guided=[1, 2]",
        'chat_template_kwargs={"enable_thinking": false}',
        "--cfg-options", "models.0.extra_body={'priority': 4}",
        "models.0.headers={'X-Team': 'blue'}", "models.0.system_prompt=Be brief.",
        "--api-key-env", "MY_KEY", MY_KEY="sk-0123456789",
    )  # fmt: skip
    assert done.code == 0, done.stderr
    (request,) = server.posts
    assert request.path == "/v1/chat/completions"
    assert request.headers["authorization"] == "Bearer sk-0123456789"
    assert request.headers["x-team"] == "blue"
    messages = request.body.pop("messages")
    assert [message["role"] for message in messages] == ["system", "user"]
    assert messages[0]["content"] == "Be brief."
    assert request.body == {
        "model": "served-name",
        "max_tokens": 77,
        "stream": True,
        "stream_options": {"include_usage": True},
        "temperature": 0.5,
        "top_k": 3,
        "guided": [1, 2],
        "chat_template_kwargs": {"enable_thinking": False},
        "priority": 4,
    }


def test_no_stream_wins_over_the_file(ask_cli: Program, scripted_server: Start) -> None:
    server = scripted_server(four)
    done = ask_cli(
        "--models", "vllm_api_stream_chat", "--datasets", "demo_gsm8k_gen", "--no-stream",
        "--url", server.url, "--num-prompts", 1,
    )  # fmt: skip
    (request,) = server.posts
    assert done.code == 0
    assert request.body["stream"] is False
    assert "stream_options" not in request.body


@pytest.mark.parametrize("size", [1, 4])
def test_batch_size_is_the_most_that_is_in_flight(
    ask_cli: Program, scripted_server: Start, size: int
) -> None:
    server = scripted_server(lambda request: completion(request, "four", pause_s=0.05))
    ask_cli(*CHAT, "--url", server.url, "--batch-size", size, "--num-prompts", 8)
    assert (len(server.posts), server.most_in_flight) == (8, size)


def test_warm_ups_of_an_accuracy_run_are_sent_when_asked_for(
    ask_cli: Program, scripted_server: Start
) -> None:
    server = scripted_server(four)
    done = ask_cli(*CHAT, "--url", server.url, "--num-prompts", 3, "--num-warmups", 2)
    assert len(server.posts) == 5
    assert len(done.run.all_records()) == 3


def test_the_addresses_of_one_service_can_be_written_in_many_ways(
    ask_cli: Program, scripted_server: Start
) -> None:
    server = scripted_server(four)
    bare = server.url.removeprefix("http://")
    for url in (f"{server.url}/v1/", bare, f"{server.url}/v1/chat/completions"):
        ask_cli(*CHAT, "--url", url, "--num-prompts", 1)
    assert [request.path for request in server.posts] == ["/v1/chat/completions"] * 3


def test_the_environment_names_the_service_and_its_key(
    run_cli: Program, scripted_server: Start
) -> None:
    server = scripted_server(four)
    done = run_cli(
        *CHAT, "--num-prompts", 1,
        OPENAI_BASE_URL=f"{server.url}/v1", OPENAI_API_KEY="sk-from-the-environment",
    )  # fmt: skip
    assert done.code == 0, done.stderr
    assert {request.headers["authorization"] for request in server.received} == {
        "Bearer sk-from-the-environment"
    }


def test_an_address_on_the_command_line_wins_over_the_environment(
    ask_cli: Program, scripted_server: Start
) -> None:
    server = scripted_server(four)
    done = ask_cli(
        *CHAT, "--url", server.url, "--num-prompts", 1, OPENAI_BASE_URL="http://127.0.0.1:1"
    )
    assert (done.code, len(server.posts)) == (0, 1)


def test_a_port_on_the_command_line_wins_over_the_environment(
    ask_cli: Program, scripted_server: Start
) -> None:
    """Whoever names a port means a port of this machine."""
    server = scripted_server(four)
    done = ask_cli(
        *CHAT, "--host-port", server.port, "--num-prompts", 1,
        OPENAI_BASE_URL="http://127.0.0.1:1",
    )  # fmt: skip
    assert (done.code, len(server.posts)) == (0, 1)


def test_a_model_without_a_name_asks_what_is_served(
    ask_cli: Program, scripted_server: Start
) -> None:
    server = scripted_server(four, models=["first-model", "second-model"])
    done = ask_cli(*CHAT, "--url", server.url, "--num-prompts", 1)
    assert [request.body["model"] for request in server.posts] == ["first-model"]
    assert "second-model" in done.stderr  # that there was a choice is said


def test_the_served_name_is_in_the_passport(ask_cli: Program, scripted_server: Start) -> None:
    """Two runs are comparable only if it is known which model answered."""
    server = scripted_server(four, models=["qwen-9b"])
    done = ask_cli(*CHAT, "--url", server.url, "--num-prompts", 1)
    (model,) = done.run.passport["models"].values()
    assert (model["conditions"]["model"], model["url"]) == ("qwen-9b", server.url)


def test_the_real_address_of_a_served_model_is_in_the_passport(ask_cli: Program) -> None:
    done = ask_cli("--models", "simulator", "--datasets", "demo_gsm8k_gen", "--num-prompts", 1)
    told = done.stderr.partition("simulator: http://")[2].split()[0]
    assert done.run.passport["models"]["simulator"]["url"] == f"http://{told}"


def test_work_dir_is_where_the_run_goes(ask_cli: Program, scripted_server: Start) -> None:
    server = scripted_server(four)
    ask_cli(*CHAT, "--url", server.url, "--num-prompts", 1, "--work-dir", "my/runs")
    assert len(list(ask_cli.cwd.glob("my/runs/*/run.json"))) == 1
    assert not (ask_cli.cwd / "outputs").exists()


def test_aisbench_flags_are_accepted(ask_cli: Program) -> None:
    done = ask_cli(*CHAT, *NOWHERE, "--dry-run", "--merge-ds", "--dump-eval-details")
    assert (done.code, done.stderr) == (0, "")


# --- a file of one's own


def test_a_jsonl_with_options_is_scored_by_its_letters(
    run_cli: Program, scripted_server: Start
) -> None:
    rows = [
        {"question": "2+2?", "A": "3", "B": "4", "C": "5", "answer": "B"},
        {"question": "3+3?", "A": "6", "B": "7", "C": "8", "answer": "A", "max_tokens": 9},
        {"question": "4+4?", "A": "6", "B": "7", "C": "8", "answer": "C"},
    ]
    run_cli.write("own.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    letters = itertools.cycle("BAA")
    server = scripted_server(lambda request: completion(request, f"The answer is {next(letters)}."))
    done = run_cli(
        "--models", "vllm_api_general", "--custom-dataset-path", "own.jsonl", "--url", server.url,
        "--batch-size", 1,
    )  # fmt: skip
    assert done.code == 0, done.stderr
    assert [request.text for request in server.posts] == [
        "Question: 2+2?\nA. 3\nB. 4\nC. 5\nAnswer: ",
        "Question: 3+3?\nA. 6\nB. 7\nC. 8\nAnswer: ",
        "Question: 4+4?\nA. 6\nB. 7\nC. 8\nAnswer: ",
    ]
    assert [request.body["max_tokens"] for request in server.posts] == [512, 9, 512]
    score = done.run.score("vllm-api-general", "own")
    assert (score["counts"]["correct"], score["counts"]["wrong"]) == (2, 1)


def test_a_csv_without_options_is_scored_by_equality(
    ask_cli: Program, scripted_server: Start
) -> None:
    ask_cli.write("capitals.csv", "question,answer\nFrance?,Paris\nSpain?,Madrid\n")
    server = scripted_server(lambda request: completion(request, " Paris\n"))
    done = ask_cli(
        "--models", "vllm_api_general_chat", "--custom-dataset-path", "capitals.csv",
        "--url", server.url,
    )  # fmt: skip
    counts = done.run.score("vllm-api-general-chat", "capitals")["counts"]
    assert (counts["correct"], counts["wrong"]) == (1, 1)


def test_a_file_with_options_can_be_asked_without_them(ask_cli: Program) -> None:
    ask_cli.write("own.jsonl", '{"question": "2+2?", "A": "3", "B": "4", "answer": "B"}\n')
    done = ask_cli(
        "--models", "vllm_api_general", "--custom-dataset-path", "own.jsonl",
        "--custom-dataset-data-type", "qa", "--dry-run",
    )  # fmt: skip
    assert '"prompt": "Question: 2+2?\\nAnswer: "' in done.stdout


def test_a_file_of_ones_own_can_be_scored_again(ask_cli: Program, scripted_server: Start) -> None:
    ask_cli.write("own.jsonl", '{"question": "2+2?", "A": "3", "B": "4", "answer": "B"}\n')
    server = scripted_server(lambda request: completion(request, "B"))
    ask_cli(
        "--models", "vllm_api_general", "--custom-dataset-path", "own.jsonl", "--url", server.url
    )
    again = ask_cli("--mode", "eval", "--reuse")
    assert (again.code, len(server.posts)) == (0, 1)
    assert again.run.score("vllm-api-general", "own")["value"] == 100.0
