"""Which mathematics is equal, which answers to tasks are right, and that no answer harms."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalbench.algebra import equality
from evalbench.algebra.boxes import boxes, last_box
from evalbench.algebra.form import compared, readable, without_units
from evalbench.errors import ConfigError
from evalbench.evaluators.arithmetic import value_of
from evalbench.evaluators.bbh import BBHEvaluator, BBHEvaluator_mcq
from evalbench.evaluators.korbench import KORBenchEvaluator
from evalbench.evaluators.korbench_mixed import KORBenchMixedEvaluator
from evalbench.evaluators.math import DAPOMathEvaluator, MATHEvaluator
from evalbench.evaluators.numeric import MGSM_Evaluator
from evalbench.types import Points


@pytest.fixture
def own_processes() -> Iterator[None]:
    """What a test changes about the processes is not met by those of other tests."""
    equality.end_idle()
    yield
    equality.end_idle()


# --- boxes


@pytest.mark.parametrize(
    ("text", "content"),
    [
        (r"\boxed{5}", "5"),
        (r"\boxed {5}", "5"),
        (r"\fbox{5}", "5"),
        (r"\boxed5 apples", "5"),
        (r"\boxed{\frac{1}{2}}", r"\frac{1}{2}"),
        (r"\boxed{\{1, 2\}}", r"\{1, 2\}"),
        (r"\boxed{\boxed{7}}", r"\boxed{7}"),
        (r"\boxed{1} then \boxed{2}", "2"),
        ("\boxed{5}", "5"),  # JSON's \b took the backslash and its letter
        (r"$\boxed{\frac{1}{2}$ so", r"\frac{1}{2}"),
        ("unboxed {5}", None),
        ("none", None),
    ],
)
def test_the_last_box(text: str, content: str | None) -> None:
    assert last_box(text) == content


def test_a_box_that_the_text_ends_in_is_not_closed() -> None:
    assert [box.closed for box in boxes(r"\boxed{1} and \boxed{\frac{1}{2")] == [True, False]


# --- one form

WHOLE_FORMS = [
    (r"\dfrac12", "1/2"),
    (r"$\frac{1}{2}$.", "1/2"),
    (r"\left( 3, \frac{\pi}{2} \right)", r"(3,\frac{\pi}{2})"),
    (r"10,\!080", "10080"),
    (r"\text{ (A) }", "(A)"),
    (r"**5**", "5"),
    (r"x^{2}", "x^2"),
    ("x²", "x^2"),
    ("½", "1/2"),
    (r"5 \text{ cm}^2", "5"),
    ("5 square units", "5"),
    (r"\$36", "36"),
    (r"90^{\circ}", "90"),
    (r"25\%", "25"),
    (".38", ".38"),
    (r"1\frac{4}{5}", "9/5"),
    (r"\boxed{\boxed{7}}", "7"),
]


@pytest.mark.parametrize(("text", "form"), WHOLE_FORMS)
def test_answers_have_one_form(text: str, form: str) -> None:
    assert compared(without_units(readable(text))) == form


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (r"\frac{1}{2}x", r"\frac{1}{2x}"),
        (r"2\frac{1}{x}", r"\frac{21}{x}"),
        ("2ab", "2"),
        ("3 xy", "3"),
        (".38", "38"),
        ("(1,234)", "(1234)"),
        (r"\sqrt{2}", "2"),
        ("x^2", "x2"),
    ],
)
def test_forms_of_different_answers_differ(one: str, other: str) -> None:
    left, right = (compared(without_units(readable(each))) for each in (one, other))
    assert left != right


# --- MATH

EQUAL = [
    ("5", "x=5"), ("5", "f(2)=5"), ("5", r"\boxed {5}"), ("x=5", "5"), ("5", " $5$ "), ("1", "1.0"),
    (r"\frac{1}{2}", "0.5"), (r"\frac{1}{2}", r"50\%"), (r"10\%", "0.1"), ("0.1", "10%"),
    (r"90^\circ", "90"), ("90", "90°"), ("90", "90 degrees"), (r"15\mbox{ cm}^2", "15 cm^2"),
    (r"5.4 \text{ cents}", "5.4"), (r"\$36", "36"), ("36", "$36"), ("10,080", "10080"),
    (r"10,\!080", "10{,}080"), (r"\text{Evelyn}", "evelyn"), (r"\text{(A)}", "A"),
    ("(3,5)", r"\left(3, 5\right)"), ("[1,2]", r"x\in[1,2]"), ("(-4, 7]", r"\left(-4,7\right]"),
    (r"(-\infty,0)\cup(0,\infty)", "(-∞, 0) ∪ (0, ∞)"), ("3,5,7", "7,5,3"),
    ("3,5,7", "x = 3, 5, 7"),
    (r"\{1,2\}", r"\{2,1\}"), ("1,-1", r"\pm 1"), ("y=2x+3", "2x+3"), ("4210_{5}", "4210_5"),
    ("4210_5", "4210"), (r"\sqrt{2}", "√2"), (r"2\sqrt{3}", r"\sqrt{12}"),
    (r"\frac{\pi}{2}", "π/2"),
    (r"1\frac{4}{5}", "1.8"), (r"\frac{1}{\sqrt{2}}", r"\frac{\sqrt{2}}{2}"), ("p - q", "-q+p"),
    ("x^2+2x+1", "(x+1)^2"), (r"\frac{4}{3}\pi", r"4/3\pi"), ("6+9i", "9i+6"), ("2^{10}", "1024"),
    (r"\begin{pmatrix}1\\2\end{pmatrix}", r"\begin{bmatrix} 1 \\ 2 \end{bmatrix}"),
    (r"-\frac{1}{3}", r"\frac{-1}{3}"), (r"x \in [-2,7]", r"-2 \le x \le 7"), (r"\emptyset", "∅"),
    (r"(3,\infty)", r"\{x \mid x > 3\}"), (r"\binom{10}{3}", "120"), ("(4,-1)", r"x=4,\ y=-1"),
    (r"\text{Yes}", "yes"), (".38", "x = .38"), ("We get $\\boxed{5}$.", r"so \boxed{5.0}"),
    (r"\frac{1}{2004!}", r"\frac{2}{2\cdot 2004!}"), (r"\frac{\sqrt{2}}{2}", r"\frac{1}{\sqrt{2}}"),
    (r"\frac{4036082}{4036081}", "1.00000025"), (r"e^{\pi}", "23.140693"),
]  # fmt: skip
DIFFERENT = [
    ("5", "-5"), ("5", ""), ("5", "$$"), ("(3,5)", "(5,3)"), ("[1,2]", "(1,2)"), ("10", "0.1"),
    ("4210_5", "4210_7"), (r"1\frac{4}{5}", "4/5"), (r"1\frac{4}{5}", "14/5"), ("0.333", "1/3"),
    ("14/3", "4.67"), (r"\text{even}", "odd"), ("even", "neve"), ("1000001", "1000000"),
    ("x=5", "y=6"), ("2", "2ab"), ("3", "3 xy"), (r"\text{A}", "B"),
    (r"\frac{1}{2}", r"\frac{1}{3}"),
    ("5", r"\text{no solution}"), ("3,5", "3"), ("3", "3,5"), ("x<5", "x>5"), ("y=2x", "x=2y"),
    (".38", "38"), (r"\begin{pmatrix}1\\2\end{pmatrix}", r"\begin{pmatrix}2\\1\end{pmatrix}"),
    ("5", "the answer to this question cannot be given as 5"),
    # what is given exactly is compared exactly, however near or small it is
    (r"\frac{4036082}{4036081}", r"\frac{4036083}{4036081}"), ("-2010012/2010013", "-1"),
    (r"\frac{1}{2004!}", r"\frac{2}{2004!}"), (r"\sqrt{2}-\frac{1}{10^7}", r"\sqrt{2}"),
]  # fmt: skip


@pytest.mark.parametrize(("reference", "answer"), EQUAL)
def test_equal_mathematics_is_right(reference: str, answer: str) -> None:
    assert MATHEvaluator().grade(answer, reference).value == 1


@pytest.mark.parametrize(("reference", "answer"), DIFFERENT)
def test_different_mathematics_is_wrong(reference: str, answer: str) -> None:
    assert MATHEvaluator().grade(answer, reference).value == 0


@pytest.mark.parametrize(
    "answer",
    [
        r"\frac{", r"\left", "}{", "{" * 100, "\x00", "\ud83d", "1" + "0" * 5000, r"\int_0^1" * 50,
        "__import__('os').system('id')", "9**9**9**9", "(" * 30, "NaN", "1e9999", "/0", "1/0",
        r"\undefined{command}", "[[", "∫", "=", "x=", r"\text{", "\u202e5", "5" * 3000,
    ],
)  # fmt: skip
def test_an_odd_answer_is_wrong_and_nothing_else(answer: str) -> None:
    assert MATHEvaluator().grade(answer, "5").value == 0


def test_how_an_answer_was_graded_is_told() -> None:
    grade = MATHEvaluator().grade
    assert grade(r"\dfrac12", "1/2").why == "text"
    assert grade("7", "7.0").why == "number"
    assert grade("-q+p", "p - q").why == "math-verify"


def test_a_formula_without_end_is_given_up_and_the_next_is_compared(
    monkeypatch: pytest.MonkeyPatch, own_processes: None
) -> None:
    monkeypatch.setattr(equality, "CPU_S", 0.5)
    grade = MATHEvaluator().grade("9^{9^{9^{9}}}", "1")
    assert (grade.value, grade.why) == (0, "out of time")
    assert MATHEvaluator().grade("-q+p", "p - q").value == 1


def test_threads_compare_at_the_same_time() -> None:
    pairs = [("a+b", "b+a"), ("a+b", "b-a"), ("c^2-1", "(c-1)(c+1)"), ("2d", "d")] * 5
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda pair: MATHEvaluator().grade(*pair).value, pairs))
    assert found == [1, 0, 1, 0] * 5


def test_what_scoring_lacks_is_told_before_it_is_needed(
    monkeypatch: pytest.MonkeyPatch, own_processes: None
) -> None:
    monkeypatch.setattr(equality.sys, "executable", "/bin/false")
    for evaluator in (MATHEvaluator(), KORBenchEvaluator()):
        with pytest.raises(ConfigError, match=r"cannot be compared: it ended .*\n.*pip install"):
            evaluator.ready()


def test_what_is_ready_has_a_process_that_compares(own_processes: None) -> None:
    for evaluator in (MATHEvaluator(), DAPOMathEvaluator(), KORBenchEvaluator()):
        equality.end_idle()
        evaluator.ready()
        assert [process.poll() for process in equality._idle] == [None]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_every_text_has_a_form_and_the_same_form_again(text: str) -> None:
    once = compared(without_units(readable(text)))
    assert isinstance(once, str)
    assert last_box(text) is None or isinstance(last_box(text), str)


# --- BIG-Bench Hard, MGSM


@pytest.mark.parametrize(
    ("answer", "reference", "right"),
    [
        ("barn, damp, dot", "barn damp dot", True),
        ("barn -> damp -> dot", "barn damp dot", True),
        ("damp barn dot", "barn damp dot", False),
        ("] ) >", "])>", True),
        ("])", "])>", False),
        ("yes", "Yes", True),
        ("'valid'.", "valid", True),
        ("invalid", "valid", False),
        ("-35.0", "-35", True),
        ("35", "-35", False),
        ("", "Yes", False),
    ],
)
def test_free_form_answers(answer: str, reference: str, right: bool) -> None:
    assert BBHEvaluator().grade(answer, reference).value == right


@pytest.mark.parametrize(
    ("answer", "reference", "right"),
    [("B", "(B)", True), ("(b)", "B", True), ("A", "(B)", False), ("", "(B)", False)],
)
def test_multiple_choice_answers(answer: str, reference: str, right: bool) -> None:
    assert BBHEvaluator_mcq().grade(answer, reference).value == right


def test_mgsm_compares_numbers() -> None:
    assert MGSM_Evaluator().grade("70000.0", "70000").value
    assert not MGSM_Evaluator().grade("70", "70000").value


# --- KOR-Bench


def kor(category: str, rule: str, answer: str, idx: int = 1) -> dict[str, Any]:
    return {"canonical": answer, "category": category, "rule_id": rule, "idx": str(idx)}


@pytest.mark.parametrize(
    ("reference", "right", "wrong"),
    [
        (kor("cipher", "1", "[[NOT HERE]]"), "NOTHERE", "NOTHER"),
        (kor("counterfactual", "1", "[[C]]"), "[[C]]", "A"),
        (kor("logic", "1", "[[A];[C]]"), "A];[C", "C];[A"),
        (kor("logic", "5", "[[A;B]]"), "B;A", "A;C"),
        (kor("operation", "1", "[[24]]"), "24.0", "25"),
        (kor("operation", "1", "[[3or27]]"), "27 or 3", "3"),
        (kor("operation", "15", r"[[2x+\cos(x)]]", 151), r"f'(x) = \cos(x) + 2x", r"2x"),
        (kor("operation", "2", r"[[1+\sqrt{8}or2]]", 18), r"2 or 1+2\sqrt{2}", "2"),
        (kor("operation", "18", "[[{1,2,15}]]", 171), r"\{15, 2, 1\}", "{1,2,1,5}"),
        (kor("operation", "18", "[[{x∣x≤0 or x≥1}]]", 178), r"x \geq 1 or x \leq 0", "x≥0 or x≤1"),
        (kor("operation", "23", "[[((1,2),(9,64))]]", 221), "1 2; 9 64", "1,2,64,9"),
        (kor("puzzle", "1", "[[nine ten]]"), "Nine, ten", "ten nine"),
        (kor("puzzle", "2", "[[t,tal]]"), "tal", "tel"),
        (kor("puzzle", "3", "[[pea ape]]"), "ape, pea", "pea"),
        (kor("puzzle", "4", "[[appel pepla]]"), "pepla", "apple"),
        (kor("puzzle", "5", "[[S=9,E=5]]"), "E=5, S=9", "S=9"),
        (kor("puzzle", "9", "[[6+2*3-2=10]]"), "7+1×3-0=10", "6-2*3+2=10"),
        (kor("puzzle", "10", "[[(9+5-2)×2]]"), "2*(9+5-2)=24", "9+5*2-2"),
        (kor("puzzle", "11", "[[12 6,8 1]]"), "12,6;8,1", "12 6,1 8"),
    ],
)  # fmt: skip
def test_each_rule_compares_in_its_own_way(
    reference: dict[str, Any], right: str, wrong: str
) -> None:
    grade = KORBenchEvaluator().grade
    assert grade(str(reference["canonical"]), reference).value == 1
    assert grade(right, reference).value == 1
    assert grade(wrong, reference).value == 0
    assert grade("", reference).value == 0


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("(9+5-2)*2", 24),
        ("8/(3-8/3)", 24),
        ("-3", -3),
        ("1/0", None),
        ("2**99", None),
        ("9//2", None),
        ("f(1)", None),
        ("__import__('os')", None),
        ("(" * 150, None),
        ("", None),
    ],
)
def test_arithmetic_has_a_value_and_code_has_none(expression: str, value: int | None) -> None:
    assert value_of(expression) == (None if value is None else Fraction(value))


def test_a_reference_survives_json() -> None:
    """A run that is scored again has its references out of a file."""
    again = json.loads(json.dumps(kor("operation", "1", "[[24]]")))
    assert KORBenchEvaluator().grade("24", again).value == 1


@pytest.mark.parametrize(
    ("answer", "value", "passed"),
    [
        ('["24", "C;A"]', 1, 1),
        ('["24", "C;A", "7"]', 1, 1),  # one more than was asked
        ('["24", "A"]', 0, 0.5),
        ('["C;A", "24"]', 0, 0),  # in another order
        ('["", "A;C"]', 0, 0.5),
        ('["24"]', 0, 0.5),
        ('[24, "A;C"]', 1, 1),
        ("24", 0, 0.5),
        ("[]", 0, 0),
        ('{"a": 1}', 0, 0),
        ("", 0, 0),
    ],
)
def test_mixed_korbench_is_right_only_where_every_question_is(
    answer: str, value: float, passed: float
) -> None:
    questions = [kor("operation", "1", "[[24]]"), kor("logic", "5", "[[A;C]]")]
    grade = KORBenchMixedEvaluator().grade(answer, {"canonical": "{}", "questions": questions})
    assert grade.value == value
    assert grade.others == {"pass_rate": Points(passed)}
