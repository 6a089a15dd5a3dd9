"""How errors are worded: whole in one language, and without gaps where there is nothing to say."""

import ast
import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import evalbench
import evalbench.datasets
from evalbench.errors import EvalbenchError
from evalbench.errors.entries import Entry, Phrase

PACKAGE = Path(evalbench.__file__).parent
ENTRIES = {
    entry.code: entry
    for name in ("config", "data", "service", "output")
    for entry in vars(importlib.import_module(f"evalbench.errors.{name}")).values()
    if isinstance(entry, Entry)
}
CHINESE = "[\u3000-\u303f\u4e00-\u9fff\uff01-\uff5e]"


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=ENTRIES)
def test_english_has_no_chinese_and_chinese_has_its_own_marks(
    entry: Entry[EvalbenchError],
) -> None:
    assert not re.search(CHINESE, "".join(entry.en))
    assert not re.search("[\u4e00-\u9fff][,;:?!()]", "".join(entry.zh))


def _named(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def _phrases() -> list[tuple[str, ast.Call]]:
    return [
        (f"{file.relative_to(PACKAGE)}:{node.lineno}", node)
        for file in sorted(PACKAGE.rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and _named(node) == "Phrase"
    ]


def test_no_phrase_is_within_another() -> None:
    """It would keep the language of the moment in which the outer one was made."""
    phrases = _phrases()
    assert len(phrases) > 20
    for place, phrase in phrases:
        inner = [each for part in phrase.args for each in ast.walk(part)]
        called = {_named(each) for each in inner if isinstance(each, ast.Call)}
        assert not called & {"Phrase", "did_you_mean"}, place


def test_a_hint_that_says_nothing_leaves_no_gap() -> None:
    entry = EvalbenchError.of("C999", en=("a", "{hint}\nsee b"), zh=("甲", "{hint}\n见乙"))
    assert str(entry(hint=Phrase("", ""))) == "a [C999]\n  see b"
    assert str(entry(hint="c?")) == "a [C999]\n  c?\nsee b"
    assert entry(hint="").fix == "see b"


def _loaders() -> list[type]:
    package = evalbench.datasets
    modules = [
        each.name for each in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    ]
    classes = (each for name in modules for each in vars(importlib.import_module(name)).values())
    return [each for each in classes if isinstance(each, type) and hasattr(each, "layout")]


def test_where_files_are_expected_is_said_in_signs_that_need_no_language() -> None:
    """It stands in an error of either language: `a.csv | b.csv[, c.csv]`, and no words between."""
    loaders = dict.fromkeys(_loaders())
    assert len(loaders) > 60
    for loader in loaders:
        said = f"{loader.layout} {loader.source}"
        assert not re.search(r" (a|also|an|and|beside|of|or|own|the|with) ", said), said
