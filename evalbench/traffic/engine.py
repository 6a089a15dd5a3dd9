"""The loop that is timed: slots, due times, and thousands of connections in one thread.

A turn waits for the network, reads what has come, and lets some requests go. Nothing else is done
here: bodies are ready before, and answers leave as they came.
"""

import os
from collections import deque
from collections.abc import Callable, Sequence
from selectors import EVENT_READ
from typing import Protocol

from evalbench import clock
from evalbench.traffic.gathering import Gathering
from evalbench.traffic.handover import WHENEVER, Order
from evalbench.traffic.overdue import Overdue
from evalbench.traffic.poller import poller
from evalbench.traffic.route import Route
from evalbench.traffic.stamps import Stamps
from evalbench.traffic.transport import never_reached, no_connection
from evalbench.traffic.wire import Connection, Passage
from evalbench.types import Failure, Timeouts, WorkerReport

_SWEEP_NS = 100_000_000
_GRAIN_NS = 2_000_000  # what a selector's own timeout is exact to, with room
_SPIN_NS = 60_000  # by so much the system's timers may be late
_SENDS = 4  # requests at a time, and then
_READS = 16  # reads, before the next ones
_IN_THE_MAKING = 64  # connections at a time: the queue of a listening socket is short


class Orders(Protocol):
    """Where requests come from."""

    def handles(self, *, begun: bool) -> Sequence[int]:
        """Descriptors that become readable when there may be one."""
        ...

    def take(self, *, begun: bool) -> Order | None:
        """The next one; None while there is none. `begun`: of a conversation that has begun."""
        ...

    def content(self, order: Order) -> bytes: ...


class Engine:
    """Carries requests, never more at once than slots are open."""

    def __init__(
        self,
        route: Route,
        orders: Orders,
        finished: Callable[[Passage], None],
        timeouts: Timeouts,
    ) -> None:
        self.poller = poller()
        self._route = route
        self._orders = orders
        self._finished = finished
        self._timeouts = timeouts
        self._overdue = Overdue(timeouts)
        self._stamps = Stamps()
        self._gathering = Gathering()
        self._answers = 0
        self._idle: list[Connection] = []
        self._busy: set[Connection] = set()
        self._free: deque[int] = deque()  # slots: since when each has been free
        self._opening: deque[int] = deque()  # when further slots open
        self._pending: deque[Order] = deque()  # taken, but not yet sent
        self._listening: Sequence[int] = ()  # descriptors of orders that are waited for
        self._start_ns = self._sweep_ns = self._looked_ns = clock.now_ns()
        self._ran = self._ran_until = clock.ran()
        self._idle_since_ns = self._start_ns

    def connect(self, count: int) -> None:
        """Have so many connections ready; those that cannot be had are left to the requests."""
        opening: deque[Connection] = deque()
        self._idle = [connection for connection in self._idle if connection.open]
        missing = count - len(self._idle)
        while missing > 0 or opening:
            while missing > 0 and len(opening) < _IN_THE_MAKING:
                opening.append(self._new_connection())
                missing -= 1
            first = opening[0]
            if first.established or not first.open:
                opening.popleft()
                self._idle += [first] * first.open
            elif first.opening_s > (self._timeouts.connect or float("inf")):
                first.fail(no_connection(self._timeouts.connect))
                missing = 0  # it is not for a load to wait for that 64 at a time
            else:
                self._wait(0.1)

    def go(self, start_ns: int, opening_ns: Sequence[int]) -> None:
        """Begin a load at an instant, with slots that open so long after it."""
        self._start_ns = start_ns
        self._opening = deque(sorted(start_ns + offset for offset in opening_ns))
        self._stamps.forget()
        self._ran = self._ran_until = clock.ran()

    def turn(self) -> None:
        """Wait for whatever comes next, and deal with it."""
        self._wait(self._time_left_s())
        now_ns = clock.now_ns()
        while self._opening and self._opening[0] <= now_ns:
            self._free.append(self._opening.popleft())
        self._send_due()
        if now_ns >= self._sweep_ns:
            self._sweep(now_ns)

    def end(self, worker: int) -> WorkerReport:
        """Close all slots, and tell how the load was."""
        self._free.clear()
        before, ran, stamps = self._ran, self._ran_until, self._stamps
        return WorkerReport(
            worker=worker,
            wall_ns=max(0, self._idle_since_ns - self._start_ns),
            cpu_ns=ran.cpu_ns - before.cpu_ns,
            starved_ns=_between(before.starved_ns, ran.starved_ns),
            turns=_between(before.turns, ran.turns),
            reads=stamps.reads,
            kernel_stamped=stamps.by_kernel,
            lag=dict(stamps.lag),
        )

    @property
    def busy(self) -> bool:
        """Whether anything is in flight."""
        return bool(self._busy)

    def withdraw(self) -> Sequence[Order]:
        """Open no further slots; orders that were taken and have not left are given back."""
        self._opening.clear()
        orders = tuple(self._pending)
        self._pending.clear()
        self._heard()
        return orders

    def abort(self) -> None:
        """Break off what is in flight; what has come of it is kept."""
        for connection in tuple(self._busy):
            connection.fail(Failure("cancelled", "broken off"))

    def close(self) -> None:
        """Let go of every connection."""
        for connection in (*self._busy, *self._idle):
            connection.close()
        self.poller.close()

    # Waiting

    def _time_left_s(self) -> float:
        """Until there is something to do that the network does not tell of."""
        next_ns = self._sweep_ns
        if self._opening:
            next_ns = min(next_ns, self._opening[0])
        if self._free:
            order = self._upcoming()
            if order is not None:
                next_ns = min(next_ns, self._due_ns(order))
        return (next_ns - clock.now_ns()) / 1e9

    def _wait(self, seconds: float) -> None:
        """Give every connection that has something its turn."""
        poller = self.poller
        before_ns = clock.now_ns()
        if seconds * 1e9 > _GRAIN_NS:
            seconds -= self._let_reads_gather(before_ns, seconds - _GRAIN_NS / 1e9)
            # in whole ms, less one: the rest is waited for in the next turn
            ready = poller.wait(int(seconds * 1e3 - 1) / 1e3)
        else:
            if seconds * 1e9 > _SPIN_NS:
                poller.wait_exactly(seconds - _SPIN_NS / 1e9)
            ready = poller.wait(0)
        after_ns = clock.now_ns()
        # what is there without waiting may have come while the turn before had to do
        waited = after_ns - before_ns > _SPIN_NS
        self._stamps.looked_ns = after_ns if waited else self._looked_ns
        self._looked_ns = after_ns
        for first in range(0, len(ready), _READS):
            for call, mask in ready[first : first + _READS]:
                call(mask)
            if first + _READS < len(ready):  # what is due meanwhile does not wait for all
                self._send_due()

    def _let_reads_gather(self, now_ns: int, most_s: float) -> float:
        """A read may wait where its stamp does not. Tells for how many seconds it did."""
        pause_ns = self._gathering.pause_ns(len(self._busy))
        early_s = min((self._looked_ns + pause_ns - now_ns) / 1e9, most_s)
        if early_s * 1e9 <= _SPIN_NS or not self._stamps.are_the_kernels:
            return 0.0
        clock.sleep(early_s)
        return early_s

    def _sweep(self, now_ns: int) -> None:
        """What is looked after ten times a second."""
        self._sweep_ns = now_ns + _SWEEP_NS
        self._stamps.compare_clocks()
        self._gathering.learn(now_ns, len(self._busy), self._stamps.reads, self._answers)
        busy = tuple(self._busy)
        silent = busy if self._overdue.of_all else [each for each in busy if _silent(each, now_ns)]
        for connection, failure in self._overdue.among(silent, now_ns):
            if failure is not None:
                connection.fail(failure)
            else:
                connection.look_again()

    # Requests

    def _upcoming(self) -> Order | None:
        """The order that is sent next; it stays with this engine. None: there is none yet.

        One that is not yet due gives way to those of conversations that have begun: a retry must
        not wait for the next arrival of an open loop.
        """
        first = self._pending[0] if self._pending else None
        if self._listening or (first is not None and self._due_ns(first) <= self._looked_ns):
            return first
        order = self._orders.take(begun=first is not None)
        if order is None:
            self._listen(begun=first is not None)
            return first
        self._pending.appendleft(order)
        return order

    def _listen(self, *, begun: bool) -> None:
        """Have a turn when there is an order again."""
        self._listening = self._orders.handles(begun=begun)
        for handle in self._listening:
            self.poller.register(handle, EVENT_READ, self._heard)

    def _heard(self, _mask: int = 0) -> None:
        for handle in self._listening:
            self.poller.unregister(handle)
        self._listening = ()

    def _due_ns(self, order: Order) -> int:
        return 0 if order.due_ns == WHENEVER else self._start_ns + order.due_ns

    def _send_due(self) -> None:
        now_ns = clock.now_ns()
        sent = 0
        while sent < _SENDS and self._send_one(now_ns):
            sent += 1
        if sent:  # a server on this host may need this core in order to take them
            os.sched_yield()

    def _send_one(self, now_ns: int) -> bool:
        """Tells whether there was one to send."""
        order = self._upcoming() if self._free else None
        if order is None or self._due_ns(order) > now_ns:
            return False
        self._pending.popleft()
        self._heard()  # from now on the next one is waited for, whatever it is
        free_ns = self._free.popleft()
        self._carry(
            Passage(
                number=order.number,
                content=self._orders.content(order),
                scheduled_ns=self._due_ns(order) or free_ns,
            )
        )
        return True

    def _carry(self, passage: Passage, *, fresh: bool = False) -> None:
        connection = None if fresh else self._warm()
        if connection is None:
            connection = self._new_connection()
        self._busy.add(connection)
        connection.carry(passage)

    def _warm(self) -> Connection | None:
        while self._idle:
            connection = self._idle.pop()
            if connection.open:
                return connection
        return None

    def _new_connection(self) -> Connection:
        return Connection(self._route, self.poller, self._stamps, self._ended)

    def _ended(self, connection: Connection, passage: Passage) -> None:
        self._busy.discard(connection)
        if connection.open:
            self._idle.append(connection)
        if not passage.resent and _never_reached(passage):
            again = Passage(passage.number, passage.content, passage.scheduled_ns, resent=True)
            self._carry(again, fresh=True)
            return
        self._free.append(passage.end_ns)
        self._answers += 1
        self._finished(passage)
        if not self._busy:
            self._idle_since_ns, self._ran_until = clock.now_ns(), clock.ran()


def _between(before: int | None, after: int | None) -> int | None:
    return None if before is None or after is None else after - before


def _silent(connection: Connection, now_ns: int) -> bool:
    passage = connection.passage
    return passage is None or now_ns - passage.last_ns > _SWEEP_NS


def _never_reached(passage: Passage) -> bool:
    return never_reached(
        passage.error,
        warm=passage.warm,
        anything=bool(passage.reads),
        took_ns=passage.end_ns - passage.sent_ns,
    )
