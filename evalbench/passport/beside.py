"""What is found out while a run goes on, in a thread of its own."""

from collections.abc import Callable
from threading import Thread
from typing import Generic, TypeVar

T = TypeVar("T")


class Beside(Generic[T]):
    """Begins at once. A program that ends does not wait for it."""

    def __init__(self, find: Callable[[], T], told: Callable[[], None] = lambda: None) -> None:
        """`told` is called in the thread when `value` is known."""
        self.value: T | None = None
        self._thread = Thread(target=self._work, args=(find, told), name="passport", daemon=True)
        self._thread.start()

    def _work(self, find: Callable[[], T], told: Callable[[], None]) -> None:
        self.value = find()
        told()

    def wait(self, patience_s: float) -> None:
        """Until it is known, or for so many seconds."""
        self._thread.join(patience_s)
