"""Intervals and tests against published numbers and against other forms of the formulas."""

import math
from fractions import Fraction

import numpy as np
import pytest

from evalbench.metrics.intervals import (
    Proportion,
    mcnemar_exact,
    more_pairs,
    paired_difference,
    weighted_mean,
    wilson,
)


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_equals_the_examples_of_newcombe_1998(successes, n, low, high):
    assert wilson(successes, n) == pytest.approx((low, high), abs=6e-5)


def test_wilson_ends_where_the_score_test_just_rejects():
    # The interval inverts the score test: |p - q| = z sqrt(q (1 - q) / n) at both ends q.
    for end in wilson(7, 40, z=1.5):
        assert abs(7 / 40 - end) == pytest.approx(1.5 * math.sqrt(end * (1 - end) / 40))


def test_wilson_of_nothing_knows_nothing():
    assert wilson(0, 0) == (0.0, 1.0)


def test_wilson_reaches_the_ends_exactly():
    assert wilson(0, 7).low == 0.0
    assert wilson(7, 7).high == 1.0


def test_a_weighted_mean_of_one_proportion_is_wilson():
    assert weighted_mean([Proportion(7, 40, 3.0)]) == pytest.approx(wilson(7, 40))


def test_a_weighted_mean_of_two_alike_has_both_their_samples_less_one_each():
    # v = 2 (1/2)^2 (1/4)/99 = 1/792, so the size is (1/4) / (1/792) = 198
    parts = [Proportion(50, 100), Proportion(50, 100)]
    assert weighted_mean(parts) == pytest.approx(wilson(99, 198))


def test_a_weighted_mean_weighs_by_hand():
    # weights 3/4 and 1/4: m = .75 * .5 + .25 * .25 = .4375
    # the variance by the docstring's sum, with n - 1 = 99 and 3
    size = 0.4375 * 0.5625 / ((9 / 16) * (1 / 4) / 99 + (1 / 16) * (3 / 16) / 3)
    parts = [Proportion(50, 100, 3.0), Proportion(1, 4, 1.0)]
    assert weighted_mean(parts) == pytest.approx(wilson(0.4375 * size, size))


def test_a_weighted_mean_of_perfect_scores_still_has_a_lower_end():
    # no variance is seen; sizes 4 and 4 with equal weights are 1 / (1/16 + 1/16) = 8 samples
    assert weighted_mean([Proportion(4, 4), Proportion(4, 4)]) == pytest.approx(wilson(8, 8))


def test_a_weighted_mean_covers_the_truth_over_many_small_subjects():
    # 40 subjects of 3 questions, each with a share of its own: 95 % of the intervals hold the mean
    rng = np.random.default_rng(1)
    shares = rng.uniform(0.5, 0.95, 40)
    hits = 0
    for _ in range(400):
        right = rng.binomial(3, shares)
        low, high = weighted_mean([Proportion(int(k), 3) for k in right])
        hits += low <= shares.mean() <= high
    assert 0.92 <= hits / 400 <= 0.98


@pytest.mark.parametrize("parts", [[], [Proportion(0, 0)], [Proportion(1, 2, 0.0)]])
def test_weighted_mean_refuses_a_mean_of_nothing(parts):
    with pytest.raises(ValueError, match="weighted mean"):
        weighted_mean(parts)


@pytest.mark.parametrize(
    ("b", "c", "p"), [(1, 5, 14 / 64), (0, 10, 2 / 1024), (3, 3, 1.0), (0, 0, 1.0), (2, 3, 1.0)]
)
def test_mcnemar_by_hand(b, c, p):
    assert mcnemar_exact(b, c) == mcnemar_exact(c, b) == p


def test_mcnemar_stays_exact_with_thousands_of_pairs():
    b, c = 1950, 2150
    tail = sum(math.comb(b + c, k) for k in range(b + 1))
    assert mcnemar_exact(b, c) == pytest.approx(float(Fraction(2 * tail, 2 ** (b + c))), rel=1e-14)


def test_paired_difference_by_hand():
    # gained 1, lost 7 of 21 pairs: (2 - 8)/23, and 1.96 sqrt((10/23 - 36/529)/23).
    low, high = paired_difference(1, 7, 21)
    half = 1.96 * math.sqrt(194 / 529 / 23)
    assert (low, high) == pytest.approx((-6 / 23 - half, -6 / 23 + half))


@pytest.mark.parametrize(
    ("gained", "lost", "n", "low", "high"),
    [(26, 4, 48, 0.2548067, 0.6251933), (26, 4, 40, 0.3126438, 0.7349752)],
)
def test_paired_difference_equals_the_examples_of_its_author(gained, lost, n, low, high):
    # D. Bonett's R functions: statpsych, ci.prop.ps(.05, 12, 4, 26, 6); CIpropWS(.05, 26, 4, 40).
    found = paired_difference(gained, lost, n, z=1.959963984540054)
    assert found == pytest.approx((low, high), abs=5e-8)


def test_paired_difference_turns_around_with_the_runs():
    low, high = paired_difference(3, 9, 50)
    assert paired_difference(9, 3, 50) == pytest.approx((-high, -low))


def test_paired_difference_stays_within_one():
    assert paired_difference(1, 0, 1).high == 1.0
    assert paired_difference(0, 1, 1).low == -1.0


def test_more_pairs_without_any_flip():
    # 1.96 sqrt(2)/(n + 2) < 0.01 needs n + 2 > 277.18: 276 pairs, 10 are there.
    assert more_pairs(0, 0, 10, lambda interval: interval.low > -0.01) == 266


def test_more_pairs_is_the_least_number_that_decides():
    def low(n: int) -> float:  # the formula again, for shares of 4 % gained and 5 % lost
        gain, loss = (0.04 * n + 1) / (n + 2), (0.05 * n + 1) / (n + 2)
        return gain - loss - 1.96 * math.sqrt((gain + loss - (gain - loss) ** 2) / (n + 2))

    expected = next(n for n in range(101, 10**6) if low(n) > -0.02)
    assert more_pairs(4, 5, 100, lambda interval: interval.low > -0.02) == expected - 100


def test_a_difference_on_the_margin_is_never_decided():
    decided = lambda interval: interval.low > -0.01 or interval.high < -0.01  # noqa: E731
    assert more_pairs(0, 1, 100, decided) is None
