"""What an OpenAI-compatible server answered: bytes in, completion or failure out.

Success is HTTP 200, a finish_reason or [DONE], and no error object on the way. Which server sends
what is told in docs/servers.md.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import repeat
from typing import Any

from evalbench.models.openai.alike import texts_alike
from evalbench.models.openai.choice import Delta, DeltaOf, finish_reason, first_choice
from evalbench.models.openai.ordinary import OrdinaryChunk, ordinary_in
from evalbench.models.openai.tools import joined
from evalbench.models.openai.usage import running_tokens, token_counts, usage_of
from evalbench.models.openai.words import is_html, parsed, tells_error, words_of
from evalbench.traffic.sse import Stamped, data_events
from evalbench.types import Channel, Completion, Event, Exchange, Failure, Json, Reading

_DONE = b"[DONE]"
_STREAM_STARTS = (b"data:", b"event:", b"id:", b"retry:", b":")
# a named tuple's own constructor is a Python function, and takes twice as long
_event = partial(tuple.__new__, Event)
_BROKEN_OFF = frozenset({"error", "abort"})  # finish_reasons of an answer that is not whole


def read(exchange: Exchange, delta_of: DeltaOf) -> Reading:
    """The answer in an exchange. A failure keeps whatever text had arrived."""
    if exchange.status is None:
        return Reading(None, failure=exchange.error or Failure("reset", "no answer"))
    body = b"".join([chunk for _, chunk in exchange.reads])
    if exchange.status != 200:
        return Reading(None, failure=refusal(exchange, exchange.status, body))
    if is_html(body):
        return Reading(None, failure=web_page(body, exchange.status))
    if _is_stream(exchange, body):
        return _read_stream(exchange, body, delta_of)
    if exchange.error is not None:
        return Reading(None, failure=exchange.error)
    return _read_whole(body, delta_of)


def refusal(exchange: Exchange, status: int, body: bytes) -> Failure:
    """A status other than 200, in the server's own words."""
    if exchange.error is not None and exchange.error.kind == "http":
        return exchange.error
    return Failure("http", words_of(body) or "no word with it", status)


def web_page(body: bytes, status: int) -> Failure:
    """What a proxy or another service's port answers; the status only where it refuses."""
    words = f"HTML instead of JSON: {words_of(body)}"
    return Failure("html", words, None if status == 200 else status)


def _is_stream(exchange: Exchange, body: bytes) -> bool:
    """By what is said; gateways that say `text/plain` are known by the bytes."""
    declared = "text/event-stream" in exchange.content_type.lower()
    return declared or body[:100].lstrip().startswith(_STREAM_STARTS)


def _read_whole(body: bytes, delta_of: DeltaOf) -> Reading:
    try:
        answer = parsed(body)
        choice = first_choice(answer)
        if tells_error(answer) or choice is None or not choice.keys() & {"text", "message"}:
            return Reading(None, failure=_malformed(body))
        delta = delta_of(choice)
    except (ValueError, TypeError):
        return Reading(None, failure=_malformed(body))
    reason = finish_reason(choice)
    completion = _completion(delta, list(delta.tool_calls), reason, usage_of(answer))
    return Reading(completion, failure=_broken_off(reason))


def _malformed(body: bytes) -> Failure:
    """HTTP 200, but an error object, or nothing of this API."""
    words = words_of(body)
    try:
        if tells_error(parsed(body)):
            return Failure("error_event", words)
    except ValueError:
        pass
    return Failure("format", f"not an answer of this API: {words[:200]!r}")


def _broken_off(reason: str | None) -> Failure | None:
    if reason not in _BROKEN_OFF:
        return None
    return Failure("error_event", f"the server broke the answer off: finish_reason {reason!r}")


def _completion(
    delta: Delta, tool_calls: list[Json], reason: str | None, usage: dict[str, Any]
) -> Completion:
    counts = token_counts(usage, any_output=delta.channel is not None)
    return Completion(
        text=delta.text,
        reasoning=delta.reasoning or None,
        tool_calls=tool_calls or None,
        finish_reason=reason,
        input_tokens=counts.input,
        output_tokens=counts.output,
        cached_tokens=counts.cached,
        token_source="server" if counts.output is not None else None,
    )


@dataclass(slots=True)
class _Stream:
    """A streamed answer as far as it has been read."""

    texts: list[str] = field(default_factory=list)
    reasoning: list[str] = field(default_factory=list)
    tool_calls: list[Json] = field(default_factory=list)
    any_choice: bool = False
    events: list[Event] = field(default_factory=list)
    finish_reason: str | None = None
    usage: dict[str, Any] = field(default_factory=dict)
    done: bool = False
    # channels whose events were compared: it takes as long as to decode a few of them
    sought: set[Channel | None] = field(default_factory=lambda: {None})

    def take(self, at_ns: int, payload: bytes, delta_of: DeltaOf) -> Failure | None:
        """Add one event, or tell the error that it is.

        Raises ValueError for one that is no JSON, TypeError for one of another API.
        """
        chunk = parsed(payload)
        if tells_error(chunk):
            return Failure("error_event", words_of(payload))
        choice = first_choice(chunk)
        usage = usage_of(chunk)  # also of a chunk without choices
        self.usage |= usage
        if choice is None:
            self.events.append(Event(at_ns, None))
            return None
        delta = delta_of(choice)
        self.any_choice = True
        self.texts.append(delta.text)
        self.reasoning.append(delta.reasoning)
        self.tool_calls += delta.tool_calls
        self.finish_reason = finish_reason(choice) or self.finish_reason
        self.events.append(Event(at_ns, delta.channel, running_tokens(usage)))
        return None

    def take_ordinary(
        self, events: Sequence[Stamped], place: int, decode: Callable[[bytes], OrdinaryChunk]
    ) -> int:
        """Add events from a place on, as long as they are ordinary. Tells where they end."""
        while place < len(events):
            at_ns, payload = events[place]
            try:
                chunk = decode(payload)
            except (ValueError, RecursionError):
                break
            channel = self._add(at_ns, chunk)
            place += 1
            if channel not in self.sought:
                self.sought.add(channel)
                texts = texts_alike([payload for _, payload in events[place - 1 :]], decode)[1:]
                self._add_texts(channel, [at_ns for at_ns, _ in events[place:]], texts)
                place += len(texts)
        return place

    def _add(self, at_ns: int, chunk: OrdinaryChunk) -> Channel | None:
        choice = chunk.choices[0]
        part = choice.delta
        channel: Channel | None = None
        if reasoning := part.reasoning_content or part.reasoning:
            self.reasoning.append(reasoning)
            channel = "reasoning"
        if part.content:
            self.texts.append(part.content)
            channel = "answer"
        running = None
        if chunk.usage is not None:
            running = chunk.usage.completion_tokens
            self.usage["prompt_tokens"] = chunk.usage.prompt_tokens
            self.usage["completion_tokens"] = running
        self.any_choice = True
        self.finish_reason = choice.finish_reason or self.finish_reason
        self.events.append(_event((at_ns, channel, running)))
        return channel

    def _add_texts(
        self, channel: Channel | None, stamps: Sequence[int], texts: Sequence[str]
    ) -> None:
        """One event each, of a channel; an empty text is no output."""
        (self.texts if channel == "answer" else self.reasoning).extend(texts)
        channels = [channel if text else None for text in texts]
        self.events += map(_event, zip(stamps, channels, repeat(None), strict=False))

    def completion(self) -> Completion:
        calls = tuple(self.tool_calls)
        whole = Delta("".join(self.texts), "".join(self.reasoning), calls)
        return _completion(whole, joined(whole.tool_calls), self.finish_reason, self.usage)

    def end(self) -> Failure | None:
        """What is wrong with a stream without an error event that ended here."""
        if not self.done and self.finish_reason is None:
            return Failure("cut", "the stream ended without [DONE] and without a finish_reason")
        if not self.any_choice:  # [DONE] alone, or the chunks of another API
            return Failure("format", "the stream ended without any choice")
        return _broken_off(self.finish_reason)


def _read_stream(exchange: Exchange, body: bytes, delta_of: DeltaOf) -> Reading:
    stream = _Stream()
    failure = _take_all(stream, exchange, body, delta_of) or stream.end()
    if failure is not None and failure.kind == "cut":
        failure = exchange.error or _said_at_once(stream, body) or failure
    return Reading(stream.completion(), tuple(stream.events), failure)


def _take_all(
    stream: _Stream, exchange: Exchange, body: bytes, delta_of: DeltaOf
) -> Failure | None:
    """Read up to [DONE], the end, or the first event that is or tells a failure."""
    decode = ordinary_in(body, delta_of)
    events = list(data_events(exchange.reads))
    place = 0
    while (place := stream.take_ordinary(events, place, decode)) < len(events):
        at_ns, payload = events[place]
        place += 1
        if payload.strip() == _DONE:
            stream.done = True
            return None
        if not payload.strip():
            continue  # a ping with a field
        try:
            failure = stream.take(at_ns, payload, delta_of)
        except ValueError:
            torn = not body.endswith((b"\n", b"\r")) and place == len(events)
            return None if torn else _foreign(payload, "no JSON")
        except TypeError:
            return _foreign(payload, "of another API")
        if failure is not None:
            return failure
    return None


def _foreign(payload: bytes, what: str) -> Failure:
    return Failure("format", f"a stream event is {what}: {words_of(payload)[:200]!r}")


def _said_at_once(stream: _Stream, body: bytes) -> Failure | None:
    """An error object in place of a stream, under the stream's content type."""
    failure = None if stream.events else _malformed(body)
    return failure if failure and failure.kind == "error_event" else None
