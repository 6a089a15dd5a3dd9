"""FewCLUE: six tasks of understanding Chinese, each with a few labels to choose from."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from evalbench.datasets.files import Numbered, existing, read_jsonl
from evalbench.errors.data import VALUE_NOT_EXPECTED
from evalbench.interfaces import About, Row
from evalbench.types import Json

_PAPER = "arXiv:2107.07498"
_IDIOM = "#idiom#"
_CANDIDATES = 7
_KINDS_OF_NEWS = {
    "news_agriculture": "农业新闻",
    "news_travel": "旅游新闻",
    "news_game": "游戏新闻",
    "news_tech": "科技类别公司新闻",
    "news_sports": "体育类别新闻",
    "news_edu": "初升高教育新闻",
    "news_entertainment": "娱乐圈新闻",
    "news_finance": "投资资讯",
    "news_military": "军事类别常识",
    "news_car": "车辆新闻",
    "news_house": "楼市新闻",
    "news_world": "环球不含中国类别新闻",
    "news_culture": "书籍文化历史类别新闻",
    "news_story": "故事类别新闻",
    "news_stock": "股票市场类别新闻",
}


def _layout(task: str) -> str:
    return f"FewCLUE/{task}/{{dev_few_all,test_public}}.json (JSON Lines)"


def _about(title: str, test: int) -> About:
    return About(title, _PAPER, "none stated", {"test_public": test}, verified=False)


class _Task(ABC):
    """One of the tasks: a row as published, and what becomes of it.

    Paper: Xu et al. 2021, "FewCLUE: A Chinese Few-shot Learning Evaluation Benchmark",
    arXiv:2107.07498. Licence: none stated. Splits: test_public; dev_few_all.
    """

    layout: ClassVar[str]
    source: ClassVar[str] = "https://github.com/CLUEbenchmark/FewCLUE (datasets/)"
    about: ClassVar[About | None]
    columns: ClassVar[tuple[str, ...]]

    @classmethod
    def load(cls, path: Path, split: str) -> list[Row]:
        """The rows of a file; what is in them tells the class."""
        file = existing(path / f"{split}.json", layout=cls.layout, source=cls.source)
        return [cls.row(file, each) for each in read_jsonl(file, required=cls.columns)]

    @staticmethod
    @abstractmethod
    def row(file: Path, found: Numbered) -> Row:
        """What becomes of a published row."""


class BustmDataset(_Task):
    """BUSTM: do two short sentences of a voice assistant's users mean the same? 1772 rows.

    The rows: sentence1, sentence2, label ("0" for different, "1" for the same).
    """

    layout: ClassVar[str] = _layout("bustm")
    about: ClassVar[About | None] = _about("FewCLUE BUSTM", 1772)
    columns = ("sentence1", "sentence2", "label")

    @staticmethod
    def row(file: Path, found: Numbered) -> Row:
        return {**found.row, "label": _among(file, found, "label", ("0", "1"))}


class EprstmtDataset(_Task):
    """EPRSTMT: is a review of a product positive or negative? 610 rows.

    The rows: sentence, label (Positive or Negative).
    """

    layout: ClassVar[str] = _layout("eprstmt")
    about: ClassVar[About | None] = _about("FewCLUE EPRSTMT", 610)
    columns = ("sentence", "label")

    @staticmethod
    def row(file: Path, found: Numbered) -> Row:
        return {**found.row, "label": _among(file, found, "label", ("Negative", "Positive"))}


class CHIDDataset(_Task):
    """CHID: which of seven idioms fits the gap? 2002 rows.

    The rows: content0 to content6, the sentence with each candidate; answer (0 to 6).
    """

    layout: ClassVar[str] = _layout("chid")
    about: ClassVar[About | None] = _about("FewCLUE CHID", 2002)
    columns = ("content", "candidates", "answer")

    @staticmethod
    def row(file: Path, found: Numbered) -> Row:
        content = str(found.row["content"])
        candidates = enumerate(_texts(file, found, "candidates", _CANDIDATES))
        places = [str(place) for place in range(_CANDIDATES)]
        return {
            **{f"content{place}": content.replace(_IDIOM, each) for place, each in candidates},
            "answer": _among(file, found, "answer", places),
        }


class CluewscDataset(_Task):
    """CLUEWSC: does a pronoun stand for this noun? 976 rows.

    The rows: text, span1 (the noun), span2 (the pronoun), answer ("1" for yes, "0").
    """

    layout: ClassVar[str] = _layout("cluewsc")
    about: ClassVar[About | None] = _about("FewCLUE CLUEWSC", 976)
    columns = ("text", "target", "label")

    @staticmethod
    def row(file: Path, found: Numbered) -> Row:
        label = _among(file, found, "label", ("true", "false"))
        target = found.row["target"]
        spans = target if isinstance(target, dict) else {}
        if not {"span1_text", "span2_text"} <= spans.keys():
            raise _unexpected(file, found, "target", "{span1_text, span2_text}")
        return {
            "text": found.row["text"],
            "span1": spans["span1_text"],
            "span2": spans["span2_text"],
            "answer": "1" if label == "true" else "0",
        }


class CslDataset(_Task):
    """CSL: are these the keywords of a paper's abstract? 2828 rows.

    The rows: abst, keywords (joined by ，), label ("1" for yes, "0").
    """

    layout: ClassVar[str] = _layout("csl")
    about: ClassVar[About | None] = _about("FewCLUE CSL", 2828)
    columns = ("abst", "keyword", "label")

    @staticmethod
    def row(file: Path, found: Numbered) -> Row:
        return {
            "abst": found.row["abst"],
            "keywords": "，".join(_texts(file, found, "keyword", None)),
            "label": _among(file, found, "label", ("0", "1")),
        }


class TNewsDataset(_Task):
    """TNEWS: which of fifteen kinds of news is a headline? 2010 rows.

    The rows: sentence, label_desc2 (the kind's Chinese name).
    """

    layout: ClassVar[str] = _layout("tnews")
    about: ClassVar[About | None] = _about("FewCLUE TNEWS", 2010)
    columns = ("sentence", "label_desc")

    @staticmethod
    def row(file: Path, found: Numbered) -> Row:
        kind = _among(file, found, "label_desc", list(_KINDS_OF_NEWS))
        return {"sentence": found.row["sentence"], "label_desc2": _KINDS_OF_NEWS[kind]}


def _among(file: Path, numbered: Numbered, key: str, known: Sequence[str]) -> str:
    """The value as a text, if it is one of those that are known."""
    value: Json = numbered.row[key]
    if isinstance(value, bool) or str(value) not in known:
        raise _unexpected(file, numbered, key, ", ".join(known))
    return str(value)


def _texts(file: Path, numbered: Numbered, key: str, count: int | None) -> list[str]:
    """A list of texts, of so many where that is said."""
    value: Json = numbered.row[key]
    texts = value if isinstance(value, list) and all(isinstance(one, str) for one in value) else []
    if not texts or (count is not None and len(texts) != count):
        raise _unexpected(file, numbered, key, f"[{count or '…'} × text]")
    return texts


def _unexpected(file: Path, numbered: Numbered, key: str, expected: str) -> Exception:
    return VALUE_NOT_EXPECTED(
        file=file,
        line=numbered.line,
        key=key,
        value=numbered.row[key],
        expected=expected,
    )
