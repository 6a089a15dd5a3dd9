"""What a short free answer is worth: its F1, and whether it is exact."""

from collections.abc import Sequence
from typing import ClassVar, Literal

from evalbench.evaluators import segmentation
from evalbench.evaluators.overlap import (
    best_f1,
    characters,
    chinese_words,
    english_words,
    exact,
    f1,
    f1_of_run,
)
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
        return Grade(value, {"exact_match": Points(float(exact(answer, accepted, self._tokens)))})


class SquadEvaluator(F1Evaluator):
    """SQuAD's F1 under the name that configs of OpenCompass and AISBench have: in English."""

    def __init__(self) -> None:
        super().__init__(language="en")


class EMEvaluator:
    """Exact match: the same words as one of the answers that are accepted, in their order.

    Case, punctuation, blanks and English articles do not count; full-width forms are folded. Beside
    it the F1, of Chinese over characters and of other writing over words: over those in common
    (`words`), or over the longest run of them, as CMRC 2018 and DRCD report it (`run`). The
    reference is an answer or a list of them.
    """

    metric: ClassVar[str] = "score"
    waits: ClassVar[bool] = False

    def __init__(self, overlap: Literal["words", "run"] = "words") -> None:
        self._f1 = f1_of_run if overlap == "run" else f1

    def grade(self, answer: str, reference: Json) -> Grade:
        """Right or wrong, and the F1."""
        accepted = accepted_answers(reference)
        value = best_f1(answer, accepted, characters, self._f1)
        return Grade(float(exact(answer, accepted, _counted)), {"f1": Points(value)})


def accepted_answers(reference: Json) -> Sequence[str]:
    """One answer, or several of which each is right."""
    return [str(each) for each in reference] if isinstance(reference, list) else [str(reference)]


def _counted(text: str) -> list[str]:
    return [each for each in characters(text) if each not in ("a", "an", "the")]
