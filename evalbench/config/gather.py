"""From names, or one whole file, to the dicts that they mean and the file that each came from."""

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from evalbench.config import files
from evalbench.config.options import Options
from evalbench.datasets.custom import custom_dataset_config
from evalbench.errors import ConfigError

Raw = dict[str, Any]
DEFAULT_SUMMARIZER = {"accuracy": "default", "performance": "default_perf"}


@dataclass(frozen=True, slots=True)
class Found:
    """Dicts and, at the same place of a second list, the file that each came from."""

    models: list[Raw]
    datasets: list[Raw]
    summarizer: Raw
    model_files: list[str]
    dataset_files: list[str]
    summarizer_file: str
    used: tuple[files.ConfigFile, ...]
    work_dir: str | None = None


def gather(options: Options, summary: str) -> Found:
    """All dicts that the command line names; nothing in them is checked yet."""
    return _whole_file(options, summary) if options.config else _by_name(options, summary)


def _by_name(options: Options, summary: str) -> Found:
    trees = files.roots(options.config_dir)
    if not options.models:
        raise ConfigError(
            "no model named", fix="--models NAME (evalbench --list models), or a config file"
        )
    if not options.datasets and not options.custom_dataset_path:
        raise ConfigError(
            "no data set named",
            fix="--datasets NAME (evalbench --list datasets), or --custom-dataset-path FILE",
        )
    if options.datasets and options.custom_dataset_path:
        raise ConfigError("--datasets and --custom-dataset-path exclude each other")
    model_files = [files.find("models", name, trees) for name in options.models]
    dataset_files = [files.find("datasets", name, trees) for name in options.datasets]
    name = options.summarizer or DEFAULT_SUMMARIZER[summary]
    summarizer_file = files.find("summarizers", name, trees)
    models = [(raw, str(f.path)) for f in model_files for raw in _list_of(f.path, "models")]
    datasets = [(raw, str(f.path)) for f in dataset_files for raw in _datasets_of(f.path)]
    if options.custom_dataset_path:
        path = Path(options.custom_dataset_path)
        datasets.append((custom_dataset_config(path, options.custom_dataset_data_type), str(path)))
    return Found(
        models=[raw for raw, _ in models],
        datasets=[raw for raw, _ in datasets],
        summarizer=_summarizer_of(summarizer_file.path),
        model_files=[origin for _, origin in models],
        dataset_files=[origin for _, origin in datasets],
        summarizer_file=str(summarizer_file.path),
        used=(*model_files, *dataset_files, summarizer_file),
    )


def _whole_file(options: Options, summary: str) -> Found:
    path = Path(options.config or "")
    for option, given in (
        ("--models", options.models),
        ("--datasets", options.datasets),
        ("--custom-dataset-path", options.custom_dataset_path),
    ):
        if given:
            raise ConfigError(
                f"{option} and the config file {path} exclude each other",
                fix="the file names its models and data sets itself",
            )
    values = files.read(path)
    _check_names(values, path)
    models, datasets = _list_in(values, "models", path), _datasets_in(values, path)
    used = [files.ConfigFile("config", path.stem, path)]
    summarizer: Any = values.get("summarizer")
    origin = str(path)
    if options.summarizer or not _is_for(summarizer, summary):
        name = options.summarizer or DEFAULT_SUMMARIZER[summary]
        file = files.find("summarizers", name, files.roots(options.config_dir))
        summarizer, origin = _summarizer_of(file.path), str(file.path)
        used.append(file)
    return Found(
        models=models,
        datasets=datasets,
        summarizer=summarizer,
        model_files=[str(path)] * len(models),
        dataset_files=[str(path)] * len(datasets),
        summarizer_file=origin,
        used=tuple(used),
        work_dir=values.get("work_dir"),
    )


def _is_for(summarizer: Any, summary: str) -> bool:
    """One file may serve both kinds of run: the other kind's summarizer is passed over."""
    other = {"accuracy": "performance", "performance": "accuracy"}[summary]
    return isinstance(summarizer, dict) and summarizer.get("attr") != other


def _check_names(values: Raw, path: Path) -> None:
    """A file may hold variables of its own, but not one that all but names what we read."""
    known = ("models", "datasets", "summarizer", "work_dir")
    for name in values:
        if name in known or name.endswith("_datasets"):
            continue
        missing = [each for each in known if each not in values]
        if near := get_close_matches(name, missing, n=1, cutoff=0.85):
            raise ConfigError(f"{path}: nothing reads {name!r}", fix=f"did you mean {near[0]}?")


def _list_of(path: Path, key: str) -> list[Raw]:
    return _list_in(files.read(path), key, path)


def _list_in(values: Raw, key: str, path: Path) -> list[Raw]:
    found = values.get(key)
    if not isinstance(found, list) or not found or not all(isinstance(e, dict) for e in found):
        raise ConfigError(f"{path}: {key} must be a list of dicts", fix=f"{key} = [dict(…)]")
    return found


def _datasets_of(path: Path) -> list[Raw]:
    return _datasets_in(files.read(path), path)


def _datasets_in(values: Raw, path: Path) -> list[Raw]:
    """`datasets` where the file has it, else every list whose name ends in `_datasets`."""
    if "datasets" in values:
        return _list_in(values, "datasets", path)
    keys = [key for key in values if key.endswith("_datasets")]
    if not keys:
        raise ConfigError(f"{path}: no variable ends in _datasets")
    return [raw for key in keys for raw in _list_in(values, key, path)]


def _summarizer_of(path: Path) -> Raw:
    found = files.read(path).get("summarizer")
    if not isinstance(found, dict):
        raise ConfigError(f"{path}: summarizer must be a dict", fix="summarizer = dict(…)")
    return found
