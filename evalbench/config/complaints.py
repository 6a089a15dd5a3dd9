"""What is wrong with the value of a key: the words of msgspec, in both languages."""

import re
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from evalbench.errors import ConfigError
from evalbench.errors.config import NOT_ONE_OF_ITS_VALUES, WRONG_TYPE
from evalbench.errors.entries import Phrase
from evalbench.errors.suggestions import did_you_mean

# msgspec speaks English alone; what it says of other mistakes is rare, and stays as it is
_IN_CHINESE = (
    (r"Expected (`.+?`), got (`.+?`)", r"应为 \1，实际是 \2"),
    (r"Object missing required field (`.+?`)", r"缺少必需的字段 \1"),
    (r"Object contains unknown field (`.+?`)", r"有未知的字段 \1"),
    (r"Invalid enum value (.+?)", r"\1 不在可选的值之中"),
    (r"Expected `(.+?)` of length (.+?), got (\d+)", r"应为长度 \2 的 `\1`，实际长度是 \3"),
)
# its names of JSON's kinds; int, float, bool and str are Python's, as they are in a config
_KINDS = {"array": "列表", "object": "字典", "null": "None"}
_A_KIND = re.compile(rf"\b(?:{'|'.join(_KINDS)})\b")


def complaint(reason: str, hint: Any, shown: object) -> ConfigError:
    """Of a value that is shown so, and should have been what the annotation says."""
    known = [str(each) for part in _parts(hint) for each in get_args(part)]
    if known and isinstance(shown, str):
        return NOT_ONE_OF_ITS_VALUES(found=shown, hint=did_you_mean(shown, known))
    return WRONG_TYPE(reason=Phrase(reason, _translated(reason)), found=shown)


def _parts(hint: Any) -> list[Any]:
    """The Literals in an annotation that is one, or has one beside None."""
    several = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    return [part for part in several if get_origin(part) is Literal]


def _translated(reason: str) -> str:
    words, at, place = reason.partition(" - at ")
    for pattern, chinese in _IN_CHINESE:
        if found := re.fullmatch(pattern, words):
            return _quoted_kinds(found.expand(chinese)) + (f"，位置 {place}" if at else "")
    return reason


def _quoted_kinds(words: str) -> str:
    """Those between backticks alone: elsewhere they may be somebody's value."""
    between = words.split("`")
    between[1::2] = [_A_KIND.sub(lambda kind: _KINDS[kind[0]], each) for each in between[1::2]]
    return "`".join(between)
