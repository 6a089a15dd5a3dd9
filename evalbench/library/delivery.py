"""The files of a benchmark from one source: had, looked at, and put into their places.

A file of a known SHA-256 has it, or is refused; where none is known, the benchmark's own loader
must find as many rows as were published.
"""

import errno
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfile, rmtree
from typing import NamedTuple

from evalbench import data_folder
from evalbench.durability import sync_file, sync_folder
from evalbench.errors import DatasetError
from evalbench.errors.entries import Phrase
from evalbench.library import facts, unpacking
from evalbench.library.benchmarks import Benchmark, counted
from evalbench.library.presence import digest, sha256_of
from evalbench.library.store import Store
from evalbench.library.unpacking import RefusedError

_OTHER_SUM = Phrase(
    "{name} has the {kind} {found}, not {expected}", "{name} 的 {kind} 为 {found}，应为 {expected}"
)
_OTHER_ROWS = Phrase(
    "{title} has {found} rows in {split}, not {expected}",
    "{title} 的 {split} 有 {found} 行，应为 {expected} 行",
)
_OF_FILE = Phrase("{address}: {reason}", "{address}：{reason}")
_UNREAD = Phrase("its loader refuses it: {error}", "加载器无法读取：{error}")


class Wanted(NamedTuple):
    """What is to be fetched."""

    folder: str
    benchmarks: Sequence[Benchmark]
    root: Path  # the folder of data
    ready: Path  # where files are looked at before they are put in their places
    missing: Sequence[facts.File]
    there: Sequence[Path]  # what is in the folder already


def get(wanted: Wanted, source: facts.Source, store: Store) -> None:
    """All that is missing, side by side. Raises RefusedError, and OSError for the disk."""
    rmtree(wanted.ready, ignore_errors=True)
    wanted.ready.mkdir(parents=True)
    most = source.most_mb << 20
    if source.is_archive:
        _from_archive(wanted, source, store, most)
        return
    for file in wanted.missing:
        url, place = source.address(file.path), wanted.ready / file.path
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            _have(file, url, place, store, most)
        except RefusedError as refused:
            if file is wanted.missing[0]:  # whose address has been told
                raise
            told = _OF_FILE.filled(address=url, reason=refused.told)
            raise RefusedError(told) from refused


def check(wanted: Wanted, source: facts.Source, store: Store) -> Sequence[str]:
    """Sums, and rows of what has none; the rows, for people. Raises RefusedError.

    What is wrong is not kept; what has the right sum is, and need not come again.
    """
    refused = []
    for file in wanted.missing:
        try:
            _check_file(file, wanted, source, store)
        except RefusedError as wrong:
            refused.append(wrong)
    if refused:
        raise refused[0]
    without = [file for file in wanted.missing if file.sha256 is None]
    with _forgetting(without, source, store):
        return _counted(wanted) if without else []


def _check_file(file: facts.File, wanted: Wanted, source: facts.Source, store: Store) -> None:
    if file.sha256 is not None:
        with _forgetting([file], source, store):
            found = sha256_of(wanted.ready / file.path)
            _check_sum(file.path, "SHA-256", found, file.sha256)


@contextmanager
def _forgetting(files: Sequence[facts.File], source: facts.Source, store: Store) -> Iterator[None]:
    try:
        yield
    except RefusedError:
        for file in files:
            store.forget(source.address(file.path))
        raise


def put_in_place(wanted: Wanted) -> None:
    """A rename for all where the folder is new, else one each; they are on the disk before it."""
    for file in wanted.missing:
        sync_file(wanted.ready / file.path)
    place = wanted.root / wanted.folder
    if not wanted.there and not place.exists():
        (wanted.ready / wanted.folder).rename(place)
        sync_folder(wanted.root)
        return
    for file in wanted.missing:
        target = wanted.root / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        _moved(wanted.ready / file.path, target)
        sync_folder(target.parent)


def _have(file: facts.File, url: str, place: Path, store: Store, most: int) -> None:
    form = _form(url, file.path)
    if form is None:
        _linked(store.get(url, file.size or most), place)
        return
    try:
        form(store.get(url, most), place, most)
    except RefusedError:
        store.forget(url)
        raise


def _linked(file: Path, place: Path) -> None:
    """There under both names, so that a fetch that is cut off need not ask for it again."""
    try:
        place.hardlink_to(file)
    except OSError:  # a file system without hard links
        with unpacking.named_errors(place):
            copyfile(file, place)


def _from_archive(wanted: Wanted, source: facts.Source, store: Store, most: int) -> None:
    url = source.address(wanted.missing[0].path)
    archive = store.get(url, most)
    try:
        if source.md5:
            _check_sum(archive.name.partition("-")[2], "MD5", digest(archive, "md5"), source.md5)
        places = {file.path: wanted.ready / file.path for file in wanted.missing}
        unpacking.take(archive, places, source.is_member, most)
    except RefusedError:
        store.forget(url)
        raise


def _form(url: str, path: str) -> Callable[[Path, Path, int], None] | None:
    """How what is at the address becomes the file; None: it is the file."""
    if url.endswith(".gz") and not path.endswith(".gz"):
        return unpacking.gunzip
    if url.endswith(".json") and path.endswith(".jsonl"):
        return unpacking.lines
    return None


def _check_sum(name: str, kind: str, found: str, expected: str) -> None:
    if found != expected:
        raise RefusedError(
            _OTHER_SUM.filled(name=name, kind=kind, found=found[:12], expected=expected[:12])
        )


def _counted(wanted: Wanted) -> Sequence[str]:
    for place in wanted.there:  # loaders may want them beside the new ones
        link = wanted.ready / place.relative_to(wanted.root)
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(place.resolve())
    told = []
    for benchmark in wanted.benchmarks:
        try:
            splits = counted(
                benchmark, lambda config: wanted.ready / data_folder.canonical(config.path)
            )
        except DatasetError as error:
            raise RefusedError(_UNREAD.filled(error=error)) from error
        for split in splits:
            if not split.right:
                raise RefusedError(
                    _OTHER_ROWS.filled(
                        title=benchmark.about.title,
                        found=split.found,
                        split=split.name,
                        expected=split.expected,
                    )
                )
            told.append(f"{split.name} {split.found}")
    return told


def _moved(file: Path, target: Path) -> None:
    try:
        file.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:  # the folder is a link to another disk
            raise
        beside = target.with_name(f".{target.name}.new")
        with unpacking.named_errors(beside):
            copyfile(file, beside)
        sync_file(beside)
        beside.replace(target)
