"""The eight worked examples of MGSM in a language: beside the test files, as a table or as code."""

import ast
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evalbench.datasets.files import read_text
from evalbench.errors.data import MGSM_EXEMPLARS_MALFORMED, MGSM_EXEMPLARS_MISSING
from evalbench.interfaces import Row

COUNT = 8
_LABEL = re.compile(r"\s*\S{1,20}\s?[:：]\s*")  # "Question: ", "Question : ", "问题："


def table_of(file: Path) -> Path | None:
    """`mgsm_de_train.tsv` beside `mgsm_de.tsv`, in its format; None where there is none."""
    table = file.with_name(f"{file.stem}_train.tsv")
    return table if table.is_file() else None


def published(file: Path) -> list[Row]:
    """Those of `exemplars.py` beside the test files, as MGSM's authors publish them.

    The file is read as literals and never run. Raises DatasetError where it is missing or of
    another shape, or does not have the language.
    """
    code = file.with_name("exemplars.py")
    if not code.is_file():
        raise MGSM_EXEMPLARS_MISSING(table=f"{file.stem}_train.tsv", code=code)
    literals = _literals(code)
    lang = file.stem.removeprefix("mgsm_")
    answers = literals.get("EXEMPLAR_NUMBER_ANSWERS")
    by_lang = literals.get("MGSM_EXEMPLARS")
    found = by_lang.get(lang) if isinstance(by_lang, Mapping) else None
    questions = _questions(found)
    if not (isinstance(answers, list) and len(answers) == len(questions) == COUNT):
        raise MGSM_EXEMPLARS_MALFORMED(file=code, lang=lang)
    return [
        {"question": _LABEL.sub("", question, count=1), "answer": str(answer)}
        for question, answer in zip(questions, answers, strict=True)
    ]


def _questions(found: Any) -> list[str]:
    """In their order, as far as they are there."""
    examples = found if isinstance(found, Mapping) else {}
    numbered = [examples.get(str(at)) for at in range(1, COUNT + 1)]
    asked = [each.get("q") for each in numbered if isinstance(each, Mapping)]
    return [each for each in asked if isinstance(each, str)]


def _literals(code: Path) -> dict[str, Any]:
    """Every name to which the file assigns a literal at its top; nothing where it is no Python."""
    found: dict[str, Any] = {}
    try:
        for node in ast.parse(read_text(code)).body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                found[node.targets[0].id] = ast.literal_eval(node.value)
    except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError):
        return {}
    return found
