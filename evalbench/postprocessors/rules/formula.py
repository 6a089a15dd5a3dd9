r"""Which mathematics a reply gives as its answer: the robust reading.

What is stated last counts: a box, "the answer is …", "#### …", answer tags; behind a box only what
is a formula, for "this answer is consistent with …" is none. Then a bold one in the last paragraph,
a line of its own, the last formula of the last sentence, an option, the last number.
"""

import re
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from msgspec import structs

from evalbench.algebra.boxes import Box, boxes
from evalbench.postprocessors.rules.amount import find_number
from evalbench.postprocessors.rules.closing import without_offers
from evalbench.postprocessors.rules.continuation import heads
from evalbench.postprocessors.rules.hypotheses import hypothetical
from evalbench.postprocessors.rules.option import find_option
from evalbench.postprocessors.rules.refusals import declines, refuses
from evalbench.types import NOTHING, Extraction


class Found(NamedTuple):
    at: int
    answer: str
    rule: str
    stated: bool = True


_OF_WHAT = r"(?: (?:to|for|of)(?: [^\s.:?!]{1,24}+){1,12}?)?(?: ?\([^()\n]{0,30}\))?[,\s]{0,3}"
_IS = r"(?:is|was|would be|will be|should be|must be|equals|becomes)(?![a-z])"
_ANNOUNCED = (
    # The answer is 5; the final answer, then, is $5$; Answer: 5; but no heading `Solution: …`
    (
        "answer-is",
        re.compile(rf"(?<![A-Za-z])(?:answer|ans){_OF_WHAT}(?:{_IS}|[:=])", re.IGNORECASE),
    ),
    ("answer-is", re.compile(r"(?<![A-Za-z])(?:answer|solution|value|root)s are(?![a-z])", re.I)),
    ("answer-is", re.compile(rf"(?<![A-Za-z])(?:result|solution){_OF_WHAT}{_IS}", re.IGNORECASE)),
    # 答案是5, 故答案为：5, 【答案】5
    ("da-an", re.compile(r"答案[^。\n;；!！?？A-Za-z0-9$\\不非]{0,12}?(?:[是为:：】])")),
    # #### 5, but no heading `#### 1. Count`, `#### Step 1`
    (
        "hashes",
        re.compile(r"^####(?=[^\n]{1,60}$)(?! ?(?:[0-9]+[.):] |[A-Za-z]{3}))", re.MULTILINE),
    ),
    ("answer-tag", re.compile(r"<(?i:answer)>|<\|begin_of_box\|>")),
)
_FILLER = re.compile(
    r"(?:[\s:：,，*=]|(?:therefore|thus|hence|then|simply|just|clearly|indeed|exactly|approximately"
    r"|about|equal to|given by|the following|the (?:number|value|expression|interval|point|set))"
    r"(?![A-Za-z]))*",
    re.IGNORECASE,
)
_MATH = re.compile(
    r"\$\$(.+?)\$\$|\\\[(.+?)\\\]|\\\((.+?)\\\)|(?<![\\$])\$([^$\n]*?[^$\n\s\\])\$(?![0-9])",
    re.DOTALL,
)
# Formulas that belong together: $x = 1$ and $x = 2$; $3$, $5$ or $7$
_TOGETHER = re.compile(r"[\s,;、]*(?:(?:and|or|和|或|与|以及)\s*)?", re.IGNORECASE)
_STOP = re.compile(
    r"[.!?](?=\s|$|\*)|[。！？;；\n]|</?[a-z]+>|<\|"
    r"|,? (?:i\.e|that is|namely|or equivalently|because|since|which|where|as (?:we|the|it|re))\b"
    r"|[,，](?=[\u4e00-\u9fff])",
)
# Before it words alone: the comma parts two clauses of one answer, unless a reason follows
_CLAUSE = re.compile(r"[\u4e00-\u9fff][^A-Za-z0-9$\\]*")
_REASON = re.compile(r"[,，](?:因为|由于|理由|其中|即|也就是|所以|因此|故|而)")
_PLAIN = 160  # characters that an answer without delimiters may have
_PLAIN_WORDS = 6
_DENIED = re.compile(r"\s*(?:not\b|n['’]t\b|不是|并非)")
_BUT = re.compile(r"\b(?:but|rather)\b|而是")
_NO_ANSWER = re.compile(
    r"\s*(?:consistent|correct|right|wrong|incorrect|in\b|found|given|obtained|the same|verified"
    r"|valid|confirmed|reasonable|as follows|unique|unclear|required|expected|supposed"
    r"|to\b|that\b|a\b|an\b|(?:let|we|first|suppose|since|consider|note|by|using|because)\b)",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(
    r"(?:\\text\{)?\s*(?:\.\.\.|…|\\[lc]?dots|\$?ANSWER|(?:the |your |final )*answer|<[\w ]+>|\?+"
    r"|_+)?\s*\}?",
    re.IGNORECASE,
)
_WORD = re.compile(r"(?<![\\A-Za-z])[A-Za-z]{2,}")
_BOLD = re.compile(r"\*\*([^*\n]{1,120})\*\*")
_HEADING = re.compile(
    r".*[:：]|(?:the )?(?:final |correct )?(?:answer|solution|conclusion|result)[.]?|step [0-9]+.*"
    r"|最终答案|答案|结论|解答?",
    re.IGNORECASE,
)
# A last paragraph that is bold from end to end
_SENTENCES = re.compile(r"(?<=[.!?。])\s+|\n")
_REMARK = re.compile(r"[^0-9$\\=*]{12,}[.!。]\s*")
_BOLD_END = re.compile(r"[> ]{0,4}\*\*([^*\n]{1,80})\*\*[.。]?")
# I'll write the result as \boxed{\text{area}}: a form, and no answer yet
_PROMISED = re.compile(
    r"\b(?:i['’]?ll|i will|will|please|should|must|to) (?:then )?"
    r"(?:write|put|give|present|place|enclose|box|state|report)\b[^.\n]{0,60}\Z",
    re.IGNORECASE,
)
_FORM = re.compile(r"(?:\\text\{)?[a-z]{3,20}(?: [a-z]{1,20}){0,3}\}?")
_LAST = 64  # announcements that are looked at; a text with more of them is running in circles
_LINE_HEAD = re.compile(r"^(?:[A-Za-z ]{1,30}|[\u4e00-\u9fff]{1,8})[:：]\s*")
_COUNTED = re.compile(r"[\u4e00-\u9fff]{2}[^\u4e00-\u9fff]*[0-9]")  # 一共有160个
_FORMULA_LINE = re.compile(r"[^\n]{1,120}")
_GIVES = re.compile(
    r"(?:\b(?:it|this|that) is|\b(?:equals|is equal to|we (?:get|obtain|have|find)|gives|yields)"
    r"|等于|得到?|为)[\s:：]{0,3}(?=[^\s])",
    re.IGNORECASE,
)
# 0,4 or -8, 1; 12,345 is one number
_LIST = re.compile(
    r"(?<![\w.,])-?[0-9]+(?:\.[0-9]+)?(?:, ?-?[0-9]+(?:\.[0-9]+)?)+(?![\w,]|\.[0-9])"
)
_GROUPED = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{2,3})*,[0-9]{3}(?:\.[0-9]+)?")
_IS_GIVEN = re.compile(r"\bis[\s:]{1,3}(?=[^\s])", re.IGNORECASE)
_CONCLUDES = re.compile(r"\b(?:so|thus|hence|therefore)\b|所以|因此|故", re.IGNORECASE)
_TAIL = 600  # characters from the end in which the last formula is looked for
_OPTIONS = "ABCDEFGH"


def find_formula(text: str) -> Extraction:
    """The answer of a reply without its reasoning, as it stands there; None when it has none."""
    text = text.strip()
    for head in heads(text):
        own = _read(head)
        if own.answer is not None:
            return structs.replace(own, stated=True)  # the model was done with it
    return _read(text)


def _read(text: str) -> Extraction:
    found = _stated(text) or _picked_up(without_offers(text.rstrip()))
    return Extraction(found.answer, found.rule, found.stated) if found else NOTHING


def _stated(text: str) -> Found | None:
    box = _last_boxes(text)
    said = [each for each in _statements(text) if not hypothetical(text, each.at)]
    if box is None:
        return max(said, key=lambda each: each.at, default=None)
    later = [each for each in said if each.at > box.at and _is_formula(each.answer)]
    above, _, paragraph = text.rstrip().rpartition("\n\n")
    alone = _BOLD_END.fullmatch(paragraph) if len(above) > box.at else None
    if alone and not later and _is_formula(alone[1]) and any(map(str.isalnum, alone[1])):
        return Found(len(above), alone[1].strip(), "bold")
    return max(later, key=lambda each: each.at, default=box)


def _last_boxes(text: str) -> Found | None:
    r"""The last box, with those that stand beside it: `\boxed{1}` or `\boxed{2}`."""
    found: list[list[Box]] = []
    for box in boxes(text):
        if _PLACEHOLDER.fullmatch(box.content) or _is_form(text, box):
            continue
        gap = text[found[-1][-1].end : box.start] if found else None
        if gap is not None and _joins(gap):
            found[-1].append(box)
        else:
            found.append([box])
    if not found:
        return None
    together = found[-1]
    answer = ", ".join(dict.fromkeys(box.content for box in together))
    return Found(together[-1].start, answer, "boxed", stated=all(box.closed for box in together))


def _is_form(text: str, box: Box) -> bool:
    before = text[max(0, box.start - 100) : box.start]
    return _FORM.fullmatch(box.content) is not None and _PROMISED.search(before) is not None


def _joins(gap: str) -> bool:
    """Whether what lies between two boxes says that both are meant: `$ and $x = `."""
    plain = re.sub(r"[\s$]|\\[()\[\]]|[A-Za-z]_?[0-9]? ?=", "", gap)
    return (
        len(gap) <= 40
        and plain in ("", ",", ";", "and", "or", ",and", ",or", "和", "或", "、")
        and plain != ""
    )


def _statements(text: str) -> Iterator[Found]:
    for rule, announced in _ANNOUNCED:
        for match in deque(announced.finditer(text), _LAST):
            answer = _given(text, match.end())
            if answer:
                yield Found(match.start(), answer, rule)


def _given(text: str, at: int) -> str | None:
    """The answer that is announced there: its formulas, or the words of a short sentence."""
    at = _skipped(text, at)
    if _DENIED.match(text, at):
        but = _BUT.search(text, at, at + _PLAIN)
        if but is None:
            return None
        at = _skipped(text, but.end())
    if _MATH.match(text, at):
        return _formulas(text, at)
    stop = _stop(text, at)
    end = stop.start() if stop else min(len(text), at + _PLAIN)
    plain = text[at:end].replace("**", "").strip(" \t*`\"'“”")
    if _NO_ANSWER.match(plain) or _PLACEHOLDER.fullmatch(plain):
        return None
    inside = _MATH.search(text, at)
    if inside and inside.start() < end and _WORD.search(text, at, inside.start()):
        return _formulas(text, inside.start())
    return plain if plain and len(_WORD.findall(plain)) <= _PLAIN_WORDS else None


def _stop(text: str, at: int) -> re.Match[str] | None:
    """Where an answer without delimiters ends; one in Chinese words may have several clauses."""
    for stop in _STOP.finditer(text, at, at + _PLAIN):
        in_words = stop[0] in ",，" and _CLAUSE.fullmatch(text, at, stop.start())
        if not in_words or _REASON.match(text, stop.start()):
            return stop
    return None


def _skipped(text: str, at: int) -> int:
    filler = _FILLER.match(text, at)
    return filler.end() if filler else at


def _formulas(text: str, at: int) -> str | None:
    """The formula there, and those that follow it in a list."""
    found: list[str] = []
    while match := _MATH.match(text, at):
        found.append(next(filter(None, match.groups())).strip())
        gap = _TOGETHER.match(text, match.end())
        at = gap.end() if gap else match.end()
        if at == match.end():
            break
    return ", ".join(filter(None, found)) or None


def _is_formula(answer: str) -> bool:
    """Whether it is mathematics and no words; one word may be an answer, but not against a box."""
    return not _WORD.search(re.sub(r"\\[a-z]+|\{[^{}]*\}", "", answer))


def _picked_up(text: str) -> Found | None:
    if not text.strip():
        return None
    *above, paragraph = text.split("\n\n")
    if above and _REMARK.fullmatch(paragraph) and _BOLD_END.fullmatch(above[-1]):
        paragraph = above[-1]  # `**y = 2x - 3**`, and then a remark in words
    for span in reversed(_BOLD.findall(paragraph)):
        inner = str(span).strip()
        if inner and len(_WORD.findall(inner)) <= _PLAIN_WORDS and not _HEADING.fullmatch(inner):
            return Found(0, _of_bold(inner), "bold")
    if declines(text) or refuses(_SENTENCES.split(text)[-1]):
        return None
    return next(filter(None, (step(text) for step in _LAST_RESORTS)), None)


def _of_bold(inner: str) -> str:
    """Of a bold sentence its formula, or what it ends in: `The ratio is $6:7$`, `x is 5`."""
    formulas = list(_MATH.finditer(inner))
    if formulas:
        return next(filter(None, formulas[-1].groups())).strip() or inner
    gives = list(_GIVES.finditer(inner)) or list(_IS_GIVEN.finditer(inner))
    return (_given(inner, gives[-1].end()) if gives else None) or inner


def _last_line(text: str) -> Found | None:
    """A last line that is nothing but an answer: `p - q`, `Evelyn`; not the end of a sentence."""
    line = text.rstrip().rpartition("\n")[2].strip()
    if line.count("{") != line.count("}"):  # a formula of several lines
        line = " ".join(text.rstrip().rpartition("\n\n")[2].split())
    alone = len(line) <= 120 and not _MATH.search(line)
    words = _WORD.findall(re.sub(r"\\[A-Za-z]+", "", line))
    line = _LINE_HEAD.sub("", line)
    sentence = line.endswith((".", "!", "?", "。")) and (len(words) > 1 or _COUNTED.search(line))
    says = any(map(str.isalnum, line)) and "####" not in line and "oxed" not in line
    if alone and says and len(words) <= 2 and not sentence:
        return Found(0, line, "line", stated=False)
    return None


def _last_formula(text: str) -> Found | None:
    """What the last sentence gives: `it is p - q`, else its last formula."""
    tail = text[-_TAIL:].rstrip(" \t\r\n.,!。*")
    formulas = list(_MATH.finditer(tail))
    if formulas and formulas[-1].end() == len(tail):
        begin = max(tail.rfind(mark, 0, formulas[-1].start()) for mark in (". ", "\n", "。"))
        sentence = tail[begin + 1 :]
    else:
        *_, sentence = [each for each in re.split(r"(?<=[.!?。])\s+|\n+", tail) if each] or [""]
    gives = [
        each for each in _GIVES.finditer(sentence) if not _CONCLUDES.search(sentence, each.end())
    ]
    if gives and (answer := _given(sentence, gives[-1].end())):
        return Found(0, answer, "gives", stated=False)
    formulas = list(_MATH.finditer(sentence))
    if formulas:
        last = next(filter(None, formulas[-1].groups())).strip().rstrip(".,")
        return Found(0, last, "last-formula", stated=False) if last else None
    lists = [each[0] for each in _LIST.finditer(sentence) if not _GROUPED.fullmatch(each[0])]
    return Found(0, lists[-1], "last-list", stated=False) if lists else None


def _elsewhere(text: str) -> Found | None:
    option = find_option(text, _OPTIONS)
    if option.answer is not None and option.stated:
        return Found(0, option.answer, option.rule)
    number = find_number(text)
    if number.answer is not None:
        return Found(0, number.answer, number.rule, number.stated)
    return None


_LAST_RESORTS = (_last_line, _last_formula, _elsewhere)
