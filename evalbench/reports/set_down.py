"""What two runs have set down of their data sets before they asked: versions and check sums."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256

from evalbench.errors.entries import Phrase
from evalbench.reports import words
from evalbench.types import Json

Datasets = Mapping[str, Mapping[str, Json]]  # the part of a passport, by abbr
_DIGITS = 12


def differing(a: Datasets, b: Datasets, names: Iterable[str]) -> Iterator[str]:
    """A line for each kind of difference: the first data set that has it, and how many more.

    What one of the runs has not set down (it is of an earlier evalbench, or ended early) is none.
    """
    common = [name for name in names if name in a and name in b]
    for kind, told in _SET_DOWN.items():
        pairs = {name: (told(a[name]), told(b[name])) for name in common}
        other = [name for name, said in pairs.items() if None not in said and len({*said}) > 1]
        if other:
            in_a, in_b = pairs[other[0]]
            more = words.SO_TOO.filled(count=len(other) - 1) if other[1:] else ""
            said = {"name": other[0], "a": in_a, "b": in_b, "more": more}
            yield str(words.SET_DOWN.filled(kind=kind, **said))


def _prompts(dataset: Mapping[str, Json]) -> str | None:
    digest = dataset.get("prompts_sha256")
    if not digest:
        return None
    told = words.OVER_SAMPLES.filled(digest=digest[:_DIGITS], samples=dataset.get("samples"))
    return str(told)


def _data(dataset: Mapping[str, Json]) -> str | None:
    """One sum for all files, wherever they lie; None where that of one is not known."""
    sums = sorted({*(dataset.get("files") or {}).values()}, key=str)
    if not sums or None in sums:
        return None
    whole = sums[0] if len(sums) == 1 else sha256("".join(sums).encode()).hexdigest()
    return str(whole)[:_DIGITS]


_SET_DOWN: Mapping[Phrase, Callable[[Mapping[str, Json]], str | None]] = {
    words.VERSION: lambda dataset: dataset.get("version"),
    words.PROMPT_HASH: _prompts,
    words.DATA_HASH: _data,
}
