"""What gaps tell, against every gap and every token written out one by one."""

from collections import Counter
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from evalbench.metrics import arrivals, pooled
from evalbench.metrics.arrivals import Arrivals
from evalbench.metrics.pooled import pool
from tests.request_table import MS, Row, S, requests

GAP = st.tuples(st.integers(0, 9 * S), st.integers(1, 3), st.sampled_from((0, 0, 1, 2)))
PLACES = st.booleans()


@st.composite
def streams(draw: st.DrawFn) -> Row:
    gaps = draw(st.lists(GAP, max_size=9))
    first = draw(st.integers(0, 20 * S))
    events = 1 + sum(gap[1] for gap in gaps)
    return {
        "first_token": first,
        "last_token": first + sum(gap[0] for gap in gaps),
        "gaps": gaps,
        "output_events": events,
        "output_tokens": draw(st.integers(1, 3 * events)),
        "stopped": draw(st.booleans()),
        "cause": draw(st.sampled_from(("", "", "", "reset"))),
        "in": draw(st.tuples(PLACES, PLACES)),
    }


LOADS = st.lists(streams(), min_size=1, max_size=7)


def gaps_of(rows: list[Row], group: int) -> list[float]:
    """Every gap of a group in ms, k of them for k tokens, in order."""
    every = []
    for row in rows:
        if not row["cause"] and row["in"][group]:
            for ns, events, tokens in row["gaps"]:
                k = tokens or events
                every += [ns / k / MS] * k
    return sorted(every)


def came(row: Row) -> Counter[int]:
    """Tokens of one request by the instant of their read."""
    gaps, tokens, found = row["gaps"], row["output_tokens"], Counter[Any]()
    streamed = tokens - (row["stopped"] and tokens > 0)
    told = [gap[2] for gap in gaps]
    if not all(told) or sum(told) > streamed:
        told = [streamed * gap[1] / row["output_events"] for gap in gaps]
    found[row["first_token"]] += streamed - sum(told)
    at = row["first_token"]
    for (ns, *_), brought in zip(gaps, told, strict=True):
        at += ns
        found[at] += brought
    found[at] += tokens - streamed
    return found


def came_in_all(rows: list[Row], step: int = 1) -> Counter[int]:
    found = Counter[Any]()
    for row in rows:
        if not row["cause"]:
            for at, tokens in came(row).items():
                found[at // step * step] += tokens
    return found


def pooled_of(rows: list[Row]) -> pooled.Pooled:
    groups = [np.array([row["in"][group] for row in rows]) for group in (0, 1)]
    return pool(requests(*rows), groups)


def as_pairs(found: Arrivals) -> dict[int, float]:
    return {at: n for at, n in zip(found.at.tolist(), found.tokens.tolist(), strict=True) if n}


@given(rows=LOADS)
def test_a_small_load_is_exact(rows: list[Row]) -> None:
    found = pooled_of(rows)
    assert found.gap_step_ns == 1
    for group in (0, 1):
        own = found.inter_token[group]
        written_out = np.repeat(own.values, np.diff(own.ends, prepend=0))
        assert written_out.tolist() == gaps_of(rows, group)
    if found.arrivals is not None:
        true = {at: tokens for at, tokens in came_in_all(rows).items() if abs(tokens) > 1e-9}
        assert as_pairs(found.arrivals) == pytest.approx(true)
        assert found.arrivals.step_ns == 1


@given(rows=LOADS)
def test_a_large_load_is_counted_in_steps(rows: list[Row]) -> None:
    with patch.object(pooled, "EXACT_EVENTS", 0), patch.object(pooled, "_PIECE", 4):
        found = pooled_of(rows)
    for group in (0, 1):
        own, true = found.inter_token[group], gaps_of(rows, group)
        written_out = np.repeat(own.values, np.diff(own.ends, prepend=0))
        assert written_out.tolist() == pytest.approx(true, abs=0.000_500_1)  # ms: half a step
    if found.arrivals is not None:
        binned = came_in_all(rows, MS)
        assert found.arrivals.step_ns == MS
        assert {at for at, tokens in binned.items() if tokens > 1e-9} <= {*found.arrivals.at}
        assert found.arrivals.tokens.sum() == pytest.approx(sum(binned.values()))


@given(rows=LOADS)
def test_bins_are_as_wide_as_they_must_be(rows: list[Row]) -> None:
    with patch.object(pooled, "EXACT_EVENTS", 0), patch.object(arrivals, "_MOST_BINS", 1 << 10):
        found = pooled_of(rows).arrivals
    if found is not None:
        binned = came_in_all(rows, found.step_ns)
        assert as_pairs(found) == pytest.approx(
            {at: tokens for at, tokens in binned.items() if tokens}, abs=1e-9
        )
        assert (max(found.at) - min(found.at)) / found.step_ns <= (1 << 10) + 1


@given(rows=LOADS)
def test_what_the_gaps_of_each_request_tell(rows: list[Row]) -> None:
    totals = pooled_of(rows).totals
    gaps = [row["gaps"] if not row["cause"] else [] for row in rows]
    assert totals.gaps.tolist() == [len(own) for own in gaps]
    assert totals.merged.tolist() == [sum(gap[1] > 1 for gap in own) for own in gaps]
    assert totals.told.tolist() == [sum(gap[2] > 0 for gap in own) for own in gaps]


INSTANTS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 9)), max_size=30)


@given(came=INSTANTS, width=st.integers(1, 40), begin=st.integers(0, 60), length=st.integers(0, 60))
@example(came=[], width=1, begin=0, length=0)
def test_tokens_of_a_window_and_its_peak(
    came: list[tuple[int, int]], width: int, begin: int, length: int
) -> None:
    at = np.array([at for at, _ in came], dtype=np.int64)
    found = Arrivals.collected(at, np.array([float(n) for _, n in came]), streamed=True)
    end = begin + length
    inside = [(at, n) for at, n in came if begin <= at < end]
    assert found.within(begin, end) == sum(n for _, n in inside)
    sums = [sum(n for at, n in inside if t <= at < t + width) for t, _ in inside]
    assert found.peak(width, begin, end) == max(sums, default=0)
    assert found.peak(100) == sum(n for _, n in came)
