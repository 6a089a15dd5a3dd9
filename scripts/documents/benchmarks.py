"""The benchmarks that are here, and the ways in which each is asked, as rows of a table."""

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from evalbench.config import files
from evalbench.config.schema import DatasetConfig
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
        yield Variant(name, library.sets_in(paths[0]))


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
    for variant in variants():
        first = variant.sets[0]
        if variant.about is None:
            continue
        asks = "ppl" if first.scores_labels else "gen"
        version = version_of([each.version for each in variant.sets])
        rows.append(
            (
                f"`{variant.name}`", variant.about.title, str(len(variant.sets)), asks,
                str(_shots(first)), first.evaluator.metric, version,
            )
        )  # fmt: skip
    return rows


def _shots(dataset: DatasetConfig) -> int:
    many = [{} for _ in range(10_000)]  # as many examples as may be asked for
    return len(dataset.retriever.retrieve(many)) if dataset.retriever.needs_examples else 0
