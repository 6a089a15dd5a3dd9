"""What is found out while a run goes on, in a thread of its own, and fetched when it is needed."""

from collections.abc import Callable
from threading import Thread
from typing import Generic, TypeVar

T = TypeVar("T")


class Beside(Generic[T]):
    """Begins at once. A program that ends does not wait for it."""

    def __init__(self, find: Callable[[], T]) -> None:
        self._find = find
        self._found: list[T] = []
        self._thread = Thread(target=self._work, name="passport", daemon=True)
        self._thread.start()

    def _work(self) -> None:
        self._found.append(self._find())

    def found(self, patience_s: float) -> T | None:
        """None when it is not known within so many seconds."""
        self._thread.join(patience_s)
        return self._found[0] if self._found else None
