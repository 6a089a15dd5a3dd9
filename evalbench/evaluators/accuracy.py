"""Right or wrong by equality: option letters and short strings."""

import unicodedata
from collections.abc import Mapping
from typing import Any, ClassVar

from evalbench.types import RIGHT, WRONG, Grade, Json, Points


class AccEvaluator:
    """Equal after folding full-width forms and stripping; a single letter in either case."""

    metric: ClassVar[str] = "accuracy"
    waits: ClassVar[bool] = False

    def grade(self, answer: str, reference: Json) -> Grade:
        """Right or wrong."""
        given, expected = _folded(answer), _folded(str(reference))
        if len(given) == len(expected) == 1:
            given, expected = given.casefold(), expected.casefold()
        return RIGHT if given == expected else WRONG


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


class MMLUProBaseEvaluator(AccEvaluator):
    """The first line of what was found is the right letter."""

    extraction: ClassVar[Mapping[str, Any]] = {
        "type": "first_line_option_postprocess",
        "options": "ABCDEFGHIJ",
    }

    def grade(self, answer: str, reference: Json) -> Grade:
        """Right or wrong."""
        return super().grade(answer.strip().partition("\n")[0], reference)


class AccwithDetailsEvaluator(AccEvaluator):
    """The same: every answer's details are in the audit trail anyway."""


class GPQAEvaluator(AccEvaluator):
    """The same under the name that configs of GPQA have."""


class LongBenchv2Evaluator(AccEvaluator):
    """The same, and as LongBench v2's paper shows it: the accuracy by difficulty and by length.

    A reference is the dict that LongBenchv2Dataset makes; where it is only the letter there are no
    further metrics.
    """

    def grade(self, answer: str, reference: Json) -> Grade:
        """Right or wrong."""
        if not isinstance(reference, Mapping):
            return super().grade(answer, reference)
        grade = super().grade(answer, reference["canonical"])
        return Grade(grade.value, others=_by_kind(reference, grade.value))

    def unanswered(self, reference: Json) -> Mapping[str, Points]:
        """Nothing of what could have been earned: one for its difficulty, one for its length."""
        return _by_kind(reference, 0.0) if isinstance(reference, Mapping) else {}


def _by_kind(reference: Mapping[str, Json], value: float) -> Mapping[str, Points]:
    own = (reference["difficulty"], reference["length"])
    return {
        kind: Points(value) if kind in own else Points(0, 0)
        for kind in ("easy", "hard", "short", "medium", "long")
    }
