r"""Right or wrong by mathematics: `\frac{1}{2}` is `0.5`, `(1, 2]` is `\left(1,2\right]`."""

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

from evalbench.algebra import equality
from evalbench.algebra.boxes import last_box
from evalbench.algebra.form import compared, readable, without_units
from evalbench.types import Grade, Json

_TOLERANCE = Fraction(1, 10**6)  # of decimals, absolute and relative; whole numbers are exact
_DECIMAL = re.compile(
    r"[+-]?(?:[0-9]{1,400}\.?[0-9]{0,400}|\.[0-9]{1,400})(?:[eE][+-]?[0-9]{1,3})?"
)
_RATIO = re.compile(r"([+-]?[0-9]{1,400})/(-?[0-9]{1,400})")
# x=5, f(x)=5, x\in[1,2]: what is sought is named, and then given
_NAMED = re.compile(
    r"(?:[A-Za-z](?:_?[0-9A-Za-z])?(?:\([A-Za-z]\))?|\\[a-z]+)(?:=|\\in(?![a-z]))(?=.)"
)
_WORDS = re.compile(r"[A-Za-z][A-Za-z'-]{3,}|[A-Za-z]{4,}(?:[A-Za-z ,'-]*)")
_FUNCTION = re.compile(r"(?:sqrt|frac|pi|ln|log|sin|cos|tan|infty|infinity)", re.IGNORECASE)
_BASED = re.compile(r"([0-9A-Za-z]+)_\{?([0-9]{1,3})\}?")
_PROSE = re.compile(r"(?<![\\A-Za-z{])[A-Za-z]{3,}(?![A-Za-z}])")
_SENTENCE = 4  # words that make an answer a sentence, which is no formula
_OPTION = re.compile(r"\(?([A-Za-z])\)?")


class MATHEvaluator:
    r"""Equal mathematics: first as texts in one form and as numbers, then by math-verify.

    Fractions and decimals, tuples, sets, intervals, matrices, units, percent, degrees; `x=5` is as
    good as `5`. Decimals are equal within 1e-6, what is given exactly only when it is the same. A
    comparison that takes more than 5 s of CPU time makes an answer wrong, and is told in the audit
    trail.
    """

    metric: ClassVar[str] = "accuracy"
    waits: ClassVar[bool] = True
    extraction: ClassVar[Mapping[str, Any]] = {"type": "math_postprocess_v2"}

    def ready(self) -> None:
        """Needs what compares formulas."""
        equality.check()

    def grade(self, answer: str, reference: Json) -> Grade:
        """Right or wrong, and by what: "text", "number", "math-verify" or "out of time"."""
        expected, given = (
            without_units(readable(_boxed(each))) for each in (str(reference), answer)
        )
        plain = _unnamed(compared(expected), compared(given))
        quick = _quick(*plain)
        # 25\\% is 25, as its unit does not count; but it is 1/4 as well
        if quick is not None and (quick.value or "%" not in expected + given):
            return quick
        if len(_PROSE.findall(given)) >= _SENTENCE > len(_PROSE.findall(expected)):
            return Grade(0.0, why="text")
        said = equality.equal(expected, given)
        if said == "out of time":
            return Grade(0.0, why=said)
        return Grade(float(said == "equal"), why="math-verify")


def _boxed(text: str) -> str:
    """What is in the last box of a whole solution or reply; a text without a box as it is."""
    return last_box(text) or text


def _quick(expected: str, given: str) -> Grade | None:
    """What needs no algebra; None where it takes that."""
    if not given:
        return Grade(0.0, why="text")
    if _same_text(expected, given):
        return Grade(1.0, why="text")
    left, right = _number(expected), _number(given)
    if left is not None and right is not None:
        exact = not any(map(_is_decimal, (expected, given)))
        same = left == right if exact else _same_number(left, right)
        return Grade(float(same), why="number")
    if _words(expected) and _words(given):
        return Grade(0.0, why="text")
    bases = _BASED.fullmatch(expected), _BASED.fullmatch(given)
    if bases[0] and (bases[1] or given.isalnum()):
        # 4210_5 is not 4210_7; a base that is not said again is the one that was asked for
        digits = bases[1][1] if bases[1] else given
        same = digits == bases[0][1] and (bases[1] is None or bases[1][2] == bases[0][2])
        return Grade(float(same), why="text")
    return None


def _same_text(expected: str, given: str) -> bool:
    if expected == given or (_words(expected) and expected.casefold() == given.casefold()):
        return True
    options = _OPTION.fullmatch(expected), _OPTION.fullmatch(given)
    return bool(options[0] and options[1] and options[0][1] == options[1][1])


def _unnamed(expected: str, given: str) -> tuple[str, str]:
    """Without `x=`, where only one of the two says what it is about, or both say the same."""
    left, right = _NAMED.match(expected), _NAMED.match(given)
    if left and right:
        return (
            (expected[left.end() :], given[right.end() :])
            if left[0] == right[0]
            else (expected, given)
        )
    if right and "=" not in expected:
        return expected, given[right.end() :]
    if left and "=" not in given:
        return expected[left.end() :], given
    return expected, given


def _words(text: str) -> bool:
    """Whether it is a word, or several: no product of variables."""
    return _WORDS.fullmatch(text) is not None and not _FUNCTION.search(text)


def _number(text: str) -> Fraction | None:
    if _DECIMAL.fullmatch(text):
        return Fraction(Decimal(text))
    ratio = _RATIO.fullmatch(text)
    return Fraction(int(ratio[1]), int(ratio[2])) if ratio and int(ratio[2]) else None


def _is_decimal(text: str) -> bool:
    """Whether a number may have been rounded; a ratio of whole numbers is what it is."""
    return "." in text or ("e" in text.casefold())


def _same_number(expected: Fraction, given: Fraction) -> bool:
    if expected.denominator == given.denominator == 1:
        return expected == given
    scale = min(Fraction(1), max(abs(expected), _TOLERANCE))
    return abs(expected - given) <= _TOLERANCE * scale


class DAPOMathEvaluator(MATHEvaluator):
    """DAPO's answers, which are whole numbers: MATH's rule. The reference compares texts."""


class DAPOMathEvaluatorV2(DAPOMathEvaluator):
    """The same; the reference's second class differs from its first in nothing but its name."""
