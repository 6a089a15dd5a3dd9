"""One request a sample: the prompt in, the completion out."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import ClassVar

from evalbench.types import Completion, Prompt


@dataclass(frozen=True, slots=True)
class GenInferencer:
    """Free generation."""

    needs_logprobs: ClassVar[bool] = False

    def steps(self, prompt: Prompt) -> Generator[Prompt, Completion, None]:
        """Yield the prompt once."""
        yield prompt
