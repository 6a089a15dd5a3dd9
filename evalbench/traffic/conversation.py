"""What a load is made of: a generator yields what to send, is sent what came back, and returns.

One that cannot go on is thrown a `BrokenOffError`: it returns what there is, or lets it through
where that is nothing.
"""

from collections.abc import Generator
from typing import NamedTuple, TypeVar

from evalbench.types import Exchange, Request

T = TypeVar("T")


class BrokenOffError(Exception):
    """Nothing more will be sent for this conversation."""


class Send(NamedTuple):
    """One attempt that a conversation asks for, `wait_s` from now."""

    request: Request
    wait_s: float = 0.0


Conversation = Generator[Send, Exchange, T]


def broken_off(conversation: Conversation[T]) -> T | None:
    """What has come of a conversation that cannot go on; None where nothing has."""
    try:
        conversation.throw(BrokenOffError)
    except StopIteration as end:
        result: T = end.value
        return result
    except BrokenOffError:
        return None
    conversation.close()  # it wants to go on all the same
    return None
