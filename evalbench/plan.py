"""What is to be asked: every model with every data set, and which of their questions."""

from collections.abc import Sequence
from itertools import chain, count, groupby
from typing import Self

import numpy as np
from msgspec import Struct, structs

from evalbench.config.dataset import DatasetConfig
from evalbench.config.model import ModelConfig
from evalbench.config.options import Selection
from evalbench.config.resolve import RunConfig
from evalbench.errors.config import OPTIONS_EXCLUDE
from evalbench.errors.entries import Phrase, joined
from evalbench.interfaces import Model
from evalbench.questions import (
    Questions,
    has_tokenizer,
    labelled,
    read_questions,
    repeated,
    sent_as_they_stand,
    try_prompt,
)
from evalbench.tokenizer import OF_THE_MODEL_OR_NONE
from evalbench.types import Record, Sample

ALL = "all"  # the name of a load of several workloads


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
    sets = [read_questions(each, config.models, selection.num_prompts) for each in config.datasets]
    config = _with_unknown_fields(_with_unit(config), sets)
    if selection.num_prompts is not None:
        config = _with_note(config, sets, selection.num_prompts, timed=timed)
    if selection.sample is not None:
        sets = _stratified(sets, selection.sample, seed)
    sets = [labelled(questions, timed=timed) for questions in sets]
    for questions in sets:
        try_prompt(questions)
    if not timed:  # a load goes on with further repeats of its own
        sets = [repeated(questions) for questions in sets]
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


def _with_unknown_fields(config: RunConfig, sets: Sequence[Questions]) -> RunConfig:
    """A prompt may have braces of its own; whose field is misspelt wants to know before it is sent.

    The subjects of a suite share a template: told of the first.
    """
    told: dict[tuple[str, ...], Phrase] = {}
    for each in sets:
        if names := sent_as_they_stand(each):
            fields = ", ".join(f"{{{name}}}" for name in names)
            columns = ", ".join(each.samples[0].fields)
            note = _AS_IT_STANDS.filled(name=each.dataset.abbr, fields=fields, columns=columns)
            told.setdefault((*names, columns), note)
    return structs.replace(config, notes=(*config.notes, *told.values()))


_AS_IT_STANDS = Phrase(
    "{name}: {fields} of the prompt is sent as it stands: no such column ({columns})",
    "{name}：提示词中的 {fields} 会原样发送：没有这样的列（{columns}）",
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


def _with_unit(config: RunConfig) -> RunConfig:
    """Where lengths are meant in tokens and no model has a tokenizer, they are characters: told."""
    meant = [each for each in config.datasets if _in_tokens(each)]
    if not meant or has_tokenizer(config.models):
        return config
    note = _IN_CHARACTERS.filled(first=meant[0].abbr, count=len(meant))
    return structs.replace(config, notes=(*config.notes, note))


def _in_tokens(dataset: DatasetConfig) -> bool:
    return OF_THE_MODEL_OR_NONE in dataset.load_options.values()


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
