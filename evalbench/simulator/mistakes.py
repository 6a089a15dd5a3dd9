r"""Wrong answers: each of the form that the right one has, so that it can be read as well.

Of labels and options another one, of numbers one that is greater by one, `\frac{2}{2}` for
`\frac{1}{2}`, of lists one in which the first item is another, of brackets those of another kind.
"""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation

_EITHER = (("True", "False"), ("Yes", "No"))
_BLOCK = re.compile(r"(```\w*\n).*(\n```)", re.DOTALL)
_WRAPPED = re.compile(r"(\[\[|\(|\$)(.*)(\]\]|\)|\$)", re.DOTALL)
_BRACKETS = re.compile(r"[()\[\]{}<>\s]*[()\[\]{}<>][()\[\]{}<>\s]*")
_OTHER_KIND = str.maketrans("([{<)]}>", "[{<(]}>)")
# a minus is a number's own where nothing stands before it that something could be taken from
_NUMBER = re.compile(
    r"(?:(?:(?<=[\[({,=\s$:;])|^)-)?(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?"
)
_WORD = re.compile(r"(?<![\\A-Za-z])[A-Za-z]+|[\u4e00-\u9fff]+")
_COMMAND = re.compile(r"\\[A-Za-z]+")


def mistaken(
    answer: str, kind: str, *, options: str | None, labels: Sequence[str], key: int
) -> str:
    """An answer that is not right. `key` chooses among several that are wrong."""
    letters = list(options or "ABCD")
    if kind == "choice" and answer in letters:
        return _other(answer, letters, key) or "unknown"
    if found := _other(answer, labels, key):
        return found
    for pair in _EITHER:
        if found := _other(answer, pair, key):
            return found.lower() if answer.islower() else found
    if options and len(answer) > 1 and set(answer) <= set(options):
        return _other_letters(answer, options)
    if kind == "number":
        return _one_more(answer) or "unknown"
    if block := _BLOCK.fullmatch(answer):
        return f"{block[1]}unknown{block[2]}"
    return _of_words(answer, options)


def _other(answer: str, among: Sequence[str], key: int) -> str | None:
    if answer.casefold() not in {each.casefold() for each in among}:
        return None
    others = [each for each in among if each.casefold() != answer.casefold()]
    return others[key % len(others)] if others else None


def _other_letters(answer: str, options: str) -> str:
    """Not right in any part: of several right options none, of several questions no answer."""
    others = [letter for letter in options if letter not in answer]
    if sorted(set(answer)) == list(answer):
        return others[0] if others else answer[:-1]
    return "".join(options[(options.index(letter) + 1) % len(options)] for letter in answer)


def _of_words(answer: str, options: str | None) -> str:
    """Free text, mathematics, and what stands in brackets of its own."""
    if _BRACKETS.fullmatch(answer):
        return answer.translate(_OTHER_KIND)
    wrapped = _WRAPPED.fullmatch(answer)
    if wrapped and options and wrapped[2] in options:
        place = options.index(wrapped[2]) + 1
        return f"{wrapped[1]}{options[place % len(options)]}{wrapped[3]}"
    for pattern, other in _PARTS:
        part = pattern.search(answer)
        if part and (found := other(part[0])):
            return f"{answer[: part.start()]}{found}{answer[part.end() :]}"
    return "unknown"


def _one_more(number: str) -> str | None:
    """12 -> 13, 3.50 -> 4.50, 1,999 -> 2,000; None for what is no decimal number."""
    try:
        value = Decimal(number.replace(",", "")) + 1
    except InvalidOperation:
        return None
    if not value.is_finite():
        return None
    return f"{value:,f}" if "," in number else f"{value:f}"


def _other_word(word: str) -> str:
    """A letter becomes the next one; a word "unknown", in capitals where it has them."""
    if len(word) == 1 and word.isascii():
        return {"Z": "A", "z": "a"}.get(word) or chr(ord(word) + 1)
    if not word.isascii():
        return "不详" if word == "未知" else "未知"
    other = "nothing" if word.casefold() == "unknown" else "unknown"
    return other.upper() if word.isupper() else other


_PARTS: tuple[tuple[re.Pattern[str], Callable[[str], str | None]], ...] = (
    (_NUMBER, _one_more),
    (_WORD, _other_word),
    (_COMMAND, lambda _: "0"),
)
