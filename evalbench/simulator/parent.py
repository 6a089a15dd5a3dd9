"""Ends this process when the one that started it is gone, so that no simulator is left behind."""

import asyncio
import os
import signal

_INTERVAL_S = 1.0


def end_with(pid: int) -> None:
    """Look every second whether the process still lives; if not, this one gets a SIGTERM.

    Call it from a running loop.
    """
    _look(pid, is_parent=os.getppid() == pid)


def _look(pid: int, *, is_parent: bool) -> None:
    if _gone(pid, is_parent):
        signal.raise_signal(signal.SIGTERM)
        return
    loop = asyncio.get_running_loop()
    loop.call_later(_INTERVAL_S, lambda: _look(pid, is_parent=is_parent))


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
