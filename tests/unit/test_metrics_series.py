"""What happened in each second, counted by hand. Times are in ms."""

import numpy as np
import pytest

from evalbench.metrics.arrivals import Arrivals
from evalbench.metrics.requests import COLUMNS, Requests
from evalbench.metrics.series import per_second

MS = 1e6
FLAGS = ("stopped", "reasoned", "resent")


def load(*rows):
    """Requests of (sent, first_token, stream_end, cause)."""
    table = {name: np.full(len(rows), np.nan) for name in COLUMNS}
    table |= {name: np.zeros(len(rows), dtype=bool) for name in FLAGS}
    for place, name in enumerate(("sent", "first_token", "stream_end")):
        table[name] = np.array([row[place] for row in rows], dtype=float) * MS
    table["scheduled"] = np.nan_to_num(table["sent"])
    table["cause"] = np.array([row[3] for row in rows], dtype=object)
    return Requests(origin_ns=0, **table)


def arrived(*pairs, streamed=True):
    """Tokens at instants, of (at, tokens)."""
    at = np.array([at for at, _ in pairs], dtype=np.int64) * int(MS)
    return Arrivals(at, np.array([tokens for _, tokens in pairs], dtype=float), 1, streamed)


LOAD = load(
    (500, 700, 1600, ""),
    (500, 800, 2500, ""),
    (1500, 2499, 2500, ""),
    (1600, np.nan, 1700, "reset"),
)
TOKENS = arrived((700, 3), (800, 1), (1499, 2), (1500, 4), (2500, 1))


def test_seconds_begin_with_the_first_request_and_are_half_open():
    found = per_second(LOAD)
    assert found.begin == 500 * MS
    assert len(found) == 3  # the last end is at 2500: the third second begins with it
    assert found.sent.tolist() == [2, 2, 0]
    assert found.finished.tolist() == [0, 1, 2]
    assert found.failed.tolist() == [0, 1, 0]


def test_in_flight_is_averaged_over_each_second():
    # 1500..2500: 100 ms of the first, 1000 each of the second and third, 100 of the failed one.
    assert per_second(LOAD).in_flight == pytest.approx([2.0, 2.2, 0.0])


def test_tokens_are_counted_when_they_arrive():
    assert per_second(LOAD, TOKENS).output_tokens.tolist() == [6, 4, 1]


def test_a_bin_that_begins_before_the_first_request_is_in_the_first_second():
    assert per_second(LOAD, arrived((499, 5), (500, 1))).output_tokens.tolist() == [6, 0, 0]


@pytest.mark.parametrize("arrivals", [None, arrived((2500, 11), streamed=False)])
def test_tokens_that_came_nobody_knows_when_are_unknown(arrivals):
    found = per_second(LOAD, arrivals)
    assert found.output_tokens is None
    assert [row[5] for row in found.rows] == [None, None, None]


def test_ttft_is_of_the_answers_whose_first_token_came_in_the_second():
    found = per_second(LOAD)
    assert found.ttft_mean[:2].tolist() == [250, 999]
    assert found.ttft_max[:2].tolist() == [300, 999]
    assert np.isnan([found.ttft_mean[2], found.ttft_max[2]]).all()


def test_a_failed_request_has_no_ttft():
    found = per_second(load((0, 10, 20, ""), (0, 900, 950, "cut")))
    assert found.ttft_max.tolist() == [10]


def test_rows_are_plain_numbers_with_none_for_unknown():
    found = per_second(LOAD, TOKENS)
    assert found.columns == (
        "second",
        "sent",
        "finished",
        "failed",
        "in flight",
        "output tokens",
        "TTFT Average (ms)",
        "TTFT Max (ms)",
    )
    assert found.rows == [
        (0, 2, 0, 0, 2.0, 6.0, 250.0, 300.0),
        (1, 2, 1, 1, pytest.approx(2.2), 4.0, 999.0, 999.0),
        (2, 0, 2, 0, 0.0, 1.0, None, None),
    ]
    assert {type(cell) for row in found.rows for cell in row} == {int, float, type(None)}


def test_a_request_that_was_never_sent_fails_but_is_not_sent():
    found = per_second(load((1000, 1100, 1200, ""), (np.nan, np.nan, np.nan, "connect")))
    assert (found.sent.tolist(), found.failed.tolist()) == ([1], [1])


@pytest.mark.parametrize("nothing", [load(), load((np.nan, np.nan, np.nan, "connect"))])
def test_nothing_sent_has_no_seconds(nothing):
    found = per_second(nothing, arrived())
    assert (len(found), found.rows) == (0, [])
