"""Tokens that the server did not count, counted with the tokenizer at `path`, and what it took."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Self

import msgspec
import numpy as np
from msgspec import Struct, structs

from evalbench.columns import Answer
from evalbench.errors.output import BROKEN
from evalbench.journal import whole_lines
from evalbench.metrics.requests import Floats, Requests
from evalbench.tokenizer import Encoded, Tokenizer
from evalbench.types import Prompt

_UNKNOWN = (np.nan, np.nan)


class Counted(Struct, frozen=True, eq=False):
    """Requests with all tokens that anybody counted. A time is NaN where none was taken."""

    requests: Requests
    encode_ms: Floats
    decode_ms: Floats
    by_client: bool = False

    @classmethod
    def by_server(cls, requests: Requests) -> Self:
        """Without a tokenizer, what the server told is all there is."""
        return cls(requests, *np.full((2, len(requests)), np.nan))


def counted(
    requests: Requests, answers: Iterable[Answer], prompts: Path, tokenizer: Tokenizer
) -> Counted:
    """Encode the prompt and decode the output of every request that succeeded.

    `answers` are those of the requests, in their order. Both counts of a request are filled in
    where the server did not tell its output tokens. A prompt that is not in the file is unknown.
    """
    encoded = _encoded(prompts, tokenizer)
    found = np.full((len(requests), 4), np.nan)
    for row, (succeeded, answer) in enumerate(zip(requests.succeeded, answers, strict=True)):
        if succeeded:
            output = tokenizer.decode_output((answer.reasoning or "") + (answer.text or ""))
            found[row] = (*(_prompt(encoded, answer.sample) or _UNKNOWN), *output)
    input_tokens, encode_ms, output_tokens, decode_ms = found.T
    silent = requests.succeeded & np.isnan(requests.output_tokens)
    filled = structs.replace(
        requests,
        input_tokens=np.where(silent, input_tokens, requests.input_tokens),
        output_tokens=np.where(silent, output_tokens, requests.output_tokens),
    )
    return Counted(filled, encode_ms, decode_ms, by_client=bool(silent.any()))


def _prompt(encoded: Mapping[str, Encoded], sample: str) -> Encoded | None:
    """That of the sample, else of its first repeat: further ones are written where they differ."""
    return encoded.get(sample) or encoded.get(f"{sample.rpartition('/')[0]}/0")


class _Line(msgspec.Struct):
    id: str
    prompt: Prompt


def _encoded(path: Path, tokenizer: Tokenizer) -> dict[str, Encoded]:
    """What each prompt of a prompts file takes, by its sample; the texts are not kept."""
    decoder = msgspec.json.Decoder(_Line)
    try:
        lines = (decoder.decode(line) for _, line in whole_lines(path))
        return {line.id: tokenizer.encode_prompt(line.prompt) for line in lines}
    except msgspec.MsgspecError as error:
        raise BROKEN(path=path, reason=error) from error
