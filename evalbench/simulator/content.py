"""Which tokens an answer consists of: pure, and the same for the same prompt.

A token is a word with the white space before it; a CJK ideograph is a token of its own. Prompts are
counted by the same rule, and a chat adds nothing for its roles: `usage.prompt_tokens` is the number
of words plus ideographs. An answer that ends by itself ends as a model's does, with an end token
that is counted in `completion_tokens` and has no text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat
from typing import Literal

_CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_IDEOGRAPH = re.compile(f"[{_CJK}]")
_TOKEN = re.compile(rf"\s*(?:[{_CJK}]|[^\s{_CJK}]+)")

# Reasoning in which nothing can be mistaken for an answer: no digit and no number word, no letter
# standing alone (hence no indefinite article), no yes, no, true or false, and never "answer".
_REASONING = """
 First let us read the question carefully and see what is being asked. We know the given facts, and
 we should keep the important details in mind before drawing any conclusion. The question gives us
 enough information, so we can work through it step by step. Looking at the beginning, the statement
 tells us how the parts are related to each other. This means that we can start from what is known
 and move towards what is wanted. Next we compare these relations with the usual definition, which
 helps to rule out whatever does not fit. It also helps to write down the intermediate values and to
 check them against the conditions. After simplifying, the remaining terms become much easier to
 handle. We should be careful here, because small mistakes at this point would change the outcome.
 Going back to the wording once more, nothing in it contradicts our reasoning so far. Another way to
 look at the same problem leads to the same conclusion, which makes us more confident. Finally we
 put everything together and verify that every condition from the question is satisfied.
"""
_FILLER = [f" {word}" for word in _REASONING.split()]
_ENDS = [at for at, word in enumerate(_FILLER, 1) if word.endswith(".")]
_SENTENCES = [0, *_ENDS[:-1]]  # where each sentence begins


@dataclass(frozen=True, slots=True)
class Content:
    tokens: list[str]
    finish: Literal["stop", "length"]

    @property
    def counted(self) -> int:
        """What `usage.completion_tokens` says: the end token too."""
        return len(self.tokens) + (self.finish == "stop")


Piece = tuple[str, int, bool]
"""What one event brings: text, how many tokens have come with it, whether it is reasoning."""


def pieces(tokens: list[str], *, reasoning: int, per_event: int) -> Iterator[Piece]:
    """Cut into events; the first `reasoning` tokens share none with the others."""
    if per_event == 1 and not reasoning:
        return zip(tokens, range(1, len(tokens) + 1), repeat(False))
    return _cut(tokens, min(reasoning, len(tokens)), per_event)


def _cut(tokens: list[str], border: int, per_event: int) -> Iterator[Piece]:
    for start, end in ((0, border), (border, len(tokens))):
        for at in range(start, end, per_event):
            upto = min(at + per_event, end)
            yield "".join(tokens[at:upto]), upto, at < border


def piece_count(tokens: int, *, reasoning: int, per_event: int) -> int:
    """How many pieces that makes."""
    border = min(reasoning, tokens)
    return -(-border // per_event) - (border - tokens) // per_event


def tokens_in(pieces: int, tokens: int, *, reasoning: int, per_event: int) -> int:
    """How many tokens the first so many pieces have."""
    border = min(reasoning, tokens)
    before = -(-border // per_event)
    if pieces <= before:
        return min(pieces * per_event, border)
    return min(border + (pieces - before) * per_event, tokens)


def tokens_of(text: str) -> list[str]:
    """Cut a text into tokens; white space at its end belongs to none and is dropped."""
    return _TOKEN.findall(text)


def count_tokens(text: str) -> int:
    if text.isascii():
        return len(text.split())
    return len(_TOKEN.findall(text))


def mostly_chinese(text: str) -> bool:
    """Whether more than half of the tokens are ideographs."""
    if text.isascii():
        return False
    return 2 * len(_IDEOGRAPH.findall(text)) > count_tokens(text)


def compose(answer: str | None, *, key: int, tokens: int, limit: int, ignore_eos: bool) -> Content:
    """Reasoning and then the answer, `tokens` long or as long as the answer, cut at `limit`.

    With `ignore_eos` the text is exactly `limit` long; the answer stays last, the reasoning grows.
    `answer` None means there is only reasoning. `key` chooses where the reasoning begins.
    """
    last = [] if answer is None else tokens_of(answer)
    length = limit if ignore_eos else tokens
    whole = _filler(length - len(last), key, closed=bool(last)) + last
    cut = ignore_eos or len(whole) >= limit  # at the limit there is no room for the end token
    return Content(whole[:limit], "length" if cut else "stop")


def _filler(length: int, key: int, *, closed: bool) -> list[str]:
    """`length` words from the start of a sentence on; `closed`: the last one ends its sentence."""
    if length <= 0:
        return []
    start = _SENTENCES[key % len(_SENTENCES)]
    turns = (start + length) // len(_FILLER) + 1
    words = (_FILLER * turns)[start : start + length]
    if closed:
        words[-1] = words[-1].rstrip(".,") + "."
    return words
