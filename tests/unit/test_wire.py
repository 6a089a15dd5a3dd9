"""One connection: how a request leaves, how its answer ends, and what is kept when it breaks."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from selectors import EVENT_READ, EVENT_WRITE
from time import perf_counter_ns

import pytest

from evalbench.traffic.http import Origin
from evalbench.traffic.poller import Ready, poller
from evalbench.traffic.route import Route, route_to
from evalbench.traffic.stamps import Receive, Stamps
from evalbench.traffic.wire import Connection, Passage
from evalbench.types import Failure, Way
from tests.raw_server import (
    OK,
    STREAM,
    Answer,
    Asked,
    Server,
    Writer,
    chunk,
    free_port,
    hang,
    in_a_thread,
    one_by_one,
    reset,
    saying,
)

HEAD = b"POST / HTTP/1.1\r\nHost: h\r\n"


def passage(body: bytes = b"{}") -> Passage:
    content = HEAD + b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
    return Passage(1, content, scheduled_ns=perf_counter_ns())


class Line:
    """A connection, and what gives it its turns."""

    def __init__(self, route: Route) -> None:
        self.watched: dict[int, Ready] = {}
        self.stamps = Stamps()
        self.ended: list[Passage] = []
        self._poller = poller()
        self.connection = Connection(
            route, self, self.stamps, lambda _, passage: self.ended.append(passage)
        )

    def register(self, handle: int, mask: int, ready: Ready, /) -> None:
        self._poller.register(handle, mask, ready)
        self.watched[handle] = ready

    def unregister(self, handle: int, /) -> None:
        self._poller.unregister(handle)
        del self.watched[handle]

    def turn(self, timeout_s: float = 0.1) -> None:
        for ready, mask in self._poller.wait(timeout_s):
            ready(mask)

    def close(self) -> None:
        self.connection.close()
        self._poller.close()

    def carry(self, passage: Passage) -> Passage:
        """Until it has ended; between two turns with nothing to do it is looked at again."""
        before = len(self.ended)
        self.connection.carry(passage)
        until_ns = perf_counter_ns() + 10_000_000_000
        while len(self.ended) == before:
            assert perf_counter_ns() < until_ns, "it ends some time"
            self.turn()
            self.connection.look_again()
        assert self.ended[before:] == [passage]
        return passage


@contextmanager
def line_to(answer: Answer) -> Iterator[tuple[Line, Server]]:
    with in_a_thread(answer) as server:
        line = Line(route_to(Origin("127.0.0.1", server.port, False), Way()))
        try:
            yield line, server
        finally:
            line.close()


def check_columns(passage: Passage) -> None:
    """A stamp and an end for each read, in order."""
    assert len(passage.stamps) == len(passage.ends)
    assert list(passage.ends) == sorted(set(passage.ends))
    assert passage.ends[-1] == len(passage.raw)
    instants = [passage.sent_ns, *passage.stamps, passage.end_ns]
    assert instants == sorted(instants)


# Requests


@pytest.mark.parametrize("size", [0, 1, 100_000, 4_000_000])
def test_a_request_arrives_whole_however_often_the_socket_is_full(size: int) -> None:
    body = bytes(range(256)) * (size // 256 + 1)
    with line_to(saying(OK)) as (line, server):
        carried = line.carry(passage(body[:size]))
    assert server.bodies == [body[:size]]
    assert carried.error is None
    assert carried.raw == OK
    check_columns(carried)


def test_a_long_request_waits_for_the_socket_and_leaves_in_several_turns() -> None:
    """The server reads nothing at first: what is in the buffers is all that can have left."""
    body = b"x" * 16_000_000
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        line = Line(route_to(Origin("127.0.0.1", port, False), Way()))
        carried = passage(body)
        line.connection.carry(carried)
        accepted, _ = listening.accept()
        with accepted:
            for _ in range(20):
                line.turn(0.01)
            assert line.ended == []
            received = 0
            accepted.setblocking(False)
            while received < len(carried.content):
                line.turn(0.01)
                try:
                    while data := accepted.recv(1 << 20):
                        received += len(data)
                except BlockingIOError:
                    pass
            accepted.setblocking(True)
            accepted.sendall(OK)
            while not line.ended:
                line.turn()
        line.close()
    assert received == len(carried.content)
    assert line.ended[0].error is None


@pytest.mark.parametrize("closing", [False, True], ids=["stays", "closes"])
def test_a_server_that_refuses_a_request_before_it_is_there_is_heard(closing: bool) -> None:
    """nginx answers 413 as soon as it has seen the length."""
    refusal = b"HTTP/1.1 413 Too Large\r\nContent-Length: 9\r\n\r\ntoo large"
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        line = Line(route_to(Origin("127.0.0.1", port, False), Way()))
        carried = passage(b"x" * 16_000_000)
        line.connection.carry(carried)
        accepted, _ = listening.accept()
        with accepted:
            while not carried.sent_ns:
                line.turn()
            accepted.recv(1000)
            accepted.sendall(refusal)
            if closing:
                accepted.close()
            while not line.ended:
                line.turn()
    assert carried.error is None
    assert carried.raw == refusal
    # a part of the request is still to be sent: the next one would come in the middle of it
    assert not line.connection.open
    line.close()


# Answers


async def trickle(asked: Asked, writer: Writer) -> bool:
    for byte in STREAM + chunk(b"data: a\n\n") + b"0\r\n\r\n":
        writer.write(bytes([byte]))
        await writer.drain()
    return True


@pytest.mark.parametrize(
    ("answer", "raw"),
    [
        pytest.param(saying(OK), OK, id="length"),
        pytest.param(trickle, STREAM + chunk(b"data: a\n\n") + b"0\r\n\r\n", id="byte by byte"),
        pytest.param(
            one_by_one([STREAM, chunk(b"a"), b"0\r\n", b"X: y\r\n", b"\r\n"]),
            STREAM + chunk(b"a") + b"0\r\nX: y\r\n\r\n",
            id="trailers",
        ),
        pytest.param(
            one_by_one([b"HTTP/1.1 100 Continue\r\n\r\n", OK]),
            b"HTTP/1.1 100 Continue\r\n\r\n" + OK,
            id="100 Continue",
        ),
    ],
)
def test_the_connection_lives_on_after_an_answer_that_tells_its_end(
    answer: Answer, raw: bytes
) -> None:
    with line_to(answer) as (line, server):
        first, second = line.carry(passage()), line.carry(passage())
        assert line.connection.open
    for carried in (first, second):
        assert (carried.error, bytes(carried.raw)) == (None, raw)
        check_columns(carried)
    assert server.connections == 1
    assert first.connect_ns is not None
    assert (second.connect_ns, second.warm) == (None, True)


def test_an_event_of_a_megabyte_comes_in_many_reads_each_with_its_stamp() -> None:
    event = b"data: " + b"x" * 1_000_000 + b"\n\n"
    raw = STREAM + chunk(event) * 3 + b"0\r\n\r\n"
    with line_to(saying(raw)) as (line, _):
        carried = line.carry(passage())
    assert carried.error is None
    assert carried.raw == raw
    assert len(carried.stamps) > 10
    check_columns(carried)


def test_an_answer_that_ends_with_its_connection_ended_with_its_last_read() -> None:
    answer = one_by_one([b"HTTP/1.1 200 OK\r\n\r\n", b"abc"], pause_s=0.05, go_on=False)
    with line_to(answer) as (line, _):
        carried = line.carry(passage())
        assert not line.connection.open
    assert carried.error is None
    assert carried.end_ns == carried.stamps[-1]  # not when the connection was closed
    assert carried.raw == b"HTTP/1.1 200 OK\r\n\r\nabc"


@pytest.mark.parametrize("go_on", [True, False], ids=["stays open", "closed"])
@pytest.mark.parametrize(
    "whole", [OK, STREAM + chunk(b"{}") + b"0\r\n\r\n"], ids=["length", "chunked"]
)
def test_bytes_behind_an_answer_end_the_connection_and_not_the_answer(
    whole: bytes, go_on: bool
) -> None:
    with line_to(saying(whole + b"oops", go_on=go_on)) as (line, _):
        carried = line.carry(passage())
        assert not line.connection.open
    assert carried.error is None


@pytest.mark.parametrize(
    "begin",
    [
        b"Content-Length: 50000000\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n2FAF080\r\n",
        b"\r\n",
    ],
    ids=["length", "chunked", "until the end"],
)
def test_of_an_endless_error_page_the_beginning_is_enough(begin: bytes) -> None:
    with line_to(saying(b"HTTP/1.1 500 Oh\r\n" + begin + b"x" * 1_000_000)) as (line, _):
        carried = line.carry(passage())
        assert not line.connection.open
    assert carried.error is None
    assert len(carried.raw) > 64 * 1024


def test_a_page_of_html_is_an_answer_to_the_wire() -> None:
    page = b"<html>" + b"x" * 100_000 + b"</html>"
    raw = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(page)
    with line_to(saying(raw + page)) as (line, _):
        carried = line.carry(passage())
    assert (carried.error, bytes(carried.raw)) == (None, raw + page)


# Failures


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"", "reset"),
        (b"HTTP/1.1 200 OK\r\nContent-Le", "reset"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", "reset"),
        (STREAM + chunk(b"abc"), "reset"),
        (STREAM + b"5\r\nab", "reset"),
        (STREAM + chunk(b"abc") + b"xyz\r\n", "format"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "format"),
        (b"\x15\x03\x01\x00\x02\x02\x16", "format"),
        (b"HTTP/1.1 101 Go\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n", "format"),
    ],
)
def test_what_is_no_whole_answer_is_a_failure_that_keeps_what_came(raw: bytes, kind: str) -> None:
    with line_to(saying(raw, go_on=False)) as (line, _):
        carried = line.carry(passage())
        assert not line.connection.open
    assert carried.error is not None
    assert carried.error.kind == kind
    assert carried.error.message
    assert carried.raw == raw
    assert carried.end_ns >= carried.sent_ns


@pytest.mark.parametrize("said", [b"", STREAM + chunk(b"data: a\n\n")], ids=["before", "after"])
def test_a_reset_is_a_failure_that_keeps_what_came(said: bytes) -> None:
    async def answer(_: Asked, writer: Writer) -> bool:
        writer.write(said)
        await writer.drain()
        await asyncio.sleep(0.05)
        reset(writer)
        return False

    with line_to(answer) as (line, _):
        carried = line.carry(passage())
    assert carried.error is not None
    assert carried.error.kind == "reset"
    assert carried.raw == said


def test_a_refused_connection_is_told_with_its_address() -> None:
    port = free_port()
    line = Line(route_to(Origin("127.0.0.1", port, False), Way()))
    carried = line.carry(passage())
    line.close()
    assert carried.error == Failure("connect", f"127.0.0.1:{port}: Connection refused")
    assert carried.sent_ns == 0
    assert not line.connection.open


def test_a_name_that_nobody_knows_is_told_by_each_connection() -> None:
    for name in ("no-such-host.invalid", "", 70 * "x"):
        line = Line(route_to(Origin(name, 80, False), Way()))
        carried = line.carry(passage())
        line.close()
        assert carried.error is not None
        assert carried.error.kind == "connect"
        assert name in carried.error.message


def test_the_next_address_of_a_name_is_tried_when_the_first_refuses() -> None:
    with in_a_thread(saying(OK)) as server:
        there = route_to(Origin("127.0.0.1", server.port, False), Way())
        nowhere = route_to(Origin("127.0.0.1", free_port(), False), Way())
        both = Route("h", 1, [*nowhere.addresses, *there.addresses], b"", None, "h")
        line = Line(both)
        carried = line.carry(passage())
        line.close()
    assert carried.error is None


@pytest.mark.parametrize("when", ["in the making", "in flight"])
def test_what_is_given_up_is_told_once_and_late_events_are_no_matter(when: str) -> None:
    with line_to(hang) as (line, server):
        line.connection.carry(passage())
        if when == "in flight":
            while not server.asked:
                line.turn(0.01)
        (late,) = line.watched.values()
        line.connection.fail(Failure("cancelled", "broken off"))
        late(EVENT_READ | EVENT_WRITE)  # it had been found ready before
        assert [each.error for each in line.ended] == [Failure("cancelled", "broken off")]
        assert not line.connection.open
        assert line.watched == {}


def test_an_idle_connection_that_the_server_closes_is_closed() -> None:
    with line_to(one_by_one([OK], go_on=False)) as (line, _):
        assert line.carry(passage()).error is None
        while line.watched:
            line.turn()
        assert not line.connection.open


# Stamps


def test_a_stamp_never_lies_before_the_request_nor_before_the_read_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As it would when the wall clock is set back by half a second."""
    answer = one_by_one([STREAM, chunk(b"a"), chunk(b"b"), b"0\r\n\r\n"])
    with line_to(answer) as (line, _):
        receiver = line.stamps.receiver

        def set_back(sock: socket.socket) -> Receive:
            receive = receiver(sock)

            def read() -> tuple[int, bytes]:
                at_ns, data = receive()
                return at_ns - 500_000_000, data

            return read

        monkeypatch.setattr(line.stamps, "receiver", set_back)
        carried = line.carry(passage())
    assert carried.error is None
    assert len(carried.stamps) >= 4
    check_columns(carried)
