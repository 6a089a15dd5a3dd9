"""Takes the reasoning out of a reply, so that no rule finds an answer in it."""

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

DEFAULT_TAGS: tuple[tuple[str, str], ...] = (
    ("<think>", "</think>"),
    ("<thinking>", "</thinking>"),
    ("◁think▷", "◁/think▷"),
    ("[THINK]", "[/THINK]"),
    # Harmony: the reasoning ends where the channel of the answer begins
    ("<|channel|>analysis<|message|>", "<|channel|>final<|message|>"),
)


class Split(NamedTuple):
    answer: str
    reasoning: str | None
    open: bool  # the reasoning never ended: there is no answer


def split_reasoning(
    text: str, reasoning: str | None, tags: Sequence[tuple[str, str]] = DEFAULT_TAGS
) -> Split:
    """Answer and reasoning of a reply.

    `reasoning` is what the service gave in a field of its own; it comes first. What stands before a
    closing tag without an opening one is reasoning, whatever it holds. An opening tag without a
    closing one makes all of the text reasoning. A text without tags is left as it is, else the
    answer is stripped. No reasoning, or a blank one, is None.
    """
    thoughts = [reasoning or ""]
    answer, is_open = text, False
    for opening, closing in tags:
        answer, found, is_open = _split(answer, opening, closing)
        thoughts += found
        if is_open:
            break
    joined = "\n".join(filter(None, (thought.strip() for thought in thoughts)))
    return Split(answer, joined or None, is_open)


@cache
def _either(opening: str, closing: str) -> re.Pattern[str]:
    return re.compile(f"({re.escape(opening)})|{re.escape(closing)}", re.IGNORECASE)


def _split(text: str, opening: str, closing: str) -> tuple[str, list[str], bool]:
    folded = text.lower()
    if opening.lower() not in folded and closing.lower() not in folded:  # most replies, by far
        return text, [], False
    said: list[str] = []
    thought: list[str] = []
    inside, at = False, 0
    for tag in _either(opening, closing).finditer(text):
        piece = text[at : tag.start()]
        if tag[1]:
            (thought if inside else said).append(piece)
        else:
            if not inside:  # the tag that opened it was in the prompt, or this one was quoted
                thought += said
                said.clear()
            thought.append(piece)
        inside, at = tag[1] is not None, tag.end()
    if at == 0:
        return text, [], False
    if inside:
        return "", [*said, *thought, text[at:]], True
    return "".join([*said, text[at:]]).strip(), thought, False
