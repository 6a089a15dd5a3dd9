"""Words of `evalbench datasets` that several of its parts say."""

from collections.abc import Callable, Sequence

from evalbench.errors.entries import Phrase
from evalbench.library import facts

Say = Callable[[str], None]

BY_HAND = Phrase("by hand", "手动获取")
_MORE = Phrase("{first} … ({count} files: {layout})", "{first} 等 {count} 个文件（{layout}）")
_UNKNOWN = Phrase("size unknown", "大小未知")
_UNITS = ("B", "kB", "MB", "GB")


def size(count: int | None) -> str:
    """Bytes for people, in thousands."""
    if count is None:
        return str(_UNKNOWN)
    value, unit = float(count), 0
    while value >= 1000 and unit < len(_UNITS) - 1:
        value, unit = value / 1000, unit + 1
    return f"{value:.1f} {_UNITS[unit]}" if unit else f"{count} B"


def some(files: Sequence[facts.File], layout: str) -> str | Phrase:
    """The files by name where they are few; the layout where none is known."""
    paths = [file.path for file in files]
    if len(paths) > 4:
        return _MORE.filled(first=", ".join(paths[:2]), count=len(paths), layout=layout)
    return ", ".join(paths) or layout


def places(folder: str) -> str | Phrase:
    """Where a set would be fetched from, by the names of the hosts."""
    hosts = [each.host for each in facts.published_sources(folder)]
    names = dict.fromkeys(host.name for host in hosts if host)
    return ", ".join(names) or BY_HAND
