"""One request a label: how likely does the model find each of the answers that there are?"""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Literal

from evalbench.types import Completion, Prompt, Terms


@dataclass(frozen=True, slots=True)
class PPLInferencer:
    """The label whose tokens are the likeliest is the answer; nothing is generated.

    `scored`: the tokens whose mean log-probability decides. `continuation`: those of the label,
    without the prompt that all labels share. `prompt`: those of the whole prompt but its first, as
    OpenCompass and AISBench do; the longer the shared prompt, the less the label counts.

    `choices`: the column that lists a row's own labels, where each question has others. The
    template has one prompt, and the column's field stands for one of them.

    What `generation_kwargs` of a model say is of generating, and is not sent; `extra_body` is.
    """

    scored: Literal["continuation", "prompt"] = "continuation"
    choices: str | None = None

    @property
    def terms(self) -> Terms:
        return Terms(max_out_len=1)  # 0 is refused by many services

    def steps(self, prompt: Prompt) -> Generator[Prompt, Completion, None]:
        """Yield the prompt of one label once."""
        yield prompt
