"""Which requests meet their objectives."""

import pytest

from evalbench.errors import ConfigError
from evalbench.metrics.goodput import Slo, goodput, longest_gap, met
from tests.a_load import MS, a_load, gaps_of


def four_requests():
    """TTFT 100, 200, 300 ms and a failure; E2EL 1, 2, 3 s; 11, 11 and 1 tokens."""
    return a_load(
        4,
        scheduled=0,
        sent=0,
        first_token=[100 * MS, 200 * MS, 300 * MS, 50 * MS],
        last_token=[1000 * MS, 2000 * MS, 3000 * MS, 60 * MS],
        stream_end=[1000 * MS, 2000 * MS, 3000 * MS, 60 * MS],
        output_tokens=[11, 11, 1, 2],
        output_events=[11, 11, 1, 2],
        cause=["", "", "", "cut"],
    )


def by_name(rows):
    return {row.name: row.value for row in rows}


@pytest.mark.parametrize(
    "texts",
    [
        ["ttft=500", "tpot=50", "e2el=10000"],
        ["ttft:500", "tpot:50", "e2el:10000"],
        ["TTFT = 500", "Tpot=5e1", " E2EL : 10000.0 "],
    ],
)
def test_objectives_are_read_as_evalbench_and_as_other_tools_write_them(texts):
    assert Slo.parse(texts) == Slo(ttft=500, tpot=50, e2el=10000)


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        (["tftt=500"], "did you mean ttft"),
        (["latency=500"], "known: e2el, itl, tpot, ttft"),
        (["ttft"], "not NAME=MILLISECONDS"),
        (["ttft="], "'' is not a positive number"),
        (["ttft=0.5s"], "'0.5s' is not a positive number"),
        (["ttft=0"], "not a positive number"),
        (["ttft=-1"], "not a positive number"),
        (["ttft=inf"], "not a positive number"),
        (["ttft=nan"], "not a positive number"),
        (["ttft=5", "TTFT=6"], "ttft is given twice"),
    ],
)
def test_what_cannot_be_an_objective_is_refused(texts, told):
    with pytest.raises(ConfigError, match="slo") as refused:
        Slo.parse(texts)
    assert told in str(refused.value)


def test_the_limit_itself_still_meets_and_a_failed_request_never_does():
    assert met(four_requests(), Slo(ttft=200)).tolist() == [True, True, False, False]


def test_without_a_limit_every_answer_meets():
    assert met(four_requests(), Slo()).tolist() == [True, True, True, False]


def test_a_single_token_does_not_miss_because_it_has_no_tpot():
    # TPOT: (1000 - 100) / 10 = 90 ms, (2000 - 200) / 10 = 180 ms, none
    assert met(four_requests(), Slo(tpot=90)).tolist() == [True, False, True, False]


def test_a_request_must_meet_every_limit():
    assert met(four_requests(), Slo(ttft=200, e2el=1500)).tolist() == [True, False, False, False]


def test_an_itl_objective_holds_for_every_gap_of_a_request():
    chunky = gaps_of(
        [(10_000_000, 1, 0), (30_000_000, 1, 0)],  # the longest: 30 ms
        [(60_000_000, 3, 0), (25_000_000, 1, 0)],  # 20 ms a token by events; 25 ms
        [(90_000_000, 1, 9)],  # 10 ms a token, told by the server
        [(1_000_000, 1, 0)],  # failed
    )
    load = a_load(5, gaps=[chunky], sent=0, cause=["", "", "", "cut", ""])
    assert longest_gap(load).tolist()[:3] == [30, 25, 10]
    assert met(load, Slo(itl=25)).tolist() == [False, True, True, False, True]


def test_a_row_whose_gaps_come_in_two_blocks_has_the_longest_of_both():
    blocks = [gaps_of([(10_000_000, 1, 0)], []), gaps_of([(7_000_000, 1, 0)], [(5_000_000, 1, 0)])]
    assert longest_gap(a_load(2, gaps=blocks)).tolist() == [10, 5]


def test_goodput_counts_the_requests_that_meet_all_over_the_duration():
    rows = by_name(goodput(four_requests(), Slo(ttft=200, e2el=2500), seconds=3.0))
    assert rows == {
        "TTFT SLO Met": 50.0,  # 2 of 4: the failed one missed
        "E2EL SLO Met": 50.0,
        "SLO Met": 50.0,
        "Goodput": pytest.approx(2 / 3),
    }


def test_an_objective_that_nothing_could_be_held_against_is_unknown():
    unstreamed = a_load(2, sent=0, stream_end=[100 * MS, 900 * MS])
    rows = by_name(goodput(unstreamed, Slo(ttft=200, e2el=500), seconds=1.0))
    assert rows == {
        "TTFT SLO Met": None,
        "E2EL SLO Met": 50.0,
        "SLO Met": None,
        "Goodput": None,
    }


def test_a_load_that_failed_has_a_goodput_of_zero():
    failed = a_load(3, sent=0, cause="connect")
    assert by_name(goodput(failed, Slo(ttft=200), seconds=2.0))["Goodput"] == 0.0


def test_no_objective_no_rows_and_no_time_no_rate():
    assert goodput(four_requests(), Slo(), seconds=3.0) == []
    assert by_name(goodput(four_requests(), Slo(ttft=200), seconds=None))["Goodput"] is None
