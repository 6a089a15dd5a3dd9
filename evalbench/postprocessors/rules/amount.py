"""Which number a reply gives as its answer: the robust reading.

Boxed, after "####" or stated, whichever comes last; then a bold number in the last paragraph; then
the last "= n" of the last sentence with a number, unless it goes on "so …"; then its last number.
"""

import re
from collections import deque
from collections.abc import Callable, Iterator
from typing import NamedTuple

from msgspec import structs

from evalbench.postprocessors.rules.closing import without_offers
from evalbench.postprocessors.rules.continuation import heads
from evalbench.postprocessors.rules.hypotheses import hypothetical
from evalbench.postprocessors.rules.leading import explained
from evalbench.postprocessors.rules.numerals import Numeral, fold_numbers, numerals
from evalbench.postprocessors.rules.refusals import refuses
from evalbench.postprocessors.rules.spelled import spelled_as_digits
from evalbench.types import NOTHING, Extraction

Pick = Callable[[str, int, int], Numeral | None]


class Rule(NamedTuple):
    """Where an answer is announced, how far it reaches, and which number of it counts."""

    name: str
    announced: re.Pattern[str]
    reach: re.Pattern[str]
    pick: Pick


class Found(NamedTuple):
    at: int  # of the announcement
    number: Numeral
    rule: str


# An expression that goes on to its result: `5 + 3 = 8`, `2x = 18`, `24 liters - 12 liters = 12`;
# but not `12, since 5 + 8 = 13`: between two numbers there is an operator
_UNIT = r"%?[)\]]?(?: ?[A-Za-z°][A-Za-z/]{0,15}){0,3}?"
_OPERATOR = r" ?(?:[-+*/×÷·^x]|\\times|\\div|\\cdot|of(?= )) ?"
_TERM = r"[($€£¥ -]{0,4}[0-9][0-9.,/]{0,30}" + _UNIT
_GOES_ON = re.compile(rf"{_UNIT}(?:{_OPERATOR}{_TERM}){{0,12}}[ $]{{0,2}}(?:=|\\approx|≈)")
# Answer: The 10 workers take 4 days. What the sentence is about was known before
_SUBJECT = re.compile(
    r"(?:(?:Each|Every|All)(?: of)? )?"
    r"(?:[Tt]he|[Tt]hese|[Tt]hose|Los|Las|Les|Die|Der|Das|Ces) \Z"
)
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
    if found and _SUBJECT.fullmatch(text, start, found.start) and text[start].isupper():
        found = _first(text, found.end, end) or found
    if found and _DENIED.search(text, start, found.start):
        rather = _RATHER.search(text, start, end)
        return _first(text, rather.end(), end) if rather else None
    return found


def _last(text: str, start: int, end: int) -> Numeral | None:
    return max(numerals(text, start, end), default=None)


_STOP = r"(?<!Rs)(?<!Mr)(?<!Dr)(?<!approx)[.!?](?=\s|$)|[。\n]"
_SENTENCE = re.compile(rf"\s{{0,4}}(?:(?!{_STOP}).){{0,160}}")
# Up to a remark that compares: 还剩15个，比原来的一半少5个
_FINDING = re.compile(rf"\s{{0,4}}(?:(?!{_STOP}|[,;](?:比|其中)).){{0,160}}")
_LINE = re.compile(r"[^\n]{0,160}")
_BRACES = re.compile(r"(?:[^{}]|\{(?:[^{}]|\{[^{}]{0,80}+\}){0,80}+\}){1,160}+")

# Weighed together: the one that stands last in the text is the answer.
STATEMENTS = (
    # \boxed{18 \text{ dollars}}; a lost backslash leaves "oxed"
    Rule("boxed", re.compile(r"oxed ?\{"), _BRACES, _affirmed),
    # <answer>18</answer>, <|begin_of_box|>18<|end_of_box|>
    Rule(
        "answer-tag",
        re.compile(r"<(?i:answer)>|<\|begin_of_box\|>"),
        re.compile(r"[^<]{0,160}"),
        _affirmed,
    ),
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
            r"[Aa](?<![A-Za-z]{2})(?i:(?:ns(?:wer)?|nwser|nser|wnser)[\"”]?(?![a-z])"
            r"(?: (?:to|for|of)(?: [^\s.:?!]{1,24}+){1,12}?)?"
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
    Rule("da", re.compile(r"^[*\s]{0,4}答[*]{0,2}[:,][*]{0,2}", re.MULTILINE), _FINDING, _last),
)

_LAST = 64  # announcements that are looked at; a text with more of them is running in circles

_BOLD = re.compile(r"\*\*([^*\n]{1,80})\*\*")
# Numbers that only number something: `2. Then`, `Step 2`, 第2
_NUMBERING = re.compile(
    r"(?:\b(?:step|question|problem|example|equation|figure|part) ?#?|第)\Z", re.I
)
_HEADING = re.compile(r"\s*[A-Z][a-z]+ #?[0-9]{1,3} ?:")  # `**Leg 3:**`
_LIST_MARK = re.compile(r"[.)、] ?[^\s0-9]")
# Clock times and products: `9:30 pm`, `four iPhone 15s`, `two Boeing 747s`
_MINUTES = re.compile(r"(?<=[0-9]:)[0-9]{2}(?![0-9])")
_HOURS = re.compile(r"[0-9]{1,2}:[0-9]{2}(?![0-9])")
_PRODUCT = re.compile(r"[a-z][A-Z][A-Za-z]{0,10} \Z")
_PLURAL = re.compile(r"s(?![A-Za-z])")
_CAPITALISED = re.compile(r"\b[A-Z][a-z]+ \Z")
_EQUALS = re.compile(r"(?:=|≈|\\approx)(?=[^=≈\n]{0,24}?[0-9])")
# `for the 3 books`, `each of those 7 days`, `17 out of 30`: a number that was known before
_KNOWN = re.compile(
    r"\b(?:the|these|those|both|his|her|its|their|my|our|your|each|every|per|out of)"
    r"(?: (?:other|first|last|next|same))? \Z",
    re.IGNORECASE,
)
# `… = 27, so the family pays 55`: what follows is the answer
_CONCLUDES = re.compile(
    r"\b(?:so|thus|therefore|hence|(?:which|that|this) means|meaning)\b"
    r"|所以|因此|于是|也就是|即|一共|至少",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(_STOP)
# Characters from the end in which the last number is looked for: first, and at all
_TAIL = 400
_FAR = 40_000


def find_number(text: str) -> Extraction:
    """The answer of a reply without its reasoning, normalised; None when it has none."""
    folded = spelled_as_digits(fold_numbers(text.strip()))
    for head in heads(folded):
        own = _read(head)
        if own.answer is not None:
            # the model was done with it: a later cut by length fell into what it invented
            return structs.replace(own, stated=True)
    return _read(folded)


def _read(text: str) -> Extraction:
    # Emphasis goes, but multiplication stays: only the doubled star is markup
    if stated := _stated(text.replace("**", "")):
        return stated
    said = without_offers(text.rstrip())
    return next(filter(None, (step(said) for step in _UNSTATED)), NOTHING)


def _stated(text: str) -> Extraction | None:
    """The last statement; one about another case only where there is no other, nor a rival."""
    found = list(_statements(text))
    certain = [each for each in found if not hypothetical(text, each.at)]
    if not certain and len({each.number.value for each in found}) != 1:
        return None
    last = max(certain or found, key=lambda each: each.number.start)  # of equals the first row
    return Extraction(last.number.value, last.rule, stated=True)


def _statements(text: str) -> Iterator[Found]:
    for rule in STATEMENTS:
        for announced in deque(rule.announced.finditer(text), _LAST):
            reach = rule.reach.match(text, announced.end())
            if reach and (number := rule.pick(text, *reach.span())):
                yield Found(announced.start(), number, rule.name)


def _explained(text: str) -> Extraction | None:
    lead = explained(text)
    amounts = _amounts(lead) if lead else []
    return Extraction(amounts[0].value, "explained", stated=True) if amounts else None


def _bold(text: str) -> Extraction | None:
    """The last bold number of the last paragraph; `**Step 2:**` and `**2. Then**` are headings."""
    paragraph = text[text.rfind("\n\n") + 1 :]
    for span in reversed(_BOLD.findall(paragraph)):
        inner = str(span)
        if _HEADING.fullmatch(inner.rstrip()):
            continue
        if amounts := _amounts(inner):
            number = _first(inner, amounts[0].start, len(inner)) or amounts[0]
            return Extraction(number.value, "bold", stated=True)
    return None


def _amounts(text: str, start: int = 0) -> list[Numeral]:
    """The numbers that count or measure something."""
    return [each for each in numerals(text, start) if not _only_names(text, each)]


def _only_names(text: str, number: Numeral) -> bool:
    """Whether it is the number of a step, of a line of a list, of a product or on a clock."""
    before = text[max(0, number.start - 14) : number.start]
    return bool(
        _NUMBERING.search(before)
        or (_at_line_start(text, number.start) and _LIST_MARK.match(text, number.end))
        or _MINUTES.match(text, number.start)
        or _HOURS.match(text, number.start)
        or _PRODUCT.search(before)
        or (_PLURAL.match(text, number.end) and _CAPITALISED.search(before))
    )


def _at_line_start(text: str, at: int) -> bool:
    return not text[text.rfind("\n", max(0, at - 6), at) + 1 if at > 6 else 0 : at].strip(" *#-")


def _picked_up(text: str) -> Extraction | None:
    """The last number, or the last result (`= n`) of its sentence. Picked up, not stated."""
    nearest = (_amounts(text, max(0, len(text) - reach)) for reach in (_TAIL, _FAR))
    amounts = next(filter(None, nearest), None)
    if amounts is None:
        return None
    last = amounts[-1]
    sentence = _sentence_start(text, last.start)
    if refuses(text, sentence, last.end + _TAIL):
        return None
    results = list(_EQUALS.finditer(text, sentence, last.end))
    if not results or _CONCLUDES.search(text, results[-1].end(), last.start):
        new = [each for each in _amounts(text, sentence) if not _known(text, each)]
        return Extraction((new or [last])[-1].value, "last-number")
    result = next(numerals(text, results[-1].end()), last)
    return Extraction(result.value, "equals")


def _known(text: str, number: Numeral) -> bool:
    return _KNOWN.search(text[max(0, number.start - 14) : number.start]) is not None


def _sentence_start(text: str, at: int) -> int:
    """Where the sentence of that place begins, as far as 400 characters before it."""
    begin = max(0, at - 400)
    return max((end.end() for end in _SENTENCE_END.finditer(text, begin, at)), default=begin)


# Where nothing is stated: the first of these that finds a number
_UNSTATED = (_explained, _bold, _picked_up)
