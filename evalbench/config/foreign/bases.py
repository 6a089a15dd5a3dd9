"""`read_base` over the trees of AISBench and OpenCompass: from their module to a file of ours."""

import ast
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple, NoReturn

from evalbench.config.foreign.hashes import hash_in
from evalbench.config.foreign.names import is_foreign
from evalbench.errors.config import NO_BASE_CONFIG, NO_PROMPTS_OF_HASH, NOTHING_OF_THAT_NAME
from evalbench.errors.entries import Phrase
from evalbench.errors.suggestions import did_you_mean

KINDS = ("models", "datasets", "summarizers")

_SAME = Phrase(
    "{module}: {name} of evalbench is read, whose prompts have that very hash",
    "{module}：改读 evalbench 的 {name}，其提示词的摘要与之完全相同",
)
_OURS = Phrase(
    "{module}: {name} of evalbench is read; its prompts may differ from those of the tool",
    "{module}：改读 evalbench 的 {name}，其提示词可能与该工具的不同",
)
_THEIRS = Phrase(
    "{module}: read out of {package}, which is installed here",
    "{module}：读自本机已安装的 {package}",
)
_NOTES: ContextVar[list[Phrase] | None] = ContextVar("notes of bases", default=None)


class Place(NamedTuple):
    """Where an import of a base stands, and what it means."""

    at: str  # file and line
    module: str
    kind: str
    stem: str
    folder: str  # of one benchmark; "" where the file lies in none


def meant(node: ast.ImportFrom, file: Path) -> Place | None:
    """What the import of a base means, if it is one of another tool's tree.

    `from ais_bench.benchmark.configs.datasets.gsm8k.gsm8k_gen import …`. So is
    `from .datasets.gsm8k.gsm8k_gen import …` in a file that was taken out of its tree.
    """
    parts = (node.module or "").split(".")
    if node.level == 0 and is_foreign(parts[0]) and "configs" in parts:
        parts = parts[parts.index("configs") + 1 :]
    elif node.level == 0 or parts[0] not in KINDS or _beside(node, file).is_file():
        return None
    kind = parts[0] if parts and parts[0] in KINDS else "datasets"
    stem = parts[-1] if parts else ""
    module = "." * node.level + (node.module or "")
    folder = parts[-2] if len(parts) > 1 and parts[-2] not in KINDS else ""
    return Place(f"{file}:{node.lineno}", module, kind, stem, folder)


@contextmanager
def noted() -> Iterator[list[Phrase]]:
    """What stands in the place of bases that are read meanwhile."""
    notes: list[Phrase] = []
    token = _NOTES.set(notes)
    try:
        yield notes
    finally:
        _NOTES.reset(token)


def note(place: Place, base: Path) -> None:
    """Tell which file stands for a base, where that may be another than is meant.

    AISBench's names are ours, and so are its prompts; OpenCompass has prompts of its own.
    """
    notes = _NOTES.get()
    if notes is None or place.kind != "datasets" or place.module.startswith("ais_bench."):
        return
    same = hash_in(place.stem) is not None
    told = (_SAME if same else _OURS).filled(module=place.module, name=base.stem)
    if told not in notes:
        notes.append(told)


def installed(place: Place) -> tuple[Path, Path] | None:
    """The package's folder and the very file, where the tool is installed. It is not imported."""
    package, *rest = place.module.split(".")
    spec = find_spec(package) if package and is_foreign(package) else None
    for folder in (spec and spec.submodule_search_locations) or ():
        file = Path(folder, *rest).with_suffix(".py")
        if file.is_file():
            notes = _NOTES.get()
            if notes is not None:
                notes.append(_THEIRS.filled(module=place.module, package=package))
            return Path(folder), file
    return None


def _beside(node: ast.ImportFrom, file: Path) -> Path:
    folder = file.parent.joinpath(*[".."] * (node.level - 1))
    return folder.joinpath(*(node.module or "").split(".")).with_suffix(".py")


def renamed(node: ast.ImportFrom, base: Path, place: Place) -> None:
    """Let the import name the variables of our file, under the names that the config uses.

    A list of data sets may have another name here: where there is only one, it is meant.
    """
    known = list(_variables(base))
    lists = [name for name in known if name.endswith("_datasets")]
    for alias in node.names:
        if alias.name == "*" or alias.name in known:
            continue
        if len(lists) != 1 or not alias.name.endswith("_datasets"):
            hint = did_you_mean(alias.name, known)
            raise NOTHING_OF_THAT_NAME(path=base, name=alias.name, hint=hint).at(place.at)
        alias.asname, alias.name = alias.asname or alias.name, lists[0]


def refuse(place: Place, known: list[str]) -> NoReturn:
    """Raise ConfigError: nothing of ours has that name, or those prompts."""
    prompts = hash_in(place.stem)
    if prompts is not None and place.kind == "datasets":
        alike = [name for name in known if _benchmark(name) == _benchmark(place.stem)]
        raise NO_PROMPTS_OF_HASH(
            module=place.module,
            hash=prompts,
            file=f"{place.stem}.py",
            hint=", ".join(sorted(alike)) or did_you_mean(place.stem, known),
        ).at(place.at)
    raise NO_BASE_CONFIG(
        kind=place.kind.removesuffix("s"),
        name=place.stem,
        module=place.module,
        hint=did_you_mean(place.stem, known),
    ).at(place.at)


def _benchmark(stem: str) -> str:
    """With the kind of asking: of `gsm8k_gen_0_shot_cot_str` and `gsm8k_gen_1d7fe4` the same."""
    found = re.match(r".+?_(gen|ppl)(?=_|$)", stem)
    return found[0] if found else stem


def _variables(file: Path) -> Iterator[str]:
    """The public names that a config file gives, without reading its bases."""
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign):
            names = [each.id for each in node.targets if isinstance(each, ast.Name)]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names = [node.target.id]
        elif isinstance(node, ast.With):
            imports = [each for each in node.body if isinstance(each, ast.ImportFrom)]
            names = [alias.asname or alias.name for each in imports for alias in each.names]
        else:
            continue
        yield from (name for name in names if not name.startswith("_"))
