"""KOR-Bench's mixed tasks: several rules, several questions, or both, in one prompt."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar, Literal, get_args

from evalbench.datasets.files import Numbered, existing, read_jsonl
from evalbench.datasets.korbench import Category, KORBenchDataset
from evalbench.errors.data import KOR_MIXED_LIST, KOR_MIXED_REFERENCE
from evalbench.interfaces import About, Row
from evalbench.types import Json

Mode = Literal["Multi-Q", "Multi-R", "Multi-RQ", "Multi-RQ_Hard"]

_CATEGORIES: tuple[Category, ...] = get_args(Category)


class KORBenchMixedDataset:
    """One mode of KOR-Bench's mixed tasks.

    Paper: Ma et al. 2024, "KOR-Bench: Benchmarking Language Models on Knowledge-Orthogonal
    Reasoning Tasks", arXiv:2410.06526. Licence: Apache-2.0. 1,000 prompts a mode, Multi-RQ_Hard
    4,000. A line names rules and questions (`cipher_3`) of the five categories beside it.
    """

    layout: ClassVar[str] = (
        "korbench/mixed/{Multi-Q,Multi-R,Multi-RQ,Multi-RQ_Hard}.jsonl, " + KORBenchDataset.layout
    )
    source: ClassVar[str] = KORBenchDataset.source
    about: ClassVar[About | None] = About(
        title="KOR-Bench mixed",
        paper="arXiv:2410.06526",
        licence="Apache-2.0",
        rows={"test": 7000},
        verified=True,
    )

    @staticmethod
    def load(
        path: Path,
        split: str,  # noqa: ARG004 - the contract's; a mode has one split
        *,
        mode: Mode,
    ) -> list[Row]:
        """The rows: rules and questions, numbered from 1 as a prompt shows them, and gold.

        `gold` is what scoring needs: `questions`, the gold of each, and as `canonical` the reply
        that is asked for, a JSON object.
        """
        file = existing(
            path / "mixed" / f"{mode}.jsonl",
            layout=KORBenchMixedDataset.layout,
            source=KORBenchMixedDataset.source,
        )
        lines = read_jsonl(file, required=("idx", "rule_list", "question_list"))
        rules: dict[str, Row] = {}
        questions: dict[str, Row] = {}
        for category in _CATEGORIES:
            for row in KORBenchDataset.load(path, "test", category=category):
                rules[f"{category}_{row['rule_id']}"] = row
                questions[f"{category}_{row['idx']}"] = row
        return [_row(file, each, rules, questions) for each in lines]


def _row(file: Path, numbered: Numbered, rules: dict[str, Row], questions: dict[str, Row]) -> Row:
    line, row = numbered
    shown = [str(found["rule_content"]) for found in _found(file, line, "rule_list", row, rules)]
    asked = list(_found(file, line, "question_list", row, questions))
    reply = {f"question{number}": each["answer"] for number, each in enumerate(asked, 1)}
    gold: dict[str, Json] = {
        "canonical": json.dumps(reply, ensure_ascii=False, indent=2),
        "questions": [each["gold"] for each in asked],
    }
    return {
        **row,
        "rules": _numbered("Rule", shown),
        "questions": _numbered("Question", [str(each["question"]) for each in asked]),
        "gold": gold,
    }


def _found(file: Path, line: int, column: str, row: Row, known: dict[str, Row]) -> Iterator[Row]:
    names = row[column]
    if not (isinstance(names, list) and names):
        raise KOR_MIXED_LIST(file=file, line=line, column=column)
    for name in names:
        if not (isinstance(name, str) and name in known):
            raise KOR_MIXED_REFERENCE(file=file, line=line, name=name)
        yield known[name]


def _numbered(word: str, texts: Sequence[str]) -> str:
    return "\n".join(f"{word} {number}: {text}" for number, text in enumerate(texts, 1))
