"""Files out of archives and out of other forms. Nothing in an archive says where it is put.

Only what is wanted is taken, under names of ours; links and devices are nobody's files; what comes
out is bounded whatever the archive says of itself.
"""

import gzip
import json
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple, Protocol

from evalbench.errors.entries import Phrase, verbatim

_CHUNK = 1 << 20
_LINKS = 0o120000, 0o170000  # S_IFLNK and S_IFMT, in a zip's external attributes
_BROKEN = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    struct.error,  # a header that ends before its time
    ValueError,  # a name that is no UTF-8, a number that is none
    EOFError,
    gzip.BadGzipFile,
    NotImplementedError,  # a method of compression that Python has not
    RuntimeError,  # a member with a password
)

_OUTSIDE = Phrase("it names a file outside itself: {name}", "含有指向外部的文件名：{name}")
_NOT_IN_IT = Phrase("{name} is not in it", "其中没有 {name}")
_SEVERAL = Phrase("{name} is in it several times", "其中有多个 {name}")
_TOO_LARGE = Phrase("{name} is larger than {most:,} bytes", "{name} 超过 {most:,} 字节")
_UNREADABLE = Phrase("it cannot be unpacked: {reason}", "无法解压：{reason}")
_NO_LIST = Phrase("it is no list in JSON: {reason}", "不是 JSON 列表：{reason}")


class RefusedError(Exception):
    """What came from a source is not used further; no user sees this, but what it tells."""

    def __init__(self, told: Phrase) -> None:
        super().__init__(told)
        self.told = told


class _Member(NamedTuple):
    name: str
    open: Callable[[], IO[bytes] | None]


def take(
    archive: Path, wanted: Mapping[str, Path], is_member: Callable[[str, str], bool], most: int
) -> None:
    """Put each file that is wanted into its place. Raises RefusedError; OSError for the disk."""
    with _told(), _members(archive) as members:
        for path, place in wanted.items():
            _copied(_chosen(members, path, is_member), place, most)


def _chosen(
    members: Sequence[_Member], path: str, is_member: Callable[[str, str], bool]
) -> _Member:
    found = [member for member in members if is_member(member.name, path)]
    least = min((member.name.count("/") for member in found), default=0)
    nearest = [member for member in found if member.name.count("/") == least]
    if len(nearest) == 1:
        return nearest[0]
    raise RefusedError((_SEVERAL if nearest else _NOT_IN_IT).filled(name=path))


def _copied(member: _Member, place: Path, most: int) -> None:
    source = member.open()
    if source is None:
        raise RefusedError(_NOT_IN_IT.filled(name=member.name))
    with source:
        write(source, place, most, member.name)


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def write(source: _Readable, place: Path, most: int, name: str) -> None:
    """All of it, but no more than so many bytes. Raises RefusedError; OSError for the disk."""
    place.parent.mkdir(parents=True, exist_ok=True)
    left = most
    with named_errors(place), place.open("wb") as file:
        while chunk := source.read(_CHUNK):
            left -= len(chunk)
            if left < 0:
                raise RefusedError(_TOO_LARGE.filled(name=name, most=most))
            file.write(chunk)


@contextmanager
def named_errors(place: Path) -> Iterator[None]:
    """What the disk says, with the name of the file: a full one says none."""
    try:
        yield
    except OSError as error:
        if error.filename is not None or error.errno is None:
            raise
        raise OSError(error.errno, error.strerror, str(place)) from error


@contextmanager
def _members(archive: Path) -> Iterator[Sequence[_Member]]:
    if archive.name.endswith(".zip"):
        with zipfile.ZipFile(archive) as file:
            yield [*_of_zip(file)]
    else:
        with tarfile.open(archive) as file:
            yield [*_of_tar(file)]


def _of_zip(file: zipfile.ZipFile) -> Iterator[_Member]:
    link, kinds = _LINKS
    for info in file.infolist():
        _check(info.filename)
        if not info.is_dir() and (info.external_attr >> 16) & kinds != link:
            yield _Member(info.filename, lambda info=info: file.open(info))  # type: ignore[misc]


def _of_tar(file: tarfile.TarFile) -> Iterator[_Member]:
    for info in file:
        _check(info.name)
        if info.isreg():
            yield _Member(info.name, lambda info=info: file.extractfile(info))  # type: ignore[misc]


def _check(name: str) -> None:
    """Nothing of such a name would be taken; who makes one is not to be trusted with the rest."""
    if name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/"):
        raise RefusedError(_OUTSIDE.filled(name=name))


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except _BROKEN as error:
        raise RefusedError(_UNREADABLE.filled(reason=str(error) or type(error).__name__)) from error
    except OSError as error:
        if error.errno is not None:  # the disk's; bz2 has none for data that are broken
            raise
        raise RefusedError(_UNREADABLE.filled(reason=str(error))) from error


def gunzip(source: Path, place: Path, most: int) -> None:
    """Raises RefusedError; OSError for the disk."""
    with _told(), gzip.open(source) as file:
        write(file, place, most, place.name)


def lines(source: Path, place: Path, most: int) -> None:
    """A list in JSON as one line of JSON for each of its items. Raises RefusedError; OSError."""
    if source.stat().st_size > most:
        raise RefusedError(_TOO_LARGE.filled(name=place.name, most=most))
    try:
        items: Any = json.loads(source.read_bytes())
        if not isinstance(items, list):
            raise RefusedError(_NO_LIST.filled(reason=verbatim(type(items).__name__)))
        text = "".join(f"{json.dumps(item)}\n" for item in items)
    except (ValueError, RecursionError) as error:
        raise RefusedError(_NO_LIST.filled(reason=error)) from error
    with named_errors(place):
        place.write_text(text, encoding="utf-8")
