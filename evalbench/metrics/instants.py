"""From the events of one exchange to its instants: the only reading of stamps there is."""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from operator import attrgetter
from typing import NamedTuple

from evalbench.types import Event, Exchange, Gap, Times


class _Read(NamedTuple):
    """A socket read that carried output. All its events share one stamp."""

    at_ns: int
    events: int
    tokens: int | None  # output tokens of the request when it was over; None: the server is silent


def times_of(exchange: Exchange, events: Sequence[Event]) -> Times:
    """Name the instants of one request.

    `events` are all SSE data events in order of arrival, also those without output; there are none
    without streaming, and then the instants of tokens and `output_events` are None.
    """
    outputs = [event for event in events if event.channel is not None]
    answers = (event.at_ns for event in outputs if event.channel == "answer")
    return Times(
        scheduled_ns=exchange.scheduled_ns,
        sent_ns=exchange.sent_ns,
        connect_ns=exchange.connect_ns,
        headers_ns=exchange.headers_ns,
        first_event_ns=events[0].at_ns if events else None,
        first_token_ns=outputs[0].at_ns if outputs else None,
        first_answer_ns=next(answers, None),
        last_token_ns=outputs[-1].at_ns if outputs else None,
        stream_end_ns=exchange.end_ns,
        output_events=len(outputs) if events else None,
        gaps=tuple(_gap(before, after) for before, after in pairwise(_output_reads(events))),
        resent=exchange.resent,
    )


def _output_reads(events: Sequence[Event]) -> Iterator[_Read]:
    for at_ns, together in groupby(events, key=attrgetter("at_ns")):
        read = tuple(together)
        outputs = [event for event in read if event.channel is not None]
        if outputs:
            # Not the finish event of the same read: its count includes the end token, which
            # brought no output and took no gap of its own.
            told = outputs[-1].running_tokens
            yield _Read(at_ns, len(outputs), read[-1].running_tokens if told is None else told)


def _gap(before: _Read, after: _Read) -> Gap:
    """The time between two reads; tokens are counted from read to read, as the time is.

    An event without output between the two may have raised the running count (a token that is not
    text yet). Its token belongs to this gap, for the gap lasted that long.
    """
    tokens = None
    if before.tokens is not None and after.tokens is not None and after.tokens > before.tokens:
        tokens = after.tokens - before.tokens
    return Gap(ns=after.at_ns - before.at_ns, events=after.events, tokens=tokens)
