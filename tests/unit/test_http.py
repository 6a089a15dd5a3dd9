"""HTTP/1.1 as bytes: the head of a request, and what is found in an answer."""

import httptools
import pytest

from evalbench.traffic.http import (
    NO_HTTP,
    AnswerEnd,
    Origin,
    answered,
    no_http,
    own_head,
    proxy_login,
    shared_head,
    target,
)
from evalbench.types import Exchange, Request

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"


def request(url: str, *headers: tuple[str, str], body: bytes = b"{}") -> Request:
    return Request("a/0/0/0", url, body, headers)


def exchange_of(*reads: bytes) -> Exchange:
    """What is made of reads that came at 10, 20, … ns."""
    exchange = Exchange(0)
    ends = [len(b"".join(reads[: place + 1])) for place in range(len(reads))]
    stamps = [10 * (place + 1) for place in range(len(reads))]
    answered(exchange, b"".join(reads), ends, stamps)
    return exchange


# Requests


@pytest.mark.parametrize(
    ("url", "origin", "path", "host"),
    [
        ("http://h", ("h", 80, False), b"/", b"h"),
        ("https://h/v1", ("h", 443, True), b"/v1", b"h"),
        (
            "http://H.example:8080/v1?a=b&c",
            ("h.example", 8080, False),
            b"/v1?a=b&c",
            b"H.example:8080",
        ),
        ("http://ann:secret@h:1/", ("h", 1, False), b"/", b"h:1"),
        ("http://[::1]:8080/v1", ("::1", 8080, False), b"/v1", b"[::1]:8080"),
        (
            "http://bücher.example:81",
            ("bücher.example", 81, False),
            b"/",
            b"xn--bcher-kva.example:81",
        ),
        ("http://h/模型/v1?q=模", ("h", 80, False), b"/%E6%A8%A1%E5%9E%8B/v1?q=%E6%A8%A1", b"h"),
        ("http://h/a%20b/~c", ("h", 80, False), b"/a%20b/~c", b"h"),
    ],
)
def test_the_target_of_an_address(
    url: str, origin: tuple[str, int, bool], path: bytes, host: bytes
) -> None:
    assert target(url) == (Origin(*origin), path, host)


def test_the_head_of_a_request_is_its_shared_part_and_its_own() -> None:
    asked = request(
        "http://h:8/v1", ("X-Request-Id", "a/0/0/0"), ("Authorization", "Bearer k"), body=b"12345"
    )
    assert shared_head(asked) == b"POST /v1 HTTP/1.1\r\nHost: h:8\r\nAuthorization: Bearer k\r\n"
    assert own_head(asked) == b"X-Request-Id: a/0/0/0\r\nContent-Length: 5\r\n\r\n"


def test_requests_that_differ_in_their_id_and_body_share_their_head() -> None:
    one = request("http://h", ("X-Request-Id", "1"), ("A", "b"))
    other = request("http://h", ("A", "b"), ("X-Request-Id", "2"), body=b"longer")
    assert shared_head(one) == shared_head(other)


def test_a_proxy_is_told_the_whole_address_but_not_where_it_makes_a_tunnel() -> None:
    proxy = "http://ann:p%40ss@proxy:3128"
    head = shared_head(request("http://h:8/v1"), proxy)
    assert head.startswith(b"POST http://h:8/v1 HTTP/1.1\r\nHost: h:8\r\n")
    assert b"Proxy-Authorization: Basic YW5uOnBAc3M=\r\n" in head
    assert shared_head(request("https://h:8/v1"), proxy) == b"POST /v1 HTTP/1.1\r\nHost: h:8\r\n"


@pytest.mark.parametrize(
    ("proxy", "line"),
    [
        ("http://proxy:1", b""),
        ("http://ann:b@proxy:1", b"Proxy-Authorization: Basic YW5uOmI=\r\n"),
        ("http://ann@proxy:1", b"Proxy-Authorization: Basic YW5uOg==\r\n"),
    ],
)
def test_the_login_of_a_proxy(proxy: str, line: bytes) -> None:
    assert proxy_login(proxy) == line


@pytest.mark.parametrize("value", ["a\r\nX: b", "a\nb", "a\0b"])
def test_a_header_cannot_smuggle_a_line(value: str) -> None:
    with pytest.raises(ValueError, match="a line end in the header A"):
        shared_head(request("http://h", ("A", value)))
    with pytest.raises(ValueError, match="X-Request-Id"):
        own_head(request("http://h", ("X-Request-Id", value)))


# Answers


def test_each_piece_of_a_body_has_the_stamp_of_its_read() -> None:
    exchange = exchange_of(
        OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n", b"6\r\nsec", b"ond\r\n0\r\n\r\n"
    )
    assert exchange.reads == [(10, b"first"), (20, b"sec"), (30, b"ond")]
    assert (exchange.status, exchange.content_type) == (200, "text/event-stream")
    assert (exchange.headers_ns, exchange.error) == (10, None)


def test_the_head_is_complete_with_the_read_that_ends_it() -> None:
    exchange = exchange_of(b"HTTP/1.1 200 O", b"K\r\nContent-Length: 2\r\n\r", b"\n", b"{}")
    assert (exchange.headers_ns, exchange.reads) == (30, [(40, b"{}")])


def test_an_interim_answer_leaves_nothing_behind() -> None:
    hints = b"HTTP/1.1 103 Early Hints\r\nContent-Type: text/html\r\nLocation: /elsewhere\r\n\r\n"
    exchange = exchange_of(b"HTTP/1.1 100 Continue\r\n\r\n", hints)
    assert (exchange.status, exchange.headers_ns) == (None, None)
    assert exchange.error is None
    exchange = exchange_of(hints, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
    assert (exchange.status, exchange.headers_ns, exchange.reads) == (200, 20, [(20, b"{}")])


def test_of_an_error_page_only_the_beginning_is_kept() -> None:
    page = b"x" * 200_000
    exchange = exchange_of(
        b"HTTP/1.1 500 Oh\r\nContent-Length: 200000\r\n\r\n", page[:60_000], page
    )
    assert sum(len(data) for _, data in exchange.reads) == 65_536
    assert exchange.status == 500


def test_a_redirect_is_told_in_words_and_is_an_error_with_its_status() -> None:
    exchange = exchange_of(b"HTTP/1.1 308 Moved\r\nLocation: /v2\r\nContent-Length: 0\r\n\r\n")
    assert exchange.error is not None
    assert (exchange.error.cause, exchange.error.status) == ("http 308", 308)
    assert "/v2" in exchange.error.message
    assert exchange_of(b"HTTP/1.1 201 Here\r\nLocation: /v2\r\n\r\n").error is None


@pytest.mark.parametrize(
    "behind", [b"oops", b"\r\n", b"HTTP/1.1 500 Oh\r\nLocation: /\r\n\r\noops"]
)
@pytest.mark.parametrize(
    "head",
    [b"Content-Length: 2\r\n\r\n{}", b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"],
)
def test_what_is_behind_an_answer_is_no_part_of_it(head: bytes, behind: bytes) -> None:
    for reads in ([OK + head + behind], [OK + head, behind]):
        exchange = exchange_of(*reads)
        assert (exchange.status, exchange.error) == (200, None)
        assert (exchange.content_type, exchange.reads) == ("text/event-stream", [(10, b"{}")])


@pytest.mark.parametrize("raw", [b"SSH-2.0\r\n", b"\x15\x03\x01", b"HTTP/1.1 abc\r\n\r\n", b"{}"])
def test_what_is_no_http_is_a_failure_of_the_format(raw: bytes) -> None:
    exchange = exchange_of(raw)
    assert exchange.error is not None
    assert (exchange.error.kind, exchange.status) == ("format", None)
    assert exchange.error.message.startswith("not HTTP/1.1: ")


def test_reads_before_a_broken_chunk_are_kept() -> None:
    exchange = exchange_of(OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n", b"xyz\r\n")
    assert exchange.error is not None
    assert exchange.error.kind == "format"
    assert exchange.reads == [(10, b"{}")]


# Where an answer ends


def ended_after(*reads: bytes) -> int | None:
    """After which read, counted from 1."""
    end = AnswerEnd()
    come: list[bytes] = []
    end.expect(come)
    for place, read in enumerate(reads, 1):
        come.append(read)
        if end.may_end(read) and end.look():
            return place
    return None


def looked_at(raw: bytes) -> AnswerEnd:
    """All at once."""
    end = AnswerEnd()
    end.expect([raw])
    end.look()
    return end


@pytest.mark.parametrize(
    ("reads", "place"),
    [
        pytest.param([OK + b"Content-Length: 4\r\n\r\nab", b"c", b"d"], 3, id="length"),
        pytest.param([OK + b"Content-Length: 0\r\n\r\n"], 1, id="nothing"),
        pytest.param([b"HTTP/1.1 204 No\r\n\r\n"], 1, id="no body"),
        pytest.param([OK + b"\r\n", b"abc"], None, id="until the end"),
        pytest.param([OK + b"Transfer-Encoding: chunked\r\n\r\n", b"0\r\n\r\n"], 2, id="empty"),
        pytest.param(
            [OK + b"transfer-encoding: Chunked\r\n\r\n", b"1\r\na\r\n", b"0\r\n", b"\r\n"],
            4,
            id="chunks",
        ),
        pytest.param(
            [OK + b"Transfer-Encoding: chunked\r\n\r\n", b"4\r\n\r\n\r\n\r\n", b"0\r\n\r\n"],
            3,
            id="a chunk that looks like the end",
        ),
        pytest.param(
            [OK + b"Transfer-Encoding: chunked\r\n\r\n", b"0\r\nX: y\r\n", b"Z: 1\r\n\r\n"],
            3,
            id="trailers",
        ),
        pytest.param(
            [b"HTTP/1.1 100 Continue\r\n\r\n", OK + b"Content-Length: 1\r\n\r\n", b"a"],
            3,
            id="100 Continue",
        ),
    ],
)
def test_an_answer_ends_with_the_read_that_completes_it(
    reads: list[bytes], place: int | None
) -> None:
    assert ended_after(*reads) == place


def test_bytes_behind_the_last_chunk_are_found_when_all_is_looked_at() -> None:
    end = AnswerEnd()
    come = [OK + b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n"]
    end.expect(come)
    assert not end.look()
    come.append(b"0\r\n\r\noops")
    assert not end.may_end(come[-1])  # no read ended with an empty line
    assert end.look()
    assert not end.keeps_alive


@pytest.mark.parametrize(
    ("raw", "keeps"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\na", False),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\na", False),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 1\r\nConnection: keep-alive\r\n\r\na", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\naHTTP/1.1 200 OK\r\n", False),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\naoops", False),
    ],
)
def test_whether_the_connection_carries_another(raw: bytes, keeps: bool) -> None:
    end = looked_at(raw)
    assert end.ended
    assert (end.status, end.keeps_alive) == (200, keeps)


def test_one_finds_the_ends_of_many_answers_one_after_the_other() -> None:
    end = AnswerEnd()
    for body in (b"a", b"bc", b""):
        come = [OK + b"Content-Length: %d\r\n\r\n" % len(body)]
        end.expect(come)
        assert end.look() == (not body)
        come.append(body)
        assert end.look()
        assert end.keeps_alive


def test_without_a_length_the_end_of_the_connection_ends_the_answer() -> None:
    assert looked_at(OK + b"\r\nabc").until_close
    for head in (b"Content-Length: 5\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n"):
        assert not looked_at(OK + head).until_close


def test_another_protocol_is_no_http() -> None:
    raw = b"HTTP/1.1 101 Switching\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n"
    with pytest.raises(NO_HTTP) as error:
        looked_at(raw)
    assert isinstance(error.value, httptools.HttpParserUpgrade)
    assert no_http(error.value).kind == "format"
