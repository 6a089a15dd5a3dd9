"""From a reply to the answer that it puts into double square brackets: KOR-Bench."""

from evalbench.postprocessors.rules.bracketed import between, find_bracketed
from evalbench.types import NOTHING, Extraction, Extractions

_STRICT = (
    ("double-brackets", "[[", "]]"),
    ("boxed", r"$\boxed{", "}$"),
    ("brackets", "[", "]"),
)


def korbench_postprocess(text: str, options: str = "") -> Extractions:
    r"""Strict: the first `[[…]]`, else the first `$\boxed{…}$`, else the first `[…]`.

    Robust: the last `[[…]]` that is no quoted form, else the last box, else what is stated, by the
    rule for options where there are `options`. Source: the evaluation of KOR-Bench's authors.
    """
    strict = NOTHING
    for rule, opening, closing in _STRICT:
        inner = next(between(text, opening, closing), None)
        if inner is not None:
            strict = Extraction(inner.strip(), rule, stated=True)
            break
    return Extractions(strict, find_bracketed(text, options))
