"""The version of every shipped config beside what it stands for, as they were last written down."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from evalbench.config import files
from evalbench.config.dataset import dataset_config
from evalbench.config.version import PARTS, digits
from evalbench.summarizers.groups import version_of
from evalbench.types import Extractions
from scripts.documents.benchmarks import CONFIGS, raw_sets

FOLDER = Path(__file__).resolve().parents[2] / "tests" / "data" / "versions"
RECORD = FOLDER / "versions.json"
# answers of all kinds that every extractor reads: a rule that reads one otherwise is another rule.
# They never change, unlike tests/data/answers, which grows.
TEXTS = FOLDER / "texts.jsonl"

Stands = dict[str, str]  # `version`, and digits of each part of what it stands for
_SECTIONS = {"split": "reader_cfg", "prompt": "infer_cfg", "scoring": "eval_cfg"}
_OF_NO_SCORE = {*_SECTIONS.values(), "abbr", "path", "n", "k"}


def found() -> dict[str, Stands]:
    """As the code and the configs have them now, by config."""
    named = sorted(files.listing("datasets", [CONFIGS]).items())
    return {name: stands(raw_sets(paths[0]), name) for name, paths in named}


def stands(raws: list[dict[str, Any]], name: str) -> Stands:
    """The version of the data sets of a config, and digits over each part of them all."""
    built = [dataset_config(raw, name) for raw in raws]
    parts = {part: digits([_part(raw, part) for raw in raws]) for part in PARTS}
    extractors = {  # the subjects of a suite share one
        digits(raw["eval_cfg"]): each.extract for raw, each in zip(raws, built, strict=True)
    }
    readings = digits({rule: _readings(extract) for rule, extract in extractors.items()})
    return {"version": version_of([each.version for each in built]), **parts, "readings": readings}


def _part(raw: Mapping[str, Any], part: str) -> Any:
    if part in _SECTIONS:
        return raw.get(_SECTIONS[part])
    return {key: value for key, value in raw.items() if key not in _OF_NO_SCORE}


def _readings(extract: Callable[[str], Extractions] | None) -> str:
    """What an extractor finds in the texts, in both its readings."""
    if extract is None:
        return ""
    both = [extract(text) for text in _texts()]
    answers = [[each.strict.answer, each.robust.answer] for each in both]
    return hashlib.sha256(json.dumps(answers).encode()).hexdigest()


@cache
def _texts() -> tuple[str, ...]:
    return tuple(json.loads(line) for line in TEXTS.read_text(encoding="utf-8").splitlines())


def recorded() -> dict[str, Stands]:
    text = RECORD.read_text(encoding="utf-8") if RECORD.is_file() else "{}"
    read: dict[str, Stands] = json.loads(text)
    return read


def write(now: Mapping[str, Stands]) -> None:
    lines = [f"  {json.dumps(name)}: {json.dumps(now[name])}" for name in sorted(now)]
    RECORD.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def unversioned(then: Mapping[str, Stands], now: Mapping[str, Stands]) -> Iterator[str]:
    """A line for every config that keeps its version though what it stands for is another."""
    for name in sorted({*then, *now}):
        before, after = then.get(name), now.get(name)
        if before is None or after is None or before["version"] != after["version"]:
            continue
        if parts := [part for part in after if after[part] != before.get(part)]:
            yield (
                f"{name}: its {' and '.join(parts)} changed and its version did not: give what "
                "changed a number in REVISIONS (evalbench/config/version.py), then run "
                "scripts/versions"
            )


def stale(then: Mapping[str, Stands], now: Mapping[str, Stands]) -> Iterator[str]:
    """A line for every config that is not as it was written down."""
    for name in sorted({*then, *now}):
        if then.get(name) != now.get(name):
            was, is_ = (each.get(name, {}).get("version", "not there") for each in (then, now))
            yield f"{name}: version {is_}, recorded {was}: run scripts/versions"
