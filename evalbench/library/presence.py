"""What of a set is in the folders of data, and whether it is what was published."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from evalbench import data_folder
from evalbench.errors.data import DATA_FOLDER_FAILS
from evalbench.library import facts

_SHORT = 12  # hex digits


class Present(NamedTuple):
    """A file that is wanted, where it is, and its SHA-256."""

    file: facts.File
    place: Path | None  # None, as the next: not there
    sha256: str | None

    @property
    def differs(self) -> bool:
        """Whether it is surely not the published one."""
        return None not in (self.sha256, self.file.sha256) and self.sha256 != self.file.sha256


def present(
    folder: str, find: Callable[[str], Path | None] = data_folder.found
) -> Sequence[Present]:
    """For every file of a set. Raises DatasetError for one that cannot be read."""
    return [_seen(file, find) for file in facts.files(folder)]


def size_of(folder: str) -> int:
    """Bytes of all files of a set that are there. Raises DatasetError."""
    places = (data_folder.found(file.path) for file in facts.files(folder))
    return sum(_size(place) for place in places if place)


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError as error:
        raise DATA_FOLDER_FAILS(path=file, reason=error.strerror) from error


def unlisted(paths: Iterable[str]) -> Sequence[Present]:
    """Every file at some paths of configs, for a set of which no files are known."""
    places = {path: data_folder.found(path) for path in paths}
    files = {
        file: str(Path(path) / file.relative_to(place))
        for path, place in places.items()
        if place
        for file in ([place] if place.is_file() else sorted(place.rglob("*")))
        if file.is_file()
    }
    return [
        Present(facts.File(path, None, None), file, sha256_of(file)) for file, path in files.items()
    ]


def _seen(file: facts.File, find: Callable[[str], Path | None]) -> Present:
    place = find(file.path)
    if place is None and file.path.endswith(".gz"):  # loaders read it unpacked as well
        plain = find(file.path.removesuffix(".gz"))
        if plain is not None:
            return Present(file._replace(size=None, sha256=None), plain, sha256_of(plain))
    return Present(file, place, sha256_of(place) if place else None)


def sha256_of(file: Path) -> str:
    """Raises DatasetError."""
    return digest(file, "sha256")


def digest(file: Path, kind: str) -> str:
    """Raises DatasetError."""
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, kind).hexdigest()
    except OSError as error:
        raise DATA_FOLDER_FAILS(path=file, reason=error.strerror) from error


def short_hash(files: Sequence[Present]) -> str | None:
    """One over all files that are there, by path; None where there are none."""
    total, some = hashlib.sha256(), False
    for each in sorted(files, key=lambda one: one.file.path):
        if each.sha256:
            total.update(f"{each.sha256}  {each.file.path}\n".encode())
            some = True
    return total.hexdigest()[:_SHORT] if some else None
