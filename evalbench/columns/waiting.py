"""Rows that wait for their part, as compact as they will be in it.

A load of 512 streams gives 25,000 gaps a second. As Python integers they would take 36 bytes each
and be visited by every garbage collection; here they take 8.
"""

from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from evalbench.columns.layout import COLUMNS, Column, schema
from evalbench.secrecy import redact

if TYPE_CHECKING:
    import pyarrow

Row = dict[str, Any]  # column -> str, int, bool, sequence of int, or None


class _Values(Protocol):
    """The values of one column."""

    def append(self, value: Any) -> None: ...

    def arrow(self, type_: "pyarrow.DataType") -> "pyarrow.Array[Any]":
        """All values, not copied: nothing may be appended while the result lives."""
        ...


class Waiting:
    """The rows of one part."""

    def __init__(self, secrets: Sequence[str] = ()) -> None:
        self.rows = 0
        self._columns = {column.name: _values(column, secrets) for column in COLUMNS}
        columns = self._columns.values()
        self._long = [values for values in columns if isinstance(values, _Texts | _Lists)]

    @property
    def nbytes(self) -> int:
        """Of texts and lists; what else a row has takes little."""
        return sum([values.nbytes for values in self._long])

    def append(self, row: Row) -> None:
        """`row` has a value for every column."""
        for name, values in self._columns.items():
            values.append(row[name])
        self.rows += 1

    def table(self) -> "pyarrow.Table":
        """All rows; nothing may be appended any more."""
        import pyarrow as pa

        layout = schema()
        arrays = [self._columns[field.name].arrow(field.type) for field in layout]
        return pa.Table.from_arrays(arrays, schema=layout)


def _values(column: Column, secrets: Sequence[str]) -> _Values:
    match column.kind:
        case "text":
            return _Texts(secrets)
        case "integer":
            return _Integers()
        case "flag":
            return _Flags()
        case "times":
            return _Lists("q")
        case "counts":
            return _Lists("i")


class _Integers:
    def __init__(self) -> None:
        self._values = array("q")
        self._known = bytearray()

    def append(self, value: int | None) -> None:
        self._values.append(0 if value is None else value)
        self._known.append(value is not None)

    def arrow(self, type_: "pyarrow.DataType") -> "pyarrow.Array[Any]":
        import pyarrow as pa

        buffers: list[pa.Buffer | None] = [_bits(self._known), pa.py_buffer(self._values)]
        return pa.Array.from_buffers(type_, len(self._values), buffers)


class _Flags:
    def __init__(self) -> None:
        self._values = bytearray()

    def append(self, value: bool) -> None:
        self._values.append(value)

    def arrow(self, type_: "pyarrow.DataType") -> "pyarrow.Array[Any]":
        import pyarrow as pa

        return pa.Array.from_buffers(type_, len(self._values), [None, _bits(self._values)])


class _Texts:
    """Texts end to end, in UTF-8, with every secret masked."""

    def __init__(self, secrets: Sequence[str]) -> None:
        self._secrets = secrets
        self._content = bytearray()
        self._ends = array("i", [0])
        self._known = bytearray()

    @property
    def nbytes(self) -> int:
        return len(self._content)

    def append(self, value: str | None) -> None:
        if value is not None:
            self._content += redact(value.encode(), self._secrets)
        self._ends.append(len(self._content))
        self._known.append(value is not None)

    def arrow(self, type_: "pyarrow.DataType") -> "pyarrow.Array[Any]":
        import pyarrow as pa

        buffers: list[pa.Buffer | None] = [
            _bits(self._known),
            pa.py_buffer(self._ends),
            pa.py_buffer(self._content),
        ]
        return pa.Array.from_buffers(type_, len(self._known), buffers)


class _Lists:
    """Lists of integers end to end. `code` is the integers' type as `array` calls it."""

    def __init__(self, code: str) -> None:
        self._values = array(code)
        self._ends = array("i", [0])
        self._known = bytearray()

    @property
    def nbytes(self) -> int:
        return self._values.itemsize * len(self._values)

    def append(self, value: Sequence[int] | None) -> None:
        if value is not None:
            self._values.extend(value)
        self._ends.append(len(self._values))
        self._known.append(value is not None)

    def arrow(self, type_: "pyarrow.DataType") -> "pyarrow.Array[Any]":
        import pyarrow as pa

        assert isinstance(type_, pa.ListType), "so says the schema"
        content: list[pa.Buffer | None] = [None, pa.py_buffer(self._values)]
        values = pa.Array.from_buffers(type_.value_type, len(self._values), content)
        lists: list[pa.Buffer | None] = [_bits(self._known), pa.py_buffer(self._ends)]
        return pa.Array.from_buffers(type_, len(self._known), lists, children=[values])


def _bits(flags: bytearray) -> "pyarrow.Buffer":
    """Flags of a byte each as Arrow has them: of a bit each, the first one lowest."""
    import pyarrow as pa

    bits = np.packbits(np.frombuffer(flags, np.uint8), bitorder="little")
    return pa.py_buffer(bits.tobytes())
