"""Without any one rule of the robust extraction some reply of the corpus reads differently.

A rule that no reply needs is one that nobody would miss: it gets a reply, or it goes.
"""

from functools import cache

import pytest

from tests.answer_corpus import FAMILIES, Case, cases, reading
from tests.mutations import PACKAGE, Mutant, applied, depends_on, mutants

MUTANTS = list(mutants())


@cache
def as_they_are() -> dict[str, str | None]:
    return {case.id: reading(case).answer for case in cases()}


def concerned(mutant: Mutant) -> list[Case]:
    """The replies in whose reading the module has a part."""
    module = mutant.module.__name__
    families = {
        name
        for name, family in FAMILIES.items()
        if module in depends_on(f"{PACKAGE}.{family.module}")
    }
    every = module == f"{PACKAGE}.reasoning"  # it comes before any family's own rules
    return [case for case in cases() if every or case.family in families]


def reads_differently(case: Case) -> bool:
    try:
        return reading(case).answer != as_they_are()[case.id]
    except (LookupError, ValueError):  # what a table lacks is looked up in vain
        return True


def test_the_rules_are_found() -> None:
    found = {mutant.id for mutant in MUTANTS}
    assert len(found) == len(MUTANTS) > 250
    assert {
        "statements.STATEMENTS[0] boxed",
        "amount._BOLD",
        "letters._TESTS[denied]",
        "several._STATEMENTS[da-an]",
    } <= found


@pytest.mark.parametrize("mutant", [pytest.param(each, id=each.id) for each in MUTANTS])
def test_without_the_rule_a_reply_reads_differently(mutant: Mutant) -> None:
    as_they_are()
    with applied(mutant):
        assert any(map(reads_differently, concerned(mutant)))


def test_after_all_that_the_rules_are_as_they_were() -> None:
    assert not [each.id for each in cases() if reads_differently(each)]
