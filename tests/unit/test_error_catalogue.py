"""The catalogue of errors: in both languages, with values that every raiser gives."""

import ast
import importlib
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import evalbench
from evalbench.errors import EvalbenchError, language
from evalbench.errors.entries import Entry, Phrase

PACKAGE = Path(evalbench.__file__).parent
CATALOGUES = ("config", "data", "service", "output")


def _entries() -> dict[str, Entry[EvalbenchError]]:
    """Every entry by its name."""
    modules = [importlib.import_module(f"evalbench.errors.{name}") for name in CATALOGUES]
    return {
        name: value
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, Entry)
    }


ENTRIES = _entries()


def _named(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=ENTRIES)
def test_both_languages_tell_the_same(entry: Entry[EvalbenchError]) -> None:
    assert _named(entry.en.cause) == _named(entry.zh.cause)
    assert _named(entry.en.remedy) == _named(entry.zh.remedy)
    assert bool(entry.en.remedy) == bool(entry.zh.remedy)
    assert any("\u4e00" <= letter <= "\u9fff" for letter in entry.zh.cause)


def test_a_code_stands_for_one_entry_and_tells_its_kind() -> None:
    codes = [entry.code for entry in ENTRIES.values()]
    assert len(codes) == len(set(codes))
    assert {code[0] for code in codes} <= set("CDSO")
    assert all(len(code) == 4 and code[1:].isdigit() for code in codes)


def _raised() -> Iterator[tuple[str, str, set[str]]]:
    """Where an entry is called: file and line, its name, and the values that it is given."""
    for file in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = node.func
                name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
                if name in ENTRIES:
                    given = {keyword.arg for keyword in node.keywords if keyword.arg}
                    yield f"{file.relative_to(PACKAGE)}:{node.lineno}", name, given


RAISED = list(_raised())


@pytest.mark.parametrize(("place", "name", "given"), RAISED, ids=[place for place, *_ in RAISED])
def test_every_raiser_gives_the_values_that_are_shown(
    place: str, name: str, given: set[str]
) -> None:
    assert given == ENTRIES[name].names(), place


def test_every_entry_is_raised_somewhere() -> None:
    assert set(ENTRIES) == {name for _, name, _ in RAISED}


def test_an_error_is_told_in_the_language_that_is_chosen_when_it_is_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    entry = EvalbenchError.of(
        "C999",
        en=("{place} is {colour!r}", "paint it {hint}"),
        zh=("{place} 是 {colour!r}", "请漆成 {hint}"),
    )
    error = entry(place="{x}", colour="red", hint=Phrase("blue", "蓝色"))
    assert str(error) == "{x} is 'red' [C999]\n  paint it blue"
    monkeypatch.setattr(language, "_chosen", "zh")
    assert str(error.at("a.py")) == "a.py: {x} 是 'red' [C999]\n  请漆成 蓝色"


def test_a_value_that_is_missing_is_a_fault_of_the_raiser() -> None:
    entry = EvalbenchError.of("C999", en=("{place}",), zh=("{place} 中",))
    with pytest.raises(TypeError, match="C999 needs place"):
        entry()


def test_what_is_masked_stays_masked_however_it_is_shown() -> None:
    entry = EvalbenchError.of("C999", en=("{a} {b!r} {c:>9}",), zh=("{a} {b!r} {c:>9} 中",))
    error = entry(a="my-key", b="my-key", c="my-key").at("at my-key")
    error.retell(lambda text: text.replace("my-key", "***"))
    assert str(error) == "at ***: *** '***'    *** [C999]"
