"""When tokens are due, worked out by hand."""

from evalbench.simulator.timing import Schedule, timer_s

MS = 1_000_000


def test_due_instants_are_absolute() -> None:
    schedule = Schedule(received_ns=7, ttft_ns=100, itl_ns=10, count=4)
    assert [schedule.due_ns(index) for index in range(4)] == [107, 117, 127, 137]


def test_a_token_is_due_at_its_instant_and_not_before() -> None:
    schedule = Schedule(0, 100, 10, 4)
    due = [schedule.due_by(now) for now in (0, 99, 100, 109, 110, 129, 130, 1000)]
    assert due == [0, 0, 1, 1, 2, 3, 4, 4]


def test_without_gaps_all_tokens_are_due_together() -> None:
    schedule = Schedule(0, 100, 0, 4)
    assert [schedule.due_by(now) for now in (99, 100)] == [0, 4]


def test_without_streaming_the_answer_is_due_with_its_last_token() -> None:
    schedule = Schedule(5, 100, 10, 4).at_once()
    assert (schedule.count, schedule.due_ns(0)) == (1, 135)
    assert (schedule.due_by(134), schedule.due_by(135)) == (0, 1)


def test_a_timer_is_aimed_at_the_millisecond_of_the_token() -> None:
    assert timer_s(due_ns=12 * MS + 500_000, now_ns=10 * MS + 900_000) == 0.002


def test_a_timer_is_never_shorter_than_a_loop_can_wait() -> None:
    # uvloop turns 0.4 ms into "at once", again and again until the token is due
    assert timer_s(due_ns=10 * MS + 900_000, now_ns=10 * MS + 500_000) == 0.001
