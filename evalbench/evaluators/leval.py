"""The answers of L-Eval's tasks: letters, words in a reply, what a program prints, true or false.

Source: Evaluation/{auto_eval,em}.py of OpenLMLab/LEval, and AISBench's evaluators of these names.
"""

import re
import string
import unicodedata
from collections.abc import Mapping
from typing import Any, ClassVar

from evalbench.types import RIGHT, WRONG, Grade, Json, Points

_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_NO_SIGNS = str.maketrans(string.punctuation, " " * len(string.punctuation))
_PHRASES = (
    *("will be", "of the code", "is", "would be"),
    *("the value of", "the result of", "printed"),
)
_LIST = re.compile(r"[\[({][^\[\](){}]*[\])}]")  # in which a comma parts, as it does in `1,2,3`
_PARTS = re.compile(r"(?<=[0-9]),(?=[0-9])(?![0-9]{3}(?![0-9]))")
_BRACKET = re.compile(r"[\[\]]")
_WINDOW = 3  # words more than the right output has


class LEvalOptionsEvaluator:
    """All right options and no other. L-Eval gives a quarter for some of them: `leval_em`."""

    metric: ClassVar[str] = "accuracy"
    waits: ClassVar[bool] = False

    def grade(self, answer: str, reference: Json) -> Grade:
        """Right or wrong; letters in any order."""
        given, expected = set(answer.strip().upper()), set(str(reference))
        exact = given == expected
        part = 0.25 if given and given < expected else 0.0
        return Grade(float(exact), {"leval_em": Points(1.0 if exact else part)})


class LEvalEMEvaluator:
    """The right words are in the answer, but for case, signs, articles and blanks."""

    metric: ClassVar[str] = "score"
    waits: ClassVar[bool] = False
    extraction: ClassVar[Mapping[str, Any]] = {"type": "topic_postprocess"}

    def grade(self, answer: str, reference: Json) -> Grade:
        """Right or wrong."""
        return RIGHT if f" {_plain(str(reference))} " in f" {_plain(answer)} " else WRONG


class CodeUEvaluator:
    """What the program prints is among the last words of the answer, or behind "the final output".

    So many words as the right output has, and three more, count. Commas, quotes and a `.0` make no
    difference; the 3 of 13 is no 3, and neither is that of [1 2 3].
    """

    metric: ClassVar[str] = "accuracy"
    waits: ClassVar[bool] = False
    extraction: ClassVar[Mapping[str, Any]] = {"type": "code_u_postprocess"}

    def grade(self, answer: str, reference: Json) -> Grade:
        """Right or wrong."""
        right = _packed(_output(str(reference)))
        said = _packed(_window(_output(answer), len(str(reference).split())))
        bounded = re.compile(rf"(?<![\w.-]){re.escape(right)}(?![\w]|\.\d)", re.IGNORECASE)
        found = any(not _is_part(each) for each in bounded.finditer(said))
        return RIGHT if right and found else WRONG


class SciFiEvaluator:
    """True or false in the world of the story; what is said of the real one does not count."""

    metric: ClassVar[str] = "accuracy"
    waits: ClassVar[bool] = False
    extraction: ClassVar[Mapping[str, Any]] = {"type": "sci_fi_postprocess"}

    def grade(self, answer: str, reference: Json) -> Grade:
        """Right or wrong."""
        said = _judged(answer)
        return RIGHT if said is not None and said == _judged(str(reference)) else WRONG


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).lower().translate(_NO_SIGNS)
    return " ".join(_ARTICLES.sub(" ", folded).split())


def _output(text: str) -> str:
    """As L-Eval writes arrays: `[[1 2][3 4]]`, with blanks behind the commas or without."""
    text = " ".join(_PARTS.sub(" ", _LIST.sub(_parted, text)).split())
    for sign in (",", "'", "`", "\\"):
        text = text.replace(sign, "")
    text = re.sub(r"\.0+(?!\d)", "", text)
    return re.sub(r"(?<=[\[\]]) (?=[\[\]])", "", text)


def _parted(found: re.Match[str]) -> str:
    return found[0].replace(",", " ")


def _window(text: str, words: int) -> str:
    for phrase in _PHRASES:
        text = re.sub(rf"\b{phrase}\b", "", text)
    if "the final output" in text:
        return " ".join(text.split("the final output")[-1].split()[: words + _WINDOW])
    return " ".join(text.split()[-(words + _WINDOW) :])


def _packed(text: str) -> str:
    """Words within brackets stay apart: `[1 2]` is not `[12]`."""
    return " ".join(text.split())


def _is_part(found: re.Match[str]) -> bool:
    """Whether it stands in the brackets of a larger array."""
    before = _BRACKET.findall(found.string, 0, found.start())[-1:]
    after = _BRACKET.findall(found.string, found.end())[:1]
    return before == ["["] or after == ["]"]


def _judged(text: str) -> str | None:
    """The first true or false in front of `[fact:`; a word that only contains one comes last."""
    words = text.lower().split("[fact:")[0].split()
    for word in words:
        if (bare := word.strip(string.punctuation)) in ("true", "false"):
            return bare
    held = (each for word in words for each in ("true", "false") if each in word)
    return next(held, None)
