"""When a letter in a text names an option, and when the text speaks for it.

Patterns are written with placeholders: LETTER is an option letter that stands alone, OPTION is one
in its wrapping (`(B)`, `option B`, `选项 B`), ENUMERATOR one in lower case, and CLOSE is the end of
the wrapping. All repetitions are bounded, so that the time stays linear in the length of the text.
"""

import re
from functools import cache

from msgspec import Struct

from evalbench.postprocessors.rules.folding import BOLD

_WORD = r"A-Za-z0-9_\u00c0-\u024f\u0370-\u04ff"
_WRAP = rf"[\s{BOLD}(\[{{<]"
# C++, A.D., A型, B超: letters, but of something else
_STANDS_ALONE = rf"(?![{_WORD}+#°]|\.[A-Za-z]\.|[类型级股超轮栋班队语调点组])"

_ARTICLE_GOES_ON = (
    "because|since|as|and|but|or|which|while|for|due|with|given|based|so|not|is|was|in|rather|"
    "according|where|when|by|from|on|if|must|would|should|seems|appears|option|only|can|does|has|are"
)
# `A dog`, `I think`: the article and the pronoun, not options
_ARTICLE = re.compile(rf"[AI] (?!(?:{_ARTICLE_GOES_ON})\b)[A-Za-z0-9]")

_INTRODUCED = re.compile(r"\b(?:option|choice|statement) \Z", re.IGNORECASE)

# Another option in the same breath: `A or B`, `A、B`. After a comma only where the list is closed
# or ends the sentence: `C, A and B are wrong` and `C，A、B均错` decide for C.
_ALSO = (
    r"CLOSE ?(?:选项|项)? ?(?:"
    r"(?:[/|~&+、–-]|或者?|还是|和|与|以及|及|(?:and|or)(?= )) ?(?:option |选项)?[(\[]?"
    r"LETTER(?! (?:is|was|does|has|would)\b)"
    r"|(?:, ?[(\[]?LETTERCLOSE){0,8},? ?(?:(?:and|or) |或|和)[(\[]?LETTER"
    r"(?!CLOSE (?:is|are|was|were)\b)"
    r"|(?:[,、] ?[(\[]?LETTERCLOSE){1,8} ?(?:[.。;]|$))"
)
_DENIED_EN = (
    r" ?(?:(?:is|was|are|were|would be|seems|looks|must be) "
    r"(?:also |both |all |clearly |definitely )?"
    r"(?:not\b|wrong|incorrect|false|ruled out|eliminated|excluded)|(?:isnt|wasnt|arent)\b)"
)
_DENIED_ZH = (
    r" ?(?:选项|项)?[,:]? ?(?:表述|说法|叙述|描述)?(?:是|为|也|都|均|就|明显|显然|全){0,3}?"
    r"(?:不(?!(?:是|选) ?LETTER)|错|有误|(?:可以?|被)?排除(?! ?(?:选项)?LETTER)|的话"
    r"|的(?:原因|理由|人))"
)
_DENIED_BEFORE = (
    r"(?:(?:\b(?:not|neither|nor|never|except|unlike|than|instead of)|eliminat\w{1,4}|exclud\w{1,4}"
    r"|rul\w{1,4} out|reject\w{0,3}|discard\w{0,3}|cross\w{0,3} out) (?:both |the )?"
    r"(?:options? |choices? |answers? )?|(?:排除|剔除|去掉|不选|不是|并非|而非|非)了? ?(?:选项)? ?)"
    r"(?:[(\[]?LETTERCLOSE ?(?:[,、/&]|and|or|和|与|及|或),? ?(?:and |or )?){0,8}[(\[]?\Z"
)
_LISTED_BEFORE = r"LETTERCLOSE ?(?:[,、/&]|和|与|及|或|还是|,? ?(?:and|or) )[ (\[]{0,2}\Z"
# The words before a statement that take it back: `不应选`, `if the answer is`, `a wrong answer:`
_UNSAID = re.compile(
    r"(?:[未别勿误错若备候非没]|不(?:应该?|能|可以?|会|宜|要|得|该|是|建议)?|没有?人?"
    r"|(?:无法|如果|假如|假设|容易|很多人|同学)[^。,;\n]{0,3}"
    r"|\b(?:if|whether|unless|suppose|assum\w{1,4}|not|never|cannot|cant|dont|wouldnt|didnt|isnt"
    r"|incorrect|wrong|previous)(?: that)?(?: the| my| a)?(?: correct| right| best| final)? )\Z",
    re.IGNORECASE,
)
# `vitamin C`, `25 °C`, `点A`: a letter that belongs to the noun before it
_OF_A_NOUN = re.compile(
    r"(?:\b(?:vitamin|plan|type|group|class|grade|hepatitis|point|figure|table|section|part|set"
    r"|appendix|category|team|player|person|company|country|line|angle|matrix|event|node|city|town"
    r"|step)s? "
    r"|[0-9°] ?|维生素|图|点|类|组|型|角|集合|向量|方案|计划|[A-Za-z]\.|[A-Za-z]-)\Z",
    re.IGNORECASE,
)


# What stands about a letter, for each set of options
_TESTS = {
    "also": _ALSO,
    "denied": r"(?:CLOSE ?(?:[、/&]|and|or|和|与) ?LETTER){0,4}CLOSE"
    rf"(?:{_DENIED_EN}|{_DENIED_ZH})",
    "denied_before": _DENIED_BEFORE,
    "listed_before": _LISTED_BEFORE,
}

# Behind a letter: what ends it, `B?`, and the text of the option, `(D) Is excluded`
_ENDED = re.compile(r" ?(?:[).\]}。,;]|$)", re.MULTILINE)
_ASKED = re.compile(r"[)\]}.]{0,2} ?\?")
_TEXT_BEGINS = re.compile(r"[)\]] [A-Z][a-z]")
# `the answer is `, `答案是`, `Answer: `: what follows is given, and nothing is said of it
_GIVEN = re.compile(r"(?:\b(?i:is|be)|:|[是为选]) ?\Z")


class Letters(Struct, frozen=True):
    """The compiled tests of one set of options."""

    options: str
    letter: re.Pattern[str]
    also: re.Pattern[str]
    denied: re.Pattern[str]
    denied_before: re.Pattern[str]
    listed_before: re.Pattern[str]

    def name(self, letter: str) -> str:
        """The option as the caller spells it."""
        return self.options[self.options.upper().index(letter.upper())]

    def asserted(self, text: str, match: re.Match[str]) -> bool:
        """Whether a match of a statement rule really gives its letter (group 1) as the answer."""
        return self.chosen(text, match.start(1)) and not unsaid(text, match.start())

    def chosen(self, text: str, at: int) -> bool:
        """Whether the letter there is named alone: not denied, not asked about, not in a list."""
        before, after = text[max(0, at - 60) : at], text[at + 1 : at + 60]
        if text[at].islower() and not _ENDED.match(after):
            return False  # `the answer is a matter of taste`
        if _ASKED.match(after) or self.also.match(text, at + 1):
            return False
        return self.named(text, at) and not self.listed_before.search(before)

    def named(self, text: str, at: int) -> bool:
        """Whether the letter there is an option that the text does not deny."""
        before = text[max(0, at - 60) : at]
        if _ARTICLE.match(text, at) and not _INTRODUCED.search(before):
            return False
        denied = self.denied.match(text, at + 1) and not _begins_its_text(before, text[at + 1 :])
        return not (denied or self.denied_before.search(before))


def unsaid(text: str, at: int) -> bool:
    """Whether the words before a statement take it back."""
    return _UNSAID.search(text[max(0, at - 24) : at]) is not None


def of_a_noun(text: str, at: int) -> bool:
    """Whether the letter there belongs to the noun before it."""
    return _OF_A_NOUN.search(text[max(0, at - 16) : at]) is not None


def _begins_its_text(before: str, after: str) -> bool:
    """`The correct option is C) are not alive`, `(D) Is excluded`: its text denies nothing."""
    if _TEXT_BEGINS.match(after):
        return True
    return after.startswith(") ") and _GIVEN.search(before) is not None


@cache
def letters_of(options: str) -> Letters:
    def test(pattern: str) -> re.Pattern[str]:
        return re.compile(spell(pattern, options, group=False), re.IGNORECASE | re.MULTILINE)

    return Letters(
        options,
        re.compile(spell("LETTER", options)),
        **{name: test(pattern) for name, pattern in _TESTS.items()},
    )


@cache
def compiled(pattern: str, options: str) -> re.Pattern[str]:
    """A pattern with the options in it; the letter is group 1."""
    return re.compile(spell(pattern, options), re.MULTILINE)


def spell(pattern: str, options: str, *, group: bool = True) -> str:
    """Put the options into a pattern. The letter is group 1 unless `group` is False."""
    upper = "".join(map(re.escape, options.upper()))
    lower = "".join(map(re.escape, options.lower()))
    opening = "(" if group else "(?:"
    option = (
        rf"{_WRAP}{{0,5}}(?:(?i:the )?(?i:option|choice|letter|statement) |选项 ?)?"
        rf"{_WRAP}{{0,4}}{opening}[{upper}{lower}]){_STANDS_ALONE}"
    )
    # The test of what stands before comes after the letter: re skips to the next letter of a set
    letter = rf"{opening}(?-i:[{upper}]))(?<![{_WORD}°].){_STANDS_ALONE}"
    spelled = pattern.replace("OPTION", option).replace("LETTER", letter)
    spelled = spelled.replace("ENUMERATOR", rf"{opening}[{lower}])")
    return spelled.replace("CLOSE", r"[)\]}>]{0,3}")
