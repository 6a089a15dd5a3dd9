"""Configs in the idiom of AISBench and OpenCompass, and data of five rows and less for them."""

import csv
import json
import shutil
from pathlib import Path
from typing import Any

FIXTURES = Path(__file__).parent / "data" / "foreign"
SUMS = [(f"What is {n} + {n}?", f"Add.\n#### {2 * n}") for n in range(1, 5)]
EXAM = [(str(n), f"问题{n}", "甲", "乙", "丙", "丁", "ABCD"[n]) for n in range(3)]


def lay_out(folder: Path) -> None:
    """The data below `all/`, and the fixtures in a tree of one's own, `mine/`."""
    for split in ("train", "test"):
        rows = [{"question": question, "answer": answer} for question, answer in SUMS]
        lines(folder / f"all/gsm8k/{split}.jsonl", rows)
    for subject in ("law", "logic"):
        for split in ("dev", "val"):
            header = ["id", "question", "A", "B", "C", "D", "answer"]
            place = folder / f"all/ceval/formal_ceval/{split}/{subject}_{split}.csv"
            table(place, [header, *EXAM])
    for subject in ("astronomy", "virology"):
        for split in ("dev", "test"):
            place = folder / f"all/mmlu/{split}/{subject}_{split}.csv"
            table(place, [[f"{split} {n}", *"abcd", "ABCD"[n]] for n in range(3)])
    rows = [{"input": "Wi-Fi?", "output": "home", "max_out_len": 7}, {"input": "?", "output": "x"}]
    lines(folder / "all/custom/tickets.jsonl", rows)
    lines(folder / "all/aime/aime.jsonl", [{"origin_prompt": "1 + 1?", "gold_answer": "2"}] * 3)
    for file in ("dev_few_all", "test_public"):
        pairs = [(f"{n}号冷吗", f"{n}号气温低不低", label) for n, label in enumerate("1001")]
        rows = [dict(zip(("sentence1", "sentence2", "label"), pair, strict=True)) for pair in pairs]
        lines(folder / f"all/FewCLUE/bustm/{file}.json", rows)
    program = {
        "task_id": "HumanEval/0", "prompt": 'def f():\n    """One."""\n', "entry_point": "f",
        "canonical_solution": "    return 1\n", "test": "def check(f):\n    assert f() == 1\n",
    }  # fmt: skip
    lines(folder / "all/humaneval/human-eval-v2-20210705.jsonl", [program])
    order = {"key": 1, "prompt": "No commas.", "kwargs": [{}]}
    order |= {"instruction_id_list": ["punctuation:no_comma"]}
    lines(folder / "all/ifeval/input_data.jsonl", [order])
    formula = {"problem": "1 + 1?", "level": "Level 1", "type": "A", "solution": "$\\boxed{2}$"}
    (folder / "all/math").mkdir(parents=True)
    (folder / "all/math/math.json").write_text(json.dumps({"0": formula}), encoding="utf-8")
    for kind in ("models", "datasets", "summarizers"):
        shutil.copytree(FIXTURES, folder / "mine" / kind)


def lines(file: Path, rows: list[dict[str, Any]]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    file.write_text(text, encoding="utf-8")


def table(file: Path, rows: list[Any]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows(rows)
