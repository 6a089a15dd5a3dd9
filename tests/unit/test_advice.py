"""What the verdict says to change fits the load: no option that the load excludes, no fewer."""

from typing import get_args

import numpy as np
import pytest
from msgspec.structs import replace

from evalbench.metrics.evidence import Evidence, Kind, evidence
from evalbench.metrics.steady_state import NoStable
from evalbench.metrics.verdict import judge
from evalbench.types import LoadReport, Verdict
from tests.a_load import MS, a_load

SHORT = Evidence(
    asked=50,
    requests=50,
    succeeded=50,
    slots=64,
    no_stable="too short",
    stable_needs=320,
    stable_needs_s=42.3,
    thin={"P99": 1000},
    occupied_share=0.5,
    pace_share=0.5,
    send_delay_ms=99.0,
    failed_share=0.5,
)


def said(verdict: Verdict) -> str:
    return "\n".join(f"{each.sign}: {each.text}: {each.fix}" for each in verdict.reasons)


# What goes with a load, and what its own options exclude
EXCLUDED = {
    "closed": ("--request-rate",),
    "pressure": ("--num-prompts", "--request-rate"),
    "rate": ("--pressure",),
    "ramp": ("--pressure", "lower --request-rate"),
    "trace": ("--pressure", "lower --request-rate", "--num-prompts"),
    "search": ("--pressure", "--num-prompts", "lower --request-rate"),
}


@pytest.mark.parametrize("kind", get_args(Kind))
@pytest.mark.parametrize("interrupted", [False, True])
def test_no_remedy_names_what_the_load_excludes(kind: Kind, interrupted: bool) -> None:
    words = said(judge(replace(SHORT, kind=kind, interrupted=interrupted)))
    assert "failed requests" in words
    assert [option for option in EXCLUDED[kind] if option in words] == []


def test_a_time_is_in_whole_seconds_and_enough() -> None:
    words = said(judge(replace(SHORT, stable_needs_s=0.275)))
    assert "(--pressure --pressure-time 1)" in words


def test_a_closed_loop_may_be_longer_or_last_for_a_time() -> None:
    words = said(judge(SHORT))
    assert "more requests (--num-prompts 320) or a fixed time (--pressure --pressure-time 43)" in (
        words
    )
    assert (
        "P99 is decided by fewer than 10 requests: at least 1000 answers (--num-prompts)" in words
    )


@pytest.mark.parametrize(
    ("asked", "requests", "estimate", "told"),
    [
        (320, 320, 320, 640),  # the very number was typed, and was not enough
        (500, 500, 320, 1000),
        (100, 5, None, 200),  # the load ended early, after a few failures
        (50, 50, None, 100),
        (50, 50, 320, 320),
    ],
)
@pytest.mark.parametrize("kind", ["closed", "rate"])
def test_more_requests_are_more_than_were_asked_for(
    kind: Kind, asked: int, requests: int, estimate: int | None, told: int
) -> None:
    words = said(
        judge(replace(SHORT, kind=kind, asked=asked, requests=requests, stable_needs=estimate))
    )
    assert f"more requests (--num-prompts {told})" in words


@pytest.mark.parametrize(
    ("seconds", "estimate", "told"),
    [(60, None, 120), (60, 42.3, 120), (30, 42.3, 43), (15, None, 60)],
)
def test_a_longer_time_is_longer_than_the_one_that_was_asked_for(
    seconds: float, estimate: float | None, told: int
) -> None:
    short = replace(SHORT, kind="pressure", asked=None, seconds=seconds, stable_needs_s=estimate)
    assert f"a longer time (--pressure-time {told})" in said(judge(short))


def test_where_the_data_have_no_more_rows_no_number_of_them_is_named() -> None:
    words = said(judge(replace(SHORT, used_up=True)))
    assert "--num-prompts" not in words
    assert "(--pressure --pressure-time 43), or random prompts (--input-len)" in words
    assert "at least 1000 answers (--pressure)" in words
    at_a_rate = said(judge(replace(SHORT, kind="rate", used_up=True)))
    assert "--num-prompts" not in at_a_rate
    assert "--pressure" not in at_a_rate


def test_where_as_many_answers_were_asked_for_more_are_named_by_the_share_that_came() -> None:
    """990 of 1000: at that rate 1011 requests give 1000 answers."""
    words = said(judge(replace(SHORT, asked=1000, requests=1000, succeeded=990)))
    assert "at least 1000 answers (--num-prompts 1011), or fewer columns" in words


def test_a_ramp_is_told_that_it_never_stays_the_same() -> None:
    words = said(judge(replace(SHORT, kind="ramp")))
    assert "a steady load (--request-rate R): a ramp never stays the same" in words
    assert "--ramp-up-end-rps" in words


def test_a_search_is_told_to_look_at_one_load_by_itself() -> None:
    words = said(judge(replace(SHORT, kind="search")))
    assert words.count("a load of its own, without --find-capacity") == 3


@pytest.mark.parametrize(("asked", "named"), [(5000, False), (None, False), (100, True)])
def test_after_an_interruption_no_fewer_requests_are_named_than_were_asked(
    asked: int | None, named: bool
) -> None:
    words = said(judge(replace(SHORT, interrupted=True, asked=asked, requests=3)))
    assert "let the load come to its end" in words
    assert ("1000 answers (--num-prompts)" in words) == named
    assert "--num-prompts 320" not in words
    assert "--num-prompts 6" not in words


def test_a_load_without_an_answer_is_told_one_thing() -> None:
    none = NoStable("no request was sent", None)
    columns = ("Median", "P99")
    (reason,) = judge(
        evidence(a_load(0), none, None, slots=1, open_loop=True, columns=columns)
    ).reasons
    assert str(reason.text) == "no request had come to its end"
    assert "--num-prompts" not in str(reason.fix)
    failed = a_load(3, cause="http 500")
    found = judge(evidence(failed, none, None, slots=1, open_loop=False, columns=columns))
    assert [each.sign for each in found.reasons] == ["answers", "failed requests"]
    assert str(found.reasons[0].text) == "none of 3 requests was answered"


def test_a_request_that_evalbench_broke_off_has_not_failed() -> None:
    """Of 100 requests 90 were answered, 1 failed, and 9 were broken off by a second Ctrl-C."""
    cause = np.full(100, "", dtype=object)
    cause[:9], cause[9] = "cancelled", "timeout"
    begin = np.arange(100) * 1000 * MS
    load = a_load(100, cause=cause, scheduled=begin, sent=begin, stream_end=begin + MS)
    report = LoadReport(0, 1, (), interrupted=True)
    none = NoStable("too short", None)
    found = evidence(load, none, report, slots=1, open_loop=False)
    assert (found.requests, found.succeeded) == (91, 90)
    assert found.failed_share == 1 / 91
    assert "the numbers are those of 91 requests" in said(judge(found))


def test_a_load_of_which_all_was_broken_off_has_no_failed_request() -> None:
    load = a_load(3, cause="cancelled")
    report = LoadReport(0, 1, (), interrupted=True)
    found = judge(evidence(load, NoStable("short", None), report, slots=3, open_loop=False))
    assert [each.sign for each in found.reasons] == ["answers", "interrupted"]
    assert str(found.reasons[0].text) == "no request had come to its end"
