"""Take the cells of one sheet out of its XML as it goes by: a reading machine for the workbook."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Protocol

from sites.base.errors import InputFileError
from sites.base.notation import number_text

#: The size of a sheet in Excel itself: a reference beyond it is no cell.
LAST_ROW: Final = 1_048_576
LAST_COLUMN: Final = 16_384
MAX_CELL_LETTERS: Final = 32_767
_REFERENCE: Final = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_WHOLE: Final = re.compile("[0-9]{1,7}")
_ESCAPED: Final = re.compile("_x([0-9A-Fa-f]{4})_")
_DAY: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T.*)?", re.DOTALL)
#: No number of a cell is longer.
_MAX_DIGITS: Final = 400


class Book(Protocol):
    """What a sheet asks of the workbook it lies in."""

    @property
    def name(self) -> str:
        """Return the name of the file."""

    def shared(self, index: int) -> str:
        """Return a text that cells share by number."""

    def is_date(self, style: int) -> bool:
        """Tell whether cells of a style show their number as a day."""

    def day(self, number: float) -> str | None:
        """Return the day that Excel shows for a number, or None where there is none."""

    def count_letters(self, count: int) -> None:
        """Take letters of cells from the budget: a text that is shared is written out per cell."""


def whole(text: str | None) -> int | None:
    """Return a small whole number of plain digits, or None.

    >>> whole("12"), whole("-1"), whole("\u0663"), whole(None), whole("1" * 5000)
    (12, None, None, None, None)
    """
    return int(text) if text is not None and _WHOLE.fullmatch(text) else None


@dataclass
class Cells:
    """The cells of one sheet that hold something, as text, by row and column from 1.

    ``bare`` are references of formulas that were never calculated; ``merged`` are ranges as
    (first row, first column, last row, last column). ``hidden_rows`` are rows that nobody sees,
    hidden by hand or by a filter, ``hidden_columns`` ranges of columns as (first, last).
    """

    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    bare: list[tuple[int, int]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)


def reference(row: int, column: int) -> str:
    """Return the name of a cell in Excel.

    >>> reference(3, 1), reference(1048576, 16384)
    ('A3', 'XFD1048576')
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


def place_of(text: str) -> tuple[int, int] | None:
    """Return row and column of a cell's name, or None where no sheet has such a cell.

    >>> place_of("B7"), place_of("XFE1"), place_of("A0")
    ((7, 2), None, None)
    """
    found = _REFERENCE.fullmatch(text)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    row = int(found[2])
    return (row, column) if 1 <= row <= LAST_ROW and column <= LAST_COLUMN else None


class EnoughError(Exception):
    """End the reading of a part: what was looked for is found."""


def unescaped(text: str) -> str:
    """Return a text without Excel's way of writing marks that XML has not.

    >>> unescaped("a_x0020_b")
    'a b'
    """
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _is_hidden(given: dict[str, str], size: str) -> bool:
    """Return whether a row or column is not seen: it says so, or has no height or width.

    >>> _is_hidden({"hidden": "1"}, "ht"), _is_hidden({"ht": "0"}, "ht"), _is_hidden({}, "ht")
    (True, True, False)
    """
    return given.get("hidden") in {"1", "true"} or given.get(size) in {"0", "0.0"}


def _truth(raw: str) -> str:
    return "ja" if raw.strip() in {"1", "true"} else "nee"


def _day(raw: str) -> str:
    found = _DAY.fullmatch(raw.strip())
    return found[1] if found else raw


class TextOf:
    """Collect the text of each element of a name: plain, or in runs, without how it is spoken."""

    def __init__(self, name: str, done: Callable[[str], None]) -> None:
        self._name, self._done = name, done
        self._parts: list[str] = []
        self._is_inside = self._is_text = self._is_spoken = False

    def start(self, name: str, _: dict[str, str]) -> None:
        """Take the start of an element."""
        if name == self._name:
            self._is_inside, self._parts = True, []
        self._is_text = self._is_inside and name == "t"
        self._is_spoken = self._is_spoken or name == "rPh"

    def letters(self, text: str) -> None:
        """Take text between elements."""
        if self._is_text and not self._is_spoken:
            self._parts.append(text)

    def end(self, name: str) -> None:
        """Take the end of an element."""
        self._is_text = False
        if name == "rPh":
            self._is_spoken = False
        elif name == self._name and self._is_inside:
            self._is_inside = False
            self._done(unescaped("".join(self._parts)[:MAX_CELL_LETTERS]))


class SheetReader:
    """Take the cells, formulas and merged ranges out of one sheet as its XML goes by."""

    def __init__(self, book: Book, *, only_first: bool) -> None:
        self.found = Cells()
        self._book, self._only_first = book, only_first
        self._row = self._column = 0
        self._kind, self._style = "n", 0
        self._value: list[str] | None = None
        self._in_cell = self._takes = self._has_formula = False
        self._inline = TextOf("is", self._set_inline)

    def _set_inline(self, text: str) -> None:
        self._value = [text]

    def start(self, name: str, given: dict[str, str]) -> None:
        """Take the start of an element."""
        if name == "c":
            self._place(given.get("r"), given)
        elif self._in_cell:
            self._takes = name == "v"
            if name == "v":
                self._value = []
            elif name == "f":
                self._has_formula = True
            else:
                self._inline.start(name, given)
        elif name == "row":
            row = whole(given.get("r"))
            self._row, self._column = self._row + 1 if row is None else min(row, LAST_ROW), 0
            if _is_hidden(given, "ht"):
                self.found.hidden_rows.add(self._row)
        elif name == "col":
            first, last = whole(given.get("min")), whole(given.get("max"))
            if _is_hidden(given, "width") and first is not None and last is not None:
                self.found.hidden_columns.append((first, last))
        elif name == "mergeCell":
            self._merge(given.get("ref", ""))

    def _place(self, at: str | None, given: dict[str, str]) -> None:
        place = place_of(at) if at else (self._row, self._column + 1)
        if place is None or not place[0]:
            raise InputFileError(
                "{file} is damaged: there is no cell {cell}; open it in Excel and save it again as "
                "Excel-werkmap (.xlsx)",
                file=self._book.name, cell=str(at)[:20],
            )  # fmt: skip
        self._row, self._column = place
        self._kind, self._style = given.get("t", "n"), whole(given.get("s")) or 0
        self._in_cell, self._has_formula, self._value = True, False, None

    def letters(self, text: str) -> None:
        """Take text between elements."""
        if self._takes and self._value is not None:
            self._value.append(text)
        elif self._in_cell:
            self._inline.letters(text)

    def end(self, name: str) -> None:
        """Take the end of an element."""
        self._takes = False
        if name == "c":
            self._in_cell = False
            self._keep("" if self._value is None else "".join(self._value)[:MAX_CELL_LETTERS])
        elif self._in_cell:
            self._inline.end(name)

    def _keep(self, raw: str) -> None:
        # An empty text is what a formula may yield; an empty number was never calculated.
        if self._has_formula and not raw and not (self._kind == "str" and self._value is not None):
            self.found.bare.append((self._row, self._column))
        text = self._text(raw)
        if text is None or not text.strip():
            return
        self._book.count_letters(len(text))
        self.found.rows.setdefault(self._row, {})[self._column] = text
        if self._only_first:
            raise EnoughError

    def _text(self, raw: str) -> str | None:
        """Write a cell as a CSV would hold it: 12.0 as 12, a day as ISO, a truth as ja or nee."""
        if not raw:
            return None
        kinds: dict[str, Callable[[str], str | None]] = {
            "n": self._number, "s": self._shared, "b": _truth, "d": _day, "inlineStr": str,
        }  # fmt: skip
        return kinds.get(self._kind, unescaped)(raw)

    def _shared(self, raw: str) -> str | None:
        index = whole(raw.strip())
        return None if index is None else self._book.shared(index)

    def _number(self, raw: str) -> str:
        try:
            number = float(raw[:_MAX_DIGITS])
        except ValueError:
            return raw
        is_day = self._style > 0 and self._book.is_date(self._style)
        return (self._book.day(number) if is_day else None) or number_text(number)

    def _merge(self, text: str) -> None:
        first, _, last = text.partition(":")
        ends = place_of(first), place_of(last or first)
        if ends[0] is not None and ends[1] is not None:
            self.found.merged.append((*ends[0], *ends[1]))
