"""The benchmarks that are here, and the ways in which each is asked, as rows of a table."""

from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from evalbench.config import files
from evalbench.config.schema import DatasetConfig, dataset_config
from evalbench.interfaces import About

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
        path = paths[0]
        raw: list[Any] = next(
            value for key, value in files.read(path).items() if key.endswith("_datasets")
        )
        yield Variant(name, [dataset_config(each, str(path)) for each in raw])


def of_benchmarks(*, chinese: bool) -> Sequence[Sequence[str]]:
    """Title, rows by split, licence, paper, source, status."""
    rows = {}
    for variant in variants():
        about, loader = variant.about, variant.sets[0].loader
        if about is not None:
            counts = ", ".join(f"{split} {count}" for split, count in about.rows.items())
            status = _STATUS[about.verified, chinese]
            rows[about.title] = (
                about.title, counts or "–", about.licence, about.paper or "–", loader.source, status
            )  # fmt: skip
    return [rows[title] for title in sorted(rows, key=str.casefold)]


def of_variants() -> list[Sequence[str]]:
    """Config, benchmark, data sets in it, how it asks, shots, metric, version."""
    rows = []
    for variant in variants():
        first = variant.sets[0]
        if variant.about is None:
            continue
        asks = "ppl" if first.inferencer.needs_logprobs else "gen"
        version = _version([each.version for each in variant.sets])
        rows.append(
            (
                f"`{variant.name}`", variant.about.title, str(len(variant.sets)), asks,
                str(_shots(first)), first.evaluator.metric, version,
            )
        )  # fmt: skip
    return rows


def _version(versions: Sequence[str]) -> str:
    """Of several data sets: six hex digits over those of all."""
    if len(set(versions)) == 1:
        return versions[0]
    return sha256(" ".join(versions).encode()).hexdigest()[:6]


def _shots(dataset: DatasetConfig) -> int:
    many = [{} for _ in range(10_000)]  # as many examples as may be asked for
    return len(dataset.retriever.retrieve(many)) if dataset.retriever.needs_examples else 0
