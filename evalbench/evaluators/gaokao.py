"""How much of an exam item is right: several questions in one, half points for half an answer."""

from typing import ClassVar, Literal

from evalbench.types import Grade, Json, Points


class GaokaoBenchEvaluator:
    """The share of an item's questions that are answered rightly.

    `multi_choice`: all right options are a whole point; some of them and no other are half a point.
    Otherwise one letter a question, in their order; another number of letters than of questions is
    all wrong. Where items have several questions, `by_question` is the same with every question
    weighing alike, as the paper counts.
    Source: Zhang et al. 2023, arXiv:2305.12474, and the scripts of its repository.
    """

    metric: ClassVar[str] = "score"
    waits: ClassVar[bool] = False

    def __init__(
        self,
        question_type: Literal[
            "single_choice", "multi_choice", "multi_question_choice", "five_out_of_seven"
        ],
    ) -> None:
        self.question_type = question_type

    def grade(self, answer: str, reference: Json) -> Grade:
        """The share that is right; of several questions also how many of how many."""
        expected = str(reference)
        if self.question_type == "multi_choice":
            return Grade(_of_several(set(answer), set(expected)))
        # two readings of the reference rule, parted by a blank: the first that has the right length
        *before, last = answer.split(" ")
        given = next((each for each in before if len(each) == len(expected)), last)
        if before:
            given = given[: len(expected)]
        right = sum(map(str.__eq__, given, expected)) if len(given) == len(expected) else 0
        value = right / len(expected)
        if self.question_type == "single_choice":
            return Grade(value)
        return Grade(value, {"by_question": Points(right, len(expected))})


def _of_several(given: set[str], expected: set[str]) -> float:
    if given == expected:
        return 1.0
    return 0.5 if given and given < expected else 0.0
