"""Where a benchmark's files are."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import evalbench
from evalbench.errors import DatasetError
from evalbench.errors.data import DATA_NOT_FOUND, FILE_MISSING
from evalbench.errors.entries import Phrase
from evalbench.interfaces import Dataset, Row

VARIABLE = "EVALBENCH_DATA"
_AISBENCH = "AIS_BENCH_DATASETS_CACHE"
_TREE = "ais_bench/datasets"
# what configs written for AISBench and OpenCompass put before a benchmark's folder
_PREFIXES = ("./data/", "data/", "ais_bench/datasets/")
# names of OpenCompass, by the folders that AISBench has for the same
_FOLDERS = {
    "opencompass/agieval": "agieval",
    "AGIEval/data/v1": "agieval",
    "opencompass/aime2024": "aime/aime.jsonl",
    "aime.jsonl": "aime/aime.jsonl",
    "opencompass/aime2025": "aime2025/aime2025.jsonl",
    "opencompass/bbh": "BBH/data",
    "opencompass/boolq": "SuperGLUE/BoolQ/val.jsonl",
    "opencompass/ceval-exam": "ceval/formal_ceval",
    "opencompass/code_generation_lite": "code_generation_lite",
    "opencompass/GAOKAO-BENCH": "GAOKAO-BENCH/data",
    "opencompass/hellaswag": "hellaswag/hellaswag.jsonl",
    "opencompass/hellaswag_ice": "hellaswag",
    "opencompass/humaneval": "humaneval/human-eval-v2-20210705.jsonl",
    "opencompass/Longbench": "LongBench",
    "opencompass/longbenchv2": "LongBench-v2/data.json",
    "opencompass/mbpp": "mbpp/mbpp.jsonl",
    "opencompass/piqa": "physicaliqa-train-dev",
    "piqa": "physicaliqa-train-dev",
    "opencompass/sanitized_mbpp": "mbpp/sanitized-mbpp.jsonl",
    "opencompass/trivia_qa": "triviaqa",
    "opencompass/xsum": "Xsum",
    "THUDM/LongBench": "LongBench",
    "Xsum/dev.jsonl": "Xsum",
}
_FETCH = Phrase(
    "\n  or try: evalbench datasets fetch {folder}",
    "\n  也可尝试：evalbench datasets fetch {folder}",
)
_PLAIN = Path("data")
_SHIPPED = Path(evalbench.__file__).parent / "datasets"


def locate(path: str, dataset: type[Dataset], where: str) -> Path:
    """The file or folder of a config's `path`.

    Looked up in $EVALBENCH_DATA, ./data, then the path as it stands; the demo sets are in the
    package.
    """
    relative = canonical(path)
    places = _places(_names(path))
    places.append(Path(path))
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
        hint=_fetching(dataset, path),
    )


def rows(
    dataset: type[Dataset], place: Path, path: str, split: str, options: Mapping[str, Any]
) -> list[Row]:
    """Those that a config's `path`, which is at `place`, has of a split.

    Raises DatasetError; of a file that is not there it says how it could be had.
    """
    try:
        return dataset.load(place, split, **options)
    except DatasetError as error:
        if error.entry is not FILE_MISSING or not place.is_relative_to(own()):
            raise  # in another folder than that which is written to it would be missing still
        raise error.telling(hint=_fetching(dataset, path)) from error


def _fetching(dataset: type[Dataset], path: str) -> Phrase | str:
    """How the files of a benchmark are fetched; "" where that would not bring them to `path`."""
    folder = canonical(path).split("/")[0]
    if dataset.about is None or dataset.about.by_hand or folder != dataset.layout.split("/")[0]:
        return ""
    return _FETCH.filled(folder=folder)


def _places(names: Sequence[str]) -> list[Path]:
    roots = [Path(os.environ[name]) for name in (VARIABLE, _AISBENCH) if os.environ.get(name)]
    # AISBench's folder may hold ais_bench/datasets/, or lie within it
    places = [
        place for root in roots for name in names for place in (root / name, root / _TREE / name)
    ]
    return [*places, *(_PLAIN / name for name in names)]


def canonical(path: str) -> str:
    """Where a config's `path` is below a folder of data that is laid out as AISBench's."""
    return _names(path)[0]


def found(path: str) -> Path | None:
    """A file of that path in one of the folders of data, if it is there."""
    return next((place for place in _places([path]) if place.exists()), None)


def own() -> Path:
    """The folder of data that is written to."""
    said = os.environ.get(VARIABLE)
    return Path(said) if said else _PLAIN


def _stripped(path: str) -> str:
    for prefix in _PREFIXES:
        if path.startswith(prefix):
            path = path.removeprefix(prefix)
            break
    return path.rstrip("/") or path


def _names(path: str) -> list[str]:
    """What a path may be called below a folder of data, the likeliest first."""
    plain = _stripped(path)
    known = _FOLDERS.get(plain)
    return [*([known] if known else []), plain.removeprefix("opencompass/")]
