"""`--input-len` as the data set that it stands for."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from evalbench.config.options import DEFAULT_RANDOM_PROMPTS, Lengths, Options
from evalbench.errors.config import NO_TOKENIZER, SEVERAL_TOKENIZERS


def random_prompts(
    options: Options, length: Lengths, models: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """A data set dict as a config file would hold it.

    Its path is the tokenizer that counts the prompts, and its seed is written out: the dump of a
    run asks the same again. Raises ConfigError where the models do not have one tokenizer.
    """
    # here, not at the top: only a run that draws prompts pays for numpy
    from evalbench.datasets.synthetic import synthetic_config

    outputs = options.output_len
    return synthetic_config(
        (length.low, length.high),
        (outputs.low, outputs.high) if outputs else None,
        options.selection.num_prompts or DEFAULT_RANDOM_PROMPTS,
        seed=options.selection.seed or 0,
        path=str(Path(_tokenizer(options, models)).absolute()),
        trust_remote_code=any(model.get("trust_remote_code") for model in models),
    )


def _tokenizer(options: Options, models: Sequence[Mapping[str, Any]]) -> str:
    """The folder by which all models count."""
    folders = {options.tokenizer or str(model.get("path") or "") for model in models}
    if len(folders) > 1:
        raise SEVERAL_TOKENIZERS()
    (folder,) = folders
    if not folder:
        raise NO_TOKENIZER()
    return folder
