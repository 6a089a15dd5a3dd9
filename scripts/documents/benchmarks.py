"""The benchmarks that are here, and the ways in which each is asked, as rows of a table."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from evalbench.config import files
from evalbench.config.dataset import DatasetConfig, dataset_config
from evalbench.errors.language import speaking
from evalbench.interfaces import About
from evalbench.library import benchmarks as library
from evalbench.library.words import places
from evalbench.summarizers.groups import version_of

CONFIGS = Path(__file__).resolve().parents[2] / "configs"
_STATUS = {
    (True, False): "verified on real data",
    (False, False): "format only",
    (True, True): "已在真实数据上验证",
    (False, True): "仅格式",
}


class Variant(NamedTuple):
    """One config file, read."""

    name: str
    sets: Sequence[DatasetConfig]

    @property
    def about(self) -> About | None:
        return self.sets[0].loader.about


@cache  # a suite may have a thousand data sets, and every table asks for all
def variants() -> tuple[Variant, ...]:
    """Every shipped config of a data set, by name."""
    return tuple(_variants())


def _variants() -> Iterator[Variant]:
    for name, paths in sorted(files.listing("datasets", [CONFIGS]).items()):
        sets = [dataset_config(each, str(paths[0])) for each in raw_sets(paths[0])]
        yield Variant(name, sets)


def raw_sets(path: Path) -> list[dict[str, Any]]:
    """The dicts of a config's data sets, as a run reads them."""
    return next(value for key, value in files.read(path).items() if key.endswith("_datasets"))


def of_benchmarks(*, chinese: bool) -> Iterator[Sequence[str]]:
    """Title, rows by split, licence, paper, source, status, where it is fetched from."""
    for benchmark in library.benchmarks():
        about = benchmark.about
        counts = ", ".join(f"{split} {count}" for split, count in about.rows.items())
        with speaking("zh" if chinese else "en"):
            fetched = str(places(benchmark.folder))
        yield (
            about.title, counts or "–", about.licence, about.paper or "–",
            benchmark.loader.source, _STATUS[about.verified, chinese], fetched,
        )  # fmt: skip


def of_variants() -> list[Sequence[str]]:
    """Config, benchmark, data sets in it, how it asks, shots, metric, version."""
    rows = []
    named = _named_shots()
    for variant in variants():
        first = variant.sets[0]
        if variant.about is None:
            continue
        version = version_of([each.version for each in variant.sets])
        asks = "ppl" if first.scores_labels else "gen"
        rows.append(
            (
                f"`{variant.name}`", variant.about.title, str(len(variant.sets)), asks,
                _shots(first, named[version]), first.evaluator.metric, version,
            )
        )  # fmt: skip
    return rows


_SHOTS = re.compile(r"_(\d+)_?shot")


def _named_shots() -> Mapping[str, int]:
    """How many shots the names of a version say at most: `bbh_gen` is its `…_3_shot_…`."""
    found: Counter[str] = Counter()
    for variant in variants():
        said = _SHOTS.search(variant.name)
        version = version_of([each.version for each in variant.sets])
        found[version] = max(found[version], int(said[1]) if said else 0)
    return found


def _shots(dataset: DatasetConfig, said: int) -> str:
    """Those that a retriever puts into the prompt; else `3*`, which are a column of the data."""
    many = [{} for _ in range(10_000)]  # as many examples as may be asked for
    if dataset.retriever.needs_examples:
        return str(len(dataset.retriever.retrieve(many)))
    return f"{said}*" if said else "0"
