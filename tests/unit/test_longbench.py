"""LongBench: its rows, what is found in a reply, and what that is worth."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalbench.datasets.longbench import LongBenchlccDataset, LongBenchtrecDataset
from evalbench.errors import DatasetError
from evalbench.evaluators.longbench import (
    LongBenchClassificationEvaluator,
    LongBenchCodeSimEvaluator,
    LongBenchCountEvaluator,
    LongBenchF1Evaluator,
    LongBenchRetrievalEvaluator,
)
from evalbench.postprocessors.longbench import (
    longbench_code_postprocess,
    longbench_count_postprocess,
    longbench_qa_postprocess,
    longbench_retrieval_postprocess,
    lsht_postprocess,
    samsum_postprocess,
    trec_postprocess,
    triviaqa_postprocess,
)
from evalbench.types import Extractions
from tests.longbench_rows import ANSWERS, CLASSES, row, write


def test_each_set_has_the_rows_of_its_file(tmp_path: Path) -> None:
    write(tmp_path)
    for name, answers in ANSWERS.items():
        rows = LongBenchlccDataset.load(tmp_path / "LongBench", "test", name=name)
        assert [each["answers"] for each in rows] == answers
        assert [each["context"] for each in rows] == [row(name, n)["context"] for n in range(5)]
    rows = LongBenchlccDataset.load(tmp_path / "LongBench" / "data", "test", name="lcc")
    assert [each["input"] for each in rows] == [""] * 5


def test_classes_are_told_with_the_answer(tmp_path: Path) -> None:
    write(tmp_path)
    rows = LongBenchtrecDataset.load(tmp_path / "LongBench", "test", name="trec")
    assert rows[1]["all_labels"] == {
        "canonical": "Number of people",
        "answers": ["Number of people"],
        "all_classes": CLASSES,
    }


@pytest.mark.parametrize(
    ("name", "change", "code", "told"),
    [
        ("lcc", {"context": None}, "D215", "lcc.jsonl line 2 has no 'context'"),
        ("lcc", {"answers": []}, "D431", "line 2 has answers [], expected a list of at least 1"),
        ("lcc", {"answers": "x"}, "D431", "line 2 has answers 'x', expected a list"),
        ("passage_count", {"answers": ["many"]}, "D481", "has the answers ['many'], expected each"),
        ("passage_retrieval_zh", {"answers": ["段落"]}, "D481", "line 2 has the answers ['段落']"),
        ("trec", {"answers": ["Colour"]}, "D482", "['Colour'], not all of them among its 4"),
        ("trec", {"all_classes": []}, "D431", "line 2 has all_classes [], expected a list"),
    ],
)
def test_a_broken_row_is_told_by_file_and_line(
    tmp_path: Path, name: str, change: dict[str, Any], code: str, told: str
) -> None:
    lines = [json.dumps(each) for each in (row(name, 0), {**row(name, 1), **change})]
    (tmp_path / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(DatasetError, match=re.escape(told)) as caught:
        LongBenchlccDataset.load(tmp_path, "test", name=name)
    assert caught.value.entry.code == code


def test_a_missing_set_is_told_with_the_layout(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"qmsum\.jsonl is missing") as caught:
        LongBenchlccDataset.load(tmp_path, "test", name="qmsum")
    assert "LongBench/data/" in caught.value.fix


# --- what a reply is worth


@pytest.mark.parametrize(
    ("answer", "value"),
    [
        ("12", 1),
        ("There are 12.", 1),
        ("Of 30 paragraphs 12", 1 / 2),
        ("12, 12, 13", 2 / 3),
        ("112", 0),
        ("twelve", 0),
        ("", 0),
    ],
)
def test_of_the_numbers_named_the_right_ones_count(answer: str, value: float) -> None:
    assert LongBenchCountEvaluator().grade(answer, ["12"]).value == pytest.approx(value)
    english, chinese = LongBenchRetrievalEvaluator(), LongBenchRetrievalEvaluator("zh")
    assert english.grade(answer, ["Paragraph 12"]).value == pytest.approx(value)
    assert chinese.grade(answer, ["段落12"]).value == pytest.approx(value)


def test_a_reference_that_names_no_paragraph_is_met_by_none() -> None:
    assert LongBenchRetrievalEvaluator("zh").grade("12", ["Paragraph 12"]).value == 0


@pytest.mark.parametrize(
    ("answer", "right", "value"),
    [
        ("Place", "Place", 1),
        ("Type: Place", "Place", 1),
        ("Place or Individual", "Place", 1 / 2),
        ("Individual", "Place", 0),
        ("place", "Place", 0),
        # Number is a part of the right name, and so no other answer
        ("Number of people", "Number of people", 1),
        # but a name that the right one is a part of is one
        ("Number of people", "Number", 1 / 2),
        ("nothing", "Place", 0),
    ],
)
def test_a_reply_that_names_several_classes_is_worth_less(
    answer: str, right: str, value: float
) -> None:
    reference = {"answers": [right], "all_classes": CLASSES}
    assert LongBenchClassificationEvaluator().grade(answer, reference).value == value


@pytest.mark.parametrize(
    ("answer", "value"),
    [
        ("return x", 1),
        ("\n\nreturn x\nreturn y", 1),
        ("# so\n```\nreturn x", 1),
        ("// so\nreturn x", 1),
        ("return y", 0.88),  # 7 of 8 letters: 87.5 percent, rounded to the even one
        ("return", 0.86),  # 2 * 6 of 14
        ("    return x", 0.8),  # 2 * 8 of 20
        ("zzz", 0),
        ("", 0),
        ("# return x", 0),
        ("r" * 4000, 0),
    ],
)
def test_the_first_line_of_code_is_compared_letter_by_letter(answer: str, value: float) -> None:
    assert LongBenchCodeSimEvaluator().grade(answer, ["return x"]).value == value
    assert LongBenchCodeSimEvaluator().grade(answer, ["????", "return x"]).value == value


def test_f1_is_of_all_words_of_a_reply_with_the_best_answer() -> None:
    english, chinese = LongBenchF1Evaluator(), LongBenchF1Evaluator("zh")
    assert english.grade("It is in Leeds", ["Leeds", "in Leeds"]).value == pytest.approx(2 / 3)
    # 北京大学 很 好: one of three words is that of the answer
    assert chinese.grade("北京大学很好", ["北京大学"]).value == pytest.approx(1 / 2)


# --- what is found in a reply


def found(read: Extractions) -> tuple[str | None, str | None]:
    return read.strict.answer, read.robust.answer


@pytest.mark.parametrize(
    ("text", "robust"),
    [
        ("Ang Lee", "Ang Lee"),
        ("The answer is Ang Lee.", "Ang Lee"),
        ("Based on the passages, the answer is: **Ang Lee**.", "Ang Lee"),
        ("Answer: Ang Lee", "Ang Lee"),
        ("答案是：北京大学。", "北京大学"),
        # nothing is announced: all of it counts, as in LongBench
        ("It was directed by Ang Lee.\nHe was born in 1954.", None),
        ("The output is a list of words.", None),
        ("He did not answer the door.", None),
    ],
)
def test_an_announced_answer_stands_without_its_announcement(text: str, robust: str | None) -> None:
    assert found(longbench_qa_postprocess(text)) == (text, robust or text)


@pytest.mark.parametrize("read", [triviaqa_postprocess, trec_postprocess, lsht_postprocess])
@pytest.mark.parametrize(
    ("text", "strict", "robust"),
    [
        ("Paris", "Paris", "Paris"),
        ("\nParis\nPassage: another", "Paris", "Paris"),
        ("Sure, here is the type:\nPlace", "Sure, here is the type:", "Place"),
        ("The answer is Place.", "The answer is Place.", "Place"),
        ("类别：体育", "类别：体育", "类别：体育"),
        ("", None, None),
        ("\n \n", None, None),
    ],
)
def test_after_examples_the_first_line_is_the_answer(
    read: Any, text: str, strict: str | None, robust: str | None
) -> None:
    assert found(read(text)) == (strict, robust)


def test_a_dialogue_is_summed_up_in_the_first_line() -> None:
    reply = "Summary: Ann comes.\n\nDialogue: more"
    assert found(samsum_postprocess(reply)) == ("Summary: Ann comes.", "Ann comes.")


@pytest.mark.parametrize(
    ("text", "count", "paragraph"),
    [
        ("12", "12", "12"),
        ("The final answer is 12.", "12", "12"),
        ("There are 30 paragraphs, of which 12 differ. The answer is 12", "12", "12"),
        ("Paragraph 12", "12", "12"),
        ("The answer is: Paragraph 12, which has 3 names.", None, "12"),
        ("Paragraph 12 fits, as it was written in 1999", None, "12"),
        ("段落12", "12", "12"),
        ("答案是：段落12。", "12", "12"),
        ("摘要出自第１２段，共30段", None, "12"),
        ("It is not clear", None, None),
        ("", None, None),
    ],
)
def test_the_number_that_is_given_counts_alone(
    text: str, count: str | None, paragraph: str | None
) -> None:
    by_count, by_paragraph = (
        longbench_count_postprocess(text),
        longbench_retrieval_postprocess(text),
    )
    assert by_count.strict.answer == by_paragraph.strict.answer == (text or None)
    assert by_paragraph.robust.answer == paragraph
    if count or not paragraph:
        assert by_count.robust.answer == count


@pytest.mark.parametrize(
    ("text", "robust"),
    [
        ("    return x\n    y", "    return x\n    y"),
        ("Here it is:\n```python\n    return x\n```\nGood.", "    return x\n"),
        ("```\nreturn x", "return x"),
        ("Use ```x``` here", "Use ```x``` here"),
        ("```\n\n```", "```\n\n```"),
    ],
)
def test_the_first_block_of_code_is_the_code(text: str, robust: str) -> None:
    assert found(longbench_code_postprocess(text)) == (text, robust)


@given(st.text(max_size=80))
def test_any_reply_that_is_not_blank_is_some_answer_as_it_stands(text: str) -> None:
    for read in (longbench_qa_postprocess, longbench_code_postprocess):
        robust = read(text).robust
        assert (robust.answer is None) == (not text.strip())
    for counted in (longbench_count_postprocess, longbench_retrieval_postprocess):
        answer = counted(text).robust.answer
        assert answer is None or re.search(r"\d", answer)
