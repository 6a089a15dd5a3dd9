"""What holds for every schedule, whatever is asked."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from evalbench.traffic.arrivals import Ramp, Traffic, due_times, trace_times

RATES = st.floats(0.001, 50_000.0)
BURSTINESS = st.one_of(st.just(0.0), st.floats(0.01, 100.0))
RAMPS = st.builds(Ramp, st.sampled_from(["linear", "exponential"]), RATES, RATES)
STEADY = st.builds(Traffic, RATES, BURSTINESS)
TRAFFIC = st.builds(Traffic, RATES, BURSTINESS, st.none() | RAMPS)
COUNTS = st.integers(0, 3000)  # up to several blocks
SEEDS = st.integers(0, 2**32)


@given(traffic=TRAFFIC, count=COUNTS, seed=SEEDS)
def test_as_many_as_asked_the_first_at_once_and_none_before_the_one_ahead(traffic, count, seed):
    due = list(due_times(traffic, count, seed))
    assert len(due) == count
    assert due[:1] == [0.0][:count]
    assert due == sorted(due)
    assert all(map(math.isfinite, due))


@given(traffic=TRAFFIC, count=COUNTS, seed=SEEDS)
def test_a_seed_gives_the_same_times_every_time(traffic, count, seed):
    assert list(due_times(traffic, count, seed)) == list(due_times(traffic, count, seed))


@given(traffic=STEADY, count=COUNTS, more=st.integers(0, 2000), seed=SEEDS)
def test_fewer_requests_are_due_when_the_first_of_more_are(traffic, count, more, seed):
    longer = list(due_times(traffic, count + more, seed))
    assert list(due_times(traffic, count, seed)) == longer[:count]


@given(ramp=RAMPS, count=st.integers(2, 3000))
def test_the_last_gap_of_a_ramp_is_that_of_its_end_and_no_gap_lies_outside(ramp, count):
    due = np.array(list(due_times(Traffic(burstiness=0.0, ramp=ramp), count, 0)))
    gaps, rounding = np.diff(due), due[-1] * 1e-12
    shortest, longest = sorted((1 / ramp.start_rps, 1 / ramp.end_rps))
    assert abs(gaps[-1] - 1 / ramp.end_rps) <= rounding
    assert gaps.min() >= shortest - rounding
    assert gaps.max() <= longest + rounding


@given(ramp=RAMPS, count=st.integers(2, 3000))
def test_the_rate_of_a_ramp_goes_one_way(ramp, count):
    rates = ramp.rates(np.linspace(0.0, 1.0, count))
    steps = np.diff(rates) * np.sign(ramp.end_rps - ramp.start_rps)
    assert steps.min() >= -1e-9 * rates.max()
    assert np.isclose(rates[0], ramp.start_rps)
    assert np.isclose(rates[-1], ramp.end_rps)


@given(timestamps=st.lists(st.integers(0, 10**13), max_size=200).map(sorted))
def test_a_trace_keeps_its_gaps(timestamps):
    due = trace_times(timestamps)
    assert due == [(timestamp - min(timestamps)) / 1000 for timestamp in timestamps]
