"""An answer as a script: what to write, and when. Pure; `player.py` performs it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

Act = tuple[int, bytes, int]
"""One write: how long after the one before it is due, in ns; its bytes; its events with tokens."""

Ending = Literal["keep", "close", "reset", "hang"]
"""What becomes of the connection: it carries further requests, is closed, is reset, or waits."""

_DRIP_NS = 100_000_000  # short beside any limit between two reads, long beside the whole answer


@dataclass(frozen=True, slots=True)
class Script:
    """`opening` is written on receipt, then each act when it is due.

    Acts are made one by one, for what a wait is may depend on what runs by then. They begin when
    there is a place for the answer; one that needs none begins at once.
    """

    status: int | None  # None: the client gets no status line
    acts: Iterator[Act]
    tokens_in: Callable[[int], int]  # how many tokens the first n events with tokens have
    opening: bytes = b""
    ending: Ending = "keep"
    needs_place: bool = True


def immediate(status: int | None, answer: bytes, ending: Ending = "keep") -> Script:
    """An answer that does not wait for tokens: errors, the list of models."""
    acts: list[Act] = [(0, answer, 0)] if answer else []
    return Script(status, iter(acts), lambda _: 0, ending=ending, needs_place=False)


def dripping(acts: Iterator[Act], after: int) -> Iterator[Act]:
    """The same bytes; behind the first so many acts each of them is a write of its own."""
    yield from islice(acts, after)
    for _, data, events in acts:
        *rest, last = (data[at : at + 1] for at in range(len(data)))
        for byte in rest:
            yield _DRIP_NS, byte, 0
        yield _DRIP_NS, last, events
