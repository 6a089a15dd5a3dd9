"""The queue that keeps a crowd from holding up the network."""

import asyncio

from evalbench.simulator.turns import Turns


async def test_work_is_done_in_order_one_piece_a_turn() -> None:
    done: list[int] = []
    turns = Turns()
    for number in range(3):
        turns.add(lambda number=number: done.append(number))  # type: ignore[misc]
    assert done == []
    for turn in range(3):
        await asyncio.sleep(0)
        assert done == list(range(turn + 1))


async def test_work_that_adds_work_goes_on() -> None:
    done: list[str] = []
    turns = Turns()

    def first() -> None:
        done.append("first")
        turns.add(lambda: done.append("second"))

    turns.add(first)
    for _ in range(3):
        await asyncio.sleep(0)
    assert done == ["first", "second"]
