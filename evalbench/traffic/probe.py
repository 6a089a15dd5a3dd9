"""One question to a service about itself: a GET on a connection of its own, waited for."""

from contextlib import closing

from evalbench import clock
from evalbench.traffic import http
from evalbench.traffic.poller import Poller, poller
from evalbench.traffic.route import route_to
from evalbench.traffic.stamps import Stamps
from evalbench.traffic.wire import Connection, Passage, no_way_there
from evalbench.types import Exchange, Failure, Request, Way

_LONGEST_BYTES = 16 << 20  # of an answer: a list of models is shorter, and memory is finite
_LOOK_S = 0.1


Headers = tuple[tuple[str, str], ...]


def get(request: Request, way: Way, *, timeout_s: float) -> Exchange:
    """What came back; as `get_with_headers` without them."""
    return get_with_headers(request, way, timeout_s=timeout_s)[0]


def get_with_headers(request: Request, way: Way, *, timeout_s: float) -> tuple[Exchange, Headers]:
    """What came back. Never raises for what the network or the server does.

    Redirects are told and not followed. `timeout_s` is for all but the name service, which has time
    limits of its own.
    """
    exchange = Exchange(clock.now_ns())
    try:
        head = http.shared_head(request, way.proxy, method=b"GET")
        route = route_to(http.target(request.url).origin, way)
    except (OSError, ValueError) as error:  # no such name; an address or header without sense
        exchange.error = no_way_there(error)
        exchange.end_ns = clock.now_ns()
        return exchange, ()
    passage = Passage(0, head + b"\r\n", exchange.scheduled_ns)
    with closing(poller()) as sockets:
        connection = Connection(route, sockets, Stamps(), lambda *_: None)
        connection.carry(passage)
        _wait(connection, passage, sockets, timeout_s)
        connection.close()
    _take_over(exchange, passage)
    return exchange, http.headers_in(bytes(passage.raw))


def _wait(connection: Connection, passage: Passage, sockets: Poller, timeout_s: float) -> None:
    """Return when the answer is there, or never will be."""
    until_ns = clock.now_ns() + round(timeout_s * 1e9)
    while connection.passage is not None:
        left_s = (until_ns - clock.now_ns()) / 1e9
        if left_s <= 0:
            connection.fail(Failure("timeout", f"no answer within {timeout_s:g} s"))
        elif passage.size > _LONGEST_BYTES:
            connection.fail(Failure("format", f"more than {_LONGEST_BYTES >> 20} MiB"))
        else:
            ready = sockets.wait(min(left_s, _LOOK_S))
            for call, mask in ready:
                call(mask)
            if not ready:
                connection.look_again()


def _take_over(exchange: Exchange, passage: Passage) -> None:
    exchange.sent_ns = passage.sent_ns
    exchange.connect_ns = passage.connect_ns
    exchange.end_ns = passage.end_ns
    exchange.error = passage.error
    http.answered(exchange, bytes(passage.raw), passage.ends, passage.stamps)
