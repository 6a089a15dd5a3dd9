"""From a reply to its answers to several questions, a JSON object: KOR-Bench's mixed tasks."""

import json
import re
from collections.abc import Sequence

from evalbench.algebra.boxes import last_box
from evalbench.postprocessors.korbench import korbench_postprocess
from evalbench.types import NOTHING, Extraction, Extractions, Json

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_OBJECT = re.compile(r'\{\s*"[^"{}\n]{1,60}"\s*:')
_BETWEEN = re.compile(r"[\s,;]*")  # two objects of one answer
_OBJECTS = 8  # so many are tried, from the last: a text full of braces stays cheap
_KEY = re.compile(r"""["'*]*question[ _]?(\d{1,3})["'*]*\s*[:：]["'*]*""", re.IGNORECASE)
# an answer a line: [[A]], and `2. **[[B]]**` below it
_ROW = re.compile(
    r"^[ \t]*+(?:[-*•][ \t]+)?[*]{0,2}(?:[(（]?(?P<number>\d{1,3})[.)）、:：][ \t]*)?[*]{0,2}"
    r"\[\[(?P<answer>[^\[\]\n]{1,200})\]\][*]{0,2}[ \t\r.,;，。；]*$",
    re.MULTILINE,
)
_NUMBER = re.compile(r"\d{1,3}")
_MOST = 100  # answers: a number beyond is none of a question
_EDGES = " \t\r\n,`{}\"'*"


def korbench_mixed_postprocess(text: str) -> Extractions:
    """The answers in the order of the questions, as a JSON list; one that is missing is "".

    Strict: from the first `{` to the last `}`, read as JSON; of each value what stands in double
    brackets, in a box, in brackets. Robust: the last object that is JSON, by the numbers of its
    keys; else the last lines `question1: …`; else the last lines `[[…]]`, an answer each; else
    the only answer that is stated. Source of the strict reading: the evaluation of
    KOR-Bench's authors.
    """
    return Extractions(_strict(text), _robust(text))


def _strict(text: str) -> Extraction:
    begin, end = text.find("{"), text.rfind("}")
    if begin < 0 or end < begin:
        return NOTHING
    try:
        found = json.loads(_CONTROL.sub("", text[begin : end + 1]))
    except (ValueError, RecursionError):
        return NOTHING
    if not (isinstance(found, dict) and found):
        return NOTHING
    answers = [korbench_postprocess(str(each)).strict.answer or "" for each in found.values()]
    return _listed(answers, "json")


def _robust(text: str) -> Extraction:
    if found := _last_object(text):
        return _listed([_inner(each) for each in _in_order(found)], "json")
    if found := _written(text):
        # an object that is not closed was cut off: its last answer is none yet
        closed = text.rfind("{") <= text.rfind("}")
        return _listed([_inner(each) for each in _in_order(found)], "keys", stated=closed)
    if rows := _last_rows(text):
        return _listed(_in_order(rows), "lines")
    stated = korbench_postprocess(text).robust
    if stated.answer is None:
        return NOTHING
    return _listed([stated.answer], stated.rule, stated=stated.stated)


def _last_rows(text: str) -> dict[str, Json]:
    """Answers by their numbers or places, of rows behind which nothing is answered; none for one.

    Nothing stands between them but empty lines.
    """
    rows: list[re.Match[str]] = []
    for row in reversed(list(_ROW.finditer(text))):
        behind = text[row.end() : rows[-1].start()] if rows else text[row.end() :]
        if behind.strip() if rows else "[[" in behind:
            break
        rows.append(row)
    if len(rows) < 2:
        return {}
    rows.reverse()
    numbers = [row["number"] for row in rows]
    if not all(numbers) or len(set(numbers)) < len(numbers):
        numbers = [str(place) for place in range(1, len(rows) + 1)]
    return dict(zip(numbers, (row["answer"].strip() for row in rows), strict=True))


def _listed(answers: Sequence[str], rule: str, *, stated: bool = True) -> Extraction:
    return Extraction(json.dumps(answers, ensure_ascii=False), rule, stated=stated)


def _last_object(text: str) -> dict[str, Json]:
    """Together with those right before it, where each has another question."""
    decoder = json.JSONDecoder(strict=False)
    found: dict[str, Json] = {}
    end = 0
    for start in [each.start() for each in _OBJECT.finditer(text)][-_OBJECTS:]:
        if start < end:
            continue  # within the one before
        try:
            read, after = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            continue
        joined = _BETWEEN.fullmatch(text, end, start) and not set(read) & set(found)
        found, end = {**found, **read} if joined else read, after
    while len(found) == 1 and isinstance(inner := next(iter(found.values())), dict):
        found = inner  # {"answers": {"question1": …}}
    return found


def _written(text: str) -> dict[str, Json]:
    """What follows each key, from the last "question 1" on; JSON or not."""
    keys = list(_KEY.finditer(text))
    first = max((at for at, key in enumerate(keys) if key[1] == "1"), default=0)
    keys = keys[first:]
    ends = [*(key.start() for key in keys), len(text)][1:]
    return {
        f"question{key[1]}": _value(text[key.end() : end])
        for key, end in zip(keys, ends, strict=True)
    }


def _value(text: str) -> str:
    """Up to the brace that closes the object, or the first empty line; without its quotes."""
    return re.split(r"\n\s*\}|\}\s*\Z|\n\s*\n", text.strip(), maxsplit=1)[0].strip(_EDGES)


def _in_order(found: dict[str, Json]) -> list[str]:
    """The values, each at the number that its key has; as they come where no key has one.

    Beside keys with numbers others (`reasoning`, `note`) are of no question.
    """
    found = {key: each for key, each in found.items() if _NUMBER.search(key)} or found
    numbers = [int(number[0]) if (number := _NUMBER.search(key)) else 0 for key in found]
    values = [_as_text(value) for value in found.values()]
    if len(set(numbers)) < len(numbers) or not all(0 < each <= _MOST for each in numbers):
        return values
    placed = dict(zip(numbers, values, strict=True))
    return [placed.get(number, "") for number in range(1, max(numbers) + 1)]


def _as_text(value: Json) -> str:
    """`[["A"]]` is a model's way to write `[[A]]`, and `{"answer": "A"}` is A."""
    while isinstance(value, list | dict) and len(value) == 1:
        value = next(iter(value.values() if isinstance(value, dict) else value))
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def _inner(value: str) -> str:
    if "[[" in value:
        return korbench_postprocess(value).robust.answer or ""
    return last_box(value) or value.strip()
