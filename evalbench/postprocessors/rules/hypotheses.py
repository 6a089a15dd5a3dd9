"""Whether a statement is about another case: `if it were isothermal, the answer would be D`."""

import re

# `had` and `were` ask for a clause of their own: in mid-sentence they are the plain past
_CONDITION = re.compile(
    r"(?:\A|[,:(] ?)(?:(?:but|and|however|note|also|now|conversely)[,:]? (?:that )?)?"
    r"(?:if|unless|suppose|assuming|in case)\b"
    r"|(?:\A|[:(] ?)(?:had|were)\b"
    r"|(?:如果|假如|假设|假使|倘若|要是|若(?!干))",
    re.IGNORECASE,
)
# `if we double x, y doubles too, so the answer is C` concludes from the condition
_CONCLUDED = re.compile(r"\b(?:so|therefore|thus|hence)\b|所以|因此|故", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?](?=\s)\s{0,2}|[。;\n]")
_REACH = 200


def hypothetical(text: str, at: int) -> bool:
    """Whether the sentence with that place begins, before the place, with a condition."""
    before = text[max(0, at - _REACH) : at]
    begins = max((end.end() for end in _SENTENCE_END.finditer(before)), default=0)
    condition = _CONDITION.search(before[begins:].lstrip())
    return condition is not None and not _CONCLUDED.search(before, begins)
