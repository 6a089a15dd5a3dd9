"""Numbers as people and models write them, and the one form in which they are compared."""

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

_ASCII = {0xFF01 + i: chr(0x21 + i) for i in range(94)}  # ０-９ ，．％＋－＝ and the letters
_ASCII |= dict.fromkeys(map(ord, "\u2212\ufe63"), "-") | dict.fromkeys(
    map(ord, "\u00a0\u3000"), " "
)
_ASCII |= dict.fromkeys(map(ord, "`\u200b\u200c\u200d\u2060\ufeff"), "")
_ASCII |= {
    ord(c): " " + unicodedata.normalize("NFKC", c).replace("\u2044", "/") for c in "½¼¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
}
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")

_RAISED_POWER = re.compile(r"(?<=10)[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]{1,4}")
_THIN_GROUP = re.compile(r"([0-9])(?:\{,\}|\\[,!;: ]|[\u00a0\u2009\u202f])(?=[0-9]{3}(?![0-9]))")
_TEXT = re.compile(r"\\(?:text|math)(?:bf|rm|it)?\s?\{([^{}]{0,80})\}")
_FRAC = re.compile(r"\\[dt]?frac\s?\{\s?([0-9]{1,30})\s?\}\s?\{\s?([0-9]{1,30})\s?\}")
_LATEX_SPACE = re.compile(r"\\[,!;: ]|\\q?quad")

_MINUS = re.compile(
    r"minus (?:(?<=is minus )|(?<=[:=] minus ))(?=[$0-9])|negative (?=[$0-9])|负(?=[0-9])"
)

_SCALES = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12, "万": 4, "亿": 8, "万亿": 12}
_SCALE = "|".join(sorted(_SCALES, key=len, reverse=True))

# 1万2千, 3亿5000万, 1万2500: one number out of several. None where more follows that would belong
# to it, or make a unit of its end: 千克, 百分点.
_PLACES = re.compile(
    r"(?<![0-9.,亿万千百])[0-9]{1,4}[亿万](?:零?[0-9]{1,4}[万千百]){0,3}+(?:零?[0-9]{3,4})?+"
    r"(?![0-9.,/]*[0-9零十百千万亿年月日克米瓦卡焦帕赫伏牛欧安字比兆分])"
)
_PLACE = re.compile(r"([0-9]{1,4})([亿万千百]?)")
_POWERS = {"亿": 8, "万": 4, "千": 3, "百": 2, "": 0}
# $12k; what stands between two signs is a formula, whose k is a variable
_OF_MONEY = re.compile(r"(?<=[$€£¥₹])([0-9][0-9,.]{0,30})[kK](?![A-Za-z0-9])(?![^$\n]{0,200}\$)")

# 1,234,567, and as it is grouped in India 12,34,567
_GROUPED = r"(?:[0-9]{1,3}(?:,[0-9]{3})++|[0-9]{1,2}(?:,[0-9]{2}(?=,))++,[0-9]{3})"

# Possessive and bounded: a numeral is taken whole or not at all, in one pass.
_NUMERAL = re.compile(
    rf"""
    (?=[-$€£¥₹.0-9])
    (?:(?<=USD)|(?<=RMB)|(?<=CNY)|(?<=EUR)|(?<=Rs)(?!\.)|(?<=Rs\.)|(?<![A-Za-z0-9_^])(?<![0-9][.,]))
    (?P<sign>(?<=[=:][ ])-[ ]|(?<![)\]}}%])-)?+ (?:[$€£¥₹]\ ?){{0,2}}+ (?P<inner>-)?+
    (?:
        (?P<whole>[0-9]{{1,9}}+)[ ](?P<top>[0-9]{{1,9}}+)/(?P<bottom>[0-9]{{1,9}}+)(?![0-9/])
      |
        (?P<digits>
            (?:{_GROUPED}(?!,?[0-9]) | [0-9]++)(?:\.[0-9]++)?+ | \.[0-9]++
        )
        (?:/(?P<under>[0-9]++)(?![0-9/]|\.[0-9]))?                # 3/4, no date
        (?:[eE](?P<exponent>[+-]?[0-9]{{1,4}}+)(?![0-9A-Za-z]))?  # 7e4
        (?:[ ]?(?:[x×*·]|\\times|\\cdot)[ ]?10[ ]?\^[ ]?\{{?(?P<power>[+-]?[0-9]{{1,4}})\}}?)?
    )
    (?!(?:st|nd|rd|th)\b | -[A-Za-z])                             # 3rd; 7-day
    (?:[ ]{{0,2}}(?P<scale>{_SCALE})(?![A-Za-z]))?
    """,
    re.VERBOSE,
)
_WRITTEN_OUT = 60  # digits; above that the exponent stays: 7E+400 is no string of zeros


class Numeral(NamedTuple):
    start: int
    end: int
    value: str


def fold_numbers(text: str) -> str:
    """ASCII digits and signs, LaTeX fractions as `a/b`, no invisible separators."""
    text = _THIN_GROUP.sub(r"\1", text.translate(_ASCII))
    text = _RAISED_POWER.sub(lambda m: "^" + m[0].translate(_RAISED), text)
    text = _FRAC.sub(_fraction, text)
    text = text.replace("\\$", "$").replace("\\%", "%")
    text = _LATEX_SPACE.sub(" ", _TEXT.sub(lambda m: f" {m[1].strip()} ", text)).replace(
        "\u00a0", " "
    )
    text = _OF_MONEY.sub(r"\1 thousand", _PLACES.sub(_sum, text))
    return _MINUS.sub("-", text)


def _sum(match: re.Match[str]) -> str:
    """`1万2千` as 12000; as it stands with one place, or where one has no room for the next."""
    places = [(int(count), _POWERS[place]) for count, place in _PLACE.findall(match[0])]
    room = all(count * 10**power < 10**before for (_, before), (count, power) in pairwise(places))
    whole = sum(count * 10**power for count, power in places)
    return str(whole) if room and len(places) > 1 else match[0]


def _fraction(match: re.Match[str]) -> str:
    mixed = match.string[match.start() - 1 : match.start()].isdigit()
    return f"{' ' if mixed else ''}{match[1]}/{match[2]}"


def numerals(text: str, start: int = 0, end: int | None = None) -> Iterator[Numeral]:
    """Every number of a folded text, in order."""
    for match in _NUMERAL.finditer(text, start, len(text) if end is None else end):
        value = _normal(match)
        if value is not None:
            yield Numeral(*match.span(), value)


def _normal(match: re.Match[str]) -> str | None:
    """Without separators, currency and idle zeros: `$1,234.50` is `1234.5`, `18.00` is `18`.

    A percent sign is a unit like any other: `25%` is `25`. A scale word counts: `1.5 million` is
    `1500000`. A fraction stays one: `3/4`; `1 1/2` is `3/2`. None for a denominator of zero.
    """
    minus = "-" if match["sign"] or match["inner"] else ""
    if match["whole"]:
        bottom = int(match["bottom"])
        top = int(match["whole"]) * bottom + int(match["top"])
        return f"{minus}{top}/{bottom}" if bottom else None
    digits = match["digits"].replace(",", "")
    if match["under"]:
        under = match["under"].lstrip("0")
        return f"{minus}{digits}/{under}" if under else None
    exponent = int(match["exponent"] or 0) + int(match["power"] or 0)
    exponent += _SCALES.get(match["scale"] or "", 0)
    return _written(Decimal(f"{minus}{digits}E{exponent}"), abs(exponent))


def _written(number: Decimal, exponent: int) -> str:
    if number == 0:
        return "0"
    if exponent > _WRITTEN_OUT:
        return str(number)
    written = format(number, "f")
    return written.rstrip("0").rstrip(".") if "." in written else written
