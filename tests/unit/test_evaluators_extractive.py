"""F1 and exact match of short free answers."""

import subprocess
import sys

import pytest

from evalbench.errors import ConfigError
from evalbench.evaluators.extractive import F1Evaluator
from evalbench.evaluators.overlap import (
    characters,
    chinese_words,
    english_words,
    exact,
    f1,
    f1_of_run,
)


def test_case_punctuation_and_articles_are_no_part_of_english_words():
    assert english_words("The U.S.A.'s  an-swer, a *big* one.") == ["usas", "answer", "big", "one"]


@pytest.mark.parametrize(
    ("given", "expected", "value"),
    [
        ("Denver Broncos", "the Denver Broncos!", 1.0),
        ("Broncos", "Denver Broncos", 2 / 3),
        ("the Carolina Panthers", "Denver Broncos", 0.0),
        # three tokens in common, though one stands there four times: P 3/4, R 3/3
        ("very very very good", "very very good", 6 / 7),
        ("", "Denver", 0.0),
        ("the", "the", 0.0),
    ],
)
def test_f1_counts_a_token_as_often_as_both_have_it(given, expected, value):
    assert f1(english_words(given), english_words(expected)) == pytest.approx(value)


def test_chinese_words_are_jiebas_without_punctuation():
    assert chinese_words("范廷颂，是越南的枢机（主教）。") == [
        "范廷颂", "是", "越南", "的", "枢机", "主教",
    ]  # fmt: skip


def test_full_width_letters_and_digits_are_their_plain_forms():
    assert chinese_words("１９６３年") == chinese_words("1963年") == ["1963", "年"]
    assert characters("ＡＢＣ公司") == ["abc", "公", "司"]


def test_characters_take_each_chinese_sign_and_other_words_whole():
    assert characters("于1963年，被 Pope John 任命为主教。") == [
        "于", "1963", "年", "被", "pope", "john", "任", "命", "为", "主", "教",
    ]  # fmt: skip


def test_the_f1_of_cmrc_is_of_the_longest_run():
    given, expected = characters("主教1963年"), characters("1963年任主教")
    assert f1(given, expected) == pytest.approx(2 * (4 / 4) * (4 / 5) / (4 / 4 + 4 / 5))
    assert f1_of_run(given, expected) == pytest.approx(2 * (2 / 4) * (2 / 5) / (2 / 4 + 2 / 5))
    assert f1_of_run([], expected) == f1_of_run(given, []) == 0.0


def test_what_has_no_tokens_is_exact_only_as_the_same_text():
    assert exact("The", ["The"], english_words)
    assert not exact("the", ["!"], english_words)
    assert exact("the Nile.", ["Amazon", "Nile"], english_words)


def test_the_best_of_the_accepted_answers_counts():
    grade = F1Evaluator().grade("Broncos", ["Denver Broncos", "the Broncos"])
    assert (grade.value, grade.others["exact_match"].earned) == (1.0, 1.0)
    partly = F1Evaluator().grade("Denver", ["Denver Broncos", "the Broncos"])
    assert (partly.value, partly.others["exact_match"].earned) == (pytest.approx(2 / 3), 0.0)
    assert F1Evaluator().grade("Denver", "Denver").value == 1.0
    assert F1Evaluator(language="zh").grade("越南枢机", ["越南的枢机"]).value == pytest.approx(0.8)


def test_chinese_says_before_the_run_that_jieba_is_missing(monkeypatch):
    from evalbench.evaluators import segmentation

    segmentation.segmenter.cache_clear()
    monkeypatch.setitem(sys.modules, "jieba", None)
    with pytest.raises(ConfigError, match="jieba"):
        F1Evaluator(language="zh").ready()
    F1Evaluator().ready()


def test_splitting_chinese_says_nothing_and_leaves_nothing(tmp_path):
    code = (
        "from evalbench.evaluators.segmentation import words; print('/'.join(words('我来到北京')))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env={"TMPDIR": str(tmp_path), "PYTHONPATH": ".", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout.strip(), done.stderr) == ("我/来到/北京", "")
    assert list(tmp_path.iterdir()) == []
