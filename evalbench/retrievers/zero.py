"""No examples: the question alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from evalbench.interfaces import Row


@dataclass(frozen=True, slots=True)
class ZeroRetriever:
    needs_examples: ClassVar[bool] = False

    def retrieve(self, examples: Sequence[Row]) -> Sequence[Row]:  # noqa: ARG002 - the contract's
        """Nothing, whatever there is to choose from."""
        return ()
