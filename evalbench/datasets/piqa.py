"""PIQA: which of two ways reaches a goal in the physical world."""

from pathlib import Path
from typing import ClassVar

from evalbench.datasets.labelled import read_labelled
from evalbench.datasets.options import letter_of
from evalbench.interfaces import About, Row


class PIQADatasetV2:
    """PIQA.

    Paper: Bisk et al. 2020, "PIQA: Reasoning about Physical Commonsense in Natural Language",
    arXiv:1911.11641. Licence: AFL-3.0. Splits: train 16113, dev 1838; the labels of test are not
    published. Only the split that is asked is read.
    """

    layout: ClassVar[str] = "physicaliqa-train-dev/{train,dev}{.jsonl,-labels.lst}"
    source: ClassVar[str] = "https://yonatanbisk.com/piqa"
    about: ClassVar[About | None] = About(
        title="PIQA",
        paper="arXiv:1911.11641",
        licence="AFL-3.0",
        rows={"train": 16113, "dev": 1838},
        verified=True,
    )

    @staticmethod
    def load(path: Path, split: str) -> list[Row]:
        """The rows: goal, sol1, sol2, answer (A or B)."""
        file, rows = read_labelled(
            path,
            split,
            required=("goal", "sol1", "sol2"),
            layout=PIQADatasetV2.layout,
            source=PIQADatasetV2.source,
        )
        return [
            {**numbered.row, "answer": letter_of(file, place, label, ("0", "1"))}
            for place, (numbered, label) in enumerate(rows, start=1)
        ]
