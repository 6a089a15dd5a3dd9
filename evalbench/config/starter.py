"""The shipped config tree as the start of one's own."""

import shutil
from pathlib import Path

from evalbench.config.files import SHIPPED
from evalbench.errors.output import NOT_WRITTEN


def copy_tree(folder: str) -> tuple[int, int]:
    """Copy what is not there yet; how many files were copied, and how many left as they are."""
    target = Path(folder)
    copied = kept = 0
    for source in sorted(SHIPPED.rglob("*.py")):
        place = target / source.relative_to(SHIPPED)
        if place.exists():
            kept += 1
            continue
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, place)
        except OSError as error:
            raise NOT_WRITTEN(path=place, reason=error.strerror) from error
        copied += 1
    return copied, kept
