"""From names, or one whole file, to the dicts that they mean and the file that each came from."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import Struct, field, structs

from evalbench.config import files
from evalbench.config.build import instance, typed
from evalbench.config.foreign import bases
from evalbench.config.foreign.whole import of_file, told
from evalbench.config.options import Kind, Options, Selection
from evalbench.config.random_prompts import random_prompts
from evalbench.datasets.custom import custom_dataset_config
from evalbench.errors import ConfigError
from evalbench.errors.config import (
    FILE_NAMES_ALL,
    NO_DATASET,
    NO_DATASETS_VARIABLE,
    NO_MODEL,
    NOT_A_DICT,
    NOT_A_LIST_OF_DICTS,
    NOTHING_READS,
    OPTION_NEEDS_OTHER,
    OPTIONS_EXCLUDE,
)
from evalbench.errors.entries import Phrase

Raw = dict[str, Any]
_NONE = Phrase("missing", "没有写")
_OTHERWISE = Phrase("something else", "不是")
DEFAULT_SUMMARIZER = {"accuracy": "default", "performance": "default_perf"}


class Given(NamedTuple):
    """A dict of a config file."""

    kind: str  # models, datasets or summarizer
    raw: Raw
    file: str
    place: str = ""  # within it: models[0], or the variable

    @property
    def where(self) -> str:
        """What an error about it begins with."""
        return f"{self.file}: {self.place}"

    @property
    def origin(self) -> str:
        """The config that it comes from: its file, or in a file of many its variable."""
        return self.place.removesuffix("_datasets") if self.place else Path(self.file).stem


class Found(Struct, frozen=True):
    models: list[Given]
    datasets: list[Given]
    summarizer: Given
    used: tuple[files.ConfigFile, ...]
    work_dir: str | None = None
    selection: Selection = field(default_factory=Selection)
    notes: tuple[Phrase, ...] = ()  # of what is passed over


def gather(options: Options, kind: Kind, *, without_data: bool = False) -> Found:
    """All dicts that the command line names; nothing in them is checked yet.

    `without_data` lets it name models alone.
    """
    with bases.noted() as notes:
        if options.config:
            found = _whole_file(options, kind)
        else:
            found = _by_name(options, kind, without_data=without_data)
    return structs.replace(found, notes=(*found.notes, *notes))


def _by_name(options: Options, kind: Kind, *, without_data: bool) -> Found:
    if not options.models:
        raise NO_MODEL()
    named = options.datasets or options.custom_dataset_path or options.input_len
    if not (named or without_data):
        raise NO_DATASET()
    if options.datasets and options.custom_dataset_path:
        why = Phrase("a run asks the one or the other", "一次运行只能用其中一种")
        raise OPTIONS_EXCLUDE(option="--datasets", other="--custom-dataset-path", why=why)
    trees = files.roots(options.config_dir)
    models = [files.find("models", name, trees) for name in options.models]
    given = [each for file in models for each in _models_in(files.read(file.path), file.path)]
    datasets = [files.find("datasets", name, trees) for name in options.datasets]
    summarizer = _summarizer_file(options, kind)
    return Found(
        models=given,
        datasets=[
            *(each for file in datasets for each in _datasets_in(files.read(file.path), file.path)),
            *_custom(options),
            *_random(options, given),
        ],
        summarizer=_summarizer_in(files.read(summarizer.path), summarizer.path),
        used=(*models, *datasets, summarizer),
    )


def _custom(options: Options) -> list[Given]:
    if not options.custom_dataset_path:
        for option, said in (
            ("--custom-dataset-data-type", options.custom_dataset_data_type),
            ("--custom-dataset-meta-path", options.custom_dataset_meta_path),
        ):
            if said:
                raise OPTION_NEEDS_OTHER(
                    option=option,
                    other="--custom-dataset-path",
                    why=Phrase("it is about that file", "它针对那个文件"),
                )
        return []
    path = Path(options.custom_dataset_path)
    raw = custom_dataset_config(
        path, options.custom_dataset_data_type, options.custom_dataset_meta_path
    )
    return [Given("datasets", raw, str(path))]


def _random(options: Options, models: Sequence[Given]) -> list[Given]:
    if not options.input_len:
        return []
    raw = random_prompts(options, options.input_len, [each.raw for each in models])
    return [Given("datasets", raw, "--input-len")]


def _whole_file(options: Options, kind: Kind) -> Found:
    path = Path(options.config or "")
    _refuse_names_beside(path, options)
    values = files.read(path)
    _check_names(values, path)
    used = [files.ConfigFile("config", path.stem, path)]
    if options.summarizer or not _is_for(values.get("summarizer"), kind):
        used.append(_summarizer_file(options, kind))
        summarizer = _summarizer_in(files.read(used[-1].path), used[-1].path)
    else:
        summarizer = _summarizer_in(values, path)
    return Found(
        models=_models_in(values, path),
        datasets=_datasets_in(values, path),
        summarizer=summarizer,
        used=tuple(used),
        work_dir=typed(values.get("work_dir"), str | None, f"{path}: work_dir"),
        selection=instance(Selection, values.get("selection") or {}, f"{path}: selection"),
        notes=_passed_over(values, path),
    )


def _passed_over(values: Raw, path: Path) -> tuple[Phrase, ...]:
    try:
        return told(path.name, of_file(values))
    except ConfigError as error:
        raise error.at(str(path)) from error


def _refuse_names_beside(path: Path, options: Options) -> None:
    for option, given in (
        ("--models", options.models),
        ("--datasets", options.datasets),
        ("--input-len", options.input_len),
        ("--custom-dataset-path", options.custom_dataset_path),
    ):
        if given:
            raise FILE_NAMES_ALL(option=option, path=path)


def _is_for(summarizer: Any, kind: Kind) -> bool:
    """One file may serve both kinds of run: the other kind's summarizer is passed over."""
    other = {"accuracy": "performance", "performance": "accuracy"}[kind]
    return isinstance(summarizer, dict) and summarizer.get("attr") != other


def _check_names(values: Raw, path: Path) -> None:
    """A file may hold variables of its own, but not one that all but names what we read."""
    known = ("models", "datasets", "summarizer", "work_dir", "selection")
    for name in values:
        if name in known or name.endswith("_datasets"):
            continue
        missing = [each for each in known if each not in values]
        if near := get_close_matches(name, missing, n=1, cutoff=0.85):
            raise NOTHING_READS(path=path, name=name, near=near[0])


def _models_in(values: Raw, path: Path) -> list[Given]:
    return [
        Given("models", raw, str(path), f"models[{place}]")
        for place, raw in enumerate(_dicts_in(values, "models", path))
    ]


def _datasets_in(values: Raw, path: Path) -> list[Given]:
    """`datasets` where the file has it, else every list whose name ends in `_datasets`."""
    keys = [key for key in values if key.endswith("_datasets")]
    if "datasets" in values:
        keys = ["datasets"]
    elif not keys:
        raise NO_DATASETS_VARIABLE(path=path)
    lists = {key: _dicts_in(values, key, path) for key in keys}
    if len(keys) == 1:
        return [Given("datasets", raw, str(path)) for raw in lists[keys[0]]]
    return [Given("datasets", raw, str(path), key) for key, raw in _each_once(lists)]


def _each_once(lists: Mapping[str, list[Raw]]) -> Iterator[tuple[str, Raw]]:
    """Without those of an aggregate whose parts are lists of the same file, as in AISBench's."""
    taken: dict[str, list[Raw]] = {}
    for key, raws in lists.items():
        for raw in raws:
            alike = taken.setdefault(str(raw.get("abbr")), [])
            if raw not in alike:
                alike.append(raw)
                yield key, raw


def _dicts_in(values: Raw, key: str, path: Path) -> list[Raw]:
    found = values.get(key)
    if not isinstance(found, list) or not found or not all(isinstance(e, dict) for e in found):
        found_as = _OTHERWISE if key in values else _NONE
        raise NOT_A_LIST_OF_DICTS(key=key, found=found_as).at(str(path))
    return found


def _summarizer_file(options: Options, kind: Kind) -> files.ConfigFile:
    name = options.summarizer or DEFAULT_SUMMARIZER[kind]
    return files.find("summarizers", name, files.roots(options.config_dir))


def _summarizer_in(values: Raw, path: Path) -> Given:
    found = values.get("summarizer")
    if not isinstance(found, dict):
        raise NOT_A_DICT(key="summarizer", found=found).at(str(path))
    return Given("summarizer", found, str(path), "summarizer")
