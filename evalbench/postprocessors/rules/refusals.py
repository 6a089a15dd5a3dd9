"""Where a reply says that it gives no answer: `I can't determine it`, 无法确定."""

import re

_REFUSES = re.compile(
    r"\b(?:can(?:not|['’]?t| not)|(?:un|not )able to|impossible to) (?:be )?"
    r"(?:determined?|say|tell|calculated?|computed?|solved?|answer(?:ed)?"
    r"|give (?:you )?(?:an?|the|any) (?:\w+ )?(?:number|answer|value|figure))\b"
    r"|\bi (?:can(?:not|['’]?t)|won['’]?t|will not|(?:do not|don['’]?t) want to|am unable to) "
    r"(?:\w+ )?(?:give|help|assist|provide|guess|find)\b"
    r"|\bnot enough information|\binsufficient information"
    r"|无法(?:确定|计算|得出|判断|求出|回答|给出|提供)|不能确定|(?:条件|信息)不足",
    re.IGNORECASE,
)
_SORRY = re.compile(
    r"\s{0,9}(?:i['’]?m|i am)? ?(?:sorry|afraid|unfortunately|not able|unable|i can(?:not|['’]?t)"
    r"|很?抱歉|对不起)",
    re.IGNORECASE,
)
_OPENING = 400  # characters within which a reply that begins with regrets says what it will not do


def refuses(text: str, start: int = 0, end: int | None = None) -> bool:
    """Whether that part of the text declines to answer."""
    return _REFUSES.search(text, start, len(text) if end is None else end) is not None


def declines(text: str) -> bool:
    """Whether the reply as a whole does: it begins with regrets."""
    return _SORRY.match(text) is not None and refuses(text, 0, _OPENING)
