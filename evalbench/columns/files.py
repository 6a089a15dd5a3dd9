"""Files of requests: written whole or not at all, and read one row group after the other."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from evalbench.columns.layout import COLUMNS, VERSION, VERSION_KEY, schema, write_options
from evalbench.durability import sync_file, sync_folder
from evalbench.errors import OutputError

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
        raise OutputError(f"{path}: holds no requests: it does not exist", fix="run the load first")
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
        why = error.strerror or error
        raise OutputError(f"{path}: cannot be written: {why}") from error
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
        why = str(error).splitlines()[0]
        raise OutputError(
            f"{path}: cannot be read as requests of a load: {why}",
            fix="it is broken or another kind of file: remove it, or run the load again",
        ) from error


def _check_version(path: Path, file: "pyarrow.parquet.ParquetFile") -> None:
    version = (file.metadata.metadata or {}).get(VERSION_KEY)
    if version is None:
        raise OutputError(
            f"{path}: is a Parquet file, but not of the requests of a load",
            fix="name a file that ends with _requests.parquet, in the folder performances of a run",
        )
    if version != VERSION:
        raise OutputError(
            f"{path}: has layout {version.decode(errors='replace')}; "
            f"this version of evalbench reads layout {VERSION.decode()}",
            fix="read it with the version that wrote it, which stands in run.json",
        )
    missing = {each.name for each in COLUMNS} - set(file.schema_arrow.names)
    if missing:
        raise OutputError(
            f"{path}: lacks {', '.join(sorted(missing))}",
            fix="it was changed since it was written: restore it, or run the load again",
        )
