"""KOR-Bench: reasoning by rules that no one knows beforehand, in five categories."""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar, Literal

from evalbench.datasets.files import Numbered, existing, read_jsonl
from evalbench.errors.data import KOR_ANSWER, KOR_RULE, KOR_SHOTS
from evalbench.interfaces import About, Row

Category = Literal["cipher", "counterfactual", "logic", "operation", "puzzle"]

_SHOTS = 3


class KORBenchDataset:
    """One category of KOR-Bench.

    Paper: Ma et al. 2024, "KOR-Bench: Benchmarking Language Models on Knowledge-Orthogonal
    Reasoning Tasks", arXiv:2410.06526. Licence: Apache-2.0. 250 samples and 25 rules a category;
    three examples for each rule. Its mixed tasks are read by KORBenchMixedDataset.
    """

    layout: ClassVar[str] = (
        "korbench/{cipher,counterfactual,logic,operation,puzzle}/{rule,sample,three-shot}.jsonl"
    )
    source: ClassVar[str] = "https://github.com/KOR-Bench/KOR-Bench/tree/main/data"
    about: ClassVar[About | None] = About(
        title="KOR-Bench",
        paper="arXiv:2410.06526",
        licence="Apache-2.0",
        rows={"test": 1250},
        verified=True,
    )

    @staticmethod
    def load(
        path: Path,
        split: str,  # noqa: ARG004 - the contract's; a category has one split
        *,
        category: Category,
    ) -> list[Row]:
        """The rows: rule_content, question, answer (`[[…]]`), and the three examples of its rule.

        Those are question_1, answer_1 and so on. `gold` is what scoring needs: the answer as
        `canonical`, category, rule_id and idx, by which the answers of some are compared.
        """
        folder = path / category
        rules = {str(row["idx"]): str(row["rule_content"]) for _, row in _read(folder, "rule")}
        shots: dict[str, list[Row]] = defaultdict(list)
        for _, row in _read(folder, "three-shot"):
            shots[str(row["rule_id"])].append(row)
        file = folder / "sample.jsonl"
        return [_row(file, each, category, rules, shots) for each in _read(folder, "sample")]


_REQUIRED = {
    "rule": ("idx", "rule_content"),
    "three-shot": ("question", "answer", "rule_id"),
    "sample": ("idx", "question", "answer", "rule_id"),
}


def _read(folder: Path, kind: str) -> list[Numbered]:
    file = existing(
        folder / f"{kind}.jsonl", layout=KORBenchDataset.layout, source=KORBenchDataset.source
    )
    return read_jsonl(file, required=_REQUIRED[kind])


def _row(
    file: Path,
    numbered: Numbered,
    category: Category,
    rules: Mapping[str, str],
    shots: Mapping[str, list[Row]],
) -> Row:
    line, row = numbered
    rule, answer = str(row["rule_id"]), str(row["answer"])
    if rule not in rules:
        raise KOR_RULE(file=file, line=line, rule=rule)
    if len(shots.get(rule, ())) != _SHOTS:
        raise KOR_SHOTS(file=file, line=line, rule=rule, count=len(shots.get(rule, ())))
    if not (answer.strip().startswith("[[") and answer.strip().endswith("]]")):
        raise KOR_ANSWER(file=file, line=line, answer=answer)
    examples = {
        f"{key}_{number}": shot[key]
        for number, shot in enumerate(shots[rule], 1)
        for key in ("question", "answer")
    }
    gold = {
        "canonical": answer.strip(),
        "category": category,
        "rule_id": rule,
        "idx": str(row["idx"]),
    }
    return {**row, **examples, "rule_content": rules[rule], "gold": gold}
