"""Log-probabilities of a prompt's tokens, in the JSON of vLLM 0.32.

Source: recorded answers of vLLM 0.32.0 to `prompt_logprobs` and to `echo` with `logprobs`. The
first token has none. What a label adds to a prompt is likelier than the rest of it when the book
wants it to win, all of it together likelier than any token of another label; so it wins by the mean
of its own tokens, by their sum, and by both of the whole prompt, however long it is.
The tokens of a prompt add up to it: unlike those that are counted they keep the space at its end.
"""

import zlib
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

from evalbench.simulator.content import tokens_of

# log-probabilities: the highest, and how far below it they may lie
_SHARED = (-1.0, 1.0)
_WINNING = (-0.1, 0.8)  # of all its tokens together
_LOSING = (-2.1, 1.9)
_VOCABULARY = 150_000
_Alternatives = dict[str, dict[str, Any]]


class Own(NamedTuple):
    """The end of a prompt that a label made."""

    letters: int
    wins: bool


class Told(NamedTuple):
    """What is told beside the text of an answer. None is told as null."""

    prompt_logprobs: list[_Alternatives | None] | None = None
    logprobs: dict[str, Any] | None = None
    echo: str = ""


class _Token(NamedTuple):
    text: str
    logprob: float

    @property
    def id(self) -> int:
        return zlib.crc32(self.text.encode("utf-8", "surrogatepass")) % _VOCABULARY

    @property
    def rank(self) -> int:
        """1 for the likeliest token at its place."""
        return 1 + int(4 * max(-0.9 - self.logprob, 0))


def told(
    prompt: str,
    said: Sequence[str],
    own: Own | None,
    *,
    prompt_logprobs: int | None,
    logprobs: int | None,
    echo: bool,
) -> Told:
    """`said` are the tokens of the answer; the numbers are those of the request."""
    if echo and prompt_logprobs is None:
        prompt_logprobs = logprobs
    tokens = list(_of_prompt(prompt, own))
    generated = [_Token(text, _drawn(place, text, _SHARED)) for place, text in enumerate(said)]
    return Told(
        None if prompt_logprobs is None else _prompt_logprobs(tokens, prompt_logprobs),
        None if logprobs is None else _logprobs(tokens if echo else [], generated, logprobs),
        prompt if echo else "",
    )


def _of_prompt(prompt: str, own: Own | None) -> Iterator[_Token]:
    texts = tokens_of(prompt) or [""]
    texts[-1] += prompt[sum(map(len, texts)) :]
    shared = len(prompt) - (own.letters if own else 0)
    ends = list(accumulate(map(len, texts)))
    count = sum(end > shared for end in ends)
    for place, (text, end) in enumerate(zip(texts, ends, strict=True)):
        if own is None or end <= shared:
            yield _Token(text, _drawn(place, text, _SHARED))
        elif own.wins:
            yield _Token(text, _drawn(place, text, _WINNING) / count)
        else:
            yield _Token(text, _drawn(place, text, _LOSING))


def _drawn(place: int, text: str, within: tuple[float, float]) -> float:
    highest, below = within
    drawn = zlib.crc32(f"{place} {text}".encode("utf-8", "surrogatepass")) / 2**32
    return highest - below * drawn


def _prompt_logprobs(tokens: Sequence[_Token], count: int) -> list[_Alternatives | None]:
    """The token of the prompt first, then others, so that the likeliest `count` are among them."""
    return [None, *(_alternatives(token, count) for token in tokens[1:])]


def _alternatives(token: _Token, count: int) -> _Alternatives:
    found: _Alternatives = {}
    for rank, each in ((token.rank, token), *_others(token, count)):
        entry = {"logprob": each.logprob, "rank": rank, "decoded_token": each.text}
        found.setdefault(str(each.id), entry)
    return found


def _others(token: _Token, count: int) -> Iterator[tuple[int, _Token]]:
    for rank in range(1, count + 1):
        if rank != token.rank:
            yield rank, _Token(f" {token.text.strip()}{rank}", token.logprob * rank / token.rank)


def _logprobs(prompt: Sequence[_Token], generated: Sequence[_Token], count: int) -> dict[str, Any]:
    tokens = [*prompt, *generated]
    ends = accumulate((len(token.text) for token in tokens), initial=0)
    unknown = 1 if prompt else 0  # the first token of a prompt
    likeliest = [
        {each.text: each.logprob for _, each in ((0, token), *_others(token, count))}
        for token in tokens
    ]
    return {
        "text_offset": [start for start, _ in zip(ends, tokens, strict=False)],
        "token_logprobs": [None] * unknown + [token.logprob for token in tokens[unknown:]],
        "tokens": [token.text for token in tokens],
        "top_logprobs": [None] * unknown + likeliest[unknown:],
    }
