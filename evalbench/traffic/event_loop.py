"""The event loop of runs that ask for scores; those that are timed have none."""

import asyncio
import contextlib
import resource
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run to the end; Ctrl-C cancels `main` and is raised as KeyboardInterrupt."""
    _allow_many_connections()
    with asyncio.Runner(loop_factory=_new_loop) as runner:
        return runner.run(main)


def _allow_many_connections() -> None:
    """A connection is an open file: raise the soft limit to the hard one."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):  # macOS: hard may be above what is allowed
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _new_loop() -> asyncio.AbstractEventLoop:
    try:
        import uvloop
    except ImportError:  # no wheel for this platform: slower, not wrong
        return asyncio.new_event_loop()
    loop: asyncio.AbstractEventLoop = uvloop.new_event_loop()
    return loop
