"""Questions on passages in SQuAD's layout, or as lines of JSON; every fault is a DatasetError."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evalbench.datasets.answers import answers_of, text_of
from evalbench.datasets.files import existing, read_jsonl
from evalbench.datasets.json_files import read_json
from evalbench.errors.data import NO_ROWS, NOT_AS_SQUAD
from evalbench.interfaces import Row
from evalbench.types import Json


def read_passages(path: Path, *, layout: str, source: str) -> list[Row]:
    """The rows: context, question, answers (each once, in their order).

    A `.jsonl` has these three in each line; its answers may be texts, dicts with a `text`, or one
    dict with a list of them. Anything else is `{"data": [{"paragraphs": […]}]}` as SQuAD 1.1 has
    it: Rajpurkar et al. 2016, arXiv:1606.05250.
    """
    file = existing(path, layout=layout, source=source)
    if file.suffix == ".jsonl":
        rows = [
            _row(file, line, row, row["question"])
            for line, row in read_jsonl(file, required=("context", "question", "answers"))
        ]
    else:
        rows = list(_of_squad(file))
    if not rows:
        raise NO_ROWS(file=file)
    return rows


def _of_squad(file: Path) -> Iterator[Row]:
    whole = read_json(file, dict)
    for article, each in _parts(file, "data", whole):
        for passage, paragraph in _parts(file, f"{article}.paragraphs", each):
            for place, asked in _parts(file, f"{passage}.qas", paragraph):
                told = {"context": paragraph.get("context"), "answers": asked.get("answers")}
                if any(value is None for value in told.values()) or "question" not in asked:
                    raise NOT_AS_SQUAD(
                        file=file, place=place, expected="context, question, answers"
                    )
                yield _row(file, 1, told, asked["question"], at=f"{place}.")


def _parts(file: Path, place: str, owner: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects of a list within an object, each with the way to it: `data[0].paragraphs[2]`."""
    key = place.rpartition(".")[2]
    found = owner.get(key)
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise NOT_AS_SQUAD(file=file, place=place, expected="[{…}, …]")
    for at, each in enumerate(found):
        yield f"{place}[{at}]", each


def _row(file: Path, line: int, told: dict[str, Any], question: Json, at: str = "") -> Row:
    """`at`: the way to it in a file that is one value, whose lines say nothing."""
    return {
        "context": text_of(file, line, f"{at}context", told["context"]),
        "question": text_of(file, line, f"{at}question", question),
        "answers": answers_of(file, line, f"{at}answers", _texts(told["answers"])),
    }


def _texts(answers: Json) -> Json:
    if isinstance(answers, dict):
        return answers.get("text")
    if not isinstance(answers, list):
        return answers
    return [each.get("text") if isinstance(each, dict) else each for each in answers]
