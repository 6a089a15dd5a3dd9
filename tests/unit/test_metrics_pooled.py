"""Counting gaps in steps: what happens at the edges of the counters."""

import numpy as np
import pytest

from evalbench.metrics import pooled
from evalbench.metrics.pooled import pool
from tests.request_table import MS, S, requests


def large(monkeypatch, *gaps):
    """What a large load tells of one stream with these gaps, whose first token came at 10 s."""
    monkeypatch.setattr(pooled, "EXACT_EVENTS", 0)
    last = 10 * S + sum(gap[0] for gap in gaps)
    stream = {"first_token": 10 * S, "last_token": last, "gaps": gaps}
    counts = {"output_events": len(gaps) + 1, "output_tokens": len(gaps) + 1}
    return pool(requests(stream | counts), [np.array([True])])


def counted(monkeypatch, *gaps):
    """All gaps in ms."""
    found = large(monkeypatch, *gaps).inter_token[0]
    return np.repeat(found.values, np.diff(found.ends, prepend=0)).tolist()


def test_a_gap_counts_as_the_nearest_microsecond(monkeypatch):
    found = counted(monkeypatch, (20 * MS + 499,), (20 * MS + 500,), (20 * MS + 1_499,))
    assert found == [20.0, 20.001, 20.001]


def test_a_part_of_a_chunk_counts_as_the_nearest_microsecond(monkeypatch):
    # 10 µs over 3 tokens are 3.33 µs each, 20 µs are 6.67 µs each.
    assert counted(monkeypatch, (10_000, 1, 3), (20_000, 3)) == [0.003] * 3 + [0.007] * 3


@pytest.mark.parametrize("ns", [4_194_303_499, 4_194_304_000, 4_194_304_777, 3_600 * S])
def test_a_gap_of_seconds_is_not_lost(monkeypatch, ns):
    found = counted(monkeypatch, (ns,), (MS,))
    assert found == [1.0, pytest.approx(ns / MS, abs=0.0005)]


@pytest.mark.parametrize("gaps", [[(-3 * MS,), (5 * MS,)], [(-3 * S,), (S,)], [(-3 * S,)]])
def test_a_clock_that_was_set_back_is_seen_and_does_no_harm(monkeypatch, gaps):
    assert counted(monkeypatch, *gaps) == [ns / MS for (ns,) in gaps]
    found = large(monkeypatch, *gaps).arrivals
    assert found.tokens.sum() == len(gaps) + 1
    assert found.at.max() <= 10 * S + 5 * MS


def test_a_request_may_be_in_no_group():
    stream = {"first_token": 0, "last_token": MS, "gaps": [(MS,)], "output_events": 2}
    found = pool(requests(stream, stream), [np.array([False, False]), np.array([False, True])])
    assert [each.n for each in found.inter_token] == [0, 1]
