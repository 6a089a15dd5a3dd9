"""The script of an answer that is streamed, in all its dialects and with all its faults."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice

from evalbench.simulator import content as contents
from evalbench.simulator import framing
from evalbench.simulator.asked import Asked
from evalbench.simulator.content import Content, Piece
from evalbench.simulator.faults import Fault
from evalbench.simulator.pace import Pace
from evalbench.simulator.script import Act, Ending, Script, dripping
from evalbench.simulator.settings import SimulatorSettings
from evalbench.simulator.shapes import Events

_ENDINGS: dict[Fault | None, Ending] = {
    "reset_mid": "reset",
    "stall": "hang",
    "no_done": "close",
    "wrong_length": "close",
}
_HALF_WAY = (*_ENDINGS, "error_event")
EXCESS = b"data: [DONE]\n\n"  # what a proxy leaves behind that counts wrongly


@dataclass(frozen=True, slots=True)
class Stream:
    asked: Asked
    content: Content
    events: Events
    pace: Pace
    settings: SimulatorSettings
    keep_alive: bool
    fault: Fault | None

    def script(self) -> Script:
        early = self.settings.role == "early"
        head, acts = self._head(), self._acts()
        return Script(
            200,
            acts if early else _led(head, acts),
            self._tokens_in,
            opening=head if early else b"",
            ending=_ENDINGS.get(self.fault, "keep"),
        )

    def _head(self) -> bytes:
        head = stream_head(self.fault, keep_alive=self.keep_alive)
        with_role = self.asked.chat and self.settings.role != "none"
        return head + self.events.role() if with_role else head

    def _acts(self) -> Iterator[Act]:
        settings, tokens = self.settings, self._tokens()
        if settings.ping_every is not None or self.fault == "bad_json":
            tokens = self._with_odd_events(tokens)
        if self.fault in _HALF_WAY:
            tokens = islice(tokens, self._count // 2)
        if settings.burst > 1 and self.pace.at_once:
            tokens = _in_bursts(tokens, settings.burst)
        first_ns = 0 if self.content.tokens else self.pace.first_ns()
        closing_ns = first_ns + round(settings.linger_ms * 1e6)
        acts = chain(tokens, _later(((0, data, 0) for data in self._closing()), closing_ns))
        return dripping(acts, self._count // 2) if self.fault == "drip" else acts

    def _tokens(self) -> Iterator[Act]:
        event, total = self.events.text, len(self.content.tokens)
        finish = None if self._finishes_apart else "length"
        timed = zip(self.pace.waits(), self._pieces(), strict=False)  # waits have no end
        for wait_ns, (text, upto, reasoning) in timed:
            yield wait_ns, event(text, finish if upto == total else None, upto, reasoning), 1

    def _with_odd_events(self, tokens: Iterator[Act]) -> Iterator[Act]:
        """In front of some tokens, and in the same write, an event without any."""
        every, half = self.settings.ping_every, self._count // 2
        for number, (wait_ns, data, events) in enumerate(tokens):
            broken = self.fault == "bad_json" and number == half
            ping = every is not None and number % every == 0
            odd = (self.events.ping() if ping else b"") + (self.events.broken() if broken else b"")
            yield wait_ns, odd + data, events

    @property
    def _finishes_apart(self) -> bool:
        """Whether the finish reason has an event of its own."""
        return self.content.finish == "stop" or self.settings.linger_ms > 0

    def _closing(self) -> Iterator[bytes]:
        """Each piece is one write. The end of the chunked body leaves with the last event."""
        events, content = self.events, self.content
        if self.fault in ("reset_mid", "stall"):
            return
        if self.fault == "no_done":
            yield framing.LAST_CHUNK
            return
        if self.fault == "wrong_length":
            yield framing.cut_chunk(events.head)
            return
        if self.fault == "error_event":
            yield events.error()
        else:
            if self._finishes_apart:
                yield events.text("", content.finish, content.counted)
            if self.asked.include_usage:
                yield events.usage(content.counted)
        excess = EXCESS if self.fault == "too_long" else b""
        yield events.done() + framing.LAST_CHUNK + excess

    def _pieces(self) -> Iterator[Piece]:
        reasoning, per_event = self._cutting
        return contents.pieces(self.content.tokens, reasoning=reasoning, per_event=per_event)

    @property
    def _count(self) -> int:
        reasoning, per_event = self._cutting
        tokens = len(self.content.tokens)
        return contents.piece_count(tokens, reasoning=reasoning, per_event=per_event)

    def _tokens_in(self, pieces: int) -> int:
        reasoning, per_event = self._cutting
        tokens = len(self.content.tokens)
        return contents.tokens_in(pieces, tokens, reasoning=reasoning, per_event=per_event)

    @property
    def _cutting(self) -> tuple[int, int]:
        """How many tokens are reasoning, and how many share an event."""
        reasoning = self.settings.reasoning if self.asked.chat else 0
        return reasoning, self.settings.tokens_per_event


def stream_head(fault: Fault | None, *, keep_alive: bool) -> bytes:
    if fault == "wrong_type":
        return framing.stream_head(keep_alive=keep_alive, content_type=framing.PAGE)
    return framing.stream_head(keep_alive=keep_alive)


def _led(head: bytes, acts: Iterator[Act]) -> Iterator[Act]:
    """The head leaves with the first act, or alone where there is none."""
    wait_ns, data, events = next(acts, (0, b"", 0))
    yield wait_ns, head + data, events
    yield from acts


def _later(acts: Iterator[Act], wait_ns: int) -> Iterator[Act]:
    """The same acts, all of them so much later."""
    for first_ns, data, events in islice(acts, 1):
        yield first_ns + wait_ns, data, events
    yield from acts


def _in_bursts(acts: Iterator[Act], size: int) -> Iterator[Act]:
    while burst := list(islice(acts, size)):
        yield burst[0][0], b"".join(data for _, data, _ in burst), len(burst)
