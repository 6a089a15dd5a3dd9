"""How far a load is, on a terminal."""

from typing import TYPE_CHECKING, Any, Never

from tqdm import tqdm

from evalbench.stages.progress import Counts
from evalbench.terminal import width

if TYPE_CHECKING:
    _Tqdm = tqdm[Never]
else:
    _Tqdm = tqdm  # which takes no parameter while it runs

_FREE = 3  # columns at its end, for the ^C that the terminal shows there
_LEAST = 8  # columns in which a name still says something


class Bar(_Tqdm):
    """Its name gives way where the terminal is narrow, so that the counts are whole."""

    def __init__(self, name: str, total: int, unit: str) -> None:
        self._whole = total
        self._counts: Counts | None = None
        counts = f"{{n_fmt}}/{{total_fmt}}{unit} [{{elapsed}}<{{remaining}}{{postfix}}]"
        super().__init__(
            total=total,
            desc=name,
            bar_format=f"{{desc}}{counts} {{bar}}",
            dynamic_ncols=True,
            mininterval=0.2,
        )

    def shown(self, done: int, counts: Counts) -> None:
        self._counts = counts
        self.update(min(done, self._whole) - self.n)

    def _told(self) -> str | None:
        """A text, before which tqdm puts a comma; before anything else it does not."""
        return str(self._counts()) if self._counts else None

    @property
    def format_dict(self) -> dict[str, Any]:
        given: dict[str, Any] = {**super().format_dict, "postfix": self._told()}
        if not given.get("ncols"):
            return given
        given["ncols"] -= _FREE
        bare = {**given, "prefix": "", "bar_format": given["bar_format"].removesuffix("{bar}")}
        room = given["ncols"] - width(self.format_meter(**bare))
        return {**given, "prefix": _shortened(str(given["prefix"] or "").rstrip(": "), room)}


def _shortened(name: str, room: int) -> str:
    """With a space behind it; "" where it would say nothing.

    The model, which stands in front of a colon, gives way before what it is asked. Of either the
    middle goes first, for benchmarks begin alike and subjects end alike.
    """
    if room < _LEAST:
        return ""
    model, colon, asked = name.rpartition(": ")
    if width(name) >= room and room - width(asked) - width(colon) > _LEAST:
        return f"{_cut(model, room - width(asked) - width(colon))}{colon}{asked} "
    if width(name) >= room:
        name = asked
    return f"{name if width(name) < room else _cut(name, room)} "


def _cut(name: str, room: int) -> str:
    """Without its middle, and with room for a space behind it."""
    head = tail = ""
    while width(head + tail) < room - 3:  # for the ellipsis, a space, and a wide sign
        if width(tail) <= width(head):
            tail = name[len(name) - len(tail) - 1 :]
        else:
            head = name[: len(head) + 1]
    return f"{head}…{tail}"
