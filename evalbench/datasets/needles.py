"""What is hidden in a haystack: sentences of a file, and stories of relatives made of names."""

import random
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Literal, NamedTuple

from evalbench.datasets.files import existing, read_jsonl
from evalbench.datasets.json_files import read_json
from evalbench.datasets.needlebench_texts import RELATION_TERMS, RELATIONS, TRACED
from evalbench.errors.data import (
    NO_ANSWER_FORMAT,
    TOO_FEW_NAMES,
    TOO_FEW_NEEDLES,
    VALUE_NOT_EXPECTED,
)

Language = Literal["English", "Chinese"]
_KEYS = ("needle", "retrieval_question", "arg1", "arg2", "language")


class Needle(NamedTuple):
    """A sentence, the question to which it is the answer, and the word that the answer must have.

    `subject` is what the sentence is about.
    """

    sentence: str
    question: str
    keyword: str
    subject: str


class Story(NamedTuple):
    """Sentences of who descends from whom, in no order; the eldest of all, and the youngest."""

    sentences: Sequence[str]
    eldest: str
    youngest: str
    question: str


def read_needles(file: Path, language: Language, *, layout: str, source: str) -> list[Needle]:
    """Those in one language, in file order. Raises DatasetError where there is none."""
    rows = read_jsonl(existing(file, layout=layout, source=source), required=_KEYS)
    for line, row in rows:
        for key in _KEYS:
            if not isinstance(row[key], str) or not row[key].strip():
                raise VALUE_NOT_EXPECTED(
                    file=file, line=line, key=key, value=row[key], expected='"…"'
                )
    found = [
        Needle(row["needle"], row["retrieval_question"], row["arg2"], row["arg1"])
        for _, row in rows
        if row["language"] == language
    ]
    if not found:
        raise TOO_FEW_NEEDLES(file=file, found=0, language=language, needed=1)
    return found


def distinct(
    needles: Sequence[Needle], count: int, file: Path, language: Language, seed: int
) -> list[Needle]:
    """So many, drawn, of which no two have a keyword or what they are about in common."""
    order = list(needles)
    random.Random(seed).shuffle(order)
    found: list[Needle] = []
    for needle in order:
        if all(needle[2] != other[2] and needle[3] != other[3] for other in found):
            found.append(needle)
    if len(found) < count:
        raise TOO_FEW_NEEDLES(file=file, found=len(found), language=language, needed=count)
    return found[:count]


def asked_in_turn(needles: Sequence[Needle], file: Path, language: Language) -> str:
    """One question for all: theirs after one another, and the form of the whole answer."""
    mark, stop = ("?", ".") if language == "English" else ("？", "。")
    questions, forms = [], []
    for needle in needles:
        parts = needle.question.split("'")
        if len(parts) < 3 or mark not in parts[0]:
            raise NO_ANSWER_FORMAT(file=file, question=needle.question)
        questions.append(needle.question.split(mark)[0] + mark)
        forms.append(parts[1].split(stop)[0])
    asked, form = "、".join(questions), "、".join(forms)
    if language == "English":
        return f"{asked}Please answer in the format of '{form}'"
    return f"{asked}请按照'{form}'的格式回答。"


def read_names(file: Path, language: Language, *, layout: str, source: str) -> list[str]:
    found = read_json(existing(file, layout=layout, source=source), dict).get(language)
    return found.split(",") if isinstance(found, str) else []


def story(names: Sequence[str], count: int, file: Path, language: Language, seed: int) -> Story:
    """So many people out of `names`, each but the first the descendant of the one before."""
    if len(set(names)) < count:
        raise TOO_FEW_NAMES(file=file, found=len(set(names)), language=language, needed=count)
    rng = random.Random(seed)
    people = rng.sample(names, count)
    sentences = []
    for elder, younger in pairwise(people):
        form = rng.choice(RELATIONS[language])
        relation = rng.choice(RELATION_TERMS[language])
        sentences.append(form.format(A=elder, B=younger, relationship=relation))
    rng.shuffle(sentences)
    question = TRACED[language].replace("{last_person}", people[-1])
    return Story(sentences, people[0], people[-1], question)
