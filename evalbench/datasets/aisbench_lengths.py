"""AISBench's `synthetic_config`: how many requests of which lengths it asks for."""

from collections.abc import Mapping

from evalbench.datasets.lengths import Law, Wanted
from evalbench.errors import ConfigError
from evalbench.errors.config import (
    AISBENCH_LAW,
    AISBENCH_METHOD,
    AISBENCH_PART,
    AISBENCH_PREFIX,
    AISBENCH_TYPE,
    NO_NUMBER,
    NO_WHOLE_NUMBER,
)
from evalbench.errors.suggestions import refuse_unknown
from evalbench.types import Json

_KEYS = ("Type", "RequestCount", "TrustRemoteCode", "StringConfig", "TokenIdConfig")


def from_aisbench(config: Mapping[str, Json]) -> Wanted:
    """Its lengths in tokens. Of `StringConfig` and `TokenIdConfig` the one of its `Type` is read.

    There, `string` prompts are words, all the same one; here they are tokens, as everywhere.
    Raises ConfigError for what a prompt of unlike tokens cannot be: `PrefixLen` and `VocabSize`.
    """
    refuse_unknown(config, _KEYS, "config")
    count = _whole(config.get("RequestCount"), "config.RequestCount")
    if config.get("Type") == "string":
        described = _part(config, "StringConfig", ("Input", "Output"))
        inputs = _law(described.get("Input"), "config.StringConfig.Input")
        return Wanted(count, inputs, _law(described.get("Output"), "config.StringConfig.Output"))
    if config.get("Type") == "tokenid":
        described = _part(config, "TokenIdConfig", ("RequestSize", "PrefixLen"))
        if described.get("PrefixLen", 0) != 0:
            raise AISBENCH_PREFIX()
        size = _whole(described.get("RequestSize"), "config.TokenIdConfig.RequestSize")
        return Wanted(count, Law(size, size))
    raise AISBENCH_TYPE(found=config.get("Type"))


def _part(config: Mapping[str, Json], key: str, known: tuple[str, ...]) -> Mapping[str, Json]:
    found = config.get(key)
    if not isinstance(found, Mapping):
        raise AISBENCH_PART(kind=config["Type"], key=key, found=found)
    refuse_unknown(found, known, f"config: {key}")
    return found


_PARAMS = {
    "uniform": ("MinValue", "MaxValue"),
    "gaussian": ("Mean", "Var", "MinValue", "MaxValue"),
    "zipf": ("Alpha", "MinValue", "MaxValue"),
}
_FIELDS = {"Mean": "mean", "Var": "variance", "Alpha": "alpha"}


def _params() -> str:
    return "; ".join(f"{method}: {', '.join(names)}" for method, names in _PARAMS.items())


def _law(described: Json, where: str) -> Law:
    """`dict(Method="uniform", Params=dict(MinValue=50, MaxValue=500))`."""
    if not isinstance(described, Mapping) or not isinstance(described.get("Params"), Mapping):
        raise AISBENCH_LAW(where=where)
    refuse_unknown(described, ("Method", "Params"), where)
    method, params = described.get("Method"), described["Params"]
    if method not in tuple(_PARAMS):  # not in the dict itself: a list would not be hashable
        raise AISBENCH_METHOD(where=where, found=method, known=", ".join(_PARAMS), params=_params())
    refuse_unknown(params, _PARAMS[method], f"{where}: {method}")
    low = _whole(params.get("MinValue"), f"{where}.MinValue")
    high = _whole(params.get("MaxValue"), f"{where}.MaxValue")
    shape = {
        field: _number(params.get(name), f"{where}.{name}")
        for name, field in _FIELDS.items()
        if name in _PARAMS[method]
    }
    try:
        return Law(low, high, method, **shape)
    except ConfigError as error:
        raise error.at(where) from error


def _whole(value: Json, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise NO_WHOLE_NUMBER(where=where, found=value)
    return value


def _number(value: Json, where: str) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise NO_NUMBER(where=where, found=value)
    return float(value)
