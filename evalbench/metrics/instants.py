"""From the events of one exchange to its instants: the only reading of stamps there is."""

from collections.abc import Sequence
from itertools import pairwise
from operator import sub

from evalbench.types import Event, Exchange, Gaps, Times


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
        gaps=_gaps(events, outputs),
        resent=exchange.resent,
        worker=exchange.worker,
    )


def _gaps(events: Sequence[Event], outputs: Sequence[Event]) -> Gaps:
    """Between the socket reads that carried output; all events of one read share its stamp.

    `outputs` are those of `events` that brought any.
    """
    came = [event.at_ns for event in outputs]
    counts = {event.running_tokens for event in events}
    if len(set(came)) == len(came) and counts == {None}:
        return Gaps(ns=_between(came))  # as nearly all are: an event a read, and nothing counted
    stamps: list[int] = []  # one entry a read in this list and the next two
    brought: list[int] = []
    told: list[int | None] = []  # output tokens of the request when the read was over
    read_ns = None
    for at_ns, channel, running in events:
        if at_ns != read_ns:
            if channel is not None:
                read_ns = at_ns
                stamps.append(at_ns)
                brought.append(1)
                told.append(running)
        elif channel is not None:
            brought[-1] += 1
            told[-1] = running
        elif told[-1] is None:
            # Only where the output's own events are silent: the count of a finish event includes
            # the end token, which brought no output and took no gap of its own.
            told[-1] = running
    return Gaps(
        ns=_between(stamps),
        events=tuple(brought[1:]) if set(brought[1:]) - {1} else None,
        tokens=_tokens(told),
    )


def _between(stamps: Sequence[int]) -> tuple[int, ...]:
    return tuple(map(sub, stamps[1:], stamps))


def _tokens(counts: Sequence[int | None]) -> tuple[int | None, ...] | None:
    """Tokens of each gap, from read to read as the time is; None: the server told none of them.

    An event without output between two reads may have raised the running count (a token that is not
    text yet). Its token belongs to this gap, for the gap lasted that long.
    """
    if not any(counts):
        return None
    tokens = tuple(
        after - before if before is not None and after is not None and after > before else None
        for before, after in pairwise(counts)
    )
    return tokens if any(tokens) else None
