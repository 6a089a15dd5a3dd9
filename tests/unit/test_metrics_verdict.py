"""The run judges itself: every sign has a run that trips it, and one that just does not."""

import numpy as np
import pytest
from msgspec.structs import replace

from evalbench.metrics.evidence import Evidence, evidence, values_needed
from evalbench.metrics.signs import SIGNS
from evalbench.metrics.steady_state import NoStable, Stable
from evalbench.metrics.verdict import judge, seen
from evalbench.metrics.window import Window
from evalbench.types import LoadReport, WorkerReport
from tests.a_load import MS, a_load

GOOD = Evidence(
    requests=2000,
    succeeded=2000,
    slots=64,
    lost=0,
    failed_share=0.0,
    workers=1,
    lag_ms=0.1,
    kernel_share=0.0,
    cpu_share=0.3,
    starved_share=0.0,
    send_delay_ms=0.2,
    scheduled_rate=50.0,
    pace_share=1.0,
    occupied_share=1.0,
    median_ttft_ms=1000.0,
    median_e2el_ms=10_000.0,
    length_share=1.0,
    uncounted_share=0.0,
    tokens_per_event=1.0,
    cached_share=0.0,
    stable_in_e2el=10.0,
)

# (sign, what is changed, level): just inside a limit, beyond it, and beyond the next
TABLE = [
    ("event-loop lag", {"lag_ms": 5.0}, None),
    ("event-loop lag", {"lag_ms": 5.01}, "SUSPECT"),
    ("event-loop lag", {"lag_ms": 50.0}, "SUSPECT"),
    ("event-loop lag", {"lag_ms": 50.1}, "INVALID"),
    ("event-loop lag", {"lag_ms": 2.0, "median_ttft_ms": 100.0}, None),
    ("event-loop lag", {"lag_ms": 2.01, "median_ttft_ms": 100.0}, "SUSPECT"),
    ("event-loop lag", {"lag_ms": 4.0, "median_ttft_ms": 16.0}, "SUSPECT"),
    ("event-loop lag", {"lag_ms": 4.01, "median_ttft_ms": 16.0}, "INVALID"),
    ("event-loop lag", {"lag_ms": 25.0, "kernel_share": 0.99}, None),
    ("event-loop lag", {"lag_ms": 25.1, "kernel_share": 0.99}, "SUSPECT"),
    ("event-loop lag", {"lag_ms": 900.0, "kernel_share": 1.0}, "SUSPECT"),
    ("event-loop lag", {"lag_ms": 25.0, "kernel_share": 0.98}, "SUSPECT"),
    ("event-loop lag", {"lag_ms": 50.1, "kernel_share": 0.98}, "INVALID"),
    ("starved", {"starved_share": 0.15}, None),
    ("starved", {"starved_share": 0.151}, "SUSPECT"),
    ("starved", {"starved_share": 0.50}, "SUSPECT"),
    ("starved", {"starved_share": 0.501}, "INVALID"),
    ("client CPU", {"cpu_share": 0.80}, None),
    ("client CPU", {"cpu_share": 0.81}, "SUSPECT"),
    ("client CPU", {"cpu_share": 0.97}, "SUSPECT"),
    ("client CPU", {"cpu_share": 0.98}, "INVALID"),
    ("send delay", {"send_delay_ms": 5.0}, None),
    ("send delay", {"send_delay_ms": 5.1}, "SUSPECT"),
    ("send delay", {"send_delay_ms": 1000.0}, "SUSPECT"),
    ("send delay", {"send_delay_ms": 1001.0}, "INVALID"),
    ("request rate", {"pace_share": 0.98}, None),
    ("request rate", {"pace_share": 0.979}, "SUSPECT"),
    ("request rate", {"pace_share": 0.90}, "SUSPECT"),
    ("request rate", {"pace_share": 0.899}, "INVALID"),
    ("concurrency", {"occupied_share": 0.95}, None),
    ("concurrency", {"occupied_share": 0.949}, "SUSPECT"),
    ("concurrency", {"occupied_share": 0.80}, "SUSPECT"),
    ("concurrency", {"occupied_share": 0.799}, "INVALID"),
    ("failed requests", {"failed_share": 0.01}, None),
    ("failed requests", {"failed_share": 0.011}, "SUSPECT"),
    ("failed requests", {"failed_share": 0.10}, "SUSPECT"),
    ("failed requests", {"failed_share": 0.101}, "INVALID"),
    ("output length", {"length_share": 0.99}, None),
    ("output length", {"length_share": 0.989}, "SUSPECT"),
    ("output length", {"length_share": 0.90}, "SUSPECT"),
    ("output length", {"length_share": 0.899}, "INVALID"),
    ("token counts", {"client_counted": False}, None),
    ("token counts", {"client_counted": True}, "SUSPECT"),
    ("token counts", {"uncounted_share": 0.01}, "SUSPECT"),
    ("token counts", {"uncounted_share": 0.011}, "INVALID"),
    ("token counts", {"client_counted": True, "uncounted_share": 1.0}, "INVALID"),
    ("prefix cache", {"cached_share": 0.01}, None),
    ("prefix cache", {"cached_share": 0.011}, "SUSPECT"),
    ("prefix cache", {"cached_share": 0.9, "salted": True}, "SUSPECT"),
    ("stable window", {"stable_in_e2el": 3.0}, None),
    ("stable window", {"stable_in_e2el": 2.99}, "SUSPECT"),
    ("stable window", {"stable_in_e2el": None, "no_stable": "too short"}, "SUSPECT"),
    ("answers", {"succeeded": 1}, None),
    ("answers", {"succeeded": 0}, "INVALID"),
    ("lost requests", {"lost": 0}, None),
    ("lost requests", {"lost": 1}, "INVALID"),
    ("interrupted", {"interrupted": False}, None),
    ("interrupted", {"interrupted": True}, "SUSPECT"),
]


@pytest.mark.parametrize(("sign", "changed", "level"), TABLE)
def test_a_sign_speaks_beyond_its_limit_and_for_the_whole_run(sign, changed, level):
    verdict = judge(replace(GOOD, **changed))
    assert verdict.level == (level or "VALID")
    assert [(each.sign, each.level) for each in verdict.reasons] == (
        [(sign, level)] if level else []
    )


@pytest.mark.parametrize(("k", "marked"), [(1.02, ()), (0.98, ()), (1.03, ("ITL",)), (4, ("ITL",))])
def test_several_tokens_an_event_mark_the_itl_row_and_not_the_run(k, marked):
    verdict = judge(replace(GOOD, tokens_per_event=k))
    assert verdict.level == "VALID"
    assert tuple(mark for each in verdict.reasons for mark in each.marks) == marked


def test_columns_that_rest_on_a_few_values_are_marked_and_not_the_run():
    verdict = judge(replace(GOOD, thin={"P99": 1000, "P99.9": 10_000}))
    (reason,) = verdict.reasons
    assert (verdict.level, reason.level, reason.marks) == ("VALID", "SUSPECT", ("P99", "P99.9"))
    assert str(reason.text) == "P99, P99.9 are decided by fewer than 10 requests each"
    assert str(reason.fix) == (
        "at least 10000 answers (--num-prompts), or fewer columns (stats_list)"
    )


def test_a_reader_is_told_of_the_columns_that_are_shown():
    verdict = judge(replace(GOOD, thin={"Median": 20, "P90": 100, "P99.9": 10_000}))
    (reason,) = seen(verdict, ("Unit", "Average", "Median", "P90")).reasons
    assert reason.marks == ("Median", "P90")
    assert str(reason.text) == "Median, P90 are decided by fewer than 10 requests each"
    assert str(reason.fix) == "at least 100 answers (--num-prompts), or fewer columns (stats_list)"
    assert seen(verdict, ("Average", "N")).reasons == ()
    assert seen(verdict, ("Median", "P90", "P99.9")) == verdict


def test_what_is_no_matter_of_columns_is_told_whatever_is_shown():
    verdict = judge(replace(GOOD, tokens_per_event=4, cpu_share=0.9))
    assert len(verdict.reasons) == 2
    assert seen(verdict, ()) == verdict


def test_every_sign_of_the_table_is_tripped_by_a_test():
    tripped = {sign for sign, _, level in TABLE if level}
    assert {sign.name for sign in SIGNS} == tripped | {"tokens per event", "percentiles"}


def test_the_worst_reason_is_the_level_and_all_are_told():
    verdict = judge(replace(GOOD, failed_share=0.5, cpu_share=0.9))
    assert verdict.level == "INVALID"
    assert [each.level for each in verdict.reasons] == ["SUSPECT", "INVALID"]


def test_of_two_limits_of_one_sign_the_graver_speaks():
    # 6 ms is suspect, but 60 % of the median TTFT is invalid
    (reason,) = judge(replace(GOOD, lag_ms=6.0, median_ttft_ms=10.0)).reasons
    assert (reason.level, "60 % of the median TTFT" in str(reason.text)) == ("INVALID", True)


def test_nothing_known_is_nothing_against_it():
    assert judge(Evidence()).level == "VALID"


def test_a_reason_tells_its_number_its_limit_and_the_option_to_change():
    starved, wanted = judge(replace(GOOD, cpu_share=0.991, starved_share=0.42, workers=2)).reasons
    assert str(starved.text) == (
        "a traffic process was ready to run and had no core for 42 % of the time, more than 15 %"
    )
    assert str(wanted.text) == (
        "a traffic process wanted 99.1 % of a core (42 % without getting it), more than 97 %"
    )
    assert "--workers 3" in str(wanted.fix)


def test_a_lag_tells_whether_it_is_inside_the_latencies():
    (in_them,) = judge(replace(GOOD, lag_ms=30.0, median_ttft_ms=None)).reasons
    (beside_them,) = judge(replace(GOOD, lag_ms=30.0, kernel_share=1.0)).reasons
    assert "and so did its stamp" in str(in_them.text)
    assert "its stamp is the kernel's and did not" in str(beside_them.text)


def test_a_lag_beside_the_stamps_is_no_share_of_a_ttft():
    """20 ms of a TTFT of 10 ms would be invalid, were they in it."""
    assert judge(replace(GOOD, lag_ms=20.0, median_ttft_ms=10.0, kernel_share=1.0)).reasons == ()


def test_every_sentence_can_be_said_of_any_run():
    """Whatever else is unknown, no sentence fails for want of a word."""
    for sign in SIGNS:
        beyond = -1.0 if sign.floor else 1e9
        told = replace(sign, value=lambda _, value=beyond: value)
        for known in (Evidence(), GOOD):
            assert "{" not in str(_only(told, known).text) + str(_only(told, known).fix)


def _only(sign, known):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("evalbench.metrics.verdict.SIGNS", (sign,))
        return judge(known).reasons[0]


# --- evidence, from columns


def worker(number=0, **said):
    usual = {
        "wall_ns": 1000,
        "cpu_ns": 300,
        "starved_ns": 0,
        "turns": 0,
        "reads": 0,
        "kernel_stamped": 0,
        "lag": {},
    }
    return WorkerReport(worker=number, **(usual | said))


def report(*workers, **said):
    return LoadReport(0, 1000, workers, **said)


def seconds_apart(n, **columns):
    """One request a second, each with TTFT 0.2 s and E2EL 1 s."""
    begin = np.arange(n) * 1000 * MS
    usual = {
        "scheduled": begin,
        "sent": begin,
        "first_token": begin + 200 * MS,
        "last_token": begin + 1000 * MS,
        "stream_end": begin + 1000 * MS,
        "output_tokens": 10,
    }
    return a_load(n, **(usual | columns))


def stage(begin_s=0, end_s=10, in_flight=1.0):
    return Stable(
        window=Window(begin_s * 1e9, end_s * 1e9),
        target=1,
        target_is_configured=True,
        dip_share=0.0,
        in_flight=in_flight,
        max_e2el=1e9,
    )


def closed(requests, said=None, *, slots=1, **options):
    return evidence(requests, stage(), said, slots=slots, open_loop=False, **options)


def opened(requests, **options):
    return evidence(requests, stage(), None, slots=100, open_loop=True, **options)


def test_lag_is_the_99th_percentile_of_the_reads_of_all_processes():
    # of 200 reads 197 waited 10 µs, three waited 8 ms: the 198th in order is one of those
    said = report(worker(lag={1: 100}), worker(1, lag={1: 97, 800: 3}))
    assert closed(seconds_apart(3), said).lag_ms == pytest.approx(8.0)
    said = report(worker(lag={1: 100}), worker(1, lag={1: 98, 800: 2}))
    assert closed(seconds_apart(3), said).lag_ms == pytest.approx(0.01)


def test_the_time_that_an_idle_core_needs_to_wake_up_is_not_starving():
    quiet = worker(starved_ns=200_000, turns=2, wall_ns=1_000_000)
    assert closed(seconds_apart(3), report(quiet)).starved_share == 0.0
    crowded = worker(starved_ns=700_000, turns=2, wall_ns=1_000_000)
    assert closed(seconds_apart(3), report(crowded)).starved_share == 0.5


def test_time_without_a_core_counts_as_wanted_cpu_of_the_busiest_process():
    busy, idle = worker(cpu_ns=500, starved_ns=470), worker(1, cpu_ns=600)
    found = closed(seconds_apart(3), report(idle, busy))
    assert (found.cpu_share, found.starved_share) == (0.97, 0.47)
    assert closed(seconds_apart(3), report(worker(starved_ns=None))).cpu_share == 0.3


def test_the_kernels_share_is_of_all_reads():
    said = report(worker(reads=30, kernel_stamped=30), worker(1, reads=10))
    assert closed(seconds_apart(3), said).kernel_share == 0.75


def test_a_client_that_tells_nothing_is_unknown():
    found = closed(seconds_apart(3), report(worker()))
    assert (found.lag_ms, found.kernel_share) == (None, None)
    assert closed(seconds_apart(3)).cpu_share is None


def test_lost_requests_and_an_interruption_are_told():
    found = closed(seconds_apart(3), report(worker(), lost=2, interrupted=True))
    assert (found.lost, found.interrupted) == (2, True)


def test_shares_are_of_what_they_say():
    cause = np.full(100, "", dtype=object)
    cause[0] = "timeout"
    tokens = np.full(100, 90.0)
    tokens[:3] = 50, np.nan, np.nan  # a failed one, and two that nobody counted
    load = seconds_apart(
        100,
        cause=cause,
        output_tokens=tokens,
        asked_tokens=100,
        input_tokens=1000,
        cached_tokens=20,
    )
    found = closed(load)
    assert found.failed_share == 0.01  # exactly, so that it does not pass for more
    assert found.length_share == pytest.approx(0.9)
    assert found.uncounted_share == pytest.approx(2 / 99)
    assert found.cached_share == pytest.approx(0.02)


def test_latencies_are_those_of_the_answers():
    found = closed(seconds_apart(3))
    assert (found.median_ttft_ms, found.median_e2el_ms) == (200.0, 1000.0)


def test_an_open_loop_is_held_against_its_schedule_as_drawn():
    # 0, 1, …, 10 s planned; each left 10 % later than the one before it was planned
    load = seconds_apart(11, sent=np.arange(11) * 1100 * MS)
    found = opened(load)
    assert found.scheduled_rate == pytest.approx(1.0)
    assert found.pace_share == pytest.approx(1 / 1.1)
    assert found.send_delay_ms == pytest.approx(990.0)  # of 0, 100, …, 1000 ms
    assert found.occupied_share is None


def test_a_closed_loop_has_no_schedule_but_slots():
    found = closed(seconds_apart(11), slots=2)
    assert (found.pace_share, found.send_delay_ms, found.occupied_share) == (None, None, 0.5)
    assert found.stable_in_e2el == 10.0


def test_no_stable_window_brings_its_reason_and_what_one_would_take():
    load = seconds_apart(3)
    none = NoStable("3 requests cannot fill 16 slots", 42.3, 80)
    verdict = judge(evidence(load, none, None, slots=16, open_loop=False))
    (reason,) = verdict.reasons
    assert verdict.level == "SUSPECT"
    assert str(reason.text).startswith("no stable window: 3 requests cannot fill 16 slots.")
    assert "--num-prompts 80" in str(reason.fix)
    assert "--pressure-time 43" in str(reason.fix)


@pytest.mark.parametrize(
    ("percent", "needed"), [(50, 20), (75, 40), (90, 100), (99, 1000), (99.9, 10_000), (1, 1000)]
)
def test_ten_values_beyond_a_percentile_take_so_many(percent, needed):
    assert values_needed(percent) == needed


def test_a_percentile_with_fewer_than_ten_answers_beyond_is_thin():
    columns = ("Average", "Min", "Max", "Median", "P90", "P99", "N")
    assert closed(seconds_apart(100), columns=columns).thin == {"P99": 1000}
    found = closed(seconds_apart(99), columns=columns)
    assert found.thin == {"P90": 100, "P99": 1000}
    assert closed(seconds_apart(10), columns=("P0", "P100", "Max")).thin == {}


def test_a_smoke_run_is_told_what_it_is_good_for():
    load = seconds_apart(10)
    columns = ("Average", "Median", "P99", "N")
    none = NoStable("10 requests cannot fill 64 slots", 20.0, 320)
    found = evidence(load, none, report(worker()), slots=64, open_loop=False, columns=columns)
    verdict = judge(found)
    assert verdict.level == "SUSPECT"
    assert [each.sign for each in verdict.reasons] == ["percentiles", "stable window"]
    assert "Good enough to see that the service answers" in str(verdict.reasons[1].text)


def test_a_load_without_a_request_is_invalid():
    none = NoStable("no request was sent", None)
    found = evidence(a_load(0), none, None, slots=1, open_loop=True)
    assert judge(found).level == "INVALID"
