"""From a reply to the word with which it goes on: LAMBADA."""

import re
import string

from evalbench.algebra.boxes import last_box
from evalbench.postprocessors.rules.short import plain
from evalbench.types import NOTHING, Extraction, Extractions

_MARKUP = r"[\s*_`\"“”‘’'$:：.…]{0,40}+"
_WORD = r"[^\W_]+(?:['’-][^\W_]+)*"
# The missing word is **signs**. The answer is: signs
_ANNOUNCED = re.compile(
    rf"(?i:\b(?:answer|word|completion)\b[^.:\n]{{0,80}}?(?:\b(?:is|be)\b"
    rf"(?: (?:most )?(?:likely|probably)(?: to be)?\b)?|[:：])){_MARKUP}({_WORD})"
    r"(?=[^\w\n]*(?:$|\n|[.!?,](?:\s|$)))",
    re.MULTILINE,
)
_IT_IS = re.compile(rf"\bIt is ({_WORD})[.!]?\Z")
_BOLD_WORD = re.compile(rf"\*\*[\s\"“‘'.…]{{0,4}}({_WORD})[\s\"”’'.,:：…]{{0,4}}\*\*")
_ALONE = re.compile(rf"{_MARKUP}({_WORD}){_MARKUP}[!?,]?{_MARKUP}")
_SENTENCE = re.compile(r"[.!?](?:\s|\Z)|\n")


def lambada_postprocess(text: str) -> Extractions:
    """Strict: the first word, up to its first punctuation; none where it begins with some.

    Robust: a word that is stated ("the missing word is …", a box, bold), one alone on the last
    line; else the whole reply, which goes on with the passage or says some of it again, as
    LambadaEvaluator reads it. Source of the strict rule: OpenCompass's LambadaEvaluator.
    """
    first = re.split(f"[{re.escape(string.punctuation)}]", text.strip().split(" ")[0])[0]
    strict = Extraction(first, "first-word", stated=True) if first.strip() else NOTHING
    return Extractions(strict, _robust(text.strip()))


def _robust(text: str) -> Extraction:
    if not re.search(r"\w", text):
        return NOTHING
    if box := last_box(text):
        return Extraction(plain(box), "boxed", stated=True)
    if alone := _ALONE.fullmatch(text):
        return Extraction(alone[1], "only-word", stated=True)
    if stated := _stated(text):
        return stated
    return Extraction(text, "continuation", stated=True)


def _stated(text: str) -> Extraction | None:
    """In the first sentence or at the very end: what lies between may be a story that goes on."""
    end = _SENTENCE.search(text)
    head = end.end() if end else len(text)
    for match in _ANNOUNCED.finditer(text):
        if match.start() < head or not re.search(r"\w", text[match.end() :]):
            return Extraction(match[1], "word-is", stated=True)
    if bold := _BOLD_WORD.findall(text):
        return Extraction(bold[-1], "bold", stated=True)
    if told := _IT_IS.search(text):
        return Extraction(told[1], "it-is", stated=True)
    before, _, last = text.rpartition("\n")
    alone = _ALONE.fullmatch(last)
    # a line of dialogue is no answer
    if before and alone and before.endswith("\n") and not re.fullmatch(r"[\"“].*[\"”]", last):
        return Extraction(alone[1], "last-line", stated=True)
    return None
