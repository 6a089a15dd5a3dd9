"""Answers that are scored: a request a label, no text, and the book's rate of right labels."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.program import Program
from tests.scripted_server import Answer, Received, ScriptedServer, as_json, completion, error

QUESTIONS = 8
CONFIG = """
from evalbench.datasets.custom import CustomDataset
from evalbench.evaluators.accuracy import AccEvaluator
from evalbench.inferencers.perplexity import PPLInferencer
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.zero import ZeroRetriever

own_datasets = [
    dict(
        abbr="own",
        type=CustomDataset,
        path="own.jsonl",
        reader_cfg=dict(input_columns=["question", "A", "B", "C"], output_column="answer"),
        infer_cfg=dict(
            prompt_template=dict(
                type=PromptTemplate,
                template={label: "{question}\\nAnswer: {" + label + "}" for label in "ABC"},
            ),
            retriever=dict(type=ZeroRetriever),
            inferencer=dict(type=PPLInferencer, scored="SCORED"),
        ),
        eval_cfg=dict(evaluator=dict(type=AccEvaluator)),
    )
]
"""
MODEL = """
from evalbench.models.vllm_api import CLASS

models = [
    dict(
        type=CLASS, abbr="m", model="simulator", retry=1, batch_size=8,
        serve=dict(ttft_ms=1, itl_ms=0.1, correct_rate=0.75, seed=5),
    )
]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Eight questions whose options have one to three words."""
    rows = [
        {
            "question": f"What is number {n}?", "answer": "ABC"[n % 3],
            "A": f"one{n}", "B": f"the second {n}", "C": f"三 number{n}",
        }
        for n in range(QUESTIONS)
    ]  # fmt: skip
    (tmp_path / "own.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return tmp_path


def config(folder: Path, *, scored: str = "continuation", model: str = "") -> list[str]:
    (folder / "configs/datasets").mkdir(parents=True, exist_ok=True)
    file = folder / "configs/datasets/own_ppl.py"
    file.write_text(CONFIG.replace("SCORED", scored))
    (folder / "configs/models").mkdir(parents=True, exist_ok=True)
    (folder / "configs/models/scorer.py").write_text(
        MODEL.replace("CLASS", model or "VLLMCustomAPI")
    )
    return ["--config-dir", "configs", "--datasets", "own_ppl"]


@pytest.mark.parametrize("scored", ["continuation", "prompt"])
@pytest.mark.parametrize("model", ["VLLMCustomAPI", "VLLMCustomAPIChatStream"])
def test_the_right_label_wins_at_the_books_rate(
    run_cli: Program, folder: Path, model: str, scored: str
) -> None:
    done = run_cli("--models", "scorer", *config(folder, scored=scored, model=model))
    assert done.code == 0, done.said
    score = done.run.score("m", "own")
    assert (score["mode"], score["value"]) == ("ppl", 75.0)
    assert (score["counts"]["correct"], score["counts"]["wrong"]) == (6, 2)
    assert len(done.run.records("m", "own")) == 3 * QUESTIONS
    rows = done.run.samples("m", "own")
    assert [row["id"] for row in rows] == [f"own/{n}/0" for n in range(QUESTIONS)]
    for row in rows:
        best = max(row["labels"], key=lambda each: each["mean"])
        assert row["extracted"]["answer"] == best["label"]
        assert [each["label"] for each in row["labels"]] == ["A", "B", "C"]


Likely = Callable[[Received], float]


def scores(likely: Likely) -> Callable[[Received], Answer]:
    """Echoes each word; those of the label, behind `Answer:`, as likely as is said."""

    def script(request: Received) -> Answer:
        if request.body is None:
            return as_json({"data": [{"id": "simulator"}]})
        text = request.text
        label = text.rpartition("Answer:")[2]
        tokens = [text.removesuffix(label), label, "!"]
        logprobs = {"tokens": tokens, "token_logprobs": [None, likely(request), -1.0]}
        choice = {"index": 0, "text": f"{text}!", "logprobs": logprobs, "finish_reason": "length"}
        return as_json({"choices": [choice], "usage": {"prompt_tokens": 2, "completion_tokens": 1}})

    return script


def against(server: ScriptedServer, folder: Path) -> list[str]:
    arguments = config(folder)
    file = folder / "configs/models/scorer.py"
    file.write_text(file.read_text().replace("serve=dict(", "extra_body=dict(), ").replace(
        "ttft_ms=1, itl_ms=0.1, correct_rate=0.75, seed=5)", f'url="{server.url}"'
    ))  # fmt: skip
    return ["--models", "scorer", *arguments]


def place(request: Received) -> int:
    return int(request.id.split("/")[3])


def test_a_question_with_a_failed_label_is_an_error_and_is_asked_again(
    run_cli: Program, folder: Path, scripted_server: Callable[..., ScriptedServer]
) -> None:
    """The failed label might have been the likeliest: nothing is guessed from the others."""
    broken = {"own/2/0/1/0"}

    def script(request: Received) -> Answer:
        if request.id in broken:
            return error(400, "not this one")
        return scores(lambda each: -1.0 - place(each))(request)

    server = scripted_server(script)
    arguments = against(server, folder)
    done = run_cli(*arguments)
    assert done.code == 1
    assert done.run.score("m", "own")["counts"]["error"] == 1
    assert done.run.score("m", "own")["counts"]["correct"] == 3  # A is the likeliest: of 0, 3, 6
    row = done.run.samples("m", "own")[2]
    assert (row["class"], row["error"]["kind"]) == ("error", "http")
    assert [each["mean"] for each in row["labels"]] == [-1.0, None, -3.0]

    broken.clear()
    sent = len(server.posts)
    again = run_cli(*arguments, "--reuse", done.run.path)
    assert again.code == 0, again.said
    assert [request.id for request in server.posts[sent:]] == ["own/2/0/1/0"]
    assert again.run.score("m", "own")["counts"]["wrong"] == 5


def test_labels_are_sent_concurrently_and_nothing_is_generated(
    run_cli: Program, folder: Path, scripted_server: Callable[..., ScriptedServer]
) -> None:
    server = scripted_server(scores(lambda each: -1.0 - place(each)))
    assert run_cli(*against(server, folder), "--num-prompts", 2).code == 0
    assert sorted(request.id for request in server.posts) == [
        f"own/{n}/0/{label}/0" for n in range(2) for label in range(3)
    ]
    for request in server.posts:
        body: dict[str, Any] = request.body
        assert (body["max_tokens"], body["stream"], body["echo"]) == (1, False, True)


def test_a_server_without_log_probabilities_ends_the_run_with_what_to_do(
    run_cli: Program, folder: Path, scripted_server: Callable[..., ScriptedServer]
) -> None:
    def script(request: Received) -> Answer:
        if request.body is None:
            return as_json({"data": [{"id": "simulator"}]})
        return completion(request, "I like to talk.")

    server = scripted_server(script)
    arguments = against(server, folder)
    file = folder / "configs/models/scorer.py"
    file.write_text(file.read_text().replace("batch_size=8", "batch_size=2"))
    done = run_cli(*arguments)
    assert done.code != 0
    assert "S780" in done.said
    assert "gen config" in done.said
    assert len(server.posts) < 3 * QUESTIONS  # and none twice


def test_a_timed_run_of_them_is_refused(run_cli: Program, folder: Path) -> None:
    done = run_cli("--models", "scorer", *config(folder), "--mode", "perf")
    assert (done.code, "C783" in done.said) == (2, True)
    assert "no config that has its answers generated is shipped" in done.said


def test_a_timed_run_names_the_config_that_generates_where_there_is_one(
    run_cli: Program, folder: Path
) -> None:
    arguments = config(folder)
    tree = folder / "configs/datasets"
    for name in ("own_gen_0_shot_str.py", "own_gen.py", "ownership_gen.py"):
        (tree / name).write_bytes((tree / "own_ppl.py").read_bytes())
    done = run_cli("--models", "scorer", *arguments, "--mode", "perf")
    assert "name a config that has them generated: own_gen\n" in done.said
