"""All dicts of a command line in our keys, and what to tell of those that were passed over."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import structs

from evalbench.config.foreign.datasets import of_dataset, of_repeats
from evalbench.config.foreign.models import of_model, repeated
from evalbench.config.foreign.whole import of_summarizer, told
from evalbench.config.gather import Found, Given
from evalbench.errors import ConfigError
from evalbench.errors.entries import Phrase

Raw = dict[str, Any]
Hear = Callable[[Mapping[str, Any]], tuple[Raw, dict[str, Phrase]]]


def heard(found: Found) -> Found:
    """The same in our keys. Raises ConfigError for what cannot be said here."""
    models, of_models = _each(found.models, of_model, "abbr")
    datasets, of_datasets = _each(found.datasets, of_dataset, None)
    asked, answered = repeated([each.raw for each in models], [each.raw for each in datasets])
    repeats, of_k = _each(
        [each._replace(raw=raw) for each, raw in zip(datasets, answered, strict=True)],
        of_repeats,
        None,
    )
    summarizer, passed_over = of_summarizer(found.summarizer.raw)
    return structs.replace(
        found,
        models=[each._replace(raw=raw) for each, raw in zip(models, asked, strict=True)],
        datasets=repeats,
        summarizer=found.summarizer._replace(raw=summarizer),
        notes=(*found.notes, *of_models, *of_datasets, *of_k, *told("summarizer", passed_over)),
    )


def _each(
    given: Sequence[Given], hear: Hear, name: str | None
) -> tuple[list[Given], tuple[Phrase, ...]]:
    """Each in our keys; a note for each model or, for the subjects of a suite, for each file."""
    kept: list[Given] = []
    notes: list[Phrase] = []
    for each in given:
        try:
            raw, passed_over = hear(each.raw)
        except ConfigError as error:
            raise error.at(f"{each.file}: {each.raw.get('abbr')}") from error
        notes += told(str(raw.get(name)) if name else each.origin, passed_over)
        kept.append(each._replace(raw=raw))
    return kept, tuple(dict.fromkeys(notes))
