"""Columns by name. That percentiles equal numpy's is in tests/property."""

import math

import pytest

from evalbench.errors import ConfigError
from evalbench.metrics.statistics import DEFAULT_STATS, Distribution, describe, parse_stats


def test_default_columns_of_four_values_worked_by_hand():
    row = describe(Distribution.of([40.0, 10.0, 30.0, 20.0]), parse_stats())
    assert row == {
        "Average": 25.0,
        "Min": 10.0,
        "Max": 40.0,
        "Median": 25.0,
        "P75": 32.5,
        "P90": pytest.approx(37.0),
        "P95": pytest.approx(38.5),
        "P99": pytest.approx(39.7),
        "N": 4,
    }


def test_weights_count_a_value_several_times():
    # 1, 5, 5, 5
    row = describe(Distribution.weighted([5.0, 1.0], [3, 1]), parse_stats())
    assert (row["Average"], row["Median"], row["Min"], row["N"]) == (4.0, 5.0, 1.0, 4)


def test_what_is_no_value_does_not_enter():
    row = describe(Distribution.of([math.nan, 3.0, math.nan, 1.0]), parse_stats(["Average"]))
    assert row == {"Average": 2.0, "N": 2}


def test_nothing_has_no_average_and_no_percentile():
    row = describe(Distribution.of([]), parse_stats())
    assert row.pop("N") == 0
    assert set(row.values()) == {None}


def test_one_value_is_every_column():
    row = describe(Distribution.of([7.0]), parse_stats())
    assert row.pop("N") == 1
    assert set(row.values()) == {7.0}


def test_any_percentile_may_be_named():
    names = [column.name for column in parse_stats(["P99.9", "P0", "P100", "P50"])]
    assert names == ["P99.9", "P0", "P100", "P50", "N"]
    row = describe(Distribution.of(range(1001)), parse_stats(["P99.9"]))
    assert row["P99.9"] == pytest.approx(999.0)


def test_columns_keep_their_order_and_appear_once():
    names = [column.name for column in parse_stats(["N", "Max", "Max", "Min"])]
    assert names == ["N", "Max", "Min"]


def test_defaults_are_the_documented_columns():
    assert tuple(column.name for column in parse_stats()) == DEFAULT_STATS


@pytest.mark.parametrize(
    ("name", "hint"),
    [("Avrage", "Average"), ("p99", "P99"), ("median", "Median"), ("Mean", "Average")],
)
def test_an_unknown_column_names_the_nearest(name, hint):
    with pytest.raises(ConfigError) as raised:
        parse_stats([name])
    assert repr(name) in raised.value.what
    assert raised.value.fix.startswith(f"did you mean {hint}")


@pytest.mark.parametrize("name", ["P101", "P100.1", "P-1", "P", "P1e1", "P٩٩", ""])
def test_a_percentile_that_is_none_is_refused(name):
    with pytest.raises(ConfigError):
        parse_stats([name])
