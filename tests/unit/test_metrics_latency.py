"""Metrics of single requests, on requests whose numbers can be worked out in the head."""

from dataclasses import replace

import pytest

from evalbench.metrics import latency
from evalbench.metrics.latency import METRICS, Timed, measure
from evalbench.metrics.statistics import describe, parse_stats
from evalbench.types import Completion, Failure, Gap, Step, Times

MS = 1_000_000

# scheduled 5 ms, sent 10 ms, first token 110 ms, then four gaps of 20 ms: last token 190 ms.
STREAMED = Timed(
    Times(
        scheduled_ns=5 * MS,
        sent_ns=10 * MS,
        connect_ns=3 * MS,
        headers_ns=60 * MS,
        first_event_ns=100 * MS,
        first_token_ns=110 * MS,
        first_answer_ns=110 * MS,
        last_token_ns=190 * MS,
        stream_end_ns=200 * MS,
        output_events=5,
        gaps=(Gap(20 * MS, 1),) * 4,
    ),
    input_tokens=50,
    output_tokens=5,
    finish_reason="length",
)
WHOLE = Timed(
    Times(scheduled_ns=0, sent_ns=10 * MS, headers_ns=200 * MS, stream_end_ns=260 * MS),
    input_tokens=50,
    output_tokens=5,
    finish_reason="stop",
)
FAILED = replace(STREAMED, failure=Failure("cut", "no [DONE]"))


def with_gaps(*gaps: Gap, **changes) -> Timed:
    """The streamed request with other gaps; its events are one and those of the gaps."""
    times = replace(STREAMED.times, gaps=gaps, output_events=1 + sum(gap.events for gap in gaps))
    return replace(STREAMED, times=times, **changes)


def named(requests):
    return {row.metric.name: row for row in measure(requests)}


@pytest.mark.parametrize(
    ("metric", "value"),
    [
        (latency.e2el, 180.0),
        (latency.ttft, 100.0),
        (latency.ttfa, 100.0),
        (latency.tpot, 20.0),
        (latency.input_tokens, 50),
        (latency.output_tokens, 5),
        (latency.output_throughput, 5 / 0.180),
        (latency.prefill_throughput, 500.0),
        (latency.tokens_per_event, 1.0),
        (latency.send_delay, 5.0),
        (latency.scheduled_ttft, 105.0),
        (latency.scheduled_e2el, 185.0),
        (latency.connect, 3.0),
    ],
)
def test_a_streamed_request(metric, value):
    assert metric(STREAMED) == pytest.approx(value)


def test_without_streaming_only_the_whole_is_known():
    assert latency.e2el(WHOLE) == 250.0
    assert latency.output_throughput(WHOLE) == pytest.approx(20.0)
    for metric in (latency.ttft, latency.ttfa, latency.tpot, latency.prefill_throughput):
        assert metric(WHOLE) is None
    assert latency.tokens_per_event(WHOLE) is None
    assert list(latency.inter_token(WHOLE)) == []


def test_a_failed_request_has_no_latency_but_was_sent_as_late_as_any():
    assert [row.metric.name for row in measure([FAILED])] == ["SendDelay", "Connect"]


def test_a_request_that_was_never_sent_has_no_send_delay():
    times = Times(scheduled_ns=5 * MS, sent_ns=0)
    assert measure([Timed(times, failure=Failure("connect", "refused"))]) == []


@pytest.mark.parametrize("tokens", [None, 0, 1])
def test_tpot_below_two_tokens_is_excluded_not_zero(tokens):
    rows = named([replace(STREAMED, output_tokens=tokens), STREAMED])
    assert rows["TPOT"].distribution.n == 1
    assert rows["TTFT"].distribution.n == 2


def test_unknown_tokens_are_no_row():
    rows = named([replace(STREAMED, input_tokens=None, output_tokens=None)])
    assert "E2EL" in rows
    assert not {"InputTokens", "OutputTokens", "OutputTokenThroughput", "TPOT"} & set(rows)


def test_an_empty_answer_is_a_success_with_zero_tokens():
    times = Times(
        scheduled_ns=0, sent_ns=1, first_event_ns=2, stream_end_ns=30 * MS + 1, output_events=0
    )
    empty = Timed(times, input_tokens=9, output_tokens=0, finish_reason="stop")
    assert latency.e2el(empty) == 30.0
    assert latency.output_tokens(empty) == 0
    assert latency.ttft(empty) is None
    assert latency.tokens_per_event(empty) is None


def test_a_gap_with_k_tokens_is_k_gaps():
    # One chunk of three tokens after 30 ms, one of one token after 20 ms: 10, 10, 10, 20.
    rows = named([with_gaps(Gap(30 * MS, 1, 3), Gap(20 * MS, 1, 1))])
    itl = describe(rows["ITL"].distribution, parse_stats())
    assert (itl["Average"], itl["Median"], itl["Max"], itl["N"]) == (12.5, 10.0, 20.0, 4)
    assert rows["ITL"].title == "ITL"


def test_events_of_one_read_share_their_gap():
    request = with_gaps(Gap(30 * MS, 3), Gap(20 * MS, 1), output_tokens=5)
    assert list(latency.inter_token(request)) == [(10.0, 3), (20.0, 1)]


def test_tokens_outweigh_events():
    request = with_gaps(Gap(40 * MS, 2, 4))
    assert list(latency.inter_token(request)) == [(10.0, 4)]


def test_gaps_are_pooled_over_requests_not_averaged_per_request():
    one, three = with_gaps(Gap(40 * MS, 1)), with_gaps(*[Gap(20 * MS, 1)] * 3)
    itl = named([one, three])["ITL"]
    assert describe(itl.distribution, parse_stats(["Average"])) == {"Average": 25.0, "N": 4}


def test_chunks_of_several_tokens_give_the_row_another_title():
    assert named([replace(STREAMED, output_tokens=11)])["ITL"].title == (
        "Inter-chunk latency (2.2 tokens/chunk)"
    )


def test_the_end_token_that_has_no_event_does_not_count_against_the_title():
    stopped = replace(STREAMED, output_tokens=6, finish_reason="stop")
    assert named([stopped])["ITL"].title == "ITL"
    cut = replace(stopped, finish_reason="length")
    assert named([cut])["ITL"].title == "Inter-chunk latency (1.2 tokens/chunk)"


@pytest.mark.parametrize(("tokens", "plain"), [(98, True), (102, True), (97, False), (103, False)])
def test_two_percent_from_one_token_per_event_passes(tokens, plain):
    request = with_gaps(*[Gap(MS, 1)] * 99, output_tokens=tokens)
    assert (named([request])["ITL"].title == "ITL") is plain


def test_unknown_tokens_make_the_chunk_size_unknown():
    title = named([replace(STREAMED, output_tokens=None)])["ITL"].title
    assert title == "Inter-chunk latency (tokens/chunk unknown)"


def test_failed_requests_do_not_choose_the_title():
    assert named([STREAMED, replace(FAILED, output_tokens=500)])["ITL"].title == "ITL"


def test_share_of_reads_that_merged_events():
    request = with_gaps(Gap(MS, 2), Gap(MS, 1), Gap(MS, 1), Gap(MS, 4))
    assert latency.merged_share([request, FAILED]) == 0.5
    assert latency.merged_share([WHOLE]) is None


def test_time_to_first_answer_is_shown_when_a_request_reasoned():
    assert "TTFA" not in named([STREAMED])
    times = replace(STREAMED.times, first_answer_ns=150 * MS)
    rows = named([STREAMED, replace(STREAMED, times=times, reasoned=True)])
    assert describe(rows["TTFA"].distribution, parse_stats(["Max"])) == {"Max": 140.0, "N": 2}


def test_rows_come_in_the_order_users_know():
    assert [row.metric.name for row in measure([STREAMED])] == [
        "E2EL",
        "TTFT",
        "TPOT",
        "ITL",
        "InputTokens",
        "OutputTokens",
        "OutputTokenThroughput",
        "PrefillTokenThroughput",
        "TokensPerEvent",
        "SendDelay",
        "ScheduledTTFT",
        "ScheduledE2EL",
        "Connect",
    ]


def test_no_requests_are_no_rows():
    assert measure([]) == []


def test_every_metric_tells_its_unit_and_formula():
    assert all(metric.unit and metric.formula for metric in METRICS)
    assert len({metric.name for metric in METRICS}) == len(METRICS)


def test_a_step_becomes_what_is_measured():
    answer = Completion(
        "4", reasoning="2 + 2", finish_reason="stop", input_tokens=7, output_tokens=3
    )
    timed = Timed.of(Step("2 + 2?", answer, STREAMED.times, attempts=1))
    assert timed == Timed(STREAMED.times, 7, 3, "stop", reasoned=True)
    failure = Failure("timeout", "60 s")
    assert Timed.of(Step("?", None, STREAMED.times, 1, failure)) == Timed(
        STREAMED.times, failure=failure
    )
