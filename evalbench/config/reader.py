"""mmengine's reader of config files: imported late, and put right where it does not fit."""

import ast
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

# changes the import of a base, which stands in that file
MapBase = Callable[[ast.ImportFrom, Path], None]

_TREE = "evalbench_tree_"
_TREES: list[Path] = []  # in which bases were found; a base is named by the number of its tree


@cache
def config_class(map_base: MapBase) -> Any:
    """The class that reads config files; its import takes a third of a second."""
    with _without_what_nobody_asks_for():
        from mmengine.config import config as mmengine
        from mmengine.config import utils

    # of `from evalbench.configs.x import y` it asks pkg_resources where evalbench lies, which
    # setuptools has given up and Python 3.12 no longer installs
    mmengine.get_installed_path = _package_folder
    # and it takes for the standard library what lies below sys.executable: nothing, in a venv
    mmengine._is_builtin_module = utils._is_builtin_module = _is_standard
    _let_map(mmengine.Config, mmengine.ConfigDict, map_base)
    return mmengine.Config


def below(tree: Path, file: Path) -> str:
    """The module by which a config can be imported as a base, wherever its tree lies."""
    if tree not in _TREES:
        _TREES.append(tree)
    parts = file.relative_to(tree).with_suffix("").parts
    return ".".join([f"{_TREE}{_TREES.index(tree)}", *parts])


def _let_map(config: Any, config_dict: Any, map_base: MapBase) -> None:
    """Show every import of a base to `map_base` before it is followed."""
    parse, modules_of = config._parse_lazy_import, config._get_base_modules
    being_read: list[Path] = []

    def parse_and_remember(filename: str) -> Any:
        being_read.append(Path(filename))
        try:
            return parse(filename)
        finally:
            being_read.pop()

    def mapped(nodes: list[ast.stmt]) -> Any:
        for node in nodes:
            for each in node.body if isinstance(node, ast.With) else ():
                if isinstance(each, ast.ImportFrom):
                    map_base(each, being_read[-1])
                    config_dict.lazy = True  # off when `map_base` has read a file of its own
        return modules_of(nodes)

    config._parse_lazy_import = staticmethod(parse_and_remember)
    config._get_base_modules = staticmethod(mapped)


# What mmengine imports beside its reader: yapf to format what it dumps, rich to draw bars and
# tables, yaml for configs in that language, an HTTP client for those that lie elsewhere. Nobody
# asks for them here, and they take more than half of its import.
_UNASKED = {
    "yaml": ("CDumper", "CLoader"),
    "yapf": (),
    "yapf.yapflib": (),
    "yapf.yapflib.yapf_api": ("FormatCode",),
    "rich": (),
    "rich.console": ("Console",),
    "rich.progress": (
        *("BarColumn", "MofNCompleteColumn", "Progress", "Task"),
        *("TaskProgressColumn", "TextColumn", "TimeRemainingColumn"),
    ),
    "rich.table": ("Table",),
    "rich.text": ("Text",),
    "urllib.request": ("urlopen",),
}


@contextmanager
def _without_what_nobody_asks_for() -> Iterator[None]:
    """While mmengine is imported, these are modules of empty names; those in use stay."""
    stood_in = [name for name in _UNASKED if name not in sys.modules]
    for name in stood_in:
        module = sys.modules[name] = ModuleType(name)
        vars(module).update(dict.fromkeys(_UNASKED[name], object))  # one is a base class
    try:
        yield
    finally:
        for name in stood_in:
            del sys.modules[name]


def _is_standard(module: str) -> bool:
    return module.partition(".")[0] in sys.stdlib_module_names or module.startswith(
        "mmengine.config"
    )


def _package_folder(package: str) -> str:
    if package.startswith(_TREE):
        return str(_TREES[int(package.removeprefix(_TREE))])
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"no package {package}", name=package)
    return str(Path(spec.origin).parent)
