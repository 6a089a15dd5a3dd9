"""Right or wrong for TriviaQA: the answer names what was asked for, by any of its names."""

from collections.abc import Mapping
from typing import Any, ClassVar

from evalbench.evaluators.extractive import accepted_answers
from evalbench.evaluators.overlap import best_f1, english_words, exact, has_run, terms
from evalbench.types import Grade, Json, Points


class TriviaQAEvaluator:
    """One of the accepted names stands in the answer, as whole words.

    The reference looks for letters: there `Ra` is in `Brazil`, and a name that is all punctuation
    is in every answer. Beside it the metrics of the paper, exact match and F1 over words. A name
    without words (`!!!`) is met by the same signs alone. Paper: Joshi et al. 2017,
    arXiv:1705.03551.
    """

    metric: ClassVar[str] = "score"
    waits: ClassVar[bool] = False
    extraction: ClassVar[Mapping[str, Any]] = {"type": "triviaqa_first_line_postprocess"}

    def grade(self, answer: str, reference: Json) -> Grade:
        """Right or wrong, exact match and F1."""
        accepted = accepted_answers(reference)
        others = {
            "exact_match": Points(exact(answer, accepted, english_words)),
            "f1": Points(best_f1(answer, accepted, english_words)),
        }
        return Grade(float(any(_names(answer, each) for each in accepted)), others)


def _names(answer: str, name: str) -> bool:
    words = terms(name)
    if not words:
        return set(answer.strip()) == set(name.strip())
    return has_run(terms(answer), words)
