"""The shape of a model: read once from its dict, and then trusted."""

import inspect
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct, structs

from evalbench import registry
from evalbench.config.asking import Asking, TrafficConfig, usual_timeouts
from evalbench.config.build import instance
from evalbench.config.key_file import key_in
from evalbench.config.options import SLOWEST_RPS
from evalbench.errors import ConfigError
from evalbench.errors.config import (
    EXPECTED_DICT,
    KEY_BELONGS_ELSEWHERE,
    KEY_TWICE,
)
from evalbench.errors.entries import Phrase
from evalbench.errors.suggestions import did_you_mean, refuse_unknown
from evalbench.interfaces import (
    Model,
)
from evalbench.prompts.meta import meta_template
from evalbench.simulator.settings import SimulatorSettings
from evalbench.types import Timeouts, Way

Raw = Mapping[str, Any]
_OF_A_REQUEST = frozenset(
    {
        *("temperature", "top_p", "top_k", "min_p", "seed", "stop", "n", "max_tokens"),
        *("presence_penalty", "frequency_penalty", "repetition_penalty", "ignore_eos"),
    }
)


class ModelConfig(Struct, frozen=True):
    asking: Asking
    protocol: Model
    way: Way  # that of its config, by the environment's proxy once a run that obeys it asks
    key: str = ""  # out of its key file
    listed: bool = False  # its service has told that it serves this model, before the run

    def __repr__(self) -> str:
        return f"ModelConfig({self.abbr!r})"  # a key is not for logs

    @property
    def abbr(self) -> str:
        return self.asking.abbr

    @property
    def service(self) -> str:
        """Where it is asked: a URL without a login; a run's own simulator has no lasting one."""
        return self.protocol.base() if self.asking.serve is None else "simulator"


def model_config(raw: Raw, where: str, *, timed: bool = True, asks: bool = True) -> ModelConfig:
    """A model dict. Every key belongs to the asking or to the protocol; any other is an error.

    Time limits that it does not say are those of a `timed` run, or of one for scores. Its key file
    is read only where it is to be asked: scoring again needs no key.
    """
    protocol = registry.resolve("models", raw.get("type"), where)
    if "pred_postprocessor" in raw:  # AISBench's chat configs take the reasoning out with it
        raise KEY_BELONGS_ELSEWHERE(
            where=Phrase("a model", "模型"),
            key="pred_postprocessor",
            hint=Phrase(
                "delete it: reasoning is always taken out before an answer is looked for",
                "删掉它：提取答案之前总会先去掉思考过程",
            ),
        ).at(where)
    load = {each.name for each in structs.fields(Asking)}
    own = set(inspect.signature(protocol).parameters)
    refuse_unknown(raw, load | own | {"type"}, protocol.__name__, where, _meant)
    values = _nested(raw, "serve", SimulatorSettings, where)
    values = _nested(values, "traffic_cfg", TrafficConfig, where)
    values = _with_meta_template(values, where)
    built = instance(protocol, {key: values[key] for key in values if key in own}, where)
    usual = usual_timeouts(timed=timed, streamed=built.stream)
    values = _nested(_with_timeouts(values, usual), "timeout", Timeouts, where)
    asking = instance(Asking, {key: values[key] for key in values if key in load}, where)
    said = {key: values[key] for key in values if key in own}
    if asking.api_key_file and said.get("api_key"):
        raise KEY_TWICE().at(where)
    key = key_in(asking.api_key_file, where) if asking.api_key_file and asks else ""
    return ModelConfig(
        asking=_paced(asking),
        protocol=instance(protocol, {**said, "api_key": key} if key else said, where),
        way=Way(asking.proxy, asking.verify_ssl, asking.ca_file),
        key=key,
    )


def _meant(key: str, known: Iterable[str]) -> Phrase:
    """A key of the request is often put where those of the model are."""
    near = did_you_mean(key, known)
    if key not in _OF_A_REQUEST and str(near):
        return near
    put = f"generation_kwargs=dict({key}=…)"
    return Phrase(
        f"{put} puts it into the request (--generation {key}=…)",
        f"{put} 会把它写进请求（--generation {key}=…）",
    )


def _paced(asking: Asking) -> Asking:
    """A rate too low to pace by is none, as in AISBench."""
    if asking.request_rate < SLOWEST_RPS:
        return structs.replace(asking, request_rate=0.0)
    return asking


def _with_timeouts(raw: Raw, usual: Timeouts) -> Raw:
    """Those that are said, and the usual ones; `timeout=60` is the limit of a whole request."""
    said = raw.get("timeout")
    if said is None:
        said = {}
    elif isinstance(said, int | float) and not isinstance(said, bool):
        said = {"total": said}
    limits = {**structs.asdict(usual), **said} if isinstance(said, Mapping) else said
    return {**raw, "timeout": limits}


def _with_meta_template(raw: Raw, where: str) -> dict[str, Any]:
    if raw.get("meta_template") is None:
        return {key: value for key, value in raw.items() if key != "meta_template"}
    try:
        return {**raw, "meta_template": meta_template(raw["meta_template"])}
    except ConfigError as error:
        raise error.at(where) from error


def _nested(raw: Raw, key: str, shape: type, where: str) -> dict[str, Any]:
    """The dict with one of its values already checked against a dataclass; None: left out."""
    inner = raw.get(key)
    if inner is None:
        return {name: value for name, value in raw.items() if name != key}
    if not isinstance(inner, Mapping):
        raise EXPECTED_DICT(shape="dict(…)", found=inner).at(f"{where}.{key}")
    return {**raw, key: instance(shape, inner, f"{where}.{key}")}
