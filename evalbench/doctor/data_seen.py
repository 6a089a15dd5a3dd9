"""The data sets as they lie on this host: rows, longest prompts, and the hashes of their files."""

import hashlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from msgspec import structs

from evalbench.config.dataset import DatasetConfig
from evalbench.config.options import Selection
from evalbench.config.resolve import RunConfig
from evalbench.data_folder import locate
from evalbench.errors import EvalbenchError
from evalbench.plan import make_plan
from evalbench.prompts.roles import as_text
from evalbench.questions import Questions
from evalbench.tokenizer import OF_THE_MODEL
from evalbench.types import Prompt, Sample

_SUFFIXES = frozenset({".csv", ".jsonl", ".json", ".txt", ".parquet"})
_RENDERED = 20_000  # prompts that are looked at: a second


class Hashed(NamedTuple):
    file: str
    sha256: str


class Longest(NamedTuple):
    """The sample whose prompt has most bytes, or was made to have most tokens."""

    sample: Sample
    prompt: Callable[[], Prompt]
    of: int  # how many prompts were compared
    among: int


class DataSeen(NamedTuple):
    sets: tuple[Questions, ...]
    faults: tuple[EvalbenchError, ...]
    files: tuple[Hashed, ...]
    longest: Longest | None


def look_at(config: RunConfig, selection: Selection) -> DataSeen:
    """Read every data set as a run would, and hash what lies at its path."""
    sets: list[Questions] = []
    faults: list[EvalbenchError] = []
    for dataset in config.datasets:
        alone = structs.replace(config, datasets=(dataset,), models=config.models[:1])
        try:
            plan = make_plan(alone, Selection(selection.num_prompts, None, selection.seed))
        except EvalbenchError as error:
            faults.append(error)
        else:
            sets += [task.questions for task in plan.tasks]
    files = {each.file: each for dataset in config.datasets for each in _hashed(dataset)}
    return DataSeen(tuple(sets), tuple(faults), tuple(files.values()), _longest(sets))


def _hashed(dataset: DatasetConfig) -> Iterator[Hashed]:
    if dataset.path == OF_THE_MODEL:
        return
    try:
        place = locate(dataset.path, dataset.loader, dataset.abbr)
        for file in _files_at(place):
            yield Hashed(str(file), hashlib.sha256(file.read_bytes()).hexdigest())
    except (EvalbenchError, OSError):
        return  # reading the rows has told it


def _files_at(place: Path) -> list[Path]:
    if place.is_file():
        return [place]
    return [file for file in sorted(place.rglob("*")) if file.suffix in _SUFFIXES]


def _longest(sets: list[Questions]) -> Longest | None:
    pairs = [(questions, sample) for questions in sets for sample in questions.samples]
    if not pairs:
        return None
    made = [pair for pair in pairs if pair[1].input_len is not None]
    if made:
        questions, sample = max(made, key=lambda pair: pair[1].input_len or 0)
        return Longest(sample, partial(questions.prompt, sample), len(made), len(made))
    looked = pairs[:: -(-len(pairs) // _RENDERED)]
    questions, sample = max(looked, key=_bytes_of_prompt)
    return Longest(sample, partial(questions.prompt, sample), len(looked), len(pairs))


def _bytes_of_prompt(pair: tuple[Questions, Sample]) -> int:
    questions, sample = pair
    return len(as_text(questions.prompt(sample)).encode())
