"""What is to be asked: every model with every data set, every question read and chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path

import numpy as np

from evalbench.config.data_folder import locate
from evalbench.config.load import RunConfig
from evalbench.config.schema import DatasetConfig, ModelConfig
from evalbench.errors import ConfigError, DatasetError, EvalbenchError
from evalbench.interfaces import Row
from evalbench.prompts.render import render
from evalbench.types import Prompt, Sample


@dataclass(frozen=True, slots=True)
class Questions:
    """One data set's samples, and the examples that its prompts may show."""

    config: DatasetConfig
    samples: tuple[Sample, ...]
    examples: tuple[Row, ...] = field(default=(), repr=False)

    def prompt(self, sample: Sample) -> Prompt:
        """The prompt of one sample; the same each time it is asked for."""
        config = self.config
        return render(
            config.prompt_template,
            config.ice_template,
            config.retriever.retrieve(self.examples),
            sample.fields,
            config.reader.output_column,
        )


@dataclass(frozen=True, slots=True)
class Task:
    """One cell of the table."""

    model: ModelConfig
    questions: Questions

    @property
    def name(self) -> str:
        return f"{self.model.abbr}/{self.questions.config.abbr}"


@dataclass(frozen=True, slots=True)
class Batch:
    """Tasks of one model that share its slots: one load, and in a timed run one table."""

    name: str
    model: ModelConfig
    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    config: RunConfig
    tasks: tuple[Task, ...]
    seed: int
    warmups: int  # requests before each batch that are not recorded
    models_at_once: int

    def with_models(self, models: Sequence[ModelConfig]) -> "Plan":
        """The same questions for these models; those that are not among them are not asked."""
        by_abbr = {model.abbr: model for model in models}
        tasks = tuple(
            Task(by_abbr[task.model.abbr], task.questions)
            for task in self.tasks
            if task.model.abbr in by_abbr
        )
        return replace(self, config=replace(self.config, models=tuple(models)), tasks=tasks)

    def of_each_model(self) -> list[Batch]:
        """All of a model's tasks together: nothing waits for the last answer of a small subject."""
        return [Batch("all", model, self._of(model)) for model in self.config.models]

    def _of(self, model: ModelConfig) -> tuple[Task, ...]:
        return tuple(task for task in self.tasks if task.model.abbr == model.abbr)

    def of_each_load(self) -> list[Batch]:
        """A model's tasks by benchmark: what is measured together is one kind of work.

        Named after the data set, or after its class when there are several (AISBench's file names).
        """
        batches = []
        for model in self.config.models:
            for _, group in groupby(self._of(model), key=_workload):
                batches.append(_load(model, tuple(group)))
        return _distinct_names(batches)


def _workload(task: Task) -> tuple[str, type]:
    return task.questions.config.origin, task.questions.config.loader


def _load(model: ModelConfig, tasks: tuple[Task, ...]) -> Batch:
    first = tasks[0].questions.config
    name = first.abbr if len(tasks) == 1 else first.loader.__name__.lower()
    return Batch(name, model, tasks)


def _distinct_names(batches: Sequence[Batch]) -> list[Batch]:
    """Two variants of one benchmark are told apart by their config file."""
    taken: set[tuple[str, str]] = set()
    named = []
    for batch in batches:
        name = batch.name
        if (batch.model.abbr, name) in taken:
            name = f"{name}@{Path(batch.tasks[0].questions.config.origin).stem}"
        taken.add((batch.model.abbr, name))
        named.append(Batch(name, batch.model, batch.tasks))
    return named


def make_plan(
    config: RunConfig,
    *,
    num_prompts: int | None = None,
    sample: int | None = None,
    seed: int = 0,
    warmups: int = 0,
    models_at_once: int = 1,
) -> Plan:
    """Read all data, choose the questions, render one prompt of each set: errors come now.

    `num_prompts` takes the first n of each set, `sample` n of each benchmark over all its subjects.
    """
    if num_prompts is not None and sample is not None:
        raise ConfigError("--num-prompts and --sample exclude each other")
    sets = [_read(each, num_prompts) for each in config.datasets]
    if sample is not None:
        sets = _stratified(sets, sample, seed)
    for questions in sets:
        _try_prompt(questions)
    tasks = tuple(Task(model, questions) for model in config.models for questions in sets)
    return Plan(config, tasks, seed, warmups, models_at_once)


def _try_prompt(questions: Questions) -> None:
    try:
        questions.prompt(questions.samples[0])
    except EvalbenchError as error:
        raise error.at(f"{questions.config.origin}: {questions.config.abbr}") from error


def _read(config: DatasetConfig, limit: int | None) -> Questions:
    path = locate(config.path, config.loader, config.abbr)
    rows = config.loader.load(path, config.reader.test_split, **config.load_options)
    chosen = list(enumerate(rows))[config.reader.rows()][:limit]
    if not chosen:
        raise DatasetError(f"{config.abbr}: no rows in {path} ({config.reader.test_split})")
    _check_columns(config, chosen[0][1], path)
    examples: Sequence[Row] = ()
    if config.retriever.needs_examples:
        examples = config.loader.load(path, config.reader.train_split, **config.load_options)
    samples = tuple(_sample(config, index, row) for index, row in chosen)
    return Questions(config, samples, tuple(examples))


def _check_columns(config: DatasetConfig, row: Row, path: Path) -> None:
    wanted = [*config.reader.input_columns]
    if config.reader.output_column:
        wanted.append(config.reader.output_column)
    missing = [column for column in wanted if column not in row]
    if missing:
        raise DatasetError(
            f"{path}: no column {', '.join(map(repr, missing))}, which reader_cfg of "
            f"{config.abbr} names",
            fix=f"the columns are {', '.join(row)}",
        )


def _sample(config: DatasetConfig, index: int, row: Row) -> Sample:
    output = config.reader.output_column
    gold = row[output] if output else None
    return Sample(
        dataset=config.abbr,
        index=index,
        fields=_visible(config, row),
        reference=config.gold(gold) if config.gold and gold is not None else gold,
        max_out_len=row.get("max_out_len"),
    )


def _visible(config: DatasetConfig, row: Row) -> Mapping[str, object]:
    """Only what reader_cfg names can get into a prompt: no other column is leaked."""
    names = {*config.reader.input_columns, config.reader.output_column}
    return {name: value for name, value in row.items() if name in names}


def _stratified(sets: Sequence[Questions], total: int, seed: int) -> list[Questions]:
    """`total` questions of each benchmark, spread over its subjects by their size.

    Largest remainders get the seats left over, so that the sum is exact; which questions of a
    subject are taken is drawn from the seed and the subject's name, so that one more subject
    changes none.
    """
    chosen = []
    for _, group in groupby(sets, key=lambda each: (each.config.origin, each.config.loader)):
        subjects = list(group)
        seats = _seats([len(each.samples) for each in subjects], total)
        for questions, count in zip(subjects, seats, strict=True):
            if count:
                chosen.append(_drawn(questions, count, seed))
    return chosen


def _seats(sizes: Sequence[int], total: int) -> list[int]:
    everything = sum(sizes)
    total = min(total, everything)
    shares = [size * total / everything for size in sizes]
    seats = [int(share) for share in shares]
    by_remainder = sorted(range(len(sizes)), key=lambda i: (seats[i] - shares[i], i))
    for place in by_remainder[: total - sum(seats)]:
        seats[place] += 1
    return seats


def _drawn(questions: Questions, count: int, seed: int) -> Questions:
    rng = np.random.default_rng([seed, *questions.config.abbr.encode()])
    places = sorted(rng.choice(len(questions.samples), size=count, replace=False).tolist())
    samples = tuple(questions.samples[place] for place in places)
    return Questions(questions.config, samples, questions.examples)
