"""L-Eval, its tasks with one right answer: several questions on each of some long texts."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar, NamedTuple

from evalbench.datasets.files import Numbered, existing, read_jsonl
from evalbench.errors.data import QUESTIONS_DIFFER, VALUE_NOT_EXPECTED
from evalbench.interfaces import About, Row

_LETTERS = re.compile(r"\(?([A-D]+)(?![A-Za-z])")


def _layout(name: str) -> str:
    return f"LEval/LEval/Exam/{name}.jsonl: instructions, outputs, input"


def _about(title: str, count: int) -> About:
    return About(f"L-Eval {title}", "arXiv:2307.11088", "GPL-3.0", {"test": count}, verified=False)


class _Form(NamedTuple):
    """What an output looks like, and the answer that is made of it; None where it is no such."""

    expected: str
    answer: Callable[[str], str | None]


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


class _Exam:
    """One of the tasks: long texts, and several questions on each.

    Paper: An et al. 2023, "L-Eval: Instituting Standardized Evaluation for Long Context Language
    Models", arXiv:2307.11088. Licence: GPL-3.0.
    """

    layout: ClassVar[str]
    source: ClassVar[str] = "https://huggingface.co/datasets/L4NLP/LEval (LEval/Exam)"
    about: ClassVar[About | None]
    file: ClassVar[str]
    form: ClassVar[_Form]

    @classmethod
    def load(
        cls,
        path: Path,
        split: str,  # noqa: ARG003 - the contract's; there is one split
        *,
        name: str | None = None,
    ) -> list[Row]:
        """The rows: question, context (the text), answer. `path` is the file or its folder.

        `name` is that of the file in the folder, without its ending; None: the task's own.
        """
        name = cls.file if name is None else name
        place = path / f"{name}.jsonl" if path.is_dir() else path
        file = existing(place, layout=cls.layout, source=cls.source)
        texts = read_jsonl(file, required=("instructions", "outputs", "input"))
        return [row for text in texts for row in _questions(file, text, cls.form)]


class LEvalCourseraDataset(_Exam):
    """Coursera: questions on lectures, with one or more right options.

    Rows: 172 questions on 15 texts.
    """

    layout: ClassVar[str] = _layout("coursera")
    about: ClassVar[About | None] = _about("Coursera", 172)
    file = "coursera"
    form = _OPTIONS


class LEvalGSM100Dataset(_Exam):
    """GSM100: problems of GSM8K after 16 examples.

    Rows: 100 questions on 100 texts.
    """

    layout: ClassVar[str] = _layout("gsm100")
    about: ClassVar[About | None] = _about("GSM100", 100)
    file = "gsm100"
    form = _TEXT


class LEvalQualityDataset(_Exam):
    """QuALITY: questions on a story, with four options.

    Rows: 202 questions on 15 texts.
    """

    layout: ClassVar[str] = _layout("quality")
    about: ClassVar[About | None] = _about("QuALITY", 202)
    file = "quality"
    form = _OPTION


class LEvalTPODataset(_Exam):
    """TPO: questions on TOEFL lectures, with four options.

    Rows: 269 questions on 15 texts.
    """

    layout: ClassVar[str] = _layout("tpo")
    about: ClassVar[About | None] = _about("TPO", 269)
    file = "tpo"
    form = _OPTION


class LEvalTopicRetrievalDataset(_Exam):
    """topic retrieval: which was the first, second or third topic of a long talk?

    Rows: 150 questions on 50 texts.
    """

    layout: ClassVar[str] = _layout("topic_retrieval_longchat")
    about: ClassVar[About | None] = _about("topic retrieval", 150)
    file = "topic_retrieval_longchat"
    form = _TEXT


class LEvalCodeUDataset(_Exam):
    """CodeU: what does a program print that calls functions of a long library?

    Rows: 90 questions on 90 texts.
    """

    layout: ClassVar[str] = _layout("codeU")
    about: ClassVar[About | None] = _about("CodeU", 90)
    file = "codeU"
    form = _TEXT


class LEvalSciFiDataset(_Exam):
    """SFiction: statements on a story that are true or false in its world.

    Rows: 64 questions on 7 texts.
    """

    layout: ClassVar[str] = _layout("sci_fi")
    about: ClassVar[About | None] = _about("SFiction", 64)
    file = "sci_fi"
    form = _TRUTH


def _questions(file: Path, numbered: Numbered, form: _Form) -> Iterator[Row]:
    """A row for each question on a text."""
    line, row = numbered
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
        yield {"question": question, "context": row["input"], "answer": right}
