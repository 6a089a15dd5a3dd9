"""What an OpenAI-compatible server answered: bytes in, completion or failure out.

Success is HTTP 200, a finish_reason or [DONE], and no error object on the way. Which server sends
what is told in docs/servers.md.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgspec

from evalbench.models.server_words import is_html, message_in, words_of
from evalbench.traffic.sse import data_events
from evalbench.types import Channel, Completion, Event, Exchange, Failure, Json, Reading

_DONE = b"[DONE]"


class Delta(NamedTuple):
    """What one choice of one chunk, or of a whole answer, carries."""

    text: str = ""
    reasoning: str = ""
    tool_calls: tuple[Json, ...] = ()

    @property
    def channel(self) -> Channel | None:
        """A chunk with text and reasoning is one event; what the user waits for names it."""
        if self.text:
            return "answer"
        if self.reasoning:
            return "reasoning"
        return "tool" if self.tool_calls else None


def completion_delta(choice: dict[str, Any]) -> Delta:
    return Delta(text=choice.get("text") or "")


def chat_delta(choice: dict[str, Any]) -> Delta:
    """From a streamed `delta` or a whole `message`; the reasoning's key depends on the server."""
    part = choice.get("delta") or choice.get("message") or {}
    return Delta(
        text=part.get("content") or "",
        reasoning=part.get("reasoning_content") or part.get("reasoning") or "",
        tool_calls=tuple(part.get("tool_calls") or ()),
    )


DeltaOf = Callable[[dict[str, Any]], Delta]


def read(exchange: Exchange, delta_of: DeltaOf) -> Reading:
    """The answer in an exchange. A failure keeps whatever text had arrived."""
    if exchange.status is None:
        return Reading(None, failure=exchange.error or Failure("reset", "no answer"))
    body = b"".join(chunk for _, chunk in exchange.reads)
    if exchange.status != 200:
        return Reading(None, failure=Failure("http", words_of(body), exchange.status))
    if is_html(body):
        return Reading(None, failure=Failure("format", f"HTML instead of JSON: {words_of(body)}"))
    if "text/event-stream" in exchange.content_type:
        return _read_stream(exchange, delta_of)
    if exchange.error is not None:
        return Reading(None, failure=exchange.error)
    return _read_whole(body, delta_of)


def _read_whole(body: bytes, delta_of: DeltaOf) -> Reading:
    try:
        answer = msgspec.json.decode(body)
        choice = answer["choices"][0]
        delta = delta_of(choice)
    except (msgspec.DecodeError, LookupError, TypeError, AttributeError):
        return Reading(None, failure=_malformed(body))
    tokens = _usage(answer)
    return Reading(
        Completion(
            text=delta.text,
            reasoning=delta.reasoning or None,
            tool_calls=list(delta.tool_calls) or None,
            finish_reason=choice.get("finish_reason"),
            **tokens,
        )
    )


def _malformed(body: bytes) -> Failure:
    try:
        message = message_in(msgspec.json.decode(body))
    except msgspec.DecodeError:
        message = None
    if message:
        return Failure("error_event", message)
    return Failure("format", f"not an answer of this API: {words_of(body)[:200]!r}")


@dataclass(slots=True)
class _Stream:
    """A streamed answer as far as it has been read."""

    text: list[str] = field(default_factory=list)
    reasoning: list[str] = field(default_factory=list)
    tool_calls: list[Json] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    finish_reason: str | None = None
    usage: dict[str, Any] = field(default_factory=dict)
    done: bool = False
    failure: Failure | None = None

    def take(self, at_ns: int, chunk: Json, delta_of: DeltaOf) -> None:
        choices = chunk.get("choices") or ()
        usage = chunk.get("usage") or {}  # read before any look at choices: they may be empty
        self.usage = usage or self.usage
        delta = Delta()
        for choice in choices:
            if choice.get("index", 0) == 0:
                delta = delta_of(choice)
                self.finish_reason = choice.get("finish_reason") or self.finish_reason
        self.text.append(delta.text)
        self.reasoning.append(delta.reasoning)
        self.tool_calls.extend(delta.tool_calls)
        running = usage.get("completion_tokens") if choices else None
        self.events.append(Event(at_ns, delta.channel, running))

    def completion(self) -> Completion:
        return Completion(
            text="".join(self.text),
            reasoning="".join(self.reasoning) or None,
            tool_calls=self.tool_calls or None,
            finish_reason=self.finish_reason,
            **_usage({"usage": self.usage}),
        )


def _read_stream(exchange: Exchange, delta_of: DeltaOf) -> Reading:
    stream = _Stream()
    for at_ns, payload in data_events(exchange.reads):
        if payload == _DONE:
            stream.done = True
            break
        stream.failure = _take(stream, at_ns, payload, delta_of)
        if stream.failure is not None:
            break
    failure = stream.failure
    if failure is None and not stream.done and stream.finish_reason is None:
        failure = exchange.error or Failure(
            "cut", "the stream ended without [DONE] and without a finish_reason"
        )
    return Reading(stream.completion(), tuple(stream.events), failure)


def _take(stream: _Stream, at_ns: int, payload: bytes, delta_of: DeltaOf) -> Failure | None:
    """Add one event to the stream; the failure that it tells of, or is."""
    try:
        chunk = msgspec.json.decode(payload)
    except msgspec.DecodeError:
        return Failure("format", f"a stream event is not JSON: {payload[:200]!r}")
    if not isinstance(chunk, dict):
        return Failure("format", f"a stream event is no object: {payload[:200]!r}")
    if "choices" not in chunk and (message := message_in(chunk)):
        return Failure("error_event", message)
    try:
        stream.take(at_ns, chunk, delta_of)
    except (AttributeError, TypeError):
        return Failure("format", f"a stream event of another API: {payload[:200]!r}")
    return None


def _usage(answer: dict[str, Any]) -> dict[str, Any]:
    """Token counts as the server tells them; None for what it does not tell."""
    usage = answer.get("usage") or {}
    output = usage.get("completion_tokens")
    details = usage.get("prompt_tokens_details") or {}
    return {
        "input_tokens": usage.get("prompt_tokens"),
        "output_tokens": output,
        "cached_tokens": details.get("cached_tokens"),
        "token_source": "server" if output is not None else None,
    }
