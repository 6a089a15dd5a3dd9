"""Events out of any reads: the cuts between reads change no payload, and only move its stamp."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from evalbench.traffic.sse import data_events

Read = tuple[int, bytes]
CR, LF = 0x0D, 0x0A

JSON = st.sampled_from(
    [
        b'{"choices":[{"index":0,"text":" is"}]}',
        '{"text":"a\u2028b\u2029c\u0085d"}'.encode(),  # line ends of Unicode, not of the format
        '{"text":"巴黎 🙂 é"}'.encode(),
        b"[DONE]",
        b"",
        b" two spaces",
        b"a:b: c",
    ]
)
LINES = st.one_of(
    JSON.map(lambda value: b"data: " + value),
    JSON.map(lambda value: b"data:" + value),
    st.sampled_from(
        [
            b"",
            b"",  # twice: events must end often
            b"data",
            b": ping",
            b":",
            b"event: message",
            b"id: 7",
            b"retry: 500",
            b"database: no field of ours",
            b" data: a field name with a blank",
        ]
    ),
)
ENDS = st.sampled_from([b"\n", b"\r", b"\r\n"])
STREAMS = st.builds(
    lambda bom, lines, tail: bom + b"".join(line + end for line, end in lines) + tail,
    st.sampled_from([b"", b"\xef\xbb\xbf"]),
    st.lists(st.tuples(LINES, ENDS), max_size=12),
    st.one_of(st.just(b""), LINES),
)
# what nearly every server sends, and all but that
PLAIN = st.builds(
    lambda payloads, blank, tail: b"".join(b"data: " + each + blank for each in payloads) + tail,
    st.lists(JSON, min_size=1, max_size=12),
    st.sampled_from([b"\n\n", b"\r\n\r\n"]),
    st.sampled_from(
        [b"", b"", b"\n", b"\r\n", b": ping\n\n", b"data: \n", b"data: a\r", b"data: a"]
    ),
)
NOISE = st.lists(st.sampled_from([b"data", b":", b" ", b"\r", b"\n", b"\xef\xbb\xbf", b"x"])).map(
    b"".join
)
BODIES = st.one_of(STREAMS, PLAIN, NOISE)


@st.composite
def chunked(draw: st.DrawFn) -> list[Read]:
    """A body cut anywhere; stamps 10, 20, 30, …"""
    body = draw(BODIES)
    cuts = draw(st.lists(st.integers(0, len(body)), max_size=20))
    return _cut(body, cuts)


def _cut(body: bytes, cuts: Iterable[int]) -> list[Read]:
    places = sorted([0, *cuts, len(body)])
    return [(10 * n, body[a:b]) for n, (a, b) in enumerate(pairwise(places), start=1)]


def slow_events(reads: list[Read]) -> list[Read]:
    """The oracle: byte by byte, after section "Server-sent events" of the WHATWG's HTML standard.

    Two things differ from it, as the house wants them: an event without its blank line at the end
    of the stream counts, and each payload has a stamp.
    """
    buffer, stamp, dispatched = b"", 0, []
    for at, line in slow_lines(reads):
        if line == b"":
            if buffer:  # "If the data buffer is an empty string … return"
                dispatched.append((stamp, buffer[:-1]))
            buffer = b""
            continue
        name, colon, value = line.partition(b":")
        if name == b"data":
            buffer += (value[1:] if colon and value[:1] == b" " else value) + b"\n"
            stamp = at
    if buffer:
        dispatched.append((stamp, buffer[:-1]))
    return dispatched


def slow_lines(reads: list[Read]) -> Iterator[Read]:
    """Each line with the stamp of the byte that ends it: LF, CR, or the last one of all."""
    stamped = [(at, byte) for at, chunk in reads for byte in chunk]
    if bytes(byte for _, byte in stamped[:3]) == b"\xef\xbb\xbf":
        stamped = stamped[3:]
    line, at, before = b"", 0, 0
    for at, byte in stamped:
        if byte == LF and before == CR:
            pass  # the second half of CRLF
        elif byte in (CR, LF):
            yield at, line
            line = b""
        else:
            line += bytes([byte])
        before = byte
    if line:
        yield at, line


@given(reads=chunked())
@example(reads=[(10, b"\xef"), (20, b"\xbb\xbf"), (30, b"data: a\n\n")])
@example(reads=[(10, b""), (20, b"\xef\xbb\xbfdata: a\n\n")])
@example(reads=[(10, b"data: a\r"), (20, b"\n\r"), (30, b"\ndata: b\r"), (40, b""), (50, b"\n")])
@example(reads=[(10, b"data: \n\n")])
@example(reads=[(10, b"data: a\n"), (20, b""), (30, b"\ndata: b"), (40, b"\n\n")])
@example(reads=[(10, b"data: a\r\n\r\ndata: b\r"), (20, b""), (30, b"\n\r\n")])
@example(reads=[(10, b"data: a\n\n\n\ndata: b\n\n")])
@example(reads=[(10, b"data: a\n\ndata: b\r\n\r\n")])
@example(reads=[(10, b"data: a\n\ndata: \rb\n\n")])
@example(reads=[(10, b"data: a\n\ndata: b\n: ping\n\n")])
def test_payloads_and_stamps_are_those_of_the_slow_parser(reads: list[Read]) -> None:
    assert list(data_events(reads)) == slow_events(reads)


@given(body=BODIES, cuts=st.lists(st.integers(0, 400), max_size=20))
def test_the_cuts_between_reads_change_no_payload(body: bytes, cuts: list[int]) -> None:
    whole = [payload for _, payload in data_events([(1, body)])]
    cut = _cut(body, [min(place, len(body)) for place in cuts])
    single = _cut(body, range(len(body)))
    assert [payload for _, payload in data_events(cut)] == whole
    assert [payload for _, payload in data_events(single)] == whole


@given(reads=chunked())
def test_stamps_never_go_back(reads: list[Read]) -> None:
    stamps = [at for at, _ in data_events(reads)]
    assert stamps == sorted(stamps)


def events(*chunks: bytes) -> list[Read]:
    """Of reads that came at 1, 2, 3, …"""
    return list(data_events(list(enumerate(chunks, start=1))))


@pytest.mark.parametrize(
    ("chunks", "expected"),
    [
        # the line's end completes it, not the blank line after it
        ((b"data: a\n", b"\n"), [(1, b"a")]),
        ((b"data: a", b"\n\n"), [(2, b"a")]),
        ((b"da", b"ta: a\n\n"), [(2, b"a")]),
        # of CRLF the CR
        ((b"data: a\r", b"\n\r\n"), [(1, b"a")]),
        ((b"data: a", b"\r", b"\n", b"\r", b"\n"), [(2, b"a")]),
        # of several data lines the last
        ((b"data: a\n", b"data: b\n", b"\n"), [(2, b"a\nb")]),
        # not a ping or another field behind it
        ((b"data: a\n", b": ping\n", b"id: 1\n", b"\n"), [(1, b"a")]),
        # all events of one read have its stamp
        ((b"data: a\n\ndata: b\n\n",), [(1, b"a"), (1, b"b")]),
        # at the end of the stream, the last byte that came
        ((b"data: a", b"b"), [(2, b"ab")]),
        ((b"data: a", b""), [(1, b"a")]),
    ],
)
def test_the_stamp_is_that_of_the_read_that_completed_the_data_line(
    chunks: tuple[bytes, ...], expected: list[Read]
) -> None:
    assert events(*chunks) == expected


@pytest.mark.parametrize(
    ("body", "payloads"),
    [
        (b"data:a\n\n", [b"a"]),
        (b"data: a\n\n", [b"a"]),
        (b"data:  a \n\n", [b" a "]),  # one blank belongs to the field, others to the value
        (b"data\n\n", [b""]),
        (b"data:\n\n", [b""]),
        (b"data: a\ndata: b\n\n", [b"a\nb"]),
        (b"event: error\nid: 7\nretry: 5\ndata: a\n\n", [b"a"]),
        (b": ping\n\n:\n\ndata: a\n\n", [b"a"]),
        (b"event: message\n\n", []),
        (b"data: a\r\rdata: b\r\n\r\ndata: c\n\n", [b"a", b"b", b"c"]),
        (b"data: a\n\r\ndata: b\r\n\n", [b"a", b"b"]),
        (b"\xef\xbb\xbfdata: a\n\n", [b"a"]),
        (b"data: a\n\n\xef\xbb\xbfdata: b\n\n", [b"a"]),  # later it is part of a field's name
        ("data: {\u2028\u2029\u0085}\n\n".encode(), ["{\u2028\u2029\u0085}".encode()]),
        (b"data: a\n\ndata: [DONE]\n", [b"a", b"[DONE]"]),
        (b"data: a\n\ndata: [DONE]", [b"a", b"[DONE]"]),
        (b"Data: a\n\n", []),  # field names have one spelling
        (b"", []),
    ],
)
def test_the_format(body: bytes, payloads: list[bytes]) -> None:
    assert [payload for _, payload in data_events([(1, body)])] == payloads


def test_a_long_event_in_a_million_reads_is_put_together_once() -> None:
    # joining at every read would move 500 GB: it would not end within the time of a test
    value = b"x" * 1_000_000
    body = b"data: " + value + b"\n\n"
    reads = [(n, body[n : n + 1]) for n in range(len(body))]
    assert list(data_events(reads)) == [(len(body) - 2, value)]
