"""From a reply to the one sentence that sums a text up: XSum, LCSTS."""

from evalbench.postprocessors.rules.summary import find_summary
from evalbench.types import NOTHING, Extraction, Extractions


def Xsum_postprocess(text: str) -> Extractions:  # noqa: N802 - the name that configs have
    """Strict: the first line. Robust: the first that does not only announce the summary."""
    line = text.strip().split("\n")[0].strip()
    return Extractions(_line(line), find_summary(text))


def lcsts_postprocess(text: str) -> Extractions:
    """Strict: the first line without "1. " or "- " before it and marks around it.

    Robust: the first that does not only announce the summary. Source: OpenCompass
    datasets/lcsts.py.
    """
    line = text.strip().split("\n")[0].replace("своей", "").strip()
    for mark in ("1. ", "- "):
        if line.startswith(mark):
            line = line.replace(mark, "")
    return Extractions(_line(line.strip("“，。！”")), find_summary(text))


def _line(line: str) -> Extraction:
    return Extraction(line, "first-line", stated=True) if line else NOTHING
