"""Where a reply says that it gives no answer: `I can't determine it`, 无法确定."""

import re

_DOES_NOT = (
    r"(?:\b(?:can(?:not|['’]?t| not)|won['’]?t|will not|(?:un|not )able to|impossible to"
    r"|(?:do not|don['’]?t) (?:have|know)))"
)
_WHAT = (
    r"(?: (?:be|to|enough information to))?(?: \w+ly)? ?"
    r"(?:determined?|say|tell|calculated?|computed?|solved?|answer(?:ed)?|help|assist|provide"
    r"|the answer|find (?:an|any|the) \w+"
    r"|give (?:you )?(?:an?|the|any) (?:\w+ )?(?:number|answer|value|figure))\b"
)
_REFUSES = re.compile(
    rf"{_DOES_NOT}{_WHAT}|\bnot enough information|\binsufficient information"
    r"|无法(?:确定|计算|得出|判断|求出|回答|给出|提供)|不能确定|(?:条件|信息)不足|没有提到|未提及",
    re.IGNORECASE,
)


def refuses(text: str, start: int = 0, end: int | None = None) -> bool:
    """Whether that part of the text declines to answer."""
    return _REFUSES.search(text, start, len(text) if end is None else end) is not None
