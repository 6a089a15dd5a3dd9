"""LCSTS: short Chinese news on Weibo, each with the headline that its author gave it."""

from pathlib import Path
from typing import ClassVar

from evalbench.datasets.files import existing, read_text
from evalbench.errors.data import EMPTY_ANSWER, LINES_DIFFER, NO_ROWS, NOT_A_TEXT
from evalbench.interfaces import About, Row


class LCSTSDataset:
    """The test split of LCSTS, two files: texts and their summaries, line for line.

    Paper: Hu et al. 2015, "LCSTS: A Large Scale Chinese Short Text Summarization Dataset",
    arXiv:1506.05865. Licence: for research, on application to its authors. Splits: part I 2400591,
    part II 10666, part III 1106, of which the 725 with a relevance of 3 or more are the test split.
    """

    layout: ClassVar[str] = "LCSTS/{test.src.txt,test.tgt.txt}"
    source: ClassVar[str] = "https://huggingface.co/datasets/aligeniewcp22/LCSTS"
    about: ClassVar[About | None] = About(
        title="LCSTS",
        paper="arXiv:1506.05865",
        licence="for research, on application",
        rows={"test": 725},
        verified=False,
    )

    @staticmethod
    def load(path: Path, split: str) -> list[Row]:  # noqa: ARG004 - the files are its only split
        """The rows: content, abst (the summary)."""
        files = [path / "test.src.txt", path / "test.tgt.txt"]
        source, target = map(_lines, files)
        if len(source) != len(target):
            raise LINES_DIFFER(
                file=files[1], lines=len(target), other=files[0].name, others=len(source)
            )
        rows: list[Row] = []
        for number, (content, abst) in enumerate(zip(source, target, strict=True), 1):
            if not content:
                raise NOT_A_TEXT(file=files[0], line=number, column="content", found=content)
            if not abst:
                raise EMPTY_ANSWER(file=files[1], line=number)
            rows.append({"content": content, "abst": abst})
        return rows


def _lines(file: Path) -> list[str]:
    """Stripped; the line breaks at the end of the file make none."""
    existing(file, layout=LCSTSDataset.layout, source=LCSTSDataset.source)
    # not splitlines(): it also breaks at U+2028 and the like, which are parts of a text
    lines = [line.strip() for line in read_text(file).rstrip().split("\n")]
    if lines == [""]:
        raise NO_ROWS(file=file)
    return lines
