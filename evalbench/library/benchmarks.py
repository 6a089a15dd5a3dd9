"""The benchmarks that are here, out of the shipped configs, and the folder of data of each."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from evalbench.config import files
from evalbench.config.schema import DatasetConfig, dataset_config
from evalbench.data_folder import canonical
from evalbench.errors import DatasetError
from evalbench.errors.config import UNKNOWN_BENCHMARK
from evalbench.errors.data import FILE_MISSING
from evalbench.errors.suggestions import did_you_mean
from evalbench.interfaces import About, Dataset
from evalbench.library import facts


class Benchmark(NamedTuple):
    """What is asked of one set of files; some have several (FewCLUE), in the same folder."""

    about: About
    folder: str  # below the folder of data; the name by which it is fetched
    sets: Sequence[DatasetConfig]
    names: frozenset[str]  # by which it may be called, in lower case

    @property
    def loader(self) -> type[Dataset]:
        return self.sets[0].loader


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
    """By title; read once, for there are a hundred configs."""
    found: dict[str, Benchmark] = {}
    for paths in files.listing("datasets", [files.SHIPPED]).values():
        for config in sets_in(paths[0]):
            about, relative = config.loader.about, canonical(config.path)
            if about is None or relative.startswith("demo/"):
                continue
            folder = relative.split("/")[0]
            known = found.get(about.title, Benchmark(about, folder, (), frozenset()))
            names = {about.title.lower(), folder.lower(), paths[0].parent.name.lower()}
            found[about.title] = known._replace(
                sets=(*known.sets, config), names=known.names | names
            )
    return [found[title] for title in sorted(found, key=str.casefold)]


def sets_in(path: Path) -> Sequence[DatasetConfig]:
    """The data sets of a shipped config."""
    return [dataset_config(each, str(path)) for each in raw_sets(path)]


def raw_sets(path: Path) -> list[dict[str, Any]]:
    """The same as the dicts that the file has; a shipped config has one list of them."""
    return next(value for key, value in files.read(path).items() if key.endswith("_datasets"))


def named(names: Sequence[str]) -> Sequence[Benchmark]:
    """Those of the names, or all where none is said. Raises ConfigError for a name of nobody."""
    known = benchmarks()
    if not names:
        return known
    for name in names:
        if not any(name.lower() in each.names for each in known):
            hint = did_you_mean(name, {each.folder for each in known})
            raise UNKNOWN_BENCHMARK(name=name, hint=hint)
    said = {name.lower() for name in names}
    return [each for each in known if each.names & said]


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
