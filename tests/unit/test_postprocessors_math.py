"""Replies of tests/data/answers/{formula,bbh,mgsm,korbench}*.jsonl, and the reference rules."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalbench.errors import ConfigError
from evalbench.postprocessors.bbh import bbh_freeform_postprocess, bbh_mcq_postprocess
from evalbench.postprocessors.korbench import korbench_postprocess
from evalbench.postprocessors.korbench_mixed import korbench_mixed_postprocess
from evalbench.postprocessors.math import (
    dapo_math_postprocess,
    dapo_math_postprocess_v2,
    math_postprocess_v2,
)
from evalbench.postprocessors.mgsm import mgsm_postprocess

ANSWERS = Path(__file__).parents[1] / "data" / "answers"

PIECES = st.sampled_from(
    ["1", "-2", "3,456", "\\frac{1}{2}", "\\boxed{", "\\boxed 5", "\\fbox{", "}", "{", "\\}",
     "$", "$$",
     "\\[", "\\]", "\\(", "\\)", "####", "=", "**", "答案是", "the answer is", "Answer:",
     "not", "but",
     "[[", "]]", "]", "(", "<answer>", "\n", "\n\n", "Yes", "no", "and", "or", "it is",
     "৭০", "70.000",
     "Antwort:", "So", ". ", "**Answer**", '"question1":', "Question 2:"]
)  # fmt: skip
REPLIES = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map(" ".join))


def rows(name: str) -> list[Any]:
    lines = (ANSWERS / name).read_text(encoding="utf-8").splitlines()
    return [pytest.param(row, id=row["id"]) for row in map(json.loads, lines)]


@pytest.mark.parametrize("row", [*rows("formula.jsonl"), *rows("formula_zh.jsonl")])
def test_a_reply_gives_its_formula(row: dict[str, Any]) -> None:
    assert math_postprocess_v2(row["text"]).robust.answer == row["answer"]


@pytest.mark.parametrize("row", rows("bbh.jsonl"))
def test_a_reply_gives_its_label_phrase_or_brackets(row: dict[str, Any]) -> None:
    options = {key: row[key] for key in ("labels", "form") if key in row}
    assert bbh_freeform_postprocess(row["text"], **options).robust.answer == row["answer"]


@pytest.mark.parametrize("row", rows("mgsm.jsonl"))
def test_a_reply_gives_its_number_in_its_language(row: dict[str, Any]) -> None:
    assert mgsm_postprocess(row["text"], row["lang"]).robust.answer == row["answer"]


@pytest.mark.parametrize("row", rows("korbench.jsonl"))
def test_a_reply_gives_what_is_in_its_double_brackets(row: dict[str, Any]) -> None:
    assert korbench_postprocess(row["text"]).robust.answer == row["answer"]


@pytest.mark.parametrize(
    ("text", "answer", "stated"),
    [
        ("\\boxed{12", "12", False),  # cut within the box
        ("$\\boxed{\\frac{1}{2}$ is it.", "\\frac{1}{2}", True),  # a brace is missing
        ("The answer is 5", "5", True),
        ("so that leaves 5", "5", False),
        ("p - q", "p - q", False),
    ],
)
def test_in_a_reply_that_was_cut_only_what_is_stated_counts(
    text: str, answer: str, stated: bool
) -> None:
    found = math_postprocess_v2(text).robust
    assert (found.answer, found.stated) == (answer, stated)


@pytest.mark.parametrize(
    ("text", "strict"),
    [
        ("It is \\boxed{1}, no, \\boxed{\\frac{1}{2}}.", "\\frac{1}{2}"),
        ("So. The final answer is $5$. Or 6", "5"),
        ("So. The answer is 5. Or 6", "5"),
        ("Twelve of them. All", "Twelve of them"),
        ("", None),
    ],
)
def test_the_reference_rule_for_formulas(text: str, strict: str | None) -> None:
    assert math_postprocess_v2(text).strict.answer == strict


def test_the_two_reference_rules_of_dapo() -> None:
    text = "I think.\nAnswer: 34\n" + "so " * 10 + "\\boxed{35}"
    assert dapo_math_postprocess(text).strict.answer == "34"
    assert dapo_math_postprocess_v2(text).strict.answer == "35"
    assert dapo_math_postprocess_v2("\\boxed{35}" + " " * 100).strict.answer is None
    assert dapo_math_postprocess("\\boxed{35}").strict.answer is None


@pytest.mark.parametrize(
    ("text", "strict", "robust"),
    [
        ("So the answer is (B).", "B", "B"),
        ("The answer is (B). No, the answer is (C).", "B", "C"),
        ("(A) is out. So (B).", "A", "B"),
        ("(B)", "B", "B"),
        ("", None, None),
    ],
)
def test_the_rule_for_multiple_choice(text: str, strict: str | None, robust: str | None) -> None:
    found = bbh_mcq_postprocess(text, options="ABC")
    assert (found.strict.answer, found.robust.answer) == (strict, robust)


@pytest.mark.parametrize(
    ("text", "strict"),
    [
        ("So the answer is yes.\nThe answer is no.", "yes"),
        ("So the answer is **yes**, I think.", "yes"),
        ("No idea.\nyes", "No idea"),
        ("", None),
    ],
)
def test_the_reference_rule_for_free_form(text: str, strict: str | None) -> None:
    assert bbh_freeform_postprocess(text, ("yes", "no")).strict.answer == strict


@pytest.mark.parametrize(
    ("lang", "text", "strict"),
    [
        ("en", "Answer: 70,000", "70000"),
        ("en", "The answer is 7", None),
        ("de", "Antwort: 70.000", "70.000"),
        ("fr", "Réponse: 12.", "12"),
        ("bn", "উত্তর: ৭০", "৭০"),
    ],
)
def test_the_reference_rule_for_mgsm(lang: str, text: str, strict: str | None) -> None:
    assert mgsm_postprocess(text, lang).strict.answer == strict


def test_a_language_that_mgsm_lacks_is_refused() -> None:
    with pytest.raises(ConfigError, match="lang='it' is no language of MGSM"):
        mgsm_postprocess("Risposta: 5", "it")


@pytest.mark.parametrize(
    ("text", "strict"),
    [("[[1]] or [[2]]", "1"), ("$\\boxed{3}$", "3"), ("[4]", "4"), ("5", None)],
)
def test_the_reference_rule_for_korbench(text: str, strict: str | None) -> None:
    assert korbench_postprocess(text).strict.answer == strict


@pytest.mark.parametrize("row", rows("korbench_mixed.jsonl"))
def test_a_reply_gives_its_answers_to_several_questions(row: dict[str, Any]) -> None:
    found = korbench_mixed_postprocess(row["text"]).robust
    assert (json.loads(found.answer) if found.answer else None) == row["answer"]


@pytest.mark.parametrize(
    ("text", "strict"),
    [
        ('{"question1": "[[A]]", "question2": "[[B;C]]"}', ["A", "B;C"]),
        ('{"question2": "[[B]]", "question1": "[[A]]"}', ["B", "A"]),  # as they come
        ('{"question1": "A"}', [""]),  # not in brackets
        ('{"question1": "[[A\nB]]"}', ["AB"]),
        ('{"question1": "[[A]]",}', None),
        ('{"question1": 1} or {"question1": 2}', None),
        ("[[A]]", None),
        ("{}", None),
    ],
)
def test_the_reference_rule_for_mixed_korbench(text: str, strict: list[str] | None) -> None:
    found = korbench_mixed_postprocess(text).strict
    assert (json.loads(found.answer) if found.answer else None) == strict


def test_an_object_of_answers_that_was_cut_off_does_not_count() -> None:
    whole = korbench_mixed_postprocess('{\n"question1": "[[A]]",\n"question2": "[[B]]",\n}').robust
    cut = korbench_mixed_postprocess('{\n"question1": "[[A]]",\n"question2": "[[').robust
    assert (whole.stated, cut.stated) == (True, False)


@settings(max_examples=300, deadline=None)
@given(REPLIES)
def test_no_reply_is_too_odd(text: str) -> None:
    for found in (
        math_postprocess_v2(text),
        dapo_math_postprocess(text),
        bbh_freeform_postprocess(text, ("Yes", "No")),
        bbh_freeform_postprocess(text),
        bbh_freeform_postprocess(text, form="brackets"),
        korbench_postprocess(text),
        korbench_mixed_postprocess(text),
        mgsm_postprocess(text, "de"),
        mgsm_postprocess(text, "bn"),
    ):
        assert (found.robust.answer is None) == (found.robust.rule == "none")
        assert found.robust.answer != ""


@pytest.mark.parametrize(
    "piece",
    [
        "[[",
        "[",
        "]]",
        "7 000 ",
        "1,2,",
        "oxed {",
        "\\boxed{",
        "$",
        "the answer is ",
        "**",
        "{",
        "**5**\n\n",
        "i'll write \\boxed{area} ",
        "sorry, i can't give ",
        '"a" ',
        "“",
        "is “a”",
        "\n",
        "not Yes ",
        "A: b\n",
        "the last word is ",
        "》《",
        "question1:",
        '{"question1": ',
    ],
)
def test_a_reply_that_runs_in_circles_comes_to_an_end(piece: str) -> None:
    """Within pytest's own time limit: a rule that tries every pair of its marks would not."""
    text = piece * 10_000
    readings = [
        math_postprocess_v2(text),
        bbh_freeform_postprocess(text, ("Yes", "No")),
        bbh_freeform_postprocess(text),
        bbh_freeform_postprocess(text, form="brackets"),
        korbench_postprocess(text),
        korbench_mixed_postprocess(text),
        mgsm_postprocess(text, "de"),
    ]
    for found in readings:
        assert (found.robust.answer is None) == (found.robust.rule == "none")
