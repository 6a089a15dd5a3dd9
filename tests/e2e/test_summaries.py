"""Summaries from their files to a score: a reply that is the reference is worth 100, others 0."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.program import REPOSITORY, Program

MODEL = """
from evalbench.models.vllm_api import VLLMCustomAPIChat

models = [
    dict(
        type=VLLMCustomAPIChat,
        abbr="writer",
        serve=dict(ttft_ms=1, itl_ms=0.1, tokens=8, correct_rate={rate}, seed=1),
        max_out_len={longest},
        batch_size=8,
    )
]
"""
ARTICLES = [
    ("The bridge was shut on Monday. {A} crews are at work.", "A bridge has been closed."),
    ("The club signed a goalkeeper\nfrom Leeds.", "A club has a new goalkeeper."),
    ("Rain fell for a week in the north.", "It rained a lot."),
    ("The museum reopened its doors.", "A museum is open again."),
    ("Café owners met the council.", "Café owners want longer hours."),
]
NEWS = [
    ("今天大雨，多地停课。", "多地因大雨停课"),
    ("央行下调利率0.5%。", "央行降息0.5%"),
    ("某公司发布新手机。", "新手机发布"),
    ("球队{A}夺冠。", "球队夺冠"),
    ("油价本周上涨。", "油价涨了"),
]


def written(folder: Path) -> None:
    (folder / "Xsum").mkdir(parents=True)
    rows = [{"dialogue": text, "summary": summary} for text, summary in ARTICLES]
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / "Xsum" / "dev.jsonl").write_text(lines, encoding="utf-8")
    (folder / "LCSTS").mkdir()
    for name, column in (("src", 0), ("tgt", 1)):
        lines = "".join(f"{row[column]}\n" for row in NEWS)
        (folder / "LCSTS" / f"test.{name}.txt").write_text(lines, encoding="utf-8")


def score_of(
    program: Program, config: str, abbr: str, rate: float, longest: int = 64
) -> dict[str, Any]:
    written(program.cwd / "data")
    program.write("own/models/writer.py", MODEL.format(rate=rate, longest=longest))
    done = program(
        *("--models", "writer", "--datasets", config, "--config-dir", "own"),
        EVALBENCH_DATA=str(program.cwd / "data"),
    )
    assert done.code == 0, done.said
    return done.run.score("writer", abbr)


@pytest.mark.parametrize("rate", [1.0, 0.4])
@pytest.mark.parametrize(
    ("config", "abbr"), [("Xsum_gen", "Xsum"), ("lcsts_gen_0_shot_str", "lcsts")]
)
def test_the_score_is_the_rate_of_verbatim_summaries(
    run_cli: Program, config: str, abbr: str, rate: float
) -> None:
    score = score_of(run_cli, config, abbr, rate)
    assert (score["metric"], score["value"]) == ("rouge1", pytest.approx(100 * rate))
    assert score["strict"] == score["value"]
    assert score["others"]["rouge2"]["value"] == pytest.approx(100 * rate)
    assert score["others"]["rougeL"]["value"] == pytest.approx(100 * rate)
    counts = score["counts"]
    assert counts["correct"] == 5 * rate
    assert counts["unparsed"] + counts["truncated"] + counts["error"] == 0


def test_a_summary_that_was_cut_off_is_worth_what_it_has(run_cli: Program) -> None:
    """Three words of each reply arrive; "It rained a lot" has four, the others five or six."""
    score = score_of(run_cli, "Xsum_gen", "Xsum", 1.0, longest=3)
    words = [5, 6, 4, 5, 5]
    assert score["counts"]["truncated"] == 0
    assert score["value"] == pytest.approx(100 * sum(2 * 3 / (3 + n) for n in words) / 5)


def test_a_run_for_scores_needs_the_package_and_a_load_does_not(run_cli: Program) -> None:
    written(run_cli.cwd / "data")
    run_cli.write("own/models/writer.py", MODEL.format(rate=1.0, longest=3))
    without = "import sys; sys.modules['rouge_score.rouge_scorer'] = None\n"
    run_cli.write("without/sitecustomize.py", without)
    options = ("--models", "writer", "--datasets", "Xsum_gen", "--config-dir", "own")
    given = {
        "EVALBENCH_DATA": str(run_cli.cwd / "data"),
        "PYTHONPATH": f"{run_cli.cwd / 'without'}:{REPOSITORY}",
    }
    assert run_cli(*options, "--mode", "perf", **given).code == 0
    refused = run_cli(*options, **given)
    assert refused.code == 2
    assert "[C800]" in refused.stderr
