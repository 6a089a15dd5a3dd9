"""Short free answers from files to scores: the book's rate, however an answer is phrased."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.program import Program

MODEL = """
from evalbench.models.vllm_api import VLLMCustomAPIChat

models = [
    dict(
        type=VLLMCustomAPIChat,
        abbr="reader",
        serve=dict(ttft_ms=1, itl_ms=0.1, tokens=8, correct_rate={rate}, seed=1),
        max_out_len=128,
        batch_size=8,
    )
]
"""
NAMES = [
    "Sunset Boulevard", "St. Louis", "J. K. Rowling", "The Beatles", "1930", "Washington, D.C.",
    "Dr. No", "U.S. Open", "Beyoncé", "12 Angry Men",
]  # fmt: skip
SPANS = [
    "范廷颂", "1963年", "《三国志》", "NBA", "约3,000人", "光荣和ω-force", "“沉默的羔羊”",
    "南京市、苏州市", "1990", "J. S. 巴赫",
]  # fmt: skip
GOLDS = [
    "43", "Jacobs", "4-yard", "1970s|1975", "12.5", "1,234", "-3", "10 October 1993",
    "Kurt Warner, Ben Smith", "St. Louis Rams|Rams",
]  # fmt: skip
WORDS = ["signs", "Shane", '"Nadia', "o'clock", "mother-in-law", "X-ray", "ten", "key", "a", "Mr"]
FOLD = 3
ABBRS = {
    "triviaqa_gen": "triviaqa_5shot",
    "drop_gen": "drop",
    "lambada_gen": "lambada",
    "CMRC_gen": "CMRC_dev",
}


def written(file: Path, lines: Sequence[Any]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    file.write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")


def make(data: Path) -> None:
    for split in ("dev", "test"):
        rows = [f"{split} {at}\t{[name, 'x']!r}" for at, name in enumerate(NAMES * FOLD)]
        written(data / "triviaqa" / f"trivia-{split}.qa.csv", rows)
    written(
        data / "drop_simple_eval" / "dev.jsonl",
        [
            {"context": f"Passage: p\nQuestion: q {at}?\nAnswer:", "ref_text": gold}
            for at, gold in enumerate(GOLDS * FOLD)
        ],
    )
    written(
        data / "lambada" / "test.jsonl",
        [{"prompt": f"He saw {at} of the", "label": w} for at, w in enumerate(WORDS * FOLD)],
    )
    asked = [
        {"id": str(at), "question": f"问{at}？", "answers": [{"text": span, "answer_start": 0}]}
        for at, span in enumerate(SPANS * FOLD)
    ]
    paragraph = {"context": "某人的生平。", "qas": asked}
    written(data / "CLUE" / "CMRC" / "dev.json", [{"data": [{"paragraphs": [paragraph]}]}])


@pytest.mark.parametrize("rate", [1.0, 0.5])
def test_exactly_the_chosen_rate_is_right(run_cli: Program, rate: float) -> None:
    make(run_cli.cwd / "data")
    run_cli.write("own/models/reader.py", MODEL.format(rate=rate))
    done = run_cli(
        *("--models", "reader", "--config-dir", "own", "--datasets", *ABBRS),
        EVALBENCH_DATA=str(run_cli.cwd / "data"),
    )
    assert done.code == 0, done.said
    counts = [done.run.score("reader", abbr)["counts"] for abbr in ABBRS.values()]
    # the book knows prompts, and not of which data set they are
    assert sum(each["correct"] for each in counts) == len(ABBRS) * 10 * FOLD * rate
    assert sum(each["unparsed"] + each["truncated"] + each["error"] for each in counts) == 0
    found = done.run.score("reader", "CMRC_dev")
    # a wrong answer may share letters with the right one
    assert found["value"] <= found["others"]["f1"]["value"] <= (100 if rate == 1 else 80)
