"""Wakes a selector at an instant, to some ten microseconds; its own time-outs are milliseconds.

On Linux that is a timerfd on the clock of `clock.now_ns`. Elsewhere, or where the C library has no
such call, the selector's time-out has to do.
"""

import ctypes
import os
from collections.abc import Callable

from evalbench.clock import now_ns

_CLOCK_MONOTONIC = 1
_ABSOLUTE = 1  # TFD_TIMER_ABSTIME
_S = 1_000_000_000  # ns
_NOT_WORTH_IT_NS = 50_000  # to set the alarm and to wake costs as much: look again instead

SetTime = Callable[[int, int], None]  # (file descriptor, instant in ns)


class Alarm:
    """`fd` becomes readable when it is time; None where there is no such timer."""

    def __init__(self) -> None:
        self.fd, self._set_time = _open()
        self._armed_ns = 0

    def until(self, due_ns: int) -> float | None:
        """Set the alarm; returns the time-out that a selector needs, in s, None for none.

        A little before it is due that is 0.
        """
        now = now_ns()
        if due_ns - now < _NOT_WORTH_IT_NS:
            return 0
        if self.fd is None:
            return (due_ns - now) / _S
        if due_ns != self._armed_ns:
            self._set_time(self.fd, due_ns)
            self._armed_ns = due_ns
        return None

    def off(self) -> None:
        """Nothing is due: an alarm that rang falls silent. Setting it anew does the same."""
        if self.fd is not None and self._armed_ns:
            self._set_time(self.fd, 0)
            self._armed_ns = 0

    def close(self) -> None:
        if self.fd is not None:
            os.close(self.fd)
            self.fd = None


def _never(fd: int, due_ns: int) -> None:
    raise AssertionError(f"there is no timer {fd} to be set to {due_ns}")


class _TimeSpec(ctypes.Structure):
    _fields_ = (("s", ctypes.c_long), ("ns", ctypes.c_long))


class _TimerSpec(ctypes.Structure):
    _fields_ = (("interval", _TimeSpec), ("value", _TimeSpec))


def _open() -> tuple[int | None, SetTime]:
    """By ctypes: `os.timerfd_create` came with Python 3.13."""
    library = ctypes.CDLL(None)
    try:
        create, set_time = library.timerfd_create, library.timerfd_settime
    except AttributeError:
        return None, _never
    fd = create(_CLOCK_MONOTONIC, os.O_NONBLOCK | os.O_CLOEXEC)
    spec = _TimerSpec()
    place = ctypes.byref(spec)

    def set_to(fd: int, due_ns: int) -> None:
        spec.value.s, spec.value.ns = divmod(due_ns, _S)
        set_time(fd, _ABSOLUTE, place, None)

    return (fd, set_to) if fd >= 0 else (None, _never)
