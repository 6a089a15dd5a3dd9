"""A server that answers from a script: any status, bytes, pauses and broken connections.

Raw asyncio in a thread: what it sends is exactly what the test wrote. It keeps every request, so a
test counts what really left the program.
"""

import asyncio
import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import perf_counter_ns
from types import TracebackType
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Received:
    """One request as it came."""

    number: int  # of the POSTs, counted from 0; of a GET, how many POSTs came before it
    method: str
    path: str
    headers: dict[str, str]  # names in lower case
    body: Any  # decoded JSON; None for a GET
    at_ns: int

    @property
    def id(self) -> str:
        return self.headers.get("x-request-id", "")

    @property
    def text(self) -> str:
        """The prompt, messages joined by line breaks."""
        if "prompt" in self.body:
            return str(self.body["prompt"])
        return "\n".join(message["content"] for message in self.body["messages"])


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent: `body` whole, or `chunks` one by one; a number among them pauses, in seconds.

    `cut` breaks the connection off instead of ending the body. `pause_s` comes before the head.
    """

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    headers: Sequence[tuple[str, str]] = ()
    chunks: Sequence[bytes | float] | None = None
    cut: bool = False
    pause_s: float = 0.0


Script = Callable[[Received], Answer]


def as_json(value: Any, status: int = 200) -> Answer:
    return Answer(status, json.dumps(value).encode())


def error(status: int, message: str) -> Answer:
    """As vLLM says it."""
    return as_json({"error": {"message": message, "type": "Error", "code": status}}, status)


def completion(
    request: Received, text: str, *, finish: str = "stop", tokens: int = 5, pause_s: float = 0.0
) -> Answer:
    """The answer that fits the request: chat or text, streamed in one event or whole."""
    chat = "messages" in request.body
    usage = {"prompt_tokens": 7, "completion_tokens": tokens, "total_tokens": 7 + tokens}
    if request.body.get("stream"):
        part = {"delta": {"content": text}} if chat else {"text": text}
        return streamed(
            [
                event({"choices": [{"index": 0, **part, "finish_reason": finish}]}),
                event({"choices": [], "usage": usage}),
                DONE,
            ],
            pause_s=pause_s,
        )
    said = {"message": {"role": "assistant", "content": text}} if chat else {"text": text}
    choice = {"index": 0, **said, "finish_reason": finish}
    answer = as_json({"choices": [choice], "usage": usage})
    return Answer(answer.status, answer.body, pause_s=pause_s)


DONE = b"data: [DONE]\n\n"


def event(value: Any) -> bytes:
    return b"data: " + json.dumps(value).encode() + b"\n\n"


def streamed(chunks: Sequence[bytes | float], *, cut: bool = False, pause_s: float = 0.0) -> Answer:
    return Answer(content_type="text/event-stream", chunks=chunks, cut=cut, pause_s=pause_s)


@dataclass
class ScriptedServer:
    """Runs while the `with` block does. POSTs go to `script`; `models` are listed on a GET."""

    script: Script
    models: Sequence[str] = ("scripted",)
    get: Script | None = None  # instead of the list of models
    received: list[Received] = field(default_factory=list)
    in_flight: int = 0
    most_in_flight: int = 0

    @property
    def posts(self) -> list[Received]:
        return [each for each in self.received if each.method == "POST"]

    @property
    def ids(self) -> list[str]:
        """Ids of the POSTs: `<data set>/<index>/<repeat>/<step>`."""
        return [each.id for each in self.posts]

    def __enter__(self) -> Self:
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        ready.wait()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join()

    def _run(self, ready: threading.Event) -> None:
        asyncio.run(self._serve(ready))

    async def _serve(self, ready: threading.Event) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        self._connections: set[asyncio.Task[None]] = set()
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        ready.set()
        await self._end.wait()
        server.close()
        for task in tuple(self._connections):
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            while await self._one(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client is gone, or the test is over
        finally:
            self._connections.discard(task)
            writer.transport.abort()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; whether the connection lives on."""
        head = await reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        method, path, _ = first.split(" ")
        pairs = (line.split(":", 1) for line in lines if line)
        headers = {name.strip().lower(): value.strip() for name, value in pairs}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        request = Received(
            number=len(self.posts),
            method=method,
            path=path,
            headers=headers,
            body=json.loads(body) if body else None,
            at_ns=perf_counter_ns(),
        )
        self.received.append(request)
        if method == "GET":
            answer = self.get(request) if self.get else self._list()
            await self._send(writer, answer)
            return not answer.cut
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            answer = self.script(request)
            await asyncio.sleep(answer.pause_s)
        finally:
            self.in_flight -= 1
        await self._send(writer, answer)
        return not answer.cut

    def _list(self) -> Answer:
        return as_json({"object": "list", "data": [{"id": name} for name in self.models]})

    async def _send(self, writer: asyncio.StreamWriter, answer: Answer) -> None:
        lines = [
            f"HTTP/1.1 {answer.status} Scripted",
            f"Content-Type: {answer.content_type}",
            *(f"{name}: {value}" for name, value in answer.headers),
            "Transfer-Encoding: chunked"
            if answer.chunks is not None
            else f"Content-Length: {len(answer.body)}",
        ]
        writer.write("\r\n".join([*lines, "", ""]).encode())
        if answer.chunks is None:
            sent = answer.body[: len(answer.body) // 2] if answer.cut else answer.body
            writer.write(sent)
            await writer.drain()
            return
        for chunk in answer.chunks:
            if isinstance(chunk, bytes):
                writer.write(f"{len(chunk):x}\r\n".encode() + chunk + b"\r\n")
                await writer.drain()
            else:
                await asyncio.sleep(chunk)
        if not answer.cut:
            writer.write(b"0\r\n\r\n")
        await writer.drain()
