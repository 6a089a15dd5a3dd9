"""TruthfulQA: questions that people answer wrongly out of a common belief."""

from pathlib import Path
from typing import ClassVar, Literal

from evalbench.datasets.files import existing, read_csv
from evalbench.datasets.json_list import read_json_list
from evalbench.errors.data import NOT_TARGETS, TARGETS_DIFFER
from evalbench.interfaces import About, Row
from evalbench.types import Json

_COLUMNS = ("Type", "Category", "Question", "Best Answer", "Correct Answers", "Incorrect Answers")


class TruthfulQADataset:
    """TruthfulQA's questions: with options (mc) or to be answered freely (generation).

    Paper: Lin et al. 2021, "TruthfulQA: Measuring How Models Mimic Human Falsehoods",
    arXiv:2109.07958. Licence: Apache-2.0. Rows: 817 in either file.
    """

    layout: ClassVar[str] = "truthfulqa/TruthfulQA.csv, truthfulqa/mc_task.json"
    source: ClassVar[str] = "https://github.com/sylinrl/TruthfulQA"
    about: ClassVar[About | None] = About(
        title="TruthfulQA",
        paper="arXiv:2109.07958",
        licence="Apache-2.0",
        rows={"test": 817},
        verified=True,
        by_hand=True,
    )

    @staticmethod
    def load(
        path: Path,
        split: str,  # noqa: ARG004 - the contract's; a file is its only split
        *,
        name: Literal["mc", "generation"],
    ) -> list[Row]:
        """The rows of one task.

        mc: question; choices, those of MC2, which has those of MC1; answer, the true one of MC1
        (canonical) and those of MC2 (right). generation: question, best_answer, correct_answers,
        incorrect_answers (lists), type, category.
        """
        file = existing(
            path / ("mc_task.json" if name == "mc" else "TruthfulQA.csv"),
            layout=TruthfulQADataset.layout,
            source=TruthfulQADataset.source,
        )
        if name == "generation":
            return [_free(row) for _, row in read_csv(file, required=_COLUMNS)]
        required = ("question", "mc1_targets", "mc2_targets")
        return [_choice(file, *each) for each in read_json_list(file, required=required)]


def _free(row: dict[str, Json]) -> Row:
    return {
        "question": row["Question"],
        "best_answer": row["Best Answer"],
        "correct_answers": _listed(row["Correct Answers"]),
        "incorrect_answers": _listed(row["Incorrect Answers"]),
        "type": row["Type"],
        "category": row["Category"],
    }


def _listed(text: str) -> list[str]:
    return [each.strip() for each in text.split(";") if each.strip()]


def _choice(file: Path, place: int, row: dict[str, Json]) -> Row:
    one, many = row["mc1_targets"], row["mc2_targets"]
    for key, targets in (("mc1_targets", one), ("mc2_targets", many)):
        if not isinstance(targets, dict) or not {0, 1} >= set(targets.values()) or len(targets) < 2:
            raise NOT_TARGETS(file=file, line=place, key=key, value=targets)
    if sum(one.values()) != 1 or not any(many.values()):
        raise NOT_TARGETS(file=file, line=place, key="mc1_targets", value=one)
    best = next(choice for choice in one if one[choice])
    false = {choice for choice in one if not one[choice]}
    if not many.get(best) or false != {choice for choice in many if not many[choice]}:
        raise TARGETS_DIFFER(file=file, line=place)
    return {
        "question": row["question"],
        "choices": list(many),
        "answer": {"canonical": best, "right": [choice for choice in many if many[choice]]},
    }
