"""From a reply in one of eleven languages to the number that it gives: MGSM."""

import re

from evalbench.errors.config import UNKNOWN_LANGUAGE
from evalbench.postprocessors.rules.amount import find_number
from evalbench.postprocessors.rules.languages import in_english
from evalbench.types import NOTHING, Extraction, Extractions

# What the prompt asks for before the answer
_PREFIX = {
    "bn": "উত্তর", "de": "Antwort", "en": "Answer", "es": "Respuesta", "fr": "Réponse", "ja": "答え",
    "ru": "Ответ", "sw": "Jibu", "te": "సమాధానం", "th": "คำตอบ", "zh": "答案",
}  # fmt: skip
_STRICT_NUMBER = re.compile(r"\d+\.?\d*")


def mgsm_postprocess(text: str, lang: str) -> Extractions:
    """Strict: the last number behind the last `Answer:` of that language, without commas.

    Robust: the rule for numbers, after digits of other scripts (৭০, ౭౦, ๗๐) are made 70, separators
    of the language are read (de: 70.000 is 70000, 1,5 is 1.5) and its words for "the answer is" are
    known. Raises ConfigError for another `lang`. Source: OpenAI's simple-evals.
    """
    if lang not in _PREFIX:
        raise UNKNOWN_LANGUAGE(lang=lang, known=", ".join(_PREFIX))
    return Extractions(_strict(text, _PREFIX[lang]), find_number(in_english(text, lang)))


def _strict(text: str, prefix: str) -> Extraction:
    _, found, tail = text.rpartition(prefix)
    numbers = _STRICT_NUMBER.findall(tail.replace(",", "")) if found else []
    return Extraction(numbers[-1].rstrip("."), "prefix", stated=True) if numbers else NOTHING
