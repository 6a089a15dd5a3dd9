"""Answers that are found by a pattern or taken as they stand."""

import re
import unicodedata
from functools import cache

from evalbench.postprocessors.rules.continuation import heads
from evalbench.postprocessors.rules.folding import flatten
from evalbench.postprocessors.rules.letters import letters_of
from evalbench.postprocessors.rules.option import find_option
from evalbench.types import NOTHING, Extraction, Extractions

_CAPITALS = re.compile(r"\(\[((?:[A-Z]-[A-Z]|[A-Z])+)\]\)")
# `Answer: $ANSWER`, `Answer: <your answer>`: a template that the reply quotes
_PLACEHOLDER = re.compile(r"\$[A-Z_]+|<[\w ]+>")


def match_answer_pattern(text: str, answer_pattern: str) -> Extractions:
    """Strict: group 1 of the first match. Robust: of the last one that is no quoted template.

    Where group 1 is a class of capitals (`([A-D])`), its letter must stand alone and undenied, and
    a reply that never matches is read by the rule for options.
    """
    pattern = re.compile(answer_pattern)
    first = pattern.search(text)
    strict = Extraction(_group(first), "pattern", stated=True) if first else NOTHING
    options = _options(answer_pattern)
    return Extractions(strict, _option(text, pattern, options) if options else _last(text, pattern))


def general_postprocess(text: str) -> Extractions:
    """The first line that says something, stripped. Both readings are the same."""
    line = next(filter(None, (line.strip() for line in text.splitlines())), None)
    found = Extraction(line, "first-line", stated=True) if line else NOTHING
    return Extractions(found, found)


def _group(match: re.Match[str]) -> str:
    return match[1] if match.re.groups else match[0]


def _last(text: str, pattern: re.Pattern[str]) -> Extraction:
    folded = unicodedata.normalize("NFKC", text)
    answers = [_group(match).strip() for match in pattern.finditer(folded) if _group(match)]
    answers = [each for each in answers if each and not _PLACEHOLDER.fullmatch(each)]
    return Extraction(answers[-1], "pattern", stated=True) if answers else NOTHING


def _option(text: str, pattern: re.Pattern[str], options: str) -> Extraction:
    flat = flatten(text)
    for part in (*heads(flat), flat):
        found = [m for m in pattern.finditer(part) if _stands(part, m, options)]
        if found:
            return Extraction(found[-1][1].upper(), "pattern", stated=True)
    return find_option(text, options)


def _stands(text: str, match: re.Match[str], options: str) -> bool:
    """Whether the letter is an answer: not the B of "Answer: Because", nor one of "A or B"."""
    alone = letters_of(options).letter.match(text.upper(), match.start(1))
    return alone is not None and letters_of(options).asserted(text, match)


@cache
def _options(answer_pattern: str) -> str:
    """The letters of a pattern's only group when it is a class of capitals, else ""."""
    found = _CAPITALS.search(answer_pattern)
    if found is None or re.compile(answer_pattern).groups != 1:
        return ""
    ranges = re.findall(r"([A-Z])(?:-([A-Z]))?", found[1])
    return "".join(chr(c) for low, high in ranges for c in range(ord(low), ord(high or low) + 1))
