"""Which few words a reply gives as its answer to an open question.

What is stated, the last of it: a box, answer tags, "the answer is …", `A:`, 答案是, 答：. Then what
is bold in the last paragraph, a line of its own, and the last sentence. Quotes around an answer, a
reason behind it and closing offers are no part of it.
"""

import re
from collections import deque
from collections.abc import Iterator
from itertools import takewhile
from typing import NamedTuple

from evalbench.algebra.boxes import boxes
from evalbench.postprocessors.rules.closing import without_offers
from evalbench.postprocessors.rules.continuation import heads
from evalbench.postprocessors.rules.hypotheses import hypothetical
from evalbench.postprocessors.rules.languages import SAID_ELSEWHERE
from evalbench.postprocessors.rules.leading import explained
from evalbench.postprocessors.rules.quoted import ends_quoted
from evalbench.postprocessors.rules.refusals import declines, refuses
from evalbench.types import NOTHING, Extraction


class Said(NamedTuple):
    at: int
    words: str
    rule: str


_OF_WHAT = (
    r"(?:, [a-z ]{1,24},)?(?: (?:to|for|of)(?: [^\s.:?!]{1,24}+){1,12}?)?"
    r"(?: ?\([^()\n]{0,30}\))?[,\s*]{0,3}"
)
_ANNOUNCED = (
    (
        "answer-is",
        re.compile(
            rf"(?<![A-Za-z])(?:answer|ans)[\"”]?{_OF_WHAT}"
            r"(?:(?:is|are|was|were|would be|will be|should be|must be)(?![a-z])|[:：=]"
            r"|(?<= )[-–—](?= ))",
            re.IGNORECASE,
        ),
    ),
    # Respuesta final: …
    ("answer-is", SAID_ELSEWHERE),
    ("a-colon", re.compile(r"^[*\s]{0,4}A[:：]", re.MULTILINE)),
    ("hashes", re.compile(r"^#{4} ?(?=[^\s#])", re.MULTILINE)),
    (
        "da-an",
        re.compile(
            r"答案(?:[^。\n;；A-Za-z0-9不非]{0,12}?[是为:：】]|[^。\n]{1,40}?而是)"
            r"|(?:^|(?<=[。！？!?\s*]))答[:：]",
            re.M,
        ),
    ),
    ("answer-tag", re.compile(r"<(?i:answer)>|<\|begin_of_box\|>")),
)
_LAST = 64  # announcements that are looked at; a text with more of them is running in circles
_BEFORE = re.compile(r"[\s*_`:：$]*+")
_QUOTED = re.compile(
    r'"([^"\n]{1,300})"|“([^“”\n]{1,300})”|「([^「」\n]{1,300})」|『([^『』\n]{1,300})』'
)
_ABBREVIATED = (
    "[A-Z]", "St", "Mt", "Ft", "Dr", "Mr", "Ms", "Jr", "Sr", "vs", "Mrs", "Col", "Gen", "Rev",
    "Lt", "Sgt", "Capt", "Prof",
)  # fmt: skip
_INITIAL = "".join(rf"(?<!(?<![A-Za-z]){each})" for each in _ABBREVIATED)
# Chanel No. 5, Op. 27, Sept. 3; but `No. Because …` ends
_NUMBERED = (
    r"(?!(?:(?<=\b(?:[Nn]o|[Oo]p)\.)|(?<=\b(?:Jan|Feb|Mar|Apr|Aug|Oct|Nov|Dec|Vol|vol)\.)"
    r"|(?<=\bSept\.)) ?[0-9])"
)
_ENDS = rf"(?:{_INITIAL}\.{_NUMBERED}|[!?])(?=[\s*_\"”’)]|\Z)|[。！？]"
_END = re.compile(rf"{_ENDS}|[\n<]")
_SENTENCE_END = re.compile(rf"(?:{_ENDS})[*_\"”’)]{{0,3}}\s*|\n")
_REACH = 300
_REASON = re.compile(
    r"(?<=\S)(?:[,，]?\s+(?:because|since)\b|[,，]?\s*因为|[,，]\s*(?:根据|所以|因此|理由)).*", re.S
)
_NOT_BUT = re.compile(r"(?:not\b.{1,80}?\b(?:but|rather)\b|不是.{1,80}?而是)\s*", re.IGNORECASE)
_DENIED = re.compile(r"(?:not\b|不是)", re.IGNORECASE)
# `Answer: $ANSWER`, `<your answer>`: a form that the reply quotes
_PLACEHOLDER = re.compile(r"\$?(?-i:ANSWER)\b.*|<[\w ]+>|\[[^\]]*answer[^\]]*\]", re.IGNORECASE)
# an announcement after which nothing comes
_LABEL = re.compile(r"(?:the )?(?:final )?answer(?: is)?|(?:最终)?答案[是为]?|答|A", re.IGNORECASE)
_EDGES = " \t\r\n.。,，;；:：*_`#\"'“”‘’「」『』$"
_FONT = re.compile(r"\\(?:text|mathrm|textbf|mathbf)\s?\{([^{}]*)\}")
_LATEX = re.compile(r"\\[()\[\]]")
_ITEM = re.compile(r"\s*(?:[-*•]|\d{1,2}[.)])\s+(\S.*)")
_BOLD = re.compile(r"\*\*([^*\n]{1,300})\*\*")
_IT_IS = re.compile(
    r"(?:^|[,;]\s*(?=so|thus|hence|therefore))"
    r"(?i:(?:(?:so|thus|therefore|hence)[,\s]+)?(?:it|this|that)(?:['’]s| is| was))[:\s]+"
    r"(?P<words>.+)"
    r"|(?:它|这|应该?)[是为](?P<zh>.+)"
)
# He served from 2001. She was born in 1958; but `He was George Bush` may answer
_ELABORATES = re.compile(
    r"(?:He|She|They|It|His|Her|Their|Its) "
    r"(?!(?:is|was|are|were) "
    r"(?!(?:born|also|known|released|published|founded|located|built|held)\b))"
)
_LINE = 12  # words that a line may have which is an answer and no sentence
# a base model goes on with the next passage of a few-shot prompt
_NEXT = re.compile(r"^(?:-{3,9}[^\S\n]{0,9}\n{1,9})?(?:Passage|文章)\s?[:：]", re.MULTILINE)


def find_short_answer(text: str) -> Extraction:
    """The words of the answer, without quotes and markup around them; None when it says nothing."""
    text = text.strip()
    following = _NEXT.search(text)
    before = text[: following.start()] if following else ""
    for head in (*heads(before or text), before):
        found = _stated(head) or _only_line(head)
        if found:
            return found
    return _stated(text) or _unannounced(without_offers(text.rstrip())) or NOTHING


def sentences(text: str) -> list[str]:
    """Of one line or several; a full stop behind an initial or `St` ends none."""
    return [each.strip() for each in _SENTENCE_END.split(text) if each.strip()]


def plain(said: str) -> str:
    """On one line, without markup and punctuation around it."""
    said = _LATEX.sub(" ", said)
    return _FONT.sub(r"\1", " ".join(said.replace("**", "").split())).strip(_EDGES)


def _stated(text: str) -> Extraction | None:
    box = max(((box.start, box.content) for box in boxes(text) if plain(box.content)), default=None)
    said = next(_announcements(text), None)
    if box and (said is None or box[0] > said.at):
        return Extraction(plain(box[1]), "boxed", stated=True)
    return Extraction(said.words, said.rule, stated=True) if said else None


def _announcements(text: str) -> Iterator[Said]:
    """Those that say something, the last one first."""
    found = [
        (match.start(), match.end(), rule)
        for rule, pattern in _ANNOUNCED
        for match in deque(pattern.finditer(text), _LAST)
        if not hypothetical(text, match.start())
    ]
    for begin, end, rule in sorted(found, reverse=True):
        if words := _after(text, end):
            yield Said(begin, words, rule)


def _after(text: str, at: int) -> str:
    """The answer that is announced before that place; "" where none follows, or it is denied."""
    if items := _items(text, at):
        return items
    blank = _BEFORE.match(text, at)
    start = blank.end() if blank else at
    if quoted := _QUOTED.match(text, start):
        return plain(next(filter(None, quoted.groups())))
    end = _END.search(text, start, start + _REACH)
    said = _REASON.sub("", text[start : end.start() if end else start + _REACH])
    said = _NOT_BUT.sub("", said)
    return "" if _DENIED.match(said) or _PLACEHOLDER.fullmatch(said.strip()) else plain(said)


def _items(text: str, at: int) -> str:
    """A list on the next lines, with commas between; "" where there is none."""
    first, _, rest = text[at : at + _REACH].lstrip(" *_:：\t").partition("\n")
    if first.strip():
        return ""
    lines = [line for line in rest.split("\n") if line.strip()]
    found = list(takewhile(bool, (_ITEM.match(line) for line in lines)))
    return ", ".join(plain(item[1]) for item in found if item)


def _only_line(head: str) -> Extraction | None:
    """What a base model says before it goes on with another question."""
    lines = [line for line in head.splitlines() if plain(line)]
    return Extraction(plain(lines[0]), "only-line", stated=True) if len(lines) == 1 else None


def _unannounced(text: str) -> Extraction | None:
    if declines(text) or refuses((sentences(text) or [""])[-1]):
        return None
    return next(filter(None, (step(text) for step in _UNSTATED)), None)


def _explained(text: str) -> Extraction | None:
    words = plain(explained(text) or "")
    return Extraction(words, "explained", stated=True) if words else None


def _bold(text: str) -> Extraction | None:
    for span in reversed(_BOLD.findall(text[text.rfind("\n\n") + 1 :])):
        if not span.rstrip().endswith((":", "：")) and plain(span):
            return Extraction(plain(span), "bold", stated=True)
    return None


def _line(text: str) -> Extraction | None:
    """The last line or the first, where it is short and says no more than the answer."""
    lines = [line for line in text.splitlines() if plain(line)]
    for rule, line in (("last-line", lines[-1]), ("first-line", lines[0])) if lines else ():
        if quoted := ends_quoted(line.strip()):
            return Extraction(plain(quoted), "quoted")
        if len(sentences(line)) == 1 and len(line.split()) <= _LINE and not _says_more(line):
            return Extraction(plain(line), rule)
    return None


def _last_sentence(text: str) -> Extraction | None:
    *_, last = _without_elaboration(sentences(text)) or [""]
    told = _IT_IS.search(last)
    words = plain((told["words"] or told["zh"]) if told else last)
    if not words or _LABEL.fullmatch(words):
        return None
    return Extraction(words, "last-sentence")


def _without_elaboration(said: list[str]) -> list[str]:
    """Up to the sentence with the answer: `It is Canberra.`, and not `It has been since 1913.`."""
    while len(said) > 1 and _ELABORATES.match(said[-1]):
        said = said[:-1]
    return said


def _says_more(line: str) -> bool:
    """More than its answer, as `It is Paris` does, or nothing: a heading of what follows."""
    return _IT_IS.match(line.strip(_EDGES)) is not None or line.rstrip(" *").endswith((":", "："))


# Where nothing is stated: the first of these that finds words
_UNSTATED = (_explained, _bold, _line, _last_sentence)
