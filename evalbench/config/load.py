"""From the command line to everything that a run needs to know, checked before anything is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evalbench.config import files, overrides
from evalbench.config.build import build
from evalbench.config.gather import DEFAULT_SUMMARIZER, gather
from evalbench.config.options import Options
from evalbench.config.schema import DatasetConfig, ModelConfig, dataset_config, model_config
from evalbench.errors import ConfigError

Raw = dict[str, Any]
DEFAULT_WORK_DIR = "outputs/default"


@dataclass(frozen=True, slots=True)
class RunConfig:
    models: tuple[ModelConfig, ...]
    datasets: tuple[DatasetConfig, ...]
    summarizer: Any
    work_dir: str
    files: tuple[files.ConfigFile, ...]
    raw: Mapping[str, Any]  # models, datasets, summarizer as dicts: what is dumped
    notes: tuple[str, ...] = ()


def load(options: Options, *, timed: bool, summary: str) -> RunConfig:
    """Find, read, change as the command line says, and check.

    A `timed` run is prepared for measuring; `summary` is the kind of summarizer that is wanted.
    """
    found = gather(options, summary)
    models = overrides.apply(found.models, options)
    datasets, dataset_files, notes = _distinct(found.datasets, found.dataset_files)
    tree: Raw = {"models": models, "datasets": datasets, "summarizer": found.summarizer}
    tree = overrides.dotted(tree, options.cfg_options)
    if timed:
        tree["models"], told = overrides.for_timing(tree["models"], options)
        notes += told
    return RunConfig(
        models=_models(tree["models"], found.model_files),
        datasets=tuple(map(dataset_config, tree["datasets"], dataset_files)),
        summarizer=_summarizer(tree["summarizer"], summary, found.summarizer_file),
        work_dir=options.work_dir or found.work_dir or DEFAULT_WORK_DIR,
        files=found.used,
        raw=tree,
        notes=tuple(notes),
    )


def _distinct(
    datasets: Sequence[Raw], origins: Sequence[str]
) -> tuple[list[Raw], list[str], list[str]]:
    """No two data sets of one abbr: the same twice counts once, a variant gets a name of its own.

    The variants of a benchmark share their abbr, which names the result files.
    """
    kept: dict[str, Raw] = {}
    kept_origins, notes = [], []
    for given, origin in zip(datasets, origins, strict=True):
        raw, abbr = given, str(given.get("abbr"))
        if kept.get(abbr) == raw:
            continue
        if abbr in kept:
            renamed = f"{abbr}@{Path(origin).stem}"
            if kept.get(renamed) == raw:
                continue
            if renamed in kept:
                raise ConfigError(f"{origin}: two data sets have the abbr {abbr!r}")
            notes.append(f"{abbr} of {Path(origin).name} is named {renamed} here: {abbr} is taken")
            raw, abbr = {**raw, "abbr": renamed}, renamed
        kept[abbr] = raw
        kept_origins.append(origin)
    return list(kept.values()), kept_origins, notes


def _models(raws: Sequence[Raw], origins: Sequence[str]) -> tuple[ModelConfig, ...]:
    models = tuple(
        model_config(raw, f"{origin}: models[{origins[:place].count(origin)}]")
        for place, (raw, origin) in enumerate(zip(raws, origins, strict=True))
    )
    taken: dict[str, str] = {}
    for model, origin in zip(models, origins, strict=True):
        if model.abbr in taken:
            raise ConfigError(
                f"{origin}: the abbr {model.abbr!r} is also used in {taken[model.abbr]}",
                fix="give each model an abbr of its own: it names the result folder",
            )
        taken[model.abbr] = origin
        _check_tokenizer(model, origin)
    return models


_TOKENIZER_FILES = ("tokenizer.json", "tokenizer.model", "tokenizer_config.json", "vocab.json")


def _check_tokenizer(model: ModelConfig, origin: str) -> None:
    path = model.load.path
    if not path:
        return
    if not Path(path).is_dir():
        raise ConfigError(
            f"{origin}: {model.abbr}: path {path!r} is no folder",
            fix="name the folder of the model's tokenizer (--tokenizer), or leave path empty",
        )
    if not any((Path(path) / name).is_file() for name in _TOKENIZER_FILES):
        raise ConfigError(
            f"{origin}: {model.abbr}: no tokenizer in {path!r}",
            fix=f"it needs one of {', '.join(_TOKENIZER_FILES)}; it holds "
            + (", ".join(sorted(each.name for each in Path(path).iterdir())[:8]) or "nothing"),
        )


def _summarizer(raw: Raw, summary: str, origin: str) -> Any:
    attr = raw.get("attr")
    if attr != summary:
        raise ConfigError(
            f"{origin}: summarizer.attr is {attr!r}, this mode needs {summary!r}",
            fix=f"--summarizer {DEFAULT_SUMMARIZER[summary]}",
        )
    rest = {key: value for key, value in raw.items() if key != "attr"}
    return build("summarizers", rest, f"{origin}: summarizer")
