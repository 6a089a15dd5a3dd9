"""From `dict(type=…, key=value)` to the object that it describes, every value checked."""

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, get_type_hints

import msgspec

from evalbench import registry
from evalbench.config.complaints import complaint
from evalbench.errors import ConfigError
from evalbench.errors.config import EXPECTED_DICT, HALF_A_PAIR, MISSING_KEY
from evalbench.errors.suggestions import refuse_unknown
from evalbench.secrecy import masked

T = TypeVar("T")


def build(kind: str, raw: object, where: str) -> Any:
    """The object that a config dict describes: an instance of a class, or a function with options.

    Raises ConfigError for an unknown type, an unknown or missing key, or a value of a wrong type.
    """
    if not isinstance(raw, Mapping):
        raise EXPECTED_DICT(shape="dict(type=…)", found=raw).at(where)
    target = registry.resolve(kind, raw.get("type"), where)
    options = {key: value for key, value in raw.items() if key != "type"}
    if inspect.isclass(target):
        return instance(target, options, where)
    return functools.partial(target, **checked(target, options, where, skip=1))


def instance(target: type[T], options: Mapping[str, Any], where: str) -> T:
    """`target(**options)` after a check of every option."""
    values = checked(target, options, where)
    try:
        return target(**values)
    except ConfigError as error:
        raise error.at(where) from error


def checked(
    target: Callable[..., Any], options: Mapping[str, Any], where: str, *, skip: int = 0
) -> dict[str, Any]:
    """The options, converted to the types that `target` declares.

    The first `skip` parameters of a function are not options but what it is called with.
    """
    parameters = dict(list(_parameters(target).items())[skip:])
    hints = _hints(target)
    name = target.__name__
    refuse_unknown(options, parameters, name, where)
    for key, parameter in parameters.items():
        if parameter.default is inspect.Parameter.empty and key not in options:
            raise MISSING_KEY(name=name, key=key).at(where)
    return {
        key: typed(value, hints.get(key, Any), f"{where}.{key}") for key, value in options.items()
    }


@functools.cache  # a suite names the same few for each of a thousand data sets
def _hints(target: Callable[..., Any]) -> Mapping[str, Any]:
    own = inspect.isclass(target) and not _is_struct(target)
    return get_type_hints(target.__init__ if own else target)


@functools.cache
def _parameters(target: Callable[..., Any]) -> Mapping[str, inspect.Parameter]:
    if getattr(target, "__init__", None) is object.__init__ and not _is_struct(target):
        return {}  # as inspect would find out too, for a hundredth of a second
    return inspect.signature(target).parameters


def _is_struct(target: Callable[..., Any]) -> bool:
    """One has no constructor of its own: its fields are the parameters."""
    return inspect.isclass(target) and issubclass(target, msgspec.Struct)


def typed(value: Any, hint: Any, where: str) -> Any:
    """The value as the annotated type; a number in quotes is an error, not a guess."""
    if _holds_half_a_pair(value):
        raise HALF_A_PAIR(where=where)
    try:
        return msgspec.convert(value, hint)
    except msgspec.ValidationError as error:
        shown = masked(value, where.rpartition(".")[2])
        raise complaint(str(error), hint, shown).at(where) from error
    except TypeError:  # a type that msgspec does not know is checked by whoever declared it
        return value


def _holds_half_a_pair(value: Any) -> bool:
    """Whether a text within it cannot be written as UTF-8: no request could be made of it."""
    if isinstance(value, str):
        return not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value)
    if isinstance(value, Mapping):
        return any(map(_holds_half_a_pair, (*value.keys(), *value.values())))
    return isinstance(value, list | tuple) and any(map(_holds_half_a_pair, value))
