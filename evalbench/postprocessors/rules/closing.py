"""Where a reply has said all and turns polite: `Let me know if you want 2 other ways`."""

import re
from functools import cache

_OFFERS = (
    r"(?:please )?(?:let me know|feel free|do not hesitate|dont hesitate|tell me if)\b",
    r"(?:i )?hope (?:this|that|it|the)\b",
    r"(?:would|do) you (?:like|want|need)\b",
    r"(?:and )?if you(?: would|['’]?d)? (?:like|want|need|have (?:any|more|other|further))\b",
    r"(?:如果|若|如)(?:你|您)(?:还|仍)?(?:有|需要|想|对)",
    r"希望(?:这|以上|对|能|我)",
    r"(?:是否)?需要我",
)
_REACH = 500


@cache
def _closing() -> re.Pattern[str]:
    """Nothing but offers up to the end: "I hope this helps! The answer is 5." is not one."""
    offer = rf"[^\w\n]{{0,6}}(?:{'|'.join(_OFFERS)})(?:(?![.!?](?:\s|$)|[。\n]).){{0,200}}[.!?。]?"
    return re.compile(
        rf"(?:^|(?<=[.!?] )|(?<=[。!?！？]))(?:{offer}\s{{0,3}}){{1,3}}[^\w]{{0,9}}\Z",
        re.IGNORECASE | re.MULTILINE,
    )


def without_offers(text: str) -> str:
    """The text up to its closing offers; the whole where it is nothing else."""
    closing = _closing().search(text, max(0, len(text) - _REACH))
    return text[: closing.start()] if closing and text[: closing.start()].strip() else text
