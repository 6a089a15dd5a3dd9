"""Benchmarks whose prompts are made of files, from those to the score: it is the book's rate."""

import json
from pathlib import Path
from typing import Any

from tests.program import Finished, Program

MODEL = """
from evalbench.models.vllm_api import VLLMCustomAPIChat

models = [
    dict(
        type=VLLMCustomAPIChat,
        abbr="reader",
        serve=dict(ttft_ms=1, itl_ms=0.1, tokens=8, correct_rate=0.5, seed=1),
        max_out_len=128,
        batch_size=8,
    )
]
"""


def asked(program: Program, *words: str) -> Finished:
    program.write("own/models/reader.py", MODEL)
    data = str(program.cwd / "data")
    done = program("--models", "reader", *words, "--config-dir", "own", EVALBENCH_DATA=data)
    assert done.code == 0, done.said
    return done


def counts(done: Finished, name: str) -> tuple[int, int, int]:
    found: dict[str, int] = done.run.score("reader", name)["counts"]
    rest = sum(found[key] for key in ("unparsed", "truncated", "error", "unasked"))
    return found["correct"], found["wrong"], rest


def put(program: Program, name: str, rows: list[dict[str, Any]], *, lines: bool = True) -> Path:
    file = program.cwd / "data" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(row) + "\n" for row in rows) if lines else json.dumps(rows)
    file.write_text(text, encoding="utf-8")
    return file


def test_half_of_truthfulqas_questions_have_the_best_choice_ahead(run_cli: Program) -> None:
    """However many choices a question has, and however long they are."""
    false = ["A short one.", "One that goes on for much longer than any other of them does.", "No."]
    rows = [
        {
            "question": f"Question {n}?",
            "mc1_targets": {f"Right {n}. " * (n + 1): 1, **dict.fromkeys(false[: n % 3 + 1], 0)},
            "mc2_targets": {
                f"Right {n}. " * (n + 1): 1,
                "As right.": 1,
                **dict.fromkeys(false[: n % 3 + 1], 0),
            },
        }
        for n in range(12)
    ]
    put(run_cli, "truthfulqa/mc_task.json", rows, lines=False)
    done = asked(run_cli, "--datasets", "truthfulqa_ppl_0_shot_str")
    assert counts(done, "truthfulqa") == (6, 6, 0)
    score = done.run.score("reader", "truthfulqa")
    assert 25 < score["others"]["mc2"]["value"] < 75
    assert score["metric"] == "mc1"


def test_half_of_the_needles_are_found_and_shown_by_length_and_depth(run_cli: Program) -> None:
    word = [f"amber{n} thing" for n in range(12)]
    needles = [
        {
            "needle": f"On isle {n} is the {word[n]}.",
            "retrieval_question": f"What is on isle {n}? Answer in the format 'It is ____.'",
            "arg1": f"isle {n}", "arg2": word[n], "language": "English",
        }
        for n in range(12)
    ]  # fmt: skip
    put(run_cli, "needlebench/needles.jsonl", needles)
    texts = [{"text": f"Sentence {n} says nothing of it. " * 20} for n in range(12)]
    put(run_cli, "needlebench/PaulGrahamEssays.jsonl", texts)
    run_cli.write(
        "own/datasets/own_needles.py",
        "from mmengine.config import read_base\n\nwith read_base():\n"
        "    from evalbench.configs.datasets.needlebench_v2.needlebench_v2_4k."
        "needlebench_v2_single_4k import needlebench_datasets as single\n\n"
        "needlebench_datasets = [\n    dict(each, num_repeats_per_file=5)\n    for each in single\n"
        "    if each['language'] == 'English'\n"
        "    and each['length'] > 2000\n    and each['depth'] < 30\n]\n",
    )
    done = asked(run_cli, "--datasets", "own_needles", "--summarizer", "needlebench")
    names = [f"Length{n}Depth{d}_origin_en_4k" for n in (3000, 4000) for d in (0, 10, 20)]
    found = [counts(done, name) for name in names]
    assert tuple(map(sum, zip(*found, strict=True))) == (15, 15, 0)
    assert "lengths are counted in characters" in done.said
    shown_lines = [each for each in done.said.splitlines() if each.startswith("origin_en_4k")]
    rows = [line.split() for line in shown_lines]
    assert [row[:3] for row in rows] == [["origin_en_4k", "reader", n] for n in ("3000", "4000")]
    shown = [float(cell) for row in rows for cell in row[3:6]]
    assert shown == [100 * right / 5 for right, _, _ in found]


def test_half_of_levals_questions_are_answered_rightly(run_cli: Program) -> None:
    folder = "LEval/LEval/Exam"
    rows = [
        {
            "instructions": [f"{n}.{m}?" for m in range(2)],
            "outputs": ["True", "False"],
            "input": "t",
        }
        for n in range(6)
    ]
    put(run_cli, f"{folder}/sci_fi.jsonl", rows)
    rows = [{**row, "outputs": ["[6 15]", "3"]} for row in rows]
    put(run_cli, f"{folder}/codeU.jsonl", rows)
    done = asked(run_cli, "--datasets", "leval_sci_fi_gen", "leval_code_u_gen")
    found = [counts(done, name) for name in ("LEval_sci_fi", "LEval_code_u")]
    assert tuple(map(sum, zip(*found, strict=True))) == (12, 12, 0)
    assert "leval_closed" in done.said
