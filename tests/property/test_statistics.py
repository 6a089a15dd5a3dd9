"""Percentiles against numpy over the multiset written out in full; intervals against reason."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalbench.metrics.intervals import (
    Proportion,
    mcnemar_exact,
    paired_difference,
    weighted_mean,
    wilson,
)
from evalbench.metrics.statistics import Distribution, average, percentile

VALUES = st.floats(0, 1e9, allow_subnormal=False)
PAIRS = st.lists(st.tuples(VALUES, st.integers(1, 40)), min_size=1, max_size=30)
PERCENTS = st.one_of(st.floats(0, 100), st.sampled_from([0, 25, 50, 75, 90, 95, 99, 99.9, 100]))


def written_out(pairs):
    return np.repeat([value for value, _ in pairs], [count for _, count in pairs])


def columns(pairs):
    return zip(*pairs, strict=True)


@given(pairs=PAIRS, percent=PERCENTS)
def test_weighted_percentiles_equal_numpys(pairs, percent):
    found = percentile(Distribution.weighted(*columns(pairs)), percent)
    assert found == pytest.approx(np.percentile(written_out(pairs), percent), rel=1e-12, abs=1e-12)


@given(values=st.lists(VALUES, min_size=1, max_size=200), percent=PERCENTS)
def test_plain_percentiles_equal_numpys(values, percent):
    found = percentile(Distribution.of(values), percent)
    assert found == pytest.approx(np.percentile(values, percent), rel=1e-12, abs=1e-12)


@given(pairs=PAIRS)
def test_weighted_average_equals_numpys(pairs):
    expected = pytest.approx(np.mean(written_out(pairs)), rel=1e-9)
    assert average(Distribution.weighted(*columns(pairs))) == expected


@given(pairs=PAIRS, percent=PERCENTS)
def test_a_percentile_never_leaves_the_values(pairs, percent):
    values = written_out(pairs)
    found = percentile(Distribution.weighted(*columns(pairs)), percent)
    assert found is not None
    assert values.min() <= found <= values.max()


PARTS = st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(part=PARTS)
def test_wilson_holds_the_share_and_turns_around(part):
    successes, n = part
    low, high = wilson(successes, n)
    assert 0 <= low <= successes / n <= high <= 1
    assert wilson(n - successes, n) == pytest.approx((1 - high, 1 - low))


@given(parts=st.lists(st.tuples(PARTS, st.floats(0.1, 10)), min_size=1, max_size=8))
def test_a_weighted_mean_holds_the_mean_and_stays_a_share(parts):
    proportions = [Proportion(k, n, weight) for (k, n), weight in parts]
    mean = sum(w * k / n for k, n, w in proportions) / sum(w for _, _, w in proportions)
    low, high = weighted_mean(proportions)
    assert -1e-12 <= low <= mean + 1e-12
    assert mean - 1e-12 <= high <= 1 + 1e-12


@given(b=st.integers(0, 60), c=st.integers(0, 60))
def test_mcnemar_equals_the_binomial_tail(b, c):
    tail = sum(math.comb(b + c, k) for k in range(min(b, c) + 1)) / 2 ** (b + c)
    assert mcnemar_exact(b, c) == pytest.approx(min(1.0, 2 * tail))


@given(flips=st.tuples(st.integers(0, 50), st.integers(0, 50)), rest=st.integers(0, 300))
def test_paired_difference_is_an_interval_of_a_difference(flips, rest):
    gained, lost = flips
    low, high = paired_difference(gained, lost, gained + lost + rest)
    assert -1 <= low < high <= 1
