"""ROUGE of texts whose common words are counted by hand."""

import sys

import pytest

from evalbench.errors import ConfigError
from evalbench.evaluators.rouge import (
    JiebaRougeEvaluator,
    LongBenchRougeEvaluator,
    RougeEvaluator,
)
from evalbench.types import Grade


def metrics(grade: Grade) -> list[float]:
    """ROUGE-1, -2 and -L."""
    return [grade.value, *(grade.others[name].earned for name in ("rouge2", "rougeL"))]


@pytest.mark.parametrize(
    ("answer", "reference", "expected"),
    [
        ("The Mayor resigned.", "the mayor resigned", [1, 1, 1]),
        # 6 words each: the, cat, on, mat; 5 pairs each: the cat
        ("the cat lay on a mat", "the cat sat on the mat", [4 / 6, 1 / 5, 4 / 6]),
        # all words, in another order: of the 2 pairs one, of the row two
        ("mat the cat", "the cat mat", [1, 1 / 2, 2 / 3]),
        # one of three against one of two: a word counts as often as both have it
        ("the the the", "the cat", [2 * (1 / 3) * (1 / 2) / (1 / 3 + 1 / 2), 0, 0.4]),
        ("nothing in common", "the cat sat", [0, 0, 0]),
        ("walks", "walk", [0, 0, 0]),  # not stemmed
        ("!?", "the cat", [0, 0, 0]),
        ("天气", "天气", [0, 0, 0]),  # of English only
    ],
)
def test_words_pairs_and_the_longest_row_in_common(
    answer: str, reference: str, expected: list[float]
) -> None:
    assert metrics(RougeEvaluator().grade(answer, reference)) == pytest.approx(expected)


def test_of_several_references_each_metric_has_its_best() -> None:
    """All words are those of the first one; one of the two pairs and a row are the second's."""
    references = ["c b a", "a b x"]
    assert metrics(RougeEvaluator().grade("a b c", references)) == pytest.approx([1, 1 / 2, 2 / 3])


@pytest.mark.parametrize(
    ("answer", "reference", "expected"),
    [
        ("我们喜欢苹果", "我们喜欢苹果", [1, 1, 1]),
        ("我们，喜欢苹果。", "我们喜欢苹果", [1, 1, 1]),  # punctuation is no word
        ("我们喜欢香蕉", "我们喜欢苹果", [2 / 3, 1 / 2, 2 / 3]),  # 我们 喜欢 苹果
        ("苹果，我们喜欢", "我们喜欢苹果", [1, 1 / 2, 2 / 3]),
        ("我们喜欢。苹果", "我们喜欢.苹果", [1, 1, 1]),  # what follows a full stop counts
        ("。。", "我们", [0, 0, 0]),
    ],
)
def test_chinese_is_compared_word_by_word(
    answer: str, reference: str, expected: list[float]
) -> None:
    assert metrics(JiebaRougeEvaluator().grade(answer, reference)) == pytest.approx(expected)


def test_a_decimal_is_not_cut_at_its_point() -> None:
    same, other = (JiebaRougeEvaluator().grade(f"增长{n}%", "增长3.5%").value for n in (3.5, 3.8))
    assert same == 1
    assert other < 1


@pytest.mark.parametrize(
    ("answer", "reference", "expected"),
    [
        # two sentences in another order: each has its row
        ("d e f. a b c.", "a b c. d e f.", 1),
        ("d e f\na b c", "a b c d e f", 0.5),  # a line break ends no sentence
        ("Cat", "cat", 0),  # as written
        ("cat,", "cat", 0),
        # of six words of each, the first sentence's three
        ("a b c. x y z.", "a b c. d e f.", 0.5),
        (".", "a", 0),
        ("a", ["b", "a"], 1),
    ],
)
def test_longbench_compares_sentence_by_sentence(
    answer: str, reference: str | list[str], expected: float
) -> None:
    assert LongBenchRougeEvaluator().grade(answer, reference).value == pytest.approx(expected)


def test_longbench_counts_chinese_punctuation_as_words() -> None:
    grade = LongBenchRougeEvaluator("zh").grade("我们喜欢苹果", "我们喜欢苹果。")
    assert grade.value == pytest.approx(2 * 1 * (3 / 4) / (1 + 3 / 4))


@pytest.mark.parametrize(
    ("evaluator", "word"),
    [
        (RougeEvaluator(), "cat "),
        (JiebaRougeEvaluator(), "苹果，"),
        (LongBenchRougeEvaluator(), "cat "),
    ],
)
def test_of_an_endless_reply_the_beginning_is_compared(
    evaluator: RougeEvaluator, word: str
) -> None:
    """No more than 50000 characters, so that its words can be laid beside the reference's."""
    value = evaluator.grade(word * 1_000_000, word.strip("， ")).value
    words = 50_000 / len(word)
    assert value == pytest.approx(2 / (words + 1), rel=1e-3)


@pytest.mark.parametrize(
    "evaluator", [RougeEvaluator(), JiebaRougeEvaluator(), LongBenchRougeEvaluator("zh")]
)
def test_a_missing_package_is_told_before_anything_is_asked(
    evaluator: RougeEvaluator, monkeypatch: pytest.MonkeyPatch
) -> None:
    evaluator.ready()
    monkeypatch.setitem(sys.modules, "rouge_score.rouge_scorer", None)
    with pytest.raises(ConfigError) as caught:
        evaluator.ready()
    assert caught.value.entry.code == "C800"
    assert "rouge_score" in caught.value.what
    assert 'pip install "evalbench[rouge]"' in caught.value.fix
