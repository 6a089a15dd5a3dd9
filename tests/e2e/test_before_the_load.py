"""What cannot be measured as asked is refused while planning: nothing is asked, nothing written."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.program import Program
from tests.scripted_server import Received, ScriptedServer, completion

Start = Callable[..., ScriptedServer]
STREAM = ("--models", "vllm_api_stream_chat", "--mode", "perf")
WHOLE = ("--models", "vllm_api_general_chat", "--mode", "perf")
DEMO = ("--datasets", "demo_gsm8k_gen")
CAPACITY = ("--find-capacity", "--slo")


def four(request: Received) -> Any:
    return completion(request, "four")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((*STREAM, *DEMO, "--use-timestamp"), ("demo_gsm8k: row 0 has no timestamp",)),
        (
            (*STREAM, *DEMO, *CAPACITY, "ttft=300", "--slo-percentile", "tpot=95"),
            ("a percentile for tpot, which has no limit", "--slo tpot=…"),
        ),
        (
            (*WHOLE, *DEMO, *CAPACITY, "e2el=900", "tpot=30"),
            ("--slo tpot: vllm-api-general-chat does not stream", "no TPOT", "--stream"),
        ),
        (
            (*STREAM, *DEMO, *CAPACITY, "itl=30", "--no-stream"),
            ("--slo itl: vllm-api-stream-chat does not stream", "--slo e2el"),
        ),
        ((*STREAM, *DEMO, "--burstiness", "0.5"), ("--burstiness", "--request-rate R")),
    ],
)
def test_what_cannot_be_measured_is_refused(
    ask_cli: Program, scripted_server: Start, words: tuple[str, ...], said: tuple[str, ...]
) -> None:
    server = scripted_server(four)
    done = ask_cli(*words, "--url", server.url)
    assert done.code == 2
    for each in said:
        assert each in done.stderr
    assert server.received == []
    assert not (ask_cli.cwd / "outputs").exists()


@pytest.mark.parametrize("second", ["", ', "timestamp": 5'])
def test_every_row_of_a_trace_has_its_time_and_comes_after_the_one_before(
    ask_cli: Program, scripted_server: Start, second: str
) -> None:
    rows = ['{"question": "q", "timestamp": 7}', f'{{"question": "r"{second}}}']
    ask_cli.write("trace.jsonl", "\n".join(rows) + "\n")
    server = scripted_server(four)
    own = (*STREAM, "--custom-dataset-path", "trace.jsonl", "--url", server.url)
    done = ask_cli(*own, "--use-timestamp")
    assert done.code == 2
    wanted = "timestamp 5 ms of row 1 does not follow 7 ms" if second else "row 1 has no timestamp"
    assert wanted in done.stderr
    assert server.received == []


def test_a_file_that_wants_timestamps_is_refused_too_unless_a_rate_is_named(
    ask_cli: Program,
) -> None:
    own = (*STREAM, *DEMO, "--url", "http://h", "--dry-run")
    ask_cli.write(
        "configs/models/traced.py",
        "models = [dict(type='VLLMCustomAPIChat', abbr='m', model='m', use_timestamp=True)]\n",
    )
    traced = ("--models", "traced", *own[2:])
    assert ask_cli(*traced).code == 2
    assert ask_cli(*traced, "--request-rate", 5).code == 0


def test_a_limit_of_the_whole_answer_is_for_answers_that_are_not_streamed_too(
    ask_cli: Program, scripted_server: Start
) -> None:
    server = scripted_server(four)
    done = ask_cli(*WHOLE, *DEMO, "--url", server.url, *CAPACITY, "e2el=900", "--dry-run")
    assert done.code == 0, done.stderr


# --- what a dry run shows


def test_a_dry_run_shows_prompts_with_their_salt(ask_cli: Program) -> None:
    done = ask_cli(*STREAM, *DEMO, "--url", "http://h", "--salt", "--dry-run", "--num-prompts", 3)
    assert done.code == 0, done.stderr
    assert '"content": "[' in done.stdout
    assert "-000000] " in done.stdout
    assert "in each run" in done.stdout
    assert done.stdout.endswith("1 task, 3 samples; nothing was sent\n")
    plain = ask_cli(*STREAM, *DEMO, "--url", "http://h", "--dry-run")
    assert "-000000] " not in plain.stdout


def test_the_salt_of_a_dry_run_counts_on_from_one_data_set_to_the_next(ask_cli: Program) -> None:
    ask_cli.write("one.jsonl", '{"question": "q"}\n')
    done = ask_cli(
        *STREAM, "--datasets", "demo_ceval_gen", "--url", "http://h", "--salt", "--dry-run",
        "--num-prompts", 2,
    )  # fmt: skip
    assert done.code == 0, done.stderr
    assert done.stdout.count("-000000] ") == 1
    assert done.stdout.count("-000002] ") == 1
    assert "tasks, " in done.stdout
