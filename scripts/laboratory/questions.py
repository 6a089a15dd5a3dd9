"""Questions of a data set of one's own, and the book of their right answers for the simulator."""

import hashlib
from pathlib import Path
from typing import NamedTuple

import msgspec

NAME = "sums"  # of the data set: the file's name


class Questions(NamedTuple):
    file: Path
    book: Path
    ids: list[str]  # of the samples, in order
    hashes: list[str]  # of their prompts, in the same order


def write(folder: Path, count: int) -> Questions:
    """So many sums, no two alike, all answers numbers."""
    rows, pages = [], []
    for number in range(count):
        question, answer = f"What is {number} plus {number + 1}?", str(2 * number + 1)
        prompt = f"Question: {question}\nAnswer: "  # what evalbench makes of it: docs/README
        sha256 = hashlib.sha256(prompt.encode()).hexdigest()
        rows.append({"question": question, "answer": answer})
        pages.append({"sha256": sha256, "answer": answer, "kind": "number", "options": None})
    file, book = folder / f"{NAME}.jsonl", folder / "book.jsonl"
    for path, values in ((file, rows), (book, pages)):
        path.write_bytes(b"".join(msgspec.json.encode(value) + b"\n" for value in values))
    ids = [f"{NAME}/{number}/0" for number in range(count)]
    return Questions(file, book, ids, [str(page["sha256"]) for page in pages])
