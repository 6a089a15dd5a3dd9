"""What a reply puts into double square brackets, `[[…]]`, as KOR-Bench asks for.

The last that is no quoted form; else the last box; else what is stated.
"""

import re
from collections.abc import Iterator

from evalbench.algebra.boxes import last_box
from evalbench.postprocessors.rules.continuation import heads
from evalbench.postprocessors.rules.option import find_option
from evalbench.postprocessors.rules.phrase import find_phrase
from evalbench.types import Extraction

_SQUARE = str.maketrans("【】［］", "[][]")  # full-width brackets
# [[your answer]], [[encrypted answer]], [[...]]: the form that the question asks for
_PLACEHOLDER = re.compile(
    r"(?:the |your |final |encrypted |decrypted )*(?:answer|text)|\.\.\.|…|word1 word2.*|\s*",
    re.IGNORECASE | re.DOTALL,
)


def find_bracketed(text: str, options: str = "") -> Extraction:
    """The answer of a reply without its reasoning, by the rule for options where there are any."""
    square = text.translate(_SQUARE)
    for part in (*heads(square), square):
        found = [each.strip() for each in between(part, "[[", "]]")]
        found = [each for each in found if not _PLACEHOLDER.fullmatch(each)]
        if found:
            return Extraction(found[-1], "double-brackets", stated=True)
    if options:
        return find_option(text, options)
    if box := last_box(text):
        return Extraction(box, "boxed", stated=True)
    return find_phrase(text)


def between(text: str, opening: str, closing: str) -> Iterator[str]:
    """What stands between the two, from each opening to the next closing; found in one pass."""
    at = text.find(opening)
    while at >= 0:
        begin = at + len(opening)
        end = text.find(closing, begin)
        if end < 0:
            return
        while text.startswith(closing[-1], end + len(closing)) and closing == "]]":
            end += 1  # [[[1, 2]]] holds [1, 2]
        yield text[begin:end]
        at = text.find(opening, end + len(closing))
