"""One request a sample: the prompt in, the completion out."""

from collections.abc import Generator
from dataclasses import dataclass

from evalbench.errors.config import TOO_SMALL
from evalbench.types import Completion, Prompt, Terms


@dataclass(frozen=True, slots=True)
class GenInferencer:
    """Free generation. Its keys are sent with every request of the data set.

    `max_out_len` in tokens, None: the model's; `stopping_criteria`: texts at which an answer ends.
    """

    max_out_len: int | None = None
    stopping_criteria: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.max_out_len is not None and self.max_out_len < 1:
            raise TOO_SMALL(key="max_out_len", least=1, value=self.max_out_len)

    @property
    def terms(self) -> Terms:
        return Terms(self.max_out_len, self.stopping_criteria)

    def steps(self, prompt: Prompt) -> Generator[Prompt, Completion, None]:
        """Yield the prompt once."""
        yield prompt
