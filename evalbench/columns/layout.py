"""What a file of requests looks like: its columns, how they are encoded, its version."""

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    import pyarrow

Kind = Literal["text", "integer", "flag", "times", "counts"]


class Column(NamedTuple):
    name: str
    kind: Kind
    optional: bool = False  # whether it may be null
    repeats: bool = False  # holds few different values: stored as a dictionary and indices

    @property
    def path(self) -> str:
        """What Parquet calls the column; the elements of a list are a column of their own."""
        return f"{self.name}.list.element" if self.kind in ("times", "counts") else self.name


COLUMNS = (
    Column("id", "text"),
    Column("dataset", "text", repeats=True),
    Column("sample_index", "integer"),
    Column("repeat", "integer"),
    Column("step", "integer"),
    Column("worker", "integer", optional=True),
    Column("attempts", "integer"),
    Column("scheduled_ns", "integer"),
    Column("sent_ns", "integer"),
    Column("connect_ns", "integer", optional=True),
    Column("headers_ns", "integer", optional=True),
    Column("first_event_ns", "integer", optional=True),
    Column("first_token_ns", "integer", optional=True),
    Column("first_answer_ns", "integer", optional=True),
    Column("last_token_ns", "integer", optional=True),
    Column("stream_end_ns", "integer", optional=True),
    Column("output_events", "integer", optional=True),
    Column("input_tokens", "integer", optional=True),
    Column("output_tokens", "integer", optional=True),
    Column("cached_tokens", "integer", optional=True),
    Column("asked_tokens", "integer", optional=True),
    Column("token_source", "text", optional=True, repeats=True),
    Column("finish_reason", "text", optional=True, repeats=True),
    Column("resent", "flag"),
    Column("cause", "text", repeats=True),
    Column("message", "text", optional=True, repeats=True),
    Column("text", "text", optional=True),
    Column("reasoning", "text", optional=True),
    Column("reasoned", "flag"),
    Column("tool_calls", "text", optional=True),
    Column("gaps_ns", "times"),
    Column("gap_events", "counts", optional=True, repeats=True),
    Column("gap_tokens", "counts", optional=True, repeats=True),
)

VERSION_KEY = b"evalbench.requests"
VERSION = b"1"  # raised when a reader of the old one would misread the new

# What is in memory at once, of a load of any size: 16 MiB are two million gaps.
GROUP_ROWS = 20_000
GROUP_BYTES = 16 << 20


def schema() -> "pyarrow.Schema":
    """The columns with their Arrow types, and the version."""
    import pyarrow as pa

    types = {
        "text": pa.string(),
        "integer": pa.int64(),
        "flag": pa.bool_(),
        "times": pa.list_(pa.int64()),
        "counts": pa.list_(pa.int32()),
    }
    fields = [pa.field(each.name, types[each.kind], each.optional) for each in COLUMNS]
    return pa.schema(fields, metadata={VERSION_KEY: VERSION})


def write_options() -> dict[str, Any]:
    """How the columns are encoded: keyword arguments of `pyarrow.parquet.ParquetWriter`.

    Gaps are not compressed: their last digits are noise, of which delta encoding makes 3 bytes a
    gap; zstd leaves it at that, and makes the writing a fifth slower.
    """
    delta = [each for each in COLUMNS if each.kind in ("integer", "times")]
    return {
        "use_dictionary": [each.path for each in COLUMNS if each.repeats],
        "column_encoding": {each.path: "DELTA_BINARY_PACKED" for each in delta},
        "compression": {each.path: "none" if each.kind == "times" else "zstd" for each in COLUMNS},
        "write_page_checksum": True,
        "write_statistics": False,  # of 500 row groups they would be most of the footer
    }
