"""The robust reading of a reply that is a sentence or a short text: without what introduces it."""

import re

from evalbench.types import NOTHING, Extraction

_RULE = "said-line"
_MARKS = re.compile(r"^(?:[#>]+|[-*•](?=\s)|[0-9]{1,2}(?:[.)](?=\s)|、))\s*")
# "Here is a summary of the article:", "以下是新闻摘要："; what follows on the line is the text
_INTRODUCES = re.compile(
    r"^(?:(?:sure|certainly|okay|ok|of course)\b[\s,.!]*|好的?[，,。！]?\s*)?"
    r"(?:(?:based on|according to)[^,:\n]{1,60},\s*)?(?:here(?:['’]s| is| are)\b|以下[是为])"
    r"[^:：\n]{0,100}(?:[:：]\s*|[.。!！]$)",
    re.IGNORECASE,
)
# what stands before a summary on its own line, as in "The summary is: …" and "摘要：…"
_LABEL = re.compile(
    r"^(?:(?:the|a|an|my|brief|short|single|final|concise|one-sentence|news)\s+){0,4}"
    r"(?:summary|headline|title|abstract|tl;?dr|answer)(?:\s+is)?\s*[:：]\s*"
    r"|^[\u4e00-\u9fff]{0,8}?(?:摘要|总结|概括|概要|标题|答案)(?:如下|[为是])?\s*[:：]\s*",
    re.IGNORECASE,
)
_QUOTES = {"“": "”", "‘": "’", '"': '"', "'": "'", "「": "」", "『": "』"}


def find_summary(text: str) -> Extraction:
    """The first line that says something, where lines and words that only announce it do not.

    Marks of lists and headings, bold type and quotation marks around the whole are taken off.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    said = next(filter(None, map(_said, lines)), lines[0] if lines else None)
    return NOTHING if said is None else Extraction(said, _RULE, stated=True)


def _said(line: str) -> str:
    """What a line says, "" where it only announces the next one."""
    heading = line.startswith("#") or re.fullmatch(r"\*\*[^*]{1,40}\*\*[:：]?", line) is not None
    plain = _MARKS.sub("", line.replace("**", "")).strip()
    plain = _INTRODUCES.sub("", _LABEL.sub("", plain)).strip()
    if plain.endswith((":", "：")) or (heading and _LABEL.fullmatch(f"{plain}:")):
        return ""
    return _unquoted(_LABEL.sub("", plain))


def _unquoted(text: str) -> str:
    closing = _QUOTES.get(text[:1])
    inner = text[1:-1]
    if closing and text[-1:] == closing and not {text[0], closing} & set(inner):
        return inner.strip()
    return text
