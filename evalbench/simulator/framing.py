"""HTTP/1.1 answers as bytes."""

from http import HTTPStatus

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
LAST_CHUNK = b"0\r\n\r\n"
_SERVER = b"server: evalbench-simulator\r\n"
_CLOSE = b"connection: close\r\n"
PAGE = b"text/html; charset=utf-8"
_STREAM = b"HTTP/1.1 200 OK\r\n" + _SERVER + b"transfer-encoding: chunked\r\ncontent-type: "
_EVENTS = b"text/event-stream; charset=utf-8"
_STATUS_LINES = {
    status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode() for status in HTTPStatus
}


def whole(
    status: int,
    body: bytes,
    *,
    keep_alive: bool,
    content_type: bytes = b"application/json",
    extra: bytes = b"",
    promised: int = 0,
) -> bytes:
    """An answer with its length; `extra` is further header lines, each with its CRLF.

    `promised` is how many bytes the length says too many, below 0 too few: 0 for an honest one.
    """
    return b"%b%bcontent-length: %d\r\n%b%b%b\r\n%b" % (
        _STATUS_LINES[status],
        _SERVER,
        len(body) + promised,
        b"content-type: %b\r\n" % content_type if body else b"",
        extra,
        b"" if keep_alive else _CLOSE,
        body,
    )


def stream_head(*, keep_alive: bool, content_type: bytes = _EVENTS) -> bytes:
    """Status line and headers of an event stream."""
    return b"%b%b\r\n%b\r\n" % (_STREAM, content_type, b"" if keep_alive else _CLOSE)


def chunk(*parts: bytes) -> bytes:
    """One chunk of a chunked body, head and end included, to be written in one piece."""
    data = b"".join(parts)
    return b"%x\r\n%b\r\n" % (len(data), data)


def cut_chunk(data: bytes) -> bytes:
    """The beginning of a chunk that promises more than comes."""
    return b"%x\r\n%b" % (len(data) + 1000, data)
