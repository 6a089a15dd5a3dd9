"""The resolved config as a Python file that runs again as it is, without its secrets."""

import pprint
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

SECRET = re.compile(
    r"(api[-_]?key|authorization|password|passwd|secret|credential|cookie|^token$|(access|auth|bearer|hf)[-_]token$)",
    re.I,
)
MASK = "***"


def secrets_in(value: Any, key: str = "") -> Iterator[str]:
    """Every text that must not be seen: the values of keys that sound like one, logins in URLs."""
    if isinstance(value, Mapping):
        for inner, each in value.items():
            yield from secrets_in(each, str(inner))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from secrets_in(each, key)
    elif isinstance(value, str):
        if SECRET.search(key) and key != "api_key_env" and value:
            yield value.removeprefix("Bearer ")
        login = re.search(r"://([^/@\s]+)@", value)
        if login:
            yield login.group(1)


def masked(value: Any, key: str = "") -> Any:
    """The same tree with every secret replaced."""
    if isinstance(value, Mapping):
        return {inner: masked(each, str(inner)) for inner, each in value.items()}
    if isinstance(value, list | tuple):
        return [masked(each, key) for each in value]
    if isinstance(value, str):
        for secret in secrets_in(value, key):
            value = value.replace(secret, MASK)
        return value
    return MASK if value and SECRET.search(key) else value  # 712345 is a key without quotes


def masked_words(words: Iterable[str]) -> list[str]:
    """A command line with the values of secret keys masked: `models.0.api_key=***`."""
    shown = []
    for word in words:
        key, equals, value = word.partition("=")
        shown.append(f"{key}={masked(value, key)}" if equals else masked(word))
    return shown


def as_python(raw: Mapping[str, Any]) -> str:
    """`models = [...]`, `datasets = [...]`, `summarizer = {...}`, readable by `evalbench FILE`."""
    parts = ["# The configuration of this run. Repeat it with: evalbench <this file>"]
    for name, value in raw.items():
        shown = pprint.pformat(masked(value), width=100, sort_dicts=False)
        parts.append(f"{name} = {shown}")
    return "\n\n".join(parts) + "\n"
