"""Numbers that are written out in words, `twenty-four` or 二十四, made digits where they answer."""

import re

_UNITS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
_BROKEN = "(?! (?:thirds?|hal(?:f|ves)|quarters?|fourths?|fifths?|sixths?|tenths?|and a|point)\\b)"
_BIG = {"thousand": 1000, "million": 1_000_000}
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2}
_PLACES = {"十": 10, "百": 100, "千": 1000, "万": 10_000}

_WORD = "|".join(("zero", "hundred", *_UNITS, *_TENS, *_BIG))
_ENGLISH = rf"(?:{_WORD})(?:(?:[ -]| and )(?:{_WORD})){{0,9}}"
# 十二天, but not 一共, 三角形 or 三分之二
_CHINESE = (
    "(?<!分之)[零一二三四五六七八九两十百千万]{1,11}+(?!分之)"
    "(?=[*\\s。.,，]|[个只元条本人岁天页件张米公斤千克分小时年月名次辆块颗棵头块束艘]"
    "|[杯瓶盒袋箱桶罐盘碗台间位支枝双对组排层朵匹套份美英厘毫升吨里度秒周节道题篇句]|\\Z)"
)
_NUMBER = re.compile(rf"(?<![A-Za-z])(?:{_ENGLISH})(?![A-Za-z-]){_BROKEN}|{_CHINESE}", re.I)
_ANSWER = re.compile(
    rf"(?P<said>\banswer(?: is|:)[\s*]{{1,4}}|答案(?:[是为]|[:：])[\s*]{{0,4}})"
    rf"(?P<number>(?!one (?!hundred|thousand|million))(?:{_ENGLISH})(?![A-Za-z-]){_BROKEN}"
    rf"|(?!一个){_CHINESE})",
    re.IGNORECASE,
)
_ANY_DIGIT = re.compile("[0-9]")


def spelled_as_digits(text: str) -> str:
    """`The answer is twelve` with digits; without any digit in the text, all its number words."""
    text = _ANSWER.sub(lambda m: f"{m['said']}{_value(m['number'])}", text)
    if _ANY_DIGIT.search(text):
        return text
    return _NUMBER.sub(_as_digits, text)


def _as_digits(match: re.Match[str]) -> str:
    # `this one`, 一 as in 一共: pronouns and articles, as a rule
    return match[0] if match[0].casefold() in ("one", "一") else str(_value(match[0]))


def _value(words: str) -> int:
    return _english(words.casefold()) if words.isascii() else _chinese(words)


def _english(words: str) -> int:
    total = current = 0
    for word in re.split(r"[ -]", words.replace(" and ", " ")):
        if word == "hundred":
            current = max(current, 1) * 100
        elif word in _BIG:
            total += max(current, 1) * _BIG[word]
            current = 0
        else:
            current += _UNITS.get(word, 0) + _TENS.get(word, 0)
    return total + current


def _chinese(words: str) -> int:
    total, digit = 0, 0
    for char in words:
        if char == "万":  # of all that stands before it
            total, digit = (total + digit or 1) * _PLACES[char], 0
        elif char in _PLACES:
            total += (digit or 1) * _PLACES[char]
            digit = 0
        else:
            digit = _DIGITS[char]
    return total + digit
