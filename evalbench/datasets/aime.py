"""AIME: the American Invitational Mathematics Examination of a year, thirty whole numbers."""

from pathlib import Path
from typing import ClassVar

from evalbench.datasets.files import existing, read_jsonl
from evalbench.errors.data import GOLD_IS_NO_INTEGER
from evalbench.interfaces import About, Row


class _AIME:
    """Both contests of a year, I and II, under the names that its file has for its columns.

    No paper. Licence: the problems are texts of the Mathematical Association of America, the
    answers are facts. One split of 30 rows.
    """

    layout: ClassVar[str]
    source: ClassVar[str] = (
        "https://artofproblemsolving.com/wiki/index.php/AIME_Problems_and_Solutions"
    )
    about: ClassVar[About | None]
    question: ClassVar[str]
    answer: ClassVar[str]

    @classmethod
    def load(
        cls,
        path: Path,
        split: str,  # noqa: ARG003 - the contract's; the file is its only split
    ) -> list[Row]:
        """The rows: question and answer, a whole number as text."""
        file = existing(path, layout=cls.layout, source=cls.source)
        rows: list[Row] = []
        for line, row in read_jsonl(file, required=(cls.question, cls.answer)):
            # one row of the published file of 2025 has a unit: 336^\circ
            gold = str(row[cls.answer]).strip().removesuffix(r"^\circ")
            if not (gold.isascii() and gold.isdecimal() and int(gold) <= 999):
                raise GOLD_IS_NO_INTEGER(file=file, line=line, answer=gold)
            rows.append({**row, "question": row[cls.question], "answer": gold})
        return rows


def _about(year: int) -> About:
    licence = "problems are contest texts of the MAA"
    return About(f"AIME {year}", "", licence, {"test": 30}, verified=True, by_hand=year == 2026)


class Aime2024Dataset(_AIME):
    """AIME 2024, I and II."""

    layout: ClassVar[str] = "aime/aime.jsonl"
    about: ClassVar[About | None] = _about(2024)
    question: ClassVar[str] = "origin_prompt"
    answer: ClassVar[str] = "gold_answer"


class Aime2025Dataset(_AIME):
    """AIME 2025, I and II."""

    layout: ClassVar[str] = "aime2025/aime2025.jsonl"
    about: ClassVar[About | None] = _about(2025)
    question: ClassVar[str] = "question"
    answer: ClassVar[str] = "answer"


class Aime2026Dataset(_AIME):
    """AIME 2026, I and II."""

    layout: ClassVar[str] = "aime2026/aime2026.jsonl"
    about: ClassVar[About | None] = _about(2026)
    question: ClassVar[str] = "problem"
    answer: ClassVar[str] = "answer"
