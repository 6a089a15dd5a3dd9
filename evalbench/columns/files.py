"""Files of requests: written whole or not at all, and read one row group after the other."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from evalbench.columns.layout import COLUMNS, VERSION, VERSION_KEY, schema, write_options
from evalbench.durability import sync_file, sync_folder
from evalbench.errors.output import (
    BROKEN_REQUESTS,
    COLUMNS_GONE,
    NO_REQUESTS,
    NOT_WRITTEN,
    OTHER_LAYOUT,
    OTHER_PARQUET,
)

if TYPE_CHECKING:
    import pyarrow
    import pyarrow.parquet


def part(folder: Path, number: int) -> Path:
    return folder / f"part-{number:05d}.parquet"


def number_of(path: Path) -> int:
    """The place of a part among the others."""
    return int(path.stem.removeprefix("part-"))


def parts_in(folder: Path) -> list[Path]:
    """The parts in the order in which they were written; none of a folder that is not there."""
    found = folder.glob("part-*.parquet")
    # by number, not by name: part-100000 comes after part-99999
    return sorted((each for each in found if each.stem[5:].isdecimal()), key=number_of)


def files_of(path: Path) -> list[Path]:
    """The parts of a load that is not over, or the one file of a load that is."""
    if path.is_dir():
        return parts_in(path)
    if not path.exists():
        raise NO_REQUESTS(path=path)
    return [path]


@contextmanager
def created(path: Path, *, durable: bool = False) -> Iterator["pyarrow.parquet.ParquetWriter"]:
    """A new file, under a temporary name until it is complete; replaces one of the same name.

    A `durable` one is on the disk itself then.
    """
    import pyarrow.parquet as pq

    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with pq.ParquetWriter(temporary, schema(), **write_options()) as writer:
            yield writer
        if durable:
            sync_file(temporary)
        temporary.replace(path)
        if durable:
            sync_folder(path.parent)
    except OSError as error:
        raise NOT_WRITTEN(path=path, reason=error.strerror or error) from error
    finally:
        temporary.unlink(missing_ok=True)


def groups(files: Sequence[Path], columns: list[str] | None = None) -> Iterator["pyarrow.Table"]:
    """The row groups of all files in order, one in memory at a time. None: with all columns."""
    for path in files:
        with _opened(path) as file:
            for group in range(file.num_row_groups):
                yield file.read_row_group(group, columns, use_threads=False)


@contextmanager
def _opened(path: Path) -> Iterator["pyarrow.parquet.ParquetFile"]:
    """A file whose version is ours; whatever is wrong with it names it."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            _check_version(path, file)
            yield file
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:  # of a footer's names
        raise BROKEN_REQUESTS(path=path, reason=str(error).splitlines()[0]) from error


def _check_version(path: Path, file: "pyarrow.parquet.ParquetFile") -> None:
    version = (file.metadata.metadata or {}).get(VERSION_KEY)
    if version is None:
        raise OTHER_PARQUET(path=path)
    if version != VERSION:
        layout = version.decode(errors="replace")
        raise OTHER_LAYOUT(path=path, layout=layout, readable=VERSION.decode())
    missing = {each.name for each in COLUMNS} - set(file.schema_arrow.names)
    if missing:
        raise COLUMNS_GONE(path=path, columns=", ".join(sorted(missing)))
