"""LAMBADA: the last word of a passage, which needs all of the passage to be known."""

import re
from pathlib import Path
from typing import ClassVar

from evalbench.datasets.answers import text_of
from evalbench.datasets.files import existing, read_jsonl
from evalbench.errors.data import VALUE_NOT_EXPECTED
from evalbench.errors.entries import Phrase
from evalbench.interfaces import About, Row

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_A_WORD = Phrase("a word", "一个单词")
_BEFORE = 8  # of the passage's last words, those that a reply may say again


class lambadaDataset:  # noqa: N801 - the name in configs of AISBench and OpenCompass
    """LAMBADA as OpenCompass publishes it: with capitals and punctuation.

    Paper: Paperno et al. 2016, "The LAMBADA dataset: Word prediction requiring a broad discourse
    context", arXiv:1606.06031. Licence: CC BY 4.0. Splits: test 5153.
    """

    layout: ClassVar[str] = "lambada/test.jsonl"
    source: ClassVar[str] = "https://zenodo.org/records/2630551"
    about: ClassVar[About | None] = About(
        title="LAMBADA",
        paper="arXiv:1606.06031",
        licence="CC BY 4.0",
        rows={"test": 5153},
        verified=True,
    )

    @staticmethod
    def load(path: Path, split: str) -> list[Row]:
        """The rows: prompt, label (the word), and answer, which is what LambadaEvaluator reads.

        `answer` has the label as `canonical` and, `before` it, the last words of the prompt. A
        few labels come with a quote before them, or as two words that lack the blank between
        them (`thought...Tess`): the first word goes on with the prompt.
        """
        file = existing(
            path if path.is_file() else path / f"{split}.jsonl",
            layout=lambadaDataset.layout,
            source=lambadaDataset.source,
        )
        rows: list[Row] = []
        for line, row in read_jsonl(file, required=("prompt", "label")):
            prompt = text_of(file, line, "prompt", row["prompt"])
            word = _WORD.search(text_of(file, line, "label", row["label"]))
            if word is None:
                raise VALUE_NOT_EXPECTED(
                    file=file, line=line, key="label", value=row["label"], expected=_A_WORD
                )
            before = " ".join(prompt.split()[-_BEFORE:])
            rows.append({**row, "answer": {"canonical": word[0], "before": before}})
        return rows
