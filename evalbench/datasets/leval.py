"""L-Eval, its tasks with one right answer: several questions on each of some long texts."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar, NamedTuple

from evalbench.datasets.files import existing, read_jsonl
from evalbench.errors.data import QUESTIONS_DIFFER, VALUE_NOT_EXPECTED
from evalbench.interfaces import About, Row

_SOURCE = "https://huggingface.co/datasets/L4NLP/LEval (LEval/Exam)"
_LETTERS = re.compile(r"\(?([A-D]+)(?![A-Za-z])")


def _layout(name: str) -> str:
    return f"LEval/LEval/Exam/{name}.jsonl: instructions, outputs, input"


def _about(title: str, count: int) -> About:
    return About(f"L-Eval {title}", "arXiv:2307.11088", "GPL-3.0", {"test": count}, verified=False)


class LEvalCourseraDataset:
    """Coursera: questions on lectures, with one or more right options.

    Paper: An et al. 2023, "L-Eval: Instituting Standardized Evaluation for Long Context Language
    Models", arXiv:2307.11088. Licence: GPL-3.0. Rows: 172 questions on 15 texts.
    """

    layout: ClassVar[str] = _layout("coursera")
    source: ClassVar[str] = _SOURCE
    about: ClassVar[About | None] = _about("Coursera", 172)

    @staticmethod
    def load(path: Path, split: str, *, name: str = "coursera") -> list[Row]:  # noqa: ARG004 - one split
        """The rows: question, context (the text), answer. `path` is the file or its folder."""
        return _read(path, name, _layout("coursera"), _OPTIONS)


class LEvalGSM100Dataset:
    """GSM100: problems of GSM8K after 16 examples.

    Paper: see LEvalCourseraDataset. Licence: GPL-3.0. Rows: 100 questions on 100 texts.
    """

    layout: ClassVar[str] = _layout("gsm100")
    source: ClassVar[str] = _SOURCE
    about: ClassVar[About | None] = _about("GSM100", 100)

    @staticmethod
    def load(path: Path, split: str, *, name: str = "gsm100") -> list[Row]:  # noqa: ARG004 - one split
        """The rows: question, context (the text), answer. `path` is the file or its folder."""
        return _read(path, name, _layout("gsm100"), _TEXT)


class LEvalQualityDataset:
    """QuALITY: questions on a story, with four options.

    Paper: see LEvalCourseraDataset. Licence: GPL-3.0. Rows: 202 questions on 15 texts.
    """

    layout: ClassVar[str] = _layout("quality")
    source: ClassVar[str] = _SOURCE
    about: ClassVar[About | None] = _about("QuALITY", 202)

    @staticmethod
    def load(path: Path, split: str, *, name: str = "quality") -> list[Row]:  # noqa: ARG004 - one split
        """The rows: question, context (the text), answer. `path` is the file or its folder."""
        return _read(path, name, _layout("quality"), _OPTION)


class LEvalTPODataset:
    """TPO: questions on TOEFL lectures, with four options.

    Paper: see LEvalCourseraDataset. Licence: GPL-3.0. Rows: 269 questions on 15 texts.
    """

    layout: ClassVar[str] = _layout("tpo")
    source: ClassVar[str] = _SOURCE
    about: ClassVar[About | None] = _about("TPO", 269)

    @staticmethod
    def load(path: Path, split: str, *, name: str = "tpo") -> list[Row]:  # noqa: ARG004 - one split
        """The rows: question, context (the text), answer. `path` is the file or its folder."""
        return _read(path, name, _layout("tpo"), _OPTION)


class LEvalTopicRetrievalDataset:
    """topic retrieval: which was the first, second or third topic of a long talk?

    Paper: see LEvalCourseraDataset. Licence: GPL-3.0. Rows: 150 questions on 50 texts.
    """

    layout: ClassVar[str] = _layout("topic_retrieval_longchat")
    source: ClassVar[str] = _SOURCE
    about: ClassVar[About | None] = _about("topic retrieval", 150)

    @staticmethod
    def load(path: Path, split: str, *, name: str = "topic_retrieval_longchat") -> list[Row]:  # noqa: ARG004 - one split
        """The rows: question, context (the text), answer. `path` is the file or its folder."""
        return _read(path, name, _layout("topic_retrieval_longchat"), _TEXT)


class LEvalCodeUDataset:
    """CodeU: what does a program print that calls functions of a long library?

    Paper: see LEvalCourseraDataset. Licence: GPL-3.0. Rows: 90 questions on 90 texts.
    """

    layout: ClassVar[str] = _layout("codeU")
    source: ClassVar[str] = _SOURCE
    about: ClassVar[About | None] = _about("CodeU", 90)

    @staticmethod
    def load(path: Path, split: str, *, name: str = "codeU") -> list[Row]:  # noqa: ARG004 - one split
        """The rows: question, context (the text), answer. `path` is the file or its folder."""
        return _read(path, name, _layout("codeU"), _TEXT)


class LEvalSciFiDataset:
    """SFiction: statements on a story that are true or false in its world.

    Paper: see LEvalCourseraDataset. Licence: GPL-3.0. Rows: 64 questions on 7 texts.
    """

    layout: ClassVar[str] = _layout("sci_fi")
    source: ClassVar[str] = _SOURCE
    about: ClassVar[About | None] = _about("SFiction", 64)

    @staticmethod
    def load(path: Path, split: str, *, name: str = "sci_fi") -> list[Row]:  # noqa: ARG004 - one split
        """The rows: question, context (the text), answer. `path` is the file or its folder."""
        return _read(path, name, _layout("sci_fi"), _TRUTH)


class _Form(NamedTuple):
    """What an output looks like, and the answer that is made of it; None where it is no such."""

    expected: str
    answer: Callable[[str], str | None]


def _read(path: Path, name: str, layout: str, form: _Form) -> list[Row]:
    """A row for each question."""
    place = path / f"{name}.jsonl" if path.is_dir() else path
    file = existing(place, layout=layout, source=_SOURCE)
    found: list[Row] = []
    for line, row in read_jsonl(file, required=("instructions", "outputs", "input")):
        questions, outputs = row["instructions"], row["outputs"]
        lists = isinstance(questions, list) and isinstance(outputs, list)
        if not lists or len(questions) != len(outputs) or not questions:
            raise QUESTIONS_DIFFER(file=file, line=line)
        for question, output in zip(questions, outputs, strict=True):
            right = form.answer(str(output).strip())
            if not right:
                raise VALUE_NOT_EXPECTED(
                    file=file, line=line, key="outputs", value=output, expected=form.expected
                )
            found.append({"question": question, "context": row["input"], "answer": right})
    return found


def _letters(output: str) -> str | None:
    found = _LETTERS.match(output)
    return "".join(sorted(set(found[1]))) if found else None


def _letter(output: str) -> str | None:
    letters = _letters(output)
    return letters if letters is not None and len(letters) == 1 else None


def _truth(output: str) -> str | None:
    """Of `True [fact: False]` what holds in the story."""
    word = output.split("[")[0].strip().capitalize()
    return word if word in ("True", "False") else None


_TEXT = _Form('"…"', str)
_OPTIONS = _Form("A, AC, …", _letters)
_OPTION = _Form("A, (B) …", _letter)
_TRUTH = _Form("True, False", _truth)
