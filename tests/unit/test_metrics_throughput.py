"""Metrics of a whole load, on two or three requests whose sums can be seen."""

import pytest

from evalbench.metrics.requests import Requests
from evalbench.metrics.stage import stages_of
from evalbench.metrics.throughput import WholeLoad, whole_load
from tests.request_table import MS, S, requests, stable, total


def request(sent_s, end_s, tokens=10, **changes):
    """Non-streamed, `tokens` in and out. The clock does not start at 0."""
    return {
        "scheduled": round((100 + sent_s) * S),
        "sent": round((100 + sent_s) * S),
        "stream_end": round((100 + end_s) * S),
        "input_tokens": tokens,
        "output_tokens": tokens,
        "stopped": True,
        **changes,
    }


def stream(first_s, gaps, tokens, **changes):
    """Sent at 0 s, ended one second after the last token."""
    first_token = round((100 + first_s) * S)
    last_token = first_token + sum(gap[0] for gap in gaps)
    return {
        "scheduled": 100 * S,
        "sent": 100 * S,
        "first_token": first_token,
        "last_token": last_token,
        "stream_end": last_token + S,
        "output_events": 1 + sum(gap[1] for gap in gaps),
        "gaps": gaps,
        "input_tokens": 1,
        "output_tokens": tokens,
        **changes,
    }


def values(*rows, **asked):
    return rows_of(total(*rows), **asked)


def rows_of(stage, **asked):
    return {row.name: row.value for row in whole_load(WholeLoad(stage, **asked))}


def within(begin_s, end_s, *rows, **asked):
    """The rows of the stage [begin, end)."""
    return rows_of(stable(round((100 + begin_s) * S), round((100 + end_s) * S), *rows), **asked)


def arrived(*rows):
    """(s, tokens) of all arrivals that brought any; None when they are unknown."""
    found = total(*rows).arrivals
    if found is None:
        return None
    pairs = zip(found.at.tolist(), found.tokens.tolist(), strict=True)
    return [(at / S - 100, tokens) for at, tokens in pairs if tokens]


BUSY = "http 503"


def test_two_overlapping_requests():
    row = values(request(0, 3, 30), request(1, 4, 10), max_concurrency=8)
    assert row == {
        "Benchmark Duration": 4000.0,
        "Total Requests": 2,
        "Success Requests": 2,
        "Failed Requests": 0,
        "Cancelled Requests": 0,
        "Failure Rate": 0.0,
        "Failures": {},
        "Concurrency": 1.5,
        "Peak Concurrency": 2,
        "Max Concurrency": 8,
        "Request Throughput": 0.5,
        "Total Input Tokens": 40,
        "Total Generated Tokens": 40,
        "Input Token Throughput": 10.0,
        "Output Token Throughput": 10.0,
        "Total Token Throughput": 20.0,
        "Peak Output Token Throughput": None,
    }


def test_counts_are_whole_numbers():
    row = values(request(0, 3, 30, cached_tokens=4), request(1, 4, 10))
    counts = [name for name in row if name.startswith(("Total ", "Success", "Peak Con", "Failed"))]
    assert {type(row[name]) for name in counts if "Throughput" not in name} == {int}


def test_a_slot_handed_over_is_not_two_in_flight():
    assert values(request(0, 1), request(1, 2), request(2, 3))["Peak Concurrency"] == 1


def test_failures_are_counted_by_cause_and_load_the_server():
    row = values(
        request(0, 2),
        request(0, 4, cause=BUSY),
        request(1, 2, cause="cut"),
        request(1, 2, cause=BUSY),
    )
    assert list(row["Failures"].items()) == [(BUSY, 2), ("cut", 1)]
    assert (row["Success Requests"], row["Failed Requests"]) == (1, 3)
    assert row["Failure Rate"] == 75.0
    assert row["Benchmark Duration"] == 4000.0
    assert row["Concurrency"] == 2.0
    assert row["Total Generated Tokens"] == 10
    assert row["Request Throughput"] == 0.25


def test_cancelled_requests_are_no_failures_of_the_service():
    cancelled = request(1, 2, None, cause="cancelled")
    row = values(request(0, 2), request(0, 4, cause=BUSY), cancelled, cancelled)
    assert [row[f"{kind} Requests"] for kind in ("Total", "Success", "Failed", "Cancelled")] == [
        4, 1, 1, 2,
    ]  # fmt: skip
    assert row["Failures"] == {BUSY: 1}
    assert row["Failure Rate"] == 25.0


def test_all_requests_failed():
    row = values(request(0, 1, None, cause=BUSY), request(0, 2, None, cause=BUSY))
    assert row["Failed Requests"] == 2
    assert row["Failure Rate"] == 100.0
    assert row["Benchmark Duration"] == 2000.0
    for name in ("Request Throughput", "Total Input Tokens", "Output Token Throughput"):
        assert row[name] is None


def test_nothing_was_ever_sent():
    refused = {"scheduled": 5, "stream_end": 9, "cause": BUSY}
    row = values(refused, open_loop=True, requested_rate=2.0)
    assert row["Benchmark Duration"] is row["Concurrency"] is row["Peak Concurrency"] is None
    assert row["Achieved Request Rate"] is None


@pytest.mark.parametrize("load", [requests(), Requests.none()])
def test_no_requests_at_all(load):
    row = rows_of(stages_of(load, {"total": None})[0])
    assert row.pop("Failures") == {}
    assert {name for name, value in row.items() if value is not None} == {
        "Total Requests",
        "Success Requests",
        "Failed Requests",
        "Cancelled Requests",
    }


def test_one_unknown_token_count_makes_the_sum_unknown():
    row = values(request(0, 1, 5), request(0, 2, None))
    assert row["Total Generated Tokens"] is None
    assert row["Total Token Throughput"] is None
    assert row["Request Throughput"] == 1.0


def test_rates_of_an_open_loop():
    # Asked for 2/s, drawn at 0, 1, 2 s (1/s), sent at 0, 1, 4 s.
    pairs = zip((request(0, 5), request(1, 5), request(4, 5)), (0, 1, 2), strict=True)
    sent = [one | {"scheduled": (100 + due) * S} for one, due in pairs]
    row = values(*sent, open_loop=True, requested_rate=2.0)
    assert row["Requested Request Rate"] == 2.0
    assert row["Scheduled Request Rate"] == pytest.approx(1.0)
    assert row["Achieved Request Rate"] == pytest.approx(0.5)


def test_a_closed_loop_has_no_rates():
    assert not [name for name in values(request(0, 1)) if "Rate" in name and "Request" in name]


def test_cached_tokens_are_told_when_the_server_tells_them():
    assert not [name for name in values(request(0, 1)) if "Cached" in name]
    row = values(request(0, 1, 30, cached_tokens=15), request(0, 1, 30))
    assert (row["Total Cached Tokens"], row["Cached Token Share"]) == (15, 25.0)
    row = values(request(0, 1, 30, cached_tokens=0))
    assert (row["Total Cached Tokens"], row["Cached Token Share"]) == (0, 0.0)
    row = values(request(0, 1, None, cached_tokens=3))
    assert (row["Total Cached Tokens"], row["Cached Token Share"]) == (3, None)


# --- when tokens arrive


def test_arrivals_share_tokens_by_events_without_running_usage():
    assert arrived(stream(1, [(S, 2), (S, 1)], 8)) == [(1, 2), (2, 4), (3, 2)]


def test_arrivals_follow_the_running_usage():
    assert arrived(stream(1, [(S, 1, 5), (S, 1, 1)], 8)) == [(1, 2), (2, 5), (3, 1)]


def test_a_usage_that_tells_more_than_all_tokens_is_not_followed():
    assert arrived(stream(1, [(S, 1, 5), (S, 1, 9)], 6)) == [(1, 2), (2, 2), (3, 2)]


def test_a_usage_that_was_told_in_part_is_not_followed():
    assert arrived(stream(1, [(S, 1, 4), (S, 1, 0)], 6)) == [(1, 2), (2, 2), (3, 2)]


def test_the_end_token_arrives_with_the_last():
    one = stream(1, [(S, 1, 5), (S, 1, 1)], 8, stopped=True)
    assert arrived(one) == [(1, 1), (2, 5), (3, 2)]


def test_arrivals_of_some_requests_are_those_of_each():
    one, other = stream(1, [(S, 2), (S, 1)], 8), stream(2, [(S, 1, 5), (2 * S, 1, 1)], 8)
    failed = stream(1, [(S, 1)], 2, cause="reset")
    assert arrived(failed, one, other) == [(1, 2), (2, 4 + 2), (3, 2 + 5), (5, 1)]


def test_arrivals_of_unknown_tokens_are_unknown():
    assert arrived(stream(1, [], None), stream(1, [], 3)) is None
    assert arrived() is None


def test_without_streaming_it_is_not_seen_when_tokens_arrive():
    assert total(stream(1, [], 2)).arrivals.streamed
    assert not total(stream(1, [], 2), request(0, 1)).arrivals.streamed
    assert arrived(request(0, 1)) == [(1, 10)]


def test_a_stream_of_nothing_but_the_end_token():
    ended = {"stream_end": 109 * S, "output_events": 0, "output_tokens": 1, "stopped": True}
    assert arrived({"scheduled": 1, "sent": 1, **ended}) == [(9, 1)]


# --- the peak second


def test_peak_second_slides_over_the_whole_seconds():
    # 4 tokens each at 1.5, 1.9, 2.4 s, then 4 at 2.5 s: [1.5, 2.5) holds 12, [1.9, 2.9) too.
    # Seconds on the grid would hold 8 and 8.
    gaps = [(400 * MS, 1), (500 * MS, 1), (100 * MS, 1)]
    assert values(stream(1.5, gaps, 16))["Peak Output Token Throughput"] == 12.0


def test_peak_adds_requests():
    both = stream(1, [(500 * MS, 1)], 2), stream(1.9, [], 7)
    assert values(*both)["Peak Output Token Throughput"] == 9.0


def test_a_run_shorter_than_a_second_has_no_peak_second():
    short = stream(0.1, [], 2, stream_end=100 * S + 900 * MS)
    assert values(short)["Peak Output Token Throughput"] is None


def test_an_answer_that_was_not_streamed_leaves_the_peak_second_unknown():
    row = values(stream(1, [(500 * MS, 1)], 2), request(0, 3))
    assert row["Peak Output Token Throughput"] is None


def test_a_stream_of_no_tokens_has_a_peak_of_zero():
    empty = request(0, 3, 0, output_events=0)
    assert values(empty)["Peak Output Token Throughput"] == 0.0


# --- a window


def test_a_window_counts_tokens_that_arrived_and_requests_that_finished_in_it():
    # Arrivals: 1 at 1 s, 1 at 2 s, 1 at 3 s, ended at 4 s; 2 at 2.5 s, ended at 3.5 s.
    rows = stream(1, [(S, 1), (S, 1)], 3), stream(2.5, [], 2)
    row = within(2, 4, *rows)
    assert row["Benchmark Duration"] == 2000.0
    assert (row["Total Requests"], row["Request Throughput"]) == (1, 0.5)
    assert row["Total Generated Tokens"] == 4
    assert row["Output Token Throughput"] == 2.0
    assert row["Total Input Tokens"] == 1  # the first's prompt had been read before
    assert row["Total Token Throughput"] == 2.5
    assert row["Peak Output Token Throughput"] == 3.0  # [2, 3)


def test_a_window_is_half_open():
    rows = request(0, 2), request(0, 4)
    assert within(2, 4, *rows)["Total Requests"] == 1
    assert within(2, 4, *rows)["Total Generated Tokens"] == 10
    assert within(2, 4.001, *rows)["Total Generated Tokens"] == 20


def test_in_a_window_counts_the_time_that_requests_spent_in_it():
    row = within(1, 3, request(0, 2), request(1.5, 9), request(3, 4), request(0, 1))
    assert row["Concurrency"] == pytest.approx((1 + 1.5) / 2)
    assert row["Peak Concurrency"] == 2


def test_failures_of_a_window_are_those_that_ended_in_it():
    row = within(1, 3, request(0, 2), request(0, 2.5, cause=BUSY), request(0, 4, cause="cut"))
    assert row["Failures"] == {BUSY: 1}
    assert row["Failure Rate"] == 50.0


def test_a_window_in_which_nothing_came():
    row = within(1.2, 1.4, request(0, 2))
    assert row["Request Throughput"] is row["Total Input Tokens"] is None
    assert (row["Total Requests"], row["Total Generated Tokens"]) == (0, 0)
    assert row["Concurrency"] == pytest.approx(1)


def test_rates_of_a_window_are_of_the_requests_sent_in_it():
    rows = [request(at, at + 1) for at in (0, 0.5, 1, 1.5, 2, 9)]
    row = within(0.5, 2.5, *rows, open_loop=True, requested_rate=1.0)
    assert row["Scheduled Request Rate"] == row["Achieved Request Rate"] == pytest.approx(2.0)


def test_throughput_rows_have_plain_units():
    rows = whole_load(WholeLoad(total(request(0, 1, cached_tokens=1)), open_loop=True))
    assert {row.unit for row in rows} == {"", "ms", "%", "req/s", "tokens", "token/s"}
    assert all(row.formula for row in rows)
