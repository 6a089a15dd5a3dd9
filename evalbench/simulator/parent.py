"""Ends this process when the one that started it is gone, so that no simulator is left behind."""

import os

from evalbench.clock import now_ns
from evalbench.simulator.loop import Loop

_INTERVAL_NS = 1_000_000_000


def end_with(pid: int, loop: Loop) -> None:
    """Look every second whether the process still lives; if not, the loop is stopped."""
    is_parent = os.getppid() == pid

    def look() -> None:
        if _gone(pid, is_parent):
            loop.stop()
        else:
            loop.at(now_ns() + _INTERVAL_NS, look)

    look()


def _gone(pid: int, is_parent: bool) -> bool:
    if is_parent:
        # a dead parent may stay visible as a zombie, but its children are handed on at once
        return os.getppid() != pid
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
