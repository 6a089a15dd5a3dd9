"""What can go wrong in a way that a user can mend.

EvalbenchError
├── ConfigError     an option, a config file or a key in it
├── DatasetError    benchmark data is missing or broken
├── ServiceError    the endpoint cannot be used as configured
└── OutputError     a results folder cannot be read or written

Every one of them stands in a catalogue beside this file, with its code, its cause and its remedy:
`config.py`, `data.py`, `service.py`, `output.py`; docs/errors.md is made from them. `cli.py` prints
these errors without a traceback. Any other exception is a bug and shows its traceback.

Exit codes: 0 done and complete; 1 a task or sample failed, or the service could not be used;
2 usage, configuration, data or folders; 130 interrupted, by Ctrl-C or by SIGTERM.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self

from evalbench.errors.entries import Entry, Phrase, Text


class EvalbenchError(Exception):
    """One sentence about what is wrong and where, and one about what to do.

    A plug-in of one's own has no entry in the catalogue: it gives its sentences instead, as
    `ConfigError("size must be positive", fix="size=1")`, and its errors have the code X000.
    """

    exit_code = 2

    def __init__(
        self,
        entry: Entry[Any] | str,
        values: Mapping[str, Any] | None = None,
        places: Sequence[str] = (),
        *,
        fix: str | Phrase = "",
    ) -> None:
        super().__init__(entry, values)
        if isinstance(entry, str):
            values = {"what": entry, "fix": fix}
            entry = Entry(type(self), "X000", Text("{what}", "{fix}"), Text("{what}", "{fix}"))
        self.entry = entry
        self._values = dict(values or {})
        self._places = tuple(places)

    @classmethod
    def of(cls, code: str, *, en: tuple[str, ...], zh: tuple[str, ...]) -> Entry[Self]:
        """An entry for the catalogue: cause and perhaps remedy, in both languages."""
        return Entry(cls, code, Text(*en), Text(*zh))

    def at(self, where: str) -> Self:
        """The same error, told with its place: file, data set or key."""
        return type(self)(self.entry, self._values, (where, *self._places))

    def moved(self, where: str) -> Self:
        """The same error, told with another outermost place."""
        return type(self)(self.entry, self._values, (where, *self._places[1:]))

    def telling(self, **values: Any) -> Self:
        """The same error, with more that its templates show."""
        return type(self)(self.entry, {**self._values, **values}, self._places)

    @property
    def places(self) -> tuple[str, ...]:
        """The outermost first."""
        return self._places

    def retell(self, change: Callable[[str], str]) -> None:
        """From now on with another text for each of its values: one that is masked, say."""
        self._values = {name: _Changed(value, change) for name, value in self._values.items()}
        self._places = tuple(map(change, self._places))

    @property
    def what(self) -> str:
        return ": ".join([*self._places, self.entry.cause(self._values)])

    @property
    def fix(self) -> str:
        return self.entry.remedy(self._values)

    def __str__(self) -> str:
        told = f"{self.what} [{self.entry.code}]"
        return f"{told}\n  {self.fix}" if self.fix else told


class _Changed:
    """A value whose text is another one, however a template shows it."""

    def __init__(self, value: Any, change: Callable[[str], str]) -> None:
        self._value = value
        self._change = change

    def __str__(self) -> str:
        return self._change(str(self._value))

    def __repr__(self) -> str:
        return self._change(repr(self._value))

    def __format__(self, spec: str) -> str:
        return self._change(format(self._value, spec))


class ConfigError(EvalbenchError):
    pass


class DatasetError(EvalbenchError):
    pass


class ServiceError(EvalbenchError):
    exit_code = 1


class OutputError(EvalbenchError):
    pass


def first_of(group: BaseExceptionGroup[EvalbenchError]) -> EvalbenchError:
    """One error out of those that a group of tasks ended with."""
    for error in group.exceptions:
        return first_of(error) if isinstance(error, BaseExceptionGroup) else error
    raise AssertionError("an exception group is never empty")
