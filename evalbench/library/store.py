"""Downloads on the disk: what is whole is not asked for again, what is not is gone on with."""

import hashlib
import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path
from typing import Never
from urllib.parse import urlsplit

from tqdm import tqdm

from evalbench.errors.entries import Phrase
from evalbench.library.unpacking import RefusedError
from evalbench.library.words import Say, size
from evalbench.traffic.download import download

_COMING = Phrase("  {name}: {size}", "  {name}：{size}")
_GOES_ON = Phrase("  {name}: {size}, {had} of it here", "  {name}：{size}，已有 {had}")
_AGAIN = Phrase(
    "  {why}: tried again in {seconds:g} s (attempt {attempt} of {most})",
    "  {why}：{seconds:g} 秒后重试（第 {attempt}/{most} 次）",
)
_LITTLE = 1 << 20  # bytes that need no line of their own


class NoRoomError(Exception):
    """The disk has less room than a file needs."""

    def __init__(self, needed: int, free: int) -> None:
        super().__init__(needed, free)
        self.needed = needed
        self.free = free


class Store:
    """A folder of downloads, each under a name that comes from its address."""

    def __init__(self, folder: Path, say: Say) -> None:
        self._folder = folder
        self._say = say
        self._whole: set[Path] = set()

    def get(self, url: str, most: int) -> Path:
        """The file at an address. Raises RefusedError, NoRoomError, and OSError for the disk."""
        place = self.place(url)
        if not place.exists():
            self._folder.mkdir(parents=True, exist_ok=True)
            part = place.with_name(f"part-{place.name}")
            with _Shown(url, self._folder, self._say) as shown:
                failed = download(url, part, most=most, watcher=shown)
            if failed is not None:
                raise RefusedError(failed)
            part.replace(place)
        self._whole.add(place)
        return place

    def place(self, url: str) -> Path:
        digest = hashlib.sha256(url.encode()).hexdigest()[:16]
        return self._folder / f"{digest}-{_name(url)}"

    def forget(self, url: str) -> None:
        """It was not what was wanted: next time it is asked for again."""
        self.place(url).unlink(missing_ok=True)

    def clear(self) -> None:
        """Remove what was downloaded whole; it has been used."""
        for place in self._whole:
            place.unlink(missing_ok=True)
        with suppress(OSError):  # what another set has begun stays
            self._folder.rmdir()


def _name(url: str) -> str:
    """Of the file, with its ending, which tells an archive's form."""
    return os.path.basename(urlsplit(url).path)[-80:]  # noqa: PTH119 - of a URL, not of a path


class _Shown:
    """A download's progress: its size before it comes, and a bar on a terminal."""

    def __init__(self, url: str, folder: Path, say: Say) -> None:
        self._name = _name(url)
        self._folder = folder
        self._say = say
        self._bar: tqdm[Never] | None = None

    def __enter__(self) -> "_Shown":
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def begun(self, had: int, total: int | None) -> None:
        self.__exit__()
        free = shutil.disk_usage(self._folder).free
        if total is not None and total - had > free:
            raise NoRoomError(total - had, free)
        if total is None or total >= _LITTLE:
            told = _GOES_ON if had else _COMING
            self._say(str(told.filled(name=self._name, size=size(total), had=size(had))))
        if sys.stderr.isatty():
            self._bar = tqdm(
                total=total, initial=had, desc=self._name, unit="B", unit_scale=True, leave=False
            )

    def again(self, why: Phrase, wait_s: float, attempt: int, most: int) -> None:
        self.__exit__()
        told = _AGAIN.filled(why=why, seconds=wait_s, attempt=attempt, most=most)
        self._say(str(told))

    def came(self, count: int) -> None:
        if self._bar is not None:
            self._bar.update(count)
