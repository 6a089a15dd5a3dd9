"""MGSM: 250 problems of GSM8K in eleven languages, translated by people."""

from pathlib import Path
from typing import ClassVar

from evalbench.datasets.files import existing, read_text
from evalbench.datasets.mgsm_exemplars import COUNT, published, table_of
from evalbench.errors.data import FIELD_COUNT, GOLD_IS_NO_INTEGER, MGSM_EXEMPLARS_COUNT, NO_ROWS
from evalbench.errors.entries import Phrase
from evalbench.interfaces import About, Row


class MGSMSDataset:
    """MGSM in one language.

    Paper: Shi et al. 2022, "Language Models are Multilingual Chain-of-Thought Reasoners",
    arXiv:2210.03057. Licence: CC BY 4.0. One split of 250 rows a language, and as split "exemplars"
    its eight examples: `mgsm_<lang>_train.tsv`, else the authors' `exemplars.py`. Any other split
    is the test file: other tools' configs say "train" and mean it.
    """

    layout: ClassVar[str] = "mgsm/mgsm_{bn,de,en,es,fr,ja,ru,sw,te,th,zh}.tsv[, mgsm/exemplars.py]"
    source: ClassVar[str] = "https://github.com/google-research/url-nlp/tree/main/mgsm"
    about: ClassVar[About | None] = About(
        title="MGSM",
        paper="arXiv:2210.03057",
        licence="CC BY 4.0",
        rows={"test": 2750},
        verified=True,
    )

    @staticmethod
    def load(path: Path, split: str) -> list[Row]:
        """The rows: question, and answer without separators: a whole number as text."""
        file = existing(path, layout=MGSMSDataset.layout, source=MGSMSDataset.source)
        if split != "exemplars":
            return _rows(file)
        table = table_of(file)
        rows = published(file) if table is None else _rows(table)
        if len(rows) != COUNT:
            raise MGSM_EXEMPLARS_COUNT(file=table, count=len(rows))
        return rows


def _rows(file: Path) -> list[Row]:
    lines = read_text(file).split("\n")
    rows = [_row(file, line, text) for line, text in enumerate(lines, 1) if text.strip()]
    if not rows:
        raise NO_ROWS(file=file)
    return rows


def _row(file: Path, line: int, text: str) -> Row:
    # by hand: a quote in a question is a quote, and no csv
    fields = text.rstrip("\r").split("\t")
    if len(fields) != 2:
        expected = Phrase("expected 2: question, answer", "应有 2 个：问题、答案")
        raise FIELD_COUNT(file=file, line=line, count=len(fields), expected=expected)
    answer = fields[1].strip().replace(",", "")
    if not (answer.isascii() and answer.removeprefix("-").isdecimal()):
        raise GOLD_IS_NO_INTEGER(file=file, line=line, answer=fields[1])
    return {"question": fields[0], "answer": answer}
