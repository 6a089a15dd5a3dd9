"""What one choice carries: of a streamed chunk, or of a whole answer."""

from collections.abc import Callable
from typing import Any

import msgspec

from evalbench.types import Channel, Json


class Delta(msgspec.Struct, frozen=True, gc=False):  # made for every event: cheapest so
    """What one choice of one chunk, or of a whole answer, carries."""

    text: str = ""
    reasoning: str = ""
    tool_calls: tuple[Json, ...] = ()

    @property
    def channel(self) -> Channel | None:
        """A chunk with text and reasoning is one event; what the user waits for names it."""
        if self.text:
            return "answer"
        if self.reasoning:
            return "reasoning"
        return "tool" if self.tool_calls else None


DeltaOf = Callable[[dict[str, Any]], Delta]


def first_choice(answer: Json) -> dict[str, Any] | None:
    """The choice that is read of an answer or chunk; None when it has none.

    Of several (`n=2`, a batch) the one with index 0, which need not stand first; a missing index is
    0. Raises TypeError for the answer of another API.
    """
    choices = _checked(answer, dict).get("choices") or []
    for each in _checked(choices, list):
        choice: dict[str, Any] = _checked(each, dict)
        if not choice.get("index"):
            return choice
    return None


def completion_delta(choice: dict[str, Any]) -> Delta:
    """From a choice of /v1/completions. Raises TypeError for one of another API."""
    if "text" not in choice and ("delta" in choice or "message" in choice):
        raise TypeError("a choice of chat")
    return Delta(text=_text(choice.get("text")))


def chat_delta(choice: dict[str, Any]) -> Delta:
    """From a streamed `delta` or a whole `message`; the reasoning's key depends on the server.

    Raises TypeError for the choice of another API.
    """
    if "text" in choice and not ("delta" in choice or "message" in choice):
        raise TypeError("a choice of completions")
    part = _checked(choice.get("delta") or choice.get("message") or {}, dict)
    calls = _checked(part.get("tool_calls") or [], list)
    return Delta(
        text=_text(part.get("content")),
        reasoning=_text(part.get("reasoning_content") or part.get("reasoning")),
        tool_calls=tuple(_checked(call, dict) for call in calls),
    )


def finish_reason(choice: dict[str, Any]) -> str | None:
    """Why the model stopped; None while it has not, for which some servers send ""."""
    reason = choice.get("finish_reason")
    return reason if isinstance(reason, str) and reason else None


def _text(value: Json) -> str:
    """A text, or the texts of a list of parts. Raises TypeError for anything else."""
    if value is None or isinstance(value, str):
        return value or ""
    return "".join(_text_of_part(part) for part in _checked(value, list))


def _text_of_part(part: Json) -> str:
    text = part if isinstance(part, str) else _checked(part, dict).get("text")
    return text if isinstance(text, str) else ""


def _checked(value: Json, kind: type) -> Any:
    if not isinstance(value, kind):
        raise TypeError(f"{type(value).__name__} where {kind.__name__} is due")
    return value
