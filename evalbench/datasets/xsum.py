"""XSum: news articles, each in one sentence."""

from pathlib import Path
from typing import ClassVar

from evalbench.datasets.files import existing, read_jsonl
from evalbench.errors.data import NO_ROWS, NOT_A_TEXT
from evalbench.interfaces import About, Row
from evalbench.types import Json

_FIRST = 1000  # rows that are asked, as in AISBench and OpenCompass


class XsumDataset:
    """The validation split of XSum, of which the first 1000 rows are asked.

    Paper: Narayan et al. 2018, "Don't Give Me the Details, Just the Summary! Topic-Aware
    Convolutional Neural Networks for Extreme Summarization", arXiv:1808.08745. Licence: none stated
    (articles of the BBC). Splits as published: train 204045, validation 11332, test 11334.
    """

    layout: ClassVar[str] = "Xsum/dev.jsonl"
    source: ClassVar[str] = "https://huggingface.co/datasets/EdinburghNLP/xsum"
    about: ClassVar[About | None] = About(
        title="XSum",
        paper="arXiv:1808.08745",
        licence="none stated",
        rows={"validation": 11332},
        verified=False,
    )

    @staticmethod
    def load(path: Path, split: str) -> list[Row]:  # noqa: ARG004 - the file is its only split
        """The rows: dialogue (the article), summary.

        `path` is the file, or the folder that holds it as dev.jsonl. A row that has the number NaN
        for one of them, as the release has where a text is missing, is passed over.
        """
        file = existing(
            path / "dev.jsonl" if path.is_dir() else path,
            layout=XsumDataset.layout,
            source=XsumDataset.source,
        )
        rows: list[Row] = []
        for line, row in read_jsonl(file, required=("dialogue", "summary"))[:_FIRST]:
            texts: dict[str, Json] = {key: row[key] for key in ("dialogue", "summary")}
            if any(isinstance(text, float) for text in texts.values()):
                continue
            for key, text in texts.items():
                if not isinstance(text, str) or not text.strip():
                    raise NOT_A_TEXT(file=file, line=line, column=key, found=text)
            rows.append(texts)
        if not rows:
            raise NO_ROWS(file=file)
        return rows
