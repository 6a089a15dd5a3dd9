"""Arrow's arrays as numpy's, without pandas.

`Array.to_numpy` and `pyarrow.array` load pandas where it is installed. So the numbers are taken
from Arrow's buffers.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from evalbench.metrics.requests import Flags, Floats

if TYPE_CHECKING:
    import pyarrow

Integers = NDArray[np.int64]
_Integer = TypeVar("_Integer", bound=np.integer[Any])


class Known(NamedTuple):
    """The values of a column; where one is not known, it means nothing."""

    values: Integers
    known: Flags

    @classmethod
    def of(cls, chunks: Sequence["pyarrow.Array[Any]"]) -> Self:
        values = [_values(each, np.int64) for each in chunks]
        known = [_known(each) for each in chunks]
        return cls(
            np.concatenate([np.empty(0, np.int64), *values]),
            np.concatenate([np.empty(0, np.bool_), *known]),
        )


def floats(chunks: Sequence["pyarrow.Array[Any]"], origin: int = 0) -> Floats:
    """The values above `origin`; NaN where they are null."""
    values, known = Known.of(chunks)
    return np.where(known, (values - origin).astype(np.float64), np.nan)


def flags(chunks: Sequence["pyarrow.Array[Any]"]) -> Flags:
    flags = [_bits(each.buffers()[1], each.offset, len(each)) for each in chunks]
    return np.concatenate([np.empty(0, np.bool_), *flags])


def words(chunks: Sequence["pyarrow.Array[Any]"]) -> NDArray[np.object_]:
    return np.array([text for each in chunks for text in each.to_pylist()], dtype=np.object_)


def _values(array: "pyarrow.Array[Any]", type_: type[_Integer]) -> NDArray[_Integer]:
    """A view of an array's values, which keeps its memory alive."""
    buffer = array.buffers()[1]
    if buffer is None:
        return np.empty(0, type_)
    return np.frombuffer(memoryview(buffer), type_)[array.offset : array.offset + len(array)]


def _known(array: "pyarrow.Array[Any]") -> Flags:
    bitmap = array.buffers()[0]
    if bitmap is None:
        return np.ones(len(array), np.bool_)
    return _bits(bitmap, array.offset, len(array))


def _bits(buffer: "pyarrow.Buffer | None", offset: int, count: int) -> Flags:
    if buffer is None or not count:
        return np.empty(0, np.bool_)
    bits = np.unpackbits(np.frombuffer(memoryview(buffer), np.uint8), bitorder="little")
    return bits[offset : offset + count].view(np.bool_)


class Lists(NamedTuple):
    """A column of lists of one row group, end to end. A null list has no values."""

    values: Integers
    counts: Integers
    known: Flags

    @classmethod
    def of(cls, column: "pyarrow.ChunkedArray[Any]", type_: type[np.int64 | np.int32]) -> Self:
        import pyarrow as pa

        # combine_chunks copies even a single chunk, and a row group is one
        array = column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
        assert isinstance(array, pa.ListArray), "so says the schema"
        ends = _values(array.offsets, np.int32).astype(np.int64)
        values = _values(array.values, type_)[ends[0] : ends[-1]]
        return cls(values.astype(np.int64, copy=False), np.diff(ends), _known(array))
