"""Columns of a load for tests of metrics: every column that is not named is unknown."""

from collections.abc import Sequence

import numpy as np

from evalbench.metrics.requests import COLUMNS, GapBlock, Requests

MS = 1e6
_FLAGS = ("stopped", "reasoned", "resent")


def a_load(n: int, *, gaps: Sequence[GapBlock] = (), **columns: object) -> Requests:
    """`n` requests that succeeded; a column is one value for all, or one a request. Times in ns."""
    filled = {name: np.full(n, np.nan) for name in COLUMNS}
    filled |= {name: np.zeros(n, dtype=np.bool_) for name in _FLAGS}
    filled["cause"] = np.full(n, "", dtype=object)
    for name, values in columns.items():
        filled[name][:] = values
    return Requests(0, **filled, gap_source=lambda: gaps)


def gaps_of(*rows: Sequence[tuple[int, int, int]]) -> GapBlock:
    """The gaps of rows 0, 1, …, each gap (ns, events, tokens)."""
    flat = [gap for row in rows for gap in row]
    ns, events, tokens = (np.array(column, dtype=np.int64) for column in zip(*flat, strict=True))
    counts = np.array([len(row) for row in rows])
    return GapBlock(np.arange(len(rows)), counts, ns, events, tokens)
