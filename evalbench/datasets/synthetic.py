"""A load without data: prompts of exact lengths, each unlike all others."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from evalbench.datasets.aisbench_lengths import from_aisbench
from evalbench.datasets.lengths import Wanted, wanted
from evalbench.errors import DatasetError
from evalbench.errors.config import LENGTHS_TWICE
from evalbench.errors.data import PROMPT_TOO_SHORT, TOO_FEW_PROMPTS
from evalbench.interfaces import About, Row
from evalbench.prompts.random_text import RandomTexts, Words, find_words
from evalbench.tokenizer import OF_THE_MODEL, tokenizer_at
from evalbench.types import Json


class SyntheticDataset:
    """Random words: so many tokens of them by the tokenizer that lies at `path`.

    Counted as a completions endpoint counts, with what the tokenizer itself puts around a text
    (BOS). A chat endpoint adds its template on top, and `salt` its mark.
    """

    layout: ClassVar[str] = "<tokenizer>/{tokenizer.json,tokenizer_config.json}"
    made_up: ClassVar[bool] = True  # as many rows as are wanted
    source: ClassVar[str] = "--tokenizer DIR"
    about: ClassVar[About | None] = None

    @staticmethod
    def load(
        path: Path,
        split: str,  # noqa: ARG004 - the contract's; there is only one
        *,
        count: int | None = None,
        input_len: int | str | tuple[int, int] | None = None,
        output_len: int | str | tuple[int, int] | None = None,
        seed: int = 0,
        trust_remote_code: bool = False,
        config: dict[str, Json] | None = None,
    ) -> list[Row]:
        """The rows: prompt, input_len in tokens and, if lengths of answers are said, max_out_len.

        Lengths are `512`, `"100-200"` or `(100, 200)`, drawn evenly, both ends included. Prompt
        number i of a seed is the same whatever `count` is. `config` is AISBench's
        `synthetic_config`, in place of count and lengths.
        """
        load = _wanted(count, input_len, output_len, config)
        trusted = trust_remote_code or bool(config and config.get("TrustRemoteCode"))
        texts = random_texts(str(path), seed, trust_remote_code=trusted)
        inputs = load.inputs.draw(load.count, (seed, 1))
        _check(texts, inputs, path)
        rows: list[Row] = [
            {"prompt": RandomPrompt(texts, index, tokens), "input_len": tokens}
            for index, tokens in enumerate(inputs)
        ]
        if load.outputs is None:
            return rows
        limits = load.outputs.draw(load.count, (seed, 2))
        return [{**row, "max_out_len": limit} for row, limit in zip(rows, limits, strict=True)]


@dataclass(frozen=True, slots=True)
class RandomPrompt:
    """A text that is drawn each time it is put into a template: a million of them are not kept."""

    texts: RandomTexts
    index: int
    tokens: int

    def __str__(self) -> str:
        return self.texts.text(self.index, self.tokens)


def random_texts(path: str, seed: int, *, trust_remote_code: bool) -> RandomTexts:
    """Texts by the tokenizer in a folder. Raises ConfigError where it does not load."""
    tokenizer = tokenizer_at(path, trust_remote_code=trust_remote_code)
    return RandomTexts(tokenizer, _words(path, trust_remote_code=trust_remote_code), seed)


@cache
def _words(path: str, *, trust_remote_code: bool) -> Words:
    """Found once: it takes about a second."""
    try:
        return find_words(tokenizer_at(path, trust_remote_code=trust_remote_code))
    except DatasetError as error:
        raise error.at(path) from error


def synthetic_config(
    input_len: tuple[int, int],
    output_len: tuple[int, int] | None,
    count: int,
    *,
    seed: int = 0,
    path: str = OF_THE_MODEL,
    trust_remote_code: bool = False,
) -> dict[str, Any]:
    """A data set dict as a config file would hold it. Output length None: the model's own limit."""
    load = wanted(count, input_len, output_len)
    outputs = f"_{load.outputs}" if load.outputs else ""
    return {
        "abbr": f"random_{load.inputs}{outputs}",
        "type": "evalbench.datasets.synthetic.SyntheticDataset",
        "path": path,
        "input_len": list(input_len),
        "output_len": list(output_len) if output_len else None,
        "count": count,
        "seed": seed,
        **({"trust_remote_code": True} if trust_remote_code else {}),
        "reader_cfg": {"input_columns": ["prompt"]},
        "infer_cfg": {
            "prompt_template": {
                "type": "evalbench.prompts.template.PromptTemplate",
                "template": "{prompt}",
            },
            "retriever": {"type": "evalbench.retrievers.zero.ZeroRetriever"},
            "inferencer": {"type": "evalbench.inferencers.generate.GenInferencer"},
        },
        "eval_cfg": {"evaluator": {"type": "evalbench.evaluators.accuracy.AccEvaluator"}},
    }


def _wanted(
    count: int | None,
    input_len: int | str | tuple[int, int] | None,
    output_len: int | str | tuple[int, int] | None,
    config: dict[str, Json] | None,
) -> Wanted:
    if config is None:
        return wanted(count, input_len, output_len)
    if not count is input_len is output_len is None:
        raise LENGTHS_TWICE()
    return from_aisbench(config)


def _check(texts: RandomTexts, inputs: Sequence[int], path: Path) -> None:
    """Raise DatasetError where a prompt cannot be so short, or two of them would be the same."""
    shortest = min(inputs)
    if shortest < texts.least:
        own = texts.least - 1
        raise PROMPT_TOO_SHORT(tokens=shortest, path=path, own=own, least=texts.least)
    few = {n: found for n in set(inputs) if (found := texts.different(n)) < len(inputs)}
    drawn = [(n, index % few[n]) for index, n in enumerate(inputs) if n in few]
    if len(set(drawn)) < len(drawn):
        raise TOO_FEW_PROMPTS(count=texts.different(shortest), tokens=shortest, path=path)
