"""What a short free answer is worth: its F1, and whether it is exact."""

from collections.abc import Sequence
from typing import ClassVar, Literal

from evalbench.evaluators import segmentation
from evalbench.evaluators.overlap import best_f1, chinese_words, english_words, exact
from evalbench.types import Grade, Json, Points


class F1Evaluator:
    """The best token F1 over the answers that are accepted; beside it whether one is met exactly.

    `en`: SQuAD's words. `zh`: the words that jieba finds. The reference is an answer or a list of
    them.
    """

    metric: ClassVar[str] = "f1"
    waits: ClassVar[bool] = False

    def __init__(self, language: Literal["en", "zh"] = "en") -> None:
        self.language = language
        self._tokens = chinese_words if language == "zh" else english_words

    def ready(self) -> None:
        """Raise ConfigError where Chinese is to be split into words and jieba is missing."""
        if self.language == "zh":
            segmentation.ready()

    def grade(self, answer: str, reference: Json) -> Grade:
        """Between 0 and 1."""
        accepted = accepted_answers(reference)
        value = best_f1(answer, accepted, self._tokens)
        return Grade(value, {"exact_match": Points(exact(answer, accepted, self._tokens))})


def accepted_answers(reference: Json) -> Sequence[str]:
    """One answer, or several of which each is right."""
    return [str(each) for each in reference] if isinstance(reference, list) else [str(reference)]
