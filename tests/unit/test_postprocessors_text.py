"""Answers found by a pattern, and answers taken as they stand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalbench.postprocessors.text import general_postprocess, match_answer_pattern

MMLU_PRO = r"(?i)ANSWER\s*:\s*([A-P])"
CMMLU = r"(?i)答案\s*:\s*[\W]*([A-D])[\W]*"
FREE = r"(?i)Answer\s*:\s*([^\n]+)"


@pytest.mark.parametrize(
    ("text", "pattern", "strict", "robust"),
    [
        ("ANSWER: X\n\nANSWER: C", MMLU_PRO, "C", "C"),  # X is quoted, and no option
        ("ANSWER: A? No.\nANSWER: C", MMLU_PRO, "A", "C"),
        ("Answer: Because of it, ANSWER: C", MMLU_PRO, "B", "C"),
        ("Answer: c", MMLU_PRO, "c", "C"),
        ("So it is (D).", MMLU_PRO, None, "D"),  # the rule for options
        ("ANSWER: A or B", MMLU_PRO, "A", None),
        ("**ANSWER:** K", MMLU_PRO, None, "K"),
        ("答案: **B**", CMMLU, "B", "B"),
        ("答案：B", CMMLU, None, "B"),
        ("ANSWER: C\n\nQuestion: another\nANSWER: D", MMLU_PRO, "C", "C"),
        ("Answer: $ANSWER\nAnswer: forty two ", FREE, "$ANSWER", "forty two"),
        ("Answer: $5", FREE, "$5", "$5"),
        ("no answer here", FREE, None, None),
        ("I have B and C", FREE, None, None),  # the group is no class of capitals
    ],
)
def test_strict_takes_the_first_match_and_robust_the_last(
    text: str, pattern: str, strict: str | None, robust: str | None
) -> None:
    found = match_answer_pattern(text, pattern)
    assert (found.strict.answer, found.robust.answer) == (strict, robust)


def test_a_pattern_without_a_group_gives_the_whole_match() -> None:
    found = match_answer_pattern("yes, or no", "yes|no")
    assert (found.strict.answer, found.robust.answer) == ("yes", "no")


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_gives_a_letter_of_the_pattern_or_nothing(text: str) -> None:
    assert match_answer_pattern(text, MMLU_PRO).robust.answer in {*"ABCDEFGHIJKLMNOP", None}


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Paris\nis it", "Paris"), ("\n\n  Paris  ", "Paris"), ("", None), (" \n ", None)],
)
def test_general_takes_the_first_line(text: str, expected: str | None) -> None:
    found = general_postprocess(text)
    assert found.strict == found.robust
    assert found.robust.answer == expected
