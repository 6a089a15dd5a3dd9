"""From a config's name to its file, and from the file to plain values."""

import ast
import os
import re
import traceback
from collections.abc import Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import Any, NamedTuple

import evalbench
from evalbench.config.foreign import bases, hashes
from evalbench.config.foreign.reading import understood
from evalbench.config.reader import below, config_class
from evalbench.errors import ConfigError
from evalbench.errors.config import (
    CONFIG_FAILS,
    CONFIG_IS_FOLDER,
    CONFIG_IS_NO_PYTHON,
    CONFIG_NOT_UTF8,
    CONFIG_STANDS_TWICE,
    NO_BASE,
    NO_CONFIG_FILE,
    NO_CONFIG_FOLDER,
    UNKNOWN_CONFIG,
)
from evalbench.errors.entries import Phrase
from evalbench.errors.suggestions import did_you_mean

KINDS = ("models", "datasets", "summarizers")
_KIND_NAMES = {
    "models": Phrase("model", "模型"),
    "datasets": Phrase("dataset", "数据集"),
    "summarizers": Phrase("summarizer", " summarizer "),
}
SHIPPED = Path(evalbench.__file__).parent / "configs"

# Whether files are read only to be compared. One with such a base itself, the very file that is
# being read among them, has no prompts of its own and is passed over.
_COMPARED: ContextVar[bool] = ContextVar("files are compared", default=False)


class ConfigFile(NamedTuple):
    kind: str
    name: str
    path: Path


def roots(config_dir: str | None) -> list[Path]:
    """The trees to search, the user's first: --config-dir, ./configs, the shipped one."""
    if config_dir and not Path(config_dir).is_dir():
        raise NO_CONFIG_FOLDER(folder=config_dir)
    wanted = [Path(config_dir)] if config_dir else []
    trees: dict[Path, Path] = {}
    for tree in [*wanted, Path("configs"), SHIPPED]:
        if any((tree / kind).is_dir() for kind in KINDS):
            trees.setdefault(tree.resolve(), tree)
    return list(trees.values())


def listing(kind: str, trees: list[Path]) -> dict[str, list[Path]]:
    """Every config name of a kind with its files, the first of which is the one that is used."""
    found: dict[str, list[Path]] = {}
    for tree in trees:
        for path in _python_files(tree / kind):
            if _defines_any(kind, path):
                found.setdefault(path.stem, []).append(path)
    return found


def find(kind: str, name: str, trees: list[Path]) -> ConfigFile:
    """The file of a name. Of two trees the user's wins; twice in one tree is an error."""
    stem = name.removesuffix(".py")
    for tree in trees:
        matches = [path for path in _python_files(tree / kind) if path.stem == stem]
        if len(matches) > 1:
            raise CONFIG_STANDS_TWICE(
                kind=_KIND_NAMES[kind],
                name=stem,
                count=len(matches),
                places=", ".join(map(str, matches)),
            )
        if matches:
            return ConfigFile(kind, stem, matches[0])
    known = listing(kind, trees)
    raise UNKNOWN_CONFIG(
        kind=_KIND_NAMES[kind],
        name=stem,
        hint=did_you_mean(stem, known),
        places=", ".join(str(tree / kind) for tree in trees),
        count=len(known),
        folder=kind,
    )


def _python_files(folder: Path) -> Iterator[Path]:
    # os.walk: Path.rglob does not follow the links that people put into a config tree
    for parent, folders, names in os.walk(folder, followlinks=True):
        folders.sort()
        for name in sorted(names):
            if name.endswith(".py") and not name.startswith("_"):
                yield Path(parent) / name


_MARKS = {"models": ("models",), "datasets": ("_datasets",), "summarizers": ("summarizer",)}


def _defines_any(kind: str, path: Path) -> bool:
    """Whether a file can be named on the command line, or only serves others (a subject table)."""
    text = path.read_text(encoding="utf-8", errors="replace")
    if kind == "summarizers":
        return any(line.startswith("summarizer") for line in text.splitlines())
    return any(mark in text for mark in _MARKS[kind])


def read(path: Path) -> dict[str, Any]:
    """All public variables of a config file; classes have become dotted paths, ours.

    The file may be written for AISBench or OpenCompass. It is Python and runs: read only files that
    you trust.
    """
    if path.is_dir():
        raise CONFIG_IS_FOLDER(path=path)
    if not path.is_file():
        raise NO_CONFIG_FILE(path=path)
    reader = config_class(_map_base)
    try:
        values = reader.fromfile(
            str(path), use_predefined_variables=False, use_environment_variables=False
        )._to_lazy_dict()
    except ConfigError:
        raise
    except SyntaxError as error:
        raise CONFIG_IS_NO_PYTHON(path=path, line=error.lineno, reason=error.msg) from error
    except (Exception, SystemExit) as error:  # a config file is a program and can fail in any way
        raise _fault(path, error) from error
    public = {name: value for name, value in values.items() if not name.startswith("_")}
    return understood(public, path)


def ready() -> None:
    """Have mmengine imported, by what makes it short, before a config imports it by itself."""
    config_class(_map_base)


# mmengine's words for it
_NO_BASE = re.compile(r"(\S+) not found! It means that .*`with read_base\(\): = from (\S+) import")


def _fault(path: Path, error: BaseException) -> ConfigError:
    """Why a config file cannot be run."""
    if found := _NO_BASE.match(str(error)):
        return NO_BASE(path=path, module=found[2], file=found[1])
    if isinstance(error, UnicodeDecodeError) and error.object in path.read_bytes():
        line, byte = error.object.count(b"\n", 0, error.start) + 1, error.object[error.start]
        return CONFIG_NOT_UTF8(path=path, line=line, byte=byte, name=path.name)
    place, kind = f"{path}{_line_in(path, error)}", type(error).__name__
    return CONFIG_FAILS(place=place, kind=kind, reason=error)


def _map_base(node: ast.ImportFrom, file: Path) -> None:
    """Let the import of another tool's base name a file of ours, if it is one."""
    place = bases.meant(node, file)
    if place is None:
        return
    around = [parent for parent in file.absolute().parents if (parent / place.kind).is_dir()]
    trees = [*around, *roots(None)]
    tree, path = (
        _of_that_name(place, file, around)
        or _of_that_name(place, file, trees, told=True)
        or _of_those_prompts(place, trees)
        or bases.installed(place)
        or bases.refuse(place, list(listing(place.kind, trees)))
    )
    bases.renamed(node, path, place)
    node.module, node.level = below(tree, path), 0


def _of_that_name(
    place: bases.Place, file: Path, trees: list[Path], *, told: bool = False
) -> tuple[Path, Path] | None:
    """A tree, and the file in it that has the name of a base; of OpenCompass's without capitals."""
    wanted = place.stem.casefold() if told else place.stem
    for tree in trees:
        for path in _python_files(tree / place.kind):
            stem = path.stem.casefold() if told else path.stem
            if stem == wanted and path.absolute() != file.absolute():
                if told:
                    bases.note(place, path)
                return tree, path
    return None


def _of_those_prompts(place: bases.Place, trees: list[Path]) -> tuple[Path, Path] | None:
    """The same of a base that is named by the hash of its prompts: ours with the very same ones."""
    wanted = hashes.hash_in(place.stem)
    if wanted is None or place.kind != "datasets" or not place.folder or _COMPARED.get():
        return None
    token = _COMPARED.set(True)
    try:
        for tree in trees:
            for path in _python_files(tree / place.kind / place.folder):
                if _asks_by(path) == wanted:
                    bases.note(place, path)
                    return tree, path
    finally:
        _COMPARED.reset(token)
    return None


def _asks_by(path: Path) -> str | None:
    """The hash of its prompts; None where it has no list of data sets, or cannot be read."""
    try:
        lists = [v for name, v in read(path).items() if name.endswith("_datasets")]
    except ConfigError:
        return None
    return hashes.prompt_hash(lists[0]) if len(lists) == 1 else None


def _line_in(path: Path, error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if Path(frame.filename).name == path.name]
    return f":{lines[-1]}" if lines else ""
