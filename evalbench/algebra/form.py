r"""One form for one answer, so that most answers are compared as texts: `\dfrac12` is `1/2`."""

import re
import unicodedata

from evalbench.algebra.boxes import boxes, closing_brace

# What NFKC would spoil (x² is not x2), or leave as it is
_SIGNS = {
    "\u2212": "-", "–": "-", "×": r"\times ", "·": r"\cdot ", "⋅": r"\cdot ", "÷": "/",
    "π": r"\pi ", "∞": r"\infty ", "≤": r"\le ", "≥": r"\ge ", "≠": r"\ne ", "±": r"\pm ",
    "°": r"^\circ ", "º": r"^\circ ", "∪": r"\cup ", "∩": r"\cap ", "∈": r"\in ",
    "∅": r"\emptyset ",
    "θ": r"\theta ", "α": r"\alpha ", "β": r"\beta ", "φ": r"\phi ", "λ": r"\lambda ",
    "√": r"\sqrt ", "⁄": "/", "∕": "/", "\u00a0": " ", "\u2009": " ", "\u202f": " ",
    "→": r"\to ", "≈": r"\approx ", "∖": r"\setminus ",
}  # fmt: skip
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿ", "0123456789-+n")
_RAISED_RUN = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿ]+")
_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_LOWERED_RUN = re.compile("[₀₁₂₃₄₅₆₇₈₉]+")
_VULGAR = re.compile("[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑⅒]")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))

_SPACES = re.compile(
    r"(?<!\\)\\[,;:!> ]|\\(?:q?quad|thinspace|displaystyle|textstyle|limits)(?![A-Za-z])|~"
)
_SIZES = re.compile(
    r"\\(?:left|right|[bB]igg?[lr]?|middle)(?![A-Za-z])\s?\.?(?<!\.)|\\(?:left|right)\."
)
_FONT = re.compile(
    r"\\(?:text|math|mbox|hbox|operatorname)(?:bf|rm|it|sf|tt|normal|md|up)?\*?\s?(?=\{)"
)
_WORDS = re.compile(_FONT.pattern + r"\{([^{}]*)\}")
_FRAC = re.compile(r"\\[dtc]frac(?![A-Za-z])")
_WRAPPED = re.compile(
    r"\$\$(.+)\$\$|\$([^$]+)\$|\\\((.+)\\\)|\\\[(.+)\\\]|\*\*([^*]+)\*\*|`([^`]+)`", re.DOTALL
)
_BEFORE = " \t\r\n,;:，；：\"'“”‘’*`"  # a point may begin a number
_BEHIND = _BEFORE + ".。"
_SHORT_ARGUMENT = re.compile(r"\\(frac|sqrt)\s*(?=[^\s{\[\\A-Za-z])([0-9a-z])")
_SHORT_BOTTOM = re.compile(r"(\\frac\{[^{}]*\})\s*([0-9A-Za-z])")
_SHORT_LETTER = re.compile(r"\\(frac|sqrt)\s+([A-Za-z0-9])")
_SLASH = re.compile(r"(?<![0-9A-Za-z.,)}\]|!'_^/])([0-9]{1,30})\s?/\s?([0-9]{1,30})(?![0-9.,/])")
_PART = r"\{([0-9]+|[A-Za-z])\}"
_SIMPLE_FRACTION = re.compile(rf"(?<![0-9A-Za-z}})])\\frac{_PART}{_PART}(?![0-9A-Za-z\\({{^])")
_MIXED = re.compile(r"(?<![0-9A-Za-z.])([0-9]{1,9})\\frac\{([0-9]{1,9})\}\{([0-9]{1,9})\}")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_SYNONYMS = {
    r"\leq": r"\le", r"\geq": r"\ge", r"\leqslant": r"\le", r"\geqslant": r"\ge", r"\neq": r"\ne",
    r"\infin": r"\infty", r"\varnothing": r"\emptyset", r"\lbrace": r"\{", r"\rbrace": r"\}",
    r"\degree": r"^\circ", r"\degrees": r"^\circ", r"\lvert": "|", r"\rvert": "|",
}  # fmt: skip
_COMMAND = re.compile(r"\\[A-Za-z]+")
_DEGREES = re.compile(r"\s*\^\s*\{?\s*\\circ\s*\}?")
_CURRENCY = re.compile(r"^\s*([+-]?)\s*(?:\\\$|[$€£¥₹]|USD(?![A-Za-z]))\s*(?=[0-9.-])")
# {x | x > 3} is what its condition says
_BUILT = re.compile(
    r"\\\{\s*[a-z](?:\s*\\in\s*\\mathbb\s?\{?R\}?)?\s*(?:\\mid(?![a-z])|\\vert(?![a-z])|[|:∣])(.+)\\\}"
)
_PERCENT = re.compile(r"\s*(?:\\?%|\bpercent\b)\s*$")
# Words behind a number are its unit, but for those that belong to the number
_SHORT_UNITS = r"(?:cm|mm|km|kg|ft|in|mi|lb|mph|ml|hr|sq|mg)(?![A-Za-z])"
_UNIT = re.compile(
    rf"(?<=[0-9}})])(?:\s+(?=[A-Za-z]{{3}}|{_SHORT_UNITS})|(?={_SHORT_UNITS}))"
    r"(?!(?:sqrt|log|sin|cos|tan|over|mod|choose|and|infinity|inf)\b)"
    r"[A-Za-z]{2,}(?:[ /.-](?!(?:and|or)\b)[A-Za-z]{2,}){0,5}(?:\s?\^\{?[23]\}?)?$"
)
_UNIT_BOX = re.compile(
    r"(?:(?<=[0-9})])|(?<=\\pi))\s*\\(?:text|mbox|mathrm|textrm|rm)\s*\{\s*[^{}]*\}\s*(?:\^\s*\{?[23]\}?)?\s*$"
)


def readable(text: str) -> str:
    r"""An answer as plain LaTeX: no delimiters, boxes, markup, spacing or odd characters about it.

    What it means is not touched: `10\%` stays so, and so does `x=5`.
    """
    text = _characters(text)
    text = _FRAC.sub(r"\\frac", _SIZES.sub("", text.replace(r"\!", "").replace("{,}", ",")))
    text = _COMMAND.sub(lambda m: _SYNONYMS.get(m[0], m[0]), _SPACES.sub(" ", text))
    while (inner := _unwrapped(text)) != text:
        text = inner
    if built := _BUILT.fullmatch(text):
        text = built[1].strip()
    text = _SHORT_ARGUMENT.sub(r"\\\1{\2}", _SHORT_LETTER.sub(r"\\\1{\2}", text))
    return _SLASH.sub(r"\\frac{\1}{\2}", _SHORT_BOTTOM.sub(r"\1{\2}", text))


def without_units(text: str) -> str:
    """A readable answer without currency, degrees and units: `5 cm` is `5`; percent signs stay."""
    text = _DEGREES.sub("", _CURRENCY.sub(r"\1", text))
    return _UNIT.sub("", _UNIT_BOX.sub("", text)).rstrip(_BEHIND)


def compared(text: str) -> str:
    """An answer without units in the form in which it is compared: no blanks, no idle braces.

    Two answers with the same form are the same; such with different ones may be equal yet.
    """
    text = _WORDS.sub(r"\1", _PERCENT.sub("", text)).replace("$", "")
    text = re.sub(r"([_^])\s*\{\s*([0-9A-Za-z])\s*\}", r"\1\2", text)
    text = _MIXED.sub(_improper, "".join(text.split()))
    text = _SIMPLE_FRACTION.sub(r"\1/\2", text.lstrip(_BEFORE).rstrip(_BEHIND))
    text = re.sub(r"^\{([^{}]*)\}$", r"\1", text)
    return text.replace(",", "") if _GROUPED.fullmatch(text) else text


def _improper(match: re.Match[str]) -> str:
    whole, top, bottom = map(int, match.groups())
    return f"\\frac{{{whole * bottom + top}}}{{{bottom}}}"


def _characters(text: str) -> str:
    text = text.translate(_INVISIBLE)
    text = _RAISED_RUN.sub(lambda m: "^{" + m[0].translate(_RAISED) + "}", text)
    text = _LOWERED_RUN.sub(lambda m: "_{" + m[0].translate(_LOWERED) + "}", text)
    text = _VULGAR.sub(_vulgar, text)
    text = "".join(_SIGNS.get(each, each) for each in text)
    return unicodedata.normalize("NFKC", text)


def _vulgar(match: re.Match[str]) -> str:
    top, _, bottom = unicodedata.normalize("NFKC", match[0]).partition("⁄")
    return rf"\frac{{{top}}}{{{bottom}}}"


def _unwrapped(text: str) -> str:
    """Without one layer of what is about the whole of it."""
    text = text.lstrip(_BEFORE).rstrip(_BEHIND)
    if wrapped := _WRAPPED.fullmatch(text):
        inner = next(filter(None, wrapped.groups()))
        return inner if r"\)" not in inner and "$" not in inner else text
    font = _FONT.match(text)
    if font and closing_brace(text, font.end() + 1) == len(text) - 1:
        return text[font.end() + 1 : -1]
    whole = next((box for box in boxes(text)), None)
    if whole and whole.start == 0 and whole.end == len(text):
        return whole.content
    if text.startswith("{") and closing_brace(text, 1) == len(text) - 1:
        return text[1:-1]
    return text
