"""Input of every kind that is wrong gives one error with its code, never a traceback."""

import re

import pytest

from tests.bad_input import Case, cases, run
from tests.program import Program

ALL = cases()


def test_there_are_two_hundred_of_at_least_eighty_causes() -> None:
    assert len({(group, case["name"]) for group, case in ALL}) == len(ALL) >= 200
    assert len({case["cause"] for _, case in ALL}) >= 80


@pytest.mark.parametrize(("group", "case"), ALL, ids=[f"{g}: {c['name']}" for g, c in ALL])
def test_bad_input_gives_its_code(ask_cli: Program, group: str, case: Case) -> None:
    done = run(group, case, ask_cli)
    said = done.said
    assert "Traceback" not in said
    assert done.code == case["exit"], said
    assert case["phrase"] in said
    if case["code"]:
        assert f"[{case['code']}]" in said
    else:  # the option parser's own words
        assert re.search(r"^evalbench.*: ", said, re.MULTILINE), said
