"""What a run's answers must score, from the book alone, held against what they did score. Pure.

Which prompts are answered rightly is found here once more, by the rule that docs/simulator.md
tells: nothing of evalbench's is used that reads, extracts or compares answers. A sample counts as
right where the answer that its prompt is given is its own. Of equal prompts with different answers
the last one's is in the book; what is wrong for it may be right for another.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from evalbench.simulator.book import Entry, wrong

Line = Mapping[str, Any]


class Told(NamedTuple):
    """A book, and which of its units (prompts, or questions with their labels) are right."""

    entries: Mapping[str, Line]  # by the hash of the prompt
    right: frozenset[str]
    answers: Mapping[str, tuple[str, ...]]  # by the hash: those of all lines, where they differ

    def is_right(self, sha256: str, own: str | None) -> bool:
        """Whether a sample with this answer gets it. None: whatever the book has is its own."""
        entry = self.entries[sha256]
        if unit_of(entry) in self.right:
            return own in (None, entry["answer"])
        return sha256 in self.answers and own == wrong(msgspec.convert(entry, Entry))


class Found(NamedTuple):
    """One data set of one run."""

    name: str
    samples: int
    told: float  # percent
    scored: float | None
    others: Mapping[str, int]  # classes that no well-formed answer may be in
    off: Sequence[str]  # samples whose value is not the one that was told
    shared: Sequence[str]  # samples whose prompt is that of others with another answer

    @property
    def good(self) -> bool:
        same = self.scored is not None and abs(self.scored - self.told) < 1e-9
        return same and not self.others and not self.off


def told(lines: Iterable[Line], rate: float, seed: int, broken: Iterable[str] = ()) -> Told:
    """The first round(rate × n) of the n units, in the order of a hash of the seed and their own.

    `broken`: hashes of prompts for which the book has no right answer.
    """
    entries: dict[str, Line] = {}
    answers: dict[str, dict[str, None]] = defaultdict(dict)
    for line in lines:
        entries[line["sha256"]] = line
        answers[line["sha256"]][line["answer"]] = None
    units = {unit_of(entry) for entry in entries.values()}
    ranked = sorted(units, key=lambda unit: hashlib.sha256(f"{seed} {unit}".encode()).digest())
    return Told(
        entries,
        frozenset(ranked[: round(rate * len(units))]) - set(broken),
        {sha256: tuple(each) for sha256, each in answers.items() if len(each) > 1},
    )


def unit_of(entry: Line) -> str:
    unit: str = entry.get("question") or entry["sha256"]
    return unit


def found(name: str, rows: Iterable[Line], score: float | None, book: Told) -> Found:
    """The rows of a data set's audit trail, and its score, beside what the book says."""
    right = samples = 0
    off, shared = [], []
    classes: Counter[str] = Counter()
    for row in rows:
        sha256, own = sha256_of(row["prompt"]), answer_of(row["gold"])
        samples += 1
        expected = book.is_right(sha256, own)
        right += expected
        classes[row["class"]] += 1
        if row["value"] != expected:
            off.append(f"{row['id']}: {row['class']}, gold {own!r}, {_read(row)}")
        if sha256 in book.answers:
            shared.append(f"{row['id']} ({own}{': told' if expected else ''})")
    others = {kind: n for kind, n in classes.items() if kind not in ("correct", "wrong")}
    return Found(name, samples, 100 * right / samples, score, others, off, shared)


def _read(row: Line) -> str:
    given = row["extracted"]
    return f"read {given['answer']!r} by {given['rule']} in {str(row['answer_text'])[-120:]!r}"


def sha256_of(prompt: str | Sequence[Line]) -> str:
    text = prompt if isinstance(prompt, str) else "\n".join(each["content"] for each in prompt)
    return hashlib.sha256(text.encode()).hexdigest()


def answer_of(gold: Any) -> str | None:
    """The right answer of a reference; None where it is not in it."""
    if isinstance(gold, Mapping):
        gold = gold.get("canonical")
        return None if gold is None else str(gold)
    return "" if gold is None else str(gold)


def lines_of(each: Found, *, shown: int = 5) -> Iterator[str]:
    """For the screen."""
    verdict = "ok  " if each.good else "FAIL"
    scored = "none" if each.scored is None else f"{each.scored:.4f}"
    others = "".join(f", {n} {kind}" for kind, n in sorted(each.others.items()))
    yield f"{verdict} {each.name}: {each.samples}, told {each.told:.4f}, scored {scored}{others}"
    if each.shared:
        yield f"     equal prompts, different answers: {', '.join(each.shared)}"
    for line in each.off[:shown]:
        yield f"     {line}"
    if len(each.off) > shown:
        yield f"     … {len(each.off) - shown} more"
