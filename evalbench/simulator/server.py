"""Listens, hands out connections, and ends cleanly: within a running loop, or as a process."""

import asyncio
import contextlib
import errno
import gc
import itertools
import resource
import signal
import socket
from collections.abc import Callable

from evalbench.clock import pair
from evalbench.errors import ConfigError
from evalbench.simulator.book import open_book
from evalbench.simulator.log import TruthLog
from evalbench.simulator.service import Service
from evalbench.simulator.settings import SimulatorSettings
from evalbench.simulator.turns import Turns
from evalbench.simulator.wire import Connection

try:
    import uvloop
except ModuleNotFoundError:  # no wheel for this platform: asyncio's loop does the same, slower
    _new_loop = asyncio.new_event_loop
else:
    _new_loop = uvloop.new_event_loop

_ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}


async def serve(settings: SimulatorSettings, *, on_ready: Callable[[str], None]) -> None:
    """Serve until cancelled; `on_ready` gets the base URL as soon as connections are accepted.

    Answers that are under way at the end are broken off and logged as disconnected. Raises
    ConfigError when the address, the book or the log cannot be used.
    """
    book = open_book(settings.book, correct_rate=settings.correct_rate, seed=settings.seed)
    service = Service(settings, book, pair())
    connections: set[Connection] = set()
    numbers = itertools.count(1)
    log = TruthLog(settings.log)
    turns = Turns()

    def accept() -> Connection:
        connection = Connection(next(numbers), service, log, turns, connections.discard)
        connections.add(connection)
        return connection

    with contextlib.closing(log):
        server = await _listen(settings, accept)
        try:
            on_ready(_url(server.sockets[0]))
            await asyncio.get_running_loop().create_future()  # never done: ends by cancellation
        finally:
            server.close()
            for connection in tuple(connections):
                connection.close()
            await asyncio.sleep(0)  # the transports close in the loop's next turn


def run(settings: SimulatorSettings, on_ready: Callable[[str], None]) -> None:
    """Serve in this process until SIGTERM or SIGINT. Raises ConfigError as `serve` does."""
    _allow_many_connections()
    with (
        asyncio.Runner(loop_factory=_new_loop) as runner,
        contextlib.suppress(asyncio.CancelledError),
    ):
        runner.run(_until_signal(settings, on_ready))


async def _until_signal(settings: SimulatorSettings, on_ready: Callable[[str], None]) -> None:
    loop = asyncio.get_running_loop()
    serving = asyncio.ensure_future(serve(settings, on_ready=on_ready))
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, serving.cancel)
    gc.freeze()  # a full collection among thousands of streams would delay them all
    await serving


async def _listen(settings: SimulatorSettings, accept: Callable[[], Connection]) -> asyncio.Server:
    """Raises ConfigError where the system refuses the address."""
    host, port = settings.host, settings.port
    try:
        # the backlog is for load generators that open thousands of connections at once
        return await asyncio.get_running_loop().create_server(accept, host, port, backlog=4096)
    except OSError as failure:
        if failure.errno == errno.EADDRINUSE:
            raise ConfigError(
                f"simulator: port {port} on {host} is already in use",
                fix="end what listens there, choose another port, or port 0 for any free one",
            ) from failure
        raise ConfigError(
            f"simulator: cannot listen on {host}, port {port}: {failure.strerror or failure}",
            fix="choose an address of this machine and a port above 1023",
        ) from failure


def _url(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    host = _ANY_ADDRESS.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _allow_many_connections() -> None:
    """Raise the soft limit of open files to the hard one."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):  # macOS: hard may be above what is allowed
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
