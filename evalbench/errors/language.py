"""In which language a user is spoken to: English, or Chinese."""

import os
from typing import Literal, get_args

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

_chosen: Language = "en"


def choose(language: Language) -> None:
    """From now on."""
    global _chosen  # noqa: PLW0603 - one for the process, and said once, by the command line
    _chosen = language


def chosen() -> Language:
    return _chosen


def of_locale() -> Language:
    """What the environment asks for, as gettext reads it; English for all but Chinese."""
    said = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh" if next(filter(None, said), "").startswith("zh") else "en"
