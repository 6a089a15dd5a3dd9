"""The rules of robust extraction, each dropped in turn, in this process.

A rule is what a module of evalbench/postprocessors/rules holds by name and reads when it reads a
reply: a pattern, a row of a table, a member of a set. What only builds such a value is none.
"""

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from types import ModuleType
from typing import Any, NamedTuple

from evalbench.postprocessors import rules

NEVER = re.compile(r"(?!)()()()")  # with the groups that a replacement may name
PACKAGE = "evalbench.postprocessors"
MODULES = tuple(
    importlib.import_module(name)
    for name in (
        *(f"{rules.__name__}.{each.name}" for each in pkgutil.iter_modules(rules.__path__)),
        f"{PACKAGE}.reasoning",
        f"{PACKAGE}.text",
        f"{PACKAGE}.lambada",
    )
)


class Mutant(NamedTuple):
    """A value of a module, and the same without one rule."""

    module: ModuleType
    name: str
    rule: str
    without: object

    @property
    def id(self) -> str:
        return f"{self.module.__name__.rpartition('.')[2]}.{self.name}{self.rule}"


def mutants() -> Iterator[Mutant]:
    for module in MODULES:
        for name in _read_late(module):
            for rule, without in _without_one(vars(module)[name]):
                yield Mutant(module, name, rule, without)


def _read_late(module: ModuleType) -> list[str]:
    """The values that the module itself names, and that a function of any module reads."""
    own = {
        target.id
        for node in _tree(module).body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    readers = [module, *(each for each in MODULES if _imports(each, module))]
    read = set().union(*map(_names_in_functions, readers))
    if module.__name__.endswith(".reasoning"):
        read.add("DEFAULT_TAGS")  # the default of an argument
    return [name for name in vars(module) if name in own & read]


def _imports(module: ModuleType, other: ModuleType) -> bool:
    return any(
        isinstance(node, ast.ImportFrom) and node.module == other.__name__
        for node in _tree(module).body
    )


@cache
def _tree(module: ModuleType) -> ast.Module:
    return ast.parse(inspect.getsource(module))


@cache
def _names_in_functions(module: ModuleType) -> frozenset[str]:
    functions = [node for node in _tree(module).body if isinstance(node, ast.FunctionDef)]
    methods = [
        node
        for each in _tree(module).body
        if isinstance(each, ast.ClassDef)
        for node in each.body
        if isinstance(node, ast.FunctionDef)
    ]
    return frozenset(
        node.id
        for function in (*functions, *methods)
        for node in ast.walk(function)
        if isinstance(node, ast.Name)
    )


def _without_one(value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, re.Pattern):
        yield "", NEVER
    elif type(value) is tuple:
        for at, row in enumerate(value):
            yield f"[{at}] {_title(row)}", value[:at] + value[at + 1 :]
    elif isinstance(value, frozenset):
        for member in sorted(value):
            yield f" {member}", value - {member}
    elif isinstance(value, dict):
        yield from _of_table(value)


def _of_table(table: dict[Any, Any]) -> Iterator[tuple[str, object]]:
    if all(isinstance(key, int) for key in table):  # of str.translate: one rule for characters
        yield "", {}
        return
    for key, row in table.items():
        if isinstance(row, str) and len(row) > 1:
            yield f"[{key}]", {**table, key: NEVER.pattern}
        else:
            yield f"[{key}]", {other: kept for other, kept in table.items() if other != key}


def _title(row: Any) -> str:
    first = row if isinstance(row, str) else getattr(row, "__name__", None) or row[0]
    return str(first)[:24]


@contextmanager
def applied(mutant: Mutant) -> Iterator[None]:
    """The package without the rule, also where another module has imported the value."""
    value = vars(mutant.module)[mutant.name]
    places = [
        (module, name)
        for module in MODULES
        for name, other in vars(module).items()
        if other is value
    ]
    try:
        for module, name in places:
            setattr(module, name, mutant.without)
        _forget(places)
        yield
    finally:
        for module, name in places:
            setattr(module, name, value)
        _forget(places)


def _forget(places: list[tuple[ModuleType, str]]) -> None:
    for module in {module for module, _ in places}:
        for value in _functions(module).values():
            if value.__module__ == module.__name__ and hasattr(value, "cache_clear"):
                value.cache_clear()


def _functions(module: ModuleType) -> Mapping[str, Any]:
    return {name: value for name, value in vars(module).items() if callable(value)}


@cache
def depends_on(name: str) -> frozenset[str]:
    """The modules of the package from which this one takes something, at any remove."""
    found = {name}
    for value in vars(importlib.import_module(name)).values():
        origin = getattr(value, "__module__", None)
        if isinstance(origin, str) and origin.startswith(PACKAGE) and origin not in found:
            found |= depends_on(origin)
    return frozenset(found)
