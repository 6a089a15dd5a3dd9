"""How much a text has in common with another one: ROUGE, in English or in Chinese words."""

import importlib
import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, ClassVar, Literal

from evalbench.errors.config import ROUGE_LACKS_PACKAGE
from evalbench.evaluators import segmentation
from evalbench.evaluators.extractive import accepted_answers
from evalbench.types import Grade, Json, Points

Cut = Callable[[str], list[str]]  # into words

_SAYS = re.compile(r"\w")
# characters of a reply that are compared: its words times those of the reference are the work, and
# a reply that is longer runs in circles
_COMPARED = 50_000


class RougeEvaluator:
    """ROUGE-1, ROUGE-2 and ROUGE-L as F-measures, of texts in English.

    Words are runs of ASCII letters and digits; case does not count, nothing is stemmed: what
    `evaluate.load("rouge")` does when it is told nothing. A word counts as often as both texts have
    it. Of several references the best one counts, for each metric by itself. Source: Lin 2004,
    "ROUGE: A Package for Automatic Evaluation of Summaries"; Google's rouge-score.
    """

    metric: ClassVar[str] = "rouge1"
    waits: ClassVar[bool] = False
    whole_reply: ClassVar[bool] = True
    chinese: ClassVar[bool] = False

    def ready(self) -> None:
        """Raise ConfigError where a package is missing."""
        _package()
        if self.chinese:
            segmentation.ready()

    def grade(self, answer: str, reference: Json) -> Grade:
        """ROUGE-1, and the two others beside it."""
        types = ("rouge1", "rouge2", "rougeL")
        cut = _chinese_words if self.chinese else None
        one, two, longest = _best(types, cut, answer, accepted_answers(reference))
        return Grade(one, {"rouge2": Points(two), "rougeL": Points(longest)})


class JiebaRougeEvaluator(RougeEvaluator):
    """The same of texts in Chinese, over the words that jieba finds, without punctuation.

    All of a text counts. AISBench and OpenCompass compare both texts only up to their first ASCII
    full stop or comma ("增长3.5%" as "增长3"), and count a word or a pair of words once, however
    often a text has it; their ROUGE-L is the same.
    """

    chinese: ClassVar[bool] = True


class LongBenchRougeEvaluator:
    """ROUGE-L of whole summaries as in LongBench: sentence by sentence, words as they are written.

    Sentences end at an ASCII full stop. Of each sentence of the reference those words count that
    some sentence of the answer has in the same order. `zh`: the words that jieba finds. Of several
    references the best one counts. LongBench takes another package, which counts a word once,
    however often a summary says it: single scores differ, their means hardly.
    """

    metric: ClassVar[str] = "rougeL"
    waits: ClassVar[bool] = False
    whole_reply: ClassVar[bool] = True

    def __init__(self, language: Literal["en", "zh"] = "en") -> None:
        self.language = language

    def ready(self) -> None:
        """Raise ConfigError where a package is missing."""
        _package()
        if self.language == "zh":
            segmentation.ready()

    def grade(self, answer: str, reference: Json) -> Grade:
        """That of the best reference."""
        cut = _chinese_words_as_written if self.language == "zh" else _words_as_written
        references = [_a_line_a_sentence(each) for each in accepted_answers(reference)]
        (value,) = _best(("rougeLsum",), cut, _a_line_a_sentence(answer), references)
        return Grade(value)


def _chinese_words(text: str) -> list[str]:
    """Those that jieba finds and that say something: punctuation does not count."""
    return [word for word in segmentation.words(text) if _SAYS.search(word)]


def _words_as_written(text: str) -> list[str]:
    """What stands between blanks."""
    return text.split()


def _chinese_words_as_written(text: str) -> list[str]:
    """Those that jieba finds; punctuation is a word, too."""
    return [word for word in segmentation.words(text) if word.strip()]


def _a_line_a_sentence(text: str) -> str:
    return " ".join(text.split()).replace(".", "\n")


def _best(
    types: tuple[str, ...], cut: Cut | None, answer: str, references: Sequence[str]
) -> list[float]:
    """The highest F-measure of each type."""
    scored = [_scorer(types, cut).score(each, answer[:_COMPARED]) for each in references]
    return [max((float(each[name].fmeasure) for each in scored), default=0) for name in types]


class _Tokenizer:
    """What the package asks for the words of a text."""

    def __init__(self, cut: Cut) -> None:
        self.tokenize = cut


@cache
def _scorer(types: tuple[str, ...], cut: Cut | None) -> Any:
    own = None if cut is None else _Tokenizer(cut)  # None: the package's own way
    return _package().RougeScorer(list(types), tokenizer=own)


def _package() -> Any:
    try:
        return importlib.import_module("rouge_score.rouge_scorer")
    except ImportError as error:
        raise ROUGE_LACKS_PACKAGE(package=error.name or "rouge-score", reason=error) from error
