"""What services tell about themselves: version, models, and the headers that name a program."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from msgspec import structs

from evalbench.config.model import ModelConfig
from evalbench.secrecy import masked
from evalbench.traffic import probe
from evalbench.types import Exchange, Json

_PATIENCE_S = 3.0  # for each of the two answers
_LONGEST_BYTES = 64 << 10  # of an answer that is kept: a gateway lists thousands of models
_TELLING = re.compile(r"server|via|x-.+", re.I)
# of one answer, and not of who gives it
_PASSING = re.compile(r"x-request-id|.*(trace|span|correlation|ratelimit|time|duration).*", re.I)


def services_of(models: Iterable[ModelConfig]) -> dict[str, dict[str, Any]]:
    """By the abbr of a model."""
    return {model.abbr: service_of(model) for model in models}


def service_of(model: ModelConfig) -> dict[str, Any]:
    """The answers to `/version` and `/v1/models`, None where there is none; and telling headers."""
    asked = model.protocol.discovery()
    version = structs.replace(asked, id="version", url=f"{model.protocol.base()}/version")
    told = probe.get(version, model.way, timeout_s=_PATIENCE_S)
    listed, headers = probe.ask(asked, model.way, timeout_s=_PATIENCE_S)
    return {
        "version": masked(_content(told)),
        "models": masked(_content(listed)),
        "headers": masked(_telling(headers)),
    }


def _content(exchange: Exchange) -> Json:
    body = b"".join(read for _, read in exchange.reads)
    if exchange.status != 200 or exchange.error or len(body) > _LONGEST_BYTES:
        return None
    try:
        content: Json = msgspec.json.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return content


def _telling(headers: Mapping[str, str]) -> dict[str, str]:
    return {
        name: value
        for name, value in headers.items()
        if _TELLING.fullmatch(name) and not _PASSING.fullmatch(name)
    }
