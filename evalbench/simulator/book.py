"""The answer book: which prompts have an answer, which of them are answered rightly, and how.

One JSON line per prompt: {"sha256": …, "answer": gold, "kind": "choice" | "number" | "text" |
"whole", "options": "ABCD" | null, "labels": […], "wrong": text | null}. `labels` are the words that
may be answered, if there are but a few. An answer of the kind "whole" is the reply itself: nothing
is put before it or around it. A prompt that ends in one of the answers (labels) to
a question has {"sha256": …, "answer": the right label, "kind": "label", "question": …, "label": …,
"labels": […], "own": …}: `question` is the same hash for all of its labels, `own` the number of
letters at the end of the prompt that the label made.

`sha256` is the hex digest of the prompt's UTF-8 text; the text of a chat is the contents of its
messages joined by newlines. So gold never travels in a request.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from evalbench.errors.config import BOOK_LINE_MALFORMED, BOOK_UNREADABLE
from evalbench.simulator.likelihood import Own
from evalbench.simulator.mistakes import mistaken
from evalbench.simulator.phrasing import Kind, state


@dataclass(frozen=True, slots=True)
class Entry:
    sha256: str
    answer: str
    kind: Kind | Literal["label"]
    options: str | None = None
    wrong: str | None = None  # what is answered instead; None: what `wrong` makes of the answer
    question: str | None = None
    label: str | None = None
    labels: tuple[str, ...] = ()  # also of a prompt that may be answered by one of these words
    own: int = 0

    @property
    def unit(self) -> str:
        """What is answered rightly or wrongly: a prompt, or a question with all its labels."""
        return self.question or self.sha256


@dataclass(frozen=True, slots=True)
class Book:
    """The entries by hash, and the hashes of those that are answered rightly."""

    entries: Mapping[str, Entry]
    right: frozenset[str]

    def answer(self, sha256: str, prompt: str) -> str | None:
        """The final sentence for this prompt; None when it is not in the book."""
        entry = self.entries.get(sha256)
        if entry is None or entry.kind == "label":
            return None
        answer = entry.answer if sha256 in self.right else wrong(entry)
        if entry.kind == "whole":
            return answer
        return state(answer, entry.kind, prompt, key=int(sha256[-8:], 16))

    def is_whole(self, sha256: str) -> bool:
        """Whether this prompt's answer is all of the reply."""
        entry = self.entries.get(sha256)
        return entry is not None and entry.kind == "whole"

    def own(self, sha256: str) -> Own | None:
        """What a label has made of this prompt; None where the prompt is not of a label."""
        entry = self.entries.get(sha256)
        if entry is None or entry.kind != "label":
            return None
        others = [label for label in entry.labels if label != entry.answer]
        winner = entry.answer
        if entry.unit not in self.right and others:
            winner = others[int(entry.unit[:8], 16) % len(others)]
        return Own(entry.own, entry.label == winner)


def open_book(path: str | None, *, correct_rate: float, seed: int) -> Book:
    """Read the book; without a path it is empty.

    Of n different prompts exactly round(correct_rate * n) are answered rightly: the first ones when
    the hashes are ordered by a hash of seed and hash. The labels of a question are one. When a
    prompt occurs twice, the later line counts. Raises ConfigError naming file and line.
    """
    entries = {} if path is None else {entry.sha256: entry for entry in _entries(Path(path))}
    units = {entry.unit for entry in entries.values()}
    return Book(entries, _chosen(units, round(correct_rate * len(units)), seed))


def wrong(entry: Entry) -> str:
    """An answer that is not right: its own, or what is made of the right one."""
    if entry.wrong is not None:
        return entry.wrong
    return mistaken(
        entry.answer,
        entry.kind,
        options=entry.options,
        labels=entry.labels,
        key=int(entry.sha256[:8], 16),
    )


def _chosen(hashes: Iterable[str], count: int, seed: int) -> frozenset[str]:
    def rank(sha256: str) -> bytes:
        return hashlib.sha256(f"{seed} {sha256}".encode()).digest()

    return frozenset(sorted(hashes, key=rank)[:count])


def _entries(path: Path) -> Iterable[Entry]:
    decoder = msgspec.json.Decoder(Entry)
    try:
        lines = path.read_bytes().splitlines()
    except OSError as failure:
        raise BOOK_UNREADABLE(path=path, reason=failure.strerror) from failure
    for number, line in enumerate(lines, 1):
        try:
            entry = decoder.decode(line)
            int(entry.unit, 16)
        except (msgspec.DecodeError, ValueError) as invalid:
            raise BOOK_LINE_MALFORMED(path=path, line=number, reason=invalid) from invalid
        yield entry
