"""Due times: in order, seeded, and as frequent and as even as asked."""

from itertools import islice, pairwise

import numpy as np
import pytest

from evalbench.errors import DatasetError
from evalbench.traffic.arrivals import Ramp, Traffic, due_times, trace_times

COUNT = 20_000  # many blocks of them


def times(traffic: Traffic, seed: int = 0, count: int = COUNT) -> list[float]:
    return list(due_times(traffic, count, seed))


# --- a steady rate


@pytest.mark.parametrize("rate", [0.001, 0.5, 4.0, 1000.0, 50_000.0])
def test_poisson_gaps_are_exponential_with_mean_1_over_rate(rate: float) -> None:
    gaps = np.diff(times(Traffic(rate), 7)) * rate
    # of an exponential with mean 1, of n values: the mean lies within 4/sqrt(n), the share of gaps
    # above x is exp(-x), and one gap tells nothing about the next
    bound = 4 / np.sqrt(len(gaps))
    assert abs(gaps.mean() - 1) < bound
    assert abs(gaps.std() - 1) < 2 * bound
    assert abs((gaps > 1).mean() - np.exp(-1)) < bound
    assert abs((gaps > 3).mean() - np.exp(-3)) < bound
    assert abs(np.corrcoef(gaps[:-1], gaps[1:])[0, 1]) < bound


@pytest.mark.parametrize("burstiness", [0.1, 0.5, 1.0, 2.0, 10.0])
def test_gamma_gaps_vary_by_1_over_the_root_of_the_burstiness(burstiness: float) -> None:
    gaps = np.diff(times(Traffic(20.0, burstiness), 3))
    n, k = len(gaps), burstiness
    assert abs(gaps.mean() * 20.0 - 1) < 4 / np.sqrt(k * n)
    # the relative error of a variance is sqrt((kurtosis + 2) / n), of a gamma kurtosis 6 / shape
    assert abs(gaps.var() * 400.0 * k - 1) < 4 * np.sqrt((6 / k + 2) / n)


@pytest.mark.parametrize("rate", [0.001, 3.0, 50_000.0])
def test_without_burstiness_the_gaps_are_all_the_same(rate: float) -> None:
    assert times(Traffic(rate, 0.0)) == [i / rate for i in range(COUNT)]


def test_another_seed_gives_other_times() -> None:
    first, second = times(Traffic(3.0), 1, 100), times(Traffic(3.0), 2, 100)
    assert not set(first[1:]) & set(second[1:])


def test_twice_the_rate_is_the_same_pattern_in_half_the_time() -> None:
    assert np.allclose(times(Traffic(2.0), 1), 2 * np.array(times(Traffic(4.0), 1)))


def test_the_drawn_schedule_is_not_stretched_to_an_exact_length() -> None:
    ends = {times(Traffic(10.0), seed, 1000)[-1] for seed in range(20)}
    assert len(ends) == 20
    assert min(ends) < 99.9 < max(ends)  # 999 gaps of 0.1 s on average


def test_the_global_generator_is_left_alone() -> None:
    before = repr(np.random.get_state())
    times(Traffic(1.0))
    assert repr(np.random.get_state()) == before


def test_no_gap_is_lost_between_blocks() -> None:
    gaps = [after - before for before, after in pairwise(times(Traffic(1.0), 3))]
    assert len(gaps) == COUNT - 1
    assert max(gaps) < 25  # exp(-25) * 20,000 is a chance of 3 in ten million


# --- a ramp


def test_a_linear_ramp_adds_the_same_to_the_rate_with_every_request() -> None:
    # rates of requests 1..4: 3, 4, 5, 6 in steps of 1
    due = times(Traffic(burstiness=0.0, ramp=Ramp("linear", 2.0, 6.0)), count=5)
    assert due == pytest.approx([0, 1 / 3, 1 / 3 + 1 / 4, 47 / 60, 47 / 60 + 1 / 6])


def test_an_exponential_ramp_multiplies_the_rate_with_every_request() -> None:
    # 1, 2, 4, 8: the first gap is that before the second request
    due = times(Traffic(burstiness=0.0, ramp=Ramp("exponential", 1.0, 8.0)), count=4)
    assert due == pytest.approx([0, 0.5, 0.75, 0.875])


def test_a_ramp_may_go_down() -> None:
    due = times(Traffic(burstiness=0.0, ramp=Ramp("exponential", 8.0, 1.0)), count=4)
    assert due == pytest.approx([0, 0.25, 0.75, 1.75])


@pytest.mark.parametrize("strategy", ["linear", "exponential"])
def test_a_ramp_has_its_rates_on_average_when_gaps_are_drawn(strategy: str) -> None:
    ramp = Ramp(strategy, 1.0, 100.0)  # type: ignore[arg-type]
    drawn = np.diff(times(Traffic(ramp=ramp), 5))
    equal = np.diff(times(Traffic(burstiness=0.0, ramp=ramp)))
    relative = drawn / equal
    assert abs(relative.mean() - 1) < 4 / np.sqrt(len(relative))
    assert abs(relative[-1000:].mean() - 1) < 4 / np.sqrt(1000)


def test_a_ramp_takes_the_place_of_the_rate() -> None:
    ramp = Ramp("linear", 1.0, 2.0)
    assert times(Traffic(77.0, ramp=ramp)) == times(Traffic(ramp=ramp))


# --- what has no due times


def test_a_closed_loop_has_no_due_times() -> None:
    assert not Traffic().paced
    assert Traffic(1.0).paced
    assert Traffic(ramp=Ramp("linear", 1.0, 2.0)).paced
    with pytest.raises(ValueError, match="closed loop"):
        due_times(Traffic(), 5, 0)


def test_a_ramp_needs_to_know_how_many_there_are() -> None:
    with pytest.raises(ValueError, match="number of requests"):
        due_times(Traffic(ramp=Ramp("linear", 1.0, 2.0)), None, 0)


def test_an_endless_schedule_is_drawn_as_it_is_read() -> None:
    endless = due_times(Traffic(50_000.0), None, 0)
    assert len(list(islice(endless, COUNT))) == COUNT


# --- a trace


def test_a_trace_begins_at_its_first_timestamp() -> None:
    assert trace_times([27_482, 27_482, 30_482.5]) == [0.0, 0.0, 3.0005]
    assert trace_times([]) == []


@pytest.mark.parametrize(
    ("timestamps", "row"), [([5, 3], 1), ([0, 1, 2, 1.9], 3), ([0, float("nan")], 1)]
)
def test_a_trace_out_of_order_is_an_error_with_its_row(timestamps: list[float], row: int) -> None:
    with pytest.raises(DatasetError, match=f"row {row} does not follow"):
        trace_times(timestamps)
