"""From a reply to the answer of a task of L-Eval."""

import re

from msgspec import structs

from evalbench.postprocessors.rules.amount import find_number
from evalbench.postprocessors.rules.phrase import find_label, find_phrase
from evalbench.postprocessors.text import general_postprocess
from evalbench.postprocessors.whole import whole_reply
from evalbench.types import NOTHING, Extraction, Extractions

_WITH_DIGIT = re.compile(r"\S*\d\S*")
_REASON = re.compile(r"(?<=\S),? (?:because|since)\b.*", re.DOTALL)
# `In reality, it is false.`, `, although it is true in the real world`
_OF_REALITY = re.compile(
    r"(?:^|(?<=[.;,\n]))[^.;,\n]{0,200}?\b(?:in (?:reality|real life|our world)|real[- ]world)\b"
    r"(?:(?!,? (?:but|while|whereas|however|yet)\b)[^.;\n])*",
    re.IGNORECASE,
)
_TRUTH = re.compile(r"true|false", re.IGNORECASE)


def gsm100_postprocess(text: str) -> Extractions:
    """Strict: the digits of the first word with any behind the first "The answer is".

    So "3.5" is 35. Robust: the number that is stated last. Source: OpenCompass's datasets/leval.
    """
    parts = text.split("The answer is")
    found = _WITH_DIGIT.search(parts[1]) if len(parts) > 1 else None
    digits = "".join(filter(str.isdigit, found[0])) if found else ""
    strict = Extraction(digits, "answer-is", stated=True) if digits else NOTHING
    return Extractions(strict, find_number(text))


def gsm100_dataset_postprocess(text: str) -> str:
    """The gold answer without thousands separators."""
    return text.replace(",", "")


def topic_postprocess(text: str) -> Extractions:
    """Strict: the first line that says something. Robust: the words that are stated."""
    return Extractions(general_postprocess(text).strict, find_phrase(text))


def code_u_postprocess(text: str) -> Extractions:
    """Strict: all of it, of which the evaluator takes the last words. Robust: what is stated."""
    found = find_phrase(text)
    if found.answer is not None:
        found = structs.replace(found, answer=_REASON.sub("", found.answer))
    return Extractions(whole_reply(text).strict, found)


def sci_fi_postprocess(text: str) -> Extractions:
    """Strict: the first true or false, be it in a word or not. Robust: the one that is stated last.

    What stands behind `[fact:`, or in a clause on reality, is said of the real world, and does not
    count.
    """
    story = re.split(r"\[fact:", text, maxsplit=1, flags=re.IGNORECASE)[0]
    found = _TRUTH.search(story)
    strict = Extraction(found[0].capitalize(), "first-word") if found else NOTHING
    own = _OF_REALITY.sub("", story)
    return Extractions(strict, find_label(own, ("True", "False")))
