"""Right or wrong by value: one number against another."""

import re
import unicodedata
from decimal import Context, Decimal, DecimalException
from typing import ClassVar

from evalbench.types import RIGHT, WRONG, Grade, Json

_TOLERANCE = Decimal("1e-6")  # of the reference evaluator, absolute
_EXACT = Context(prec=60)
# 1,234,567, and as it is grouped in India 12,34,567
_GROUPED = re.compile(r"-?[0-9]{1,3}(?:(?:,[0-9]{3})+|(?:,[0-9]{2})+,[0-9]{3})(?:\.[0-9]+)?")
_DROPPED = str.maketrans(dict.fromkeys("$€£¥₹%\\ ") | {"\u2212": "-"})


class Gsm8kEvaluator:
    """Equal as numbers within 1e-6: `70,000`, `70000.0` and `7e4`; `3/4` and `0.75`.

    A percent sign and a currency are units and do not count: `25%` equals `25`, not `0.25`. What is
    no number on either side must be the same text.
    """

    metric: ClassVar[str] = "accuracy"
    waits: ClassVar[bool] = False

    def grade(self, answer: str, reference: Json) -> Grade:
        """Right or wrong."""
        return RIGHT if same_number(answer, str(reference)) else WRONG


class MGSM_Evaluator(Gsm8kEvaluator):  # noqa: N801 - the name in configs of AISBench and OpenCompass
    """MGSM's answers: equal as numbers. The reference compares texts."""


def same_number(answer: str, reference: str) -> bool:
    """Within 1e-6; the same text where one of the two is no number."""
    given, expected = _plain(answer), _plain(reference)
    left, right = _value(given), _value(expected)
    if left is None or right is None:
        return given == expected
    return abs(_EXACT.subtract(left, right)) <= _TOLERANCE


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).strip().translate(_DROPPED)
    return plain.replace(",", "") if _GROUPED.fullmatch(plain) else plain


def _value(plain: str) -> Decimal | None:
    """The value of `12`, `1.5e3` or `3/4`; None for anything else, NaN and infinity among it."""
    top, slash, bottom = plain.partition("/")
    try:
        value = Decimal(top)
        if slash:
            value = _EXACT.divide(value, Decimal(bottom))
    except DecimalException:
        return None
    return value if value.is_finite() else None
