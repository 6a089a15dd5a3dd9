"""What of a body only keeps its connection open: comments, empty lines, the frames of chunks."""

import pytest

from evalbench.traffic.sse import Heartbeats
from tests.raw_server import chunk


def beats(*reads: bytes) -> list[bool]:
    heartbeats = Heartbeats()
    return [heartbeats.only(read) for read in reads]


@pytest.mark.parametrize(
    ("reads", "only"),
    [
        ([b": ping\n\n"], [True]),
        ([b":\r\n\r\n", b"\n", b"\r"], [True, True, True]),
        ([b"data: {}\n\n"], [False]),
        ([b": ping\n\ndata: {}\n\n", b": ping\n\n"], [False, True]),
        ([b"data: {}\n\n: ping\n\n"], [False]),
        ([b": pi", b"ng", b"\n\n", b"data: {}\n\n"], [True, True, True, False]),
        ([b"da", b"ta: {", b"}"], [False, False, False]),
        ([b'data: {"a', b"bc", b'"}\n\n', b":\n\n"], [False, False, False, True]),  # abc is hex too
        ([b'data: {"a', b': "b"}'], [False, False]),  # no comment: it begins no line
        ([b'{"choices": ', b"[]}"], [False, False]),
        ([b"\n\n", b'{"choices": []}'], [True, False]),
        ([chunk(b": ping\n\n"), chunk(b"data: {}\n\n"), chunk(b": ping\n\n")], [True, False, True]),
        ([chunk(b"x" * 300), chunk(b"\n"), b"0\r\n\r\n"], [False, True, True]),
    ],
)
def test_what_is_nothing_but_a_heartbeat(reads: list[bytes], only: list[bool]) -> None:
    assert beats(*reads) == only
