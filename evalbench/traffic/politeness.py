"""Work beside a load, at a low priority: the traffic processes come first."""

import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")

_NICE = 10


def politely(work: Callable[[], T]) -> T:
    """Do it in a thread that waits for others, and return or raise what it does.

    A priority that was lowered cannot be raised again, and children inherit it: hence a thread of
    its own, which Linux gives a priority of its own.
    """
    with ThreadPoolExecutor(1, initializer=_step_back) as executor:
        return executor.submit(work).result()


def _step_back() -> None:
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
