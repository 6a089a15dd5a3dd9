"""From a reply to the letter of an option.

The names are those that configs of OpenCompass and AISBench use. Each gives two readings: `strict`
is the reference rule of that name; `robust` is the rule of `rules/option.py`, the same for all.
"""

import re
from functools import cache

from evalbench.postprocessors.rules.option import find_option
from evalbench.types import NOTHING, Extraction, Extractions


def first_capital_postprocess(text: str, options: str = "ABCD") -> Extractions:
    """Strict: the first capital letter anywhere, be it an option or not ("I think B" gives I)."""
    first = next((char for char in text if char.isupper()), None)
    return _both(first, "first-capital", text, options)


def last_capital_postprocess(text: str, options: str = "ABCD") -> Extractions:
    """Strict: the last capital letter anywhere, be it an option or not."""
    last = next((char for char in reversed(text) if char.isupper()), None)
    return _both(last, "last-capital", text, options)


def first_option_postprocess(text: str, options: str, cushion: bool = True) -> Extractions:
    """Strict: the first of an ordered list of phrases that occurs; its first occurrence counts.

    With `cushion` the first option letter anywhere does when no phrase is found.
    """
    phrases, letter = _phrases(options)
    for phrase in phrases:
        if match := phrase.search(text.strip()):
            strict = Extraction(match[1], "phrase", stated=True)
            return Extractions(strict, find_option(text, options))
    match = letter.search(text) if cushion else None
    return _both(match[0] if match else None, "first-letter", text, options)


def last_option_postprocess(text: str, options: str) -> Extractions:
    """Strict: the last option letter anywhere, be it inside a word or not."""
    found = _phrases(options)[1].findall(text)
    return _both(found[-1] if found else None, "last-letter", text, options)


def first_line_option_postprocess(text: str, options: str) -> Extractions:
    """Strict: the first line as it stands, be it a letter or not. The rule of MMLU-Pro 5-shot."""
    first = text.strip().split("\n", 1)[0].strip()
    return _both(first or None, "first-line", text, options)


def GPQA_Simple_Eval_postprocess(  # noqa: N802 - the name that configs have
    text: str, options: str = "ABCD"
) -> Extractions:
    """Strict: the letter after the last `Answer:`. Source: simple-evals, by way of AISBench."""
    found = re.findall(rf"(?i)ANSWER\s*:\s*([{re.escape(options)}])", text)
    return _both(found[-1].upper() if found else None, "answer-line", text, options)


def option_or_text_postprocess(text: str, options: str) -> Extractions:
    """Strict: the whole reply, for an evaluator that looks for the option most like it."""
    return _both(text.strip() or None, "whole-text", text, options)


def option_sim_postprocess(text: str, options: str) -> Extractions:
    """Strict: a reply that is a letter, or the first phrase that names one; else the whole reply.

    For an evaluator that looks for the option most like it. Source: OpenCompass's datasets/custom.
    """
    whole = text.strip()
    strict = first_option_postprocess(whole, options, cushion=False).strict
    if (len(whole) == 1 and whole in options) or strict.answer is None:
        return _both(whole or None, "whole-text", text, options)
    return Extractions(strict, find_option(text, options))


def _both(strict: str | None, rule: str, text: str, options: str) -> Extractions:
    reference = Extraction(strict, rule) if strict else NOTHING
    return Extractions(reference, find_option(text, options))


# The phrases of the reference rule, in its order of precedence; OPTION is the wrapped letter.
_PHRASES = (
    r"答案(?:选项)?(?:应该?)?(?:是|为|选)?\s*[:：]?\s*OPTION",
    r"选择?\s*OPTION",
    r"故选?\s*OPTION",
    r"只有选?项?\s?OPTION\s?是?对",
    r"只有选?项?\s?OPTION\s?是?错",
    r"LETTER\s?是?(?:最|正)?(?:恰当|正确|合适|佳|符合)",
    r"(?:说法|表述)(?:最?恰当|正确|错误)的(?:选项)?(?:是|为)\s?[:：]?\s?OPTION",
    r"[Aa](?:nswer|NSWER)(?i: option)?(?i: is|:)(?i: option)?:?\s*OPTION",
    r"[Cc]orrect option is:?\s*OPTION",
    r"[Aa](?:nswer|NSWER):?\s*OPTION",
    r"(?:^|\s)OPTION[\s。，,：:.]",
    r"^OPTION\s?[.。]?$",
)


@cache
def _phrases(options: str) -> tuple[tuple[re.Pattern[str], ...], re.Pattern[str]]:
    letters = f"[{re.escape(options)}]"
    wrapped = rf"\(?\*{{0,2}}\(?({letters})"
    return (
        tuple(
            re.compile(phrase.replace("OPTION", wrapped).replace("LETTER", f"({letters})"))
            for phrase in _PHRASES
        ),
        re.compile(letters),
    )
