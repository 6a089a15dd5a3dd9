"""The answers to an open question, any of which is right, and the texts that it is asked with."""

from pathlib import Path

from evalbench.errors.data import VALUE_NOT_EXPECTED
from evalbench.errors.entries import Phrase
from evalbench.types import Json

_TEXT = Phrase("a text that is not blank", "非空文本")
_TEXTS = Phrase("a list of texts, at least one", "至少含一个文本的列表")


def text_of(file: Path, line: int, key: str, value: Json) -> str:
    """The value itself. Raises DatasetError where it is no text, or a blank one."""
    if not isinstance(value, str) or not value.strip():
        raise VALUE_NOT_EXPECTED(file=file, line=line, key=key, value=value, expected=_TEXT)
    return value


def answers_of(file: Path, line: int, key: str, value: Json) -> list[str]:
    """Each answer once, in order. Raises DatasetError where there is none, or one is no text."""
    texts = value if isinstance(value, list) else []
    if not texts or not all(isinstance(one, str) and one.strip() for one in texts):
        raise VALUE_NOT_EXPECTED(file=file, line=line, key=key, value=value, expected=_TEXTS)
    return list(dict.fromkeys(texts))
