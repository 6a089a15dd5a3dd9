"""Which models a service says that it serves: `GET /v1/models`."""

from evalbench.models.openai.reading import refusal, web_page
from evalbench.models.openai.words import is_html, parsed, words_of
from evalbench.types import Exchange, Failure


def read_models(exchange: Exchange) -> tuple[str, ...] | Failure:
    """The names in the list, or why they are unknown.

    A web page is one whatever its status, which is kept when it is not 200: a service that shows
    one for a missing list may answer all the same.
    """
    status = exchange.status
    if status is None:
        return exchange.error or Failure("reset", "no answer")
    body = b"".join(chunk for _, chunk in exchange.reads)
    if is_html(body):
        return web_page(body, status)
    if status != 200:
        return refusal(exchange, status, body)
    return exchange.error or _names(exchange.content_type, body)


def _names(content_type: str, body: bytes) -> tuple[str, ...] | Failure:
    try:
        listed = [each["id"] for each in parsed(body)["data"]]
    except (ValueError, LookupError, TypeError):
        shown = f"{content_type or 'something'} instead of a list of models"
        return Failure("format", f"{shown}: {words_of(body)[:200]!r}")
    return tuple(name for name in listed if isinstance(name, str) and name)
