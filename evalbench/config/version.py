"""The version of a data set's config: six hex digits that are others when its scores can be."""

import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec

# How often what a class or function reads or grades has changed since a release that had it. A
# config cannot show that; a number here makes every config that names it another version.
REVISIONS: Mapping[str, int] = {}

PARTS = ("data", "split", "prompt", "scoring")


def version_of_parts(*parts: Mapping[str, Any]) -> str:
    """Over the four PARTS: loader and its options; columns, splits and ranges; prompt; scoring.

    Not over names, paths and repeats: they change no answer's worth. Classes and functions count by
    their bare names, so that a module may move.
    """
    return digits(dict(zip(PARTS, parts, strict=True)))


def digits(value: Any) -> str:
    """The first six of a SHA-256 over plain values, classes and functions."""
    text = msgspec.json.encode(_plain(value), order="deterministic")
    return hashlib.sha256(text).hexdigest()[:6]


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        found = {str(key): _plain(each) for key, each in value.items()}
        type_ = value.get("type")
        return found if type_ is None else {**found, **_named(type_)}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value if isinstance(value, str | int | float | None) else _bare(value)


def _named(type_: Any) -> dict[str, Any]:
    name = _bare(type_)
    revision = REVISIONS.get(name)
    return {"type": name} if revision is None else {"type": name, "revision": revision}


def _bare(named: Any) -> str:
    """Of a function of the config's own, the name that has digits of its source in it."""
    name = named if isinstance(named, str) else getattr(named, "name", None) or named.__name__
    return str(name).rpartition(".")[2]
