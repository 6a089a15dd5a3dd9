"""Right or wrong for KOR-Bench: most answers as texts, those of some rules in another way."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from evalbench.algebra import equality
from evalbench.algebra.form import readable
from evalbench.evaluators.arithmetic import value_of
from evalbench.evaluators.numeric import same_number
from evalbench.types import Grade, Json

# Samples of "operation" whose answer is a formula; by the authors' list, which counts from 1
_FORMULAS = frozenset(
    {18, 73, 74, 77, 94, 115, 116, 117, 121, 122, 123, 125, 131, 132, 134, 135, 136, 141, 143, 149}
    | set(range(145, 148)) | set(range(151, 157)) | {160, 161, 162, 164, 165, 166, 170, 206, 209}
    | set(range(211, 216)) | {217, 218}
)  # fmt: skip
_INEQUALITIES = frozenset({178, 179})
_INEQUALITY = re.compile(r"(≥|≤|>|<)\s*(-?\d+\.?\d*)")
_SIGNS = str.maketrans({"×": "*", "−": "-", "÷": "/", "·": "*"})
_BOUNDS = {r"\leq": "≤", r"\geq": "≥", r"\le": "≤", r"\ge": "≥", "<=": "≤", ">=": "≥"}


class KORBenchEvaluator:
    """By the authors' rules: order, blanks and case count where the rule of a sample says so.

    Formulas are compared by math-verify, as they are by the authors' parser; equations and the game
    of 24 by their value, without evaluating anything as code. A reference is the dict that
    KORBenchDataset makes. An alternative answer of several is enough.
    """

    metric: ClassVar[str] = "accuracy"
    waits: ClassVar[bool] = True
    extraction: ClassVar[Mapping[str, Any]] = {"type": "korbench_postprocess"}

    def ready(self) -> None:
        """Needs what compares formulas."""
        equality.check()

    def grade(self, answer: str, reference: Json) -> Grade:
        """Right or wrong."""
        given, expected = _inner(answer), _inner(str(reference["canonical"]))
        same = _comparison(
            str(reference["category"]), str(reference["rule_id"]), int(reference["idx"])
        )
        # a few of the published answers do not keep to the rule by which they are compared
        right = bool(given) and (_same_text(given, expected) or same(given, expected))
        return Grade(float(right), why=same.__name__.strip("_"))


def _comparison(category: str, rule: str, idx: int) -> Callable[[str, str], bool]:
    if category == "logic":
        return _same_parts if rule == "5" else _same_text
    if category == "puzzle":
        return _PUZZLES.get(rule, _same_letters)
    if category == "operation":
        return _operation(rule, idx)
    return _same_text


def _operation(rule: str, idx: int) -> Callable[[str, str], bool]:
    if idx in _INEQUALITIES:
        return _same_inequalities
    if rule == "18":
        return _same_members
    if rule in {"23", "24", "25"}:
        return _same_numbers
    return _same_formulas if idx in _FORMULAS else _same_values


def _inner(text: str) -> str:
    """What stands within the double brackets; a text without them as it is."""
    text = text.strip()
    return text[2:-2].strip() if text.startswith("[[") and text.endswith("]]") else text


def _squeezed(text: str) -> str:
    return re.sub(r"[\s\"'\[\]$`*]|\\text\b|\\ ", "", unicodedata.normalize("NFKC", text))


def _same_text(given: str, expected: str) -> bool:
    return _squeezed(given).removesuffix(".") == _squeezed(expected).removesuffix(".")


def _same_parts(given: str, expected: str) -> bool:
    """`A;B` is `B;A`."""
    return sorted(_squeezed(given).split(";")) == sorted(_squeezed(expected).split(";"))


def _same_values(given: str, expected: str) -> bool:
    """Numbers by value; `3or27` is `27 or 3`."""
    left, right = _alternatives(given), _alternatives(expected)
    return len(left) == len(right) and all(
        any(same_number(one, other) for one in left) for other in right
    )


def _same_formulas(given: str, expected: str) -> bool:
    left, right = (
        [readable(_solution(each)) for each in _alternatives(text)] for text in (given, expected)
    )
    return len(left) == len(right) and all(
        any(one == other or equality.equal(other, one) == "equal" for one in left)
        for other in right
    )


def _alternatives(text: str) -> list[str]:
    plain = re.sub(r"\\text\{\s*or\s*\}|\s*\bor\b\s*|(?<=[0-9)}])or(?=[-+0-9(\\])", "\n", text)
    return [_squeezed(each) for each in plain.split("\n") if each.strip()]


def _solution(text: str) -> str:
    return text.rpartition("=")[2]


def _same_inequalities(given: str, expected: str) -> bool:
    def bounds(text: str) -> list[tuple[str, str]]:
        for spelling, sign in _BOUNDS.items():
            text = text.replace(spelling, sign)
        return sorted(_INEQUALITY.findall(text))

    return bool(bounds(given)) and bounds(given) == bounds(expected)


def _same_members(given: str, expected: str) -> bool:
    """A set: `{1,2}` is `{2, 1}`."""
    left, right = (set(re.findall(r"[0-9A-Za-z]+", text)) for text in (given, expected))
    return left == right


def _same_numbers(given: str, expected: str) -> bool:
    return re.findall(r"-?\d+", given) == re.findall(r"-?\d+", expected)


def _same_letters(given: str, expected: str) -> bool:
    """What is no letter, digit or sign of its own does not count."""
    left, right = (re.sub(r"[\s,;()\[\]{}.\"'`$*]+", "", text) for text in (given, expected))
    return left == right


def _same_spelling(given: str, expected: str) -> bool:
    left, right = (re.sub(r"[^a-z]", "", text.lower()) for text in (given, expected))
    return left == right


def _any_of_words(given: str, expected: str) -> bool:
    left, right = _word_list(given), _word_list(expected)
    return bool(left) and set(left) <= set(right)


def _same_words(given: str, expected: str) -> bool:
    return sorted(_word_list(given)) == sorted(_word_list(expected))


def _word_list(text: str) -> list[str]:
    return [word for word in re.split(r"[^a-z]+", text.lower()) if word]


def _same_items(given: str, expected: str) -> bool:
    """A list of assignments in any order: `S=9,E=5`."""
    left, right = (sorted(re.sub(r"\s", "", text).split(",")) for text in (given, expected))
    return left == right


def _same_equation(given: str, expected: str) -> bool:
    """The operators that are expected, in their order, and a left side that has the right value."""
    given, expected = given.translate(_SIGNS), expected.translate(_SIGNS)
    left, _, _ = given.partition("=")
    model, _, result = expected.partition("=")
    if re.findall(r"[-+*/]", left) != re.findall(r"[-+*/]", model):
        return False
    found = value_of(left)
    return found is not None and found == value_of(result)


def _makes_24(given: str, expected: str) -> bool:
    """The numbers of any of the expected lines, each once, and 24 as the value."""
    left = given.translate(_SIGNS).partition("=")[0]
    numbers = sorted(re.findall(r"\d+", left))
    wanted = [sorted(re.findall(r"\d+", line.partition("=")[0])) for line in expected.split("\n")]
    return numbers in wanted and value_of(left) == 24


_PUZZLES: dict[str, Callable[[str, str], bool]] = {
    "1": _same_spelling,
    "2": _any_of_words,
    "3": _same_words,
    "4": _any_of_words,
    "5": _same_items,
    "9": _same_equation,
    "10": _makes_24,
}
