"""Prompt templates under any row: every field is filled, every value arrives as it was."""

from hypothesis import given
from hypothesis import strategies as st

from evalbench.prompts.render import fill, render
from evalbench.prompts.template import PromptTemplate

NAMES = ("question", "A", "B", "answer", "题目")
VALUES = st.one_of(
    st.text(),
    st.sampled_from(["{A}", "{question}", "{{B}}", r"\frac{A}{B}", r"\g<0> \1", "</E>", "{", "}"]),
)
ROWS = st.fixed_dictionaries(dict.fromkeys(NAMES, VALUES))
LITERALS = st.text(alphabet=st.characters(exclude_characters="{}"))


@given(row=ROWS, literals=st.lists(LITERALS, min_size=6, max_size=6))
def test_every_field_is_filled_and_the_text_between_stays(
    row: dict[str, str], literals: list[str]
) -> None:
    template = literals[0]
    expected = literals[0]
    for name, literal in zip(NAMES, literals[1:], strict=True):
        template += "{" + name + "}" + literal
        expected += row[name] + literal
    assert fill(template, row) == expected


@given(text=st.text(), row=ROWS)
def test_a_text_without_known_fields_stays_as_it_is(text: str, row: dict[str, str]) -> None:
    known = ["{" + name + "}" for name in NAMES]
    if not any(field in text for field in known):
        assert fill(text, row) == text


@given(value=VALUES)
def test_a_value_stays_text_whatever_braces_it_has(value: str) -> None:
    row = {"question": value, "A": "option", "answer": "gold"}
    template = PromptTemplate("Q: {question} A. {A} = {answer}")
    assert render(template, None, [], row, "answer") == f"Q: {value} A. option = "


@given(value=VALUES, shown=VALUES)
def test_examples_and_question_keep_their_own_values(value: str, shown: str) -> None:
    template = PromptTemplate("</E>Q: {question}\n{answer}", ice_token="</E>")
    examples = [{"question": shown, "answer": "B"}]
    prompt = render(None, template, examples, {"question": value, "answer": "C"}, "answer")
    assert prompt == f"Q: {shown}\nB\nQ: {value}\n"
