"""What a run left undone, or had under way when it ended: it is told, and nothing vanishes."""

import re
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from evalbench.metrics.trials import Aim
from evalbench.stages import search
from tests.program import Program, Run
from tests.scripted_server import Answer, Received, ScriptedServer, completion, error, streamed

Start = Callable[..., ScriptedServer]
DEMO = (
    "--models", "vllm_api_stream_chat", "--mode", "perf", "--datasets", "demo_gsm8k_gen",
)  # fmt: skip
AGAIN = ("--mode", "perf_viz", "--reuse")
MODEL, GSM8K = "vllm-api-stream-chat", "demo_gsm8k"


def four(request: Received) -> Any:
    return completion(request, "four")


def folder(run: Run) -> Path:
    return run.path / "performances" / MODEL


def row_of(request: Received) -> int:
    return int(request.id.split("/")[-3])


# --- loads that were never begun


def test_points_of_a_sweep_that_were_never_begun_are_named(
    ask_cli: Program, scripted_server: Start
) -> None:
    server = scripted_server(four)
    done = ask_cli(*DEMO, "--url", server.url, "--num-prompts", 3, "--sweep", "batch_size=1,2,4")
    assert done.code == 0, done.stderr
    assert "never begun" not in done.stdout
    for slots in (2, 4):  # as if it had been killed behind the first
        for file in folder(done.run).glob(f"*@batch_size={slots}*"):
            file.unlink()
    again = ask_cli(*AGAIN)
    assert again.code == 1
    assert f"{MODEL} · {GSM8K}: never begun: batch_size=2, batch_size=4" in again.stdout
    assert "batch_size=1 " in again.stdout


def test_a_data_set_that_was_never_begun_is_named(ask_cli: Program, scripted_server: Start) -> None:
    server = scripted_server(four)
    two = (*DEMO, "demo_gsm8k_gen_0_shot_cot_str_perf", "--num-prompts", 2)
    done = ask_cli(*two, "--url", server.url)
    loads = sorted(path.name for path in folder(done.run).glob("*_load.json"))
    assert len(loads) == 2
    (folder(done.run) / loads[1]).unlink()
    again = ask_cli(*AGAIN)
    assert again.code == 1
    missing = loads[1].removesuffix("_load.json")
    assert f"{MODEL} · {missing}: never begun" in again.stdout


def test_loads_of_a_search_have_plain_names_and_one_without_an_end_is_told(
    ask_cli: Program, scripted_server: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is certain by so few requests: loads are repeated."""
    quick = partial(Aim, max_requests=20, max_probes=6, repeats=2)
    monkeypatch.setattr(search, "Aim", quick)
    server = scripted_server(lambda request: completion(request, "four", pause_s=0.01))
    done = ask_cli(
        *DEMO, "--url", server.url, "--batch-size", 2, "--find-capacity", "--slo", "ttft=5000",
    )  # fmt: skip
    assert done.code == 0, done.stderr
    loads = [
        path.name.removeprefix(f"{GSM8K}@").removesuffix("_load.json")
        for path in folder(done.run).glob("*_load.json")
    ]
    assert len(loads) == 6
    assert all(re.fullmatch(r"(slots=\d+|rate=[\d.e+]+)(-\d)?", name) for name in loads), loads
    repeated = [name.removesuffix("-2") for name in loads if name.endswith("-2")]
    assert repeated
    assert set(repeated) < set(loads)
    (folder(done.run) / f"{GSM8K}_capacity.json").unlink()
    again = ask_cli(*AGAIN)
    assert again.code == 1
    assert "the search did not come to its end: no capacity is known" in again.stdout


# --- a load without an answer


def test_a_load_without_any_answer_is_told_in_one_sentence(
    run_cli: Program, scripted_server: Start
) -> None:
    server = scripted_server(lambda request: Answer(pause_s=600))
    process = run_cli.start(*DEMO, "--url", server.url, "--num-warmups", 0)
    for _ in range(600):
        if server.in_flight == 12:
            break
        time.sleep(0.05)
    assert server.in_flight == 12
    again = run_cli(*AGAIN)  # while it runs
    process.kill()
    process.wait()
    later = run_cli(*AGAIN)
    sentence = f"{MODEL} · {GSM8K}: no request has come to its end"
    for shown, end in ((again, " so far"), (later, ", and there is nothing to show")):
        assert shown.code == 1, shown.stderr
        assert shown.stdout.strip() == sentence + end


# --- requests that were to be sent again


def test_what_waits_to_be_sent_again_when_the_time_is_over_has_its_row(
    ask_cli: Program, scripted_server: Start
) -> None:
    """Even rows are refused, and would be sent again after 0.5, 1 and 2 s: the load has one."""

    def script(request: Received) -> Any:
        refused = row_of(request) % 2 == 0
        return error(503, "busy") if refused else completion(request, "four", pause_s=0.05)

    server = scripted_server(script)
    done = ask_cli(
        *DEMO, "--url", server.url, "--batch-size", 4, "--num-warmups", 0, "--retry", 3,
        "--pressure", "--pressure-time", 1,
    )  # fmt: skip
    rows = done.run.requests(MODEL, GSM8K)
    assert sum(row["attempts"] for row in rows) == len(server.posts)
    assert {row["cause"] for row in rows if row["sample_index"] % 2 == 0} == {"http 503"}
    assert {row["cause"] for row in rows if row["sample_index"] % 2} == {""}


# --- time limits where scores are asked for


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (("--timeout", "0.3"), "no whole answer within 0.3 s (timeout.total)"),
        (
            ("--cfg-options", "models.0.timeout={'first_token': 0.2}"),
            "no first token within 0.2 s (timeout.first_token)",
        ),
        (
            ("--cfg-options", "models.0.timeout={'between_tokens': 0.2}"),
            "no further token within 0.2 s (timeout.between_tokens)",
        ),
    ],
)
def test_a_time_limit_holds_for_scores_too(
    ask_cli: Program, scripted_server: Start, limits: tuple[str, str], words: str
) -> None:
    def script(request: Received) -> Answer:
        if row_of(request) != 1:
            return completion(request, "four")
        if "first" in words:
            return Answer(pause_s=600)
        return streamed([b"data: {}\n\n", 600])

    server = scripted_server(script)
    own = ("--models", "vllm_api_stream_chat", "--datasets", "demo_gsm8k_gen")
    done = ask_cli(*own, "--url", server.url, "--num-prompts", 3, "--retry", 0, *limits)
    assert done.code == 1
    failed = [each for each in done.run.all_records() if each["steps"][0]["error"]]
    assert [each["index"] for each in failed] == [1]
    assert failed[0]["steps"][0]["error"] == {"kind": "timeout", "message": words, "status": None}
