"""Which words a reply gives as its answer: one of a few labels, a phrase or list, or brackets.

As everywhere: of what is stated, the last; a box, "the answer is …", "答案是", answer tags. Then a
bold one in the last paragraph, and then a line of its own.
"""

import re
import unicodedata
from collections import deque
from collections.abc import Callable, Iterator, Sequence

from msgspec import structs

from evalbench.algebra.boxes import boxes
from evalbench.postprocessors.rules.closing import without_offers
from evalbench.postprocessors.rules.continuation import heads
from evalbench.postprocessors.rules.hypotheses import hypothetical
from evalbench.postprocessors.rules.refusals import declines, refuses
from evalbench.types import NOTHING, Extraction

Read = Callable[[str], Extraction]

_OF_WHAT = r"(?: (?:to|for|of)(?: [^\s.:?!]{1,24}+){1,12}?)?(?: ?\([^()\n]{0,30}\))?[,\s]{0,3}"
_ANNOUNCED = (
    (
        "answer-is",
        re.compile(
            rf"(?<![A-Za-z])(?:answer|ans|result|sequence|list|order|output|conclusion|completion"
            rf"|(?:last|missing|final) word)[\"”]?{_OF_WHAT}"
            r"(?:(?:is|are|would be|will be|should be|must be)(?![a-z])|[:=])",
            re.IGNORECASE,
        ),
    ),
    (
        "da-an",
        re.compile(
            r"答案[^。\n;；A-Za-z0-9不非]{0,12}?(?:[是为:：】])|(?:^|[。.!?])[*\s]{0,4}答[:：]",
            re.M,
        ),
    ),
    # #### 77.9 at the end
    ("hashes", re.compile(r"^####(?= ?[^\n]{1,80}\Z)", re.MULTILINE)),
    ("answer-tag", re.compile(r"<(?i:answer)>|<\|begin_of_box\|>")),
)
_LAST = 64  # announcements that are looked at; a text with more of them is running in circles
_LABEL_REACH = re.compile(r"(?:(?![.!?](?:\s|$)|[。\n]).){1,160}", re.DOTALL)
_BLANK = re.compile(r"[\s:：*`\"'“”$\\(\[]*")
_STOP = re.compile(r"[.!?](?=\s*$|\s+[A-Z\n])|\n\s*\n|[。<]")
# blanks and marks before the words, and the fence of a block in which they stand
_BEFORE_WORDS = re.compile(r"(?:[\s*:：]|```\w*\n)*+")
_PHRASE = 1000  # characters that a list may have
_BULLET = re.compile(r"^\s*(?:[-*•]|\d{1,3}[.)])\s+", re.MULTILINE)
_BOLD = re.compile(r"\*\*([^*\n]{1,300})\*\*")
_EDGES = " \t\r\n.。:：,，;；*`\"'“”$"
# "photosynthesis", and then nothing that belongs to it
_QUOTED = re.compile(
    r"(?:\"([^\"\n]{1,300})\"|“([^”\n]{1,300})”|「([^」\n]{1,300})」)"
    r"(?=\s*(?:[.。}\n]|,\s*\"\w+\"\s*:|\Z))"
)
_NOT = re.compile(
    r"(?:\b(?:not|never|rather than|instead of)|n['’]t) (?:[a-z]{2,12}ly )?(?:[\"'(]|a |the )?\Z",
    re.IGNORECASE,
)
_NEAR = 32  # characters before a label that such a denial fits into
# `is not deductively valid`, `Not true`: of two labels it says the other one
_IS_NOT = re.compile(
    r"(?:\b(?:is|was|are)(?: not|n['’]t)|^not) (?:[a-z]{2,12}ly )?\Z", re.IGNORECASE
)
_IT_IS = re.compile(r"\b(?:it|this|that) is[:\s]+(.+)$", re.IGNORECASE)
_FONT = re.compile(r"^\\(?:text|mathrm|textbf|mathbf|boxed|texttt)\s?\{(.*)\}$", re.DOTALL)
_INTRODUCES = re.compile(r"^(?:(?:therefore|thus|then|so|simply|just|as follows)[\s,:]+)+", re.I)
_BRACKET_RUN = re.compile(r"(?:\\?[()\[\]{}<>](?:\s|\\[ ,;!])*)+")
_BRACKET_LINE = re.compile(r"[\s*`$\"']*((?:\\?[()\[\]{}<>]\s*)+)[\s*`$\"'.]*")
# up to the last brace of the line: that of the box, while the brackets within need not match
_BRACKET_BOX = re.compile(
    r"oxed\s?\{(?:\\(?:text|texttt|mathrm)\s?\{([^\n]{0,200})\}\s?|(?!\\[a-z])([^\n]{0,200}))\}"
)
_BEFORE_BRACKETS = re.compile(r"[\s:：*`\"'“”$]*")
_END_TAG = re.compile(r"</answer>", re.IGNORECASE)  # its own are no brackets of an answer
_ANGLES = {r"\rangle": ">", r"\gt": ">"}


def find_label(text: str, labels: Sequence[str]) -> Extraction:
    """The label that is given as the answer, spelt as in `labels`; case does not count."""
    return _first_head(text, lambda part: _label(part, labels))


def find_phrase(text: str) -> Extraction:
    """The words that are given as the answer, up to the end of their sentence or list."""
    return _first_head(text, _phrase)


def find_brackets(text: str) -> Extraction:
    """The run of brackets that is given as the answer, without blanks between them."""
    return _first_head(text, _brackets)


def _first_head(text: str, read: Read) -> Extraction:
    """By the part before an invented next question, if it has an answer; else by the whole."""
    text = text.strip()
    for head in heads(text):
        own = read(head)
        if own.answer is not None:
            return structs.replace(own, stated=True)
    return read(text)


def _announced(text: str) -> Iterator[tuple[int, int, str]]:
    """Begin, end and rule of every announcement, the last one first."""
    found = [
        (match.start(), match.end(), rule)
        for rule, pattern in _ANNOUNCED
        for match in deque(pattern.finditer(text), _LAST)
        if not hypothetical(text, match.start())
    ]
    return iter(sorted(found, reverse=True))


def _label(text: str, labels: Sequence[str]) -> Extraction:
    flat = unicodedata.normalize("NFKC", text)
    spelt = {label.casefold(): label for label in labels}
    words = "|".join(re.escape(each) for each in sorted(spelt, key=len, reverse=True))
    label = re.compile(rf"(?<![A-Za-z])(?:{words})(?![A-Za-z])", re.IGNORECASE)
    stated = [
        (box.start, match[0], "boxed")
        for box in boxes(flat)
        if (match := label.search(box.content))
    ]
    for begin, end, rule in _announced(flat):
        blank = _BLANK.match(flat, end)
        reach = _LABEL_REACH.match(flat, blank.end() if blank else end)
        if reach and (match := label.search(reach[0])):
            stated.append((begin, _other(reach[0], match, labels) or match[0], rule))
            break
    if stated:
        _, word, rule = max(stated)
        return Extraction(spelt[word.casefold()], rule, stated=True)
    return _label_unannounced(without_offers(flat), label, spelt)


def _other(said: str, match: re.Match[str], labels: Sequence[str]) -> str | None:
    """Of two labels the one that is meant where the other is denied: `not valid` is invalid."""
    alone = said[: match.start()] == "not " and not said[match.end() :].strip(_EDGES + ")]")
    if len(labels) != 2 or not alone:
        return None
    return next(each for each in labels if each.casefold() != match[0].casefold())


def _label_unannounced(text: str, label: re.Pattern[str], spelt: dict[str, str]) -> Extraction:
    """In bold, alone on a line, at the head of a line, or in the last sentence."""
    for span in reversed(_BOLD.findall(text)):
        if match := label.search(span):
            return Extraction(spelt[match[0].casefold()], "bold", stated=True)
    lines = [line.strip(_EDGES + "#>-()[]") for line in text.splitlines() if line.strip()]
    for at in reversed(range(len(lines))):
        # beside another label it is one of a list
        listed = {each.casefold() for each in lines[max(0, at - 1) : at + 2]} & spelt.keys()
        if (match := label.fullmatch(lines[at])) and len(listed) == 1:
            return Extraction(spelt[match[0].casefold()], "line", stated=True)
    for line in reversed(lines):
        if (match := label.match(line)) and re.match(r"[,.:;!]", line[match.end() :]):
            return Extraction(spelt[match[0].casefold()], "line-head", stated=True)
    return _label_of_sentence(text, label, spelt)


def _label_of_sentence(text: str, label: re.Pattern[str], spelt: dict[str, str]) -> Extraction:
    """The last word of the last sentence, or the only label that it names."""
    *_, sentence = re.split(r"(?<=[.!?。])\s+|\n+", text.strip().rstrip(".")) or [""]
    found = [each for each in label.finditer(sentence) if not _denied(sentence, each.start())]
    if found and not re.search("[A-Za-z]", sentence[found[-1].end() :]):
        return Extraction(spelt[found[-1][0].casefold()], "last-word")
    named = {spelt[each[0].casefold()] for each in found}
    if not named and len(spelt) == 2:
        named = {
            other
            for each in label.finditer(sentence)
            if _IS_NOT.search(sentence, max(0, each.start() - _NEAR), each.start())
            for key, other in spelt.items()
            if key != each[0].casefold()
        }
    return Extraction(named.pop(), "last-sentence") if len(named) == 1 else NOTHING


def _denied(sentence: str, at: int) -> bool:
    return _NOT.search(sentence, max(0, at - _NEAR), at) is not None


def _phrase(text: str) -> Extraction:
    stated = [(box.start, _words(box.content), "boxed") for box in boxes(text) if box.closed]
    for begin, end, rule in _announced(text):
        if words := _words(_reach(text, end)):
            stated.append((begin, words, rule))
            break
    stated = [each for each in stated if each[1]]
    if stated:
        _, words, rule = max(stated)
        return Extraction(words, rule, stated=True)
    said = without_offers(text.rstrip())
    return next(filter(None, (step(said) for step in _UNSTATED)), NOTHING)


def _bold(said: str) -> Extraction | None:
    """The last bold words of the last paragraph, unless they head something."""
    for span in reversed(_BOLD.findall(said[said.rfind("\n\n") + 1 :])):
        if not span.rstrip().endswith((":", "：")) and (words := _words(span)):
            return Extraction(words, "bold", stated=True)
    return None


def _last_line(said: str) -> Extraction | None:
    last = _last_of(said)
    words = "" if refuses(last) or declines(said) else _words(last)
    if not words:
        return None
    given = _IT_IS.search(words)
    return Extraction(_words(given[1]) if given else words, "last-line")


def _last_of(said: str) -> str:
    return said.rstrip().rpartition("\n")[2]


# Where nothing is stated: the first of these that finds words
_UNSTATED = (_bold, _last_line)


def _reach(text: str, at: int) -> str:
    """The rest of the sentence, or the list that begins on the next lines."""
    before = _BEFORE_WORDS.match(text, at)
    start = before.end() if before else at
    if quoted := _QUOTED.match(text, start):
        return str(next(filter(None, quoted.groups())))
    stop = _STOP.search(text, start, start + _PHRASE)
    said = text[start : stop.start() if stop else start + _PHRASE]
    if not _BULLET.match(said):
        said = said.partition("\n")[0]
    return said


def _words(said: str) -> str:
    """Without markup and bullets, lines joined by blanks."""
    said = _BULLET.sub("", said).replace("**", "").replace(r"\ ", " ")
    said = " ".join(said.split()).strip(_EDGES)
    while font := _FONT.match(said):
        said = font[1].strip(_EDGES)
    return _INTRODUCES.sub("", said).strip(_EDGES)


def _brackets(text: str) -> Extraction:
    text = _END_TAG.sub("\n", text)
    for command, sign in _ANGLES.items():
        text = text.replace(command, sign)
    found = [(at, _bare(run), rule) for at, run, rule in _stated_brackets(text)]
    if any(run for _, run, _ in found):
        _, run, rule = max(each for each in found if each[1])
        return Extraction(run, rule, stated=True)
    said = without_offers(text.rstrip())
    for rule, spans in (("bold", _BOLD.findall(said)), ("line", said.splitlines())):
        for span in reversed(spans):
            alone = _BRACKET_LINE.fullmatch(span)
            if alone and _bare(alone[1]):
                return Extraction(_bare(alone[1]), rule, stated=True)
    *_, sentence = re.split(r"(?<=[.!?])\s+(?=[A-Z])|\n+", said) or [""]
    runs = [_bare(each) for each in _BRACKET_RUN.findall(sentence)]
    return Extraction(runs[-1], "last-brackets") if runs else NOTHING


def _stated_brackets(text: str) -> Iterator[tuple[int, str, str]]:
    for match in _BRACKET_BOX.finditer(text):
        yield match.start(), match[1] or match[2], "boxed"
    for begin, end, rule in _announced(text):
        opens = _BEFORE_BRACKETS.match(text, end)
        if opens and (run := _BRACKET_RUN.match(text, opens.end())):
            yield begin, run[0], rule
            return


def _bare(run: str) -> str:
    return re.sub(r"[^()\[\]{}<>]", "", run)
