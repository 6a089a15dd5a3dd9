"""F1 and exact match of short free answers."""

import subprocess
import sys

import pytest

from evalbench.errors import ConfigError
from evalbench.evaluators.drop import DropOpenAIEvaluator
from evalbench.evaluators.extractive import EMEvaluator, F1Evaluator, SquadEvaluator
from evalbench.evaluators.lambada import LambadaEvaluator
from evalbench.evaluators.overlap import (
    characters,
    chinese_words,
    english_words,
    exact,
    f1,
    f1_of_run,
    terms,
)
from evalbench.evaluators.segmentation import words
from evalbench.evaluators.triviaqa import TriviaQAEvaluator
from evalbench.interfaces import Requires
from evalbench.types import Grade


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


def test_splitting_chinese_loses_nothing():
    text = "他说：“南京市长江大桥！”\r\n\t" * 40 + "它是" * 600
    assert "".join(words(text)) == text


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


def others(grade: Grade) -> dict[str, float]:
    return {name: round(points.earned, 3) for name, points in grade.others.items()}


def test_terms_take_a_number_in_any_spelling_as_one():
    assert terms("$1,234.00") == terms("1234") == ["1234"]
    assert terms("a 4-yard run, -5 and (-0.50)") == [
        "4", "yard", "run", "-5", "and", "-0.5",
    ]  # fmt: skip
    assert terms("Shakespeare’s Globe") == ["shakespeare", "globe"]
    assert terms("Beyoncé, 1990–95") == ["beyonce", "1990", "95"]


@pytest.mark.parametrize(
    ("answer", "right", "exact_match", "score"),
    [
        ("Sunset Boulevard", 1, 1, 1.0),
        ("the musical Sunset Boulevard (1993)", 1, 0, 0.667),
        ("sunset-boulevard!", 1, 0, 0.0),
        ("Sunset", 0, 0, 0.667),
        ("Sunset Boulevards", 1, 0, 0.5),
        ("Sunset. A wide Boulevard", 0, 0, 0.8),
        ("Cats", 0, 0, 0.0),
        ("...", 0, 0, 0.0),
    ],
)
def test_triviaqa_looks_for_a_name_as_whole_words(answer, right, exact_match, score):
    grade = TriviaQAEvaluator().grade(answer, ["Sunset Boulevard", "Sunset Blvd"])
    assert grade.value == right
    assert others(grade) == {"exact_match": exact_match, "f1": score}


@pytest.mark.parametrize(
    ("answer", "name", "right"),
    [
        ("Brazil", "Ra", 0),  # the reference finds it
        ("The sun god Ra", "Ra", 1),
        ("anything", "!!!", 0),  # here as well
        ("!!!", "!!!", 1),
        ("!!", "!!!", 1),  # an extraction leaves out what ends a sentence
        ("kangaroos", "kangaroo", 1),
        ("in 1,912", "1912", 1),
        ("The Who", "The Who", 1),
        ("Who", "The Who", 1),
    ],
)
def test_triviaqa_is_not_deceived_by_letters(answer, name, right):
    assert TriviaQAEvaluator().grade(answer, [name]).value == right


@pytest.mark.parametrize(
    ("answer", "reference", "right", "exact_match", "score"),
    [
        ("43", ["43"], 1, 1, 1.0),
        ("43.0 yards", ["43"], 1, 0, 0.667),
        ("43", ["43 yards"], 1, 0, 0.667),
        ("yards", ["43 yards"], 0, 0, 0.0),
        ("1", ["19"], 0, 0, 0.0),  # the reference finds the letter
        ("19", ["1"], 0, 0, 0.0),
        ("Jacobs", "Brandon Jacobs|Jacobs", 1, 1, 1.0),
        ("Brandon Jacobs", ["Jacobs"], 1, 0, 0.667),
        ("the Giants", ["Giants"], 1, 1, 1.0),
        ("Wells, Jacobs", ["Jacobs, Wells"], 0, 0, 1.0),
        ("1,234", ["1234"], 1, 1, 1.0),
        ("-3", ["3"], 0, 0, 0.0),
        ("...", ["43"], 0, 0, 0.0),
        ("?", "?", 1, 1, 1.0),
    ],
)
def test_drop_compares_words_and_numbers(answer, reference, right, exact_match, score):
    grade = DropOpenAIEvaluator().grade(answer, reference)
    assert grade.value == right
    assert others(grade) == {"exact_match": exact_match, "f1": score}


@pytest.mark.parametrize(
    ("answer", "reference", "right"),
    [
        ("signs", "signs", 1),
        ("Signs, he said", "signs", 1),
        ("he said signs", "signs", 0),
        ("Ridley", 'know-"\n\n"Ridley', 0),
        ("know", 'know-"\n\n"Ridley', 1),
        ("...", "signs", 0),
        ("I don't care about signs", {"canonical": "signs", "before": "I don't care about"}, 1),
        ("I don't care about it", {"canonical": "signs", "before": "I don't care about"}, 0),
        ("signs", {"canonical": "signs", "before": "care about"}, 1),
    ],
)
def test_lambada_compares_the_word_that_goes_on(answer, reference, right):
    assert LambadaEvaluator().grade(answer, reference).value == right


@pytest.mark.parametrize(
    ("answer", "right", "score"),
    [
        ("范廷颂", 1, 1.0),
        ("“范廷颂”。", 1, 1.0),
        ("枢机范廷颂", 0, 0.833),
        ("颂范廷", 0, 1.0),
        ("约翰", 0, 0.0),
        ("", 0, 0.0),
    ],
)
def test_exact_match_of_chinese_knows_no_punctuation(answer, right, score):
    grade = EMEvaluator().grade(answer, ["范廷颂", "范廷颂枢机主教"])
    assert grade.value == right
    assert grade.others["f1"].earned == pytest.approx(score, abs=1e-3)


def test_exact_match_can_have_the_f1_of_the_longest_run():
    assert others(EMEvaluator(overlap="run").grade("颂范廷", ["范廷颂"])) == {"f1": 0.667}


def test_exact_match_of_english_knows_no_articles():
    assert EMEvaluator().grade("The Beatles", ["Beatles"]).value == 1
    assert EMEvaluator().grade("Beatles, a band", "Beatles").value == 0


def test_squad_is_the_f1_of_english():
    assert SquadEvaluator().grade("Denver", ["Denver Broncos"]).value == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    "evaluator", [EMEvaluator(), TriviaQAEvaluator(), DropOpenAIEvaluator(), LambadaEvaluator()]
)
def test_they_need_nothing_and_take_any_text(evaluator):
    assert not isinstance(evaluator, Requires)
    for answer in ("", " ", "\n", "\x00", "…", "𠮷", "a" * 5000):
        assert evaluator.grade(answer, "Canberra").value == 0
