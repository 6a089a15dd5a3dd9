"""Which options a reply gives where it may be several: right ones of one question, or one each.

The last statement with letters, `答案是A、C`, `the answers are A and C`; then a line of nothing but
letters; then the rule for one option.
"""

import re
from collections import deque
from collections.abc import Iterator
from functools import cache
from itertools import takewhile
from typing import NamedTuple

from evalbench.postprocessors.rules.continuation import heads, invents_question
from evalbench.postprocessors.rules.folding import BOLD, flatten
from evalbench.postprocessors.rules.letters import letters_of, unsaid
from evalbench.postprocessors.rules.option import find_in_flat
from evalbench.types import Extraction

_LAST = 64  # statements that are looked at; a text with more of them is running in circles

# ABD, A B D, (A)(B), A, B and D, A、B、D, 选项A和选项B; LETTERS is a set of the options
_ONE = (
    r"[(\[{]{0,2}(?:(?i:options?|choices?) |选项 ?)?"
    r"(?<![A-Za-z0-9])[LETTERS]{1,24}+(?![A-Za-z0-9'])[)\]}]{0,2}(?: ?(?:选项|项))?"
)
_BETWEEN = r"(?: ?(?:[,、/&+;|]|,? ?and(?![A-Za-z])|和|与|及|以及) ?| )?"
# atomic: a group that goes on is never taken apart, so that the time stays linear
_GROUP = rf"((?>{_ONE}(?>{_BETWEEN}{_ONE}){{0,24}}+))"
_WRAP = r"[\s(\[{<:]{0,4}"

_STATEMENTS = {
    # \boxed{ABD}; a lost backslash leaves "oxed"
    "boxed": r"(?:oxed|fbox) ?\{[ {]{0,2}GROUP",
    "answer-tag": r"(?:<(?i:answer)>|<\|begin_?of_?box\|>)\s?GROUP",
    # The answers are A and C; Answer: ACD; the correct options: A, C
    "answer-is": r"(?i:\b(?:answers?|options?|choices?|selections?))"
    r"(?:(?i: (?:to|for|of|in)(?: [^\s.:?!]{1,24}+){1,8}?))?"
    rf" ?(?:(?i:is|are|would be|should be|must be|include)(?![A-Za-z])|[:=]){_WRAP}"
    rf"(?i:(?:therefore|thus|both|all of|the following|probably|likely)(?![A-Za-z])[ ,:]{{0,2}})?"
    r"GROUP",
    "chosen": rf"(?i:\b(?:choose|chose|pick|select|i(?:d| would)? mark|go with)(?![A-Za-z]))"
    rf"{_WRAP}GROUP",
    # A and C are correct
    "are-correct": r"GROUP (?i:are|is) (?i:all |both |the )?(?i:correct|right|true)\b",
    # 答案是ABD, 答案：A、B, 【答案】 AB
    "da-an": r"答案(?:[^。\n;!?A-Za-z不非错没无]{0,16}(?:是|为|选择?|:|=|即|有))?[\s:,\])]{0,4}"
    r"(?:选项 ?)?GROUP",
    # 故选ABD, 应选择 A、C, 选：AC
    "gu-xuan": r"选(?:择|定)?(?:的?[是为])?[\s:,]{0,3}GROUP",
    # 正确的有A、B, 正确选项为AC, 符合题意的是 A和C
    "zheng-que-de-shi": r"(?:正确|合适|恰当|符合题意|符合要求|成立)的?"
    r"(?:选项|说法|表述|选择|叙述|描述|做法)?(?:应该?|就|分别)?(?:是|为|有|包括|选|:)[\s:,]{0,3}"
    r"(?:选项 ?)?GROUP",
    # A、B、D均正确; AC两项正确
    "jun-zheng-que": r"GROUP ?(?:选项|项|[两三四]项|[两三四]个选项)?(?:说法|表述)?"
    r"(?:均|都|皆|全都?)(?:是|为)?(?:正确|对|符合题意)",
    # 因此AB。 综上，ACD。 答：AB
    "suo-yi": r"(?:因此|所以|故|综上(?:所述)?|可知|结论|答)[,: ]{0,2}[为是]?GROUP"
    r"(?=(?:选项|项)?(?:[。.!\n]|$))",
    # It is ABD. So, A and C.
    "it-is": r"(?i:\b(?:it is|its|that is|so|therefore|thus|hence))[ ,:]{1,3}GROUP"
    r"(?=[.。!]?(?:\n|$))",
}
# What is wrong may be asked for; but beside what is right it is only the rest
_FORMS = {
    "wrong_ones": r"(?:错误|不正确|有误|不成立)的?(?:选项|说法|表述|选择|叙述|描述|做法)?"
    r"(?:应该?|就|分别)?(?:是|为|有|包括|选|:)[\s:,]{0,3}(?:选项 ?)?GROUP",
    "own_line": r"^[^\w\n(\[{]{0,6}(?:选项 ?)?GROUP(?: ?(?:选项|项))?[.。]?$",
    # as in `ans: a/c`
    "lower_case": r"^(?:ans(?:wers?)?|答案)\.? ?[:=] ?"
    r"([LOWER](?: ?[/,、&+ ] ?[LOWER]){0,9})[.。]?$",
    # Final answer: and then, line by line, (B) …, (E) …
    "listed": r"^[^\n]{0,30}(?i:answers?|correct (?:options?|choices?|statements?)|答案|正确选项)"
    r" ?:?((?:\n[>•* -]{0,4}[(\[]?[LETTERS][)\].:、][^\n]*)+)",
    # 第1题：A, (1) A, 21. B, 3、答案：C, 4: 选D; but no `1. A项错误`
    "item": r"(?:^|(?<=[\s,;、。:(]))[(\[]?第? ?([0-9]{1,3})(?: ?小?[题问空])?[)\].、: ]{1,3}"
    r"(?:(?:(?:正确|本题|参考)?答案|(?:故|应)?选择?"
    r"|(?i:the )?(?i:correct )?(?i:answer|option|choice))"
    r"[ ,:]{0,2}(?:is|是|为|选)?[ :]{0,2})?"
    r"[(\[]?([LETTERS])(?![A-Za-z0-9'])(?! ?(?:选?项|[、,和与]? ?[LETTERS](?![A-Za-z])))",
    # 41-45 BCADB, 41～45: BCADB
    "range": r"(?<![0-9])([0-9]{1,3}) ?(?:[-–—~～]|至|到) ?([0-9]{1,3})(?: ?小?题)?[.:、) ]{0,3}"
    r"([LETTERS](?:[ ,、]?[LETTERS]){1,24})(?![A-Za-z])",
}
# A（甲构成抢劫罪）、C（…）: what an option says, between the letters
_ITS_TEXT = re.compile(r"(?<![A-Za-z])([A-Z]) ?\((?![A-Z]\))[^()\n]{2,40}\)")


class _Compiled(NamedTuple):
    statements: tuple[tuple[str, re.Pattern[str]], ...]
    wrong_ones: re.Pattern[str]
    own_line: re.Pattern[str]
    lower_case: re.Pattern[str]
    listed: re.Pattern[str]
    item: re.Pattern[str]
    range: re.Pattern[str]


class _Found(NamedTuple):
    end: int
    letters: str
    rule: str


@cache
def _compiled(options: str) -> _Compiled:
    def spell(pattern: str) -> re.Pattern[str]:
        return re.compile(
            pattern.replace("GROUP", _GROUP)
            .replace("LETTERS", re.escape(options))
            .replace("LOWER", re.escape(options.lower())),
            re.MULTILINE,
        )

    return _Compiled(
        tuple((name, spell(pattern)) for name, pattern in _STATEMENTS.items()),
        **{name: spell(pattern) for name, pattern in _FORMS.items()},
    )


def find_options(text: str, options: str) -> Extraction:
    """All options that a reply gives as its answer, in alphabetical order: "ABD"."""
    flat = flatten(text)
    plain = _ITS_TEXT.sub(r"\1", flat.replace(BOLD, ""))
    for part in (*_before_questions(plain, options), plain):
        found = _last_group(part, options)
        if found:
            return Extraction("".join(sorted(set(found.letters))), found.rule, stated=True)
    return find_in_flat(flat, options)


def find_sequence(text: str, options: str) -> Extraction:
    """One option for each of several questions, in their order: "CAD".

    By the numbers of the questions where they are said, else as one statement each, else as a run
    of letters; of numbers and a run what stands last. For a single question its option.
    """
    flat = flatten(text)
    plain = flat.replace(BOLD, "")
    run, items = _last_group(plain, options), _numbered(plain, options)
    if items and not (run and len(run.letters) > 1 and run.end > items.end):
        return Extraction(items.letters, items.rule, stated=True)
    if run and len(run.letters) == 1:
        each = [found for found in _groups(plain, options) if found.rule == "da-an"]
        if len(each) > 1 and all(len(found.letters) == 1 for found in each):
            return Extraction("".join(found.letters for found in each), "da-an", stated=True)
    if run:
        return Extraction(run.letters, run.rule, stated=True)
    return find_in_flat(flat, options)


def _before_questions(plain: str, options: str) -> Iterator[str]:
    """What stands before the next question that a base model invents."""
    first, _, rest = plain.partition("\n")
    if _compiled(options).own_line.match(first) and invents_question(rest, options):
        yield first
    yield from heads(plain)


def _last_group(flat: str, options: str) -> _Found | None:
    rules = _compiled(options)
    if found := _groups(flat, options):
        return max(found, key=lambda each: each.end)
    if found := _of_rule(flat, options, "wrong-ones", rules.wrong_ones):
        return found[-1]
    if lines := deque(rules.own_line.finditer(flat), 1):
        return _Found(lines[0].end(), _bare(lines[0][1], options), "own-line")
    if lower := deque(rules.lower_case.finditer(flat), 1):
        return _Found(lower[0].end(), _bare(lower[0][1].upper(), options), "lower-case")
    return _listed(flat, options)


def _listed(flat: str, options: str) -> _Found | None:
    """The options at the heads of the lines below `Final answer:`, unless these are all."""
    below = deque(_compiled(options).listed.finditer(flat), 1)
    letters = [_bare(line, options)[:1] for line in below[0][1].split("\n")[1:]] if below else []
    if not 1 < len(set(letters)) < len(options):
        return None
    return _Found(below[0].end(), "".join(letters), "listed")


def _groups(flat: str, options: str) -> list[_Found]:
    statements = _compiled(options).statements
    return [each for rule in statements for each in _of_rule(flat, options, *rule)]


def _of_rule(flat: str, options: str, rule: str, pattern: re.Pattern[str]) -> list[_Found]:
    found: list[_Found] = []
    for match in deque(pattern.finditer(flat), _LAST):
        named = _named(flat, match, options)
        if named and not unsaid(flat, match.start()):
            found.append(_Found(match.end(1), named, rule))
    return found


def _named(flat: str, match: re.Match[str], options: str) -> str:
    """The letters of a group up to the first that the text denies: `A, B is wrong` is A."""
    letters = letters_of(options)
    places = [
        at
        for at in range(match.start(1), match.end(1))
        if flat[at] in options and not _in_a_word(flat, at)
    ]
    if len(places) == 1 and letters.letter.match(flat, places[0]):
        return flat[places[0]] if letters.named(flat, places[0]) else ""
    kept = takewhile(lambda at: not letters.denied.match(flat, at + 1), places)
    return "".join(flat[at] for at in kept)


def _in_a_word(flat: str, at: int) -> bool:
    """Whether it is the O of `Options`."""
    around = flat[max(0, at - 1) : at] + flat[at + 1 : at + 2]
    return any(char.isascii() and char.islower() for char in around)


def _bare(group: str, options: str) -> str:
    return "".join(char for char in group if char in options)


def _numbered(flat: str, options: str) -> _Found | None:
    """The options by the numbers of their questions, two at least; the last word counts."""
    rules = _compiled(options)
    by_number: dict[int, str] = {}
    end = 0
    for match in rules.range.finditer(flat):
        first, last = int(match[1]), int(match[2])
        run = _bare(match[3], options)
        if last - first + 1 == len(run):
            by_number |= {first + at: letter for at, letter in enumerate(run)}
            end = match.end()
    for match in rules.item.finditer(flat):
        by_number[int(match[1])] = match[2]
        end = max(end, match.end())
    if len(by_number) < 2:
        return None
    return _Found(end, "".join(by_number[number] for number in sorted(by_number)), "numbered")
