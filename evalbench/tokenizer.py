"""The tokenizer at a model's `path`: counting what the server did not count, and timing itself."""

import os
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from evalbench import clock
from evalbench.errors.config import (
    TOKENIZER_BROKEN,
    TOKENIZER_NO_FILES,
    TOKENIZER_NO_FOLDER,
    TOKENIZER_NOT_NAMED,
    TOKENIZER_TELLS_NO_PLACES,
    TOKENIZERS_DIFFER,
    TRANSFORMERS_MISSING,
)
from evalbench.errors.entries import Phrase
from evalbench.prompts.roles import as_text
from evalbench.types import Prompt

_FILES = ("tokenizer.json", "tokenizer.model", "tokenizer_config.json", "vocab.json")

# in place of a folder in a data set's dict: that of the models which are asked
OF_THE_MODEL = "{tokenizer}"
# the same, and None where no model has one
OF_THE_MODEL_OR_NONE = "{tokenizer or none}"


def check_folder(path: str, where: str) -> None:
    """Raises ConfigError for a folder without the files of a tokenizer. Loads nothing.

    `where` is put before the error: file and model.
    """
    folder = Path(path)
    if not folder.is_dir():
        raise TOKENIZER_NO_FOLDER(path=path).at(where)
    if not any((folder / name).is_file() for name in _FILES):
        found = ", ".join(sorted(each.name for each in folder.iterdir())[:8])
        files = ", ".join(_FILES)
        missing = TOKENIZER_NO_FILES(path=path, files=files, found=found or Phrase("nothing", "空"))
        raise missing.at(where)


def common_folder(paths: Iterable[str], where: str) -> Path:
    """The one folder of all these models. Raises ConfigError for none and for several."""
    folders = set(paths)
    if len(folders) > 1:
        raise TOKENIZERS_DIFFER(where=where)
    if not any(folders):
        raise TOKENIZER_NOT_NAMED(where=where)
    return Path(*folders)


class Encoded(NamedTuple):
    tokens: int
    ms: float


class Tokenizer:
    """A Hugging Face tokenizer, loaded from a folder and never from a hub."""

    def __init__(self, path: str, *, trust_remote_code: bool) -> None:
        try:
            os.environ.setdefault("TRANSFORMERS_NO_ADVISORY_WARNINGS", "1")  # that torch is missing
            # here, not at the top: only runs that count on the client pay for this import
            from transformers import AutoTokenizer
        except ImportError as error:
            raise TRANSFORMERS_MISSING(path=path) from error
        try:
            self._tokenizer: Any = AutoTokenizer.from_pretrained(
                path, trust_remote_code=trust_remote_code, local_files_only=True
            )
        except (OSError, ValueError, LookupError, ImportError, AttributeError, TypeError) as error:
            raise TOKENIZER_BROKEN(path=path, reason=error) from error

    def encode_prompt(self, prompt: Prompt) -> Encoded:
        """Tokens of a prompt with its chat template, if it has one, and the time it took."""
        start_ns = clock.now_ns()
        ids = self._ids(prompt)
        return Encoded(len(ids), (clock.now_ns() - start_ns) / 1e6)

    def _ids(self, prompt: Prompt) -> Sequence[int]:
        if isinstance(prompt, str) or not getattr(self._tokenizer, "chat_template", None):
            return self._encode(as_text(prompt))
        messages = [{"role": message.role, "content": message.content} for message in prompt]
        text = self._tokenizer.apply_chat_template(
            messages, tokenize=False, add_generation_prompt=True
        )
        return self._encode(text, special=False)

    def _encode(self, text: str, *, special: bool = True) -> list[int]:
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=special)
        return ids

    def entries(self) -> list[str]:
        """What each token of the vocabulary is as a text; special and added ones are left out."""
        tokenizer = self._tokenizer
        special = {*tokenizer.all_special_ids, *tokenizer.added_tokens_decoder}
        ordinary = sorted(set(tokenizer.get_vocab().values()) - special)
        return [tokenizer.decode([token]) for token in ordinary]

    def encoded(self, texts: Sequence[str]) -> list[list[int]]:
        """The tokens of each text, without special ones."""
        found: list[list[int]] = self._tokenizer(list(texts), add_special_tokens=False)["input_ids"]
        return found

    def ends(self, text: str) -> list[int]:
        """Where each token of a text ends, in letters, without special ones.

        Raises ConfigError for a tokenizer that does not know.
        """
        if not self._tokenizer.is_fast:
            raise TOKENIZER_TELLS_NO_PLACES(path=self._tokenizer.name_or_path)
        found = self._tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)
        return [end for _, end in found["offset_mapping"]]

    def count(self, text: str) -> int:
        """Tokens of a text with the special ones around it: what a completion's prompt costs."""
        return len(self._encode(text))

    def decode_output(self, text: str) -> Encoded:
        """Tokens of an output, and the time it takes to turn them into text."""
        ids = self._encode(text, special=False)
        start_ns = clock.now_ns()
        self._tokenizer.decode(ids)
        return Encoded(len(ids), (clock.now_ns() - start_ns) / 1e6)


_ONE_AT_A_TIME = Lock()  # transformers cannot be imported by two threads at once


def tokenizer_at(path: str, *, trust_remote_code: bool) -> Tokenizer:
    """The tokenizer in a folder, loaded once. Raises ConfigError as `Tokenizer` does."""
    with _ONE_AT_A_TIME:
        return _loaded(path, trust_remote_code=trust_remote_code)


@cache
def _loaded(path: str, *, trust_remote_code: bool) -> Tokenizer:
    return Tokenizer(path, trust_remote_code=trust_remote_code)
