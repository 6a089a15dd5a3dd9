"""A service that does everything right, and anything wrong that a test asks of it.

A token is a word. It is a plug for `raw_server`: with TLS or without.
"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any, Literal

from tests.raw_server import Asked, Writer, chunk

CHAT, COMPLETIONS, LIST, METRICS = (
    "/v1/chat/completions", "/v1/completions", "/v1/models", "/metrics",
)  # fmt: skip
_LONG, _SHORT = 24, 2  # tokens of an answer that nobody cuts


@dataclass
class Service:
    model: str = "Qwen3-8B"
    key: str | None = "sk-the-right-key"  # None: takes any, and none
    guarded: tuple[str, ...] = (CHAT, COMPLETIONS, LIST)
    takes_any_name: bool = False
    paths: tuple[str, ...] = (CHAT, COMPLETIONS, LIST, METRICS)
    silent: tuple[str, ...] = ()
    busy: tuple[str, ...] = ()
    stalls: bool = False  # a stream with running counts, behind its first event
    status: int = 200  # of every POST
    strength: int = 1000  # POSTs that are answered; then it says nothing
    page: bool = False  # a web page for everything
    elsewhere: str = ""  # where it sends everybody
    context: int | None = 8192
    refuses: str = ""  # a key of a body
    streams: Literal["well", "not", "at the end", "in lumps"] = "well"
    usage: bool = True
    running_usage: bool = True
    tokens_per_event: int = 1
    finish: bool = True
    knows_ignore_eos: bool = True
    logprobs: tuple[str, ...] = (CHAT, COMPLETIONS)  # where those of a prompt are told
    caches: bool = True
    template: int = 5
    clock_off_s: float = 0
    count: Callable[[str], int] = field(default=lambda text: len(text.split()))
    seen: list[str] = field(default_factory=list)  # prompts
    bodies: list[dict[str, Any]] = field(default_factory=list)

    async def __call__(self, asked: Asked, writer: Writer) -> bool:
        path = asked.line.split(" ")[1]
        if path in self.silent:
            await asyncio.Event().wait()
        if self.page:
            return self._say(writer, 200, b"<html><body>Log in</body></html>", "text/html")
        if self.elsewhere:
            return self._say(writer, 301, b"", "text/html", f"Location: {self.elsewhere}\r\n")
        if refused := self._refused(path, asked):
            return self._error(writer, *refused)
        if path == METRICS:
            return self._say(writer, 200, b"# TYPE requests gauge\nrequests 1\n", "text/plain")
        if path == LIST:
            return self._json(writer, {"object": "list", "data": [self._card()]})
        return await self._generate(json.loads(asked.body), path == CHAT, writer)

    def _refused(self, path: str, asked: Asked) -> tuple[int, str] | None:
        if path in self.busy:
            return 503, "busy"
        if path not in self.paths:
            return 404, "Not Found"
        if path in self.guarded and self.key and not self._knows(asked):
            return 401, "Unauthorized"
        return None

    def _knows(self, asked: Asked) -> bool:
        return asked.headers.get("authorization") == f"Bearer {self.key}"

    def _card(self) -> dict[str, Any]:
        return {"id": self.model, **({"max_model_len": self.context} if self.context else {})}

    async def _generate(self, body: dict[str, Any], chat: bool, writer: Writer) -> bool:
        self.bodies.append(body)
        await self._rest()
        if self.status != 200:
            return self._error(writer, self.status, "the engine is dead")
        if body["model"] != self.model and not self.takes_any_name:
            return self._error(writer, 404, f"The model `{body['model']}` does not exist.")
        if self.refuses in body:
            return self._error(writer, 400, f"Unknown key: {self.refuses}")
        text = "\n".join(each["content"] for each in body["messages"]) if chat else body["prompt"]
        tokens = self.count(text) + (self.template if chat else 0)
        limit = body["max_tokens"]
        if self.context and tokens + limit > self.context:
            words = f"This model's maximum context length is {self.context} tokens."
            return self._error(writer, 400, words)
        cached = tokens - tokens % 16 if self.caches and text in self.seen else 0
        self.seen.append(text)
        natural = _SHORT if "single word" in text else _LONG
        endless = self.knows_ignore_eos and body.get("ignore_eos")
        made = limit if endless else min(natural, limit)
        usage = {"prompt_tokens": tokens, "prompt_tokens_details": {"cached_tokens": cached}}
        usage["completion_tokens"] = made
        reason = ("length" if made == limit else "stop") if self.finish else None
        if body.get("stream") and self.streams != "not":
            return await self._stream(body, chat, usage, reason, writer)
        said: dict[str, Any] = {"text": "word " * made}
        if chat:
            said = {"message": {"role": "assistant", "content": said["text"]}}
        choice = {"index": 0, **said, "finish_reason": reason}
        choice |= self._likely(body, chat, tokens, made)
        return self._json(writer, {"choices": [choice], "usage": usage if self.usage else None})

    def _likely(self, body: dict[str, Any], chat: bool, tokens: int, made: int) -> dict[str, Any]:
        """What it says of the tokens of a prompt to one who asks for it."""
        if chat and "prompt_logprobs" in body and CHAT in self.logprobs:
            likely = {"7": {"logprob": -1.5, "decoded_token": "word"}}
            return {"prompt_logprobs": [None, *[likely] * (tokens - 1)]}
        if not chat and body.get("logprobs") and COMPLETIONS in self.logprobs:
            texts = ["word"] * (tokens + made)
            logprobs = [None, *[-1.5] * (len(texts) - 1)]
            return {"logprobs": {"tokens": texts, "token_logprobs": logprobs}}
        return {}

    async def _rest(self) -> None:
        if len(self.bodies) > self.strength:
            await asyncio.Event().wait()

    async def _stream(
        self, body: dict[str, Any], chat: bool, usage: dict[str, Any], reason: str | None,
        writer: Writer,
    ) -> bool:  # fmt: skip
        options = body.get("stream_options") or {}
        running = self.usage and self.running_usage and options.get("continuous_usage_stats")
        events = []
        for made in range(0, usage["completion_tokens"], self.tokens_per_event):
            text = "word " * self.tokens_per_event
            part = {"delta": {"content": text}} if chat else {"text": text}
            so_far = {**usage, "completion_tokens": made + self.tokens_per_event}
            events.append({"choices": [{"index": 0, **part, "finish_reason": None}]})
            if running:
                events[-1]["usage"] = so_far
        events[-1]["choices"][0]["finish_reason"] = reason
        if self.usage and options.get("include_usage"):
            events.append({"choices": [], "usage": usage})
        texts = [b"data: " + json.dumps(each).encode() + b"\n\n" for each in events]
        texts.append(b"data: [DONE]\n\n")
        head = self._head(200, "text/event-stream", "Transfer-Encoding: chunked\r\n")
        lump = {"well": 1, "at the end": len(texts), "in lumps": 8}[self.streams]
        if lump > 1:
            await asyncio.sleep(0.2)
        writer.write(head)
        for begin in range(0, len(texts), lump):
            writer.write(chunk(b"".join(texts[begin : begin + lump])))
            await writer.drain()
            if running and self.stalls:
                await asyncio.Event().wait()
            await asyncio.sleep(0.01 * lump if begin + lump < len(texts) else 0)
        writer.write(b"0\r\n\r\n")
        await writer.drain()
        return True

    def _error(self, writer: Writer, status: int, message: str) -> bool:
        return self._json(writer, {"error": {"message": message, "code": status}}, status)

    def _json(self, writer: Writer, value: Any, status: int = 200) -> bool:
        return self._say(writer, status, json.dumps(value).encode(), "application/json")

    def _say(self, writer: Writer, status: int, body: bytes, kind: str, extra: str = "") -> bool:
        writer.write(self._head(status, kind, f"Content-Length: {len(body)}\r\n{extra}") + body)
        return True

    def _head(self, status: int, kind: str, extra: str) -> bytes:
        date = format_datetime(datetime.now(UTC) + timedelta(seconds=self.clock_off_s), usegmt=True)
        line = f"HTTP/1.1 {status} Said\r\nDate: {date}\r\nContent-Type: {kind}\r\n{extra}\r\n"
        return line.encode()
