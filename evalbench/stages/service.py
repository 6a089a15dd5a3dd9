"""Is the service there, does it serve the model, and what to do when it does not."""

import logging
import os
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from evalbench.config.schema import ModelConfig
from evalbench.errors import ServiceError
from evalbench.plan import Plan
from evalbench.secrecy import masked
from evalbench.stages import limits
from evalbench.traffic import probe
from evalbench.traffic.proxies import environment_proxy, on_the_way
from evalbench.types import Exchange, Failure

log = logging.getLogger(__name__)

_PATIENCE_S = 10.0  # for the list of models


def identify(plan: Plan, *, timed: bool) -> tuple[Plan, list[ServiceError]]:
    """The plan with each model under the name by which it is served, without those out of reach.

    A model that cannot be used is an error of its own and does not stop the others. Only a run that
    is not timed goes through the proxies of the environment.
    """
    found: list[ModelConfig] = []
    errors: list[ServiceError] = []
    for model in plan.config.models:
        _tell_proxy(model, obeyed=not timed)
        try:
            found.append(_identified(model, proxies=not timed))
        except ServiceError as error:
            errors.append(error)
    return plan.with_models(found), errors


def _tell_proxy(model: ModelConfig, *, obeyed: bool) -> None:
    proxy = environment_proxy(model.protocol.base())
    if model.asking.proxy:
        log.warning("%s: through the proxy %s", model.abbr, masked(model.asking.proxy))
    elif proxy:
        verb = "through" if obeyed else "not through"
        name, address = proxy
        log.warning("%s: %s the proxy of %s (%s)", model.abbr, verb, name, masked(address))


def _identified(model: ModelConfig, *, proxies: bool) -> ModelConfig:
    protocol = model.protocol
    answer = _asked(model, proxies=proxies)
    served = protocol.read_models(answer)
    if isinstance(served, Failure):
        if not _up_all_the_same(served, protocol.model):
            raise explained(served, model, proxies=proxies)
        served = ()
    if not protocol.model:
        protocol = protocol.named(_only_or_first(served, model))
    elif served and protocol.model not in served:
        listed = _listed(served)
        log.warning("%s: the service lists %s, not %r", model.abbr, listed, protocol.model)
    log.info("%s: asking %s at %s", model.abbr, protocol.model, protocol.base())
    found = replace(model, protocol=protocol)
    _tell_limits(found, protocol.context_length(answer))
    return found


def _tell_limits(model: ModelConfig, context: int | None) -> None:
    """What `evalbench doctor` finds without asking anything more."""
    for told in (limits.too_few_files(model), limits.no_room(model, context)):
        if told:
            log.warning("%s: %s: %s", model.abbr, *told)


def _asked(model: ModelConfig, *, proxies: bool) -> Exchange:
    asked = model.protocol.discovery()
    way = on_the_way(asked.url, model.asking.way, proxies=proxies)
    return probe.get(asked, way, timeout_s=_PATIENCE_S)


def _served(model: ModelConfig, *, proxies: bool) -> tuple[str, ...] | Failure:
    return model.protocol.read_models(_asked(model, proxies=proxies))


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
        raise ServiceError(
            f"{model.abbr}: {model.protocol.base()} does not say which models it serves",
            fix="name the model: model='…' in the file, or --model-name",
        )
    if len(served) > 1:
        log.warning(
            "%s: asking %s, the first of %s (--model-name to choose)",
            model.abbr,
            served[0],
            _listed(served),
        )
    return served[0]


def explained_with_models(failure: Failure, model: ModelConfig, *, proxies: bool) -> ServiceError:
    """What is wrong, and with an unknown model which ones there are."""
    names: Sequence[str] = ()
    if failure.kind == "http" and failure.status == 404:
        served = _served(model, proxies=proxies)
        names = () if isinstance(served, Failure) else served
    return explained(failure, model, proxies=proxies, models=names)


def explained(
    failure: Failure,
    model: ModelConfig,
    *,
    proxies: bool,
    models: Sequence[str] = (),
) -> ServiceError:
    """The failure of a whole service in words: what it said, and what to change."""
    base = model.protocol.base()
    what = f"{model.abbr}: {base}: {failure.cause}: {failure.message}"
    if base.startswith("http://") and (failure.kind == "reset" or _wants_tls(failure)):
        return ServiceError(what, fix=_with_tls(base, certain=_wants_tls(failure)))
    if failure.kind == "html" or failure.status == 407:
        return ServiceError(what, fix=_no_api_here(base, proxies))
    if failure.kind in ("connect", "timeout"):
        return ServiceError(what, fix=_not_reached(base, failure))
    if failure.status == 404:
        return ServiceError(what, fix=_not_found(base, model.protocol.model, models))
    return ServiceError(what, fix=_refused(failure, has_key=model.protocol.has_key))


def _refused(failure: Failure, *, has_key: bool) -> str:
    if failure.status in (401, 403):
        if has_key:
            return "the key was sent and refused: is it the right one?"
        return "set the key in $OPENAI_API_KEY, or name its variable: --api-key-env NAME"
    if failure.status in (400, 422):
        return (
            "the message is the server's own; change the request accordingly: "
            "--max-out-len, --generation key=value, --model-name"
        )
    return "look into the server's log"


def _not_reached(base: str, failure: Failure) -> str:
    if "WRONG_VERSION_NUMBER" in failure.message:
        return f"it speaks http: --url http{base.removeprefix('https')}"
    if "CERTIFICATE_VERIFY_FAILED" in failure.message:
        return (
            "--ca-file FILE names the certificates (PEM) that vouch for it; --insecure takes any "
            "certificate"
        )
    if failure.kind == "timeout":
        return f"is it still loading its model? try again when `curl {base}/v1/models` answers"
    port = urlsplit(base).port
    return (
        f"start the service, or name its place: --url, --host-ip, --host-port (now {port}). "
        f"Does `curl {base}/v1/models` answer?"
    )


def _with_tls(base: str, *, certain: bool) -> str:
    there = f"--url https{base.removeprefix('http')}"
    if certain:
        return f"it speaks https: {there}"
    return f"does the port speak https? then {there}; else look into the server's log"


def _not_found(base: str, name: str, models: Sequence[str]) -> str:
    if models:
        return f"it serves {_listed(models)}, not {name!r}: --model-name {models[0]}"
    return f"is {base} the right address? It must be the part before /v1"


def _no_api_here(base: str, proxies: bool) -> str:
    proxy = environment_proxy(base) if proxies else None
    if proxy:
        host = urlsplit(base).hostname
        return (
            f"the answer is a proxy's: {proxy[0]}={masked(proxy[1])}; "
            f"unset {proxy[0]}, or export no_proxy={_joined_no_proxy(host)}"
        )
    return "this is a web page, not the API: is the port right, and the part before /v1?"


def _joined_no_proxy(host: str | None) -> str:
    known = os.environ.get("no_proxy", "")
    return f"{known},{host}" if known else str(host)


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:8])
    return f"{shown} and {len(names) - 8} more" if len(names) > 8 else shown
