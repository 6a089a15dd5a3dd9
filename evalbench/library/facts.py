"""What is known of where benchmarks are published: sources.toml and published.tsv, read."""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cache
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

import msgspec
from msgspec import Struct

from evalbench.errors.config import MIRROR_MALFORMED
from evalbench.errors.entries import Phrase

MIRROR = "EVALBENCH_MIRROR"  # a folder of data on a web server, laid out as ours
OFFLINE = "EVALBENCH_OFFLINE"
_HERE = Path(__file__).parent
_ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz")
_BRACES = re.compile(r"\{([^{}]*)\}")


class File(NamedTuple):
    """A file that loaders read, below the folder of data."""

    path: str
    size: int | None  # bytes; None, as the next, where no published file is known to the byte
    sha256: str | None


class Source(Struct, frozen=True, forbid_unknown_fields=True):
    """One place from which all files of a set can be had; its keys are told in sources.toml."""

    url: str = ""
    urls: Mapping[str, str] = {}
    tail: int = 1
    under: str = ""
    md5: str = ""
    most_mb: int = 1024

    @property
    def is_archive(self) -> bool:
        return self.url.endswith(_ARCHIVES)

    @property
    def host(self) -> "Host | None":
        """None: of an address that the user gave."""
        address = self.url or next(iter(self.urls.values()))
        return _facts().hosts.get(address.partition(":")[0])

    def address(self, path: str) -> str:
        """The URL of one file; of an archive its own. Raises ConfigError for a mirror's."""
        said = self.urls.get(path) or self.url.replace("{tail}", quote(self.ending(path)))
        host, _, rest = said.partition(":")
        known = _facts().hosts.get(host)
        return f"{known.base}/{rest}" if known else said

    def ending(self, path: str) -> str:
        """How the file's path ends at the source."""
        return "/".join(PurePosixPath(path).parts[-self.tail :])

    def is_member(self, name: str, path: str) -> bool:
        """Whether a name in the archive is that of a file."""
        ending = f"{self.under}/{self.ending(path)}".lstrip("/")
        return name == ending or name.endswith(f"/{ending}")


class Host(Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    url: str
    variable: str  # of the environment: another address for the same

    @property
    def base(self) -> str:
        return _of_environment(self.variable) or self.url


class ByHand(Struct, frozen=True):
    en: str
    zh: str


class Known(Struct, frozen=True, forbid_unknown_fields=True):
    """What stands in sources.toml about one folder of data."""

    files: Sequence[str] = ()
    sources: Sequence[Source] = ()
    by_hand: ByHand | None = None


class Count(Struct, frozen=True, forbid_unknown_fields=True):
    """How many rows the loader of a benchmark gives of a split, with these options."""

    benchmark: str
    split: str
    rows: int
    options: Mapping[str, Any] = {}
    spare: int = 0  # rows that the loader may pass over, where nobody says how many it does


class _Facts(Struct, frozen=True, forbid_unknown_fields=True):
    hosts: Mapping[str, Host]
    sets: Mapping[str, Known]
    counts: Sequence[Count] = ()


@cache
def _facts() -> _Facts:
    return msgspec.toml.decode((_HERE / "sources.toml").read_bytes(), type=_Facts)


@cache
def _published() -> Mapping[str, File]:
    """Every file that is known to the byte, by its path."""
    lines = (_HERE / "published.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines)
    return {path: File(path, int(size), sha256) for path, size, sha256 in rows}


def hosts() -> Sequence[Host]:
    return list(_facts().hosts.values())


def folders() -> Sequence[str]:
    """Those of which something is known."""
    return list(_facts().sets)


def files(folder: str) -> Sequence[File]:
    """What is wanted in a folder of data; nothing where that is not known."""
    known = _facts().sets.get(folder)
    wanted = chain.from_iterable(_named(pattern) for pattern in (known.files if known else ()))
    return [_published().get(path, File(path, None, None)) for path in wanted]


def sources(folder: str) -> Sequence[Source]:
    """In the order in which they are tried, the user's own mirror first."""
    known = _facts().sets.get(folder)
    if not known:
        return ()
    own = _of_environment(MIRROR)
    mirror = [Source(url=f"{own}/{{tail}}", tail=99)] if own else []
    return [*mirror, *known.sources]


def published_sources(folder: str) -> Sequence[Source]:
    """Without the mirror that a user may have."""
    known = _facts().sets.get(folder)
    return known.sources if known else ()


def by_hand(folder: str) -> Phrase | None:
    """Why there is nothing to be fetched; None where nothing is to be said about it."""
    known = _facts().sets.get(folder)
    return Phrase(known.by_hand.en, known.by_hand.zh) if known and known.by_hand else None


def counts(benchmark: str) -> Sequence[Count]:
    """Those that differ from what the benchmark's own page says."""
    return [each for each in _facts().counts if each.benchmark == benchmark]


def is_offline() -> bool:
    """As with HF_HUB_OFFLINE: anything but nothing, 0, false and no."""
    return os.environ.get(OFFLINE, "").strip().lower() not in ("", "0", "false", "no")


def _of_environment(variable: str) -> str:
    """The address that a variable names; "" for none. Raises ConfigError."""
    said = os.environ.get(variable, "").strip().rstrip("/")
    if not said:
        return ""
    if not _is_address(said):
        raise MIRROR_MALFORMED(variable=variable, said=said)
    return said


def _is_address(said: str) -> bool:
    try:
        parts = urlsplit(said)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # http://[::1, http://mirror:80a
        return False


def _named(pattern: str) -> Iterator[str]:
    """The paths that a pattern means, every {a,b} in turn."""
    found = _BRACES.search(pattern)
    if found:
        for each in found[1].split(","):
            yield from _named(pattern[: found.start()] + each + pattern[found.end() :])
    elif "*" in pattern:
        yield from (path for path in _published() if fnmatchcase(path, pattern))
    else:
        yield pattern
