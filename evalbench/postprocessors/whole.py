"""The reply as a whole is the answer."""

from evalbench.types import NOTHING, Extraction, Extractions


def whole_reply(text: str) -> Extractions:
    """The reply as it stands, white space at its ends too; one that was cut off is judged as it is.

    A blank one is no answer.
    """
    found = Extraction(text, "whole-reply", stated=True) if text.strip() else NOTHING
    return Extractions(found, found)


def whole_text(text: str) -> Extractions:
    """The reply without white space at its ends; of one that was cut off nobody knows what it says.

    What a config without a rule gets. A blank one is no answer.
    """
    answer = text.strip()
    found = Extraction(answer, "whole-text") if answer else NOTHING
    return Extractions(found, found)
