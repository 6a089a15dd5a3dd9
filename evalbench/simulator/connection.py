"""One connection: bytes in, requests out; answers one after the other, in the order of requests."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import httptools

from evalbench.simulator import framing, shapes
from evalbench.simulator.admission import Admission
from evalbench.simulator.asked import Refused
from evalbench.simulator.log import Truth, TruthLog
from evalbench.simulator.loop import READ, WRITE, Loop
from evalbench.simulator.pipe import Pipe, reset
from evalbench.simulator.player import Player
from evalbench.simulator.script import Ending
from evalbench.simulator.service import HttpRequest, Service

_AT_MOST = 65536  # bytes in one read


@dataclass(frozen=True, slots=True)
class House:
    """What all connections share."""

    service: Service
    log: TruthLog
    loop: Loop
    admission: Admission


class Connection:
    """Holds at most one answer under way; further requests wait for it."""

    __slots__ = (
        "_backlog", "_body", "_closing", "_expects_continue", "_house", "_id", "_keep_alive",
        "_number", "_on_lost", "_open", "_parser", "_path", "_pipe", "_player", "_received_ns",
        "_send", "_waiting",
    )  # fmt: skip

    def __init__(
        self, number: int, pipe: Pipe, house: House, on_lost: Callable[["Connection"], None]
    ) -> None:
        self._number = number
        self._pipe = pipe
        self._house = house
        self._on_lost = on_lost
        self._player: Player | None = None
        self._keep_alive = True
        self._open = True
        self._closing = False  # as soon as the backlog has left
        self._waiting: deque[HttpRequest] = deque()
        self._backlog = bytearray()
        self._received_ns = 0
        self._parser = httptools.HttpRequestParser(self)
        self._send = pipe.send
        house.loop.watch(pipe.sock, READ, self._ready)

    # Bytes

    def _ready(self, events: int) -> None:
        if self._backlog and events & WRITE:
            self._flush()
        if self._open and events & READ:
            self._read()

    def _read(self) -> None:
        try:
            data, self._received_ns = self._pipe.receive(_AT_MOST)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self.lose()
            return
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as broken:
            self._refuse(f"{type(broken).__name__}: {broken}")
            return
        if self._waiting and self._player is None:
            self._house.loop.soon(self._next)

    def write(self, data: bytes) -> bool:
        """Whether the kernel took all; what it did not follows, and then the player is told."""
        if not self._open:
            return False
        if self._backlog:
            self._backlog += data
            return False
        try:
            sent = self._send(data)
        except BlockingIOError:
            sent = 0
        except OSError:
            self.lose()
            return False
        if sent == len(data):
            return True
        self._backlog += data[sent:]
        self._house.loop.watch(self._pipe.sock, READ | WRITE, self._ready)
        return False

    def _flush(self) -> None:
        try:
            del self._backlog[: self._send(self._backlog)]
        except BlockingIOError:
            return
        except OSError:
            self.lose()
            return
        if self._backlog:
            return
        self._house.loop.watch(self._pipe.sock, READ, self._ready)
        if self._closing:
            self.lose()
        elif self._player is not None:
            self._player.resume()

    def lose(self) -> None:
        """It is over at once; an answer under way counts as broken off."""
        if not self._open:
            return
        self._open = self._keep_alive = False
        self._waiting.clear()
        self._house.loop.forget(self._pipe.sock)
        self._pipe.sock.close()
        player, self._player = self._player, None
        if player is not None:
            player.abandon()
        del self._parser  # it points back at this object; gone without a garbage collection
        self._on_lost(self)

    def _close(self) -> None:
        if self._backlog:
            self._closing = True
        else:
            self.lose()

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
            self.write(framing.CONTINUE)

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_message_complete(self) -> None:
        if not self._open:  # it broke while a 100 was written
            return
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
                received_ns=self._received_ns,
            )
        )

    # Answers

    def _next(self) -> None:
        if not (self._waiting and self._player is None and self._keep_alive):
            return
        request = self._waiting.popleft()
        self._keep_alive = request.keep_alive
        truth = Truth(
            request.id, self._number, request.path, stream=False, received_ns=request.received_ns
        )
        house = self._house
        script = house.service.answer(request, truth)
        self._player = Player(script, truth, self, house.loop, house.admission)
        self._player.start()

    def ended(self, truth: Truth, ending: Ending) -> None:
        """What the player calls when its answer is over."""
        self._player = None
        self._house.loop.soon(lambda: self._house.log.write(truth))
        if not self._open:
            return
        if ending == "reset":
            reset(self._pipe.sock)
            self.lose()
        elif ending == "close" or not self._keep_alive:
            self._close()
        elif self._waiting:
            self._house.loop.soon(self._next)

    def _refuse(self, message: str) -> None:
        """What follows on this connection cannot be read: say so unless an answer is under way."""
        self._waiting.clear()
        if self._player is not None:
            self.lose()
            return
        body = shapes.error(Refused(400, "BadRequestError", message, None))
        self.write(framing.whole(400, body, keep_alive=False))
        self._close()
