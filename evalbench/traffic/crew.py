"""The traffic processes together: requests go out to them, exchanges come back.

Requests are written ahead of their slots into a file, their places into one pipe: whichever process
has a free slot takes the next, so that every slot is busy while there is work. What comes back is
read here, outside of the loop that is timed.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector
from types import TracebackType
from typing import NamedTuple, Self

from evalbench.traffic import http, worker
from evalbench.traffic.handover import (
    FILE_BYTES,
    ORDER_BYTES,
    WHENEVER,
    Order,
    Shelf,
    order_bytes,
    order_of,
    shelf_file,
)
from evalbench.traffic.member import Member, Service
from evalbench.traffic.pipes import Pipe
from evalbench.types import Exchange, Request, WorkerReport

_LOOK_S = 0.1


class Back(NamedTuple):
    """What came back for an order: an exchange, or None when it was not sent after all."""

    number: int
    exchange: Exchange | None


class Crew:
    """As many traffic processes as it was grown to, for one service."""

    def __init__(self, folder: Path, service: Service, *, file_bytes: int = FILE_BYTES) -> None:
        """`folder` is there; its files named `requests-…` and `answers-…` are the crew's.

        One of them that has grown to `file_bytes` is followed by the next.
        """
        self.members: list[Member] = []
        self.lost: list[str] = []  # why members are gone
        self._folder = folder
        self._service = service
        self._orders, self._again = Pipe(), Pipe()
        self._file_bytes = file_bytes
        self._requests = Shelf(folder, worker.REQUESTS, file_bytes)
        self._used: Counter[int] = Counter()  # orders under way in each file of requests
        self._file_of: dict[int, int] = {}  # of each order under way
        self._selector = DefaultSelector()
        self._ready = 0
        self._reports: list[WorkerReport] = []

    def grow(self, count: int) -> None:
        """Have started at least so many processes: one that is gone is not replaced."""
        for number in range(len(self.members) + len(self.lost), count):
            member = Member(
                number, self._folder, self._service, self._orders, self._again, self._file_bytes
            )
            self.members.append(member)
            self._selector.register(member.notes.reading, EVENT_READ, member)

    def room(self) -> bool:
        """Whether the next order would fit."""
        return self._orders.room() > ORDER_BYTES and self._again.room() > ORDER_BYTES

    def waiting(self) -> int:
        """Orders that nobody has taken yet."""
        return (self._orders.queued() + self._again.queued()) // ORDER_BYTES

    def order(
        self, number: int, request: Request, due_ns: int = WHENEVER, *, again: bool = False
    ) -> None:
        """Have a request sent; those that are sent `again` go before new ones."""
        assert request.url == self._service.example.url, "one service"
        last = self._requests.number
        place = self._requests.put(http.own_head(request), request.body)
        if place[0] != last:
            self._drop_used(last)
        self._file_of[number] = place[0]
        self._used[place[0]] += 1
        pipe = self._again if again else self._orders
        pipe.put(order_bytes(Order(number, *place, due_ns)))

    def connect(self, connections: int) -> None:
        """Return when so many connections were opened, or could not be."""
        self._ready = 0
        for member, share in zip(
            self.members, _shares(connections, len(self.members)), strict=True
        ):
            member.tell(worker.Connect(share))
        while self._ready < len(self.members):
            for back in self.back(_LOOK_S):
                raise AssertionError(f"{back} came back before the load")

    def go(self, start_ns: int, opening_ns: Sequence[int]) -> None:
        """Begin a load: slot i opens so long after the start; they are dealt out like cards."""
        count = len(self.members)
        for place, member in enumerate(self.members):
            member.tell(worker.Go(start_ns, list(opening_ns[place::count])))

    def back(self, timeout_s: float) -> Iterator[Back]:
        """What has come back by now, or comes within the time."""
        for key, _ in self._selector.select(timeout_s):
            yield from self._from(key.data)

    def _from(self, member: Member) -> Iterator[Back]:
        notes = member.heard()
        if notes is None:
            self._gone(member)
            return
        for note in notes:
            if note.kind == "answer":
                yield self._came(*member.answer(note))
            elif note.kind == "withdrawn":
                yield self._came(note.file, None)
            elif note.kind == "report":
                self._reports.append(member.report(note))
            else:
                self._ready += 1

    def _came(self, number: int, exchange: Exchange | None) -> Back:
        file = self._file_of.pop(number)
        self._used[file] -= 1
        self._drop_used(file)
        return Back(number, exchange)

    def _drop_used(self, file: int) -> None:
        """Requests that have all come back, of a file that gets no more."""
        if file < self._requests.number and self._used.get(file) == 0:
            del self._used[file]
            shelf_file(self._folder, worker.REQUESTS, file).unlink()

    def _gone(self, member: Member) -> None:
        self._selector.unregister(member.notes.reading)
        self.members.remove(member)
        self.lost.append(f"traffic process {member.number}: {member.last_words()}")
        member.end()

    def withdraw(self) -> Iterator[Back]:
        """Take back what nobody has begun; what members hold ready comes back by and by."""
        for pipe in (self._orders, self._again):
            for item in pipe.take_back(ORDER_BYTES):
                yield self._came(order_of(item).number, None)
        for member in self.members:
            member.tell(worker.Withdraw())

    def abort(self) -> None:
        """Break off what is in flight."""
        for member in self.members:
            member.tell(worker.Abort())

    def reports(self, meanwhile: Callable[[], None]) -> tuple[list[WorkerReport], list[Back]]:
        """What each says of the load; it says so when nothing of its own is in flight.

        `meanwhile` is called now and then.
        """
        self._reports = []
        for member in self.members:
            member.tell(worker.Report())
        late: list[Back] = []
        while len(self._reports) < len(self.members):
            meanwhile()
            late += self.back(_LOOK_S)
        return self._reports, late

    def finished_files(self) -> list[int]:
        """Of each member: how many files of answers it has left behind."""
        return [member.finished_files for member in self.members]

    def drop_files(self, counts: Sequence[int]) -> None:
        """So many files of each member are kept elsewhere now."""
        for member, count in zip(self.members, counts, strict=True):
            member.drop_files(count)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for member in self.members:
            member.end()
        for pipe in (self._orders, self._again):
            pipe.close()
        self._requests.close()
        self._selector.close()


def _shares(total: int, parts: int) -> list[int]:
    return [total // parts + (place < total % parts) for place in range(parts)]
