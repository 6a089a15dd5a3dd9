"""Every contract that a plug-in fills, on one page.

A plug-in is found by where it lies: `type=CEvalDataset` in a config is looked up in
`evalbench/datasets/`. There is no list to add it to.
"""

from collections.abc import Generator, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, Literal, NamedTuple, Protocol, Self, runtime_checkable

from evalbench.types import (
    Completion,
    Exchange,
    Extractions,
    Failure,
    Grade,
    Json,
    Points,
    Prompt,
    Reading,
    Request,
    Terms,
)

Row = Mapping[str, Json]


class About(NamedTuple):
    """What is known of a benchmark beside its files: a row of docs/benchmarks.md."""

    title: str
    paper: str  # "arXiv:2305.08322"; "" where there is none
    licence: str  # of the data; "none stated" where its authors are silent
    rows: Mapping[str, int]  # of each split, all subjects together, as published
    verified: bool  # read in whole and scored; else only the format is known
    by_hand: bool = False  # no source is known from which its files could be fetched


class Dataset(Protocol):
    """Reads one benchmark's files. Rows are plain dicts; nothing is scored or rendered here."""

    layout: ClassVar[str]  # the files that are expected below `path`, shown when one is missing
    source: ClassVar[str]  # where to get them
    about: ClassVar[About | None]  # None: no benchmark, but questions of one's own

    @staticmethod
    def load(path: Path, split: str) -> list[Row]:
        """The rows of one split, in file order.

        Further keyword parameters are keys of the dataset's config (`name="law"`). Raises
        DatasetError naming file and line. `path` exists; it is a folder or a file.
        """
        ...


class Retriever(Protocol):
    """Chooses the examples (shots) of a prompt."""

    needs_examples: ClassVar[bool]

    def retrieve(self, examples: Sequence[Row], index: int = 0) -> Sequence[Row]:
        """The rows to show before the question, in order; `examples` is the train split.

        `index` is the question's row in the test split.
        """
        ...


class Inferencer(Protocol):
    """Decides which requests a sample needs: yields a prompt, is sent the completion."""

    @property
    def terms(self) -> Terms: ...

    def steps(self, prompt: Prompt) -> Generator[Prompt, Completion, None]: ...


@runtime_checkable
class ScoresLabels(Protocol):
    """An inferencer for which nothing is generated: it asks how likely each label is."""

    @property
    def scored(self) -> Literal["continuation", "prompt"]:
        """Which tokens count: those of the label alone, or those of its whole prompt."""
        ...

    @property
    def choices(self) -> str | None:
        """The column of a row's own labels; None: all rows have those of the template."""
        ...


class Model(Protocol):
    """One protocol of one service. Pure: builds bytes, reads bytes, opens nothing."""

    @property
    def model(self) -> str:
        """The served name; "" until it has been asked for."""
        ...

    @property
    def stream(self) -> bool: ...

    @property
    def has_key(self) -> bool:
        """Whether requests carry an authorisation."""
        ...

    def base(self) -> str:
        """The service's address, as it is shown."""
        ...

    def named(self, model: str) -> Self:
        """The same, asked for another model."""
        ...

    def at(self, url: str) -> Self:
        """The same, at another address."""
        ...

    def on(self, terms: Terms) -> Self:
        """The same, on a data set's own terms; a row's own limit still comes before them."""
        ...

    def repeated(self, repeat: int, seed: int) -> Self:
        """The same for the `repeat`-th answer to a question: with a seed of its own.

        That is its own seed, or `seed` where it has none, plus `repeat`.
        """
        ...

    def discovery(self) -> Request:
        """Asks which models are served: a GET."""
        ...

    def read_models(self, exchange: Exchange) -> tuple[str, ...] | Failure:
        """The served models' names, or why they are unknown. Never raises for what may be sent."""
        ...

    def context_length(self, exchange: Exchange) -> int | None:
        """Tokens that prompt and answer may have together, out of the answer to `discovery`.

        None where it says nothing of the model. Never raises for what may be sent.
        """
        ...

    def conditions(self) -> Mapping[str, Json]:
        """All that an answer depends on beside its prompt; not the address."""
        ...

    def asked_tokens(self, max_out_len: int | None) -> int | None:
        """Tokens that an answer must have; None: it may end by itself."""
        ...

    def as_sent(self, prompt: Prompt) -> Prompt:
        """The prompt as the service gets it: one text, or messages with a system prompt."""
        ...

    def request(self, request_id: str, prompt: Prompt, max_out_len: int | None) -> Request:
        """Serialise. `max_out_len` overrides the model's own limit; None keeps it."""
        ...

    def read(self, exchange: Exchange) -> Reading:
        """Make sense of what came back. Never raises for what a server may send."""
        ...

    def scoring_request(self, request_id: str, prompt: Prompt) -> Request:
        """Serialise: how likely are the tokens of this prompt? Nothing is to be generated."""
        ...

    def read_scoring(self, exchange: Exchange, continuation: Sequence[str]) -> Reading:
        """What came back to a `scoring_request`: a completion with a `likelihood`.

        `continuation` is the end of the prompt that the label made: what it says in the last
        messages, or in the one text. Never raises for what a server may send.
        """
        ...


class Postprocessor(Protocol):
    """Finds the answer in the text that is left when the reasoning is gone."""

    def __call__(self, text: str, **options: Any) -> Extractions: ...


class Summarizer(Protocol):
    """Turns results into tables; what kind of results is the rest of its contract."""

    attr: ClassVar[Literal["accuracy", "performance"]]


class Evaluator(Protocol):
    """Says what an extracted answer is worth against the reference."""

    metric: ClassVar[str]  # of `Grade.value`: its mean over all samples is the score
    waits: ClassVar[bool]  # while it grades, another process works: several are graded at a time

    def grade(self, answer: str, reference: Json) -> Grade:
        """Never raises for what a model may say."""
        ...


@runtime_checkable
class Requires(Protocol):
    """An evaluator that needs what may be missing: a package, a toolchain, a file of data."""

    def ready(self) -> None:
        """Asked before the first request. Raises ConfigError where something is missing.

        It is never found out after a night of inference.
        """
        ...


@runtime_checkable
class Extracts(Protocol):
    """An evaluator that says how replies are read where a config has no `pred_postprocessor`.

    Without it the whole reply is the answer, without white space at its ends.
    """

    @property
    def extraction(self) -> Mapping[str, Any]:
        """As a config says it: `type` is the name of a postprocessor, the rest its options."""
        ...


@runtime_checkable
class CountsPoints(Protocol):
    """An evaluator in whose further metrics one reference has more points to earn than another."""

    def unanswered(self, reference: Json) -> Mapping[str, Points]:
        """What could have been earned where no answer was found: 0 of so many."""
        ...


@runtime_checkable
class GradesReplies(Protocol):
    """An evaluator for which every word of a reply counts, those around an answer as well.

    Where a config has no `pred_postprocessor` it is given the reply as it stands. That it has the
    mark says so, not its value.
    """

    whole_reply: ClassVar[bool]


@runtime_checkable
class WeighsLabels(Protocol):
    """An evaluator of answers that are scored which looks at all labels of a question."""

    def weigh(self, totals: Mapping[str, float], reference: Json) -> Grade:
        """`totals`: of each label the natural log-probability of all its tokens together."""
        ...


@runtime_checkable
class ReadsRows(Protocol):
    """An evaluator that needs more of a row than its gold answer: the texts of its options, say."""

    def reference(self, gold: Json, row: Row) -> Json:
        """What `grade` is given; a Mapping has the right answer under `canonical`."""
        ...
