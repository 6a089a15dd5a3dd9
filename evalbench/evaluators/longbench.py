"""What a reply is worth in LongBench: the metrics of its authors, but for ROUGE.

Each takes the best of several right answers. Source: metrics.py of LongBench.
"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import ClassVar, Literal

from evalbench.evaluators.extractive import F1Evaluator, accepted_answers
from evalbench.types import Grade, Json

_NUMBER = re.compile(r"[0-9]+")
_PARAGRAPH = {"en": re.compile(r"Paragraph ([0-9]+)"), "zh": re.compile(r"段落([0-9]+)")}
_NO_CODE = ("`", "#", "//")


class LongBenchF1Evaluator(F1Evaluator):
    """The F1 of all words of a reply."""

    whole_reply: ClassVar[bool] = True


class LongBenchCountEvaluator:
    """Of the numbers that a reply names, the share of the right one."""

    metric: ClassVar[str] = "score"
    waits: ClassVar[bool] = False
    whole_reply: ClassVar[bool] = True

    def grade(self, answer: str, reference: Json) -> Grade:
        """0 where it names none."""
        return _share_of_numbers(answer, accepted_answers(reference))


class LongBenchRetrievalEvaluator:
    """The same for the number of a paragraph: right is `Paragraph 3`, or `段落3` (`zh`)."""

    metric: ClassVar[str] = "score"
    waits: ClassVar[bool] = False
    whole_reply: ClassVar[bool] = True

    def __init__(self, language: Literal["en", "zh"] = "en") -> None:
        self.language = language

    def grade(self, answer: str, reference: Json) -> Grade:
        """0 where it names none."""
        named = _PARAGRAPH[self.language]
        right = [found for each in accepted_answers(reference) for found in named.findall(each)[:1]]
        return _share_of_numbers(answer, right)


def _share_of_numbers(answer: str, right: Sequence[str]) -> Grade:
    named = _NUMBER.findall(answer)
    return Grade(max((named.count(each) / len(named) for each in right), default=0) if named else 0)


class LongBenchClassificationEvaluator:
    """One of the classes that a reply names is right: 1 over their number.

    A class whose name is part of the right one's does not count against it. A reference is the dict
    that LongBenchDataset makes: answers and all_classes.
    """

    metric: ClassVar[str] = "score"
    waits: ClassVar[bool] = False
    whole_reply: ClassVar[bool] = True

    def grade(self, answer: str, reference: Json) -> Grade:
        """0 where it names none, or others only."""
        named = [each for each in reference["all_classes"] if each in answer]
        return Grade(max(_share_of_classes(named, each) for each in reference["answers"]))


def _share_of_classes(named: Sequence[str], right: str) -> float:
    others = [each for each in named if each not in right]
    return 1 / (1 + len(others)) if right in named else 0


class LongBenchCodeSimEvaluator:
    """How similar the first line of code is to the right one, in whole percent.

    That is twice the letters in common over the letters of both, as difflib finds them. A line with
    "`", "#" or "//" is taken for none of code.
    """

    metric: ClassVar[str] = "similarity"
    waits: ClassVar[bool] = False
    whole_reply: ClassVar[bool] = True

    def grade(self, answer: str, reference: Json) -> Grade:
        """0 where no line is left."""
        lines = answer.lstrip("\n").split("\n")
        line = next((each for each in lines if not any(sign in each for sign in _NO_CODE)), "")
        return Grade(
            max((_similarity(line, each) for each in accepted_answers(reference)), default=0)
        )


def _similarity(line: str, right: str) -> float:
    if line == right:
        return 1
    # what cannot come to half a percent is not looked at: a line may be of any length
    if 400 * min(len(line), len(right)) < len(line) + len(right):
        return 0
    return round(100 * SequenceMatcher(None, line, right).ratio()) / 100
