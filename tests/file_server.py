"""A web server of files that cuts off, refuses or redirects as a test wants, and remembers."""

import ssl
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple


class Asked(NamedTuple):
    target: str  # as it stands in the first line: a whole URL where a proxy is asked
    range: str | None
    if_range: str | None
    headers: Mapping[str, str]


@dataclass
class Reply:
    """How one request is answered; what is not said here is as a good server does it."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cut_after: int | None = None  # bytes of the body, then the connection is closed
    hold_after: int | None = None  # bytes of the body, then nothing until `released`
    lengthless: bool = False  # how long it is, is not said: it ends with the connection


class FileServer:
    """Files by path. `replies[path]` are used up one for each request, then all is well."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = dict(files)
        self.replies: dict[str, deque[Reply]] = {}
        self.asked: list[Asked] = []
        self.tag = '"1"'
        self.released = threading.Event()
        self.held = threading.Event()
        self.url = ""

    def reply(self, path: str, *replies: Reply) -> None:
        self.replies.setdefault(path, deque()).extend(replies)

    @property
    def paths(self) -> list[str]:
        return [asked.target for asked in self.asked]


@contextmanager
def serving(
    files: Mapping[str, bytes], *, tls: ssl.SSLContext | None = None
) -> Iterator[FileServer]:
    told = FileServer(files)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            _answer(self, told)

        def log_message(self, *_: object) -> None:
            """Nothing: a test looks at what was asked."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        told.url = f"http{'s' * bool(tls)}://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield told
        finally:
            told.released.set()
            server.shutdown()
            thread.join()


def _answer(handler: BaseHTTPRequestHandler, told: FileServer) -> None:
    headers = dict(handler.headers)
    asked = Asked(handler.path, headers.get("Range"), headers.get("If-Range"), headers)
    told.asked.append(asked)
    path = "/" + handler.path.split("//", 1)[1].split("/", 1)[1] if "//" in handler.path else None
    path = path or handler.path
    waiting = told.replies.get(path)
    reply = waiting.popleft() if waiting else Reply()
    body = told.files.get(path)
    if reply.status != 200 or body is None:
        handler.send_response(reply.status if reply.status != 200 else 404)
        for name, value in {"Content-Length": "0", **reply.headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        return
    start = 0
    if asked.range and asked.if_range == told.tag:
        start = int(asked.range.removeprefix("bytes=").removesuffix("-"))
    handler.send_response(206 if start else 200)
    sent = {"ETag": told.tag}
    if not reply.lengthless:
        sent["Content-Length"] = str(len(body) - start)
    if start:
        sent["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
    for name, value in {**sent, **reply.headers}.items():
        handler.send_header(name, value)
    handler.end_headers()
    _send(handler, told, reply, body[start:])


def _send(handler: BaseHTTPRequestHandler, told: FileServer, reply: Reply, body: bytes) -> None:
    if reply.hold_after is not None:
        handler.wfile.write(body[: reply.hold_after])
        told.held.set()
        told.released.wait(60)
        return
    handler.wfile.write(body if reply.cut_after is None else body[: reply.cut_after])
