"""Instants and gaps of one exchange, from events written down by hand."""

import pytest

from evalbench.metrics.instants import times_of
from evalbench.types import Event, Exchange, Gaps


@pytest.fixture
def exchange() -> Exchange:
    return Exchange(
        scheduled_ns=90,
        sent_ns=100,
        connect_ns=7,
        headers_ns=150,
        end_ns=900,
        resent=True,
        worker=3,
    )


def answers(*stamps_and_counts: tuple[int, int | None]) -> list[Event]:
    return [Event(at_ns, "answer", count) for at_ns, count in stamps_and_counts]


def test_role_finish_and_usage_events_are_not_tokens(exchange):
    role, finish, usage = (Event(ns, None) for ns in (200, 700, 800))
    times = times_of(exchange, [role, *answers((300, None), (450, None)), finish, usage])
    assert times.first_event_ns == 200
    assert times.first_token_ns == 300
    assert times.last_token_ns == 450
    assert times.stream_end_ns == 900
    assert times.output_events == 2
    assert times.gaps == Gaps(ns=(150,))


def test_instants_of_the_exchange_are_kept(exchange):
    times = times_of(exchange, [])
    assert (times.scheduled_ns, times.sent_ns, times.connect_ns, times.headers_ns) == (
        90,
        100,
        7,
        150,
    )
    assert times.resent
    assert times.worker == 3


def test_reasoning_is_the_first_token_but_not_the_first_answer(exchange):
    events = [Event(200, "reasoning"), Event(300, "reasoning"), Event(500, "answer")]
    times = times_of(exchange, events)
    assert times.first_token_ns == 200
    assert times.first_answer_ns == 500
    assert times.output_events == 3


def test_a_tool_call_is_output_without_an_answer(exchange):
    times = times_of(exchange, [Event(200, "tool"), Event(210, "tool")])
    assert (times.first_token_ns, times.first_answer_ns, times.last_token_ns) == (200, None, 210)


def test_without_streaming_token_instants_are_unknown(exchange):
    times = times_of(exchange, [])
    assert times.first_event_ns is times.first_token_ns is times.last_token_ns is None
    assert times.output_events is None
    assert times.gaps == Gaps()


def test_a_stream_without_output_has_zero_output_events(exchange):
    times = times_of(exchange, [Event(200, None), Event(300, None)])
    assert times.first_event_ns == 200
    assert times.first_token_ns is None
    assert times.output_events == 0


def test_events_of_one_read_make_one_gap(exchange):
    times = times_of(exchange, answers((200, None), (260, None), (260, None), (260, None)))
    assert times.gaps == Gaps(ns=(60,), events=(3,))
    assert times.output_events == 4


def test_the_events_of_the_first_read_belong_to_no_gap(exchange):
    times = times_of(exchange, answers((200, None), (200, None), (260, None)))
    assert times.gaps == Gaps(ns=(60,))
    assert times.output_events == 3


def test_the_events_of_every_gap_are_told_when_one_brought_several(exchange):
    stamps = [(200, None), (260, None), (300, None), (300, None), (310, None)]
    times = times_of(exchange, answers(*stamps))
    assert times.gaps == Gaps(ns=(60, 40, 10), events=(1, 2, 1))


def test_a_stream_in_one_read_has_no_gap(exchange):
    times = times_of(exchange, answers((200, 1), (200, 2), (200, 3)))
    assert times.gaps == Gaps()
    assert times.output_events == 3


def test_an_event_without_output_ends_no_gap(exchange):
    events = [Event(200, "answer"), Event(230, None), Event(260, "answer")]
    assert times_of(exchange, events).gaps == Gaps(ns=(60,))


def test_running_usage_gives_the_tokens_of_a_gap(exchange):
    times = times_of(exchange, answers((200, 1), (260, 4), (270, 5)))
    assert times.gaps == Gaps(ns=(60, 10), tokens=(3, 1))


def test_tokens_of_a_read_with_several_events_are_those_of_its_last(exchange):
    times = times_of(exchange, answers((200, 2), (260, 3), (260, 6)))
    assert times.gaps == Gaps(ns=(60,), events=(2,), tokens=(4,))


def test_a_token_that_was_not_text_yet_belongs_to_the_gap_it_lies_in(exchange):
    # 200 -> 260 took two tokens, of which the first showed nothing when it came.
    events = [Event(200, "answer", 1), Event(230, None, 2), Event(260, "answer", 3)]
    assert times_of(exchange, events).gaps == Gaps(ns=(60,), tokens=(2,))


def test_the_end_token_in_the_last_read_takes_no_gap(exchange):
    events = [Event(200, "answer", 1), Event(260, "answer", 2), Event(260, None, 3)]
    assert times_of(exchange, events).gaps == Gaps(ns=(60,), tokens=(1,))


@pytest.mark.parametrize(
    ("before", "after"),
    [(None, 2), (1, None), (2, 2), (3, 2)],
    ids=["earlier unknown", "later unknown", "nothing came", "count fell"],
)
def test_tokens_of_a_gap_are_unknown(exchange, before, after):
    times = times_of(exchange, answers((200, before), (260, after)))
    assert times.gaps == Gaps(ns=(60,))


def test_a_gap_whose_tokens_are_unknown_stands_among_the_others(exchange):
    times = times_of(exchange, answers((200, 1), (260, 3), (270, None), (280, 5), (290, 6)))
    assert times.gaps == Gaps(ns=(60, 10, 10, 10), tokens=(2, None, None, 1))


def test_where_output_tells_no_count_a_later_event_of_its_read_does(exchange):
    events = [Event(200, "answer", 1), Event(260, "answer"), Event(260, None, 3)]
    assert times_of(exchange, events).gaps == Gaps(ns=(60,), tokens=(2,))


def test_an_event_without_output_of_another_read_tells_nothing(exchange):
    events = [Event(200, "answer", 1), Event(260, "answer"), Event(270, None, 3)]
    assert times_of(exchange, events).gaps == Gaps(ns=(60,))
