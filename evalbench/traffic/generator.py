"""The load: which conversation goes on when. Knows slots and due times, no model and no metric.

A conversation is a generator: it yields what to send, is sent what came back, and returns its
result.
"""

import asyncio
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, NamedTuple, Protocol, TypeVar

from evalbench import clock
from evalbench.errors import EvalbenchError
from evalbench.types import Exchange, Request

T = TypeVar("T")


class Send(NamedTuple):
    """One attempt that a conversation asks for, `wait_s` from now."""

    request: Request
    attempt: int = 1
    wait_s: float = 0.0


Conversation = Generator[Send, Exchange, T]


class Transport(Protocol):
    """Carries one request over the wire. A failure of the wire is a value: `Exchange.error`."""

    async def exchange(self, request: Request, *, attempt: int, scheduled_ns: int) -> Exchange: ...


@dataclass(slots=True)
class Load(Generic[T]):
    """A load under way.

    `slots` conversations at once. Without `due`, each slot begins the next conversation when its
    last has ended (closed loop). With `due`, seconds after the start, each begins when it is due,
    or later if no slot is free (open loop; the delay shows in `sent - scheduled`).
    """

    transport: Transport
    slots: int
    finished: Callable[[T], None]
    sent: Callable[[], None] = lambda: None
    due: Iterator[float] | None = None

    async def run(self, conversations: Iterable[Conversation[T]]) -> None:
        """Return when all have ended. An EvalbenchError out of `finished` stops the load."""
        try:
            async with asyncio.TaskGroup() as group:
                if self.due is None:
                    waiting = iter(conversations)
                    for _ in range(self.slots):
                        group.create_task(self._closed_loop(waiting))
                else:
                    await self._open_loop(group, iter(conversations), self.due)
        except* EvalbenchError as stopped:
            raise _first(stopped) from None

    async def _closed_loop(self, waiting: Iterator[Conversation[T]]) -> None:
        for conversation in waiting:
            await self._hold(conversation, clock.now_ns())

    async def _open_loop(
        self, group: asyncio.TaskGroup, waiting: Iterator[Conversation[T]], due: Iterator[float]
    ) -> None:
        free = asyncio.Semaphore(self.slots)
        start_ns = clock.now_ns()
        for conversation in waiting:
            due_ns = start_ns + round(next(due) * 1e9)
            await asyncio.sleep(max(0.0, (due_ns - clock.now_ns()) / 1e9))
            await free.acquire()
            task = group.create_task(self._hold(conversation, due_ns))
            task.add_done_callback(lambda _task: free.release())

    async def _hold(self, conversation: Conversation[T], scheduled_ns: int) -> None:
        """Go through one conversation to its end."""
        try:
            send = next(conversation)
            while True:
                if send.wait_s:
                    await asyncio.sleep(send.wait_s)
                    scheduled_ns = clock.now_ns()
                self.sent()
                exchange = await self.transport.exchange(
                    send.request, attempt=send.attempt, scheduled_ns=scheduled_ns
                )
                scheduled_ns = clock.now_ns()  # of a further step: when the one before it ended
                send = conversation.send(exchange)
        except StopIteration as end:
            self.finished(end.value)


def _first(group: BaseExceptionGroup[EvalbenchError]) -> EvalbenchError:
    for error in group.exceptions:
        return _first(error) if isinstance(error, BaseExceptionGroup) else error
    raise AssertionError("an exception group is never empty")
