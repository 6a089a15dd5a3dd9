"""Performs one script: writes what is due when it is due, and notes when it did."""

from typing import Protocol

from evalbench.clock import now_ns
from evalbench.simulator.admission import Admission
from evalbench.simulator.log import Ended, Truth
from evalbench.simulator.loop import Loop
from evalbench.simulator.script import Ending, Script


class Outlet(Protocol):
    """Where an answer goes, and who is told when it is over."""

    def write(self, data: bytes) -> bool:
        """Whether all was taken at once; if not, `Player.resume` is called when it is."""
        ...

    def ended(self, truth: Truth, ending: Ending) -> None: ...


class Player:
    """One answer under way. `outlet.ended` is called once: after the last write, or on leaving.

    Each act is aimed at the instant when it is due, whatever became of the one before it: lateness
    never adds up. Acts that are due together take turns with other answers.
    """

    __slots__ = (
        "_acts", "_admission", "_at", "_data", "_due_ns", "_events", "_has_place", "_late_ns",
        "_outlet", "_over", "_parked", "_script", "_truth", "_waited", "_write", "_written_ns",
    )  # fmt: skip

    def __init__(
        self, script: Script, truth: Truth, outlet: Outlet, loop: Loop, admission: Admission
    ) -> None:
        self._script = script
        self._truth = truth
        self._outlet = outlet
        self._admission = admission
        self._acts = script.acts
        self._write = outlet.write
        self._at = loop.at
        self._written_ns = truth.token_ns
        # the act that comes next: its bytes, its events with tokens, whether it waited, and when
        self._data = b""
        self._events = 0
        self._waited = False
        self._due_ns = 0
        self._late_ns = 0
        self._has_place = False
        self._parked = False  # the kernel has no room for what was written last
        self._over = False
        truth.status = script.status

    def start(self) -> None:
        if self._script.opening:
            self._truth.first_write_ns = now_ns()
            self._truth.blocked = not self._write(self._script.opening)
        if self._over:  # it broke on the first write
            return
        if self._script.needs_place:
            self._admission.enter(self._truth.received_ns, self._begin)
        else:
            self._due_ns = self._truth.received_ns
            self._next()

    def abandon(self) -> None:
        """The connection broke: no more writes."""
        if not self._over:
            self._end("disconnected", now_ns())

    def resume(self) -> None:
        """The kernel has taken what it had no room for."""
        if self._parked and not self._over:
            self._parked = False
            self._next()

    def _begin(self, at_ns: int) -> None:
        self._has_place = True
        self._truth.started_ns = self._due_ns = at_ns
        self._next()

    def _perform(self) -> None:
        if self._over:
            return
        now = now_ns()
        if self._events == 1:
            self._written_ns.append(now)
        elif self._events:
            self._written_ns.extend([now] * self._events)
        elif self._truth.first_write_ns is None:
            self._truth.first_write_ns = now
        if now - self._due_ns > self._late_ns and self._waited and self._events:
            self._late_ns = now - self._due_ns
        if self._write(self._data):
            self._next()
        else:
            self._parked = self._truth.blocked = True

    def _next(self) -> None:
        act = next(self._acts, None)
        if act is not None:
            wait_ns, self._data, self._events = act
            self._waited = wait_ns > 0
            self._due_ns += wait_ns
            self._at(self._due_ns if wait_ns else now_ns(), self._perform)
            return
        ending = self._script.ending
        if ending != "hang":
            self._end("complete" if ending == "keep" else "cut", self._due_ns)

    def _end(self, how: Ended, place_free_ns: int) -> None:
        self._over = True
        truth = self._truth
        truth.done_ns = now_ns()
        truth.ended = how
        truth.late_ns = self._late_ns
        if truth.first_write_ns is None and truth.token_ns:
            truth.first_write_ns = truth.token_ns[0]
        if truth.prompt_tokens is not None:
            truth.completion_tokens = self._script.tokens_in(len(truth.token_ns))
        if self._has_place:
            self._admission.leave(place_free_ns)
        elif self._script.needs_place:
            self._admission.give_up(self._begin)
        self._outlet.ended(truth, self._script.ending)
