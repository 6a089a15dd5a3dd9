"""HTTP/1.1 as bytes: a request in one piece, and an answer taken out of stamped reads. Pure.

What is not needed to time a service is not here: no redirects, no cookies, no compression.
"""

from base64 import b64encode
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

import httptools

from evalbench.traffic.transport import ERROR_BODY, elsewhere
from evalbench.types import Exchange, Failure, Request

OWN_HEADER = "X-Request-Id"  # the one in which the requests to a service differ
_SAID_AS_IT_IS = "/%:@!$&'()*+,;=~"  # in a path, beside letters and digits; RFC 3986, 3.3


class Origin(NamedTuple):
    """Where connections go."""

    host: str
    port: int
    tls: bool


class Target(NamedTuple):
    """Where one request goes. `path` and `host_header` as they stand in its head."""

    origin: Origin
    path: bytes
    host_header: bytes


@lru_cache(maxsize=64)
def target(url: str) -> Target:
    """Raises ValueError for a port that is none."""
    parts = urlsplit(url)
    tls = parts.scheme == "https"
    origin = Origin(parts.hostname or "", parts.port or (443 if tls else 80), tls)
    path = quote(parts.path or "/", safe=_SAID_AS_IT_IS)
    query = "?" + quote(parts.query, safe=_SAID_AS_IT_IS + "?") if parts.query else ""
    name, *port = parts.netloc.rpartition("@")[2].partition(":")
    said = _in_ascii(name) + "".join(port).encode()
    return Target(origin, (path + query).encode(), said)


def _in_ascii(name: str) -> bytes:
    """As the name service knows it. What no name can be is left: the name service will say so."""
    try:
        return name.encode("idna")
    except UnicodeError:
        return name.encode()


def shared_head(example: Request, proxy: str = "", *, method: bytes = b"POST") -> bytes:
    """What the heads of all requests to one service begin with: all of it but their own part.

    Raises ValueError for a header that HTTP cannot say. A proxy is asked for the whole address,
    where it need not make a tunnel.
    """
    place = target(example.url)
    asked = place.path
    login = b""
    if proxy and not place.origin.tls:
        asked = b"http://" + place.host_header + place.path
        login = proxy_login(proxy)
    lines = [_line(name, value) for name, value in example.headers if name != OWN_HEADER]
    return b"%b %b HTTP/1.1\r\nHost: %b\r\n%b%b" % (
        method,
        asked,
        place.host_header,
        b"".join(lines),
        login,
    )


def own_head(request: Request) -> bytes:
    """The rest of a request's head."""
    own = [_line(name, value) for name, value in request.headers if name == OWN_HEADER]
    return b"%bContent-Length: %d\r\n\r\n" % (b"".join(own), len(request.body))


def naming_line(content: bytes, begin: int) -> bytes:
    """The line that names a request, out of all that is sent of it; `own_head` begins there."""
    return content[begin : content.index(b"\r\n", begin)]


def id_in(naming_line: bytes) -> str:
    """What `naming_line` says; "" where that is no name."""
    name, _, value = naming_line.decode("latin-1").partition(": ")
    return unquote(value) if name == OWN_HEADER else ""


def proxy_login(proxy: str) -> bytes:
    """The header line for a proxy whose address holds a login; b"" for another."""
    parts = urlsplit(proxy)
    if parts.username is None:
        return b""
    login = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return b"Proxy-Authorization: Basic " + b64encode(login.encode()) + b"\r\n"


def _line(name: str, value: str) -> bytes:
    line = f"{name}: {value}"
    if any(end in line for end in "\r\n\0"):
        raise ValueError(f"a line end in the header {name}")
    return line.encode() + b"\r\n"


# an answer that wants to speak another protocol from now on is none that can be read
NO_HTTP = (httptools.HttpParserError, httptools.HttpParserUpgrade)


def no_http(error: Exception) -> Failure:
    """For one of NO_HTTP."""
    switched = isinstance(error, httptools.HttpParserUpgrade)
    return Failure("format", f"not HTTP/1.1: {'another protocol' if switched else error}")


_EMPTY_LINE = b"\r\n\r\n"


class AnswerEnd:
    """Finds out when an answer has ended, with as little work for each read as can be.

    A chunked body can only end where a read ends in an empty line (that of the last chunk, or of
    the trailers): what came before is given to the parser together with that read. One for each
    connection, whose answers come one after the other.
    """

    def __init__(self) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self.expect([])

    def expect(self, reads: list[bytes]) -> None:
        """A new request has left; what comes back will be put into `reads`."""
        self._reads = reads
        self.status: int | None = None  # of an answer; 100 Continue is none
        self.ended = False
        self.keeps_alive = False
        self.until_close = False  # no header says how long the body is
        self._chunked = self._sized = False
        self._fed = 0  # reads that the parser has had

    def may_end(self, read: bytes) -> bool:
        """Whether it is worth a look after this read."""
        return not self._chunked or len(read) < len(_EMPTY_LINE) or read.endswith(_EMPTY_LINE)

    def look(self) -> bool:
        """Whether all that has come is a whole answer. Raises one of NO_HTTP.

        With bytes behind it that nobody asked for it is one all the same; but what they are part
        of would pass for the next answer, so the connection must not carry another request.
        """
        new = b"".join(self._reads[self._fed :])
        self._fed = len(self._reads)
        try:
            self._parser.feed_data(new)
        except NO_HTTP:
            if not self.ended:
                raise
            self.keeps_alive = False
        return self.ended

    def close(self) -> None:
        """The parser and this object point at each other: let both go."""
        del self._parser

    # What httptools calls while it parses

    def on_message_begin(self) -> None:
        self._chunked = self._sized = False
        if self.ended:
            self.keeps_alive = False

    def on_header(self, name: bytes, value: bytes) -> None:
        lower = name.lower()
        if lower == b"transfer-encoding":
            self._chunked = b"chunked" in value.lower()
        elif lower == b"content-length":
            self._sized = True

    def on_headers_complete(self) -> None:
        status = self._parser.get_status_code()
        if status >= 200 and not self.ended:
            self.status = status
            self.until_close = not (self._chunked or self._sized)

    def on_message_complete(self) -> None:
        if self.status is not None and not self.ended:
            self.ended = True
            self.keeps_alive = self._parser.should_keep_alive()


def answered(exchange: Exchange, raw: bytes, ends: Sequence[int], stamps: Sequence[int]) -> None:
    """Fill an exchange from what came over the wire: read i ends at `ends[i]`, came at `stamps[i]`.

    After a status other than 200 only the beginning of the body is kept.
    """
    answer = _Answer(exchange)
    feed = answer.parser.feed_data
    begin = 0
    try:
        for end, answer.at_ns in zip(ends, stamps, strict=True):
            feed(raw[begin:end])
            begin = end
    except NO_HTTP as error:
        if not answer.ended:
            exchange.error = exchange.error or no_http(error)
    finally:
        del answer.parser  # they point at each other: gone without a garbage collection


def headers_in(raw: bytes) -> tuple[tuple[str, str], ...]:
    """Those of the answer that `raw` begins with, as they came; what is no HTTP has none more."""
    head = _Head()
    with suppress(*NO_HTTP):
        httptools.HttpResponseParser(head).feed_data(raw)
    return tuple(head.headers)


class _Head:
    def __init__(self) -> None:
        self.headers: list[tuple[str, str]] = []

    def on_message_begin(self) -> None:
        self.headers.clear()  # those of 100 Continue came before

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name.decode("latin-1"), value.decode("latin-1")))


class _Answer:
    """The parser's callbacks put what they are told into the exchange."""

    def __init__(self, exchange: Exchange) -> None:
        self.ended = False
        self._exchange = exchange
        self._reads = exchange.reads
        self._room = ERROR_BODY
        self._location = ""
        self.at_ns = 0  # of the bytes that the parser gets
        self.parser = httptools.HttpResponseParser(self)

    def on_message_begin(self) -> None:
        self._location = ""

    def on_header(self, name: bytes, value: bytes) -> None:
        if self.ended:
            return
        lower = name.lower()
        if lower == b"content-type":
            self._exchange.content_type = value.decode("latin-1")
        elif lower == b"location":
            self._location = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        exchange, status = self._exchange, self.parser.get_status_code()
        if status < 200 or self.ended:  # 100 Continue; bytes behind the answer
            return
        exchange.headers_ns = self.at_ns
        exchange.status = status
        if self._location and 300 <= status < 400:
            exchange.error = exchange.error or elsewhere(self._location, status)

    def on_message_complete(self) -> None:
        self.ended = self._exchange.status is not None

    def on_body(self, body: bytes) -> None:
        if self.ended:
            return
        if self._exchange.status != 200:
            body = body[: self._room]
            self._room -= len(body)
        if body:
            self._reads.append((self.at_ns, body))
