"""The groups of the suites of mathematics and reasoning hold every member of their suite, once."""

from pathlib import Path

import pytest

from evalbench.config import files

TREE = Path(__file__).parents[2] / "configs"


@pytest.mark.parametrize(
    ("group", "members"), [("bbh", 27), ("mgsm", 11), ("korbench", 5), ("korbench_mixed", 3)]
)
def test_a_group_holds_its_suite(group: str, members: int) -> None:
    suite = files.read(files.find("datasets", f"{group}_gen", [TREE]).path)
    summarizer = files.read(files.find("summarizers", "default", [TREE]).path)["summarizer"]
    groups = {each["name"]: each["subsets"] for each in summarizer["summary_groups"]}
    assert len(groups[group]) == members
    assert set(groups[group]) == {raw["abbr"] for raw in suite[f"{group}_datasets"]}


def test_the_two_parts_of_mgsm_make_up_the_whole() -> None:
    summarizer = files.read(files.find("summarizers", "default", [TREE]).path)["summarizer"]
    groups = {each["name"]: each["subsets"] for each in summarizer["summary_groups"]}
    assert sorted([*groups["mgsm_latin"], *groups["mgsm_non_latin"]]) == sorted(groups["mgsm"])
