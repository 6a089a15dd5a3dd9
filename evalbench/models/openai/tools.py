"""Tool calls that came in pieces."""

from collections.abc import Iterable
from typing import Any

import msgspec

from evalbench.types import Json


def joined(fragments: Iterable[dict[str, Any]]) -> list[Json]:
    """Whole calls, in the shape of an answer that was not streamed.

    `index` tells which call a fragment goes on with; without one, an `id` begins a call. The first
    name counts, the arguments' pieces are put together.
    """
    calls: dict[int, dict[str, Any]] = {}
    current = -1
    for fragment in fragments:
        index = fragment.get("index")
        if not isinstance(index, int):
            index = len(calls) if fragment.get("id") or not calls else current
        current = index
        _add(calls.setdefault(index, {"function": {"name": "", "arguments": ""}}), fragment)
    return list(calls.values())


def _add(call: dict[str, Any], fragment: dict[str, Any]) -> None:
    call.update({key: fragment[key] for key in ("id", "type") if fragment.get(key)})
    given = fragment.get("function")
    function = call["function"]
    if isinstance(given, dict):
        function["name"] = function["name"] or given.get("name") or ""
        function["arguments"] += _as_text(given.get("arguments"))


def _as_text(arguments: Json) -> str:
    """Pieces of JSON text; some servers send the object itself."""
    if arguments is None or isinstance(arguments, str):
        return arguments or ""
    return msgspec.json.encode(arguments).decode()
