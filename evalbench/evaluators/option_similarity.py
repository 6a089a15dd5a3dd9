"""Right or wrong by the option that a reply is most like, where it names none by its letter."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from evalbench.errors.config import OPTIONS_ARE_NO_LETTERS
from evalbench.evaluators.edit_distance import edit_distance
from evalbench.interfaces import Row
from evalbench.types import RIGHT, WRONG, Grade, Json


@dataclass(frozen=True, slots=True)
class OptionSimAccEvaluator:
    """A letter is that option; else the only one whose text is in the reply; else the nearest.

    Nearest is the least edit distance to the letter, the text or `A. text`; of several at the same
    distance the first letter. It always picks one, so what is read robustly is a letter, or
    nothing, before it comes here. `options` are the letters, which are columns of the row as well.
    Source: OpenCompass's datasets/custom.py.
    """

    metric: ClassVar[str] = "accuracy"
    waits: ClassVar[bool] = False

    options: tuple[str, ...]

    def __post_init__(self) -> None:
        if not all(len(each) == 1 and each.isupper() for each in self.options):
            raise OPTIONS_ARE_NO_LETTERS(found=", ".join(self.options))

    @property
    def extraction(self) -> Mapping[str, Any]:
        return {"type": "option_sim_postprocess", "options": "".join(self.options)}

    def reference(self, gold: Json, row: Row) -> Json:
        """The right letter and the texts of the options that the row has."""
        texts = {each: str(row[each]) for each in self.options if row.get(each) is not None}
        return {"canonical": str(gold).strip().upper(), "options": texts}

    def grade(self, answer: str, reference: Json) -> Grade:
        """Right or wrong."""
        answer = answer.strip()
        named = answer if answer in self.options else None
        picked = named or _contained(answer, reference["options"])
        picked = picked or _nearest(answer, reference["options"])
        return RIGHT if picked == reference["canonical"] else WRONG


def _contained(answer: str, options: Mapping[str, str]) -> str | None:
    said = answer.lower()
    found = [letter for letter, text in options.items() if text.lower() in said]
    return found[0] if len(found) == 1 else None


def _nearest(answer: str, options: Mapping[str, str]) -> str | None:
    distances = {
        letter: min(edit_distance(way, answer) for way in (letter, text, f"{letter}. {text}"))
        for letter, text in options.items()
    }
    return min(distances, key=lambda letter: (distances[letter], letter), default=None)
