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


def test_an_entry_is_found_by_its_name_alone() -> None:
    modules = [importlib.import_module(f"evalbench.errors.{name}") for name in CATALOGUES]
    count = sum(isinstance(value, Entry) for module in modules for value in vars(module).values())
    assert count == len(ENTRIES)


def _raised() -> Iterator[tuple[str, str, set[str]]]:
    """Where an entry becomes an error: file and line, its name, and the values it is given."""
    for file in sorted(PACKAGE.rglob("*.py")):
        for call in _calls(file):
            place = f"{file.relative_to(PACKAGE)}:{call.lineno}"
            if (name := _name(call.func)) in ENTRIES:
                yield place, name, {keyword.arg for keyword in call.keywords if keyword.arg}
            elif call.args and (name := _name(call.args[0])) in ENTRIES:  # of a class of its own
                assert isinstance(call.args[1], ast.Dict), place
                yield place, name, {str(ast.literal_eval(key)) for key in call.args[1].keys if key}


def _calls(file: Path) -> Iterator[ast.Call]:
    tree = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    return (node for node in tree if isinstance(node, ast.Call))


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")


RAISED = list(_raised())


@pytest.mark.parametrize(("place", "name", "given"), RAISED, ids=[place for place, *_ in RAISED])
def test_every_raiser_gives_the_values_that_are_shown(
    place: str, name: str, given: set[str]
) -> None:
    assert given == ENTRIES[name].names(), place


def test_every_entry_is_raised_somewhere() -> None:
    assert set(ENTRIES) == {name for _, name, _ in RAISED}


KINDS = {"ConfigError", "DatasetError", "EvalbenchError", "OutputError", "ServiceError"}


def test_no_error_is_raised_with_a_text_of_its_own() -> None:
    files = sorted(PACKAGE.rglob("*.py"))
    assert len(files) > 200
    found = [
        f"{file.relative_to(PACKAGE)}:{call.lineno}"
        for file in files
        for call in _calls(file)
        if _name(call.func) in KINDS
        # route.py has an OSError of its own, which no user sees
        or (_has_a_text(call) and file.name != "route.py")
    ]
    assert not found


def _has_a_text(call: ast.Call) -> bool:
    """As the parent class of an error would be called by a kind of its own."""
    texts = ast.Constant | ast.JoinedStr | ast.BinOp
    return _name(call.func) == "__init__" and any(isinstance(each, texts) for each in call.args)


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
