"""Which models a service says that it serves: `GET /v1/models`."""

from evalbench.models.openai.reading import refusal, web_page
from evalbench.models.openai.usage import MOST
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


# vLLM, SGLang and their like; llama-server has it among what it tells of the model's file
_CONTEXT = ("max_model_len", "context_length", "max_context_length", "n_ctx")


def context_length(exchange: Exchange, name: str) -> int | None:
    """Tokens that a prompt and its answer may have together; None where the list says none."""
    try:
        cards = parsed(b"".join(chunk for _, chunk in exchange.reads))["data"]
        card = next(each for each in cards if each["id"] == name)
        said = [card.get(key) for key in _CONTEXT] + [(card.get("meta") or {}).get("n_ctx")]
    except (ValueError, LookupError, TypeError, AttributeError, StopIteration):
        return None
    lengths = (each for each in said if isinstance(each, int) and not isinstance(each, bool))
    return next((each for each in lengths if 0 < each <= MOST), None)
