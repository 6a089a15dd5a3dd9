"""LongBench: 21 sets of long texts with a question, an order or examples, in two languages."""

import re
from pathlib import Path
from typing import ClassVar

from evalbench.datasets.files import Numbered, existing, read_jsonl
from evalbench.datasets.options import texts_in
from evalbench.errors.data import GOLD_IS_NO_CLASS, GOLD_NAMES_NO_NUMBER
from evalbench.interfaces import About, Row

_ANSWERED_BY_NUMBER = ("passage_count", "passage_retrieval_en", "passage_retrieval_zh")


class LongBenchDataset:
    """Any one set of LongBench, by its name.

    Paper: Bai et al. 2023, "LongBench: A Bilingual, Multitask Benchmark for Long Context
    Understanding", arXiv:2308.14508. Licence: MIT (its repository; the sets it is made of keep
    theirs). Rows: 4750 in all, 200 a set; 150 of multifieldqa_en, 500 each of lcc and repobench-p.
    """

    layout: ClassVar[str] = "LongBench/data/{narrativeqa,qasper,…,lcc,repobench-p}.jsonl"
    source: ClassVar[str] = "https://huggingface.co/datasets/zai-org/LongBench"
    about: ClassVar[About | None] = About(
        title="LongBench",
        paper="arXiv:2308.14508",
        licence="MIT (its repository)",
        rows={"test": 4750},
        verified=False,
    )

    @staticmethod
    def load(path: Path, split: str, *, name: str) -> list[Row]:  # noqa: ARG004 - test alone
        """The rows of `<name>.jsonl`: context, input, answers (a list: each of them is right).

        Where answers are classes, `all_labels` has the answers and all classes together.
        """
        folder = path / "data" if (path / "data").is_dir() else path
        file = existing(
            folder / f"{name}.jsonl",
            layout=LongBenchDataset.layout,
            source=LongBenchDataset.source,
        )
        rows = read_jsonl(file, required=("context", "input", "answers"))
        by_number = name.removesuffix("_e") in _ANSWERED_BY_NUMBER
        return [_row(file, each, by_number=by_number) for each in rows]


def _row(file: Path, numbered: Numbered, *, by_number: bool) -> Row:
    line, row = numbered
    answers = texts_in(file, line, row, "answers", least=1)
    if by_number and not all(re.search(r"[0-9]", each) for each in answers):
        raise GOLD_NAMES_NO_NUMBER(file=file, line=line, answers=answers)
    read = {**row, "answers": answers}
    if row.get("all_classes") is None:
        return read
    classes = texts_in(file, line, row, "all_classes", least=2)
    if not set(answers) <= set(classes):
        raise GOLD_IS_NO_CLASS(file=file, line=line, answers=answers, count=len(classes))
    labels = {"canonical": answers[0], "answers": answers, "all_classes": classes}
    return {**read, "all_labels": labels}


class LongBenchnarrativeqaDataset(LongBenchDataset):
    """NarrativeQA: questions on books and film scripts."""


class LongBenchqasperDataset(LongBenchDataset):
    """Qasper: questions on scientific articles."""


class LongBenchmultifieldqa_enDataset(LongBenchDataset):  # noqa: N801 - the name that configs have
    """MultiFieldQA in English: questions on long texts."""


class LongBenchmultifieldqa_zhDataset(LongBenchDataset):  # noqa: N801 - the name that configs have
    """MultiFieldQA in Chinese: questions on long texts."""


class LongBenchhotpotqaDataset(LongBenchDataset):
    """HotpotQA: questions on several passages."""


class LongBench2wikimqaDataset(LongBenchDataset):
    """2WikiMultihopQA: questions on several passages."""


class LongBenchmusiqueDataset(LongBenchDataset):
    """MuSiQue: questions on several passages."""


class LongBenchdureaderDataset(LongBenchDataset):
    """DuReader: questions on Chinese web pages."""


class LongBenchgov_reportDataset(LongBenchDataset):  # noqa: N801 - the name that configs have
    """GovReport: reports to be summed up."""


class LongBenchqmsumDataset(LongBenchDataset):
    """QMSum: meetings, and what is asked of them."""


class LongBenchmulti_newsDataset(LongBenchDataset):  # noqa: N801 - the name that configs have
    """MultiNews: news articles to be summed up."""


class LongBenchvcsumDataset(LongBenchDataset):
    """VCSUM: Chinese meetings to be summed up."""


class LongBenchtrecDataset(LongBenchDataset):
    """TREC: the type of a question."""


class LongBenchtriviaqaDataset(LongBenchDataset):
    """TriviaQA: questions on a passage."""


class LongBenchsamsumDataset(LongBenchDataset):
    """SAMSum: dialogues to be summed up."""


class LongBenchlshtDataset(LongBenchDataset):
    """LSHT: the topic of Chinese news."""


class LongBenchpassage_countDataset(LongBenchDataset):  # noqa: N801 - the name that configs have
    """PassageCount: how many paragraphs differ."""


class LongBenchpassage_retrieval_enDataset(LongBenchDataset):  # noqa: N801 - the name that configs have
    """PassageRetrieval in English: which paragraph an abstract is of."""


class LongBenchpassage_retrieval_zhDataset(LongBenchDataset):  # noqa: N801 - the name that configs have
    """PassageRetrieval in Chinese: which paragraph an abstract is of."""


class LongBenchlccDataset(LongBenchDataset):
    """LCC: the next line of a program."""


class LongBenchrepobenchDataset(LongBenchDataset):
    """RepoBench-P: the next line of a program, with files of its repository."""
