"""Right or wrong by equality: option letters and short strings."""

import unicodedata
from typing import ClassVar

from evalbench.types import Json


class AccEvaluator:
    """Equal after folding full-width forms and stripping; a single letter in either case."""

    metric: ClassVar[str] = "accuracy"

    def correct(self, answer: str, reference: Json) -> bool:
        given, expected = _folded(answer), _folded(str(reference))
        if len(given) == len(expected) == 1:
            return given.casefold() == expected.casefold()
        return given == expected


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()
