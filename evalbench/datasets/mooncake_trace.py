"""Requests that a service was once sent: when, how long the prompts, how long the answers."""

import logging
import math
from pathlib import Path
from typing import ClassVar

from evalbench.datasets.files import Numbered, existing, read_jsonl
from evalbench.datasets.synthetic import RandomPrompt, random_texts
from evalbench.errors.data import NOT_A_COUNT, NOT_A_TIMESTAMP
from evalbench.errors.entries import Phrase
from evalbench.interfaces import About, Row
from evalbench.prompts.random_text import RandomTexts
from evalbench.types import Json

log = logging.getLogger(__name__)

_UNLIKE = Phrase(
    "%s: hash_ids are passed over: no two prompts begin alike",
    "%s：不理会 hash_ids：各提示的开头互不相同",
)


class MooncakeTraceDataset:
    """A trace of timestamp (ms), input_length and output_length; the prompts are random words.

    Paper: Qin et al. 2024, "Mooncake: A KVCache-centric Disaggregated Architecture for LLM
    Serving", arXiv:2407.00079. Licence: Apache-2.0. One split.
    """

    layout: ClassVar[str] = (
        "mooncake_trace/mooncake_trace.jsonl: input_length | input_text[, output_length]"
        "[, timestamp]"
    )
    source: ClassVar[str] = "https://github.com/kvcache-ai/Mooncake"
    about: ClassVar[About | None] = None

    @staticmethod
    def load(
        path: Path,
        split: str,  # noqa: ARG004 - the contract's; the file is its only split
        *,
        tokenizer: str,
        seed: int = 0,
        trust_remote_code: bool = False,
    ) -> list[Row]:
        """The rows by their time: prompt, max_out_len (1 where it is not said), timestamp_ms.

        `tokenizer` is the folder of the one that prompts are counted by. A row's own `input_text`
        is its prompt, else it has `input_length` tokens, its input_len. `hash_ids`, which tell what
        prompts have in common, are passed over: no two of them begin alike.
        """
        file = existing(
            path, layout=MooncakeTraceDataset.layout, source=MooncakeTraceDataset.source
        )
        numbered = read_jsonl(file)
        texts = random_texts(tokenizer, seed, trust_remote_code=trust_remote_code)
        if any(row.get("hash_ids") for _, row in numbered):
            log.warning(_UNLIKE, file)
        timed = "timestamp" in numbered[0].row
        rows = [_row(file, each, index, texts, timed=timed) for index, each in enumerate(numbered)]
        return sorted(rows, key=lambda row: float(row["timestamp_ms"])) if timed else rows


def _row(file: Path, numbered: Numbered, index: int, texts: RandomTexts, *, timed: bool) -> Row:
    line, row = numbered
    kept: dict[str, Json] = {"max_out_len": _whole(file, line, row, "output_length", 1, or_else=1)}
    text = row.get("input_text")
    if isinstance(text, str) and text:
        kept["prompt"] = text
    else:
        tokens = _whole(file, line, row, "input_length", texts.least)
        kept |= {"prompt": RandomPrompt(texts, index, tokens), "input_len": tokens}
    if timed:
        kept["timestamp_ms"] = _timestamp(file, line, row)
    return kept


def _whole(
    file: Path, line: int, row: dict[str, Json], key: str, least: int, *, or_else: int | None = None
) -> int:
    value = row.get(key, or_else)
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise NOT_A_COUNT(file=file, line=line, key=key, value=value, least=least)
    return value


def _timestamp(file: Path, line: int, row: dict[str, Json]) -> float:
    value: Json = row.get("timestamp")
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < math.inf:
        return float(value)
    raise NOT_A_TIMESTAMP(file=file, line=line, value=value)
