"""An answer as a script: what to write, and when. Pure; `player.py` performs it."""

from collections.abc import Callable
from dataclasses import dataclass

from evalbench.simulator import framing, shapes
from evalbench.simulator.asked import Asked
from evalbench.simulator.content import Content
from evalbench.simulator.timing import Schedule


@dataclass(frozen=True, slots=True)
class Script:
    """Every item of `opening` and `closing`, and every frame, is one write.

    The opening is written at once, frame i when it is due, the closing after the last frame.
    """

    status: int
    opening: tuple[bytes, ...]
    schedule: Schedule
    frame: Callable[[int], bytes]
    frame_tokens: int  # how many tokens each frame brings
    closing: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """What names an answer in each of its events."""

    id: str
    created: int  # Unix time, s
    model: str


def immediate(status: int, answer: bytes) -> Script:
    """An answer that does not wait for tokens: errors, the list of models."""
    return Script(status, (answer,), Schedule(0, 0, 0, 0), lambda _: b"", 0, ())


def at_once(
    asked: Asked, content: Content, schedule: Schedule, label: Label, *, keep_alive: bool
) -> Script:
    """The answer without streaming, when its last token is due."""
    body = shapes.completion(
        asked,
        "".join(content.tokens),
        content.finish,
        content.counted,
        id_=label.id,
        created=label.created,
        model=label.model,
    )
    answer = framing.whole(200, body, keep_alive=keep_alive)
    return Script(200, (), schedule.at_once(), lambda _: answer, len(content.tokens), ())


def streamed(
    asked: Asked, content: Content, schedule: Schedule, label: Label, *, keep_alive: bool
) -> Script:
    """The answer token by token."""
    events = shapes.events(asked, id_=label.id, created=label.created, model=label.model)
    tokens, count = content.tokens, len(content.tokens)
    stopped = content.finish == "stop"

    def frame(index: int) -> bytes:
        finish = "length" if index + 1 == count and not stopped else None
        return framing.chunk(events.text(tokens[index], finish, index + 1))

    head = framing.stream_head(keep_alive=keep_alive)
    opening = (head, framing.chunk(events.role())) if asked.chat else (head,)
    closing = []
    if stopped:
        closing.append(framing.chunk(events.text("", "stop", content.counted)))
    if asked.include_usage:
        closing.append(framing.chunk(events.usage(content.counted)))
    # the end of the chunked body is no event: it leaves with the last one
    closing.append(framing.chunk(shapes.DONE) + framing.LAST_CHUNK)
    return Script(200, opening, schedule, frame, 1, tuple(closing))
