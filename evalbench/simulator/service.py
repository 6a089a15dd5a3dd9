"""From a request to the script of its answer: which path, which method, what is refused."""

import itertools
from dataclasses import dataclass

from evalbench.clock import ClockPair
from evalbench.simulator import framing, script, shapes
from evalbench.simulator.asked import Asked, Refused, read
from evalbench.simulator.book import Book
from evalbench.simulator.content import compose
from evalbench.simulator.log import Truth
from evalbench.simulator.script import Label, Script
from evalbench.simulator.settings import SimulatorSettings
from evalbench.simulator.timing import Schedule

_METHODS = {
    "/health": "GET",
    "/version": "GET",
    "/v1/models": "GET",
    "/v1/completions": "POST",
    "/v1/chat/completions": "POST",
}


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """One request as it came over the wire. `path` is without its query."""

    method: str
    path: str
    id: str | None  # x-request-id
    body: bytes
    keep_alive: bool
    connection: int
    received_ns: int


class Service:
    """Answers requests; knows neither sockets nor timers."""

    def __init__(self, settings: SimulatorSettings, book: Book, clock: ClockPair) -> None:
        self._settings = settings
        self._book = book
        self._clock = clock
        self._numbers = itertools.count(1)

    def answer(self, request: HttpRequest, truth: Truth) -> Script:
        """The script for a request; what is known of it beforehand is put into `truth`."""
        method = _METHODS.get(request.path)
        if method is None:
            return _whole(request, 404, shapes.NOT_FOUND)
        if request.method != method:
            allow = f"allow: {method}\r\n".encode()
            return _whole(request, 405, shapes.METHOD_NOT_ALLOWED, allow)
        if method == "POST":
            return self._generate(request, truth)
        bodies = {"/health": b"", "/version": shapes.VERSION}
        body = bodies.get(request.path)
        if body is None:
            body = shapes.models(self._settings, self._created(request))
        return _whole(request, 200, body)

    def _generate(self, request: HttpRequest, truth: Truth) -> Script:
        chat = request.path == "/v1/chat/completions"
        asked = read(request.body, chat=chat, settings=self._settings)
        if isinstance(asked, Refused):
            return _whole(request, asked.status, shapes.error(asked))
        truth.stream = asked.stream
        truth.prompt_sha256 = asked.prompt_sha256
        truth.prompt_tokens = asked.prompt_tokens
        return self._perform(request, asked)

    def _perform(self, request: HttpRequest, asked: Asked) -> Script:
        settings = self._settings
        content = compose(
            self._book.answer(asked.prompt_sha256, asked.prompt),
            key=int(asked.prompt_sha256[:8], 16),
            tokens=settings.tokens,
            limit=asked.limit,
            ignore_eos=asked.ignore_eos,
        )
        schedule = Schedule(
            request.received_ns,
            round(settings.ttft_ms * 1e6),
            round(settings.itl_ms * 1e6),
            len(content.tokens),
        )
        name = request.id or f"{next(self._numbers):016x}"
        kind = "chatcmpl" if asked.chat else "cmpl"
        label = Label(f"{kind}-{name}", self._created(request), settings.model)
        build = script.streamed if asked.stream else script.at_once
        return build(asked, content, schedule, label, keep_alive=request.keep_alive)

    def _created(self, request: HttpRequest) -> int:
        """Unix time of the request in seconds."""
        since_ns = request.received_ns - self._clock.monotonic_ns
        return (self._clock.wall_ns + since_ns) // 1_000_000_000


def _whole(request: HttpRequest, status: int, body: bytes, extra: bytes = b"") -> Script:
    answer = framing.whole(status, body, keep_alive=request.keep_alive, extra=extra)
    return script.immediate(status, answer)
