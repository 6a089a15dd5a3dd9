"""Texts that are cut to a length in tokens or characters, with needles at stated depths in them."""

import random
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evalbench.datasets.files import note, read_jsonl, read_text
from evalbench.errors.config import DEPTH_OUT_OF_RANGE, NO_SUCH_TOKENIZER
from evalbench.errors.data import NO_HAYSTACK, TEXT_TOO_SHORT, VALUE_NOT_EXPECTED
from evalbench.errors.entries import Phrase
from evalbench.tokenizer import OF_THE_MODEL_OR_NONE, check_folder, tokenizer_at

_SUFFIXES = (".jsonl", ".txt")
_NO_ENDS = np.empty(0, np.int64)
_TOKENS, _CHARACTERS = Phrase("tokens", "token"), Phrase("characters", "字符")


class Text(NamedTuple):
    """A text, and where each unit of it ends, in letters: it may be cut there."""

    text: str
    ends: NDArray[np.int64]

    def first(self, units: int) -> str:
        return self.text[: self.ends[units - 1]] if units else ""


class Measure(NamedTuple):
    """In what lengths are counted. None: characters; else the tokens of the tokenizer there."""

    tokenizer: str | None

    def text(self, text: str) -> Text:
        if self.tokenizer is None:
            return Text(text, np.arange(1, len(text) + 1))
        if not Path(self.tokenizer).is_dir():
            raise NO_SUCH_TOKENIZER(name=self.tokenizer, ours=OF_THE_MODEL_OR_NONE)
        check_folder(self.tokenizer, "tokenizer_model")
        ends = tokenizer_at(self.tokenizer, trust_remote_code=False).ends(text)
        return Text(text, np.asarray(ends, np.int64))

    def length(self, text: str) -> int:
        return len(self.text(text).ends)

    @property
    def unit(self) -> Phrase:
        return _CHARACTERS if self.tokenizer is None else _TOKENS


class Haystack(NamedTuple):
    """The texts of one file, or of one folder of files."""

    file: Path
    texts: Sequence[Text]
    measure: Measure

    def orders(self, repeats: int, seed: int) -> Iterator[tuple[int, Sequence[Text]]]:
        """The texts in an order of their own for each repeat, and the seed of it.

        With seed 0 those of OpenCompass: repeat i shuffles the order before it, seeded with i.
        """
        order = list(self.texts)
        for repeat in range(seed * repeats, (seed + 1) * repeats):
            random.Random(repeat).shuffle(order)
            yield repeat, tuple(order)

    def cut(self, order: Sequence[Text], units: int, length: int) -> Text:
        """The first so many units. Raises DatasetError where there are fewer."""
        parts, ends, found, letters = list[str](), [_NO_ENDS], 0, 0
        for each in order:
            if found >= units:
                break
            parts.append(each.text)
            ends.append(each.ends + letters)  # a million of them: no loop over each
            found += len(each.ends)
            letters += len(each.text)
        if found < units:
            raise TEXT_TOO_SHORT(
                file=self.file, found=found, unit=self.measure.unit, length=length, needed=units
            )
        return Text("".join(parts), np.concatenate(ends)[:units])

    def around(
        self, order: Sequence[Text], length: int, needles: Sequence[str], depths: Sequence[float]
    ) -> str:
        """A text of `length` units with needles in it, each at its depth in percent."""
        hay = self._room(order, length, needles)
        units = len(hay.ends)
        return inserted(hay, [int(units * (depth / 100)) for depth in depths], needles)

    def spread(
        self, order: Sequence[Text], length: int, needles: Sequence[str], depth: float, diff: float
    ) -> str:
        """The same with the first needle at `depth`, and each other `diff` percent behind it.

        As in OpenCompass a needle's own length counts as a way from it to the next.
        """
        hay = self._room(order, length, needles)
        units = len(hay.ends)
        place = int(units * (depth / 100))
        places, passed = [place], 0
        for needle in needles[:-1]:
            own = self.measure.length(needle)
            passed += own
            place = min(int(place + own + units * (diff / 100)), units + passed)
            places.append(min(place, units))
        return inserted(hay, places, needles)

    def _room(self, order: Sequence[Text], length: int, needles: Sequence[str]) -> Text:
        """The text that is left of a length when the needles are in it."""
        needed = sum(map(self.measure.length, needles))
        return self.cut(order, max(length - needed, 0), length)


def inserted(hay: Text, places: Sequence[int], needles: Sequence[str]) -> str:
    """The text with needles behind so many units of it; places do not go back."""
    parts, before = [], 0
    for place, needle in zip(places, needles, strict=True):
        at = len(hay.first(place))
        parts += [hay.text[before:at], needle]
        before = at
    return "".join([*parts, hay.text[before : len(hay.first(len(hay.ends)))]])


def check_depths(depths: Sequence[float]) -> None:
    for depth in depths:
        if not 0 <= depth <= 100:
            raise DEPTH_OUT_OF_RANGE(depth=depth)


def haystacks(folder: Path, names: Sequence[str], measure: Measure) -> Iterator[Haystack]:
    """One for each name: a file of the folder, or a folder in it."""
    for name in names:
        files = _files(folder / name)
        for file in files:
            note(file)
        stamps = tuple((str(file), file.stat().st_mtime_ns) for file in files)
        yield Haystack(folder / name, _measured(stamps, measure), measure)


def _files(path: Path) -> list[Path]:
    inside = sorted(path.iterdir()) if path.is_dir() else [path]
    found = [each for each in inside if each.suffix in _SUFFIXES and each.is_file()]
    if not found:
        raise NO_HAYSTACK(file=path)
    return found


@lru_cache(maxsize=4)  # every length and depth of a benchmark takes the same text
def _measured(files: tuple[tuple[str, int], ...], measure: Measure) -> tuple[Text, ...]:
    return tuple(measure.text(text) for file, _ in files for text in _texts(Path(file)))


def _texts(file: Path) -> Iterator[str]:
    if file.suffix == ".txt":
        yield read_text(file)
        return
    for line, row in read_jsonl(file, required=["text"]):
        if not isinstance(row["text"], str):
            raise VALUE_NOT_EXPECTED(
                file=file, line=line, key="text", value=row["text"], expected='"…"'
            )
        yield row["text"]
