"""Every config keeps its version as long as its scores mean the same, and no longer."""

from typing import Any

import pytest

from evalbench.config import files
from evalbench.postprocessors import number
from scripts.documents import versions
from scripts.documents.benchmarks import CONFIGS, raw_sets
from scripts.documents.versions import Stands

NAME = "gsm8k_gen_0_shot_cot_str"


@pytest.fixture(scope="module")
def now() -> dict[str, Stands]:
    return versions.found()


def test_nothing_that_defines_a_score_changed_without_its_version(now: dict[str, Stands]) -> None:
    assert list(versions.unversioned(versions.recorded(), now)) == []


def test_the_record_holds_every_config_as_it_is(now: dict[str, Stands]) -> None:
    assert list(versions.stale(versions.recorded(), now)) == []
    assert set(now) == set(files.listing("datasets", [CONFIGS]))


def changed(**sections: dict[str, Any]) -> Stands:
    raws = raw_sets(files.find("datasets", NAME, [CONFIGS]).path)
    return versions.stands([{**raw, **_within(raw, sections)} for raw in raws], NAME)


def _within(raw: dict[str, Any], sections: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {key: {**raw[key], **section} for key, section in sections.items()}


@pytest.mark.parametrize(
    ("part", "sections"),
    [
        ("split", {"reader_cfg": {"test_split": "train"}}),
        ("prompt", {"infer_cfg": {"retriever": {"type": "FixKRetriever", "fix_id_list": [0]}}}),
        ("scoring", {"eval_cfg": {"evaluator": {"type": "AccEvaluator"}}}),
    ],
)
def test_a_change_of_a_config_is_another_version_and_makes_the_record_stale(
    part: str, sections: dict[str, dict[str, Any]]
) -> None:
    before, after = changed(), changed(**sections)
    assert [key for key in before if key != "readings" and before[key] != after[key]] == [
        "version", part,
    ]  # fmt: skip
    assert list(versions.unversioned({NAME: before}, {NAME: after})) == []
    (line,) = versions.stale({NAME: before}, {NAME: after})
    assert line.endswith(f"recorded {before['version']}: run scripts/versions")


def test_an_extractor_that_reads_otherwise_asks_for_a_revision(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = changed()
    whole = number.gsm8k_postprocess

    def cut(text: str) -> Any:
        return whole(text[:10])

    cut.__module__, cut.__name__ = number.__name__, "gsm8k_postprocess"
    monkeypatch.setattr(number, "gsm8k_postprocess", cut)
    after = changed()
    assert after["version"] == before["version"]
    (line,) = versions.unversioned({NAME: before}, {NAME: after})
    assert line.startswith(f"{NAME}: its readings changed and its version did not")
    assert "REVISIONS" in line
    monkeypatch.setattr("evalbench.config.version.REVISIONS", {"gsm8k_postprocess": 2})
    revised = changed()
    assert revised["version"] != before["version"]
    assert list(versions.unversioned({NAME: before}, {NAME: revised})) == []


def test_a_config_that_is_new_or_gone_has_to_be_recorded() -> None:
    one = {NAME: changed()}
    assert list(versions.unversioned({}, one)) == list(versions.unversioned(one, {})) == []
    assert len([*versions.stale({}, one), *versions.stale(one, {})]) == 2
