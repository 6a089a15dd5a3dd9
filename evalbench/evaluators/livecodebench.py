"""Right or wrong by running it on the tests of a contest's problem."""

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from evalbench.errors.data import CASES_NOT_READ
from evalbench.sandbox import host
from evalbench.sandbox.cases import Case, decoded, same_output, same_value
from evalbench.sandbox.python_cases import run_on
from evalbench.types import RIGHT, WRONG, Grade, Json


class LCBCodeGenerationEvaluator:
    """Passed where every test is, the public and the private ones.

    `timeout`: seconds of processor time for each test.
    """

    metric: ClassVar[str] = "pass@1"
    waits: ClassVar[bool] = True
    extraction: ClassVar[Mapping[str, Any]] = {"type": "lcb_postprocess"}

    def __init__(self, timeout: float = 6.0) -> None:
        self.timeout = timeout

    def ready(self) -> None:
        """Needs a sandbox."""
        host.check()

    def grade(self, answer: str, reference: Json) -> Grade:
        """1 where all outputs are as they should be; `why` names the first test that is not."""
        cases = _cases(Path(reference["file"]), reference["line"])
        function = reference["function"]
        ran = run_on(answer, [case.input for case in cases], function, self.timeout)
        same: Callable[[str, str], bool] = same_value if function else same_output
        for number, (given, case) in enumerate(zip(ran.outputs, cases, strict=False), start=1):
            if not same(given, case.output):
                return _wrong(f"failed (wrong answer), test {number} of {len(cases)}")
        if ran.kind == "passed":
            return Grade(RIGHT.value, why="passed")
        why = f"{ran.kind} ({ran.why})" if ran.why else ran.kind
        return _wrong(f"{why}, test {len(ran.outputs) + 1} of {len(cases)}")


def _wrong(why: str) -> Grade:
    return Grade(WRONG.value, why=why)


def _cases(file: Path, line: int) -> list[Case]:
    """Those of one problem, out of its line."""
    with file.open("rb") as content:
        content.seek(_line_starts(file)[line - 1])
        row: dict[str, Any] = json.loads(content.readline())
    found: list[Case] = []
    for column in ("public_test_cases", "private_test_cases"):
        try:
            found += decoded(row[column])
        except (ValueError, RecursionError) as error:
            raise CASES_NOT_READ(file=file, line=line, column=column, reason=error) from error
    return found


@cache
def _line_starts(file: Path) -> list[int]:
    """Where each line begins, in bytes."""
    starts = [0]
    with file.open("rb") as content:
        for line in content:
            starts.append(starts[-1] + len(line))
    return starts
