"""Configs in the idiom of AISBench and OpenCompass run to their scores, and ask what they say."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.foreign_fixtures import FIXTURES, lay_out
from tests.program import Finished, Program, WithinThisProcess
from tests.scripted_server import Answer, Received, ScriptedServer, completion

Start = Callable[..., ScriptedServer]
SERVED = {"ttft_ms": 0, "itl_ms": 0, "tokens": 8, "correct_rate": 1.0}
BY_ITS_NAME = ("--model-name", "simulator")
WHOLE = ("whole_eval", "whole_hashed", "whole_run", "whole_several_models")
MODELS = ("service_chat", "base_model", "openai_models", "paced_stream")
TABLES = ("all_subjects",)  # what others import
REFUSED = ("whole_infer_only",)
LOADS = ("whole_load", "written_down")
READ = ("reads_within",)  # one of its sets is run beside the other tests of it
SETS = sorted(
    path.stem
    for path in FIXTURES.rglob("*.py")
    if path.stem not in (*WHOLE, *MODELS, *TABLES, *REFUSED, *LOADS, *READ)
)


@pytest.fixture
def program(tmp_path: Path) -> Program:
    lay_out(tmp_path)
    for name, served in (("plain", ""), ("knowing", f"serve={SERVED}")):
        model = (
            "from ais_bench.benchmark.models import VLLMCustomAPIChat\n"
            "models = [dict(attr='service', type=VLLMCustomAPIChat, abbr='m', batch_size=8,\n"
            f"    max_out_len=64, generation_kwargs=dict(temperature=0), {served})]\n"
        )
        (tmp_path / f"mine/models/{name}.py").write_text(model, encoding="utf-8")
    return WithinThisProcess(tmp_path)


def ran(program: Program, *words: object) -> Finished:
    done = program(*words, "-w", "out", EVALBENCH_DATA=str(program.cwd / "all"))
    assert done.code == 0, done.stderr
    return done


def scores(done: Finished) -> dict[str, dict[str, Any]]:
    """By model and data set."""
    found = sorted((done.run.path / "results").glob("*/*.json"))
    places = [(each.parent.name, each.stem) for each in found]
    return {f"{model}/{abbr}": done.run.score(model, abbr) for model, abbr in places}


# the whole reply is the answer, its last word is, all its digits are: no sentence can be right;
# and of orders the book does not know how they are followed
LITERAL = {"m/ticket-tickets", "m/sums-2", "m/sums-3", "m/orders"}


def all_right(done: Finished) -> set[str]:
    """The model and data set of every score, each of which is 100 %."""
    found = scores(done)
    for abbr, score in found.items():
        counts = score["counts"]
        assert (counts["unparsed"], counts["error"], counts["unasked"]) == (0, 0, 0), abbr
        assert score["value"] == 100.0 or abbr in LITERAL, abbr
    return set(found)


def test_each_fixture_is_run_in_one_of_these() -> None:
    files = {path.stem for path in FIXTURES.rglob("*.py")}
    assert files == {*SETS, *WHOLE, *MODELS, *TABLES, *REFUSED, *LOADS, *READ}
    assert len(files) >= 30


@pytest.mark.parametrize("name", SETS)
def test_a_data_set_is_asked_and_scored(name: str, program: Program) -> None:
    # --unsafe-code: what is run is of these fixtures, and not every host has a sandbox
    words = ("--models", "knowing", "--datasets", name, "--config-dir", "mine", "--unsafe-code")
    assert all_right(ran(program, *words))


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_file_is_asked_and_scored(name: str, program: Program) -> None:
    (path,) = FIXTURES.rglob(f"{name}.py")
    models = 2 if name == "whole_several_models" else 1
    served = [f"models.{n}.serve={json.dumps(SERVED)}" for n in range(models)]
    found = all_right(ran(program, path, *BY_ITS_NAME, "--cfg-options", *served))
    assert found == {
        "whole_eval": {
            "under-test/sums", "under-test/lukaemon_mmlu_astronomy",
            "under-test/lukaemon_mmlu_virology",
        },
        "whole_hashed": {"under-test/bustm-dev", "under-test/bustm-test", "under-test/gsm8k"},
        "whole_run": {"vllm-api-stream-chat/gsm8k", "vllm-api-stream-chat/demo_gsm8k"},
        "whole_several_models": {
            f"{model}/{abbr}"
            for model in ("first", "second")
            for abbr in ("sums_sc", "lukaemon_mmlu_astronomy", "lukaemon_mmlu_virology")
        },
    }[name]  # fmt: skip


@pytest.mark.parametrize("name", LOADS)
def test_a_load_is_put_on(name: str, program: Program) -> None:
    (path,) = FIXTURES.rglob(f"{name}.py")
    served = f"models.0.serve={json.dumps(SERVED)}"
    done = ran(program, path, *BY_ITS_NAME, "--mode", "perf", "--cfg-options", served)
    (report,) = done.run.path.glob("performances/*/*_load.json")
    assert report


def sent(program: Program, start: Start, *words: object) -> list[dict[str, Any]]:
    """The bodies that a service got, without what only ends them."""
    bodies: list[dict[str, Any]] = []

    def script(request: Received) -> Answer:
        bodies.append(request.body)
        return completion(request, "The answer is B. #### 2")

    ran(program, *words, "--config-dir", "mine", "--url", start(script).url)
    return bodies


@pytest.mark.parametrize("name", MODELS)
def test_a_model_is_asked_with_its_own_parameters(
    name: str, program: Program, scripted_server: Start
) -> None:
    bodies = sent(program, scripted_server, "--models", name, "--datasets", "contest")
    assert len(bodies) == 3 * {"openai_models": 2, "paced_stream": 2}.get(name, 1)
    assert {json.dumps({k: body.get(k) for k in OWN[name][0]}) for body in bodies} == {
        json.dumps(each) for each in OWN[name]
    }


OWN: dict[str, list[dict[str, Any]]] = {
    "base_model": [{"temperature": 0.01, "model": "base", "max_tokens": 512}],
    "service_chat": [{"temperature": 0.6, "top_k": 10, "max_tokens": 512, "model": "qwen"}],
    "openai_models": [
        {"model": "gpt-4o", "temperature": 0.7, "max_tokens": 2048, "top_p": None},
        {
            "model": "Qwen/Qwen2.5-7B-Instruct",
            "temperature": 0.1,
            "max_tokens": 1024,
            "top_p": 0.95,
        },
    ],
    "paced_stream": [
        {"temperature": 0.5, "top_p": 0.95, "max_tokens": 32, "stream": True},
        {"temperature": 0.5, "top_p": None, "max_tokens": 32, "stream": True},
    ],
}


@pytest.mark.parametrize(
    ("name", "stop", "limit"),
    [
        ("random_shots", ["Question:", "</s>"], 64),
        ("random_text_shot", ["Q:"], 33),
        ("hints_from_files", ["Q:"], 512),
        ("registered_names", ["\n\n"], 64),
        ("contest", None, 64),
    ],
)
def test_stops_and_lengths_of_a_data_set_are_sent(
    name: str, stop: list[str] | None, limit: int, program: Program, scripted_server: Start
) -> None:
    bodies = sent(program, scripted_server, "--models", "plain", "--datasets", name)
    assert {(tuple(body.get("stop") or ()), body["max_tokens"]) for body in bodies} == {
        (tuple(stop or ()), limit)
    }


def test_votes_sequences_and_repeats_are_asked_for(
    program: Program, scripted_server: Start
) -> None:
    votes = sent(program, scripted_server, "--models", "plain", "--datasets", "self_consistency")
    assert len(votes) == 2 * 3
    assert "n" not in votes[0]
    repeats = sent(program, scripted_server, "--models", "plain", "--datasets", "passed_at")
    assert len(repeats) == 4 * 4


def test_ranges_choose_the_rows(program: Program, scripted_server: Start) -> None:
    """Of four rows: two in the middle, the last, two and a quarter drawn."""
    bodies = sent(program, scripted_server, "--models", "plain", "--datasets", "ranges")
    assert len(bodies) == 2 + 1 + 2 + 1


def test_a_file_that_skips_a_stage_is_refused(program: Program) -> None:
    (path,) = FIXTURES.rglob("whole_infer_only.py")
    done = program(path, "-w", "out", EVALBENCH_DATA=str(program.cwd / "all"))
    assert done.code == 2
    assert "infer.runner.task='EmptyTask' has no counterpart here" in done.stderr
    assert "--mode" in done.stderr


def test_what_stands_for_a_base_and_what_is_passed_over_is_told(program: Program) -> None:
    (path,) = FIXTURES.rglob("whole_hashed.py")
    served = f"models.0.serve={json.dumps(SERVED)}"
    done = ran(program, path, *BY_ITS_NAME, "--cfg-options", served)
    same = "FewCLUE_bustm_ppl_0_shot_chat of evalbench is read, whose prompts have that very hash"
    assert same in done.stderr
    assert "gsm8k_gen of evalbench is read; its prompts may differ" in done.stderr
    (path,) = FIXTURES.rglob("whole_several_models.py")
    done = ran(program, path, "--dry-run")
    assert "passed over: infer (how tasks are run is no part of a config here); eval (" in done.said
