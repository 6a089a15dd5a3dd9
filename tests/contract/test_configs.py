"""Every shipped config: it loads, it builds, it is dumped, and the dump is the same config."""

import subprocess
from collections import Counter
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from evalbench.config import files, shipped
from evalbench.config.build import build
from evalbench.config.dataset import dataset_config
from evalbench.config.dump import as_python
from evalbench.config.model import model_config
from evalbench.config.options import Options
from evalbench.config.resolve import RunConfig, resolve

REPOSITORY = Path(__file__).parents[2]
TREE = REPOSITORY / "configs"
KINDS = ("models", "datasets", "summarizers")
FILES = {kind: sorted((TREE / kind).rglob("*.py")) for kind in KINDS}
NAMES = {kind: sorted(files.listing(kind, [TREE])) for kind in KINDS}


def test_every_file_is_a_config_or_is_read_by_one() -> None:
    """What cannot be named is a table of subjects or groups that others import."""
    for kind in KINDS:
        others = [path for path in FILES[kind] if path.stem not in NAMES[kind]]
        for path in others:
            importers = [
                each for each in TREE.rglob("*.py")
                if each != path and f"{path.stem} import" in each.read_text(encoding="utf-8")
            ]  # fmt: skip
            assert importers, path


@pytest.mark.parametrize("kind", KINDS)
def test_names_are_unique_over_the_tree(kind: str) -> None:
    twice = [name for name, n in Counter(path.stem for path in FILES[kind]).items() if n > 1]
    assert twice == []


@pytest.mark.parametrize("path", [path for kind in KINDS for path in FILES[kind]], ids=str)
def test_every_config_says_in_its_first_line_what_it_is(path: Path) -> None:
    first = path.read_text(encoding="utf-8").split("\n", 1)[0]
    assert first.startswith('"""')
    assert first.rstrip('"').endswith((".", ":"))
    assert len(first) > 20


def test_what_is_imported_of_the_shipped_configs_is_what_is_read_of_them() -> None:
    """`evalbench datasets` imports them, a run reads them."""
    found = list(shipped.data_sets())
    assert [each.path.stem for each in found] == list(files.listing("datasets", [files.SHIPPED]))
    # the largest are 1008 data sets each, which are read like the others
    for path, raws in [each for each in found if len(each.raw) < 200]:
        lists = [v for name, v in files.read(path).items() if name.endswith("_datasets")]
        assert _dotted(raws) == lists[0], path


def _dotted(value: Any) -> Any:
    """With the dotted path of what a config names, as a config that is read has it."""
    if isinstance(value, dict):
        return {key: _dotted(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(_dotted, value))
    return f"{value.__module__}.{value.__qualname__}" if callable(value) else value


@pytest.mark.parametrize("name", NAMES["models"])
def test_a_model_loads_builds_and_survives_its_dump(name: str, tmp_path: Path) -> None:
    found = files.read(files.find("models", name, [TREE]).path)["models"]
    assert _reloaded({"models": found}, tmp_path) == {"models": found}
    for raw in found:
        model = model_config(raw, name)
        assert model.abbr == raw["abbr"]


@pytest.mark.parametrize("name", NAMES["datasets"])
def test_a_data_set_loads_builds_and_survives_its_dump(name: str, tmp_path: Path) -> None:
    path = files.find("datasets", name, [TREE]).path
    (key,) = [key for key in files.read(path) if key.endswith("_datasets")]
    found = files.read(path)[key]
    again = _reloaded({"datasets": found}, tmp_path)["datasets"]
    assert again == found
    some = slice(None, None, 1 + len(found) // 100)  # hundreds differ in a number alone
    for raw, raw_again in zip(found[some], again[some], strict=True):
        before, after = dataset_config(raw, "one"), dataset_config(raw_again, "one")
        assert before.version == after.version
        assert before.prompt_template == after.prompt_template
        assert before.ice_template == after.ice_template
        assert before.reader == after.reader
    abbrs = [raw["abbr"] for raw in found]
    assert len(set(abbrs)) == len(abbrs)


@pytest.mark.parametrize("name", NAMES["summarizers"])
def test_a_summarizer_loads_builds_and_survives_its_dump(name: str, tmp_path: Path) -> None:
    found = files.read(files.find("summarizers", name, [TREE]).path)["summarizer"]
    assert _reloaded({"summarizer": found}, tmp_path) == {"summarizer": found}
    built = build("summarizers", {k: v for k, v in found.items() if k != "attr"}, name)
    assert built.attr == found["attr"]


@pytest.mark.parametrize(
    ("timed", "summary", "datasets"),
    [
        (False, "accuracy", ("ceval_gen", "mmlu_gen", "gsm8k_gen", "demo_ceval_gen")),
        (True, "performance", ("ceval_gen_0_shot_str_perf", "gsm8k_gen_0_shot_cot_str_perf")),
    ],
)
def test_a_whole_run_is_the_same_after_its_dump(
    timed: bool, summary: str, datasets: tuple[str, ...], tmp_path: Path
) -> None:
    models = ("simulator", "vllm_api_general", "vllm_api_stream_chat")
    options = Options(models=models, datasets=datasets, config_dir=str(TREE))
    first = resolve(options, timed=timed, kind=summary)
    file = tmp_path / "dumped.py"
    file.write_text(as_python(first.raw), encoding="utf-8")
    again = resolve(Options(config=str(file)), timed=timed, kind=summary)
    assert again.raw == first.raw
    assert again.models == first.models
    assert _what_is_asked(again) == _what_is_asked(first)
    assert again.notes == ()  # what was changed once is not changed again


def _what_is_asked(config: RunConfig) -> list[tuple[Any, ...]]:
    return [
        (each.abbr, each.version, each.loader, each.load_options, each.reader)
        for each in config.datasets
    ]


def _reloaded(raw: dict[str, Any], folder: Path) -> dict[str, Any]:
    file = folder / "dumped.py"
    file.write_text(as_python(raw), encoding="utf-8")
    return files.read(file)


@pytest.mark.parametrize("group", ["ceval", "cmmlu", "mmlu"])
def test_the_groups_of_a_suite_hold_each_of_its_subjects(group: str) -> None:
    """Every subject in one of the four parts, and in the whole."""
    suite = files.read(files.find("datasets", f"{group}_gen", [TREE]).path)
    subjects = {raw["abbr"] for raw in suite[f"{group}_datasets"]}
    raw = files.read(files.find("summarizers", "default", [TREE]).path)["summarizer"]
    groups = {each["name"]: each for each in raw["summary_groups"]}
    parts = [
        groups[f"{group}-{part}"] for part in ("stem", "social-science", "humanities", "other")
    ]
    members = [name for part in parts for name in part["subsets"]]
    assert len(members) == len(set(members))
    assert set(members) == set(groups[group]["subsets"]) == subjects
    assert set(groups[f"{group}-weighted"]["subsets"]) == subjects
    assert groups[f"{group}-weighted"]["weights"] == "samples"


@pytest.mark.parametrize(
    ("suite", "group", "parts"),
    [
        ("agieval_gen", "agieval", ("agieval-chinese", "agieval-english")),
        ("mmlu_pro_gen", "mmlu_pro", ("mmlu_pro-weighted",)),
        ("mmlu_redux_gen", "mmlu_redux", ("mmlu_redux-weighted",)),
        ("GaokaoBench_gen", "GaokaoBench", ("GaokaoBench",)),
    ],
)
def test_the_group_of_a_suite_holds_all_of_it(
    suite: str, group: str, parts: tuple[str, ...]
) -> None:
    values = files.read(files.find("datasets", suite, [TREE]).path)
    (key,) = [key for key in values if key.endswith("_datasets")]
    raw = files.read(files.find("summarizers", "default", [TREE]).path)["summarizer"]
    groups = {each["name"]: each for each in raw["summary_groups"]}
    members = [name for part in parts for name in groups[part]["subsets"]]
    assert len(members) == len(set(members))
    assert set(groups[group]["subsets"]) == set(members) == {each["abbr"] for each in values[key]}


def test_every_member_of_a_group_is_a_data_set_or_a_group() -> None:
    """A name that nothing has would make its group incomplete for ever."""
    raw = files.read(files.find("summarizers", "default", [TREE]).path)["summarizer"]
    groups = {each["name"]: each["subsets"] for each in raw["summary_groups"]}
    abbrs = set(groups)
    for name in NAMES["datasets"]:
        values = files.read(files.find("datasets", name, [TREE]).path)
        (key,) = [key for key in values if key.endswith("_datasets")]
        abbrs |= {each["abbr"] for each in values[key]}
    assert {name: set(each) - abbrs for name, each in groups.items() if set(each) - abbrs} == {}
    named = {path.stem for path in FILES["summarizers"] if path.parent.name == "groups"}
    default = (TREE / "summarizers" / "default.py").read_text(encoding="utf-8")
    assert {stem for stem in named if f".{stem} import" not in default} == set()


def test_the_wheel_holds_the_tree_that_stands_in_git(tmp_path: Path) -> None:
    builder = pytest.importorskip("hatchling.builders.wheel", reason="hatchling is not installed")
    wheel = builder.WheelBuilder(str(REPOSITORY))
    (built,) = wheel.build(directory=str(tmp_path), versions=["standard"])
    with ZipFile(built) as archive:
        names = archive.namelist()
        prefix = "evalbench/configs/"
        packed = {
            name.removeprefix(prefix): archive.read(name)
            for name in names
            if name.startswith(prefix)
        }
    assert len(names) == len(set(names))
    tracked = _tracked_files()
    assert packed == {name: (TREE / name).read_bytes() for name in tracked}


def _tracked_files() -> list[str]:
    """Files below configs/ that are in git or about to be; without git those on the disk."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "."]
    try:
        listed = subprocess.run(command, cwd=TREE, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return [str(path.relative_to(TREE)) for path in TREE.rglob("*.py")]
    return listed.stdout.split()
