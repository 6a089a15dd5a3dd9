"""No option and no config key is accepted and then ignored: each is read somewhere."""

import argparse
import ast
import dataclasses
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Literal, get_args, get_origin, get_type_hints

import pytest

import evalbench
from evalbench import cli
from evalbench.config.asking import Asking
from evalbench.config.dataset import DatasetConfig, ReaderConfig
from evalbench.config.model import ModelConfig
from evalbench.config.options import MODE_NAMES, Options, Selection
from evalbench.models.openai.service import OpenAIService
from evalbench.simulator.arguments import add_arguments, settings_from, words_of
from evalbench.simulator.settings import SimulatorSettings
from evalbench.workflow import MODES

PACKAGE = Path(evalbench.__file__).parent
ACCEPTED = {"merge_ds", "dump_eval_details"}  # what they ask for is always on
SHAPES = (
    Asking,
    ReaderConfig,
    DatasetConfig,
    ModelConfig,
    OpenAIService,
    Options,
    SimulatorSettings,
)


@cache
def sources() -> tuple[ast.Module, ...]:
    paths = [path for path in PACKAGE.rglob("*.py") if "configs" not in path.parts]
    return tuple(ast.parse(path.read_text(encoding="utf-8")) for path in paths)


def reads(trees: Iterable[ast.AST], shape: str) -> Iterator[str]:
    """Names of attributes that are read where `shape` could be meant.

    Not in its own `__post_init__`, which checks values and uses none; and not of the `self` of
    another class.
    """
    for tree in trees:
        yield from _Reads(shape).of(tree)


class _Reads(ast.NodeVisitor):
    def __init__(self, shape: str) -> None:
        self.shape = shape
        self.found: list[str] = []
        self.classes: list[str] = []

    def of(self, tree: ast.AST) -> list[str]:
        self.visit(tree)
        return self.found

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.classes.append(node.name)
        self.generic_visit(node)
        self.classes.pop()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        if not (node.name == "__post_init__" and self.classes[-1:] == [self.shape]):
            self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        owner = node.value.id if isinstance(node.value, ast.Name) else ""
        of_another = owner == "self" and self.classes[-1:] != [self.shape]
        if isinstance(node.ctx, ast.Load) and not of_another:
            self.found.append(node.attr)
        self.generic_visit(node)


def option_reads(trees: Iterable[ast.AST]) -> set[str]:
    """Attributes of a variable that holds the command line: `options.x`, `arguments.x`.

    Where that is a property of Options, those that it reads of itself.
    """
    every = list(trees)
    found = _attributes(every, "options", "arguments")
    for name, own in _properties_of_options(every):
        if name in found:
            found |= own
    return found


def _attributes(trees: Iterable[ast.AST], *owners: str) -> set[str]:
    return {
        node.attr
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Load)
        and isinstance(node.value, ast.Name)
        and node.value.id in owners
    }


def _properties_of_options(trees: Iterable[ast.AST]) -> Iterator[tuple[str, set[str]]]:
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and node.name == Options.__name__:
                for each in node.body:
                    if isinstance(each, ast.FunctionDef):
                        yield each.name, _attributes([each], "self")


def destinations(parser: argparse.ArgumentParser) -> set[str]:
    return {each.dest for each in parser._actions} - {"help", "version"}


def unread_options(parser: argparse.ArgumentParser, trees: Iterable[ast.AST]) -> set[str]:
    return destinations(parser) - option_reads(trees) - ACCEPTED


def unread_fields(shape: type, trees: Iterable[ast.AST]) -> set[str]:
    return _choices(shape) - set(reads(trees, shape.__name__))


def _choices(shape: type) -> set[str]:
    """Fields that can have more than one value; of one that cannot, the check is all there is."""
    return {
        name
        for name, kind in get_type_hints(shape).items()
        if not (get_origin(kind) is Literal and len(get_args(kind)) == 1)
    }


def test_every_option_is_read() -> None:
    assert unread_options(cli._parser(), sources()) == set()


def test_an_option_that_nobody_reads_is_found() -> None:
    parser = cli._parser()
    parser.add_argument("--planted")
    assert unread_options(parser, sources()) == {"planted"}
    assert unread_options(parser, [*sources(), ast.parse("options.planted")]) == set()
    assert unread_options(parser, [*sources(), ast.parse("options.planted = 1")]) == {"planted"}


def test_an_option_that_only_a_property_reads_is_read_where_the_property_is() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--planted")
    options = ast.parse(
        "class Options:\n    @property\n    def planted_s(self):\n        return self.planted\n"
    )
    assert unread_options(parser, [options]) == {"planted"}
    assert unread_options(parser, [options, ast.parse("options.planted_s")]) == set()


def test_every_option_of_a_run_is_a_field_of_options() -> None:
    """Those that are none: of all commands, or before there is a run, or always on."""
    fields = {each.name for each in dataclasses.fields(Options)} - {"selection"}
    fields |= {each.name for each in dataclasses.fields(Selection)}
    assert destinations(cli._parser()) - fields == {"lang", "list", "search", "dry_run"} | ACCEPTED
    assert fields <= destinations(cli._parser())


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_every_field_is_read(shape: type) -> None:
    assert unread_fields(shape, sources()) == set()


def test_a_field_that_nobody_reads_is_found() -> None:
    @dataclasses.dataclass
    class Planted:
        planted: int = 0

    only_checked = ast.parse(
        "class Planted:\n"
        "    def __post_init__(self):\n"
        "        assert self.planted > 0\n"
        "class Other:\n"
        "    def f(self):\n"
        "        return self.planted\n"
    )
    assert unread_fields(Planted, [*sources(), only_checked]) == {"planted"}
    assert unread_fields(Planted, [ast.parse("config.planted")]) == set()


def test_the_simulators_options_are_its_settings() -> None:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    assert destinations(parser) == {each.name for each in dataclasses.fields(SimulatorSettings)}


def test_settings_survive_the_simulators_command_line() -> None:
    settings = SimulatorSettings(ttft_ms=1.5, tokens=7, model="m", book="b.jsonl", log="l.jsonl")
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    assert settings_from(parser.parse_args(words_of(settings))) == settings


def test_the_modes_of_the_command_line_are_those_of_the_workflow() -> None:
    assert tuple(MODES) == MODE_NAMES


def test_every_option_is_explained() -> None:
    for action in cli._parser()._actions:
        assert action.help or action.dest == "host_port", action.dest
