"""When what was written is on the disk itself, and not only with the operating system.

What the operating system has survives the end of every process; what the disk has survives a power
cut, too. Nothing that is timed waits for a disk: files that grow are looked after by a thread of
the main process, whoever writes to them.
"""

import errno
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal, get_args

from evalbench.errors import OutputError
from evalbench.errors.output import NOT_ON_DISK

Fsync = Literal["never", "second", "always"]
FSYNC_NAMES: tuple[Fsync, ...] = get_args(Fsync)
DEFAULT_FSYNC: Fsync = "second"
# from one look at the files that grow to the next: the time of the disk comes on top
_PAUSE_S = {"second": 0.5, "always": 0.05}
_NO_SUCH_THING = (errno.EINVAL, errno.ENOTSUP, errno.EACCES)  # of file systems, for a folder
_sync_data = getattr(os, "fdatasync", os.fsync)  # macOS has only the latter


class Durability:
    """Brings files to the disk, as the policy says it."""

    def __init__(self, policy: Fsync, root: Path) -> None:
        """`root` is the highest folder that may have something new in it."""
        self._policy = policy
        self._root = root
        self._folders: set[Path] = set()  # whose own entries are on the disk
        self._sizes: dict[Path, tuple[int, int]] = {}  # inode and bytes that are
        self._begun = self._ended = 0  # rounds of the thread
        self._fault: OutputError | None = None

    @property
    def wanted(self) -> bool:
        """Whether anything is brought to the disk at all."""
        return self._policy != "never"

    def line(self, handle: int, path: Path) -> None:
        """A line was put into an open file. Raises OutputError."""
        self.check()
        if self._policy == "always":
            with _told(path):
                _sync_data(handle)

    def whole(self, path: Path) -> None:
        """A file is complete, but perhaps not under its name yet. Raises OSError."""
        if self.wanted:
            sync_file(path)

    def entry(self, path: Path) -> None:
        """A file has got its name. Raises OSError."""
        if not self.wanted:
            return
        sync_folder(path.parent)
        for folder in path.parents:
            if folder in self._folders or folder == self._root:
                break
            sync_folder(folder.parent)
            self._folders.add(folder)

    @contextmanager
    def watching(self, growing: Callable[[], Iterable[Path]]) -> Iterator[None]:
        """Meanwhile what those files have got is on the disk within a second.

        With the policy "always" there is hardly a pause. Raises OutputError at the end when that
        has failed.
        """
        if not self.wanted:
            yield
            return
        ended = threading.Event()

        def watch() -> None:
            while not ended.wait(_PAUSE_S[self._policy]):
                self._round(growing)

        thread = threading.Thread(target=watch, name="durability", daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()
            self._round(growing)
        self.check()

    def settled(self) -> Callable[[], bool]:
        """A question that is answered with yes as soon as all that is written now is on the disk.

        It needs somebody who is `watching`.
        """
        if not self.wanted:
            return lambda: True
        wanted = self._begun + 1  # a round that is under way may have passed by it
        return lambda: self._ended >= wanted

    def check(self) -> None:
        """Raise OutputError when something could not be brought to the disk."""
        if self._fault is not None:
            raise self._fault

    def _round(self, growing: Callable[[], Iterable[Path]]) -> None:
        if self._fault is not None:  # a disk forgets what it could not write: no second try is true
            return
        self._begun += 1
        try:
            for path in growing():
                with _told(path), suppress(FileNotFoundError):  # it has gone meanwhile
                    self._sync_if_grown(path)
        except OutputError as fault:
            self._fault = fault
        else:
            self._ended = self._begun

    def _sync_if_grown(self, path: Path) -> None:
        found = path.stat()
        size = (found.st_ino, found.st_size)
        if self._sizes.get(path) == size:
            return
        sync_file(path)
        if path not in self._sizes:
            self.entry(path)
        self._sizes[path] = size


def sync_file(path: Path) -> None:
    """All that any process has written to it. Raises OSError."""
    handle = os.open(path, os.O_RDONLY)
    try:
        _sync_data(handle)
    finally:
        os.close(handle)


def sync_folder(path: Path) -> None:
    """The names in it. Raises OSError, but not where a file system has no such thing."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _NO_SUCH_THING:
            raise
    finally:
        os.close(handle)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NOT_ON_DISK(path=path, why=error.strerror) from error
