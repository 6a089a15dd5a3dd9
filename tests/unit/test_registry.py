"""From the `type` of a config to what it names."""

import sys
from pathlib import Path

import pytest

from evalbench import registry
from evalbench.datasets.gsm8k import GSM8KDataset
from evalbench.errors import ConfigError
from evalbench.postprocessors.choice import first_capital_postprocess


@pytest.mark.parametrize(
    "type_", [GSM8KDataset, "evalbench.datasets.gsm8k.GSM8KDataset", "GSM8KDataset"]
)
def test_a_class_is_found_by_itself_its_path_and_its_name(type_: object) -> None:
    assert registry.resolve("datasets", type_, "x") is GSM8KDataset


def test_a_function_is_found_by_its_name() -> None:
    found = registry.resolve("postprocessors", "first_capital_postprocess", "x")
    assert found is first_capital_postprocess


def test_a_class_that_has_moved_within_its_folder_is_found_by_its_old_path() -> None:
    """Configs written down by an earlier version go on working."""
    found = registry.resolve("datasets", "evalbench.datasets.old_place.GSM8KDataset", "x")
    assert found is GSM8KDataset


@pytest.mark.parametrize("kind", registry.KINDS)
def test_an_unknown_name_is_an_error_with_where_it_stands(kind: str) -> None:
    with pytest.raises(ConfigError, match=rf"file\.py: no {kind[:-1]} type 'Nope'"):
        registry.resolve(kind, "Nope", "file.py")


def test_a_near_name_is_suggested() -> None:
    with pytest.raises(ConfigError) as caught:
        registry.resolve("datasets", "GSM8kDataset", "x")
    assert "did you mean GSM8KDataset" in caught.value.fix


@pytest.mark.parametrize("type_", [None, "", 5, ["GSM8KDataset"], {}])
def test_what_names_nothing_is_an_error(type_: object) -> None:
    with pytest.raises(ConfigError, match="type must name a class or function"):
        registry.resolve("datasets", type_, "x")


@pytest.mark.parametrize("name", ["Path", "read_jsonl_", "re", "_CALCULATOR", "ClassVar"])
def test_what_a_module_only_imports_is_no_plug_in(name: str) -> None:
    with pytest.raises(ConfigError, match="no dataset type"):
        registry.resolve("datasets", name, "x")


def test_a_class_of_the_users_own_is_found_by_its_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "own_plugins.py").write_text("class Mine:\n    load = print\n")
    monkeypatch.syspath_prepend(tmp_path)
    found = registry.resolve("datasets", "own_plugins.Mine", "x")
    assert found.__name__ == "Mine"
    with pytest.raises(ConfigError, match=r"x: Mine is no model \[C806\]"):
        registry.resolve("models", "own_plugins.Mine", "x")
    with pytest.raises(ConfigError, match=r"no dataset type 'own_plugins.Nobody'"):
        registry.resolve("datasets", "own_plugins.Nobody", "x")
    with pytest.raises(ConfigError, match=r"no dataset type 'no_such.Mine'"):
        registry.resolve("datasets", "no_such.Mine", "x")
    sys.modules.pop("own_plugins")


def test_a_package_that_a_plug_in_misses_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "needy_plugins.py").write_text("import no_such_package\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ConfigError, match="needy_plugins needs the package no_such_package"):
        registry.resolve("datasets", "needy_plugins.Mine", "x")
