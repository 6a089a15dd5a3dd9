"""Nothing turns data, config values or answers into code: the package is looked through for it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import evalbench

PACKAGE = Path(evalbench.__file__).parent
SOURCES = [path for path in sorted(PACKAGE.rglob("*.py")) if "configs" not in path.parts]
CALLS = {"eval", "exec", "compile", "__import__"}
MODULES = {
    "cloudpickle", "code", "codeop", "dill", "jsonpickle", "joblib", "marshal", "pickle", "runpy",
    "shelve", "yaml",
}  # fmt: skip
# keywords of calls that let data, or a folder, bring code of its own
OPENINGS = {"allow_pickle", "shell"}


def found_in(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield from {node.func.id} & CALLS
        elif isinstance(node, ast.Attribute) and node.attr in {"read_pickle", "unpickle"}:
            yield node.attr
        elif isinstance(node, ast.Import):
            yield from {alias.name.partition(".")[0] for alias in node.names} & MODULES
        elif isinstance(node, ast.ImportFrom):
            yield from {(node.module or "").partition(".")[0]} & MODULES
        elif isinstance(node, ast.keyword) and node.arg in OPENINGS:
            yield str(node.arg)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_file_evaluates_or_unpickles(path: Path) -> None:
    assert list(found_in(ast.parse(path.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    "line",
    [
        "eval(answer)", "exec(text)", "compile(text, 'x', 'eval')", "import pickle",
        "from pickle import loads", "import yaml.loader", "numpy.load(path, allow_pickle=True)",
        "pandas.read_pickle(path)", "subprocess.run(words, shell=True)",
    ],
)  # fmt: skip
def test_what_would_is_found(line: str) -> None:
    assert list(found_in(ast.parse(line)))


def test_compiling_a_pattern_is_none_of_it() -> None:
    assert list(found_in(ast.parse("re.compile(text); ast.literal_eval(word)"))) == []
