"""Right or wrong for the tasks of BIG-Bench Hard."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, ClassVar

from evalbench.evaluators.numeric import same_number
from evalbench.types import RIGHT, WRONG, Grade, Json

_BETWEEN_WORDS = re.compile(r"[\s,;、，>→]+|-+>")
_EDGES = " \t\n.。:\"'`*()[]"


class BBHEvaluator:
    """The same words in the same order; numbers by value, brackets without their blanks.

    Case, quotes, and what parts words (a blank, a comma, an arrow) do not count.
    """

    metric: ClassVar[str] = "score"
    waits: ClassVar[bool] = False
    extraction: ClassVar[Mapping[str, Any]] = {"type": "bbh_freeform_postprocess"}

    def grade(self, answer: str, reference: Json) -> Grade:
        """Right or wrong."""
        given, expected = (unicodedata.normalize("NFKC", each) for each in (answer, str(reference)))
        if not re.search(r"[^()\[\]{}<>\s]", expected):
            return RIGHT if "".join(given.split()) == "".join(expected.split()) else WRONG
        if _words(given) == _words(expected) or same_number(given, expected):
            return RIGHT
        return WRONG


class BBHEvaluator_mcq:  # noqa: N801 - the name in configs of AISBench and OpenCompass
    """The same letter; `(A)` is `A`."""

    metric: ClassVar[str] = "score"
    waits: ClassVar[bool] = False

    def grade(self, answer: str, reference: Json) -> Grade:
        """Right or wrong."""
        given, expected = (
            unicodedata.normalize("NFKC", each).strip(_EDGES).casefold()
            for each in (answer, str(reference))
        )
        return RIGHT if given == expected else WRONG


def _words(text: str) -> list[str]:
    return [each for each in _BETWEEN_WORDS.split(text.casefold().strip(_EDGES)) if each]
