"""What a run's answers must score, from its book alone, held against what they did score. Pure.

Which prompts are answered rightly is found here once more, by the rule that docs/simulator.md
tells; what is told instead is asked of the simulator. Nothing of evalbench's is used that reads,
extracts or compares answers. A sample is right where what its prompt is told is its own answer. Of
equal prompts with different answers the last one's is told, and what is told wrongly to it may be
another's: such samples are named, and nothing is rounded away.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from evalbench.simulator.book import Book, Entry, wrong

Line = Mapping[str, Any]

# Right answers that are not: docs/scoring.md has them too
FAULTY = {
    "humanevalx-js/112/0": "its published solution is wrong",
    "humanevalx-js/155/0": "its published solution is wrong",
    "humanevalx-js/162/0": "its published solution needs the package js-md5",
    "humanevalx-cpp/22/0": "its published solution needs the headers of Boost",
    "humanevalx-cpp/137/0": "its published solution needs the headers of Boost",
    "humanevalx-cpp/162/0": "its published solution needs the headers of OpenSSL",
}


class Told(NamedTuple):
    """What a simulator is told: its book, by the hash of the prompt."""

    book: Book
    shared: frozenset[str]  # hashes of prompts that have several answers
    broken: frozenset[str]  # hashes of prompts that no answer in the book is right for

    def outcome(self, own: Sequence[Entry]) -> bool | None:
        """Whether a sample gets its answer; `own` are its lines: one, or one for each label.

        None where its labels' prompts are other questions' too, so that no label wins, or several.
        """
        first = own[0]
        if first.kind == "label":
            winners = [each.label for each in own if self._wins(each.sha256)]
            return winners == [first.answer] if len(winners) == 1 else None
        entry = self.book.entries[first.sha256]
        if first.sha256 in self.broken:
            return False
        if first.sha256 in self.book.right:
            return entry.answer == first.answer
        return first.sha256 in self.shared and wrong(entry) == first.answer

    def _wins(self, sha256: str) -> bool:
        own = self.book.own(sha256)
        return own is not None and own.wins


class Found(NamedTuple):
    """One data set of one run."""

    name: str
    samples: int
    told: float  # percent
    scored: float | None
    others: Mapping[str, int]  # classes that no well-formed answer may be in
    off: Sequence[str]  # samples whose value is not the one that was told
    named: Sequence[str]  # what the data have of their own: see the first lines of this file

    @property
    def good(self) -> bool:
        same = self.scored is not None and abs(self.scored - self.told) < 1e-9
        return same and not self.others and not self.off


def told(lines: Iterable[Entry], rate: float, seed: int, broken: Iterable[str] = ()) -> Told:
    """The first round(rate × n) of the n units, in the order of a hash of the seed and their own.

    A unit is a prompt, or a question with all its labels.
    """
    entries: dict[str, Entry] = {}
    answers: dict[str, set[str]] = defaultdict(set)
    for line in lines:
        entries[line.sha256] = line
        answers[line.sha256].add(line.answer)
    units = {unit_of(entry) for entry in entries.values()}
    ranked = sorted(units, key=lambda unit: hashlib.sha256(f"{seed} {unit}".encode()).digest())
    right = frozenset(ranked[: round(rate * len(units))])
    shared = frozenset(sha256 for sha256, each in answers.items() if len(each) > 1)
    return Told(Book(entries, right), shared, frozenset(broken))


def unit_of(entry: Entry) -> str:
    return entry.question or entry.sha256


def by_sample(lines: Iterable[Line]) -> Iterator[list[Entry]]:
    """The lines of a book in their order: those of one question's labels together."""
    labels: list[Entry] = []
    for line in lines:
        entry = msgspec.convert(line, Entry)
        begun = labels and labels[0].question == entry.question
        if labels and not (begun and entry.label not in {each.label for each in labels}):
            yield labels
            labels = []
        if entry.kind == "label":
            labels.append(entry)
        else:
            yield [entry]
    if labels:
        yield labels


def found(
    name: str, pairs: Iterable[tuple[Line, Sequence[Entry]]], score: float | None, told: Told
) -> Found:
    """The rows of a data set's audit trail with their lines of the book, beside its score."""
    right = samples = 0
    off, named = [], []
    equal: dict[str, list[str]] = defaultdict(list)
    classes: dict[str, int] = defaultdict(int)
    for row, own in pairs:
        expected, why = _expected(row, own, told)
        samples += 1
        right += expected
        if row["class"] not in ("correct", "wrong"):
            classes[row["class"]] += 1
        if not _is_of(row, own):
            off.append(f"{row['id']}: asked with another prompt than the book's")
        elif row["value"] != expected:
            off.append(f"{row['id']}: {row['class']}, gold {own[0].answer!r}, {_read(row)}")
        if why:
            named.append(f"{row['id']}: {why}")
        for each in own:
            if each.sha256 in told.shared:
                equal[each.sha256].append(_shown(row["id"], each.answer, expected))
    together = dict.fromkeys(" = ".join(each) for each in equal.values())  # of labels once
    named += [f"equal prompts: {each}" for each in together]
    return Found(name, samples, 100 * right / samples, score, dict(classes), off, named)


def _expected(row: Line, own: Sequence[Entry], told: Told) -> tuple[bool, str]:
    """Whether it is right, and what is to be said of it."""
    outcome = told.outcome(own)
    if outcome is None:
        says = "right" if row["value"] else "wrong"
        return bool(row["value"]), f"its labels' prompts are other questions' too: {says}"
    if outcome and row["id"] in FAULTY and row["class"] == "wrong":
        return False, FAULTY[row["id"]]
    if own[0].sha256 in told.broken:
        return False, "its instructions contradict one another"
    return outcome, ""


def _is_of(row: Line, own: Sequence[Entry]) -> bool:
    return sha256_of(row["prompt"]) in {each.sha256 for each in own}


def _shown(sample: str, answer: str, expected: bool) -> str:
    return f"{sample} ({' '.join(answer.split())[:40]}{', told' if expected else ''})"


def _read(row: Line) -> str:
    given = row["extracted"]
    return f"read {given['answer']!r} by {given['rule']} in {str(row['answer_text'])[-120:]!r}"


def sha256_of(prompt: str | Sequence[Line]) -> str:
    text = prompt if isinstance(prompt, str) else "\n".join(each["content"] for each in prompt)
    return hashlib.sha256(text.encode()).hexdigest()


def lines_of(each: Found, *, shown: int = 5) -> Iterator[str]:
    """For the screen."""
    verdict = "ok  " if each.good else "FAIL"
    scored = "none" if each.scored is None else f"{each.scored:.4f}"
    others = "".join(f", {n} {kind}" for kind, n in sorted(each.others.items()))
    yield f"{verdict} {each.name}: {each.samples}, told {each.told:.4f}, scored {scored}{others}"
    for line in each.named:
        yield f"     {line}"
    for line in each.off[:shown]:
        yield f"     off: {line}"
    if len(each.off) > shown:
        yield f"     … {len(each.off) - shown} more"
