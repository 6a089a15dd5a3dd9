"""Tables as text, csv and markdown: numbers stay numbers until here."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter

from tabulate import tabulate

from evalbench.summarizers.heads import shown_head
from evalbench.terminal import width, wrapped
from evalbench.types import Cell, Estimate, Table

_PARTS = re.compile(r"[^-_/. ]*[-_/. ]|[^-_/. ]+")
_PADDED = 2  # columns that tabulate adds to a head
_NARROWEST = 12  # columns in which a text is still read


def as_text(table: Table) -> str:
    """For the screen: numbers to the right with two decimals, what is unknown as `-`."""
    return tabulate(
        [[_shown(cell) for cell in row] for row in table.rows],
        headers=[shown_head(name) for name in table.columns],
        tablefmt="simple",
        disable_numparse=True,
        colalign=_alignment(table) or None,
    )


def fitted(table: Table, columns: int, spare: Sequence[str], folded: Sequence[str] = ()) -> Table:
    """The table without as many of the columns to spare, in that order, as it is too wide.

    The heads to be folded are broken before anything goes.
    """
    for name in (None, *spare):
        table = without(table, name) if name else table
        for shown in (table, _with_folded(table, folded)):
            if width_of(shown) <= columns:
                return shown
    return _with_folded(table, folded)


def narrowed(table: Table, columns: int, names: Sequence[str], least: int = _NARROWEST) -> Table:
    """The cells of those columns broken into lines, the widest first, until the table fits.

    None to fewer columns than `least`: the table is wider then.
    """
    places = [table.columns.index(name) for name in names if name in table.columns]
    room = {place: _widest(row[place] for row in table.rows) for place in places}
    shown = table
    while (over := width_of(shown) - columns) > 0 and room:
        place = max(room, key=lambda each: room[each])
        if room[place] <= least:
            break
        others = [each for other, each in room.items() if other != place]
        room[place] = max(least, room[place] - over, min([room[place] - 1, *others]))
        cells = [
            [_lines(cell, room[at]) if at in room else cell for at, cell in enumerate(row)]
            for row in table.rows
        ]
        shown = Table(table.title, table.columns, cells)
    return shown


def _widest(cells: Iterable[Cell]) -> int:
    return max((width(line) for cell in cells for line in _shown(cell).split("\n")), default=0)


def _lines(cell: Cell, columns: int) -> Cell:
    """Broken behind the signs that join the parts of a name, or between words."""
    if not isinstance(cell, str) or _widest([cell]) <= columns:
        return cell
    parts = (_folded(line, columns) for line in cell.split("\n"))
    return "\n".join(
        line for part in parts for folded in part.split("\n") for line in wrapped(folded, columns)
    )


def width_of(table: Table) -> int:
    """Columns that it takes on a screen."""
    return max(map(width, as_text(table).splitlines()))


def without(table: Table, *names: str) -> Table:
    kept = [place for place, column in enumerate(table.columns) if column not in names]
    return Table(
        table.title,
        [table.columns[place] for place in kept],
        [[row[place] for place in kept] for row in table.rows],
    )


def with_below(table: Table, column: str) -> Table:
    """Where rows in succession have one name, it has a row to itself and they say `column`."""
    place = table.columns.index(column)
    rows: list[list[Cell]] = []
    for name, group in groupby(table.rows, key=itemgetter(0)):
        of_it = [list(row) for row in group]
        if len(of_it) > 1:
            rows.append([name, *[""] * (len(table.columns) - 1)])
            of_it = [[f"  {_shown(row[place])}", *row[1:]] for row in of_it]
        rows += of_it
    return Table(table.title, table.columns, rows)


def _with_folded(table: Table, heads: Sequence[str]) -> Table:
    """Those heads in several lines, as wide as their cells."""
    cells = zip(*table.rows, strict=True) if table.rows else ([""] for _ in table.columns)
    return Table(
        table.title,
        [
            _folded(head, max(width(_shown(cell)) for cell in column) - _PADDED)
            if head in heads
            else head
            for head, column in zip(table.columns, cells, strict=True)
        ],
        table.rows,
    )


def _folded(head: str, columns: int) -> str:
    """Broken behind the signs that join the parts of a model's name."""
    lines = [""]
    for part in _PARTS.findall(head):
        if lines[-1] and width(lines[-1] + part) > columns:
            lines.append("")
        lines[-1] += part
    return "\n".join(lines)


def as_markdown(table: Table) -> str:
    return tabulate(
        [[_shown(cell).replace("|", "\\|") for cell in row] for row in table.rows],
        headers=list(table.columns),
        tablefmt="github",
        disable_numparse=True,
        colalign=_alignment(table) or None,
    )


def as_csv(table: Table) -> str:
    """Plain numbers to six significant places; what is unknown is empty."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([_plain(cell) for cell in row] for row in table.rows)
    return text.getvalue()


def as_objects(table: Table) -> list[dict[str, Cell]]:
    """One object a row, for JSON."""
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def _shown(cell: Cell) -> str:
    if cell is None:
        return "-"
    if isinstance(cell, float):
        return f"{cell:.2f}"
    return _estimate(cell) if isinstance(cell, Estimate) else str(cell)


def _estimate(cell: Estimate) -> str:
    """`66.67 21–94`; intervals are of one width, so that scores stand below each other."""
    known = cell.low is not None and cell.high is not None
    interval = f"{cell.low:.0f}–{cell.high:.0f}" if known else ""
    return f"{cell.value:.2f} {interval:>6}"


def _plain(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    if isinstance(cell, Estimate):
        cell = cell.value
    return float(f"{cell:.6g}") if isinstance(cell, float) else cell


def _alignment(table: Table) -> list[str]:
    """A column of which a cell is a number goes to the right."""
    columns = zip(*table.rows, strict=True)
    return [
        "right" if any(isinstance(cell, int | float | Estimate) for cell in column) else "left"
        for column in columns
    ]
