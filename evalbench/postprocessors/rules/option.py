"""Which option a reply gives as its answer: the robust reading, the same for every benchmark.

Explicit statements from the last to the first; then a bare option on a line of its own; then what
is said of the options; then a line that begins with one; then a lone letter.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from typing import NamedTuple

from evalbench.postprocessors.rules.closing import without_offers
from evalbench.postprocessors.rules.continuation import heads, invents_question
from evalbench.postprocessors.rules.folding import flatten
from evalbench.postprocessors.rules.hypotheses import hypothetical
from evalbench.postprocessors.rules.letters import Letters, compiled, letters_of, of_a_noun
from evalbench.postprocessors.rules.statements import AFFIRMATIONS, STATEMENTS, Rule
from evalbench.types import NOTHING, Extraction

_BULLET = r"^[>#•\ue000 -]{0,4}"
# `B`, `(B).`, `选项B`, `B项。` and nothing else
_FORMS = {
    "bare": _BULLET + r"(?i:(?:the )?(?:option|choice|answer) )?(?:选项|答案)?"
    r"OPTIONCLOSE ?(?:选项|项)?[.。:、,;!)]{0,2}$",
    # `B. Paris`, `(B) Paris`, `B, because …`, `B - Paris`
    "begins": _BULLET + r"(?i:(?:option|choice) )?(?:选项 ?)?(?:[(\[]LETTER[)\]]"
    r"|LETTER(?=[.):、。]|,? (?i:because|since)|, ?因|CLOSE [-–—] |CLOSE ?\())",
    # `(c) osmosis`, `b. Paris`; in lower case only as an enumerator
    "lower": r"(?:^|(?<=\s))[(\[]?ENUMERATOR[)\].](?=\s|$)",
}

# `…, which is the third option`; 即第三个选项
_ORDINAL = re.compile(
    r"(?i:\b(?:is|be|choose|pick|select|namely|i\.e\.?,?|:|=) (?:thus |therefore )?the "
    r"(first|second|third|fourth|fifth|sixth) (?:option|choice|answer|alternative|statement)\b)"
    r"|(?:是|为|选|即|:)第([一二三四五六])(?:个?选项|个?答案|项)"
)
_ORDINALS = {
    "first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "sixth": 5,
    "一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5,
}  # fmt: skip

# What is looked at; a text with more matches of a rule, or more letters, is running in circles
_LAST = 64
_LETTERS = 256
# Statements stand at the end as a rule: what is searched first, and the length of no statement
_TAIL = 1000
_LONGEST = 300


class Found(NamedTuple):
    start: int
    at: int  # of the letter
    rule: str
    letter: str


class _Compiled(NamedTuple):
    statements: tuple[tuple[Rule, re.Pattern[str]], ...]
    affirmations: tuple[tuple[Rule, re.Pattern[str]], ...]
    bare: re.Pattern[str]
    begins: re.Pattern[str]
    lower: re.Pattern[str]


@cache
def _compiled(options: str) -> _Compiled:
    def compile_all(rules: Iterable[Rule]) -> tuple[tuple[Rule, re.Pattern[str]], ...]:
        return tuple((rule, compiled(rule.pattern, options)) for rule in rules)

    return _Compiled(
        statements=compile_all(STATEMENTS),
        affirmations=compile_all(AFFIRMATIONS),
        **{name: compiled(pattern, options) for name, pattern in _FORMS.items()},
    )


def find_option(text: str, options: str) -> Extraction:
    """The answer of a reply without its reasoning; None when it names none, or several."""
    return find_in_flat(flatten(text), options)


def find_in_flat(flat: str, options: str) -> Extraction:
    """The same for a text that is flattened already."""
    for head in heads(flat):
        own = _read(head.rstrip(), options)
        if own.stated:
            return own
    leading = _leading(flat, options)
    if leading and invents_question(flat.partition("\n")[2], options):
        return leading
    return _read(flat, options)


def _read(flat: str, options: str) -> Extraction:
    if stated := _last_statement(flat, options):
        return stated
    said = without_offers(flat)
    return next(filter(None, (step(said, options) for step in _UNSTATED)), NOTHING)


def _matches(
    flat: str, rules: Iterable[tuple[Rule, re.Pattern[str]]], letters: Letters, start: int = 0
) -> Iterator[Found]:
    for rule, pattern in rules:
        found: list[Found] = []
        for match in deque(pattern.finditer(flat, 0 if rule.sole else start), _LAST):
            if letters.asserted(flat, match):
                letter = letters.name(match[1])
                found.append(Found(match.start(), match.start(1), rule.name, letter))
            if rule.sole and found and found[0].letter != found[-1].letter:
                found = []
                break
        yield from found


def _last_statement(flat: str, options: str) -> Extraction | None:
    """The last statement; one about another case only where there is no other, nor a rival."""
    rules, letters = _compiled(options), letters_of(options)
    tail = max(0, len(flat) - _TAIL)
    certain, found = _statements(flat, tail, rules, letters)
    if tail and not any(each.at >= tail + _LONGEST for each in certain):
        certain, found = _statements(flat, 0, rules, letters)
    if not certain and len({each.letter for each in found}) != 1:
        return None
    last = max(certain or found, key=lambda each: each.at)  # of equals the first row
    return Extraction(last.letter, last.rule, stated=True)


def _statements(
    flat: str, start: int, rules: _Compiled, letters: Letters
) -> tuple[list[Found], list[Found]]:
    """Those about the case that was asked, and all."""
    found = [
        each
        for each in _matches(flat, rules.statements, letters, start)
        if not _opens_list(flat, each.at, rules)
    ]
    return [each for each in found if not hypothetical(flat, each.start)], found


def _opens_list(flat: str, at: int, rules: _Compiled) -> bool:
    """Whether the letter begins a list of options: `Answer:` and then A. …, B. … line by line."""
    line = flat.rfind("\n", 0, at) + 1
    here = rules.begins.match(flat, line)
    if not here or _letter(here) != flat[at] or here.end() < at:
        return False
    below = flat.find("\n", at) + 1
    there = rules.begins.match(flat, below) if below else None
    return there is not None and ord(_letter(there)) == ord(flat[at]) + 1


def _letter(match: re.Match[str]) -> str:
    """The letter of a pattern that has it in one of several groups."""
    return str(next(filter(None, match.groups())))


def _own_line(flat: str, options: str) -> Extraction | None:
    """The last bare option; none where it ends a column of different ones, or a list."""
    rules, letters = _compiled(options), letters_of(options)
    lines = flat.split("\n")
    bare = [(at, m[1]) for at, line in enumerate(lines) if (m := rules.bare.match(line))]
    if not bare:
        return None
    at, letter = bare[-1]
    if len(bare) > 1 and bare[-2][0] == at - 1 and bare[-2][1].upper() != letter.upper():
        return None
    begun = [_letter(m) for line in lines[:at] if (m := rules.begins.match(line))]
    if letter.upper() in begun and _lists_again([*begun, letter.upper()]):
        return None
    return Extraction(letters.name(letter), "own-line" if at else "leading", stated=True)


def _affirmed(flat: str, options: str) -> Extraction | None:
    found = list(_matches(flat, _compiled(options).affirmations, letters_of(options)))
    if len({each.letter for each in found}) != 1:
        return None
    return Extraction(found[-1].letter, found[-1].rule, stated=True)


def _leading(flat: str, options: str) -> Extraction | None:
    """The option that the first line gives or begins with, unless it begins a list of them."""
    rules, letters = _compiled(options), letters_of(options)
    first, _, rest = flat.partition("\n")
    if bare := rules.bare.match(first):
        letter = bare[1]
    elif begins := rules.begins.match(first):
        letter = _letter(begins)
        at = first.index(letter, begins.start())
        if not letters.chosen(first, at) or _names_another(first[at + 1 :], letters):
            return None
    else:
        return None
    second = rules.begins.match(rest) or rules.bare.match(rest)
    if second and _letter(second).upper() != letter.upper():
        return None
    return Extraction(letters.name(letter), "leading", stated=True)


def _lower_case(flat: str, options: str) -> Extraction | None:
    """`(c) osmosis` at the start of a reply that enumerates nothing else."""
    seen = deque(_compiled(options).lower.finditer(flat), _LAST)
    if not seen or seen[0].start() or len({match[1] for match in seen}) > 1:
        return None
    return Extraction(letters_of(options).name(seen[0][1]), "leading", stated=True)


def _names_another(text: str, letters: Letters) -> bool:
    """Whether the line goes on to enumerate, as in `A. wrong. B. right`."""
    found = letters.letter.finditer(text)
    return any(re.match(r"[.):、] ?\S", text[m.end() : m.end() + 3]) for m in found)


def _last_line(flat: str, options: str) -> Extraction | None:
    """`B. Paris` at the end: one that no other option's line competes with, or that comes again."""
    rules, letters = _compiled(options), letters_of(options)
    begun = [(m.start(), _letter(m)) for m in rules.begins.finditer(flat)]
    if not begun or begun[-1][0] <= flat.rfind("\n"):
        return None
    at, letter = begun[-1]
    place = flat.index(letter, at)
    if not letters.chosen(flat, place) or _names_another(flat[place + 1 :], letters):
        return None
    if _lists_again([each for _, each in begun]):
        return None
    # a cut falls into the last line: who was cut off there was perhaps only discussing
    return Extraction(letters.name(letter), "last-line")


def _lists_again(begun: list[str]) -> bool:
    """Whether the last line is one more of a list: first of its letter, or next in the alphabet."""
    *earlier, last = begun
    return bool(earlier) and (last not in earlier or ord(last) == ord(earlier[-1]) + 1)


def _counted(flat: str, options: str) -> Extraction | None:
    """The only option that is named by its place: `the third option`."""
    found = islice(_ORDINAL.finditer(flat), _LAST)
    places = {_ORDINALS[_letter(match).casefold()] for match in found}
    place = places.pop() if len(places) == 1 else len(options)
    return Extraction(options[place], "counted") if place < len(options) else None


def _lone_letter(flat: str, options: str) -> Extraction | None:
    """The only option that the text names at all, those apart that it denies."""
    letters = letters_of(options)
    seen: list[int] = []
    for match in islice(letters.letter.finditer(flat), _LETTERS):
        at = match.start(1)
        if letters.named(flat, at) and not of_a_noun(flat, at):
            seen.append(at)
        if len(seen) > 1 and flat[seen[0]] != flat[at]:
            return None
    if not seen or not letters.chosen(flat, seen[-1]):
        return None
    return Extraction(letters.name(flat[seen[-1]]), "lone-letter")


# Where nothing is stated: the first of these that finds an option
_UNSTATED = (
    _own_line, _affirmed, _leading, _lower_case, _last_line, _lone_letter, _counted
)  # fmt: skip
