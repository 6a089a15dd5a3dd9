"""Answers cut at any byte: their end is found exactly, and their body is the same."""

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from evalbench.traffic.http import AnswerEnd, answered
from evalbench.types import Exchange

bodies = st.lists(
    st.sampled_from(
        [b"data: a\n\n", b"\r\n\r\n", b"0\r\n\r\n", b"x", b"\r\n", b"data: \xe5\xb7\xb4\r\n\r\n"]
    ),
    max_size=6,
)


def chunked(pieces: Sequence[bytes], trailer: bytes) -> bytes:
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces)
    return b"Transfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\n" + trailer + b"\r\n"


@st.composite
def answers(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """An answer that tells where it ends, and its body."""
    pieces = draw(bodies)
    body = b"".join(pieces)
    interim = draw(st.sampled_from([b"", b"HTTP/1.1 100 Continue\r\n\r\n"]))
    status = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
    if draw(st.booleans()):
        trailer = draw(st.sampled_from([b"", b"X: y\r\n"]))
        return interim + status + chunked(pieces, trailer), body
    return interim + status + b"Content-Length: %d\r\n\r\n%b" % (len(body), body), body


def cut(raw: bytes, places: Sequence[int]) -> list[bytes]:
    """`raw` in reads, none of which is empty."""
    edges = sorted({0, len(raw), *(place % len(raw) for place in places)})
    return [raw[begin:end] for begin, end in pairwise(edges)]


cuts = st.lists(st.integers(0, 10_000), max_size=12)


@given(st.lists(answers(), min_size=1, max_size=3), cuts)
def test_each_answer_of_a_connection_ends_with_its_last_byte(
    all_answers: list[tuple[bytes, bytes]], places: list[int]
) -> None:
    end = AnswerEnd()
    for whole, _ in all_answers:
        come: list[bytes] = []
        end.expect(come)
        ended = []
        for read in cut(whole, places):
            come.append(read)
            ended.append(end.may_end(read) and end.look())
        assert ended == [False] * (len(ended) - 1) + [True]
        assert end.status == 200
        assert end.keeps_alive


@given(answers(), st.binary(min_size=1, max_size=20), cuts)
def test_bytes_behind_an_answer_change_nothing_in_it(
    answer: tuple[bytes, bytes], behind: bytes, places: list[int]
) -> None:
    whole, body = answer
    raw = whole + behind
    reads = cut(raw, places)
    exchange = Exchange(0)
    ends = [len(b"".join(reads[: place + 1])) for place in range(len(reads))]
    answered(exchange, raw, ends, range(len(reads)))
    assert (exchange.status, exchange.error) == (200, None)
    assert b"".join(data for _, data in exchange.reads) == body


@given(answers(), cuts)
def test_a_body_is_the_same_however_it_was_cut(
    answer: tuple[bytes, bytes], places: list[int]
) -> None:
    whole, body = answer
    reads = cut(whole, places)
    exchange = Exchange(0)
    ends = [len(b"".join(reads[: place + 1])) for place in range(len(reads))]
    stamps = [1000 + 10 * place for place in range(len(reads))]
    answered(exchange, whole, ends, stamps)
    assert b"".join(data for _, data in exchange.reads) == body
    at = [at_ns for at_ns, _ in exchange.reads]
    assert at == sorted(at)
    # each byte of the body has the stamp of the read that brought it
    brought = dict(zip(stamps, reads, strict=True))
    for stamp in set(at):
        told = b"".join(data for at_ns, data in exchange.reads if at_ns == stamp)
        assert len(told) <= len(brought[stamp])
        assert all(data in brought[stamp] for at_ns, data in exchange.reads if at_ns == stamp)


@given(answers(), st.integers(0, 10_000))
def test_an_answer_that_breaks_off_has_not_ended(answer: tuple[bytes, bytes], place: int) -> None:
    whole, _ = answer
    end = AnswerEnd()
    end.expect([whole[: place % len(whole)]])
    assert not end.look()
    assert not end.until_close
