"""Performs one script: writes what is due when it is due, and notes when it did."""

import asyncio
from collections.abc import Callable
from typing import Literal

from evalbench.clock import now_ns
from evalbench.simulator.log import Truth
from evalbench.simulator.script import Script
from evalbench.simulator.timing import timer_s
from evalbench.simulator.turns import Turns


class Player:
    """One answer under way, with at most one timer.

    `on_end` is called once, after the last write or when the answer is abandoned.
    """

    def __init__(
        self,
        script: Script,
        truth: Truth,
        write: Callable[[bytes], None],
        on_end: Callable[[Truth], None],
        turns: Turns,
    ) -> None:
        self._script = script
        self._truth = truth
        self._write = write
        self._on_end = on_end
        self._turns = turns
        self._over = False
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        truth.status = script.status

    def start(self) -> None:
        if self._script.opening:
            self._truth.first_write_ns = now_ns()
        for piece in self._script.opening:
            self._write(piece)
        self._play()

    def abandon(self) -> None:
        """The connection broke: no more writes."""
        if self._timer is not None:
            self._timer.cancel()
        if not self._over:
            self._end("disconnected")

    def _play(self) -> None:
        schedule, written_ns = self._script.schedule, self._truth.token_ns
        for index in range(len(written_ns), schedule.due_by(now_ns())):
            frame = self._script.frame(index)
            written_ns.append(now_ns())
            self._write(frame)
        sent = len(written_ns)
        if sent < schedule.count:
            delay_s = timer_s(schedule.due_ns(sent), now_ns())
            self._timer = self._loop.call_later(delay_s, self._play)
            return
        self._turns.add(self._close)

    def _close(self) -> None:
        if self._over:  # abandoned while this waited for its turn
            return
        for piece in self._script.closing:
            self._write(piece)
        self._end("complete")

    def _end(self, how: Literal["complete", "disconnected"]) -> None:
        self._over = True
        truth = self._truth
        truth.done_ns = now_ns()
        truth.ended = how
        if truth.first_write_ns is None and truth.token_ns:
            truth.first_write_ns = truth.token_ns[0]
        if truth.prompt_tokens is not None:
            truth.completion_tokens = len(truth.token_ns) * self._script.frame_tokens
        self._on_end(truth)
