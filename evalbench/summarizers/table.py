"""Tables as text, csv and markdown: numbers stay numbers until here."""

import csv
import io
from collections.abc import Sequence

from tabulate import tabulate

from evalbench.types import Cell, Table


def as_text(table: Table) -> str:
    """For the screen: numbers to the right with two decimals, what is unknown as `-`."""
    return tabulate(
        [[_shown(cell) for cell in row] for row in table.rows],
        headers=list(table.columns),
        tablefmt="simple",
        disable_numparse=True,
        colalign=_alignment(table) or None,
    )


def fitted(table: Table, width: int, spare: Sequence[str]) -> Table:
    """The table without as many of the columns to spare, in that order, as it is too wide."""
    for name in spare:
        if max(map(len, as_text(table).splitlines())) <= width:
            break
        kept = [place for place, column in enumerate(table.columns) if column != name]
        table = Table(
            table.title,
            [table.columns[place] for place in kept],
            [[row[place] for place in kept] for row in table.rows],
        )
    return table


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
    return str(cell)


def _plain(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    return float(f"{cell:.6g}") if isinstance(cell, float) else cell


def _alignment(table: Table) -> list[str]:
    """A column of which a cell is a number goes to the right."""
    columns = zip(*table.rows, strict=True)
    return [
        "right" if any(isinstance(cell, int | float) for cell in column) else "left"
        for column in columns
    ]
