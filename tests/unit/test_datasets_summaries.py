"""XSum and LCSTS: rows made up in their own formats, and what is made of a reply."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalbench.datasets.lcsts import LCSTSDataset
from evalbench.datasets.xsum import XsumDataset
from evalbench.errors import DatasetError
from evalbench.postprocessors.rules.summary import find_summary
from evalbench.postprocessors.summary import Xsum_postprocess, lcsts_postprocess

ARTICLES = [
    ("The bridge was shut on Monday. {A} crews are at work.", "A bridge has been closed."),
    ("The club signed a goalkeeper\nfrom Leeds.", "A club has a new goalkeeper."),
    ("Rain fell for a week in the north.", "It rained a lot."),
    ("The museum reopened its doors.", "A museum is open again."),
    ("Café owners met the council.", "Café owners want longer hours."),
]


def articles(folder: Path, *rows: object) -> Path:
    text = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / "dev.jsonl").write_text(text, encoding="utf-8")
    return folder


def test_xsum_is_read_from_its_folder_or_its_file(tmp_path: Path) -> None:
    rows = [{"dialogue": text, "summary": summary} for text, summary in ARTICLES]
    articles(tmp_path, *rows)
    assert XsumDataset.load(tmp_path, "test") == rows
    assert XsumDataset.load(tmp_path / "dev.jsonl", "validation") == rows


def test_xsum_asks_the_first_thousand_rows_but_those_without_a_text(tmp_path: Path) -> None:
    rows = [{"dialogue": f"text {n}", "summary": f"s {n}"} for n in range(1002)]
    rows[3]["summary"] = float("nan")  # type: ignore[assignment] - as the release has it
    found = XsumDataset.load(articles(tmp_path, *rows), "test")
    assert len(found) == 999
    assert found[3]["summary"] == "s 4"
    assert found[-1]["summary"] == "s 999"


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"dialogue": "text"}, "dev.jsonl line 2 has no 'summary'"),
        ({"dialogue": ["text"], "summary": "s"}, "line 2: dialogue must be a text, not ['text']"),
        ({"dialogue": "text", "summary": " "}, "line 2: summary must be a text, not ' '"),
    ],
)
def test_a_broken_article_is_told_by_file_and_line(tmp_path: Path, row: object, told: str) -> None:
    articles(tmp_path, {"dialogue": "text", "summary": "s"}, row)
    with pytest.raises(DatasetError, match=re.escape(told)):
        XsumDataset.load(tmp_path, "test")


def test_xsum_without_any_text_has_no_rows(tmp_path: Path) -> None:
    articles(tmp_path, {"dialogue": "text", "summary": float("nan")})
    with pytest.raises(DatasetError, match="no rows"):
        XsumDataset.load(tmp_path, "test")


NEWS = ["今天大雨，多地停课。", "央行下调利率0.5%。", "某公司发布新手机", "{A} 队夺冠", "油价上涨"]
HEADLINES = ["多地因大雨停课", "央行降息0.5%", "新手机发布", "{A} 队夺冠", "油价涨了"]


def news(folder: Path, texts: list[str], headlines: list[str]) -> Path:
    (folder / "test.src.txt").write_text("\n".join(texts), encoding="utf-8")
    (folder / "test.tgt.txt").write_text("\n".join(headlines) + "\n", encoding="utf-8")
    return folder


def test_lcsts_joins_its_two_files_line_for_line(tmp_path: Path) -> None:
    rows = LCSTSDataset.load(news(tmp_path, [f" {NEWS[0]}", *NEWS[1:]], HEADLINES), "test")
    assert rows == [
        {"content": text, "abst": line} for text, line in zip(NEWS, HEADLINES, strict=True)
    ]


@pytest.mark.parametrize(
    ("texts", "headlines", "told"),
    [
        (NEWS, HEADLINES[:4], "test.tgt.txt has 4 lines, and test.src.txt has 5"),
        (["一", "", "二"], HEADLINES[:3], "test.src.txt line 2: content must be a text, not ''"),
        (NEWS[:3], ["一", " ", "二"], "test.tgt.txt line 2 has an empty answer"),
        ([""], [""], "test.src.txt has no rows"),
    ],
)
def test_a_broken_lcsts_is_told_by_file_and_line(
    tmp_path: Path, texts: list[str], headlines: list[str], told: str
) -> None:
    with pytest.raises(DatasetError, match=re.escape(told)) as caught:
        LCSTSDataset.load(news(tmp_path, texts, headlines), "test")
    assert len(texts) == len(headlines) or caught.value.entry.code == "D480"


def test_a_missing_file_is_told_with_the_layout(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"test\.src\.txt is missing") as caught:
        LCSTSDataset.load(tmp_path, "test")
    assert "LCSTS/{test.src.txt,test.tgt.txt}" in caught.value.fix
    with pytest.raises(DatasetError, match=r"dev\.jsonl is missing"):
        XsumDataset.load(tmp_path, "test")


@pytest.mark.parametrize(
    ("text", "strict", "robust"),
    [
        ("The mayor resigned.", "The mayor resigned.", "The mayor resigned."),
        ("\n The mayor resigned. \nHe is 60.", "The mayor resigned.", "The mayor resigned."),
        (
            "Here is a brief summary:\n\nThe mayor resigned.",
            "Here is a brief summary:",
            "The mayor resigned.",
        ),
        (
            "Sure! Here's a one-sentence summary of the article: The mayor resigned.",
            "Sure! Here's a one-sentence summary of the article: The mayor resigned.",
            "The mayor resigned.",
        ),
        ("**Summary:** The mayor resigned.", "**Summary:** The mayor resigned.",
         "The mayor resigned."),
        ("## Summary\n\nThe mayor resigned.", "## Summary", "The mayor resigned."),
        ("**Summary**\nThe mayor resigned.", "**Summary**", "The mayor resigned."),
        ('"The mayor resigned."', '"The mayor resigned."', "The mayor resigned."),
        ('"Yes" and "no" are words', '"Yes" and "no" are words', '"Yes" and "no" are words'),
        ("- The mayor resigned.", "- The mayor resigned.", "The mayor resigned."),
        ("Answering the mayor: no", "Answering the mayor: no", "Answering the mayor: no"),
        ("10 people: all safe", "10 people: all safe", "10 people: all safe"),
        ("3.5 million left", "3.5 million left", "3.5 million left"),
        ("Summary:", "Summary:", "Summary:"),
        ("", None, None),
        (" \n ", None, None),
    ],
)  # fmt: skip
def test_the_first_line_that_says_something_is_the_summary(
    text: str, strict: str | None, robust: str | None
) -> None:
    found = Xsum_postprocess(text)
    assert (found.strict.answer, found.robust.answer) == (strict, robust)


@pytest.mark.parametrize(
    ("text", "strict", "robust"),
    [
        ("多地停课", "多地停课", "多地停课"),
        ("“多地停课。”", "多地停课", "多地停课。"),
        ("1. 多地停课\n2. 大雨", "多地停课", "多地停课"),
        ("- 多地停课！", "多地停课", "多地停课！"),
        ("摘要：多地停课", "摘要：多地停课", "多地停课"),
        ("以下是新闻摘要：\n\n多地停课", "以下是新闻摘要：", "多地停课"),
        ("**标题：**多地停课", "**标题：**多地停课", "多地停课"),
        ("好的，以下是摘要：\n多地停课", "好的，以下是摘要：", "多地停课"),
        ("专家：多地停课", "专家：多地停课", "专家：多地停课"),
        ("“停课”多地", "停课”多地", "“停课”多地"),
        ("。", None, "。"),
        ("", None, None),
    ],
)
def test_a_chinese_summary_loses_its_marks(
    text: str, strict: str | None, robust: str | None
) -> None:
    found = lcsts_postprocess(text)
    assert (found.strict.answer, found.robust.answer) == (strict, robust)


@given(st.text(max_size=60))
def test_any_reply_that_is_not_blank_has_a_summary(text: str) -> None:
    found = Xsum_postprocess(text).robust
    assert (found.answer is None) == (not text.strip())
    assert found.answer is None or found.stated


ROWS = (Path(__file__).parents[1] / "data/answers/summary.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "row", [pytest.param(row, id=row["id"]) for row in map(json.loads, ROWS.splitlines())]
)
def test_a_reply_gives_its_summary(row: dict[str, str]) -> None:
    assert find_summary(row["text"]).answer == row["answer"]
