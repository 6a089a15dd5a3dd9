"""Metrics of a whole load, on two or three requests whose sums can be seen."""

from dataclasses import replace

import pytest

from evalbench.metrics.latency import Timed
from evalbench.metrics.throughput import Arrival, WholeLoad, arrivals, whole_load
from evalbench.types import Failure, Gap, Times

MS = 1_000_000
S = 1_000 * MS


def request(sent_s: float, end_s: float, tokens: int | None = 10, **changes) -> Timed:
    """Non-streamed, `tokens` in and out. The clock does not start at 0: nothing is sent at 0."""
    times = Times(
        scheduled_ns=round((100 + sent_s) * S),
        sent_ns=round((100 + sent_s) * S),
        stream_end_ns=round((100 + end_s) * S),
    )
    return replace(Timed(times, tokens, tokens, "stop"), **changes)


def stream(first_s: float, gaps: tuple[Gap, ...], tokens: int | None, reason="length") -> Timed:
    """Sent at 0 s, ended one second after the last token."""
    first_ns = round((100 + first_s) * S)
    last_ns = first_ns + sum(gap.ns for gap in gaps)
    times = Times(
        scheduled_ns=100 * S,
        sent_ns=100 * S,
        first_token_ns=first_ns,
        last_token_ns=last_ns,
        stream_end_ns=last_ns + S,
        output_events=1 + sum(gap.events for gap in gaps),
        gaps=gaps,
    )
    return Timed(times, 1, tokens, reason)


def values(*requests: Timed, **asked):
    return {row.name: row.value for row in whole_load(WholeLoad(requests, **asked))}


BUSY = Failure("http", "busy", status=503)


def test_two_overlapping_requests():
    row = values(request(0, 3, 30), request(1, 4, 10), max_concurrency=8)
    assert row == {
        "Benchmark Duration": 4000.0,
        "Total Requests": 2,
        "Success Requests": 2,
        "Failed Requests": 0,
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


def test_a_slot_handed_over_is_not_two_in_flight():
    assert values(request(0, 1), request(1, 2), request(2, 3))["Peak Concurrency"] == 1


def test_failures_are_counted_by_cause_and_load_the_server():
    cut = Failure("cut", "no [DONE]")
    row = values(
        request(0, 2),
        request(0, 4, failure=BUSY),
        request(1, 2, failure=cut),
        request(1, 2, failure=BUSY),
    )
    assert row["Failures"] == {"http 503": 2, "cut": 1}
    assert (row["Success Requests"], row["Failed Requests"]) == (1, 3)
    assert row["Failure Rate"] == 75.0
    assert row["Benchmark Duration"] == 4000.0
    assert row["Concurrency"] == 2.0
    assert row["Total Generated Tokens"] == 10
    assert row["Request Throughput"] == 0.25


def test_all_requests_failed():
    row = values(request(0, 1, None, failure=BUSY), request(0, 2, None, failure=BUSY))
    assert row["Failed Requests"] == 2
    assert row["Failure Rate"] == 100.0
    assert row["Benchmark Duration"] == 2000.0
    for name in ("Request Throughput", "Total Input Tokens", "Output Token Throughput"):
        assert row[name] is None


def test_nothing_was_ever_sent():
    refused = Timed(Times(scheduled_ns=5, sent_ns=0, stream_end_ns=9), failure=BUSY)
    row = values(refused, open_loop=True, requested_rate=2.0)
    assert row["Benchmark Duration"] is row["Concurrency"] is row["Peak Concurrency"] is None
    assert row["Achieved Request Rate"] is None


def test_no_requests_at_all():
    row = values()
    assert row.pop("Failures") == {}
    assert {name for name, value in row.items() if value is not None} == {
        "Total Requests",
        "Success Requests",
        "Failed Requests",
    }


def test_one_unknown_token_count_makes_the_sum_unknown():
    row = values(request(0, 1, 5), request(0, 2, None))
    assert row["Total Generated Tokens"] is None
    assert row["Total Token Throughput"] is None
    assert row["Request Throughput"] == 1.0


def test_rates_of_an_open_loop():
    # Asked for 2/s, drawn at 0, 1, 3 s (1/s), sent at 0, 1, 4 s.
    sent = [
        replace(one, times=replace(one.times, scheduled_ns=round((100 + due) * S)))
        for one, due in zip((request(0, 5), request(1, 5), request(4, 5)), (0, 1, 2), strict=True)
    ]
    row = values(*sent, open_loop=True, requested_rate=2.0)
    assert row["Requested Request Rate"] == 2.0
    assert row["Scheduled Request Rate"] == pytest.approx(1.0)
    assert row["Achieved Request Rate"] == pytest.approx(0.5)


def test_a_closed_loop_has_no_rates():
    assert not [name for name in values(request(0, 1)) if "Rate" in name and "Request" in name]


def test_arrivals_share_tokens_by_events_without_running_usage():
    one = stream(1, (Gap(S, 2), Gap(S, 1)), tokens=8)
    assert arrivals(one) == [Arrival(101 * S, 2), Arrival(102 * S, 4), Arrival(103 * S, 2)]


def test_arrivals_follow_the_running_usage():
    one = stream(1, (Gap(S, 1, 5), Gap(S, 1, 1)), tokens=8)
    assert arrivals(one) == [Arrival(101 * S, 2), Arrival(102 * S, 5), Arrival(103 * S, 1)]


def test_the_end_token_arrives_with_the_last():
    one = stream(1, (Gap(S, 1, 5), Gap(S, 1, 1)), tokens=8, reason="stop")
    assert arrivals(one) == [Arrival(101 * S, 1), Arrival(102 * S, 5), Arrival(103 * S, 2)]


def test_arrivals_of_unknown_tokens_or_without_streaming_are_unknown():
    assert arrivals(stream(1, (), tokens=None)) is None
    assert arrivals(request(0, 1)) is None


def test_a_stream_of_nothing_but_the_end_token():
    times = Times(scheduled_ns=1, sent_ns=1, stream_end_ns=9, output_events=0)
    assert arrivals(Timed(times, 1, 1, "stop")) == [Arrival(9, 1)]


def test_peak_second_slides_over_the_whole_seconds():
    # 4 tokens each at 1.5, 1.9, 2.4 s, then 4 at 2.5 s: [1.5, 2.5) holds 12, [1.9, 2.9) too.
    # Seconds on the grid would hold 8 and 8.
    gaps = (Gap(400 * MS, 1), Gap(500 * MS, 1), Gap(100 * MS, 1))
    assert values(stream(1.5, gaps, tokens=16))["Peak Output Token Throughput"] == 12.0


def test_peak_adds_requests():
    both = stream(1, (Gap(500 * MS, 1),), tokens=2), stream(1.9, (), tokens=7)
    assert values(*both)["Peak Output Token Throughput"] == 9.0


def test_a_run_shorter_than_a_second_has_no_peak_second():
    one = stream(0.1, (), tokens=2)
    short = replace(one, times=replace(one.times, stream_end_ns=100 * S + 900 * MS))
    assert values(short)["Peak Output Token Throughput"] is None


def test_throughput_rows_have_plain_units():
    units = {row.unit for row in whole_load(WholeLoad([request(0, 1)], open_loop=True))}
    assert units == {"", "ms", "%", "req/s", "tokens", "token/s"}
