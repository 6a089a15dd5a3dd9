"""Where a benchmark's files are."""

import os
from pathlib import Path

import evalbench
from evalbench.errors.data import DATA_NOT_FOUND
from evalbench.interfaces import Dataset

VARIABLE = "EVALBENCH_DATA"
_AISBENCH = "AIS_BENCH_DATASETS_CACHE"
_TREE = "ais_bench/datasets"
# what configs written for AISBench and OpenCompass put before a benchmark's folder
_PREFIXES = ("./data/", "data/", "ais_bench/datasets/")
_SHIPPED = Path(evalbench.__file__).parent / "datasets"


def locate(path: str, dataset: type[Dataset], where: str) -> Path:
    """The file or folder of a config's `path`.

    Looked up in $EVALBENCH_DATA, ./data, then the path as it stands; the demo sets are in the
    package.
    """
    relative = _stripped(path)
    roots = [Path(os.environ[name]) for name in (VARIABLE, _AISBENCH) if os.environ.get(name)]
    # AISBench's folder may hold ais_bench/datasets/, or lie within it
    places = [place for root in roots for place in (root / relative, root / _TREE / relative)]
    places += [Path("data") / relative, Path(path)]
    if relative.startswith("demo/"):
        places.append(_SHIPPED / relative)
    for place in places:
        if place.exists():
            return place
    raise DATA_NOT_FOUND(
        where=where,
        path=path,
        places=", ".join(map(str, dict.fromkeys(places))),
        variable=VARIABLE,
        folder=relative.split("/")[0],
        layout=dataset.layout,
        source=dataset.source,
    )


def _stripped(path: str) -> str:
    for prefix in _PREFIXES:
        if path.startswith(prefix):
            return path.removeprefix(prefix)
    return path
