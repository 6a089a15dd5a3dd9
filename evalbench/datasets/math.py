"""MATH: problems of mathematics contests in LaTeX, and the 500 of them that are MATH-500."""

from pathlib import Path
from typing import ClassVar

from evalbench.algebra.boxes import last_box
from evalbench.datasets.files import Numbered, existing, read_jsonl, require
from evalbench.datasets.json_files import read_json
from evalbench.errors.data import NO_BOX, ROW_IS_NO_OBJECT
from evalbench.interfaces import About, Row


class MATHDataset:
    """MATH's test split, or MATH-500.

    Papers: Hendrycks et al. 2021, "Measuring Mathematical Problem Solving With the MATH Dataset",
    arXiv:2103.03874; MATH-500: Lightman et al. 2023, "Let's Verify Step by Step",
    arXiv:2305.20050. Licence: MIT. Rows: 5000, and 500 of them. One split: AISBench shows rows of
    the split that it asks as examples, and scores their answers too.
    """

    layout: ClassVar[str] = "math/{math,test_prm800k_500}.json | math/{test,test_prm800k_500}.jsonl"
    source: ClassVar[str] = "https://github.com/hendrycks/math; https://github.com/openai/prm800k"
    about: ClassVar[About | None] = About(
        title="MATH, MATH-500",
        paper="arXiv:2103.03874, arXiv:2305.20050",
        licence="MIT",
        rows={"test": 5000, "test_prm800k_500": 500},
        verified=True,
    )

    @staticmethod
    def load(
        path: Path,
        split: str,  # noqa: ARG004 - the contract's; a file is its only split
        *,
        file_name: str = "math.json",
    ) -> list[Row]:
        r"""The rows: problem, and as solution what the last `\boxed{}` of the written one holds.

        What is written stands under `written`. A `.json` file is an object of rows by number, a
        `.jsonl` file has a row a line.
        """
        file = existing(path / file_name, layout=MATHDataset.layout, source=MATHDataset.source)
        return [_row(file, *each) for each in _rows(file)]


def _rows(file: Path) -> list[Numbered]:
    if file.suffix == ".jsonl":
        return read_jsonl(file, required=("problem", "solution"))
    rows = [Numbered(number, row) for number, row in enumerate(read_json(file, dict).values(), 1)]
    for number, row in rows:
        if not isinstance(row, dict):
            raise ROW_IS_NO_OBJECT(file=file, row=number)
        require(file, number, ("problem", "solution"), row)
    return rows


def _row(file: Path, line: int, row: Row) -> Row:
    answer = last_box(str(row["solution"]))
    if not answer:
        raise NO_BOX(file=file, line=line)
    return {**row, "solution": answer, "written": row["solution"]}
