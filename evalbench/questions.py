"""The questions of a data set: rows that are read, checked, and made into samples with prompts."""

from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path

from msgspec import Struct, structs

from evalbench import data_folder
from evalbench.config.dataset import DatasetConfig
from evalbench.config.labels import is_scored
from evalbench.config.model import ModelConfig
from evalbench.datasets.files import Source, noted
from evalbench.errors import EvalbenchError
from evalbench.errors.data import (
    CHOICES_ARE_NO_TEXTS,
    GOLD_IS_NO_LABEL,
    NO_COLUMN,
    NO_ROWS_CHOSEN,
)
from evalbench.interfaces import ReadsRows, Row
from evalbench.prompts.render import Labelled, check_fields, render, render_label, unknown_fields
from evalbench.prompts.template import PromptTemplate
from evalbench.tokenizer import OF_THE_MODEL, OF_THE_MODEL_OR_NONE, common_folder
from evalbench.types import Extractions, Json, Prompt, Sample, right_answer


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


def read_questions(
    config: DatasetConfig, models: Sequence[ModelConfig], limit: int | None
) -> Questions:
    """The first `limit` of those that the config chooses; None: all. Raises DatasetError."""
    with noted() as sources:
        return structs.replace(_rows(config, models, limit), sources=tuple(sources.values()))


def labelled(questions: Questions, *, timed: bool) -> Questions:
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


def repeated(questions: Questions) -> Questions:
    """Every question n times: all once, then all again, so that a run cut short is a whole one."""
    samples = tuple(
        structs.replace(sample, repeat=repeat)
        for repeat in range(questions.dataset.repeats.n)
        for sample in questions.samples
    )
    return structs.replace(questions, samples=samples)


def try_prompt(questions: Questions) -> None:
    """Render the first prompt. Raises ConfigError for a template that does not fit the rows."""
    dataset, columns = questions.dataset, _columns(questions)
    try:
        for template in (dataset.prompt_template, dataset.ice_template):
            check_fields(template, columns)
        questions.prompt(questions.samples[0])
    except EvalbenchError as error:
        raise error.at(f"{questions.dataset.file}: {questions.dataset.abbr}") from error


def sent_as_they_stand(questions: Questions) -> list[str]:
    """Names in braces in its templates that no column has."""
    templates = (questions.dataset.prompt_template, questions.dataset.ice_template)
    found = [unknown_fields(each, _columns(questions)) for each in templates]
    return list(dict.fromkeys(chain.from_iterable(found)))


def _columns(questions: Questions) -> set[str]:
    return {*questions.samples[0].fields, *(questions.examples[0] if questions.examples else ())}


def _rows(config: DatasetConfig, models: Sequence[ModelConfig], limit: int | None) -> Questions:
    path, options = _place(config, models), _options(config, models)
    rows = data_folder.rows(config.loader, path, config.path, config.reader.test_split, options)
    every = config.reader.test_rows(list(enumerate(rows)))
    chosen = every[:limit]
    if not chosen:
        raise NO_ROWS_CHOSEN(abbr=config.abbr, path=path, split=config.reader.test_split)
    _check_columns(config, chosen[0][1], path)
    examples: Sequence[Row] = ()
    if config.retriever.needs_examples:
        split = config.reader.train_split
        train = data_folder.rows(config.loader, path, config.path, split, options)
        examples = config.reader.train_rows(train)
    samples = tuple(_sample(config, index, row) for index, row in chosen)
    used_up = len(chosen) == len(every) and not getattr(config.loader, "made_up", False)
    return Questions(config, samples, tuple(examples), used_up=used_up)


def _place(config: DatasetConfig, models: Sequence[ModelConfig]) -> Path:
    if config.path == OF_THE_MODEL:
        return _tokenizer(config, models)
    return data_folder.locate(config.path, config.loader, config.abbr)


def _options(config: DatasetConfig, models: Sequence[ModelConfig]) -> dict[str, object]:
    options = dict(config.load_options)
    for key, value in options.items():
        if value == OF_THE_MODEL_OR_NONE and not has_tokenizer(models):
            options[key] = None
        elif value in (OF_THE_MODEL, OF_THE_MODEL_OR_NONE):
            options[key] = str(_tokenizer(config, models))
    return options


def has_tokenizer(models: Sequence[ModelConfig]) -> bool:
    return any(model.asking.path for model in models)


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
