"""From a reply to the number that it gives: GSM8K, and whatever else is answered by a number."""

import re

from evalbench.postprocessors.rules.amount import find_number
from evalbench.types import NOTHING, Extraction, Extractions

_REFERENCE_NUMBER = re.compile(r"\-?\d+\.\d+|\-?\d+")


def gsm8k_postprocess(text: str) -> Extractions:
    """Strict: what stands before "Question:", and of that the last run of digits.

    The strict rule knows no separators: "70,000" is "000". Robust answers are normalised: no
    separators, currency, percent sign or idle zeros, so that "$1,234.50" is "1234.5" and "18.00" is
    "18"; a fraction stays one. Source: OpenCompass datasets/gsm8k.py.
    """
    found = _REFERENCE_NUMBER.findall(text.split("Question:")[0])
    strict = Extraction(found[-1], "last-number") if found else NOTHING
    return Extractions(strict, find_number(text))


def gsm8k_dataset_postprocess(text: str) -> str:
    """The gold answer: what stands after "####", without thousands separators."""
    return text.rpartition("####")[2].replace(",", "").strip()
