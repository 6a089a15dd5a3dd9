"""Replies in the eleven languages of MGSM as the rule for numbers reads them.

Digits of other scripts become 0 to 9, separators those of English, and "the answer is" English.
"""

import re
import unicodedata

# How a reply says "the answer", with its verb
_SAID = {
    "bn": r"উত্তর(?:টি)?(?:\s*(?:হল|হলো|হবে))?",
    "de": r"Antwort(?:\s+(?:ist|lautet|beträgt))?",
    "es": r"respuesta(?:\s+final)?(?:\s+es)?",
    "fr": r"r[ée]ponse(?:\s+finale)?(?:\s+est)?",
    "ja": r"答え(?:は)?|解答(?:は)?",
    "ru": r"ответ(?:\s*[—–-]|\s+равен)?",
    "sw": r"jibu(?:\s+la mwisho)?(?:\s+(?:ni|sahihi ni))?",
    "te": r"సమాధానం(?:\s*ఏమిటంటే)?",
    "th": r"คำตอบ(?:สุดท้าย)?\s*(?:คือ|เท่ากับ)?",
}
# The same before a colon, in replies to questions that are not in these languages
SAID_ELSEWHERE = re.compile(
    r"(?<![A-Za-z])(?:respuesta|r[ée]ponse|antwort|ris?posta)(?: final[ea]?)? ?[:：]"
    r"|(?<![а-я])ответ ?:|(?:答え|解答|답|정답) ?[:：]",
    re.IGNORECASE,
)
_COMMA_IS_POINT = frozenset({"de", "es", "fr", "ru"})
_POINTS = re.compile(r"(?<![\d.,])(\d{1,3}(?:\.\d{3})+)(?:,(\d+))?(?![.,]?\d)")
_BLANKS = re.compile(r"(?<![\d.,])(\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+)(?! ?\d)")
_COMMA = re.compile(r"(?<![\d.,])(\d+),(\d{1,2}|\d{4,})(?![.,]?\d)")


def in_english(text: str, lang: str) -> str:
    """৭০ as 70; in German 70.000 as 70000 and 1,5 as 1.5; `Antwort:` as `Answer:`."""
    text = "".join(str(unicodedata.digit(c)) if _is_foreign_digit(c) else c for c in text)
    if lang in _COMMA_IS_POINT:
        text = _POINTS.sub(_pointed, text)
        text = _BLANKS.sub(lambda m: re.sub(r"\D", "", m[1]), text)
        text = _COMMA.sub(r"\1.\2", text)
    if lang in _SAID:
        # the rule for numbers knows how an English reply goes on
        text = re.sub(
            rf"(?:{_SAID[lang]})(\W{{0,4}}?)[:：]?(?=[\s*$]*[-\d$€£])",
            r"Answer: ",
            text,
            flags=re.I,
        )
        text = re.sub(rf"(?:{_SAID[lang]})\s*[:：]", "Answer:", text, flags=re.IGNORECASE)
    return text


def _pointed(match: re.Match[str]) -> str:
    whole = match[1].replace(".", "")
    return f"{whole}.{match[2]}" if match[2] else whole


def _is_foreign_digit(char: str) -> bool:
    return not char.isascii() and char.isdecimal()
