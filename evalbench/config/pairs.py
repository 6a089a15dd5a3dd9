"""`KEY=VALUE` words of the command line as values."""

import ast
from collections.abc import Sequence
from typing import Any

import msgspec

from evalbench.errors.config import NOT_A_PAIR, VALUE_IS_NO_JSON

_WORDS = {"true": True, "false": False, "null": None, "none": None}


def parse_pairs(pairs: Sequence[str], option: str) -> dict[str, Any]:
    """`key=value` words as a dict; values are Python or JSON literals, anything else is text."""
    parsed: dict[str, Any] = {}
    for pair in pairs:
        key, equals, text = pair.partition("=")
        if not equals or not key:
            raise NOT_A_PAIR(option=option, pair=pair)
        parsed[key] = _value(text)
        try:
            msgspec.json.encode(parsed[key])
        except (TypeError, ValueError) as error:
            raise VALUE_IS_NO_JSON(option=option, pair=pair, reason=error) from error
    return parsed


def _value(text: str) -> Any:
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    for read in (ast.literal_eval, msgspec.json.decode):
        try:
            return read(text)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            pass
    return text
