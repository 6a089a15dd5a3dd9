"""What a server itself said about a failure, out of the many shapes in which servers say it."""

import html
import re

import msgspec

from evalbench.types import Json

_LONGEST = 600  # characters of an error body that are kept
_LOOKED_AT = 16 * 1024  # bytes of a body that is no JSON: web pages have no end
_FOREIGN = msgspec.json.Decoder(float_hook=float)
_HTML = (b"<!doctype html", b"<html", b"<head", b"<body", b"<!--")


def parsed(body: bytes) -> Json:
    """Foreign JSON. Raises ValueError for whatever is none: bytes, depth without end.

    A number beyond all floats is infinite: JSON itself knows no bounds.
    """
    try:
        return _FOREIGN.decode(body)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def words_of(body: bytes) -> str:
    """The message in an error body; the start of the body when it has no known shape; never raises.

    Shapes: vLLM `{"error": {"message"}}` and, before 0.10, `{"object": "error", "message"}`; a
    wrong key on vLLM `{"error": "Unauthorized"}`; FastAPI `{"detail": "…" or [{"loc", "msg"}]}`;
    plain text; HTML.
    """
    try:
        found = message_in(parsed(body))
    except ValueError:
        found = None
    return found[:_LONGEST] if found else _plain(body)


def message_in(answer: Json) -> str | None:
    """The message of a decoded error object, or None when it does not look like one."""
    if not isinstance(answer, dict):
        return None
    error = answer.get("error")
    inner = error if isinstance(error, dict) else {}
    for said in (error, inner.get("message"), answer.get("message"), answer.get("detail")):
        if isinstance(said, str) and said:
            return said
    details = answer.get("detail")
    if isinstance(details, list) and details:
        return "; ".join(_one_detail(each) for each in details)
    return None


def tells_error(answer: Json) -> bool:
    """Whether a decoded answer is, or has, an error object; also beside choices."""
    if not isinstance(answer, dict):
        return False
    if answer.get("error") or answer.get("object") == "error":
        return True
    return "choices" not in answer and "usage" not in answer and message_in(answer) is not None


def _one_detail(detail: Json) -> str:
    if not isinstance(detail, dict):
        return str(detail)
    place = detail.get("loc")
    parts = place if isinstance(place, list) else []
    message = str(detail.get("msg", detail))
    return f"{'.'.join(str(part) for part in parts)}: {message}" if parts else message


def _plain(body: bytes) -> str:
    text = body[:_LOOKED_AT].decode(errors="replace")
    if is_html(body):
        text = re.sub(r"<(script|style)\b.*?</\1>|<!--.*?-->|<[^>]*>", " ", text, flags=re.S | re.I)
        text = html.unescape(text)
    return " ".join(text.split())[:_LONGEST]


def is_html(body: bytes) -> bool:
    return body[:1000].lstrip().lower().startswith(_HTML)
