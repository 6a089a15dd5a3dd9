"""Metrics of single requests, on requests whose numbers can be worked out in the head."""

import numpy as np
import pytest

from evalbench.metrics import latency
from evalbench.metrics.latency import METRICS, chunks, measure, merged_share, unseen_share
from evalbench.metrics.requests import Requests
from evalbench.metrics.statistics import describe, parse_stats
from tests.request_table import MS, requests, stable, total

# scheduled 5 ms, sent 10 ms, first token 110 ms, then four gaps of 20 ms: last token 190 ms.
STREAMED = {
    "scheduled": 5 * MS,
    "sent": 10 * MS,
    "connect": 3 * MS,
    "headers": 60 * MS,
    "first_event": 100 * MS,
    "first_token": 110 * MS,
    "first_answer": 110 * MS,
    "last_token": 190 * MS,
    "stream_end": 200 * MS,
    "output_events": 5,
    "gaps": [(20 * MS,)] * 4,
    "input_tokens": 50,
    "output_tokens": 5,
}
WHOLE = {
    "scheduled": 0,
    "sent": 10 * MS,
    "headers": 200 * MS,
    "stream_end": 260 * MS,
    "input_tokens": 50,
    "output_tokens": 5,
    "stopped": True,
}
FAILED = STREAMED | {"cause": "cut"}


def with_gaps(*gaps, **changes):
    """The streamed request with other gaps; its events are one and those of the gaps."""
    events = 1 + sum(gap[1] if len(gap) > 1 else 1 for gap in gaps)
    last_token = STREAMED["first_token"] + sum(gap[0] for gap in gaps)
    own = {"gaps": gaps, "output_events": events, "last_token": last_token}
    return STREAMED | own | changes


def named(*rows):
    return {row.metric.name: row for row in measure(total(*rows))}


def inter_token(*rows):
    """Every value, written out in full."""
    found = total(*rows).inter_token
    return np.repeat(found.values, np.diff(found.ends, prepend=0)).tolist()


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
    assert metric(requests(STREAMED)).tolist() == pytest.approx([value])


def test_without_streaming_only_the_whole_is_known():
    whole = requests(WHOLE)
    assert latency.e2el(whole).tolist() == [250.0]
    assert latency.output_throughput(whole).tolist() == pytest.approx([20.0])
    for metric in (latency.ttft, latency.ttfa, latency.tpot, latency.prefill_throughput):
        assert np.isnan(metric(whole)).all()
    assert np.isnan(latency.tokens_per_event(whole)).all()
    assert inter_token(WHOLE) == []


def test_a_failed_request_has_no_latency_but_was_sent_as_late_as_any():
    assert list(named(FAILED)) == ["SendDelay", "Connect"]


def test_a_request_that_was_never_sent_has_no_send_delay():
    assert named({"scheduled": 5 * MS, "cause": "connect"}) == {}


@pytest.mark.parametrize("tokens", [None, 0, 1])
def test_tpot_below_two_tokens_is_excluded_not_zero(tokens):
    rows = named(STREAMED | {"output_tokens": tokens}, STREAMED)
    assert rows["TPOT"].distribution.n == 1
    assert rows["TTFT"].distribution.n == 2


def test_tokens_that_came_in_one_read_took_no_time_each():
    at_once = with_gaps(output_events=5)
    assert np.isnan(latency.tpot(requests(at_once))).all()
    assert inter_token(at_once) == []


def test_unknown_tokens_are_no_row():
    rows = named(STREAMED | {"input_tokens": None, "output_tokens": None})
    assert "E2EL" in rows
    assert not {"InputTokens", "OutputTokens", "OutputTokenThroughput", "TPOT"} & set(rows)


def test_an_empty_answer_is_a_success_with_zero_tokens():
    ended = {"first_event": 2, "stream_end": 30 * MS + 1, "output_events": 0, "stopped": True}
    empty = requests({"scheduled": 0, "sent": 1, "output_tokens": 0, **ended})
    assert latency.e2el(empty).tolist() == [30.0]
    assert latency.output_tokens(empty).tolist() == [0]
    assert np.isnan(latency.ttft(empty)).all()
    assert np.isnan(latency.tokens_per_event(empty)).all()


def test_a_request_that_took_no_time_has_no_throughput():
    at_once = requests(WHOLE | {"stream_end": WHOLE["sent"]})
    assert latency.e2el(at_once).tolist() == [0.0]
    assert np.isnan(latency.output_throughput(at_once)).all()


def test_a_gap_with_k_tokens_is_k_gaps():
    # One chunk of three tokens after 30 ms, one of one token after 20 ms: 10, 10, 10, 20.
    rows = named(with_gaps((30 * MS, 1, 3), (20 * MS, 1, 1)))
    itl = describe(rows["ITL"].distribution, parse_stats())
    assert (itl["Average"], itl["Median"], itl["Max"], itl["N"]) == (12.5, 10.0, 20.0, 4)
    assert rows["ITL"].title == "ITL"


def test_events_of_one_read_share_their_gap():
    assert inter_token(with_gaps((30 * MS, 3), (20 * MS, 1))) == [10.0, 10.0, 10.0, 20.0]


def test_tokens_outweigh_events():
    assert inter_token(with_gaps((40 * MS, 2, 4))) == [10.0] * 4


def test_gaps_are_pooled_over_requests_not_averaged_per_request():
    itl = named(with_gaps((40 * MS,)), with_gaps(*[(20 * MS,)] * 3), FAILED)["ITL"]
    assert describe(itl.distribution, parse_stats(["Average"])) == {"Average": 25.0, "N": 4}


def test_chunks_of_several_tokens_give_the_row_another_title():
    title = named(STREAMED | {"output_tokens": 11})["ITL"].title
    assert title == "Inter-chunk latency (2.2 tokens/chunk)"


def test_the_end_token_that_has_no_event_does_not_count_against_the_title():
    stopped = STREAMED | {"output_tokens": 6, "stopped": True}
    assert named(stopped)["ITL"].title == "ITL"
    cut = stopped | {"stopped": False}
    assert named(cut)["ITL"].title == "Inter-chunk latency (1.2 tokens/chunk)"


@pytest.mark.parametrize(("tokens", "plain"), [(98, True), (102, True), (97, False), (103, False)])
def test_two_percent_from_one_token_per_event_passes(tokens, plain):
    request = with_gaps(*[(MS,)] * 99, output_tokens=tokens)
    assert (named(request)["ITL"].title == "ITL") is plain


def test_unknown_tokens_make_the_chunk_size_unknown():
    title = named(STREAMED | {"output_tokens": None})["ITL"].title
    assert title == "Inter-chunk latency (tokens/chunk unknown)"


def test_only_known_tokens_choose_the_title():
    unknown = STREAMED | {"output_tokens": None}
    assert named(unknown, STREAMED)["ITL"].title == "ITL"
    found = chunks(total(unknown, STREAMED | {"output_tokens": 10}))
    assert found is not None
    assert found.size == 2.0


def test_failed_requests_do_not_choose_the_title():
    assert named(STREAMED, FAILED | {"output_tokens": 500})["ITL"].title == "ITL"


def test_a_running_count_makes_chunks_no_matter():
    told = with_gaps((20 * MS, 1, 5), (20 * MS, 1, 0), output_tokens=60)
    assert named(told)["ITL"].title == "ITL"
    assert chunks(total(told)) is None


def test_share_of_reads_that_merged_events():
    request = with_gaps((MS, 2), (MS, 1), (MS, 1), (MS, 4))
    failed = with_gaps((MS, 2), cause="reset")
    assert merged_share(total(request, failed)) == 0.5
    assert merged_share(total(WHOLE)) is None


def test_the_share_of_streams_in_one_piece_is_of_those_that_could_have_come_in_two():
    piece, single = with_gaps(output_events=5), with_gaps(output_events=1)
    assert unseen_share(requests(piece, STREAMED, STREAMED, piece)) == 0.5
    assert unseen_share(requests(single, STREAMED)) == 0
    assert unseen_share(requests(single)) is None


def test_time_to_first_answer_is_shown_when_a_request_reasoned():
    assert "TTFA" not in named(STREAMED)
    rows = named(STREAMED, STREAMED | {"first_answer": 150 * MS, "reasoned": True})
    assert describe(rows["TTFA"].distribution, parse_stats(["Max"])) == {"Max": 140.0, "N": 2}


def test_rows_come_in_the_order_users_know():
    assert list(named(STREAMED)) == [
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
    assert named() == {}
    assert len(Requests.none()) == 0


def test_every_metric_tells_its_unit_and_formula():
    assert all(metric.unit and metric.formula for metric in METRICS)
    assert len({metric.name for metric in METRICS}) == len(METRICS)


def test_latencies_of_a_window_are_those_of_requests_that_started_in_it():
    early = with_gaps((10 * MS,), sent=9 * MS)
    late = with_gaps((30 * MS,), sent=11 * MS)
    found = {
        row.metric.name: row
        for row in measure(stable(10 * MS, 11 * MS, early, STREAMED, late, FAILED))
    }
    assert found["E2EL"].distribution.values.tolist() == [180.0]
    assert found["ITL"].distribution.values.tolist() == [20.0] * 4
    assert found["SendDelay"].distribution.n == 2  # the failed one was sent in it too
