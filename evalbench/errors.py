"""What can go wrong in a way that a user can mend.

EvalbenchError
├── ConfigError     an option, a config file or a key in it
├── DatasetError    benchmark data is missing or broken
├── ServiceError    the endpoint cannot be used as configured
└── OutputError     a results folder cannot be read or written

`cli.py` prints these without a traceback. Any other exception is a bug and shows its traceback.

Exit codes: 0 done and complete; 1 a task or sample failed, or the service could not be used;
2 usage, configuration, data or folders; 130 interrupted.
"""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Self


class EvalbenchError(Exception):
    """One sentence about what is wrong and where, and one about what to do."""

    exit_code = 2

    def __init__(self, what: str, *, fix: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.fix = fix

    def at(self, where: str) -> Self:
        """The same error, told with its place: file, data set or key."""
        return type(self)(f"{where}: {self.what}", fix=self.fix)

    def __str__(self) -> str:
        return f"{self.what}\n  {self.fix}" if self.fix else self.what


class ConfigError(EvalbenchError):
    pass


class DatasetError(EvalbenchError):
    pass


class ServiceError(EvalbenchError):
    exit_code = 1


class OutputError(EvalbenchError):
    pass


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The nearest known names as a question, or all of them when none is near and they are few."""
    names = sorted(set(known))
    near = get_close_matches(name, names, n=3, cutoff=0.6)
    if near:
        return f"did you mean {' or '.join(near)}?"
    return f"known: {', '.join(names)}" if 0 < len(names) <= 30 else ""


def refuse_unknown(keys: Iterable[str], known: Iterable[str], where: str) -> None:
    """Raise ConfigError for the first key that nothing reads. `where` ends with who refuses."""
    names = sorted(set(known))
    for key in keys:
        if key not in names:
            raise ConfigError(f"{where} takes no {key!r}", fix=did_you_mean(str(key), names))


def first_of(group: BaseExceptionGroup[EvalbenchError]) -> EvalbenchError:
    """One error out of those that a group of tasks ended with."""
    for error in group.exceptions:
        return first_of(error) if isinstance(error, BaseExceptionGroup) else error
    raise AssertionError("an exception group is never empty")
