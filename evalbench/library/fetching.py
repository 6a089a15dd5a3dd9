"""A benchmark's files from where they are published into the folder of data, or not at all.

Nothing that comes is run. A file of a known SHA-256 has it, or is refused; where none is known,
the benchmark's own loader must find as many rows as were published. What has come is put into its
place only when all of it is there and right, under a lock, a rename each.
"""

import errno
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfile, rmtree
from typing import NamedTuple

from evalbench import data_folder
from evalbench.claim import claimed
from evalbench.durability import sync_file, sync_folder
from evalbench.errors import DatasetError
from evalbench.errors.config import OFFLINE_NOW
from evalbench.errors.data import (
    BEING_FETCHED,
    BY_HAND,
    DATA_FOLDER_FAILS,
    NO_ROOM_FOR_DATA,
    NOT_FETCHED,
    OTHER_FILE_THERE,
)
from evalbench.errors.entries import Phrase, joined, verbatim
from evalbench.interruption import Interrupted
from evalbench.library import facts, unpacking
from evalbench.library.benchmarks import Benchmark, counted
from evalbench.library.presence import Present, digest, present, sha256_of
from evalbench.library.store import NoRoomError, Store
from evalbench.library.unpacking import RefusedError
from evalbench.library.waiting import announce
from evalbench.library.words import Say, size, some

_WORK = ".fetching"  # below the folder of data: the lock, downloads, and what is being looked at
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_RESTRICTED = re.compile(r"non-commercial|\bNC\b|research only", re.IGNORECASE)

_HEAD = Phrase("{folder}: {titles}\n  licence: {licence}", "{folder}：{titles}\n  许可：{licence}")
_MIND = Phrase("  all or a part of it is not for commercial use", "  全部或部分数据不可商用")
_WANTED = Phrase("  {files} file{s}{size}, into {place}", "  {files} 个文件{size}，目标 {place}")
_SIZE = Phrase(", {size}", "，{size}")
_HERE = Phrase("  all files are here already", "  文件均已存在")
_FROM = Phrase("  from {address}", "  来源 {address}")
_FAILED = Phrase("  no: {reason}", "  失败：{reason}")
_DONE = Phrase("  in place: {proof}", "  已就位：{proof}")
_SUMS = Phrase("every SHA-256 as published", "SHA-256 均与发布值一致")
_SOME_SUMS = Phrase(
    "SHA-256 as published of {known}, the others have none; rows as published: {rows}",
    "{known} 个文件的 SHA-256 与发布值一致，其余无已知值；行数与发布值一致：{rows}",
)
_ROWS = Phrase(
    "no SHA-256 is known; rows as published: {rows}", "无已知 SHA-256；行数与发布值一致：{rows}"
)

_OTHER_SUM = Phrase(
    "{name} has the {kind} {found}, not {expected}", "{name} 的 {kind} 为 {found}，应为 {expected}"
)
_OTHER_ROWS = Phrase(
    "{title} has {found} rows in {split}, not {expected}",
    "{title} 的 {split} 有 {found} 行，应为 {expected} 行",
)
_UNREAD = Phrase("its loader refuses it: {error}", "加载器无法读取：{error}")
_ROOM = Phrase("{needed} are needed, {free} are free", "需要 {needed}，可用 {free}")
_OF_FILE = Phrase("{address}: {reason}", "{address}：{reason}")
_ONE = Phrase("its only source", "唯一的来源")
_ALL = Phrase("any of its {count} sources", "{count} 个来源中的任何一个")
_NOTHING = Phrase("", "")
_KEPT = Phrase(
    "interrupted; what has come is kept: the same command goes on with it",
    "已中断；已下载的部分会保留，再次执行同一命令即可继续",
)


class _Set(NamedTuple):
    """What is to be fetched."""

    folder: str
    benchmarks: Sequence[Benchmark]
    root: Path  # the folder of data
    ready: Path  # where files are looked at before they are put in their places
    missing: Sequence[facts.File]
    there: Sequence[Path]  # what is in the folder already


def fetch(folder: str, benchmarks: Sequence[Benchmark], say: Say) -> None:
    """Have all files of a set. Raises ConfigError and DatasetError, and Interrupted."""
    root = data_folder.own()
    say(str(_head(folder, benchmarks)))
    announce(folder, say)
    here = present(folder)
    _check_ours(here)
    missing = [each.file for each in here if each.place is None]
    if here and not missing:
        say(str(_HERE))
        return
    _check_may(folder, benchmarks, root, missing)
    with _disk(folder, root), _alone(root) as work:
        wanted = _wanted(folder, benchmarks, root, work)
        if not wanted.missing:
            say(str(_HERE))
            return
        store = Store(work / "downloads", say)
        try:
            _try_all(wanted, store, say)
        except KeyboardInterrupt as stop:
            raise Interrupted(_KEPT) from stop
        finally:
            rmtree(wanted.ready, ignore_errors=True)
        store.clear()


def _head(folder: str, benchmarks: Sequence[Benchmark]) -> Phrase:
    titles = "; ".join(each.about.title for each in benchmarks)
    licences = "; ".join(dict.fromkeys(each.about.licence for each in benchmarks))
    told = _HEAD.filled(folder=folder, titles=titles, licence=licences)
    if not _RESTRICTED.search(licences):
        return told
    return joined([told, _MIND], verbatim("\n"))


def _check_ours(here: Sequence[Present]) -> None:
    """Raises DatasetError for a file that is another one, in whichever folder of data."""
    for each in here:
        if each.differs:
            assert each.sha256 is not None
            assert each.file.sha256 is not None
            raise OTHER_FILE_THERE(
                path=each.place, found=each.sha256[:12], expected=each.file.sha256[:12]
            )


def _check_may(
    folder: str, benchmarks: Sequence[Benchmark], root: Path, missing: Sequence[facts.File]
) -> None:
    loader = benchmarks[0].loader
    files = some(missing, loader.layout)
    if facts.is_offline() and facts.sources(folder):
        raise OFFLINE_NOW(
            name=folder, variable=facts.OFFLINE, files=files, folder=root, source=loader.source
        )
    if not facts.sources(folder) or not facts.files(folder):
        why = facts.by_hand(folder)
        told = Phrase(": {why}", "：{why}").filled(why=why) if why else _NOTHING
        raise BY_HAND(name=folder, why=told, files=files, folder=root, source=loader.source)


def _wanted(folder: str, benchmarks: Sequence[Benchmark], root: Path, work: Path) -> _Set:
    """What is missing in the folder that is written to, now that nobody else writes there."""
    found = present(folder, lambda path: root / path if (root / path).exists() else None)
    missing = [each.file for each in found if each.place is None]
    there = [each.place for each in found if each.place is not None]
    return _Set(folder, benchmarks, root, work / "ready", missing, there)


@contextmanager
def _alone(root: Path) -> Iterator[Path]:
    """The folder of work, while no other process fetches into the same folder of data."""
    work = root / _WORK
    work.mkdir(parents=True, exist_ok=True)
    with claimed(work / "lock") as claim:
        if claim.holder is not None:
            raise BEING_FETCHED(folder=root, holder=claim.holder)
        yield work


@contextmanager
def _disk(name: str, root: Path) -> Iterator[None]:
    """What the disk says, as an error of ours."""
    try:
        yield
    except NoRoomError as full:
        reason = _ROOM.filled(needed=size(full.needed), free=size(full.free))
        raise NO_ROOM_FOR_DATA(
            folder=root, name=name, reason=reason, variable=data_folder.VARIABLE
        ) from full
    except OSError as error:
        if error.errno in _FULL:
            raise NO_ROOM_FOR_DATA(
                folder=root, name=name, reason=error.strerror, variable=data_folder.VARIABLE
            ) from error
        raise DATA_FOLDER_FAILS(path=error.filename or root, reason=error.strerror) from error


def _try_all(wanted: _Set, store: Store, say: Say) -> None:
    """From the first source that has all of it. Raises DatasetError when none has."""
    sizes = [file.size for file in wanted.missing]
    total = size(sum(each or 0 for each in sizes))
    known = _SIZE.filled(size=total) if None not in sizes else _NOTHING
    files = len(wanted.missing)
    s = "s" * (files != 1)
    say(str(_WANTED.filled(files=files, s=s, size=known, place=wanted.root)))
    sources = facts.sources(wanted.folder)
    for source in sources:
        say(str(_FROM.filled(address=source.address(wanted.missing[0].path))))
        try:
            _get(wanted, source, store)
            rows = _checked(wanted, source, store)
        except RefusedError as refused:
            say(str(_FAILED.filled(reason=refused.told)))
            continue
        _put_in_place(wanted)
        say(str(_DONE.filled(proof=_proof(wanted, rows))))
        return
    loader = wanted.benchmarks[0].loader
    raise NOT_FETCHED(
        name=wanted.folder,
        tried=_ONE if len(sources) == 1 else _ALL.filled(count=len(sources)),
        variables=", ".join([facts.MIRROR, *dict.fromkeys(_variables(wanted.folder))]),
        files=some(wanted.missing, loader.layout),
        folder=wanted.root,
        source=loader.source,
    )


def _proof(wanted: _Set, rows: Sequence[str]) -> Phrase:
    known = sum(file.sha256 is not None for file in wanted.missing)
    if known == len(wanted.missing):
        return _SUMS
    return (_SOME_SUMS if known else _ROWS).filled(known=known, rows=", ".join(rows))


def _variables(folder: str) -> Iterator[str]:
    for source in facts.sources(folder):
        if source.host:
            yield source.host.variable


def _get(wanted: _Set, source: facts.Source, store: Store) -> None:
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


def _from_archive(wanted: _Set, source: facts.Source, store: Store, most: int) -> None:
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


def _checked(wanted: _Set, source: facts.Source, store: Store) -> Sequence[str]:
    """Sums, and rows of what has none; the rows, for people. Raises RefusedError.

    What is wrong is not kept; what has the right sum is, and need not come again.
    """
    unknown = [file for file in wanted.missing if file.sha256 is None]
    suspects = unknown
    try:
        for file in wanted.missing:
            if file.sha256 is not None:
                suspects = [file]
                found = sha256_of(wanted.ready / file.path)
                _check_sum(file.path, "SHA-256", found, file.sha256)
        suspects = unknown
        return _counted(wanted) if unknown else []
    except RefusedError:
        for file in suspects:
            store.forget(source.address(file.path))
        raise


def _check_sum(name: str, kind: str, found: str, expected: str) -> None:
    if found != expected:
        raise RefusedError(
            _OTHER_SUM.filled(name=name, kind=kind, found=found[:12], expected=expected[:12])
        )


def _counted(wanted: _Set) -> Sequence[str]:
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


def _put_in_place(wanted: _Set) -> None:
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
