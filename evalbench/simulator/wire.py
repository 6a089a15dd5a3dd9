"""One connection: bytes in, requests out; answers one after the other, in the order of requests."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import cast

import httptools

from evalbench.clock import now_ns
from evalbench.simulator import framing, shapes
from evalbench.simulator.asked import Refused
from evalbench.simulator.log import Truth, TruthLog
from evalbench.simulator.player import Player
from evalbench.simulator.service import HttpRequest, Service
from evalbench.simulator.turns import Turns


class Connection(asyncio.Protocol):
    """Holds at most one answer under way; further requests wait for it."""

    def __init__(
        self,
        number: int,
        service: Service,
        log: TruthLog,
        turns: Turns,
        on_lost: Callable[["Connection"], None],
    ) -> None:
        self._number = number
        self._service = service
        self._log = log
        self._turns = turns
        self._on_lost = on_lost
        self._player: Player | None = None
        self._keep_alive = True
        self._waiting: deque[HttpRequest] = deque()
        self._read_ns = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # cast: uvloop's transport has the methods but not the base class
        self._transport = cast(asyncio.Transport, transport)
        # uvloop gathers writes until the end of a turn unless its buffer is over the high mark:
        # with 0 every event leaves in its own send, at once
        self._transport.set_write_buffer_limits(high=0)
        self._parser = httptools.HttpRequestParser(self)

    def data_received(self, data: bytes) -> None:
        self._read_ns = now_ns()
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as broken:
            self._refuse(f"{type(broken).__name__}: {broken}")
            return
        if self._waiting:
            self._turns.add(self._next)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 asyncio's signature
        self._keep_alive = False
        self._waiting.clear()
        if self._player is not None:
            self._player.abandon()
        del self._parser  # it points back at this object; gone without a garbage collection
        self._on_lost(self)

    def close(self) -> None:
        """End at once; an answer under way counts as broken off."""
        self._waiting.clear()
        self._keep_alive = False
        if self._player is not None:
            self._player.abandon()
        self._transport.abort()

    # What httptools calls while it parses

    def on_message_begin(self) -> None:
        self._path = b""
        self._id: str | None = None
        self._expects_continue = False
        self._body: list[bytes] = []

    def on_url(self, url: bytes) -> None:
        self._path += url

    def on_header(self, name: bytes, value: bytes) -> None:
        name = name.lower()
        if name == b"x-request-id":
            self._id = value.decode("latin-1")
        elif name == b"expect":
            self._expects_continue = value.lower() == b"100-continue"

    def on_headers_complete(self) -> None:
        if self._expects_continue and self._player is None:
            self._transport.write(framing.CONTINUE)

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_message_complete(self) -> None:
        parser = self._parser
        self._waiting.append(
            HttpRequest(
                method=parser.get_method().decode(),
                path=self._path.partition(b"?")[0].decode("latin-1"),
                id=self._id,
                body=b"".join(self._body),
                # HTTP/1.0 would have to be told that the connection stays
                keep_alive=parser.should_keep_alive() and parser.get_http_version() != "1.0",
                connection=self._number,
                received_ns=self._read_ns,
            )
        )

    # Answers

    def _next(self) -> None:
        if self._waiting and self._player is None and self._keep_alive:
            request = self._waiting.popleft()
            self._keep_alive = request.keep_alive
            truth = Truth(
                request.id,
                self._number,
                request.path,
                stream=False,
                received_ns=request.received_ns,
            )
            script = self._service.answer(request, truth)
            self._player = Player(script, truth, self._transport.write, self._ended, self._turns)
            self._player.start()

    def _ended(self, truth: Truth) -> None:
        self._player = None
        self._log.write(truth)
        if not self._keep_alive:
            self._transport.close()
        elif self._waiting:
            self._turns.add(self._next)

    def _refuse(self, message: str) -> None:
        """What follows on this connection cannot be read: say so unless an answer is under way."""
        self._waiting.clear()
        if self._player is not None:
            self._transport.abort()
            return
        body = shapes.error(Refused(400, "BadRequestError", message, None))
        self._transport.write(framing.whole(400, body, keep_alive=False))
        self._transport.close()
