"""The sentences in which an option is given as the answer. A new rule is a new row."""

from typing import NamedTuple


class Rule(NamedTuple):
    """A pattern in the language of `letters.spell`; group 1 is the letter.

    A `sole` rule counts only where all its matches name the same option: several bold options are
    the headings of a discussion, not an answer.
    """

    name: str
    pattern: str
    sole: bool = False


def _word(*words: str) -> str:
    """Any of the words, in either case, at the start of a word.

    It begins with a set of letters, because re skips to those: three times the speed of a choice.
    """
    initials = sorted({word[0] for word in words})
    rests = (
        f"(?<=[{i}{i.upper()}])(?:{'|'.join(word[1:] for word in words if word[0] == i)})"
        for i in initials
    )
    either = "".join(i + i.upper() for i in initials)
    return f"[{either}](?<![A-Za-z][A-Za-z])(?i:{'|'.join(rests)})"


_NOUN = (
    _word(
        "answer",
        "anwser",
        "awnser",
        "ans",
        "option",
        "choice",
        "guess",
        "pick",
        "selection",
        "solution",
        "verdict",
        "exception",
        "odd one out",
    )
    + r"(?![A-Za-z])"
)
_OF_WHAT = (
    r"(?:(?i: (?:to|for|of)(?: [^\s.:?!]{1,24}+){1,12}?"
    r"| (?:here|then|choice|option|letter|is given)))?"
    r"(?: ?\([^()\n]{0,30}\))?[,.)\]} ]{0,3}"
)
_IS = (
    r"(?:(?i:is|was|be|would be|will be|should be|must be|has to be|becomes)(?![A-Za-z])"
    r"|[:=→–—]|-{1,2}>?)"
)
_HEDGES = (
    r"(?:[\s,:]{0,3}(?i:therefore|thus|hence|clearly|(?:most )?likely|(?:most )?probably|definitely"
    r"|certainly|indeed|simply|just|actually|then|obviously|still|in fact|i (?:think|believe)"
    r"|indeed|the following|the (?:(?:correct|right|best|final) )?(?:answer|option|choice)|is)"
    r"(?![A-Za-z])){0,4}[\s,:]{0,3}"
)
_ENDS = (
    r"(?=CLOSE ?(?:选项|项)?"
    r"(?:[.,;!。\n]|$| because| since| as | then\b| here\b| unless\b"
    r"| is (?:the )?(?:correct|right|answer|best)))"
)
_ZH_ENDS = r"(?=CLOSE ?(?:选项|项)? ?(?:[.,;!。\n]|$|正确|符合))"

_NO_LETTER = rf"(?!{_HEDGES}[(\[]?(?i:option |choice |选项 ?)?[A-Z](?![A-Za-z0-9'-]))"

# The start of a line that is about one option
_LINE = r"^[>#•|\ue000 -]{0,4}(?:(?i:option|choice) |选项 ?)?[(\[]?"

# Weighed together: the one that stands last in the text is the answer.
STATEMENTS = (
    # \boxed{B}, \boxed{\text{(B)}}; a lost backslash leaves "oxed"
    Rule("boxed", r"oxed ?\{OPTION(?! ?[=^<>])"),
    # \boxed{12 (B)}
    Rule("boxed", r"oxed ?\{[^}\n]{1,60}?\(LETTER\)"),
    # <answer>B</answer>, <|begin_of_box|>B<|end_of_box|>; without emphasis the box has no "_"
    Rule("answer-tag", r"(?:<(?i:answer)>|<\|begin_?of_?box\|>)\s?OPTION"),
    # #### B, but no heading `#### B. Why`
    Rule("hashes", r"#### ?OPTIONCLOSE\.?$"),
    # The answer is B; Answer: (B); the correct option would be B; {"answer": "B"}
    Rule("answer-is", _NOUN + _OF_WHAT + _IS + _HEDGES + "OPTION"),
    # The answer is Paris (B); Answer: 12, option C; 答案是北京（B）
    # but not `The answer is C, as option B …`, `The answer is 12. Option B …`
    Rule(
        "answer-is-text",
        rf"(?:[Aa](?i:nswer){_OF_WHAT}{_IS}|答案[是为:]){_NO_LETTER}"
        r"(?:(?!(?<!St)(?<!Dr)(?<!Mr)(?<!Mt)\.\s)[^\n?!。案]){1,80}?"
        r"(?:\((?i:option |choice |选项)?|(?i:,? (?:which is )?(?:option|choice) )|,?即?选项)"
        r"LETTER",
    ),
    # Ans. (b); Answer. B
    Rule("answer-is", r"^(?i:ans\.?|answer\.) ?OPTION"),
    # Answer B, as all that a line says
    Rule(
        "answer-is", r"^(?i:(?:the )?(?:final |correct )?(?:answer|option|choice)) OPTIONCLOSE\.?$"
    ),
    # The most plausible alternative is B; the better one: A
    Rule(
        "best-is",
        _word("plausible", "likely", "correct", "right", "better", "best", "suitable")
        + r"(?i: (?:alternative|one|statement|ending|completion|candidate|match))"
        + _OF_WHAT
        + _IS
        + _HEDGES
        + "OPTION",
    ),
    # B is what I would mark
    Rule(
        "chosen",
        r"LETTERCLOSE (?i:is (?:what|the (?:one|option)) i(?: would|d| will|ll)? "
        r"(?:mark|choose|pick|select|tick|answer|go with))\b",
    ),
    # I would choose B; let us go with (B)
    Rule(
        "chosen",
        _word(
            "choose",
            "chose",
            "pick",
            "select",
            "i mark",
            "id mark",
            "i would mark",
            "go(?:ing)? with",
            "went with",
            "opt for",
        )
        + r"(?![A-Za-z])"
        + _HEDGES
        + "OPTION",
    ),
    # So, B. Therefore (B) is correct. By elimination, B.
    Rule(
        "therefore",
        _word("so", "therefore", "thus", "hence", "consequently", "finally", "in conclusion")
        + r"[\s,:]{1,3}(?i:(?:it is|its|it must be|this is|that is|only|just) )?OPTION"
        + _ENDS,
    ),
    # Conclusion: B. By elimination, B. Correct: B; but not `C. correct` and then `D. incorrect`
    Rule(
        "therefore",
        _word("by elimination", "conclusion", "correct", "final", "result", "final verdict")
        + r"[\s,:]{1,3}(?<!orrect\n)OPTION"
        + _ENDS,
    ),
    # It's B. It should be B. That leaves B.
    Rule(
        "it-is",
        _word("it is", "its", "must be", "should be", "has to be", "thats", "that is", "this is")
        + r" (?i:(?:only|just|clearly|probably|likely|therefore|definitely) )?OPTION"
        + _ENDS,
    ),
    Rule(
        "it-is",
        _word(
            "i think",
            "i believe",
            "id say",
            "i would say",
            "i say",
        )
        + r" (?i:(?:it is|its) )?OPTION"
        + _ENDS,
    ),
    # That leaves us with B; which leaves B (epinephrine)
    Rule(
        "it-is",
        _word("leaves", "leaving", "left with")
        + rf"(?i: us with| only)? (?i:option )?OPTION(?:{_ENDS}|(?= \())",
    ),
    # not A but B; 不是A，而是B
    Rule("not-but", _word("not") + r" (?:option )?[A-Z]CLOSE,? (?i:but (?:rather |it is )?)OPTION"),
    Rule("not-but", r"而(?:应该?)?[是选]择?OPTION"),
    # Only B fits; B is the only one left
    Rule(
        "only",
        _word("only") + r" OPTIONCLOSE (?i:is|remains|fits|works|makes|satisfies|matches|can)\b",
    ),
    # B is the correct answer; (B) must be the best choice
    Rule(
        "the-answer",
        r"LETTERCLOSE (?i:is|was|must be|should be|would be|seems to be|appears to be) "
        r"(?i:(?:indeed |clearly )?the (?:only )?"
        r"(?:(?:correct|right|best|better|final|most \w{1,20}) )?)"
        r"(?i:answer|option|choice|one)\b",
    ),
    # **B**, **B. Paris**
    Rule("bold", r"\ue000(?:(?i:option|choice) |选项)?[(\[]?LETTER", sole=True),
    # 答案是B, 答案：B, 【答案】B, 正确答案应该选 B
    Rule(
        "da-an",
        r"答案(?:[^。\n;!?A-Za-z不非错没无]{0,16}(?:是|为|选择?|:|=|即))?[\s:,]{0,4}OPTION",
    ),
    # 故选C, 应选择 C, 选：C; but 选项C only names it
    Rule("gu-xuan", r"选(?:择|定)?(?:的?[是为])?[\s:,]{0,3}OPTION"),
    # 正确的是C, 正确选项为C, 符合题意的一项是 C
    Rule(
        "zheng-que-de-shi",
        r"(?:正确|合适|恰当|合理|符合题意|符合要求|最佳|最优)的?"
        r"(?:选项|说法|表述|一项|选择|叙述|描述|做法)?(?:应该?|就)?(?:是|为|选|:)[\s:,]{0,3}OPTION",
    ),
    # 应该是B, 我认为是B, 所以为 B
    Rule(
        "ying-shi",
        r"(?:应该?|应当|就|只能|认为|觉得|肯定|一定|显然|最终|因此|所以|那么|故|结论|结果)[,:]?"
        r"(?:应该?)?[是为]:?OPTION" + _ZH_ENDS,
    ),
    # 因此B。 答：B
    Rule(
        "suo-yi",
        r"(?:因此|所以|故|综上(?:所述)?|可知|结论|答)[,: ]{0,2}[为是]?OPTION"
        r"(?=CLOSE项?(?:[。.!\n]|$))",
    ),
    # 对应的选项编号正是C
    Rule(
        "xuan-xiang-shi",
        r"选项(?:的?(?:编号|字母|序号|代号))?(?:正|就|应该?)?[是为]:? ?OPTION" + _ZH_ENDS,
    ),
    # 只有选项C是对的, 只剩 C
    Rule(
        "only",
        r"(?:只有|唯有|仅有|仅|只剩下?|剩下)OPTIONCLOSE ?(?:选项|项)?"
        r"[^。,;\n不错]{0,8}?(?=正确|对|符合|成立|满足|可|[。,;.\n]|$)",
    ),
)

# Weaker: what is said of an option. They decide only together, when all name the same one.
AFFIRMATIONS = (
    # B is correct; Option B (Paris) is right
    Rule(
        "is-correct",
        r"LETTERCLOSE(?:[.:]? (?:(?!(?<![A-Za-z])[A-Z](?![A-Za-z]))[^.\n;,]){1,60}?)? "
        r"(?i:is|seems|looks|appears|would be|must be|could be|might be) "
        r"(?i:the |also |indeed |clearly )?"
        r"(?i:correct|right|true|best|most|accurate|valid)\b",
    ),
    # - **B**: Correct! …; B. Right: …; B: True
    Rule(
        "verdict",
        _LINE
        + r"LETTERCLOSE ?[.:、]? ?(?:[-–—] ?)?"
        + r"(?:(?i:correct|right)(?![\w-])|(?<=: )(?i:true|yes)\b)",
    ),
    # B. Paris ✅; | B | Paris | ✓ |
    Rule("verdict", _LINE + r"LETTERCLOSE[^\n]{0,160}?[✅✓✔☑]"),
    # B项正确, B 符合题意, B是对的
    Rule(
        "zheng-que",
        r"LETTERCLOSE ?(?:选项|项)?[^。,;\nA-Z不错非否]{0,20}?"
        r"(?:正确|[是才最]对的?|符合题意|符合要求|最合适|最恰当)",
    ),
    # this matches option B; 对应选项B
    Rule(
        "which-is",
        _word(
            "which is",
            "namely",
            "correspond(?:s|ing)? to",
            "match(?:es|ing)?",
            "aligns with",
            "listed (?:under|as|in)",
            "given (?:as|by|in)",
            "found in",
            "appears as",
        )
        + r" OPTION",
    ),
    Rule("which-is", r"(?:对应|符合|即|就是)(?:的?是)?选?项? ?OPTION"),
    Rule("which-is", r"[是为属](?=选项)OPTION"),
    # 核心是（A）。 the gap of the question, filled
    Rule("gap", r"(?<=[\u4e00-\u9fff]) ?\( ?LETTER ?\)[。.]?$"),
    # The answer might be B
    Rule(
        "might-be",
        _word("answer", "option", "choice") + r" (?i:could|might|may) be" + _HEDGES + "OPTION",
    ),
    # 错误的是B: the answer where the wrong statement was asked for
    Rule(
        "cuo-wu-de-shi", r"(?:错误|不正确|不符合题意|有误)的?(?:选项|一项|说法|表述)?[是为]:?OPTION"
    ),
)
