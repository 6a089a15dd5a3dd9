"""Right or wrong for DROP: numbers, dates and spans out of a passage."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from evalbench.evaluators.extractive import accepted_answers
from evalbench.evaluators.overlap import f1, has_run, terms
from evalbench.types import Grade, Json, Points


class DropOpenAIEvaluator:
    """The answer stands in one that is accepted, or the other way round, as whole words.

    Where the accepted answer has numbers, one of them must be in the answer; the reference looks
    for letters, and there `1` is in `19`. Beside it exact match and F1 as the paper has them, over
    the sets of words, 0 where no number is shared. The reference is a list of answers, or one text
    in which `|` parts them. Source: simple-evals; the paper's evaluation, Dua et al. 2019,
    arXiv:1903.00161.
    """

    metric: ClassVar[str] = "accuracy"
    waits: ClassVar[bool] = False
    extraction: ClassVar[Mapping[str, Any]] = {"type": "drop_postprocess"}

    def grade(self, answer: str, reference: Json) -> Grade:
        """Right or wrong, exact match and F1."""
        accepted = [one for each in accepted_answers(reference) for one in each.split("|")]
        given = terms(answer)
        golds = [gold for each in accepted if (gold := terms(each))]
        if not given or not golds:
            right = any(answer.strip().casefold() == each.strip().casefold() for each in accepted)
            return Grade(float(right), {"exact_match": Points(right), "f1": Points(right)})
        others = {
            "exact_match": Points(given in golds),
            "f1": Points(max(_f1(set(given), set(gold)) for gold in golds)),
        }
        return Grade(float(any(_alike(given, gold) for gold in golds)), others)


def _alike(given: Sequence[str], gold: Sequence[str]) -> bool:
    found = has_run(given, gold) or has_run(gold, given)
    return found and _shares_number(set(given), set(gold))


def _shares_number(given: set[str], gold: set[str]) -> bool:
    numbers = {each for each in gold if each.lstrip("-").replace(".", "").isdecimal()}
    return not numbers or bool(numbers & given)


def _f1(given: set[str], gold: set[str]) -> float:
    return f1(given, gold) if _shares_number(given, gold) else 0.0
