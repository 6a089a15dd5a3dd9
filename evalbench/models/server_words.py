"""What a server itself said about a failure, out of the many shapes in which servers say it."""

import re

import msgspec

from evalbench.types import Json

_LONGEST = 600  # characters of an error body that are kept


def words_of(body: bytes) -> str:
    """The message in an error body; the start of the body when it has no known shape; never raises.

    Shapes: vLLM `{"error": {"message"}}` and, before 0.10, `{"object": "error", "message"}`; a
    wrong key on vLLM `{"error": "Unauthorized"}`; FastAPI `{"detail": "…" or [{"loc", "msg"}]}`;
    plain text; HTML.
    """
    try:
        parsed = msgspec.json.decode(body)
    except msgspec.DecodeError:
        return _plain(body)
    found = message_in(parsed)
    return found[:_LONGEST] if found else _plain(body)


def message_in(parsed: Json) -> str | None:
    """The message of a decoded error object, or None when it does not look like one."""
    if not isinstance(parsed, dict):
        return None
    error = parsed.get("error")
    if isinstance(error, str):
        return error
    if isinstance(error, dict):
        return str(error.get("message") or error)
    if parsed.get("object") == "error" or "message" in parsed:
        return str(parsed.get("message"))
    detail = parsed.get("detail")
    if isinstance(detail, list):
        return "; ".join(_one_detail(each) for each in detail)
    return str(detail) if detail else None


def _one_detail(detail: Json) -> str:
    if not isinstance(detail, dict):
        return str(detail)
    place = ".".join(str(part) for part in detail.get("loc", ()))
    return f"{place}: {detail.get('msg', detail)}" if place else str(detail.get("msg", detail))


def _plain(body: bytes) -> str:
    text = body.decode(errors="replace")
    if is_html(body):
        text = re.sub(r"<(script|style)\b.*?</\1>|<[^>]*>", " ", text, flags=re.S | re.I)
    return " ".join(text.split())[:_LONGEST]


def is_html(body: bytes) -> bool:
    start = body.lstrip()[:100].lower()
    return start.startswith((b"<!doctype html", b"<html"))
