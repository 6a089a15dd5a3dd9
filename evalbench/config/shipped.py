"""The configs of data sets that are shipped: modules of ours, imported as any other.

All of them together take a third of a second so, and ten times as long by way of `files.read`,
which finds the line of every name and maps those of other tools.
"""

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from evalbench.config import files


class Shipped(NamedTuple):
    """One config file."""

    path: Path
    raw: Sequence[Mapping[str, Any]]  # the dicts of its data sets


def data_sets() -> Iterator[Shipped]:
    """Every config of a data set, by name."""
    files.ready()
    for paths in files.listing("datasets", [files.SHIPPED]).values():
        parts = paths[0].relative_to(files.SHIPPED).with_suffix("").parts
        module = import_module(".".join(["evalbench", "configs", *parts]))
        lists = (value for name, value in vars(module).items() if name.endswith("_datasets"))
        yield Shipped(paths[0], next(lists))
