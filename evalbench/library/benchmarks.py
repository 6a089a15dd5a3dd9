"""The benchmarks that are here, out of the shipped configs, and the folder of data of each."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

from evalbench.config import shipped
from evalbench.config.dataset import DatasetConfig, dataset_config
from evalbench.data_folder import canonical
from evalbench.errors import DatasetError
from evalbench.errors.config import UNKNOWN_BENCHMARK
from evalbench.errors.data import FILE_MISSING
from evalbench.errors.suggestions import did_you_mean
from evalbench.interfaces import About, Dataset
from evalbench.library import facts

_Raw = tuple[Mapping[str, Any], Path]  # the dict of a data set, and the config that has it


@dataclass(frozen=True)
class Benchmark:
    """What is asked of one set of files; some have several (FewCLUE), in the same folder."""

    about: About
    folder: str  # below the folder of data; the name by which it is fetched
    loader: type[Dataset]  # of the first of its configs
    names: frozenset[str]  # by which it may be called, in lower case
    raw: Sequence[_Raw]  # its data sets, of those that read the same rows one

    @cached_property
    def sets(self) -> Sequence[DatasetConfig]:
        """NeedleBench alone has four thousand, which a list of benchmarks does not look at."""
        return [dataset_config(raw, str(file)) for raw, file in self.raw]

    @property
    def paths(self) -> Sequence[str]:
        """What its configs name, below the folder of data."""
        return list(dict.fromkeys(canonical(raw["path"]) for raw, _ in self.raw))


class Counted(NamedTuple):
    """Rows of one split."""

    name: str
    found: int
    expected: int
    spare: int = 0  # so many may be missing

    @property
    def right(self) -> bool:
        return self.expected - self.spare <= self.found <= self.expected


class _Job(NamedTuple):
    """What a loader is asked to read."""

    loader: type[Dataset]
    path: str
    options: Mapping[str, Any]


@cache
def benchmarks() -> Sequence[Benchmark]:
    """By title; read once, for there are hundreds of configs."""
    found: dict[str, list[_Raw]] = {}
    for file, raws in shipped.data_sets():
        for raw in raws:
            about = raw["type"].about
            if about is not None and not canonical(raw["path"]).startswith("demo/"):
                found.setdefault(about.title, []).append((raw, file))
    return [_benchmark(found[title]) for title in sorted(found, key=str.casefold)]


def _benchmark(raws: Sequence[_Raw]) -> Benchmark:
    loader: type[Dataset] = raws[0][0]["type"]
    assert loader.about is not None
    folder = canonical(raws[0][0]["path"]).split("/")[0]
    names = {loader.about.title, folder, *(file.parent.name for _, file in raws)}
    ways = {_way(raw): (raw, file) for raw, file in reversed(raws)}  # the first of each stays
    lower = frozenset(name.lower() for name in names)
    return Benchmark(loader.about, folder, loader, lower, [*reversed(ways.values())])


# what does not tell which rows are read
_ASKING = ("abbr", "origin", "infer_cfg", "eval_cfg", "n", "k")


def _way(raw: Mapping[str, Any]) -> str:
    return str({key: value for key, value in raw.items() if key not in _ASKING})


def named(names: Sequence[str]) -> Sequence[Benchmark]:
    """Those of the names in their order, or all where none is said.

    Raises ConfigError for a name of nobody.
    """
    known = benchmarks()
    if not names:
        return known
    for name in names:
        if not any(name.lower() in each.names for each in known):
            hint = did_you_mean(name, {each.folder for each in known})
            raise UNKNOWN_BENCHMARK(name=name, hint=hint)
    found = (each for name in names for each in known if name.lower() in each.names)
    return list({each.about.title: each for each in found}.values())


def counted(benchmark: Benchmark, place: Callable[[DatasetConfig], Path]) -> list[Counted]:
    """The rows of each split, as the benchmark's own loader gives them.

    `place` says where the path of a config is. Raises DatasetError for files that are broken, or
    that a config needs and that are not there.
    """
    jobs = _jobs(benchmark)
    expected = facts.counts(benchmark.about.title)
    if expected:
        return [
            Counted(
                " ".join([*map(str, each.options.values()), each.split]),
                _rows(
                    [job for job in jobs if each.options.items() <= job[0].options.items()],
                    each.split,
                    place,
                ),
                each.rows,
                each.spare,
            )
            for each in expected
        ]
    return _as_published(benchmark, jobs, place)


_Jobs = Sequence[tuple[_Job, DatasetConfig]]


def _as_published(
    benchmark: Benchmark, jobs: _Jobs, place: Callable[[DatasetConfig], Path]
) -> list[Counted]:
    """For each way to read it (some benchmarks have two), all splits that its page tells.

    Loaders that differ in name alone, as LongBench's 21, read it together.
    """
    asked = {config.reader.test_split for config in benchmark.sets}
    found: dict[Counted, None] = {}
    for load in dict.fromkeys(job.loader.load for job, _ in jobs):
        own = [each for each in jobs if each[0].loader.load == load]  # a method is made anew
        for split, rows in benchmark.about.rows.items():
            try:
                found[Counted(split, _rows(own, split, place), rows)] = None
            except DatasetError as error:
                if split in asked or error.entry is not FILE_MISSING:
                    raise  # else a split that no config asks for
    return list(found)


def _rows(jobs: _Jobs, split: str, place: Callable[[DatasetConfig], Path]) -> int:
    return sum(
        len(job.loader.load(place(config), split, **config.load_options)) for job, config in jobs
    )


def _jobs(benchmark: Benchmark) -> _Jobs:
    """Each that is different, with a config that has it."""
    found: dict[str, tuple[_Job, DatasetConfig]] = {}
    for config in benchmark.sets:
        job = _Job(config.loader, canonical(config.path), config.load_options)
        way = str(job.loader.load)  # the same for loaders that differ in name alone
        key = json.dumps([way, job.path, job.options], default=str, sort_keys=True)
        found.setdefault(key, (job, config))
    return list(found.values())
