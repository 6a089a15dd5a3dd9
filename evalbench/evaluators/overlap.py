"""How much two short texts have in common: exact match and F1 over their tokens. Pure.

Source of the English: the evaluation script of SQuAD 1.1 (Rajpurkar et al. 2016, arXiv:1606.05250).
Of the Chinese: LongBench's (Bai et al. 2023, arXiv:2308.14508) over words, and CMRC 2018's (Cui et
al. 2019, arXiv:1810.07366) over characters.
"""

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Sequence

from evalbench.evaluators.segmentation import words

Tokens = Sequence[str]
_ARTICLES = re.compile(r"\b(a|an|the)\b")
_LITTLE = ("a", "an", "the", "")
# a minus before a number is its sign
_BETWEEN = re.compile(r"[\s/–—]+|-(?!(?<=[\s(]-)\d)(?!(?<=^-)\d)")
_AROUND = "$€£¥%.,;:!?\"'()[]*`“”"
_NUMBER = re.compile(r"-?(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?P<decimals>\.\d+)?")
_NO_PUNCTUATION = str.maketrans(dict.fromkeys(string.punctuation))
# Han, and the signs that stand for its repetition and zero; kana
_ALONE = r"[\u2e80-\u2fdf\u3005\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
_UNIT = re.compile(rf"{_ALONE}|(?:(?!{_ALONE})\S)+")


def english_words(text: str) -> list[str]:
    """Lower case, without punctuation (ASCII) and articles, split at blanks."""
    return _ARTICLES.sub(" ", text.lower().translate(_NO_PUNCTUATION)).split()


def chinese_words(text: str) -> list[str]:
    """The words that jieba finds, in lower case, without punctuation and blanks."""
    folded = unicodedata.normalize("NFKC", text)  # before: jieba parts full-width digits
    return [each for each in map(_unpunctuated, words(folded)) if each]


def characters(text: str) -> list[str]:
    """Each Chinese character, and what stands between blanks in other writing. No punctuation.

    A text without Chinese gives its words; articles stay.
    """
    return [each for unit in _UNIT.findall(text) if (each := _unpunctuated(unit))]


def terms(text: str) -> list[str]:
    """English words as `english_words` has them, but `1,234` and `$1234.00` are one number.

    Words joined by a hyphen are two; accents and the marks of possession do not count.
    """
    folded = unicodedata.normalize("NFKD", text.replace("’", "'").lower())
    plain = "".join(each for each in folded if not unicodedata.combining(each))
    found = [_term(each) for each in _BETWEEN.split(plain)]
    return [each for each in found if each not in _LITTLE]


def has_run(words: Tokens, run: Tokens) -> bool:
    """Whether all of a run stand in a text, side by side, the last of them maybe in the plural."""
    *before, last = run
    return any(
        list(words[at : at + len(before)]) == before
        and words[at + len(before)] in (last, f"{last}s", f"{last}es")
        for at in range(len(words) - len(before))
    )


def f1(given: Collection[str], expected: Collection[str]) -> float:
    """2PR / (P + R) of the tokens that both have, in any order, as often as both have them.

    0.0 where they have none in common, and where one of them is empty.
    """
    return _f1((Counter(given) & Counter(expected)).total(), given, expected)


def f1_of_run(given: Tokens, expected: Tokens) -> float:
    """The same of the longest run of tokens that both have: what CMRC 2018 calls F1."""
    longest, lengths = 0, [0] * (len(expected) + 1)
    for token in given:
        # from the right, so that the place before is still that of the token before
        for place in range(len(expected), 0, -1):
            same = token == expected[place - 1]
            lengths[place] = lengths[place - 1] + 1 if same else 0
        longest = max(longest, *lengths)
    return _f1(longest, given, expected)


def best_f1(
    answer: str,
    accepted: Sequence[str],
    tokens: Callable[[str], Tokens],
    of: Callable[[Tokens, Tokens], float] = f1,
) -> float:
    """The highest over the answers that are accepted; 0.0 where there is none.

    1.0 for the very text, also where that has no tokens.
    """
    if answer in accepted:
        return 1.0
    given = tokens(answer)
    return max((of(given, tokens(each)) for each in accepted), default=0.0)


def exact(answer: str, accepted: Sequence[str], tokens: Callable[[str], Tokens]) -> bool:
    """Whether the answer has the tokens of one that is accepted, in its order.

    What has no tokens (`the`, `!`) matches only the same text.
    """
    given = tokens(answer)
    return any(given == tokens(each) if given else answer == each for each in accepted)


def _f1(common: int, given: Collection[str], expected: Collection[str]) -> float:
    if not common:
        return 0.0
    precision, recall = common / len(given), common / len(expected)
    return 2 * precision * recall / (precision + recall)


def _term(word: str) -> str:
    word = word.strip(_AROUND)
    number = _NUMBER.fullmatch(word)
    if number is None:
        return _unpunctuated(word.removesuffix("'s"))
    whole = number["whole"].replace(",", "").lstrip("0") or "0"
    decimals = (number["decimals"] or "").rstrip("0").rstrip(".")
    return f"{'-' if word.startswith('-') else ''}{whole}{decimals}"


def _unpunctuated(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(
        each
        for each in folded
        if each not in string.punctuation
        and not each.isspace()
        and not unicodedata.category(each).startswith("P")
    )
