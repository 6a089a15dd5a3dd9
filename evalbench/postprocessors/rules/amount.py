"""Which number a reply gives as its answer: the robust reading.

Boxed, after "####" or stated, whichever comes last; then a bold number in the last paragraph; then
the last "= n" of the last sentence with a number; then its last number.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from evalbench.postprocessors.rules.continuation import heads
from evalbench.postprocessors.rules.numerals import Numeral, fold_numbers, numerals
from evalbench.types import Extraction

NOTHING = Extraction(None, "none")

Pick = Callable[[str, int, int], Numeral | None]


class Rule(NamedTuple):
    """Where an answer is announced, how far it reaches, and which number of it counts."""

    name: str
    announced: re.Pattern[str]
    reach: re.Pattern[str]
    pick: Pick


# An expression that goes on to its result: `5 + 3 = 8`, `2x = 18`
_GOES_ON = re.compile(r"[-+*/x×÷·^()0-9.,$€£% ]{0,40}(?:[a-z]{1,12} ?)?(?:=|\\approx|≈)")
_DENIED = re.compile(r"(?:\bnot|n['’]t)\b|不是|并非")
_RATHER = re.compile(r"\bbut\b|\brather\b|而是")


def _first(text: str, start: int, end: int) -> Numeral | None:
    """The first number, or the result of the expression that it begins."""
    found = next(numerals(text, start, end), None)
    while found and (more := _GOES_ON.match(text, found.end, end)):
        result = next(numerals(text, more.end(), end), None)
        if result is None:
            break
        found = result
    return found


def _affirmed(text: str, start: int, end: int) -> Numeral | None:
    """The first number that is not denied: `the answer is not 5 but 6`."""
    found = _first(text, start, end)
    if found and _DENIED.search(text, start, found.start):
        rather = _RATHER.search(text, start, end)
        return _first(text, rather.end(), end) if rather else None
    return found


def _last(text: str, start: int, end: int) -> Numeral | None:
    return max(numerals(text, start, end), default=None)


_SENTENCE = re.compile(r"\s{0,4}(?:(?![.!?](?:\s|$)|[。\n]).){0,160}")
_LINE = re.compile(r"[^\n]{0,160}")
_BRACES = re.compile(r"(?:[^{}]|\{(?:[^{}]|\{[^{}]{0,80}+\}){0,80}+\}){1,160}+")

# Weighed together: the one that stands last in the text is the answer.
STATEMENTS = (
    # \boxed{18 \text{ dollars}}; a lost backslash leaves "oxed"
    Rule("boxed", re.compile(r"oxed ?\{"), _BRACES, _affirmed),
    # #### 18; but no heading `#### 1. Count the eggs`, `#### Step 1`
    Rule(
        "hashes",
        re.compile(r"####(?=[ *$€£¥({\\-]{0,6}[0-9.])(?![ *]{0,4}[0-9]{1,3}[.):] ?[^\s0-9])"),
        _LINE,
        _first,
    ),
    # The answer is 18; the final answer, then, is $18; Answer: 18; answer = 18
    Rule(
        "answer-is",
        re.compile(
            r"[Aa](?<![A-Za-z]{2})(?i:ns(?:wer)?(?![a-z])(?: (?:to|for|of) [^.:?!\n]{1,60}?)?"
            r"(?: ?\([^()\n]{0,30}\))?[,\s*]{0,3}"
            r"(?:(?:is|was|would be|will be|should be|must be)(?![a-z])|[:=]))[\s*:]{0,6}"
        ),
        _SENTENCE,
        _affirmed,
    ),
    # 答案是18, 答案：18, 【答案】18
    Rule(
        "da-an",
        re.compile(r"答案[^。\n;!?A-Za-z0-9不非]{0,12}?(?:[是为:】]|(?=[ $¥-]?[0-9]))[\s*:]{0,6}"),
        _SENTENCE,
        _affirmed,
    ),
    # 不是5，而是6
    Rule("er-shi", re.compile(r"而(?:应该?)?是"), _SENTENCE, _first),
    # 答：他5天一共卖出30个
    Rule("da", re.compile(r"^[*\s]{0,4}答[*]{0,2}[:,][*]{0,2}", re.MULTILINE), _SENTENCE, _last),
)

_LAST = 64  # announcements that are looked at; a text with more of them is running in circles

_BOLD = re.compile(r"\*\*([^*\n]{1,80})\*\*")
# Numbers that only number something: `2. Then`, `Step 2`, 第2
_NUMBERING = re.compile(
    r"(?:\b(?:step|question|problem|example|equation|figure|part) ?#?|第)\Z", re.I
)
_LIST_MARK = re.compile(r"[.)、] ?[^\s0-9]")
_EQUALS = re.compile(r"(?:=|≈|\\approx)(?=[^=≈\n]{0,24}?[0-9])")
_SENTENCE_END = re.compile(r"[.!?](?=\s)|[。\n]")


def find_number(text: str) -> Extraction:
    """The answer of a reply without its reasoning, normalised; None when it has none."""
    folded = fold_numbers(text.strip())
    for head in heads(folded):
        own = _read(head)
        if own.answer is not None:
            return own
    return _read(folded)


def _read(text: str) -> Extraction:
    # Emphasis goes, but multiplication stays: only the doubled star is markup
    return _stated(text.replace("**", "")) or _bold(text) or _picked_up(text) or NOTHING


def _stated(text: str) -> Extraction | None:
    found: list[tuple[Numeral, str]] = []
    for rule in STATEMENTS:
        for announced in list(rule.announced.finditer(text))[-_LAST:]:
            reach = rule.reach.match(text, announced.end())
            if reach and (number := rule.pick(text, *reach.span())):
                found.append((number, rule.name))
    if not found:
        return None
    number, name = max(found, key=lambda each: each[0].start)  # of equals the first row
    return Extraction(number.value, name, stated=True)


def _bold(text: str) -> Extraction | None:
    """The last bold number of the last paragraph; `**Step 2:**` and `**2. Then**` are headings."""
    paragraph = text[text.rstrip().rfind("\n\n") + 1 :]
    for span in reversed(_BOLD.findall(paragraph)):
        inner = str(span)
        if inner.rstrip().endswith(":") and not _amounts(inner):
            continue
        found = _first_amount(inner)
        if found:
            return Extraction(found.value, "bold", stated=True)
    return None


def _first_amount(text: str) -> Numeral | None:
    amounts = _amounts(text)
    return _first(text, amounts[0].start, len(text)) if amounts else None


def _amounts(text: str) -> list[Numeral]:
    """The numbers that are not the number of something."""
    return [
        each
        for each in numerals(text)
        if not _NUMBERING.search(text[max(0, each.start - 12) : each.start])
        and not (_at_line_start(text, each.start) and _LIST_MARK.match(text, each.end))
    ]


def _at_line_start(text: str, at: int) -> bool:
    return not text[text.rfind("\n", max(0, at - 6), at) + 1 if at > 6 else 0 : at].strip(" *#-")


def _picked_up(text: str) -> Extraction | None:
    """The last number, or the last result (`= n`) of its sentence. Picked up, not stated."""
    amounts = _amounts(text)
    if not amounts:
        return None
    last = amounts[-1]
    ends = [m.end() for m in _SENTENCE_END.finditer(text, max(0, last.start - 400), last.start)]
    sentence = ends[-1] if ends else max(0, last.start - 400)
    results = list(_EQUALS.finditer(text, sentence, last.end))
    result = next(numerals(text, results[-1].end()), None) if results else None
    return Extraction(result.value, "equals") if result else Extraction(last.value, "last-number")
