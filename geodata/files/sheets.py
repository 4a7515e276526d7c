"""Choose the sheet of a workbook to read, and find the table that stands in it."""

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.files.cells import Cells, reference
from geodata.files.workbook import SheetName, Workbook
from sites.base.errors import InputFileError
from sites.base.messages import Message, say, say_counted

#: A table has two columns at least: one filled cell above it is a title.
LEAST_COLUMNS: Final = 2
MAX_ROWS: Final = 500_000
#: So many hidden rows or columns are named; the others are counted.
MOST_NAMED: Final = 5
#: A number or a day, which no heading is.
_NUMBER: Final = re.compile("[-+0-9.,:/ ]+")


@dataclass(frozen=True)
class SheetTable:
    """The cells below one row of headings, as text; ``rows`` are the numbers Excel gives them."""

    frame: pd.DataFrame
    rows: NDArray[np.int64]
    notes: tuple[Message, ...]


def read_sheet(path: Path, sheet: str | None) -> SheetTable:
    """Return the table of one sheet: of the only one that holds anything, or of the one named.

    Raises
    ------
    InputFileError
        No workbook, several filled sheets and none named, a formula that was never calculated,
        merged cells in the table, or a workbook that holds far more than its size allows for.
    """
    with Workbook(path) as book:
        chosen = _one_sheet(book, sheet)
        table = _table(book.cells(chosen), path.name, chosen.title)
        if not chosen.is_hidden:
            return table
        said = say("sheet {title!r} is hidden, and it is read", title=chosen.title[:60])
        return replace(table, notes=(said, *table.notes))


def _one_sheet(book: Workbook, sheet: str | None) -> SheetName:
    """Return the sheet to read; a hidden one counts, since its sites would be missed silently."""
    filled = {one.title: one for one in book.sheets() if book.is_filled(one)}
    if not filled:
        raise InputFileError("{name} is empty: no sheet holds values", name=book.name)
    if sheet is None and len(filled) == 1:
        return next(iter(filled.values()))
    titles = tuple(
        say("{title} (hidden)", title=one.title[:60]) if one.is_hidden else one.title[:60]
        for one in filled.values()
    )
    if sheet is None:
        raise InputFileError(
            "{name} has {filled_count} sheets ({titles}); name one with --layer, or with "
            "layer = ... in the scenario",
            name=book.name, filled_count=len(filled), titles=titles,
        )  # fmt: skip
    if sheet not in filled:
        raise InputFileError(
            "{name} has no filled sheet {sheet!r}; it has {titles}",
            name=book.name, sheet=sheet[:60], titles=titles,
        )  # fmt: skip
    return filled[sheet]


def _table(cells: Cells, name: str, title: str) -> SheetTable:
    numbers = sorted(cells.rows)
    head, headings = _headings(cells, numbers)
    below = [row for row in numbers if row > head]
    notes = _told(cells, [row for row in numbers if row < head])
    _refuse_formulas_and_merges(cells, head, headings, name, title)
    _refuse_nameless(cells, head, headings, name)
    if len(below) > MAX_ROWS:
        raise InputFileError(
            "{name}, sheet {title}: {count} rows, the limit is {limit}; split it or save it as CSV",
            name=name, title=title, count=len(below), limit=MAX_ROWS,
        )  # fmt: skip
    notes += _beside(cells, below, max(headings))
    notes += _hidden(cells, below, headings)
    frame = pd.DataFrame(
        {
            number: pd.Series([cells.rows[row].get(column) for row in below], dtype="str")
            for number, column in enumerate(headings)
        }
    )
    frame.columns = pd.Index(headings.values())
    return SheetTable(frame, np.array(below, dtype=np.int64), notes)


def _headings(cells: Cells, numbers: list[int]) -> tuple[int, dict[int, str]]:
    """Return the row of the headings and what they are.

    A row of groups, each over several columns that have a heading of their own right below, is no
    row of headings: what in it stands over one column alone is. Two columns with one heading are
    told apart by their group.
    """
    top = next((row for row in numbers if len(cells.rows[row]) >= LEAST_COLUMNS), numbers[0])
    plain = {column: " ".join(text.split()) for column, text in sorted(cells.rows[top].items())}
    under = {column: " ".join(text.split()) for column, text in cells.rows.get(top + 1, {}).items()}
    group_of = {
        column: plain.get(left, "")
        for first, left, last, right in cells.merged
        if first == last == top and right > left for column in range(left, right + 1)
    }  # fmt: skip
    is_data = any(_NUMBER.fullmatch(text) for text in under.values())
    if not group_of or not group_of.keys() <= under.keys() or is_data:
        return top, plain
    alone = {column: text for column, text in plain.items() if column not in group_of}
    headings = dict(sorted((alone | under).items()))
    said = list(headings.values())
    return top + 1, {
        column: text if said.count(text) == 1 else f"{group_of.get(column, '')} {text}".strip()
        for column, text in headings.items()
    }


def _told(cells: Cells, above: list[int]) -> tuple[Message, ...]:
    """Say which lines above the headings are not read."""
    if not above:
        return ()
    return (not_read_above([next(iter(cells.rows[row].values())) for row in above]),)


def not_read_above(texts: list[str]) -> Message:
    """Say which lines above the headings are not read; blank ones are no news."""
    filled = [text.strip(" ,;\t") for text in texts if text.strip(" ,;\t")]
    return say_counted(
        "{count} row above the headings is not read ({text!r})",
        "{count} rows above the headings are not read (first: {text!r})",
        count=len(filled), text=filled[0][:60],
    )  # fmt: skip


def _beside(cells: Cells, below: list[int], last: int) -> tuple[Message, ...]:
    """Say what stands to the right of the table: it is no part of it."""
    right = [(row, column) for row in below for column in cells.rows[row] if column > last]
    if not right:
        return ()
    return (
        say_counted(
            "{count} cell right of the headings is not read ({cell})",
            "{count} cells right of the headings are not read (first: {cell})",
            count=len(right),
            cell=reference(*right[0]),
        ),
    )


def _hidden(cells: Cells, below: list[int], headings: dict[int, str]) -> tuple[Message, ...]:
    """Say which rows and columns are read though nobody sees them: what is hidden is not gone.

    Who filters a list and saves it, may think that the other rows are out; who sends it, may not
    know that they are in.
    """
    rows = [row for row in below if row in cells.hidden_rows]
    columns = [
        text
        for column, text in headings.items()
        if any(first <= column <= last for first, last in cells.hidden_columns)
    ]
    notes: list[Message] = []
    if rows:
        notes.append(
            say_counted(
                "{count} hidden row is read too (row {rows}); delete it where it must not count",
                "{count} hidden rows are read too (rows {rows}); delete them where they must not "
                "count",
                count=len(rows), rows=runs(rows),
            )
        )  # fmt: skip
    if columns:
        notes.append(
            say_counted(
                "{count} hidden column is read too ({columns})",
                "{count} hidden columns are read too ({columns})",
                count=len(columns), columns=tuple(text[:60] for text in columns[:MOST_NAMED]),
            )
        )  # fmt: skip
    return tuple(notes)


def runs(rows: list[int]) -> str:
    """Write row numbers in rising order as runs, the first few of them.

    >>> runs([4, 7, 8, 9, 12]), runs(list(range(2, 40, 2)))
    ('4, 7-9, 12', '2, 4, 6, 8, 10 ...')
    """
    held = set(rows)
    starts = [row for row in rows if row - 1 not in held]
    ends = [row for row in rows if row + 1 not in held]
    said = [
        str(first) if first == last else f"{first}-{last}"
        for first, last in zip(starts, ends, strict=True)
    ]
    return ", ".join(said[:MOST_NAMED]) + (" ..." if len(said) > MOST_NAMED else "")


def _refuse_nameless(cells: Cells, head: int, headings: dict[int, str], name: str) -> None:
    """Refuse a column inside the table that has cells and no heading; an empty one is spacing."""
    inside = range(min(headings), max(headings))
    nameless = [
        (row, column)
        for row in sorted(cells.rows)
        if row > head
        for column in cells.rows[row]
        if column in inside and column not in headings
    ]
    left = [(row, c) for row in sorted(cells.rows) if row > head
            for c in cells.rows[row] if c < min(headings)]  # fmt: skip
    if nameless or left or len(headings) < LEAST_COLUMNS:
        raise InputFileError(
            "{name}, row {first}: the header has empty cells; give every column a name",
            name=name, first=head,
        )  # fmt: skip


def _refuse_formulas_and_merges(
    cells: Cells, head: int, headings: dict[int, str], name: str, title: str
) -> None:
    """Refuse cells of the table that hold no value of their own."""
    first, last = min(headings), max(headings)
    merged = [
        (top, left, bottom, right)
        for top, left, bottom, right in cells.merged
        if bottom >= head and left <= last and right >= first
        and not (bottom == head and left == right)  # a heading that is two rows high
    ]  # fmt: skip
    if merged:
        top, left, bottom, right = merged[0]
        raise InputFileError(
            "{name}, sheet {title}: {merged_count} merged cells (first: {merged}); unmerge them",
            name=name, title=title, merged_count=len(merged),
            merged=f"{reference(top, left)}:{reference(bottom, right)}",
        )  # fmt: skip
    # A formula cell without a stored value was never calculated: its value is not known.
    bare = [(row, column) for row, column in cells.bare if row >= head and column in headings]
    if bare:
        raise InputFileError(
            "{name}, sheet {title}: {bare_count} formulas have no stored value (first: {bare}); "
            "open it in Excel and save, or paste as values",
            name=name, title=title, bare_count=len(bare), bare=reference(*bare[0]),
        )  # fmt: skip
