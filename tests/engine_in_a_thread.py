"""The wire of timed runs as a `Transport`: what holds for one such must hold for the other."""

import asyncio
import os
import threading
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from evalbench.clock import now_ns
from evalbench.traffic import http
from evalbench.traffic.engine import Engine
from evalbench.traffic.handover import Order
from evalbench.traffic.route import route_to
from evalbench.traffic.wire import Passage, no_way_there
from evalbench.types import Exchange, Request, Timeouts, Way

SLOTS = 64  # more than any test has in flight


class _Running:
    """An engine in a thread, and what it is to send."""

    def __init__(self, origin: http.Origin, way: Way, timeouts: Timeouts) -> None:
        self._reading, self._writing = os.pipe()
        os.set_blocking(self._reading, False)
        self._waiting: deque[tuple[Order, bytes, Callable[[Passage], object]]] = deque()
        self._contents: dict[int, bytes] = {}
        self._told: dict[int, Callable[[Passage], object]] = {}
        self._numbers = 0
        self._stop = False
        self._engine = Engine(route_to(origin, way), self, self._finished, timeouts)
        self._start_ns = now_ns()
        self._engine.go(self._start_ns, [0] * SLOTS)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def send(self, content: bytes, scheduled_ns: int, tell: Callable[[Passage], object]) -> None:
        self._numbers += 1
        order = Order(self._numbers, 0, 0, len(content), scheduled_ns - self._start_ns)
        self._waiting.append((order, content, tell))
        os.write(self._writing, b".")

    def stop(self) -> None:
        self._stop = True
        os.write(self._writing, b".")
        self._thread.join()
        os.close(self._reading)
        os.close(self._writing)

    def _run(self) -> None:
        while not self._stop:
            self._engine.turn()
        self._engine.close()

    def _finished(self, passage: Passage) -> None:
        self._told.pop(passage.number)(passage)

    # The orders of the engine

    def handles(self, *, begun: bool) -> Sequence[int]:
        return () if begun else (self._reading,)

    def take(self, *, begun: bool) -> Order | None:
        if begun:
            return None
        try:
            os.read(self._reading, 1)
        except BlockingIOError:
            return None
        if self._stop:
            return None
        order, content, tell = self._waiting.popleft()
        self._contents[order.number], self._told[order.number] = content, tell
        return order

    def content(self, order: Order) -> bytes:
        return self._contents.pop(order.number)


class Wired:
    def __init__(self, way: Way, timeouts: Timeouts) -> None:
        self._way, self._timeouts = way, timeouts
        self._engines: dict[http.Origin, _Running] = {}

    async def exchange(self, request: Request, *, scheduled_ns: int) -> Exchange:
        exchange = Exchange(scheduled_ns)
        try:
            head = http.shared_head(request, self._way.proxy) + http.own_head(request)
            engine = self._engine(http.target(request.url).origin)
        except (OSError, ValueError) as error:
            exchange.error, exchange.end_ns = no_way_there(error), now_ns()
            return exchange
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Passage] = loop.create_future()
        engine.send(
            head + request.body,
            scheduled_ns,
            lambda passage: loop.call_soon_threadsafe(done.set_result, passage),
        )
        passage = await done
        exchange.sent_ns, exchange.end_ns = passage.sent_ns, passage.end_ns
        exchange.connect_ns, exchange.resent = passage.connect_ns, passage.resent
        exchange.error = passage.error
        http.answered(exchange, bytes(passage.raw), passage.ends, passage.stamps)
        return exchange

    def _engine(self, origin: http.Origin) -> _Running:
        if origin not in self._engines:
            self._engines[origin] = _Running(origin, self._way, self._timeouts)
        return self._engines[origin]

    def stop(self) -> None:
        for engine in self._engines.values():
            engine.stop()


@asynccontextmanager
async def wired(way: Way | None = None, timeouts: Timeouts | None = None) -> AsyncIterator[Wired]:
    carrier = Wired(way or Way(), timeouts or Timeouts())
    try:
        yield carrier
    finally:
        await asyncio.to_thread(carrier.stop)
