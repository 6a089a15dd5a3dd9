"""Right or wrong for LAMBADA: a passage's last word."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from evalbench.types import Grade, Json

_WORDS = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_OVERLAP = 3  # words that are the passage said again, and not by chance


class LambadaEvaluator:
    """The reply goes on with the right word.

    That is its first word or, where it says the end of the passage again (three words of it, at
    least), the word behind that. Case does not count, and punctuation does not. The reference is
    the word, or a dict of the word, `canonical`, and of what stands `before` it. A published word
    that is two without the blank between them is met by either.
    """

    metric: ClassVar[str] = "accuracy"
    waits: ClassVar[bool] = False
    extraction: ClassVar[Mapping[str, Any]] = {"type": "lambada_postprocess"}

    def grade(self, answer: str, reference: Json) -> Grade:
        """Right or wrong."""
        told = isinstance(reference, dict)
        expected = _words(str(reference["canonical"] if told else reference))
        before = _words(str(reference["before"])) if told else []
        given = _words(answer)
        at = _resumed(given, before)
        word = given[at] if at < len(given) else None
        return Grade(float([word] == expected[:1]), why=word or "")


def _resumed(given: Sequence[str], before: Sequence[str]) -> int:
    """Where the reply goes on: behind the passage's last words, if it says them again."""
    if len(before) < _OVERLAP:
        return 0
    end = list(before[-_OVERLAP:])
    for at in range(len(given) - _OVERLAP, -1, -1):
        if list(given[at : at + _OVERLAP]) == end:
            return at + _OVERLAP
    return 0


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", text).replace("’", "'").casefold()
    return _WORDS.findall(folded)
