"""The replies of tests/data/answers: each is read as its benchmarks read it, and judged.

Beside the text a line has what the right reading is (`answer`, null where the reply gives none) and
`finish_reason`, "stop" where it is left out.
"""

import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from evalbench.evaluators.extractive import EMEvaluator
from evalbench.evaluators.korbench import KORBenchEvaluator
from evalbench.evaluators.lambada import LambadaEvaluator
from evalbench.evaluators.math import MATHEvaluator
from evalbench.evaluators.numeric import same_number
from evalbench.postprocessors import reasoning
from evalbench.postprocessors.bbh import bbh_freeform_postprocess
from evalbench.postprocessors.choice import first_capital_postprocess
from evalbench.postprocessors.choices import first_options_postprocess
from evalbench.postprocessors.korbench import korbench_postprocess
from evalbench.postprocessors.korbench_mixed import korbench_mixed_postprocess
from evalbench.postprocessors.lambada import lambada_postprocess
from evalbench.postprocessors.math import math_postprocess_v2
from evalbench.postprocessors.mgsm import mgsm_postprocess
from evalbench.postprocessors.number import gsm8k_postprocess
from evalbench.postprocessors.reasoning import Split, split_reasoning
from evalbench.postprocessors.rules.code import find_code
from evalbench.postprocessors.rules.several import find_sequence
from evalbench.postprocessors.short_answer import drop_postprocess
from evalbench.postprocessors.summary import Xsum_postprocess
from evalbench.postprocessors.text import match_answer_pattern
from evalbench.sandbox.python import run_to_its_end
from evalbench.types import Extraction

ANSWERS = Path(__file__).parent / "data" / "answers"

Row = dict[str, Any]


class Case(NamedTuple):
    """One reply of the corpus."""

    file: str  # its name without suffix
    family: str
    row: Row

    @property
    def id(self) -> str:
        return f"{self.file}/{self.row['id']}"


class Reading(NamedTuple):
    """What is read from a reply, after what is cut before an answer is stated has lost it."""

    answer: str | None
    stated: bool


class Family(NamedTuple):
    """How the replies of one kind of benchmark are read, and when an answer is the right one."""

    module: str  # of evalbench.postprocessors, in which the rule is
    read: Callable[[str, Row], Extraction]
    right: Callable[[str, Row], bool]


def _same(answer: str, row: Row) -> bool:
    return answer == row["answer"]


def _same_number(answer: str, row: Row) -> bool:
    return same_number(answer, row["answer"])


def _same_formula(answer: str, row: Row) -> bool:
    return answer == row["answer"] or MATHEvaluator().grade(answer, row["answer"]).value == 1


def _few_words(text: str, row: Row) -> Extraction:
    return drop_postprocess(text).robust


def _same_span(answer: str, row: Row) -> bool:
    return EMEvaluator().grade(answer, row["answer"]).value == 1


def _same_word(answer: str, row: Row) -> bool:
    reference = {"canonical": row["answer"], "before": row.get("before", "")}
    return LambadaEvaluator().grade(answer, reference).why == row["answer"].casefold()


def _same_for_korbench(answer: str, row: Row) -> bool:
    text = {"category": "cipher", "rule_id": "1", "idx": 1, "canonical": row["answer"]}
    return KORBenchEvaluator().grade(answer, text).value == 1


def _same_list(answer: str, row: Row) -> bool:
    return bool(json.loads(answer) == row["answer"])


def _code(text: str, row: Row) -> Extraction:
    return find_code(text, row.get("language", "python"))


def _same_program(answer: str, row: Row) -> bool:
    if "check" not in row:
        return answer == row["answer"]
    program = f"{row['prompt']}{answer}\n{row['check']}\n"
    return run_to_its_end(program, 3.0).kind == "passed"


def _several(text: str, row: Row) -> Extraction:
    if row.get("of") == "sequence":
        return find_sequence(text, row["options"])
    return first_options_postprocess(text, row["options"]).robust


def _words(text: str, row: Row) -> Extraction:
    options = {key: row[key] for key in ("labels", "form") if key in row}
    return bbh_freeform_postprocess(text, **options).robust


FAMILIES = {
    "choice": Family(
        "choice", lambda text, row: first_capital_postprocess(text, row["options"]).robust, _same
    ),
    "several": Family("choices", _several, _same),
    "labels": Family("bbh", _words, _same),
    "number": Family("number", lambda text, _: gsm8k_postprocess(text).robust, _same_number),
    "formula": Family("math", lambda text, _: math_postprocess_v2(text).robust, _same_formula),
    "mgsm": Family(
        "mgsm", lambda text, row: mgsm_postprocess(text, row["lang"]).robust, _same_number
    ),
    "korbench": Family(
        "korbench", lambda text, _: korbench_postprocess(text).robust, _same_for_korbench
    ),
    "korbench_mixed": Family(
        "korbench_mixed", lambda text, _: korbench_mixed_postprocess(text).robust, _same_list
    ),
    "code": Family("code", _code, _same_program),
    "pattern": Family(
        "text",
        lambda text, row: match_answer_pattern(text, row["pattern"]).robust,
        _same,
    ),
    "extractive": Family("short_answer", _few_words, _same_span),
    "summary": Family("summary", lambda text, _: Xsum_postprocess(text).robust, _same),
    "lambada": Family("lambada", lambda text, _: lambada_postprocess(text).robust, _same_word),
}
# A file is of the family whose name is part of its own (choice_blind, formula_zh), but for these.
# "blind" are replies of people who did not know the rules, read before these were looked at again.
FAMILY_OF = {
    "thinking": "choice",
    "blind_reasoning": "choice",
    "bbh": "labels",
    "short": "extractive",
}
NO_REPLIES = frozenset({"reasoning"})  # lines that say how a text is split, and no answer


@cache
def cases() -> tuple[Case, ...]:
    return tuple(_cases())


def _cases() -> Iterator[Case]:
    for path in sorted(ANSWERS.glob("*.jsonl")):
        file = path.stem
        if file in NO_REPLIES:
            continue
        family = FAMILY_OF.get(file) or _family_in(file)
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            # blind_extractive has both: spans, and the words with which a passage goes on
            word = "lambada" in row["id"]
            yield Case(file, "lambada" if word else family, row)


def _family_in(file: str) -> str:
    """The whole name before its parts: korbench_mixed is not read as korbench."""
    return next(each for each in (file, *file.split("_")) if each in FAMILIES)


def reading(case: Case) -> Reading:
    split = _split(case)
    found = FAMILIES[case.family].read(split.answer, case.row)
    cut = case.row.get("finish_reason") == "length" or split.open
    answer = None if cut and not found.stated else found.answer
    return Reading(answer, found.stated)


def _split(case: Case) -> Split:
    return split_reasoning(case.row["text"], None, reasoning.DEFAULT_TAGS)


def is_right(case: Case, answer: str | None) -> bool:
    expected = case.row["answer"]
    if answer is None or expected is None:
        return answer is expected
    return FAMILIES[case.family].right(answer, case.row)
