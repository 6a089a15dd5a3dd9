"""Token counts as the server tells them. None for what it does not tell, or tells wrongly."""

from typing import Any, NamedTuple

from evalbench.types import Json

MOST = 1 << 53  # beyond it a JSON number is no exact count


class TokenCounts(NamedTuple):
    input: int | None
    output: int | None
    cached: int | None


def usage_of(answer: dict[str, Any]) -> dict[str, Any]:
    """What is told in an answer or chunk: keys with null are left out."""
    usage = answer.get("usage")
    if not isinstance(usage, dict):
        return {}
    return {key: value for key, value in usage.items() if value is not None}


def token_counts(usage: dict[str, Any], *, any_output: bool) -> TokenCounts:
    """The three counts. Servers that do not count say 0: beside output, that is unknown."""
    output = running_tokens(usage)
    details = usage.get("prompt_tokens_details")
    cached = details.get("cached_tokens") if isinstance(details, dict) else None
    return TokenCounts(
        input=_count(usage.get("prompt_tokens")),
        output=None if output == 0 and any_output else output,
        cached=_count(cached),
    )


def running_tokens(usage: dict[str, Any]) -> int | None:
    """Output tokens so far."""
    return _count(usage.get("completion_tokens"))


def _count(value: Json) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if 0 <= value <= MOST and value == int(value) else None
