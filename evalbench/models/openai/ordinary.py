"""The chunk that nearly every event of a stream is: a shortcut to what it carries.

One choice with a text or reasoning, perhaps the last one, and perhaps the count so far. Only the
keys below are decoded, which takes half the time. A chunk in which one of them holds anything else
is refused, and is read in full by the caller: here nothing is interpreted.
"""

from collections.abc import Callable, Mapping
from typing import Annotated, ClassVar, Literal, Self

import msgspec

from evalbench.models.openai.choice import DeltaOf, chat_delta, completion_delta
from evalbench.models.openai.usage import MOST

_Finish = Literal["stop", "length"]
_Count = Annotated[int, msgspec.Meta(ge=0, le=MOST)]


class OrdinaryUsage(msgspec.Struct, gc=False):
    prompt_tokens: _Count
    completion_tokens: _Count
    prompt_tokens_details: None = None


class _Chunk(msgspec.Struct, gc=False, kw_only=True):
    object: Literal["chat.completion.chunk", "text_completion"] = "text_completion"
    error: None = None
    usage: OrdinaryUsage | None = None


class _ChatDelta(msgspec.Struct, gc=False):
    content: str | None = None
    reasoning_content: str | None = None
    reasoning: str | None = None
    tool_calls: tuple[()] | None = None


class _ChatChoice(msgspec.Struct, gc=False):
    delta: _ChatDelta
    message: None = None
    index: Literal[0] = 0
    finish_reason: _Finish | None = None


class _ChatChunk(_Chunk, gc=False, kw_only=True):
    choices: tuple[_ChatChoice]


class _CompletionChoice(msgspec.Struct, gc=False):
    """Looks like a choice of chat."""

    content: str | None = msgspec.field(name="text")
    index: Literal[0] = 0
    finish_reason: _Finish | None = None

    reasoning_content: ClassVar[None] = None
    reasoning: ClassVar[None] = None

    @property
    def delta(self) -> Self:
        return self


class _CompletionChunk(_Chunk, gc=False, kw_only=True):
    choices: tuple[_CompletionChoice]


OrdinaryChunk = _ChatChunk | _CompletionChunk

_DECODERS: Mapping[DeltaOf, Callable[[bytes], OrdinaryChunk]] = {
    chat_delta: msgspec.json.Decoder(_ChatChunk).decode,
    completion_delta: msgspec.json.Decoder(_CompletionChunk).decode,
}


def ordinary_in(body: bytes, delta_of: DeltaOf) -> Callable[[bytes], OrdinaryChunk]:
    """The decoder of payloads of `body`.

    It raises ValueError or RecursionError for those that are not ordinary. In a body that is not
    UTF-8 none is: what is skipped is checked as JSON, but not as text.
    """
    try:
        body.decode()
    except UnicodeDecodeError:
        return _refuse
    return _DECODERS.get(delta_of, _refuse)


def _refuse(_payload: bytes) -> OrdinaryChunk:
    raise ValueError("not ordinary")
