"""Which configs are asked: of every benchmark the recommended one, and all that score labels."""

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from evalbench.data_folder import VARIABLE, locate
from evalbench.errors import EvalbenchError
from evalbench.interfaces import Requires
from scripts.documents.benchmarks import Variant, variants

# made to be composed, not answered: see composed.py
COMPOSED = {"ifeval_gen": "ifeval", "ifbench_gen": "ifbench"}
# parts of others, or without an answer
_NOT_ASKED = ("demo_", "custom_", "mooncake_", "synthetic_")


class Choice(NamedTuple):
    """Configs by the run that asks them: in one book each prompt has one answer."""

    answered: Sequence[str]
    others: Sequence[str]  # of benchmarks whose `…_gen` is another's, or lacks something here
    composed: Sequence[str]  # those whose answers are composed
    scored: Sequence[str]  # those that score labels
    left_out: Mapping[str, str]  # config -> why


def choose(data: Path, only: Sequence[str] = ()) -> Choice:
    """What can be asked on this host, with these data. `only`: these configs, whatever they are."""
    with _data(data):
        named = [each for each in variants() if not each.name.startswith(_NOT_ASKED)]
        if only:
            unknown = set(only) - {each.name for each in named}
            if unknown:
                raise SystemExit(f"no config of a benchmark: {', '.join(sorted(unknown))}")
            wanted = [each for each in named if each.name in only]
            lacking = {each.name: _lacking(each) for each in wanted}
        else:
            wanted, lacking = _recommended(named)
    can = [each for each in wanted if not lacking.get(each.name)]
    plain = [each.name for each in can if not _scores(each) and each.name not in COMPOSED]
    return Choice(
        [name for name in plain if name.endswith("_gen")],
        [name for name in plain if not name.endswith("_gen")],
        [each.name for each in can if each.name in COMPOSED],
        [each.name for each in can if _scores(each)],
        {name: why for name, why in lacking.items() if why},
    )


def _recommended(named: Sequence[Variant]) -> tuple[list[Variant], dict[str, str]]:
    """Of a benchmark its configs `…_gen`, or all of the others where these lack something."""
    wanted: list[Variant] = []
    lacking: dict[str, str] = {}
    for group in _by_sets(named):
        aliases = [each for each in group if each.name.endswith("_gen")]
        scored = [each for each in group if _scores(each)]
        for each in [*aliases, *scored]:
            lacking[each.name] = _lacking(each)
        good = [each for each in aliases if not lacking[each.name]]
        wanted += [*good, *scored]
        if not good:
            others = [each for each in group if each not in aliases and each not in scored]
            wanted += [each for each in _smallest(others) if not _lacking(each)]
    return wanted, lacking


def _by_sets(named: Sequence[Variant]) -> Iterator[list[Variant]]:
    """The variants of one benchmark."""
    groups: dict[str, list[Variant]] = defaultdict(list)
    for each in named:
        if each.about is not None:
            groups[each.about.title].append(each)
    yield from groups.values()


def _smallest(others: Sequence[Variant]) -> Iterator[Variant]:
    """One variant for each data set."""
    seen: set[str] = set()
    for each in sorted(others, key=lambda each: len(each.sets)):
        abbrs = {one.abbr for one in each.sets}
        if not each.name.endswith("_perf") and not abbrs <= seen:
            seen |= abbrs
            yield each


def _scores(variant: Variant) -> bool:
    return variant.sets[0].scores_labels


def _lacking(variant: Variant) -> str:
    """Why it cannot be asked here; "" where it can."""
    try:
        for each in variant.sets:
            locate(each.path, each.loader, each.abbr)
            if isinstance(each.evaluator, Requires):
                each.evaluator.ready()
    except EvalbenchError as error:
        return str(error).split("\n")[0].split("; looked in")[0]
    return ""


@contextmanager
def _data(folder: Path) -> Iterator[None]:
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ[VARIABLE]
        else:
            os.environ[VARIABLE] = before
