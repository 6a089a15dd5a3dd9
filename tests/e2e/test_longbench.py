"""LongBench from its files to scores: a reply that is the answer is worth 100, another one 0."""

import re
from typing import Any

import pytest

from tests.longbench_rows import ANSWERS, write
from tests.program import Program

MODEL = """
from evalbench.models.vllm_api import VLLMCustomAPIChat

models = [
    dict(
        type=VLLMCustomAPIChat,
        abbr="reader",
        serve=dict(ttft_ms=1, itl_ms=0.1, tokens=8, correct_rate={rate}, seed=3),
        batch_size=16,
    )
]
"""


def scores_of(program: Program, rate: float) -> tuple[dict[str, dict[str, Any]], str]:
    write(program.cwd / "data")
    program.write("own/models/reader.py", MODEL.format(rate=rate))
    done = program(
        *("--models", "reader", "--datasets", "longbench", "--config-dir", "own"),
        EVALBENCH_DATA=str(program.cwd / "data"),
    )
    assert done.code == 0, done.said
    scores = {name: done.run.score("reader", f"LongBench_{name}") for name in ANSWERS}
    return scores, done.run.summary("csv")


def test_every_right_answer_of_every_set_is_right(run_cli: Program) -> None:
    scores, table = scores_of(run_cli, 1.0)
    for name, score in scores.items():
        assert (score["value"], score["strict"]) == (100, 100), name
        assert score["counts"]["correct"] == 5, name
    assert re.search(r"\nlongbench,\w+,weighted_average,gen,100", table)


def test_exactly_the_chosen_share_of_the_answers_is_right(run_cli: Program) -> None:
    scores, _ = scores_of(run_cli, 0.6)
    counts = [score["counts"] for score in scores.values()]
    assert sum(each["correct"] for each in counts) == 0.6 * 5 * 21
    assert sum(each["wrong"] for each in counts) == 0.4 * 5 * 21
    for name, score in scores.items():
        assert score["value"] == pytest.approx(100 * score["counts"]["correct"] / 5), name
