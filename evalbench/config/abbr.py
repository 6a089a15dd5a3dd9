"""What an abbr may be."""

import re

from evalbench.errors.config import ABBR_NAMES_NO_FILE

_LONGEST_ABBR = 200  # bytes; with its endings it must stay below a file system's 255
_IN_NO_NAME = re.compile(r"[/\\\0\n\ud800-\udfff]")


def check_abbr(abbr: str, where: str = "") -> None:
    """An abbr names folders and files of the results, so it must be able to."""
    too_long = len(abbr.encode(errors="surrogatepass")) > _LONGEST_ABBR
    if not abbr or abbr in (".", "..") or _IN_NO_NAME.search(abbr) or too_long:
        error = ABBR_NAMES_NO_FILE(abbr=abbr, most=_LONGEST_ABBR)
        raise error.at(where) if where else error
