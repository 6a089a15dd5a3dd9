"""Is the service there, does it serve the model, and what to do when it does not."""

import logging
import os
from collections.abc import Sequence
from urllib.parse import urlsplit

from msgspec import structs

from evalbench.config.model import ModelConfig
from evalbench.errors import ServiceError
from evalbench.errors.entries import Phrase
from evalbench.errors.service import (
    CERTIFICATE_NOT_TRUSTED,
    KEY_REFUSED,
    KEY_WANTED,
    MAY_SPEAK_HTTPS,
    MODEL_NOT_SERVED,
    MODELS_NOT_TOLD,
    NO_ANSWER_IN_TIME,
    NO_API_THERE,
    NO_LOGPROBS,
    NOT_FOUND_THERE,
    NOT_REACHED,
    PROXY_ANSWERS,
    REQUEST_REFUSED,
    SENT_ELSEWHERE,
    SERVICE_FAILS,
    SPEAKS_HTTP,
    SPEAKS_HTTPS,
    TOO_MANY_REQUESTS,
)
from evalbench.plan import Plan
from evalbench.secrecy import masked
from evalbench.stages import limits
from evalbench.traffic import probe
from evalbench.traffic.proxies import by_environment, environment_proxy
from evalbench.types import Exchange, Failure

log = logging.getLogger(__name__)

_ASKING = Phrase("%s: asking %s at %s", "%s：询问 %s，地址 %s")
_BY_PROXY = Phrase("%s: through the proxy %s", "%s：经代理 %s")
_BY_PROXY_OF = Phrase("%s: through the proxy of %s (%s)", "%s：经 %s 的代理（%s）")
_PAST_PROXY_OF = Phrase("%s: not through the proxy of %s (%s)", "%s：不经 %s 的代理（%s）")
_LIMIT = Phrase("%s: %s: %s", "%s：%s：%s")
_NOT_LISTED = Phrase("%s: the service lists %s, not %r", "%s：服务列出的是 %s，没有 %r")
_THE_FIRST = Phrase(
    "%s: asking %s, the first of %s (--model-name to choose)",
    "%s：询问 %s，即 %s 中的第一个（用 --model-name 选择）",
)

_PATIENCE_S = 10.0  # for the list of models
_GLANCE_S = 5.0  # for the same, while it is looked for
_UNREACHED = ("connect", "timeout", "reset")
_BEHIND_A_GATEWAY = (502, 503, 504)


def identify(plan: Plan, *, timed: bool) -> tuple[Plan, list[ServiceError]]:
    """The plan with each model under the name by which it is served, without those out of reach.

    A model that cannot be used is an error of its own and does not stop the others. Only a run that
    is not timed goes through the proxies of the environment.
    """
    found: list[ModelConfig] = []
    errors: list[ServiceError] = []
    for model in plan.config.models:
        _tell_proxy(model, obeyed=not timed)
        way = model.way if timed else by_environment(model.protocol.base(), model.way)
        try:
            found.append(_identified(structs.replace(model, way=way)))
        except ServiceError as error:
            errors.append(error)
    return plan.with_models(found), errors


def _tell_proxy(model: ModelConfig, *, obeyed: bool) -> None:
    proxy = environment_proxy(model.protocol.base())
    if model.asking.proxy:
        log.warning(_BY_PROXY, model.abbr, masked(model.asking.proxy))
    elif proxy:
        name, address = proxy
        log.warning(_BY_PROXY_OF if obeyed else _PAST_PROXY_OF, model.abbr, name, masked(address))


def _identified(model: ModelConfig) -> ModelConfig:
    protocol = model.protocol
    answer = _asked(model)
    served = protocol.read_models(answer)
    if isinstance(served, Failure):
        if not _up_all_the_same(served, protocol.model):
            raise explained(served, model)
        served = ()
    if not protocol.model:
        protocol = protocol.named(_only_or_first(served, model))
    elif served and protocol.model not in served:
        listed = _listed(served)
        log.warning(_NOT_LISTED, model.abbr, listed, protocol.model)
    log.info(_ASKING, model.abbr, protocol.model, protocol.base())
    found = structs.replace(model, protocol=protocol, listed=protocol.model in served)
    _tell_limits(found, protocol.context_length(answer))
    return found


def _tell_limits(model: ModelConfig, context: int | None) -> None:
    """What `evalbench doctor` finds without asking anything more."""
    for told in (limits.too_few_files(model), limits.no_room(model, context)):
        if told:
            log.warning(_LIMIT, model.abbr, *told)


def _asked(model: ModelConfig, *, timeout_s: float = _PATIENCE_S) -> Exchange:
    return probe.get(model.protocol.discovery(), model.way, timeout_s=timeout_s)


def _served(model: ModelConfig, *, timeout_s: float = _PATIENCE_S) -> tuple[str, ...] | Failure:
    return model.protocol.read_models(_asked(model, timeout_s=timeout_s))


def absence(model: ModelConfig) -> Failure | None:
    """Why nobody is there to be asked for scores; None when somebody is, whatever it says.

    One that lists other models now is another: under the old name it may answer all the same.
    """
    served = _served(model, timeout_s=_GLANCE_S)
    if not isinstance(served, Failure):
        name = model.protocol.model
        other = served and model.listed and name not in served
        return Failure("http", f"it lists {_listed(served)}, not {name}", 404) if other else None
    gone = served.kind in _UNREACHED or served.status in _BEHIND_A_GATEWAY
    return served if gone else None


def _up_all_the_same(failure: Failure, name: str) -> bool:
    """Some services do not list their models (404), or list them wrongly (transformers: 500)."""
    if _wants_tls(failure):
        return False
    if name and failure.kind == "format":  # a list of another shape
        return True
    return bool(name) and failure.status not in (None, 401, 403, 407, 502, 503, 504)


def _wants_tls(failure: Failure) -> bool:
    """What nginx, Go and Apache say with status 400 to http at a port of https."""
    said = failure.message.lower()
    return failure.status == 400 and ("https" in said or "ssl-enabled" in said)


def _only_or_first(served: Sequence[str], model: ModelConfig) -> str:
    if not served:
        raise MODELS_NOT_TOLD(model=model.abbr, base=model.protocol.base())
    if len(served) > 1:
        log.warning(
            _THE_FIRST,
            model.abbr,
            served[0],
            _listed(served),
        )
    return served[0]


def explained_with_models(failure: Failure, model: ModelConfig) -> ServiceError:
    """What is wrong, and with an unknown model which ones there are."""
    names: Sequence[str] = ()
    if failure.kind == "http" and failure.status == 404:
        served = _served(model)
        names = () if isinstance(served, Failure) else served
    return explained(failure, model, names)


def explained(failure: Failure, model: ModelConfig, models: Sequence[str] = ()) -> ServiceError:
    """The failure of a whole service in words: what it said, and what to change."""
    base = model.protocol.base()
    if base.startswith("http://") and (failure.kind == "reset" or _wants_tls(failure)):
        error = _wrong_scheme(base, failure)
    elif failure.kind == "html" or failure.status == 407:
        error = _no_api_there(base, failure, model.way.proxy)
    elif failure.kind in ("connect", "timeout"):
        error = _not_reached(base, failure)
    elif failure.status == 404:
        error = _not_found(base, failure, model.protocol.model, models)
    else:
        error = _refused(failure, has_key=model.protocol.has_key)
    return error.at(f"{model.abbr}: {base}")


def _said(failure: Failure) -> str:
    return f"{failure.cause}: {failure.message}"


def _refused(failure: Failure, *, has_key: bool) -> ServiceError:
    said = _said(failure)
    if failure.kind == "logprobs":
        return NO_LOGPROBS(said=said)
    if failure.status in (401, 403):
        return KEY_REFUSED(said=said) if has_key else KEY_WANTED(said=said)
    if failure.status in (400, 422):
        return REQUEST_REFUSED(said=said)
    if failure.status == 429:
        return TOO_MANY_REQUESTS(said=said)
    if 300 <= (failure.status or 0) < 400:
        return SENT_ELSEWHERE(said=said)
    return SERVICE_FAILS(said=said)


def _not_reached(base: str, failure: Failure) -> ServiceError:
    said = _said(failure)
    if "WRONG_VERSION_NUMBER" in failure.message:
        return SPEAKS_HTTP(said=said, url=f"http{base.removeprefix('https')}")
    if "CERTIFICATE_VERIFY_FAILED" in failure.message:
        return CERTIFICATE_NOT_TRUSTED(said=said)
    if failure.kind == "timeout":
        return NO_ANSWER_IN_TIME(said=said, base=base)
    return NOT_REACHED(said=said, base=base, port=urlsplit(base).port)


def _wrong_scheme(base: str, failure: Failure) -> ServiceError:
    said, url = _said(failure), f"https{base.removeprefix('http')}"
    if _wants_tls(failure):
        return SPEAKS_HTTPS(said=said, url=url)
    return MAY_SPEAK_HTTPS(said=said, url=url)


def _not_found(base: str, failure: Failure, name: str, models: Sequence[str]) -> ServiceError:
    if models:
        listed = Phrase(_listed(models), _listed(models, more="以及另外 {} 个"))
        return MODEL_NOT_SERVED(said=_said(failure), models=listed, name=name, first=models[0])
    return NOT_FOUND_THERE(said=_said(failure), base=base)


def _no_api_there(base: str, failure: Failure, proxy: str) -> ServiceError:
    said = _said(failure)
    name, address = environment_proxy(base) or ("", "")
    if not proxy or proxy != address:  # that of a config is known to who wrote it
        return NO_API_THERE(said=said)
    hosts = _joined_no_proxy(urlsplit(base).hostname)
    return PROXY_ANSWERS(said=said, variable=name, proxy=masked(address), hosts=hosts)


def _joined_no_proxy(host: str | None) -> str:
    known = os.environ.get("no_proxy", "")
    return f"{known},{host}" if known else str(host)


def _listed(names: Sequence[str], more: str = "and {} more") -> str:
    shown = ", ".join(names[:8])
    return f"{shown} {more.format(len(names) - 8)}" if len(names) > 8 else shown
