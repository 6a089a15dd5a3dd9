"""From a reply to its answer, where a data set of LongBench asks for an answer alone.

LongBench takes replies as they are, or their first line where a prompt has examples: those are the
strict readings. The robust ones leave out what only leads up to the answer.
"""

import re
import unicodedata

from evalbench.postprocessors.rules.amount import find_number
from evalbench.postprocessors.rules.short import find_short_answer
from evalbench.postprocessors.rules.summary import find_summary
from evalbench.postprocessors.whole import whole_reply
from evalbench.types import NOTHING, Extraction, Extractions

_ANNOUNCED = ("answer-is", "a-colon", "da-an", "answer-tag", "boxed")
_PARAGRAPH = re.compile(
    r"(?:\b(?:paragraph|passage)|段落|第)\s*(?:no\.|#|number)?\s*([0-9]+)", re.IGNORECASE
)
_DIGITS = re.compile(r"[0-9]+")
_BLOCK = re.compile(r"^[ \t]*```[^\n`]*\n(.*?)(?:^[ \t]*```|\Z)", re.DOTALL | re.MULTILINE)


def longbench_qa_postprocess(text: str) -> Extractions:
    """Strict: the reply. Robust: the answer that it announces ("the answer is …"), else all."""
    reply = whole_reply(text).strict
    return Extractions(reply, _announced(text) or reply)


def triviaqa_postprocess(text: str) -> Extractions:
    """Strict: the first line. Robust: what is announced, else the first line that says it."""
    return Extractions(_first_line(text), _announced(text) or find_summary(text))


def trec_postprocess(text: str) -> Extractions:
    """Strict: the first line. Robust: what is announced, else the first line that says it."""
    return triviaqa_postprocess(text)


def lsht_postprocess(text: str) -> Extractions:
    """Strict: the first line. Robust: what is announced, else the first line that says it."""
    return triviaqa_postprocess(text)


def samsum_postprocess(text: str) -> Extractions:
    """Strict: the first line. Robust: the first that does not only announce the summary."""
    return Extractions(_first_line(text), find_summary(text))


def longbench_count_postprocess(text: str) -> Extractions:
    """Strict: the reply, of whose numbers each counts. Robust: the number that it gives."""
    return Extractions(whole_reply(text).strict, find_number(text))


def longbench_retrieval_postprocess(text: str) -> Extractions:
    """Strict: the reply, of whose numbers each counts.

    Robust: the number that it announces, else that of the last paragraph that it names, else the
    number that it gives.
    """
    folded = unicodedata.normalize("NFKC", text)
    announced = _announced(folded)
    if announced and announced.answer and (digits := _DIGITS.search(announced.answer)):
        robust = Extraction(digits[0], announced.rule, stated=True)
    elif named := _PARAGRAPH.findall(folded):
        robust = Extraction(named[-1], "paragraph", stated=True)
    else:
        robust = find_number(text)
    return Extractions(whole_reply(text).strict, robust)


def longbench_code_postprocess(text: str) -> Extractions:
    """Strict: the reply. Robust: its first block of code, else all."""
    reply = whole_reply(text)
    block = _BLOCK.search(text)
    if block is None or not block[1].strip():
        return reply
    return Extractions(reply.strict, Extraction(block[1], "first-block", stated=True))


def _first_line(text: str) -> Extraction:
    line = text.lstrip("\n").split("\n")[0]
    return Extraction(line, "first-line", stated=True) if line.strip() else NOTHING


def _announced(text: str) -> Extraction | None:
    """What stands behind "the answer is" and the like."""
    found = find_short_answer(text)
    return found if found.rule in _ANNOUNCED else None
