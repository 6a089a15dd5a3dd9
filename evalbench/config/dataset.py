"""The shape of a data set: read once from its dict, and then trusted."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct, structs

from evalbench import registry
from evalbench.config import ranges
from evalbench.config.abbr import check_abbr
from evalbench.config.build import build, checked, instance, typed
from evalbench.config.own_rule import own_rule
from evalbench.config.version import version_of_parts
from evalbench.errors.config import (
    K_OUT_OF_RANGE,
    NO_ABBR,
    NO_PATH,
    NOT_A_DICT,
    REPEATS_DIFFER,
    TOO_SMALL,
)
from evalbench.errors.suggestions import refuse_unknown
from evalbench.interfaces import (
    Dataset,
    Evaluator,
    Extracts,
    GradesReplies,
    Inferencer,
    Retriever,
    ScoresLabels,
)
from evalbench.prompts.template import PromptTemplate
from evalbench.types import Extractions, Json

Raw = Mapping[str, Any]
T = TypeVar("T")
_DATASET_KEYS = ("abbr", "type", "path", "origin", "reader_cfg", "infer_cfg", "eval_cfg", "n", "k")
_INFER_KEYS = ("prompt_template", "ice_template", "retriever", "inferencer")
_EVAL_KEYS = ("evaluator", "pred_postprocessor", "dataset_postprocessor", "sc_size")


class ReaderConfig(Struct, frozen=True, kw_only=True):
    """Which columns and rows of a data set are used."""

    input_columns: tuple[str, ...]
    output_column: str | None = None
    train_split: str = "train"
    test_split: str = "test"
    train_range: ranges.Range = None  # "[2:10]"; 100 or 0.1: so many, drawn at random
    test_range: ranges.Range = None

    def __post_init__(self) -> None:
        for key in ("train_range", "test_range"):
            ranges.check(key, getattr(self, key))

    def train_rows(self, rows: Sequence[T]) -> Sequence[T]:
        return ranges.chosen(rows, self.train_range)

    def test_rows(self, rows: Sequence[T]) -> Sequence[T]:
        return ranges.chosen(rows, self.test_range)


class Repeats(Struct, frozen=True):
    """How many answers each question gets, and of how many of them pass@k and cons@k speak."""

    n: int = 1
    k: tuple[int, ...] = ()
    vote: bool = False  # the score is that of the answer which most of them give

    def __post_init__(self) -> None:
        if self.n < 1:
            raise TOO_SMALL(key="n", least=1, value=self.n)
        for each in self.k:
            if not 1 <= each <= self.n:
                raise K_OUT_OF_RANGE(k=each, n=self.n)


class DatasetConfig(Struct, frozen=True):
    abbr: str
    path: str
    loader: type[Dataset]
    load_options: Mapping[str, Any]
    reader: ReaderConfig
    prompt_template: PromptTemplate | None
    ice_template: PromptTemplate | None
    retriever: Retriever
    inferencer: Inferencer
    evaluator: Evaluator
    repeats: Repeats
    extract: Callable[[str], Extractions] | None
    gold: Callable[[Json], Json | Extractions] | None
    version: str
    file: str  # where it was read
    origin: str  # the config that it comes from; a dump of many keeps them apart by it

    @property
    def labels(self) -> tuple[str, ...]:
        """The answers that its template has a prompt for; none where answers are given."""
        template = self.prompt_template or self.ice_template
        return template.labels if template else ()

    @property
    def scores_labels(self) -> bool:
        """Whether answers are scored, which needs log-probabilities; else they are generated."""
        return isinstance(self.inferencer, ScoresLabels)

    @property
    def choices(self) -> str | None:
        """The column of a row's own labels; None where all rows have the template's, or none."""
        return self.inferencer.choices if isinstance(self.inferencer, ScoresLabels) else None

    def labels_of(self, fields: Mapping[str, Json]) -> tuple[str, ...]:
        """The answers that one row is scored for."""
        return tuple(fields[self.choices]) if self.choices else self.labels


def dataset_config(raw: Raw, file: str) -> DatasetConfig:
    """A data set dict of OpenCompass's shape, out of a file."""
    abbr = raw.get("abbr")
    if not isinstance(abbr, str):
        raise NO_ABBR().at(file)
    where = f"{file}: {abbr}"
    check_abbr(abbr, where)
    loader = registry.resolve("datasets", raw.get("type"), where)
    options = {key: value for key, value in raw.items() if key not in _DATASET_KEYS}
    infer = _section(raw, "infer_cfg", _INFER_KEYS, where)
    evaluation = _section(raw, "eval_cfg", _EVAL_KEYS, where)
    evaluator = build("evaluators", evaluation.get("evaluator"), f"{where}.eval_cfg.evaluator")
    evaluation = _with_extraction(evaluation, evaluator)
    reader = raw.get("reader_cfg")
    if not isinstance(reader, Mapping):
        raise NOT_A_DICT(key="reader_cfg", found=reader).at(where)
    return DatasetConfig(
        abbr=abbr,
        path=_path_of(raw, where),
        loader=loader,
        load_options=_load_options(loader, options, where),
        reader=instance(ReaderConfig, reader, f"{where}.reader_cfg"),
        prompt_template=_optional("prompts", infer, "prompt_template", where),
        ice_template=_optional("prompts", infer, "ice_template", where),
        retriever=build("retrievers", infer.get("retriever"), f"{where}.infer_cfg.retriever"),
        inferencer=build("inferencers", infer.get("inferencer"), f"{where}.infer_cfg.inferencer"),
        evaluator=evaluator,
        repeats=_repeats(raw, evaluation, where),
        extract=_extract(evaluation, where),
        gold=_optional("postprocessors", evaluation, "dataset_postprocessor", where),
        version=_version(loader, options, reader, infer, evaluation),
        origin=str(raw.get("origin") or Path(file).stem),
        file=file,
    )


def _repeats(raw: Raw, evaluation: Raw, where: str) -> Repeats:
    """`n=4, k=[1, 4]`, or a single number for `k`; `sc_size` of them vote."""
    said = {key: raw[key] for key in ("n", "k") if raw.get(key) is not None}
    if isinstance(said.get("k"), int):
        said["k"] = [said["k"]]
    votes = evaluation.get("sc_size")
    if votes is None:
        return instance(Repeats, said, where)
    if said.setdefault("n", votes) != votes:
        raise REPEATS_DIFFER(said=f"n={said['n']}, sc_size={votes}").at(where)
    return instance(Repeats, {**said, "vote": True}, where)


def _with_extraction(evaluation: Raw, evaluator: Evaluator) -> Raw:
    """With the evaluator's own rule where none is named, so that the version is over it as well."""
    if evaluation.get("pred_postprocessor") is not None:
        return evaluation
    if isinstance(evaluator, GradesReplies):
        return {**evaluation, "pred_postprocessor": {"type": "whole_reply"}}
    if isinstance(evaluator, Extracts):
        return {**evaluation, "pred_postprocessor": evaluator.extraction}
    return evaluation


def _extract(evaluation: Raw, where: str) -> Callable[[str], Extractions] | None:
    """The rule, or a function of the user's own as one."""
    found = _optional("postprocessors", evaluation, "pred_postprocessor", where)
    module = getattr(getattr(found, "func", None), "__module__", "")
    if found is None or str(module).startswith("evalbench.postprocessors."):
        return found  # type: ignore[no-any-return]
    return own_rule(found)


def _section(raw: Raw, key: str, known: tuple[str, ...], where: str) -> Raw:
    section = raw.get(key)
    if not isinstance(section, Mapping):
        raise NOT_A_DICT(key=key, found=section).at(where)
    refuse_unknown(section, known, key, where)
    return section


def _optional(kind: str, section: Raw, key: str, where: str) -> Any:
    raw = section.get(key)
    return None if raw is None else build(kind, raw, f"{where}.{key}")


def _path_of(raw: Raw, where: str) -> str:
    path = raw.get("path")
    if not isinstance(path, str) or not path:
        raise NO_PATH(path=path).at(where)
    text: str = typed(path, str, f"{where}.path")
    return text


def _load_options(loader: type[Dataset], options: Raw, where: str) -> dict[str, Any]:
    own = list(inspect.signature(loader.load).parameters)[2:]
    refuse_unknown(options, {*own, *_DATASET_KEYS}, loader.__name__, where)
    return checked(loader.load, options, where, skip=2)


def _version(loader: type[Dataset], options: Raw, reader: Raw, infer: Raw, evaluation: Raw) -> str:
    """Over all that a score depends on; what the reader does not say is as if it were said."""
    usual = structs.asdict(ReaderConfig(input_columns=()))
    return version_of_parts({"type": loader, **options}, {**usual, **reader}, infer, evaluation)
