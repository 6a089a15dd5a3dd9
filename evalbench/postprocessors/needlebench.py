"""From a reply to what was found in a long text: all of the reply, or the name that it gives."""

import re

from msgspec import structs

from evalbench.algebra.boxes import last_box
from evalbench.postprocessors.rules.phrase import find_phrase
from evalbench.postprocessors.whole import whole_reply
from evalbench.types import NOTHING, Extraction, Extractions, Json

_IS = re.compile(r".*(?:\bis |是)[:：]?\s*(\S.*)")
_COMMAND = re.compile(r"\\(?:text|boxed)\{([^}]+)\}")


def needlebench_postprocess(text: str) -> Extractions:
    """The reply as a whole: it is looked through for the needle's keyword."""
    return whole_reply(text)


def needlebench_dataset_postprocess(gold: Json) -> Json:
    """The gold answer as it is."""
    return gold


def needlebench_atc_postprocess_v2(text: str) -> Extractions:
    r"""Strict: the last `\boxed{}`, without LaTeX and quotes. Robust: the name stated last.

    Source: OpenCompass's datasets/needlebench_v2.
    """
    boxed = last_box(text)
    name = _plain(boxed) if boxed else ""
    strict = Extraction(name, "boxed", stated=True) if name else NOTHING
    return Extractions(strict, _named(find_phrase(text)))


def _named(found: Extraction) -> Extraction:
    """Of a last line that is a sentence what it ends in: `the oldest relative is Jasmine Lane`."""
    said = _IS.match(found.answer) if found.answer and found.rule == "last-line" else None
    return structs.replace(found, answer=said[1]) if said else found


def _plain(text: str) -> str:
    text = _COMMAND.sub(r"\1", text).replace("\\", "")
    return " ".join(text.replace('"', "").replace("'", "").replace("~", " ").split())
