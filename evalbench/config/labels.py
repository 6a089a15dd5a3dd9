"""Whether the answers of a data set are scored, and whether its config has all that this needs."""

from evalbench.config import files
from evalbench.config.dataset import DatasetConfig
from evalbench.errors.config import (
    CHOICES_AND_LABELS,
    CHOICES_NOT_READ,
    LABEL_SAYS_NOTHING,
    LABELS_NOT_SCORED,
    NO_LABELS,
    SCORED_ONCE,
    SCORING_NOT_TIMED,
)
from evalbench.errors.entries import Phrase
from evalbench.interfaces import Inferencer, ScoresLabels
from evalbench.prompts.render import before_choice, has_more, shared_part
from evalbench.prompts.template import PromptTemplate


def is_scored(dataset: DatasetConfig, *, timed: bool) -> bool:
    """Raises ConfigError where the template and the inferencer do not go together."""
    if not dataset.scores_labels:
        if dataset.labels:
            raise LABELS_NOT_SCORED(labels=", ".join(dataset.labels))
        return False
    _check_template(dataset)
    if timed:
        raise SCORING_NOT_TIMED(hint=_generating(dataset))
    if dataset.repeats.n > 1:
        raise SCORED_ONCE(n=dataset.repeats.n)
    return True


def _generating(dataset: DatasetConfig) -> Phrase:
    """Which config of the same benchmark has answers generated, if one does."""
    stem, ppl, _ = dataset.origin.partition("_ppl")
    named = [name for name in files.listing("datasets", files.roots(None)) if ppl]
    found = [name for name in named if name == f"{stem}_gen" or name.startswith(f"{stem}_gen_")]
    return _ANOTHER.filled(name=min(found, key=len)) if found else _NONE_GENERATES


_ANOTHER = Phrase(
    "in a timed run name a config that has them generated: {name}",
    "性能测试请改用让模型作答的配置：{name}",
)
_NONE_GENERATES = Phrase(
    "leave it out of a timed run: no config that has its answers generated is shipped",
    "性能测试请去掉它：没有随附让模型作答的配置",
)


def _check_template(dataset: DatasetConfig) -> None:
    template = dataset.prompt_template or dataset.ice_template
    if dataset.choices:
        _check_field(dataset, template, dataset.choices)
    elif template is None or not dataset.labels:
        raise NO_LABELS()
    elif _of_continuation(dataset.inferencer):
        _check_continuations(template)


def _check_field(dataset: DatasetConfig, template: PromptTemplate | None, column: str) -> None:
    """The template has one prompt, and a place in it for a row's own labels."""
    if dataset.labels:
        raise CHOICES_AND_LABELS(labels=", ".join(dataset.labels), column=column)
    if column not in dataset.reader.input_columns:
        raise CHOICES_NOT_READ(column=column)
    if template is not None:
        before_choice(template, column)


def _check_continuations(template: PromptTemplate) -> None:
    """Each label has to say something of its own."""
    shared = shared_part(template)
    for label in template.labels:
        if not has_more(template.of(label), shared):
            raise LABEL_SAYS_NOTHING(label=label)


def _of_continuation(inferencer: Inferencer) -> bool:
    return isinstance(inferencer, ScoresLabels) and inferencer.scored == "continuation"
