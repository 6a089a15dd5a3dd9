"""LongBench v2: questions on texts of 8 thousand to 2 million words, four options."""

from pathlib import Path
from typing import ClassVar

from evalbench.datasets.files import existing
from evalbench.datasets.json_list import read_json_list
from evalbench.datasets.options import option
from evalbench.errors.data import NO_KIND
from evalbench.interfaces import About, Row

_CHOICES = {letter: f"choice_{letter}" for letter in "ABCD"}
_KINDS = {"difficulty": ("easy", "hard"), "length": ("short", "medium", "long")}
_KEYS = ("context", "question", *_CHOICES.values(), "answer", "difficulty", "length")


class LongBenchv2Dataset:
    """LongBench v2, one file.

    Paper: Bai et al. 2024, "LongBench v2: Towards Deeper Understanding and Reasoning on Realistic
    Long-context Multitasks", arXiv:2412.15204. Licence: Apache-2.0. Rows: 503; 180 short, 215
    medium, 108 long; 192 easy, 311 hard.
    """

    layout: ClassVar[str] = "LongBench-v2/data.json"
    source: ClassVar[str] = "https://huggingface.co/datasets/THUDM/LongBench-v2"
    about: ClassVar[About | None] = About(
        title="LongBench v2",
        paper="arXiv:2412.15204",
        licence="Apache-2.0",
        rows={"test": 503},
        verified=False,
    )

    @staticmethod
    def load(path: Path, split: str) -> list[Row]:  # noqa: ARG004 - the file is its only split
        """The rows: context, question, choice_A to choice_D, answer, difficulty, length, gold.

        `gold` is the answer as `canonical` with difficulty and length, by which scores are shown.
        `path` is the file, or the folder that holds it as data.json.
        """
        file = existing(
            path / "data.json" if path.is_dir() else path,
            layout=LongBenchv2Dataset.layout,
            source=LongBenchv2Dataset.source,
        )
        return [_row(file, *each) for each in read_json_list(file, required=_KEYS)]


def _row(file: Path, line: int, row: Row) -> Row:
    for key, known in _KINDS.items():
        if row[key] not in known:
            raise NO_KIND(file=file, row=line, key=key, value=row[key], known=", ".join(known))
    answer = option(file, line, row["answer"], _CHOICES)
    gold: Row = {"canonical": answer, **{key: row[key] for key in _KINDS}}
    return {**row, "answer": answer, "gold": gold}
