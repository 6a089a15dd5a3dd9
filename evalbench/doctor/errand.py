"""Something that is done meanwhile, for whose end nobody has to wait."""

from collections.abc import Callable
from threading import Event, Thread
from typing import Generic, TypeVar

from evalbench import clock

T = TypeVar("T")


class TooLateError(Exception):
    """It has not ended in time."""


class Errand(Generic[T]):
    """Begun when it is made, in a thread that does not keep the process alive.

    A pool's threads are waited for at the end of the process: a name service that does not answer
    would hold it for half a minute.
    """

    def __init__(self, do: Callable[[], T]) -> None:
        self._do = do
        self._ended = Event()
        self._found: list[T] = []
        Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        try:
            self._found.append(self._do())
        finally:
            self._ended.set()

    def result(self, until_ns: int) -> T:
        """Raises TooLateError, and RuntimeError where it broke: its thread has told how."""
        if not self._ended.wait(max(0.0, (until_ns - clock.now_ns()) / 1e9)):
            raise TooLateError
        if not self._found:
            raise RuntimeError("an errand of the doctor broke")
        return self._found[0]
