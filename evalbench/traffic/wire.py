"""One connection of a timed run: a plain socket, its bytes as they come, and when they came.

Nothing is decoded here but where an answer ends. A request leaves in one send, right after its
stamp.
"""

from array import array
from collections.abc import Callable
from itertools import accumulate
from selectors import EVENT_READ, EVENT_WRITE
from socket import socket

from msgspec import Struct, field

from evalbench import clock
from evalbench.traffic.http import NO_HTTP, AnswerEnd, no_http
from evalbench.traffic.poller import Registry
from evalbench.traffic.route import RefusedByProxyError, Route, Steps, establish
from evalbench.traffic.stamps import Receive, Stamps
from evalbench.traffic.transport import CLOSED, ERROR_BODY
from evalbench.types import Failure

_NOT_YET = (BlockingIOError, InterruptedError)


class Passage(Struct):
    """One request on its way, and what came back: `reads[i]` at `stamps[i]`."""

    number: int
    content: bytes
    scheduled_ns: int
    sent_ns: int = 0  # never sent
    last_ns: int = 0  # of the last read, or of sent
    connect_ns: int | None = None
    resent: bool = False
    warm: bool = False  # the connection was there before
    end_ns: int = 0
    error: Failure | None = None
    reads: list[bytes] = field(default_factory=list)
    stamps: "array[int]" = field(default_factory=lambda: array("q"))

    @property
    def raw(self) -> bytes:
        """All that came back."""
        return b"".join(self.reads)

    @property
    def ends(self) -> "array[int]":
        """Where each read ends in `raw`."""
        return array("q", accumulate(map(len, self.reads)))

    @property
    def size(self) -> int:
        """Of all that came back, in bytes."""
        return sum(map(len, self.reads))


class Connection:
    """Carries one request at a time. `ended` is called when the one it carries has ended.

    It has `error` set then if it failed; `open` tells whether the connection can carry another.
    """

    def __init__(
        self,
        route: Route,
        sockets: Registry,
        stamps: Stamps,
        ended: "Callable[[Connection, Passage], None]",
    ) -> None:
        self.passage: Passage | None = None
        self.open = True
        self._sockets = sockets
        self._stamps = stamps
        self._ended = ended
        self._end = AnswerEnd()
        self._sock: socket | None = None
        self._watched: int | None = None  # its descriptor
        self._receive: Receive | None = None  # when there is a connection
        self._rest = b""  # what the socket has not yet taken
        self._waits_to_send = False
        self._begun_ns = clock.now_ns()
        self._connect_ns: int | None = None
        self._why_not: Failure | None = None  # there is no connection
        self._steps: Steps = establish(route)
        self._go_on()

    @property
    def established(self) -> bool:
        return self._receive is not None

    @property
    def opening_s(self) -> float:
        """For how long this connection has been in the making."""
        return (clock.now_ns() - self._begun_ns) / 1e9

    def carry(self, passage: Passage) -> None:
        """Send as soon as there is a connection."""
        self.passage = passage
        passage.warm = self.established
        self._end.expect(passage.reads)
        if self._receive is not None:
            self._send()
        elif not self.open:
            self._finish(self._why_not)

    def fail(self, failure: Failure) -> None:
        """Give up what is under way, and the connection with it."""
        self.close()
        self._finish(failure)

    def look_again(self) -> None:
        """Whether an answer has ended after all: with bytes that nobody asked for behind it."""
        if self.passage is not None and self.passage.reads and self.open:
            self._look()

    def on_event(self, mask: int) -> None:
        if not self.open:  # since the selector told of it
            return
        if self._receive is None:
            self._go_on()
            return
        if mask & EVENT_WRITE:
            self._send_rest()
        if mask & EVENT_READ:
            self._read(mask)

    # On the way to a connection

    def _go_on(self) -> None:
        try:
            sock, mask = next(self._steps)
        except StopIteration as established:
            self._established(established.value)
        except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
            self._why_not = no_way_there(error)
            self.fail(self._why_not)
        else:
            self._watch(sock, mask)

    def _established(self, sock: socket) -> None:
        self._connect_ns = clock.now_ns() - self._begun_ns
        self._receive = self._stamps.receiver(sock)
        self._watch(sock, EVENT_READ)
        if self.passage is not None:
            self._send()

    def _watch(self, sock: socket, mask: int) -> None:
        """By descriptor: TLS wraps a socket in another one of the same."""
        self._unwatch()
        self._sock = sock
        self._watched = sock.fileno()
        # the usual case goes the short way: a connection that is there, and nothing to send
        only_reads = self._receive is not None and mask == EVENT_READ
        self._sockets.register(self._watched, mask, self._read if only_reads else self.on_event)

    def _unwatch(self) -> None:
        if self._watched is not None:
            self._sockets.unregister(self._watched)
            self._watched = None

    # Requests

    def _send(self) -> None:
        passage = self.passage
        assert passage is not None, "there is something to send"
        # told with the first request that goes over it
        passage.connect_ns, self._connect_ns = self._connect_ns, None
        self._rest = passage.content
        passage.sent_ns = passage.last_ns = clock.now_ns()
        self._send_rest()

    def _send_rest(self) -> None:
        assert self._sock is not None, "there is a connection"
        try:
            while self._rest:
                self._rest = self._rest[self._sock.send(self._rest) :]
        except _NOT_YET:
            pass
        except OSError as error:
            self._read(EVENT_READ)  # whoever takes no more of a request may have said why: 413, say
            if self.passage is not None:
                self.fail(Failure("reset", error.strerror or str(error)))
            return
        waits = bool(self._rest)
        if waits != self._waits_to_send:
            self._waits_to_send = waits
            self._watch(self._sock, EVENT_READ | (EVENT_WRITE if waits else 0))

    # Answers

    def _read(self, _mask: int) -> None:
        """Once for each read of a load: as little as can be."""
        assert self._receive is not None, "there is a connection"
        try:
            at_ns, data = self._receive()
        except _NOT_YET:
            return
        except OSError as error:
            self._lost(error.strerror or str(error))
            return
        passage = self.passage
        if passage is None:  # the end of an idle connection, or bytes that nobody asked for
            self.close()
        elif not data:
            self._lost(CLOSED)
        else:
            passage.reads.append(data)
            if at_ns < passage.last_ns:  # by a wall clock that was set back meanwhile
                at_ns = clock.now_ns()
            passage.last_ns = at_ns
            passage.stamps.append(at_ns)
            if self._end.may_end(data):
                self._look()

    def _look(self) -> None:
        passage, end = self.passage, self._end
        assert passage is not None, "an answer is on its way"
        try:
            whole = end.look()
        except NO_HTTP as error:
            self.fail(no_http(error))
            return
        if whole:
            if not end.keeps_alive or self._rest:  # of the request, which the server did not want
                self.close()
            self._finish(None)
        elif end.status not in (None, 200) and passage.size > ERROR_BODY:
            self.close()  # enough to tell what is wrong
            self._finish(None)

    def _lost(self, reason: str) -> None:
        self.look_again()
        self.close()
        ended = self._end.until_close and self._end.status is not None
        self._finish(None if ended else Failure("reset", reason))

    def _finish(self, failure: Failure | None) -> None:
        passage, self.passage = self.passage, None
        if passage is None:
            return
        passage.error = failure
        read_ns = passage.stamps[-1] if passage.stamps and failure is None else None
        passage.end_ns = clock.now_ns() if read_ns is None else read_ns
        self._ended(self, passage)

    def close(self) -> None:
        if not self.open:
            return
        self.open = False
        self._unwatch()
        self._steps.close()  # also of a connection in the making
        if self._sock is not None:
            self._sock.close()
        if self._receive is not None:
            self._receive = _nothing  # the selector may have told of more
        self._end.close()


def _nothing() -> tuple[int, bytes]:
    raise BlockingIOError


def no_way_there(error: OSError | ValueError) -> Failure:
    """Why there is no connection."""
    reason = getattr(error, "strerror", None) or str(error)
    if isinstance(error, RefusedByProxyError) and error.status is not None:
        return Failure("http", reason, error.status)
    return Failure("connect", reason)
