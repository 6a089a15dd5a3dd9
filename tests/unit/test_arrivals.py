"""Due times: in order, seeded, and as frequent as asked."""

from itertools import islice, pairwise

import numpy as np
import pytest

from evalbench.traffic.arrivals import poisson

COUNT = 20_000  # more than a block of them


def times(rate: float, seed: int, count: int = COUNT) -> list[float]:
    return list(islice(poisson(rate, seed), count))


def test_the_first_is_due_at_once_and_none_before_the_one_ahead() -> None:
    due = times(5.0, 0)
    assert due[0] == 0.0
    assert due == sorted(due)


@pytest.mark.parametrize("rate", [0.5, 4.0, 1000.0])
def test_gaps_are_exponential_with_mean_1_over_rate(rate: float) -> None:
    gaps = np.diff(times(rate, 7)) * rate
    # of an exponential with mean 1, of n values: the mean lies within 4/sqrt(n), the share of gaps
    # above x is exp(-x), and one gap tells nothing about the next
    bound = 4 / np.sqrt(len(gaps))
    assert abs(gaps.mean() - 1) < bound
    assert abs(gaps.std() - 1) < 2 * bound
    assert abs((gaps > 1).mean() - np.exp(-1)) < bound
    assert abs((gaps > 3).mean() - np.exp(-3)) < bound
    assert abs(np.corrcoef(gaps[:-1], gaps[1:])[0, 1]) < bound


def test_a_seed_gives_the_same_times_every_time() -> None:
    assert times(3.0, 1) == times(3.0, 1)


def test_another_seed_gives_other_times() -> None:
    first, second = times(3.0, 1, 100), times(3.0, 2, 100)
    assert not set(first[1:]) & set(second[1:])


def test_twice_the_rate_is_the_same_pattern_in_half_the_time() -> None:
    assert np.allclose(times(2.0, 1), 2 * np.array(times(4.0, 1)))


def test_the_global_generator_is_left_alone() -> None:
    before = repr(np.random.get_state())
    times(1.0, 0)
    assert repr(np.random.get_state()) == before


def test_no_gap_is_lost_between_blocks() -> None:
    gaps = [after - before for before, after in pairwise(times(1.0, 3))]
    assert len(gaps) == COUNT - 1
    assert max(gaps) < 25  # exp(-25) * 20,000 is a chance of 3 in ten million
