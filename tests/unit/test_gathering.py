"""How long reads may gather: never so long that it could be seen in a result."""

from evalbench.traffic.gathering import Gathering

MS = 1_000_000
TENTH = 100 * MS


def pause_of(*, streams: int = 256, reads: int, answers: int = 0) -> int:
    """After a tenth of a second in which so much came."""
    own = Gathering()
    own.learn(TENTH, streams, 1000, 10)
    own.learn(2 * TENTH, streams, 1000 + reads, 10 + answers)
    return own.pause_ns(streams)


def test_before_anything_is_known_reads_do_not_wait() -> None:
    assert Gathering().pause_ns(256) == 0


def test_of_a_crowd_whose_tokens_are_far_between_they_wait_for_four_milliseconds() -> None:
    assert pause_of(reads=1280) == 4 * MS  # a token in 20 ms
    assert pause_of(reads=0) == 4 * MS


def test_two_tokens_of_a_stream_do_not_come_together() -> None:
    assert pause_of(reads=6400) == 4 * MS // 5  # a token in 4 ms


def test_the_next_request_does_not_wait_for_a_part_of_an_answer_that_counts() -> None:
    assert pause_of(reads=256, answers=256) == 100 * MS // 100


def test_few_streams_are_read_at_once() -> None:
    assert pause_of(streams=31, reads=1) == 0
