"""What must not be seen, and how it is kept unseen: in files, on the screen, in errors."""

import base64
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote

import msgspec

from evalbench.errors import EvalbenchError

MASK = "***"

_KEY = re.compile(
    r"(api[-_]?key|authorization|password|passwd|secret|credential|cookie|^token$"
    r"|(access|auth|bearer|hf)[-_]token$|^headers$)",
    re.I,
)
_LOGIN = re.compile(r"://([^/@\s]+)@")
# headers of one's own that are no secret, and are words that answers contain
_HARMLESS = frozenset({"accept", "accept-language", "content-type", "user-agent"})
_SHORTEST = 8  # "EMPTY", vLLM's stand-in for a key, is a word that answers contain


def secrets_in(value: Any, key: str = "") -> Iterator[str]:
    """Every text that must not be seen: the values of keys that sound like one, logins in URLs."""
    if isinstance(value, Mapping):
        for inner, each in value.items():
            yield from secrets_in(each, _key_of(key, str(inner)))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from secrets_in(each, key)
    elif isinstance(value, str):
        if _KEY.search(key) and key != "api_key_env" and value:
            yield value.strip().removeprefix("Bearer ")
        yield from logins_in(value)


def logins_in(address: str) -> Iterator[str]:
    """The login of a URL in every form in which it may come back: quoted, plain, as a header."""
    found = _LOGIN.search(address)
    if found is None:
        return
    plain = unquote(found[1])
    yield from (found[1], plain)
    user, _, password = plain.partition(":")
    if password:
        yield password
    yield base64.b64encode(f"{user}:{password}".encode()).decode()


def _key_of(outer: str, inner: str) -> str:
    """Which of one's own headers carries a key, nobody can tell by its name."""
    return "headers" if outer == "headers" and inner.lower() not in _HARMLESS else inner


def masked(value: Any, key: str = "") -> Any:
    """The same tree with every secret replaced."""
    if isinstance(value, Mapping):
        return {inner: masked(each, _key_of(key, str(inner))) for inner, each in value.items()}
    if isinstance(value, list | tuple):
        return [masked(each, key) for each in value]
    if isinstance(value, str):
        for secret in secrets_in(value, key):
            value = value.replace(secret, MASK)
        return value
    return MASK if value and _KEY.search(key) else value  # 712345 is a key without quotes


def masked_words(words: Iterable[str]) -> list[str]:
    """A command line with the values of secret keys masked: `models.0.api_key=***`."""
    shown = []
    for word in words:
        key, equals, value = word.partition("=")
        shown.append(f"{key}={masked(value, key)}" if equals else masked(word))
    return shown


def redact(content: bytes, secrets: Sequence[str]) -> bytes:
    """The content with every secret of eight or more characters masked, as JSON writes it too."""
    for secret in secrets:
        if len(secret) >= _SHORTEST:
            as_json = msgspec.json.encode(secret)[1:-1]  # quotes and backslashes are escaped there
            content = content.replace(as_json, MASK.encode())
            content = content.replace(secret.encode(), MASK.encode())
    return content


@contextmanager
def masked_errors(secrets: Sequence[str]) -> Iterator[None]:
    """Errors from within are masked: a server may send the key back in its complaint about it."""
    try:
        yield
    except EvalbenchError as error:
        error.retell(lambda text: redact(text.encode(), secrets).decode())
        raise
