"""Right or wrong for KOR-Bench's mixed tasks: only where every question is answered rightly."""

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from evalbench.evaluators.korbench import KORBenchEvaluator
from evalbench.types import Grade, Json, Points


class KORBenchMixedEvaluator:
    """`accuracy`: all questions of a prompt are right; `pass_rate`: the share of them that is.

    Each is compared as KORBenchEvaluator does it. An answer is the JSON list that
    korbench_mixed_postprocess makes, a reference what KORBenchMixedDataset makes.
    """

    metric: ClassVar[str] = "accuracy"
    waits: ClassVar[bool] = True
    extraction: ClassVar[Mapping[str, Any]] = {"type": "korbench_mixed_postprocess"}

    def __init__(self) -> None:
        self._each = KORBenchEvaluator()

    def ready(self) -> None:
        """As KORBenchEvaluator."""
        self._each.ready()

    def grade(self, answer: str, reference: Json) -> Grade:
        """Right or wrong; answers beyond the questions do not count."""
        questions = reference["questions"] if isinstance(reference, Mapping) else ()
        given = _answers(answer)
        given += [""] * (len(questions) - len(given))
        right = sum(
            self._each.grade(each, question).value
            for each, question in zip(given, questions, strict=False)
        )
        return Grade(
            float(right == len(questions)),
            others={"pass_rate": Points(right / len(questions))},
            why=f"{right:.0f} of {len(questions)}",
        )


def _answers(answer: str) -> list[str]:
    try:
        found = json.loads(answer)
    except ValueError:
        return [answer]
    return [str(each) for each in found] if isinstance(found, list) else [answer]
