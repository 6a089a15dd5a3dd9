"""What a sentence ends in, where that is in quotes: `It is "menu".`, 名称是《战国无双3》."""

import re

_ENDS = re.compile(
    r"(?:是|为|:|：|\bis) ?(《[^《》\n]{1,100}》|[“「\"][^“”「」\"\n]{1,100}[”」\"])[。.]?\Z"
)


def ends_quoted(line: str) -> str | None:
    """The quotation with its marks; None where the line ends otherwise."""
    found = _ENDS.search(line)
    return found[1] if found and found[1][1:-1].strip() else None
