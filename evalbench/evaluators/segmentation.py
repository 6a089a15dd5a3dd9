"""Chinese text into words, by jieba."""

import importlib
import re
import warnings
from collections.abc import Iterator
from functools import cache
from typing import Protocol, cast

from evalbench.errors.config import JIEBA_UNUSABLE

# jieba takes the square of the length of what has no such sign within, which part words anyway
_PIECE = re.compile(r"[^\s。，、；：？！,;:?!]{1,500}|[\s。，、；：？！,;:?!]{1,500}")


class Segmenter(Protocol):
    """What is used of `jieba.Tokenizer`."""

    def cut(self, sentence: str, cut_all: bool = False) -> Iterator[str]: ...


def ready() -> None:
    """Raise ConfigError where jieba cannot be imported, or its dictionary not be read."""
    try:
        segmenter()
    except (ImportError, OSError, ValueError) as error:
        raise JIEBA_UNUSABLE(reason=error) from error


def words(text: str) -> list[str]:
    """What `jieba.cut` makes of it: every character is in one of them, blanks too."""
    cut = segmenter().cut
    return [word for piece in _PIECE.findall(text) for word in cut(piece)]


@cache
def segmenter() -> Segmenter:
    """With jieba's own dictionary, read from its package.

    jieba would rather load what it finds under a fixed name in the folder for temporary files,
    which anyone may have put there; and says so on stderr.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its patterns, and of pkg_resources
        jieba = importlib.import_module("jieba")
    found = jieba.Tokenizer()
    found.FREQ, found.total = found.gen_pfdict(found.get_dict_file())
    found.initialized = True
    return cast(Segmenter, found)
