"""Events that differ in nothing but their text, as most of a stream do: read at one stroke.

Each of them is `before + text + after`. Whatever is not so is left to those who decode event by
event, which takes three times as long.
"""

import re
from collections.abc import Callable, Sequence
from itertools import takewhile
from operator import itemgetter

import msgspec

from evalbench.models.openai.ordinary import OrdinaryChunk

_TEXTS = re.compile(rb'"(?:content|text|reasoning_content|reasoning)"\s*:\s*"((?:[^"\\]|\\.)+)"')
_decode_texts = msgspec.json.Decoder(list[str]).decode


def texts_alike(
    payloads: Sequence[bytes], decode: Callable[[bytes], OrdinaryChunk]
) -> Sequence[str]:
    """The texts of those at the beginning that are like the first one, itself included.

    The first one is ordinary. None where it has no text, or a count beside it.
    """
    frame = _frame(payloads[0], decode)
    if frame is None:
        return ()
    return _decoded(_texts_within(*frame, payloads))


def _frame(payload: bytes, decode: Callable[[bytes], OrdinaryChunk]) -> tuple[bytes, bytes] | None:
    """What surrounds the text: proved by another text in its place."""
    said = _said(decode(payload))
    for found in _TEXTS.finditer(payload):
        before, after = payload[: found.start(1)], payload[found.end(1) :]
        put_in = _said(decode(before + b"?" + after))
        if said.count(None) == len(said) - 1 and put_in == tuple(each and "?" for each in said):
            return before, after
    return None


def _said(chunk: OrdinaryChunk) -> tuple[object, ...]:
    """All that is read of a chunk; None for what is not there."""
    choice = chunk.choices[0]
    part = choice.delta
    reasoning = part.reasoning_content or part.reasoning
    return part.content or None, reasoning or None, choice.finish_reason, chunk.usage


def _texts_within(before: bytes, after: bytes, payloads: Sequence[bytes]) -> Sequence[bytes]:
    """Up to the first payload in another frame."""

    def within(payload: bytes) -> bool:
        long_enough = len(payload) >= len(before) + len(after)
        return long_enough and payload.startswith(before) and payload.endswith(after)

    text = itemgetter(slice(len(before), -len(after)))
    end = len(payloads)
    while not within(payloads[end - 1]):  # what ends a stream: a finish, a usage, [DONE]
        end -= 1
    texts = list(map(text, payloads[:end]))
    if before + (after + b"\n" + before).join(texts) + after == b"\n".join(payloads[:end]):
        return texts
    return [text(payload) for payload in takewhile(within, payloads)]


def _decoded(texts: Sequence[bytes]) -> Sequence[str]:
    """JSON strings without their quotes, as text; none of them when one is no JSON string."""
    if not texts:
        return ()
    try:
        decoded = _decode_texts(b'["' + b'","'.join(texts) + b'"]')
    except ValueError:
        return ()
    return decoded if len(decoded) == len(texts) else ()
