"""From a reply to the few words that answer an open question: TriviaQA, DROP, CMRC, DRCD."""

import re

from evalbench.postprocessors.rules.short import find_short_answer
from evalbench.types import NOTHING, Extraction, Extractions

_AFTER = ("answer is", "a:", "answer:")
_DROP_ANSWER = re.compile(r"(?i)Answer\s*:\s*([^\n]+)")


def triviaqa_first_line_postprocess(text: str) -> Extractions:
    """Strict: of the first line, in lower case, what follows the last "answer is", "a:", "answer:".

    Of that what stands before the first full stop or comma. Source: OpenCompass's
    TriviaQAEvaluator, which has this rule within.
    """
    line = text.strip().split("\n")[0].lower()
    for mark in _AFTER:
        line = line.rpartition(mark)[2]
    return _both(re.split(r"[.,]", line.strip(), maxsplit=1)[0], "first-line", text)


def drop_postprocess(text: str) -> Extractions:
    """Strict: the line behind the first "Answer:", else all of it.

    Source: simple-evals, by way of OpenCompass's DropOpenAIEvaluator, which has this rule within.
    """
    match = _DROP_ANSWER.search(text)
    return _both(match[1] if match else text, "answer-line" if match else "whole-text", text)


def cmrc_postprocess(text: str) -> Extractions:
    """Strict: what stands between the first 答案是 and the next, else all of it."""
    _, mark, rest = text.partition("答案是")
    strict = rest.partition("答案是")[0] if mark else text
    return _both(strict, "da-an-shi" if mark else "whole-text", text)


def drcd_postprocess(text: str) -> Extractions:
    """As CMRC's."""
    return cmrc_postprocess(text)


def _both(strict: str, rule: str, text: str) -> Extractions:
    reference = Extraction(strict.strip(), rule) if strict.strip() else NOTHING
    return Extractions(reference, find_short_answer(text))
