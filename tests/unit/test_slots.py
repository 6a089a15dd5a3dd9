"""Slots that are full while there is work, due times that are kept, and how it stops."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from evalbench.clock import now_ns
from evalbench.errors import OutputError
from evalbench.traffic.conversation import BrokenOffError, Conversation, Send
from evalbench.traffic.slots import Slots
from evalbench.types import Exchange, Request


def request(name: str) -> Request:
    return Request(name, "http://h", b"", ())


@dataclass
class Server:
    """A transport that counts. `turns`: how often it lets others run before it answers."""

    turns: int = 5
    asked: list[str] = field(default_factory=list)
    in_flight: int = 0
    seen: list[int] = field(default_factory=list)  # in flight after each arrival
    scheduled: list[int] = field(default_factory=list)
    arrived: list[int] = field(default_factory=list)

    async def exchange(self, request: Request, *, scheduled_ns: int) -> Exchange:
        self.arrived.append(now_ns())
        self.asked.append(request.id)
        self.scheduled.append(scheduled_ns)
        self.in_flight += 1
        self.seen.append(self.in_flight)
        for _ in range(self.turns):
            await asyncio.sleep(0)
        self.in_flight -= 1
        return Exchange(scheduled_ns, end_ns=now_ns())


def ignore(_: object) -> None:
    """What nobody asks for."""


def once(name: str) -> Conversation[str]:
    yield Send(request(name))
    return name


def names(count: int) -> list[str]:
    return [str(number) for number in range(count)]


async def run(server: Server, slots: int, count: int, due: Iterator[float] | None = None) -> int:
    finished: list[str] = []
    watched: list[int] = []
    load = Slots(server, slots, finished.append, watched=watched.append, due=due)
    await load.run(once(name) for name in names(count))
    assert sorted(finished, key=int) == names(count)
    assert watched == server.seen  # told at every send: how many are in flight with it
    return len(finished)


@pytest.mark.parametrize(("slots", "count"), [(1, 5), (4, 40), (40, 4), (7, 7), (3, 0)])
async def test_a_closed_loop_fills_its_slots_and_never_more(slots: int, count: int) -> None:
    # sends leave one by one, two turns of the loop apart: an answer takes longer than all of them
    server = Server(turns=6 * slots)
    await run(server, slots, count)
    assert max(server.seen, default=0) == min(slots, count)
    assert server.in_flight == 0
    # as long as there is work: after the first ones, every arrival finds all other slots taken
    assert server.seen[slots:] == [slots] * max(0, count - slots)


async def test_a_closed_loop_asks_in_order() -> None:
    server = Server()
    await run(server, 4, 40)
    assert server.asked == names(40)


async def test_in_a_closed_loop_a_request_is_scheduled_when_its_slot_is_free() -> None:
    server = Server()
    ends: list[int] = []

    def timed(name: str) -> Conversation[None]:
        exchange = yield Send(request(name))
        assert exchange.end_ns is not None
        ends.append(exchange.end_ns)

    await Slots(server, 1, ignore).run(timed(name) for name in names(4))
    for end, scheduled, arrived in zip(
        ends, server.scheduled[1:], server.arrived[1:], strict=False
    ):
        assert end <= scheduled <= arrived


async def test_only_a_few_conversations_are_begun_ahead_of_their_slots() -> None:
    server = Server()
    begun: list[str] = []
    ahead: list[int] = []

    def watched() -> Iterator[Conversation[str]]:
        for name in names(100):
            begun.append(name)
            ahead.append(len(begun) - len(server.asked))
            yield once(name)

    await Slots(server, 4, ignore).run(watched())
    assert len(begun) == 100
    assert max(ahead) <= 2 * 4  # bounded by the slots, not by the work


async def test_an_open_loop_sends_in_order_and_not_before_the_due_time() -> None:
    server = Server()
    due = [0.0, 0.01, 0.01, 0.02, 0.05]
    before = now_ns()
    await run(server, 10, 5, iter(due))
    assert server.asked == names(5)
    start = server.scheduled[0]
    assert start >= before
    # from one start, absolute: no time is added up on the way
    assert [at - start for at in server.scheduled] == [round(offset * 1e9) for offset in due]
    for scheduled, arrived in zip(server.scheduled, server.arrived, strict=True):
        assert arrived >= scheduled


async def test_an_open_loop_does_not_wait_for_answers() -> None:
    gate = asyncio.Event()

    class Slow(Server):
        async def exchange(self, request: Request, *, scheduled_ns: int) -> Exchange:
            self.in_flight += 1
            self.seen.append(self.in_flight)
            if self.in_flight == 6:
                gate.set()  # the last one has come while none of the others was answered
            await gate.wait()
            return Exchange(scheduled_ns)

    assert await run(Slow(), 10, 6, iter([0.001 * n for n in range(6)])) == 6


async def test_an_open_loop_keeps_to_its_slots_and_shows_the_delay_in_the_schedule() -> None:
    server = Server(turns=50)
    await run(server, 2, 8, iter([0.0] * 8))
    assert max(server.seen) == 2
    assert len(set(server.scheduled)) == 1  # they were due together, whenever they could leave
    assert server.arrived[-1] > server.scheduled[-1]


async def test_a_wait_is_waited_for_and_its_time_is_not_a_delay() -> None:
    server = Server()

    def patient() -> Conversation[None]:
        first = yield Send(request("a"))
        assert first.end_ns is not None
        yield Send(request("a"), wait_s=0.05)

    await Slots(server, 1, ignore).run([patient()])
    assert server.asked == ["a", "a"]
    assert server.arrived[1] - server.arrived[0] >= 50_000_000
    assert server.scheduled[1] - server.arrived[0] >= 50_000_000


async def test_a_further_step_is_due_when_the_one_before_it_has_ended() -> None:
    server = Server()
    ends: list[int] = []

    def two_steps() -> Conversation[None]:
        first = yield Send(request("a/0"))
        assert first.end_ns is not None
        ends.append(first.end_ns)
        yield Send(request("a/1"))

    await Slots(server, 1, ignore, due=iter([0.0])).run([two_steps()])
    assert server.asked == ["a/0", "a/1"]
    assert server.scheduled[1] >= ends[0]


@pytest.mark.parametrize("due", [False, True], ids=["closed", "open"])
async def test_conversations_that_ask_nothing_are_finished_and_hold_no_slot(due: bool) -> None:
    def silent(name: str) -> Conversation[str]:
        yield from ()
        return name

    def mixed() -> Iterator[Conversation[str]]:
        for name in names(30):
            yield once(name) if int(name) % 5 == 4 else silent(name)

    server = Server()
    finished: list[str] = []
    times = iter([0.0] * 30) if due else None
    await Slots(server, 2, finished.append, due=times).run(mixed())
    assert sorted(finished, key=int) == names(30)
    assert server.asked == ["4", "9", "14", "19", "24", "29"]


@pytest.mark.parametrize("due", [False, True], ids=["closed", "open"])
async def test_an_error_of_ours_stops_the_load_and_comes_out_bare(due: bool) -> None:
    server = Server()
    finished: list[str] = []

    def keep(name: str) -> None:
        finished.append(name)
        if len(finished) == 3:
            raise OutputError("the disk is full")

    times = iter([0.0] * 1000) if due else None
    with pytest.raises(OutputError, match="the disk is full") as error:
        await Slots(server, 2, keep, due=times).run(once(name) for name in names(1000))
    assert type(error.value) is OutputError
    assert len(server.asked) < 1000  # the rest is not asked


async def test_two_errors_of_ours_at_once_come_out_as_one() -> None:
    gate = asyncio.Event()

    class Together(Server):
        async def exchange(self, request: Request, *, scheduled_ns: int) -> Exchange:
            self.in_flight += 1
            if self.in_flight == 2:
                gate.set()
            await gate.wait()
            return Exchange(scheduled_ns)

    def full(name: str) -> None:
        raise OutputError(f"no room for {name}")

    with pytest.raises(OutputError, match=r"no room for \d"):
        await Slots(Together(), 2, full).run(once(name) for name in names(2))


async def test_an_error_in_the_making_of_prompts_comes_out_bare_too() -> None:
    def broken() -> Iterator[Conversation[str]]:
        yield once("0")
        raise OutputError("row 1 has no field 'question'")

    with pytest.raises(OutputError, match="row 1"):
        await Slots(Server(), 3, ignore).run(broken())


async def test_a_bug_is_not_hidden() -> None:
    def bug(name: str) -> None:
        raise ZeroDivisionError

    with pytest.raises(ExceptionGroup) as error:
        await Slots(Server(), 2, bug).run([once("0")])
    assert error.group_contains(ZeroDivisionError)


# --- stopped from outside


@dataclass
class Gated(Server):
    """Answers when it is told to."""

    gate: asyncio.Event = field(default_factory=asyncio.Event)

    async def exchange(self, request: Request, *, scheduled_ns: int) -> Exchange:
        self.asked.append(request.id)
        self.in_flight += 1
        await self.gate.wait()
        self.in_flight -= 1
        return Exchange(scheduled_ns, end_ns=now_ns())


def three_steps(name: str) -> Conversation[str]:
    """As what is kept of a sample: what was answered, else nothing."""
    steps = 0
    try:
        for _ in range(3):
            yield Send(request(f"{name}/{steps}"))
            steps += 1
    except BrokenOffError:
        if not steps:
            raise
    return f"{name}: {steps}"


async def until(holds: Callable[[], bool]) -> None:
    while not holds():  # noqa: ASYNC110 - what is waited for has no event
        await asyncio.sleep(0)


@pytest.mark.parametrize("due", [False, True], ids=["closed", "open"])
async def test_stopped_it_waits_for_what_is_in_flight_and_sends_nothing_more(due: bool) -> None:
    server, finished = Gated(), list[str]()
    times = iter([0.0] * 3 + [3600.0] * 97) if due else None
    load = Slots(server, 3, finished.append, due=times)
    running = asyncio.create_task(load.run(once(name) for name in names(100)))
    await until(lambda: server.in_flight == 3)
    load.stop()
    for _ in range(50):
        await asyncio.sleep(0)
    assert not running.done()
    server.gate.set()
    await running
    assert sorted(finished) == server.asked == names(3)


async def test_stopped_it_keeps_what_was_answered_of_what_wanted_to_go_on() -> None:
    server, finished = Gated(), list[str]()
    load = Slots(server, 2, finished.append)
    running = asyncio.create_task(load.run(three_steps(name) for name in names(100)))
    await until(lambda: server.in_flight == 2)
    load.stop()
    server.gate.set()
    await running
    assert sorted(finished) == ["0: 1", "1: 1"]
    assert server.asked == ["0/0", "1/0"]


async def test_stopped_it_does_not_wait_for_what_waits_to_be_sent_again() -> None:
    def patient(name: str) -> Conversation[str]:
        try:
            yield Send(request(name))
            yield Send(request(name), wait_s=3600)
        except BrokenOffError:
            pass
        return name

    server, finished = Server(), list[str]()
    load = Slots(server, 2, finished.append)
    running = asyncio.create_task(load.run(patient(name) for name in names(5)))
    await until(lambda: len(server.asked) == 5)
    load.stop()
    await running
    assert sorted(finished) == names(5)


async def test_aborted_it_waits_for_nothing_and_keeps_what_was_answered() -> None:
    server, finished = Gated(), list[str]()
    load = Slots(server, 2, finished.append)
    server.gate.set()

    def slow_in_its_second_step(name: str) -> Conversation[str]:
        steps = 0
        try:
            yield Send(request(f"{name}/0"))
            steps = 1
            server.gate.clear()
            yield Send(request(f"{name}/1"))
        except BrokenOffError:
            if not steps:
                raise
        return f"{name}: {steps}"

    running = asyncio.create_task(load.run(slow_in_its_second_step(name) for name in names(9)))
    await until(lambda: "0/1" in server.asked)
    load.stop()
    await asyncio.sleep(0)
    load.abort()
    await running
    assert "0: 1" in finished
    assert len(server.asked) < 9


async def test_an_error_of_ours_while_it_stops_comes_out() -> None:
    def full(_: str) -> None:
        raise OutputError("the disk is full")

    server = Gated()
    load = Slots(server, 2, full)
    running = asyncio.create_task(load.run(three_steps(name) for name in names(9)))
    await until(lambda: server.in_flight == 2)
    load.stop()
    server.gate.set()
    with pytest.raises(OutputError, match="the disk is full"):
        await running
