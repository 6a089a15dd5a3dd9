"""TriviaQA: questions that quiz lovers wrote, each answered by any of several names."""

import ast
from pathlib import Path
from typing import ClassVar

from evalbench.datasets.answers import answers_of, text_of
from evalbench.datasets.files import existing, read_jsonl, read_text
from evalbench.errors.data import NO_ROWS, NOT_TWO_FIELDS
from evalbench.interfaces import About, Row
from evalbench.types import Json


class TriviaQADataset:
    """TriviaQA without its evidence, as DPR and OpenCompass have it: a question and its answers.

    Paper: Joshi et al. 2017, "TriviaQA: A Large Scale Distantly Supervised Challenge Dataset for
    Reading Comprehension", arXiv:1705.03551. Licence: none stated by its authors for the questions.
    Splits: dev 8837, test 11313. A line is the question, a tab, and a list in Python's notation,
    which is read as data.
    """

    layout: ClassVar[str] = "triviaqa/trivia-{dev,test}.qa.csv"
    source: ClassVar[str] = "https://nlp.cs.washington.edu/triviaqa"
    about: ClassVar[About | None] = About(
        title="TriviaQA",
        paper="arXiv:1705.03551",
        licence="none stated",
        rows={"dev": 8837, "test": 11313},
        verified=False,
    )

    @staticmethod
    def load(path: Path, split: str) -> list[Row]:
        """The rows: question, answers (all that are accepted) and answer.

        `answer` is the same list, but for split `test` its first: of that split the examples are.
        """
        file = existing(
            path / f"trivia-{split}.qa.csv",
            layout=TriviaQADataset.layout,
            source=TriviaQADataset.source,
        )
        rows: list[Row] = []
        for line, text in enumerate(read_text(file).split("\n"), start=1):
            if not text.strip():
                continue
            fields = [_unquoted(each) for each in text.rstrip("\r").split("\t")]
            if len(fields) != 2:
                raise NOT_TWO_FIELDS(file=file, line=line, count=len(fields))
            question = text_of(file, line, "question", fields[0])
            answers = answers_of(file, line, "answers", _literal(fields[1]))
            answer = answers[0] if split == "test" else answers
            rows.append({"question": question, "answers": answers, "answer": answer})
        if not rows:
            raise NO_ROWS(file=file)
        return rows


class TriviaQADatasetV2:
    """TriviaQA as `triviaqa-{train,validation}.jsonl`: a row has question and answer, a list."""

    layout: ClassVar[str] = "triviaqa/triviaqa-{train,validation}.jsonl"
    source: ClassVar[str] = TriviaQADataset.source
    about: ClassVar[About | None] = TriviaQADataset.about

    @staticmethod
    def load(path: Path, split: str) -> list[Row]:
        """The rows as they are, and answers, a list whatever form the answer has."""
        file = path if path.is_file() else path / f"triviaqa-{split}.jsonl"
        return _of_lines(
            existing(file, layout=TriviaQADatasetV2.layout, source=TriviaQADatasetV2.source)
        )


class TriviaQADatasetV3:
    """TriviaQA as one jsonl file, whatever its name."""

    layout: ClassVar[str] = "triviaqa/triviaqa-validation.jsonl"
    source: ClassVar[str] = TriviaQADataset.source
    about: ClassVar[About | None] = TriviaQADataset.about

    @staticmethod
    def load(path: Path, split: str) -> list[Row]:  # noqa: ARG004 - the file is its only split
        """The rows as they are, and answers, a list whatever form the answer has."""
        return _of_lines(
            existing(path, layout=TriviaQADatasetV3.layout, source=TriviaQADatasetV3.source)
        )


def _of_lines(file: Path) -> list[Row]:
    rows: list[Row] = []
    for line, row in read_jsonl(file, required=("question", "answer")):
        text_of(file, line, "question", row["question"])
        answer = row["answer"]
        if isinstance(answer, dict):  # as Hugging Face has it
            answer = answer.get("aliases")
        told = [answer] if isinstance(answer, str) else answer
        rows.append({**row, "answers": answers_of(file, line, "answer", told)})
    return rows


def _unquoted(field: str) -> str:
    """Without the quotes of csv, which some copies have and others have not."""
    if len(field) > 1 and field[0] == field[-1] == '"':
        return field[1:-1].replace('""', '"')
    return field


def _literal(text: str) -> Json:
    """A list in Python's notation, read without running it; the text itself where it is none."""
    try:
        return ast.literal_eval(text.strip())
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return text
