"""Right or wrong by running it: functions in Python, against the tests of their benchmark."""

from collections.abc import Mapping
from typing import Any, ClassVar

from evalbench.sandbox import host
from evalbench.sandbox.python import run_to_its_end
from evalbench.sandbox.verdict import Outcome
from evalbench.types import Grade, Json


class HumanEvalEvaluator:
    """An answer goes on from its prompt: the body, or the whole function once more.

    `timeout`: seconds of processor time for a problem with all its tests. pass@k over several
    answers: `n` and `k` of the data set.
    """

    metric: ClassVar[str] = "humaneval_pass@1"
    waits: ClassVar[bool] = True
    # a body begins with its indentation
    extraction: ClassVar[Mapping[str, Any]] = {"type": "whole_reply"}

    def __init__(self, timeout: float = 3.0) -> None:
        self.timeout = timeout

    def ready(self) -> None:
        """Needs a sandbox."""
        host.check()

    def grade(self, answer: str, reference: Json) -> Grade:
        """1 where all tests pass; `why` is the verdict."""
        check = f"{reference['test']}\ncheck({reference['entry_point']})\n"
        return graded(run_to_its_end(f"{reference['prompt']}{answer}\n{check}", self.timeout))


class MBPPPassKEvaluator:
    """An answer is a program of its own, after which the assertions of its problem hold.

    `timeout`: seconds of processor time for a problem with all its tests. pass@k over several
    answers: `n` and `k` of the data set.
    """

    metric: ClassVar[str] = "pass@1"
    waits: ClassVar[bool] = True
    extraction: ClassVar[Mapping[str, Any]] = {"type": "mbpp_postprocess"}

    def __init__(self, timeout: float = 10.0) -> None:
        self.timeout = timeout

    def ready(self) -> None:
        """Needs a sandbox."""
        host.check()

    def grade(self, answer: str, reference: Json) -> Grade:
        """1 where all assertions hold; `why` is the verdict."""
        # what the tests import is there for the answer too
        parts = (
            reference["imports"], answer, reference["setup"], reference["test_list_2"]
        )  # fmt: skip
        return graded(run_to_its_end("\n".join(parts) + "\n", self.timeout))


def graded(outcome: Outcome) -> Grade:
    """The verdict as a grade."""
    return Grade(float(outcome.kind == "passed"), why=str(outcome))
