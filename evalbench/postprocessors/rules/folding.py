"""Text as the option rules see it: one form for every letter, no markup, tidy lines."""

import re
import unicodedata

# Stands where a bold option began, so that the rule for bold still sees it in the flat text.
BOLD = "\ue000"

_ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff"
_EMPHASIS = re.compile(f"[*_`$\"'“”‘’「」『』【】〖〗《》{_ZERO_WIDTH}]+")
_HTML_BOLD = re.compile(r"</?(?:b|strong)>", re.IGNORECASE)
_HTML = re.compile(r"</?(?:em|i|u|p|br|span|div|h[1-6])\b[^<>\n]{0,60}>", re.IGNORECASE)
_LATEX_FONT = re.compile(r"\\(?:text|math|mbox|operatorname)(?:bf|it|rm|sf|tt)?\s?(?=\{)")
_LATEX_SPACE = re.compile(r"\\(?:[()\[\],;:! ]|q?quad)")
# Traditional characters of which the rules are made
_SIMPLIFIED = str.maketrans(
    "為選項對錯應該擇確誤題綜論結僅還與兩說敘達會這個當標號屬於應後",
    "为选项对错应该择确误题综论结仅还与两说叙达会这个当标号属于应后",
)
_BOLD_OPTION = re.compile(
    r"\*\*\s?(?=(?:[Oo]ption |[Cc]hoice |选项 ?)?[(\[]?[A-Z](?:[)\].:、]|选?项|\s?\*\*))"
)


def simplified(text: str) -> str:
    """The text with those traditional characters that rules are about made simplified."""
    return text.translate(_SIMPLIFIED)


def flatten(text: str) -> str:
    """Compatibility forms folded, markup gone, blanks collapsed, empty lines dropped.

    Only letters are read from the result, so it need not be as long as the text.
    """
    flat = simplified(unicodedata.normalize("NFKC", text.replace(BOLD, "")))
    flat = _HTML.sub("", _HTML_BOLD.sub("**", flat))
    flat = _LATEX_SPACE.sub(" ", _LATEX_FONT.sub("", flat))
    flat = _EMPHASIS.sub("", _BOLD_OPTION.sub(BOLD, flat))
    lines = (" ".join(line.split()) for line in flat.splitlines())
    return "\n".join(line for line in lines if line)
