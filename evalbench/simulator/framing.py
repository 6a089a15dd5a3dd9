"""HTTP/1.1 answers as bytes."""

from http import HTTPStatus

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
LAST_CHUNK = b"0\r\n\r\n"
_SERVER = b"server: evalbench-simulator\r\n"
_CLOSE = b"connection: close\r\n"
_STREAM = (
    b"HTTP/1.1 200 OK\r\n"
    + _SERVER
    + b"content-type: text/event-stream; charset=utf-8\r\ntransfer-encoding: chunked\r\n"
)
_STATUS_LINES = {
    status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode() for status in HTTPStatus
}


def whole(status: int, body: bytes, *, keep_alive: bool, extra: bytes = b"") -> bytes:
    """An answer with its length; `extra` is further header lines, each with its CRLF."""
    content_type = b"content-type: application/json\r\n" if body else b""
    return b"%b%bcontent-length: %d\r\n%b%b%b\r\n%b" % (
        _STATUS_LINES[status],
        _SERVER,
        len(body),
        content_type,
        extra,
        b"" if keep_alive else _CLOSE,
        body,
    )


def stream_head(*, keep_alive: bool) -> bytes:
    """Status line and headers of an event stream."""
    return b"%b%b\r\n" % (_STREAM, b"" if keep_alive else _CLOSE)


def chunk(data: bytes) -> bytes:
    """One chunk of a chunked body, head and end included, to be written in one piece."""
    return b"%x\r\n%b\r\n" % (len(data), data)
