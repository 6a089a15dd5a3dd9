"""Where a reply ends and the invented next question begins.

A base model that has answered a few-shot prompt goes on in its pattern: another question, other
options, another answer. None of that is a reply to the question that was asked.
"""

import re
from collections.abc import Iterator
from functools import cache

# Each stands at the start of what the model was never asked for.
_MARKS = (
    # the template's own marks, leaked into the text; but GLM puts its answer in a box of them
    r"<\|(?!(?:begin|end)_?of_?box)[a-z_]{2,24}\|>|</s>|\[/?INST\]",
    r"Question:",  # anywhere, as the reference rule of GSM8K cuts
    r"^(?:#{1,4} ?)?(?i:question|q|human|user|problem|问题|题目|例题?|用户) ?[0-9]{0,3} ?[:：]",
)
_TRIES = 3  # cuts that are looked at; a reply that holds more marks is about them


@cache
def _mark() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{mark})" for mark in _MARKS), re.MULTILINE)


def heads(text: str) -> Iterator[str]:
    """The text up to each of the first marks, shortest first. A mark at the very start is none."""
    for tried, mark in enumerate(_mark().finditer(text)):
        if tried >= _TRIES:
            return
        head = text[: mark.start()]
        if head.strip():
            yield head


def invents_question(rest: str, options: str) -> bool:
    """Whether options and then an answer label follow: a question without a mark of its own."""
    first, second = (re.escape(letter) for letter in options[:2])
    listed = rf"(?:^|\s)[(]?{first}[).:、].{{1,400}}?\s[(]?{second}[).:、]"
    found = re.search(listed, rest[:4000], re.DOTALL)
    return found is not None and _LABEL.search(rest, found.end()) is not None


_LABEL = re.compile(r"(?i:answer) ?:|答案 ?:?")
