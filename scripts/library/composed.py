"""A book of answers that follow their instructions: IFEval's and IFBench's prompts have no other.

Prompts that contradict themselves are in it too, with what comes nearest; their hashes are told.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evalbench.datasets.ifbench import IFBenchDataset
from evalbench.datasets.ifeval import IFEvalDataset
from evalbench.evaluators.instruction_following import IFBenchEvaluator, IFEvaluator
from tests.composed import ifbench, ifeval

SETS = {
    "ifeval": (IFEvalDataset, IFEvaluator(), ifeval.compose, "ifeval/input_data.jsonl"),
    "ifbench": (
        IFBenchDataset, IFBenchEvaluator(), ifbench.compose,
        "ifbench/data/train-00000-of-00001.parquet",
    ),
}  # fmt: skip


def pages(name: str, data: Path) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """The book, and by hash the keys of the rows that no response was found for."""
    loader, evaluator, compose, path = SETS[name]
    entries, broken = [], {}
    for row in loader.load(data / path, "train"):
        reference = row["reference"]

        def follows(text: str, reference: Mapping[str, Any] = reference) -> bool:
            return evaluator.grade(text, reference).value == 1

        answer, found = compose(row, follows)
        sha256 = hashlib.sha256(row["prompt"].encode()).hexdigest()
        if not found:
            broken[sha256] = str(row["key"])
        wrong = next(text for text in ("unknown", too_much(reference)) if not follows(text))
        entries.append({"sha256": sha256, "answer": answer, "kind": "whole", "wrong": wrong})
    return entries, broken


def too_much(reference: Mapping[str, Any]) -> str:
    """Too many words and sentences, all that may be forbidden, a bullet and a quote last.

    "unknown" breaks every instruction that asks for something.
    """
    said = [value for each in reference["kwargs"] for value in each.values()]
    texts = [text for value in said for text in (value if isinstance(value, list) else [value])]
    return " ".join(map(str, texts * 40)) + " So, so. A. " * 400 + '\n* "'
