"""Rows out of csv and jsonl files; every fault is a DatasetError with the file and the line."""

import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import NamedTuple

from evalbench.errors.data import (
    COLUMN_TWICE,
    FIELD_COUNT,
    FILE_EMPTY,
    FILE_MISSING,
    FILE_NOT_READ,
    HALF_A_CHARACTER,
    KEY_MISSING,
    LINE_NOT_READ,
    NO_OBJECT,
    NO_ROWS,
    NOT_CSV,
    NOT_JSON,
    NOT_UTF8,
)
from evalbench.errors.entries import Phrase
from evalbench.types import Json


class Numbered(NamedTuple):
    """A row and the line of the file on which it starts, counted from 1."""

    line: int
    row: dict[str, Json]


class Source(NamedTuple):
    """A file that rows came out of, as it was then."""

    path: Path
    changed_ns: int  # its own time of the last change


_NOTHING = Phrase("missing", "不存在")
_FOLDER = Phrase("a folder, and no file", "是目录，不是文件")

_sources: ContextVar[dict[Path, Source] | None] = ContextVar("sources", default=None)


@contextmanager
def noted() -> Iterator[dict[Path, Source]]:
    """Every file that is read within, once, in the order in which they are read first."""
    found: dict[Path, Source] = {}
    token = _sources.set(found)
    try:
        yield found
    finally:
        _sources.reset(token)


def note(file: Path) -> None:
    """Called by whatever reads a file of data, before it does."""
    found = _sources.get()
    if found is not None:
        found.setdefault(file, Source(file, file.stat().st_mtime_ns))


def read_csv(
    file: Path, *, columns: Sequence[str] | None = None, required: Sequence[str] = ()
) -> list[Numbered]:
    """All rows, every value a text. `columns` names those of a file without a header.

    Raises DatasetError when a row has more or fewer fields than the header, when a `required`
    column is missing or named twice, when a quote is left open, and when there are no rows.
    """
    records = _csv_records(file)
    if columns is None:
        columns = _header(file, records.pop(0)[1] if records else [], required)
        expected = Phrase(f"the header has {len(columns)}", f"表头有 {len(columns)} 个")
    else:
        listed = f"{len(columns)} ({', '.join(columns)})"
        expected = Phrase(f"expected {listed}", f"应有 {listed}")
    for line, values in records:
        if len(values) != len(columns):
            raise FIELD_COUNT(file=file, line=line, count=len(values), expected=expected)
    return _not_empty(
        file, [Numbered(line, dict(zip(columns, values, strict=True))) for line, values in records]
    )


def read_jsonl(file: Path, *, required: Sequence[str] = ()) -> list[Numbered]:
    """All rows; empty lines are passed over.

    Raises DatasetError for a line that is no JSON object or lacks a `required` key (null counts as
    lacking), and when there are no rows.
    """
    rows = []
    # not splitlines(): it also breaks at U+2028, which JSON allows inside a string
    for line, text in enumerate(read_text(file).split("\n"), start=1):
        if not text.strip():
            continue
        try:
            row = json.loads(text)
        except json.JSONDecodeError as error:
            raise NOT_JSON(file=file, line=line, reason=error.msg, column=error.colno) from error
        except (ValueError, RecursionError) as error:  # a number or a nesting without measure
            raise LINE_NOT_READ(file=file, line=line, reason=error) from error
        if r"\ud" in text.lower() and not _can_be_sent(row):
            raise HALF_A_CHARACTER(file=file, line=line)
        if not isinstance(row, dict):
            raise NO_OBJECT(file=file, line=line, start=text.strip()[:40])
        require(file, line, required, row)
        rows.append(Numbered(line, row))
    return _not_empty(file, rows)


def _can_be_sent(row: Json) -> bool:
    try:
        json.dumps(row, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def read_text(file: Path) -> str:
    """The file's text, without the byte order mark that spreadsheets put in front."""
    try:
        note(file)
        content = file.read_bytes()
        if file.suffix == ".gz":
            content = gzip.decompress(content)
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or error
        raise FILE_NOT_READ(file=file, reason=reason) from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        byte = content[error.start]
        raise NOT_UTF8(file=file, line=line, byte=byte, name=file.name) from error


def existing(file: Path, *, layout: str, source: str) -> Path:
    """The file itself. Raises DatasetError that tells the expected layout when it is not there."""
    if not file.is_file():
        found = _FOLDER if file.is_dir() else _NOTHING
        raise FILE_MISSING(
            file=file, missing_or_folder=found, layout=layout, source=source, hint=""
        )
    return file


def _csv_records(file: Path) -> list[tuple[int, list[str]]]:
    """Records with the line on which each starts: a quoted value may hold line breaks."""
    # strict: a stray quote would otherwise swallow the rows up to the next one without a word
    reader = csv.reader(io.StringIO(read_text(file), newline=""), strict=True)
    records = []
    start = 1
    try:
        for values in reader:
            if values:
                records.append((start, values))
            start = reader.line_num + 1
    except csv.Error as error:
        raise NOT_CSV(file=file, line=start, reason=error) from error
    return records


def _header(file: Path, columns: list[str], required: Sequence[str]) -> list[str]:
    if not columns:
        raise FILE_EMPTY(file=file)
    if twice := [name for name in columns if columns.count(name) > 1]:
        raise COLUMN_TWICE(file=file, line=1, column=twice[0])
    require(file, 1, required, dict.fromkeys(columns, ""))
    return columns


def require(file: Path, line: int, keys: Sequence[str], row: Mapping[str, Json]) -> None:
    """Raise DatasetError when a key is missing; null counts as missing."""
    for key in keys:
        if row.get(key) is None:
            present = ", ".join(name for name, value in row.items() if value is not None)
            raise KEY_MISSING(
                file=file,
                line=line,
                key=key,
                expected=", ".join(keys),
                found=present or Phrase("nothing", "无"),
            )


def _not_empty(file: Path, rows: list[Numbered]) -> list[Numbered]:
    if not rows:
        raise NO_ROWS(file=file)
    return rows
