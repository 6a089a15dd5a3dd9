"""What is to be asked: every model with every data set, every question read and chosen."""

from collections.abc import Mapping, Sequence
from itertools import chain, count, groupby
from pathlib import Path
from typing import Self

import numpy as np
from msgspec import Struct, structs

from evalbench.config.labels import is_scored
from evalbench.config.options import Selection
from evalbench.config.resolve import RunConfig
from evalbench.config.schema import DatasetConfig, ModelConfig
from evalbench.data_folder import locate
from evalbench.datasets.files import Source, noted
from evalbench.errors import EvalbenchError
from evalbench.errors.config import OPTIONS_EXCLUDE
from evalbench.errors.data import (
    CHOICES_ARE_NO_TEXTS,
    GOLD_IS_NO_LABEL,
    NO_COLUMN,
    NO_ROWS_CHOSEN,
)
from evalbench.errors.entries import Phrase, joined
from evalbench.interfaces import Model, ReadsRows, Row
from evalbench.prompts.render import Labelled, check_fields, render, render_label
from evalbench.prompts.template import PromptTemplate
from evalbench.tokenizer import OF_THE_MODEL, OF_THE_MODEL_OR_NONE, common_folder
from evalbench.types import Extractions, Json, Prompt, Record, Sample, right_answer

ALL = "all"  # the name of a load of several workloads


class Questions(Struct, frozen=True):
    """One data set's samples, and the examples that its prompts may show."""

    dataset: DatasetConfig
    samples: tuple[Sample, ...]
    examples: tuple[Row, ...] = ()
    sources: tuple[Source, ...] = ()  # the files that they came out of
    used_up: bool = False  # there are no further rows that could be asked

    def prompt(self, sample: Sample) -> Prompt:
        """The prompt of one sample; the same each time it is asked for."""
        if sample.label is not None:
            return self.labelled(sample, sample.label).prompt
        return render(*self._rendered(sample))

    def labelled(self, sample: Sample, label: str) -> Labelled:
        """The prompt that ends in a label, and which part of it is the label's own."""
        return render_label(label, *self._rendered(sample), choices=self.dataset.choices)

    def _rendered(
        self, sample: Sample
    ) -> tuple[
        PromptTemplate | None, PromptTemplate | None, Sequence[Row], Mapping[str, Json], str | None
    ]:
        dataset = self.dataset
        return (
            dataset.prompt_template,
            dataset.ice_template,
            dataset.retriever.retrieve(self.examples, sample.index),
            sample.fields,
            dataset.reader.output_column,
        )

    @property
    def asked(self) -> int:
        """Questions; one with labels is asked once for each of them."""
        return sum(sample.place == 0 for sample in self.samples)


class Task(Struct, frozen=True):
    """One cell of the table."""

    model: ModelConfig
    questions: Questions
    asking: tuple[Model, ...]  # the i-th answer to a question is asked of the i-th

    @classmethod
    def of(cls, model: ModelConfig, questions: Questions, seed: int) -> Self:
        """With the model on the data set's own terms."""
        dataset = questions.dataset
        protocol = model.protocol.on(dataset.inferencer.terms)
        if dataset.repeats.n == 1:
            return cls(model, questions, (protocol,))
        numbers = range(dataset.repeats.n)
        return cls(model, questions, tuple(protocol.repeated(n, seed) for n in numbers))

    def protocol(self, sample: Sample) -> Model:
        """What a sample is asked by."""
        return self.asking[sample.repeat % len(self.asking)]

    @property
    def dataset(self) -> DatasetConfig:
        return self.questions.dataset

    @property
    def samples(self) -> tuple[Sample, ...]:
        return self.questions.samples

    @property
    def name(self) -> str:
        return f"{self.model.abbr}/{self.dataset.abbr}"

    def is_asked(self, sample: Sample, record: Record) -> bool:
        """Whether the record of a sample is of the very prompt that this plan sends."""
        sent = self.protocol(sample).as_sent(self.questions.prompt(sample))
        return bool(record.steps) and record.steps[0].prompt == sent


class Load(Struct, frozen=True):
    """Tasks of one model that share its slots; in a timed run they have one table."""

    name: str
    model: ModelConfig
    tasks: tuple[Task, ...]

    @property
    def samples(self) -> tuple[Sample, ...]:
        return tuple(sample for task in self.tasks for sample in task.samples)


class Plan(Struct, frozen=True):
    config: RunConfig
    tasks: tuple[Task, ...]
    seed: int

    def with_models(self, models: Sequence[ModelConfig]) -> "Plan":
        """The same questions for these models; those that are not among them are not asked."""
        by_abbr = {model.abbr: model for model in models}
        tasks = tuple(
            Task.of(by_abbr[task.model.abbr], task.questions, self.seed)
            for task in self.tasks
            if task.model.abbr in by_abbr
        )
        return structs.replace(
            self, config=structs.replace(self.config, models=tuple(models)), tasks=tasks
        )

    def by_model(self) -> list[Load]:
        """All of a model's tasks together: nothing waits for the last answer of a small subject."""
        return [_all_of(model, self._of(model)) for model in self.config.models]

    def by_workload(self) -> list[Load]:
        """A model's tasks by benchmark: what is measured together is one kind of work.

        Named after the data set, or after its class when there are several (AISBench's file names).
        """
        loads = []
        for model in self.config.models:
            for _, group in groupby(self._of(model), key=_workload):
                loads.append(_named(model, tuple(group)))
        return _distinct_names(loads)

    def _of(self, model: ModelConfig) -> tuple[Task, ...]:
        return tuple(task for task in self.tasks if task.model.abbr == model.abbr)


def _all_of(model: ModelConfig, tasks: tuple[Task, ...]) -> Load:
    name = tasks[0].dataset.abbr if len(tasks) == 1 else ALL
    return Load(name, model, tasks)


def _workload(task: Task) -> tuple[str, type, str]:
    return _benchmark(task.questions)


def _benchmark(questions: Questions) -> tuple[str, type, str]:
    """What the subjects of one benchmark, asked in one way, have in common."""
    dataset = questions.dataset
    variant = dataset.abbr.partition("@")[2]  # a second variant's name has one
    return dataset.origin, dataset.loader, variant


def _named(model: ModelConfig, tasks: tuple[Task, ...]) -> Load:
    first = tasks[0].dataset
    name = first.abbr if len(tasks) == 1 else first.loader.__name__.lower()
    return Load(name, model, tasks)


def _distinct_names(loads: Sequence[Load]) -> list[Load]:
    """Two variants of one benchmark are told apart by their config file."""
    taken: set[tuple[str, str]] = set()
    named = []
    for load in loads:
        variant = f"{load.name}@{load.tasks[0].dataset.origin}"
        names = chain([load.name, variant], (f"{variant}-{number}" for number in count(2)))
        name = next(each for each in names if (load.model.abbr, each) not in taken)
        taken.add((load.model.abbr, name))
        named.append(structs.replace(load, name=name))
    return named


def make_plan(config: RunConfig, selection: Selection, *, timed: bool = False) -> Plan:
    """Read all data, choose the questions, render one prompt of each set: errors come now."""
    if selection.num_prompts is not None and selection.sample is not None:
        why = Phrase("both say how many are asked", "两者都要决定问多少题")
        raise OPTIONS_EXCLUDE(option="--num-prompts", other="--sample", why=why)
    seed = selection.seed or 0
    sets = [_read(each, config.models, selection.num_prompts) for each in config.datasets]
    config = _with_unit(config)
    if selection.num_prompts is not None:
        config = _with_note(config, sets, selection.num_prompts, timed=timed)
    if selection.sample is not None:
        sets = _stratified(sets, selection.sample, seed)
    sets = [_labelled(questions, timed=timed) for questions in sets]
    for questions in sets:
        _try_prompt(questions)
    if not timed:  # a load goes on with further repeats of its own
        sets = [_repeated(questions) for questions in sets]
    tasks = tuple(Task.of(model, questions, seed) for model in config.models for questions in sets)
    return Plan(config, tasks, seed)


def _with_note(
    config: RunConfig, sets: Sequence[Questions], limit: int, *, timed: bool
) -> RunConfig:
    """Data sets that have fewer samples than are asked for are told: their load is shorter."""
    short = [each for each in sets if len(each.samples) < limit]
    if not short:
        return config
    has = [_HAS.filled(name=each.dataset.abbr, count=len(each.samples)) for each in short[:3]]
    note = _FEWER.filled(
        limit=limit,
        named=joined(has, _COMMA),
        rest=_FURTHER.filled(count=len(short) - 3) if len(short) > 3 else "",
        repeated=_REPEATED if timed else "",
    )
    return structs.replace(config, notes=(*config.notes, note))


def _repeated(questions: Questions) -> Questions:
    """Every question n times: all once, then all again, so that a run cut short is a whole one."""
    samples = tuple(
        structs.replace(sample, repeat=repeat)
        for repeat in range(questions.dataset.repeats.n)
        for sample in questions.samples
    )
    return structs.replace(questions, samples=samples)


def _labelled(questions: Questions, *, timed: bool) -> Questions:
    """With a sample for each label, where answers are scored and not given."""
    try:
        scored = is_scored(questions.dataset, timed=timed)
    except EvalbenchError as error:
        raise error.at(f"{questions.dataset.file}: {questions.dataset.abbr}") from error
    if not scored:
        return questions
    samples = tuple(
        structs.replace(sample, label=label, place=place)
        for sample in questions.samples
        for place, label in enumerate(_labels(questions.dataset, sample))
    )
    return structs.replace(questions, samples=samples)


def _labels(dataset: DatasetConfig, sample: Sample) -> tuple[str, ...]:
    """Those of one question. Raises DatasetError where the right one is not among them."""
    if dataset.choices:
        _check_choices(sample, dataset.choices)
    labels = dataset.labels_of(sample.fields)
    gold = right_answer(sample.reference)
    if gold is not None and str(gold) not in labels:
        raise GOLD_IS_NO_LABEL(
            dataset=sample.dataset, row=sample.index, gold=gold, labels=", ".join(labels)
        )
    return labels


def _check_choices(sample: Sample, column: str) -> None:
    found = sample.fields.get(column)
    texts = found if isinstance(found, list) and all(isinstance(one, str) for one in found) else []
    if len(set(texts)) < max(len(texts), 2):
        raise CHOICES_ARE_NO_TEXTS(
            dataset=sample.dataset, row=sample.index, column=column, found=found
        )


_IN_CHARACTERS = Phrase(
    "{first} and {count} data sets in all: lengths are counted in characters, not tokens, for no "
    "model has the path of a tokenizer",
    "{first} 等 {count} 个数据集：没有模型写明分词器的 path，长度按字符而不是 token 计",
)
_HAS = Phrase("{name} has {count}", "{name} 有 {count} 个")
_COMMA = Phrase(", ", "，")
_FURTHER = Phrase(", {count} more", "，另有 {count} 个数据集")
_REPEATED = Phrase(" (--pressure repeats them)", "（--pressure 会重复使用）")
_FEWER = Phrase(
    "fewer samples than --num-prompts {limit}: {named}{rest}{repeated}",
    "样本少于 --num-prompts {limit}：{named}{rest}{repeated}",
)


def _try_prompt(questions: Questions) -> None:
    dataset = questions.dataset
    columns = {*questions.samples[0].fields, *(questions.examples[0] if questions.examples else ())}
    try:
        for template in (dataset.prompt_template, dataset.ice_template):
            check_fields(template, columns)
        questions.prompt(questions.samples[0])
    except EvalbenchError as error:
        raise error.at(f"{questions.dataset.file}: {questions.dataset.abbr}") from error


def _read(config: DatasetConfig, models: Sequence[ModelConfig], limit: int | None) -> Questions:
    with noted() as sources:
        return structs.replace(_rows(config, models, limit), sources=tuple(sources.values()))


def _rows(config: DatasetConfig, models: Sequence[ModelConfig], limit: int | None) -> Questions:
    path, options = _place(config, models), _options(config, models)
    rows = config.loader.load(path, config.reader.test_split, **options)
    every = config.reader.test_rows(list(enumerate(rows)))
    chosen = every[:limit]
    if not chosen:
        raise NO_ROWS_CHOSEN(abbr=config.abbr, path=path, split=config.reader.test_split)
    _check_columns(config, chosen[0][1], path)
    examples: Sequence[Row] = ()
    if config.retriever.needs_examples:
        train = config.loader.load(path, config.reader.train_split, **options)
        examples = config.reader.train_rows(train)
    samples = tuple(_sample(config, index, row) for index, row in chosen)
    used_up = len(chosen) == len(every) and not getattr(config.loader, "made_up", False)
    return Questions(config, samples, tuple(examples), used_up=used_up)


def _place(config: DatasetConfig, models: Sequence[ModelConfig]) -> Path:
    if config.path == OF_THE_MODEL:
        return _tokenizer(config, models)
    return locate(config.path, config.loader, config.abbr)


def _options(config: DatasetConfig, models: Sequence[ModelConfig]) -> dict[str, object]:
    no_tokenizer = not any(model.asking.path for model in models)
    return {
        key: None
        if value == OF_THE_MODEL_OR_NONE and no_tokenizer
        else str(_tokenizer(config, models))
        if value in (OF_THE_MODEL, OF_THE_MODEL_OR_NONE)
        else value
        for key, value in config.load_options.items()
    }


def _with_unit(config: RunConfig) -> RunConfig:
    """Where lengths are meant in tokens and no model has a tokenizer, they are characters: told."""
    meant = [each for each in config.datasets if _in_tokens(each)]
    if not meant or any(model.asking.path for model in config.models):
        return config
    note = _IN_CHARACTERS.filled(first=meant[0].abbr, count=len(meant))
    return structs.replace(config, notes=(*config.notes, note))


def _in_tokens(dataset: DatasetConfig) -> bool:
    return OF_THE_MODEL_OR_NONE in dataset.load_options.values()


def _tokenizer(config: DatasetConfig, models: Sequence[ModelConfig]) -> Path:
    return common_folder((model.asking.path for model in models), config.abbr)


def _check_columns(config: DatasetConfig, row: Row, path: Path) -> None:
    wanted = [*config.reader.input_columns]
    if config.reader.output_column:
        wanted.append(config.reader.output_column)
    missing = [column for column in wanted if column not in row]
    if missing:
        columns, known = ", ".join(map(repr, missing)), ", ".join(row)
        raise NO_COLUMN(path=path, columns=columns, abbr=config.abbr, known=known)


def _sample(config: DatasetConfig, index: int, row: Row) -> Sample:
    output = config.reader.output_column
    gold = row[output] if output else None
    return Sample(
        dataset=config.abbr,
        index=index,
        fields=_visible(config, row),
        reference=_reference(config, gold, row),
        max_out_len=row.get("max_out_len"),
        input_len=row.get("input_len"),
        timestamp_ms=row.get("timestamp_ms"),
    )


def _reference(config: DatasetConfig, gold: Json, row: Row) -> Json:
    """The gold answer by the config's own rule; one that is for replies too reads it strictly."""
    found = config.gold(gold) if config.gold and gold is not None else gold
    known = found.strict.answer if isinstance(found, Extractions) else found
    evaluator = config.evaluator
    if isinstance(evaluator, ReadsRows) and known is not None:
        return evaluator.reference(known, row)
    return known


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
    for _, group in groupby(sets, key=_benchmark):
        subjects = list(group)
        seats = _seats([len(each.samples) for each in subjects], total)
        for questions, seat in zip(subjects, seats, strict=True):
            if seat:
                chosen.append(_drawn(questions, seat, seed))
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
    # without what a second variant's name was told apart by: variants are asked the same
    subject = questions.dataset.abbr.partition("@")[0]
    rng = np.random.default_rng([seed, *subject.encode()])
    places = sorted(rng.choice(len(questions.samples), size=count, replace=False).tolist())
    samples = tuple(questions.samples[place] for place in places)
    return structs.replace(questions, samples=samples)
