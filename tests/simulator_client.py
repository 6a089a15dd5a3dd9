"""A client of the simulator for its tests: reads answers by hand, and stamps their chunks."""

import asyncio
import json
import ssl
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from evalbench.clock import now_ns
from evalbench.simulator.server import Server
from evalbench.simulator.settings import SimulatorSettings

FAST = {"ttft_ms": 0.0, "itl_ms": 0.0, "tokens": 5}
COMPLETIONS, CHAT = "/v1/completions", "/v1/chat/completions"
USAGE = {"stream": True, "stream_options": {"include_usage": True}}
CONTINUOUS = {
    "stream": True,
    "stream_options": {"include_usage": True, "continuous_usage_stats": True},
}


class Client:
    """One connection. Reads answers by hand: status, headers, body, and its chunks with stamps."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    def send(self, method: str, path: str, body: bytes = b"", headers: str = "") -> None:
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: x\r\n{headers}Content-Length: {len(body)}\r\n\r\n"
        )
        self.writer.write(head.encode() + body)

    async def head(self) -> tuple[int, dict[str, str]]:
        lines = (await self.reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines[1:] if line)
        return int(lines[0].split()[1]), headers

    async def whole(self) -> tuple[int, dict[str, str], Any]:
        status, headers = await self.head()
        body = await self.reader.readexactly(int(headers["content-length"]))
        return status, headers, json.loads(body) if body else None

    async def chunks(self) -> list[tuple[int, bytes]]:
        """(instant, data) of every chunk up to the empty one."""
        found = []
        while size := int(await self.reader.readuntil(b"\r\n"), 16):
            data = await self.reader.readexactly(size)
            found.append((now_ns(), data))
            assert await self.reader.readexactly(2) == b"\r\n"
        assert await self.reader.readexactly(2) == b"\r\n"
        return found

    async def ask(self, path: str, **body: Any) -> Any:
        """The JSON answer of a POST, or the JSON events of a stream without `[DONE]`."""
        self.send("POST", path, json.dumps(body).encode())
        if not body.get("stream"):
            return (await self.whole())[2]
        status, headers = await self.head()
        assert status == 200
        assert headers["content-type"] == "text/event-stream; charset=utf-8"
        events = [data for _, data in await self.chunks()]
        assert events.pop() == b"data: [DONE]\n\n"
        assert all(event.startswith(b"data: {") and event.endswith(b"}\n\n") for event in events)
        assert all(event.count(b"\n") == 2 for event in events)  # one event a chunk
        return [json.loads(event[6:]) for event in events]


@asynccontextmanager
async def simulator(**settings: Any) -> AsyncIterator[str]:
    server = Server(SimulatorSettings(**settings))
    serving = threading.Thread(target=server.serve)
    serving.start()
    try:
        yield server.url
    finally:
        server.stop()
        await asyncio.to_thread(serving.join)


@asynccontextmanager
async def client(url: str, tls: ssl.SSLContext | None = None) -> AsyncIterator[Client]:
    host, _, port = url.partition("://")[2].rpartition(":")
    reader, writer = await asyncio.open_connection(host.strip("[]"), int(port), ssl=tls)
    try:
        yield Client(reader, writer)
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


def messages(*contents: str) -> list[dict[str, str]]:
    return [{"role": "user", "content": content} for content in contents]


async def lines(log: Path, count: int) -> list[dict[str, Any]]:
    """The log as soon as it has `count` lines; the test's own time limit ends the wait."""
    while len(found := written_lines(log)) < count:  # noqa: ASYNC110 a file has no event
        await asyncio.sleep(0.005)
    return found


def written_lines(log: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.read_bytes().splitlines(keepends=True)]
