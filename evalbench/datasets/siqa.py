"""SIQA: what people feel, want and do in everyday situations, three options."""

from pathlib import Path
from typing import ClassVar

from evalbench.datasets.labelled import read_labelled
from evalbench.datasets.options import letter_of, lettered
from evalbench.interfaces import About, Row

_ANSWERS = ("answerA", "answerB", "answerC")


class SiqaDatasetV2:
    """Social IQa.

    Paper: Sap et al. 2019, "Social IQa: Commonsense Reasoning about Social Interactions",
    arXiv:1904.09728. Licence: none stated by its authors. Splits: train 33410, dev 1954. Only the
    split that is asked is read.
    """

    layout: ClassVar[str] = "siqa/{train,dev}{.jsonl,-labels.lst}"
    source: ClassVar[str] = "https://leaderboard.allenai.org/socialiqa"
    about: ClassVar[About | None] = About(
        title="SIQA",
        paper="arXiv:1904.09728",
        licence="none stated",
        rows={"train": 33410, "dev": 1954},
        verified=True,
    )

    @staticmethod
    def load(path: Path, split: str) -> list[Row]:
        """The rows: context, question, answerA to answerC, label (a letter), all_labels.

        `all_labels` is what EDAccEvaluator compares with: `candidates`, the ways to state each
        option, `label`, the place of the right one, and its letter as `canonical`.
        """
        file, rows = read_labelled(
            path,
            split,
            required=("context", "question", *_ANSWERS),
            layout=SiqaDatasetV2.layout,
            source=SiqaDatasetV2.source,
        )
        found: list[Row] = []
        for place, ((_, row), label) in enumerate(rows, start=1):
            answer = letter_of(file, place, label, ("1", "2", "3"))
            options = lettered(row[key] for key in _ANSWERS)
            ways = [[f"{letter}. {text}", letter, text] for letter, text in options.items()]
            labels = {"candidates": ways, "label": "ABC".index(answer), "canonical": answer}
            found.append({**row, "label": answer, "all_labels": labels})
        return found
