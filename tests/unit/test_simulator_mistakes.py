"""Wrong answers of the simulator: of the form of the right one, and another one."""

import pytest

from evalbench.simulator.mistakes import mistaken


def _wrong(answer: str, kind: str = "text", options: str | None = None, labels=()) -> str:
    return mistaken(answer, kind, options=options, labels=labels, key=1)


@pytest.mark.parametrize(
    ("gold", "labels"),
    [
        ("No", ("Yes", "No")),  # BBH navigate
        ("valid", ("valid", "invalid")),
        ("True", ("True", "False")),
        ("yes", ("Yes", "No")),  # of its own spelling none is another
    ],
)
def test_of_labels_another_one(gold: str, labels: tuple[str, ...]) -> None:
    found = _wrong(gold, labels=labels)
    assert found in labels
    assert found.casefold() != gold.casefold()


@pytest.mark.parametrize(
    ("gold", "expected"),
    [
        ("[[C]]", "[[D]]"),  # KOR-Bench
        ("[[D]]", "[[A]]"),
        ("(B)", "(C)"),
    ],
)
def test_a_wrapped_letter_is_another_of_the_options(gold: str, expected: str) -> None:
    assert _wrong(gold, options="ABCD") == expected


@pytest.mark.parametrize(
    ("gold", "expected"),
    [
        ("] ) }", "} ] >"),  # BBH dyck languages: brackets of another kind
        ("> }", ") >"),
    ],
)
def test_of_brackets_others(gold: str, expected: str) -> None:
    assert _wrong(gold) == expected


@pytest.mark.parametrize(
    ("gold", "expected"),
    [
        ("1/2", "2/2"),
        (r"\frac{1}{2}", r"\frac{2}{2}"),
        (r"$-\frac{3\sqrt{3}}{2}$", r"$-\frac{4\sqrt{3}}{2}$"),
        ("$-28$", "$-27$"),
        ("x-1", "x-2"),
        ("(-1,2)", "(0,2)"),
        ("1, -\\sqrt{2}", "2, -\\sqrt{2}"),  # both blanks of a cloze
        ("$90^{\\circ}$", "$91^{\\circ}$"),
        ("10\\text{ cm}^2", "11\\text{ cm}^2"),  # the exponent is a unit's
        ("\\$32,349", "\\$32,350"),
        ("0.14", "1.14"),
        (".9", ".10"),
        ("[[4or5]]", "[[5or5]]"),
        ("[[1-1+1+1=2]]", "[[2-1+1+1=2]]"),
        ("100%", "101%"),
    ],
)
def test_the_first_number_of_a_formula_is_one_greater(gold: str, expected: str) -> None:
    assert _wrong(gold) == expected


@pytest.mark.parametrize(
    ("gold", "expected"),
    [
        ("blender courier gunk", "unknown courier gunk"),  # a list of as many words
        ("[[France Spain Chile]]", "[[unknown Spain Chile]]"),
        ("[[N]]", "[[O]]"),
        ("[[B];[A]]", "[[C];[A]]"),
        ("$y=x$", "$z=x$"),
        ("Z", "A"),
        ("PQR", "UNKNOWN"),
        (r"\text{Monday}", r"\text{unknown}"),
        ("北京", "未知"),
        ("Paris", "unknown"),
    ],
)
def test_of_words_and_letters_the_first_is_another(gold: str, expected: str) -> None:
    assert _wrong(gold) == expected


@pytest.mark.parametrize("gold", [r"\infty", r"$\pi$", r"\emptyset"])
def test_a_sign_without_numbers_or_letters_becomes_nought(gold: str) -> None:
    assert _wrong(gold) == gold.replace(gold.strip("$"), "0")


@pytest.mark.parametrize("gold", ["unknown", "UNKNOWN", "未知", "", "+"])
def test_nothing_is_taken_for_its_own_mistake(gold: str) -> None:
    assert _wrong(gold) not in (gold, "")
