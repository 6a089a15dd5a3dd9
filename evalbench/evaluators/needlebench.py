"""Was the needle found? Its keyword is in the reply; of a story of relatives, the name is right."""

import unicodedata
from typing import ClassVar

from evalbench.types import RIGHT, WRONG, Grade, Json, Points


class NeedleBenchOriginEvaluator:
    """The keyword is somewhere in the reply, letter for letter. Source: OpenCompass."""

    metric: ClassVar[str] = "score"
    waits: ClassVar[bool] = False

    def grade(self, answer: str, reference: Json) -> Grade:
        """Right or wrong."""
        return RIGHT if all(word in answer for word in reference["keywords"]) else WRONG


class NeedleBenchParallelEvaluator:
    """The share of keywords that are in the reply, and by depth whether that one is."""

    metric: ClassVar[str] = "score"
    waits: ClassVar[bool] = False

    def grade(self, answer: str, reference: Json) -> Grade:
        """Between 0 and 1; Depth10 is the metric of the needle at 10 percent."""
        found = [word in answer for word in reference["keywords"]]
        return Grade(
            sum(found) / len(found),
            {
                f"Depth{depth:g}": Points(float(one))
                for depth, one in zip(reference["depths"], found, strict=True)
            },
        )

    def unanswered(self, reference: Json) -> dict[str, Points]:
        """No needle was found."""
        return {f"Depth{depth:g}": Points(0.0) for depth in reference["depths"]}


class NeedleBenchATCEvaluator:
    """The name is the right one, but for full-width forms, quotation marks and blanks around it."""

    metric: ClassVar[str] = "score"
    waits: ClassVar[bool] = False

    def grade(self, answer: str, reference: Json) -> Grade:
        """Right or wrong."""
        return RIGHT if _bare(answer) == _bare(str(reference)) else WRONG


def _bare(name: str) -> str:
    """As the extractor of the reference leaves it, so that O'Neil is one name on both sides."""
    folded = unicodedata.normalize("NFKC", name)
    return " ".join(folded.replace('"', "").replace("'", "").split())
