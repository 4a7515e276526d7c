"""A table for a screen of any width: nothing in it is cut, and no name is broken."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from textwrap import wrap
from typing import Final

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, JustifyMethod, RenderResult
from rich.table import Table
from rich.text import Text

from opvangkaart.language.visible import visible

#: What stands before the lines under the first cell, where a row is a paragraph.
_INDENT: Final = "  "


class Grid:
    """A table of which nothing is cut, and no word is broken, however narrow the screen.

    Its columns fold between words. Where even the longest words do not fit beside each other, every
    row becomes a paragraph: its first cell, and under that each heading with its cell. ``words``
    holds what stands in its cells.
    """

    def __init__(self, *, title: str = "", tight: bool = False) -> None:
        """Start without columns and rows."""
        self.title, self.tight = visible(title), tight
        self.words: list[str] = []
        self._headings: list[str] = []
        self._right: list[bool] = []
        self._rows: list[tuple[tuple[str, ...], str | None]] = []

    def add_column(self, heading: str, *, right: bool = False) -> None:
        """Add a column; a heading may fold itself."""
        self.words.append(heading)
        self._headings.append("\n".join(map(visible, heading.split("\n"))))
        self._right.append(right)

    def add_row(self, *cells: object, style: str | None = None) -> None:
        """Add a row of words, shown as they are."""
        self.words += map(str, cells)
        self._rows.append((tuple(visible(str(cell)) for cell in cells), style))

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the table, or the paragraphs where it does not fit."""
        held = [list(column) for column in zip(*(cells for cells, _ in self._rows), strict=True)]
        columns = [
            [heading, *cells] for heading, cells in zip_longest(self._headings, held, fillvalue=())
        ]
        widths = fitted(columns, options.max_width, gap=1 if self.tight else 2)
        if widths is None:
            yield from self._paragraphs(options.max_width)
            return
        table = Table(
            title=self.title or None, title_justify="left", box=None, pad_edge=False,
            collapse_padding=self.tight,
        )  # fmt: skip
        for heading, right, width in zip(self._headings, self._right, widths, strict=True):
            justify: JustifyMethod = "right" if right else "left"
            table.add_column(heading, justify=justify, width=width, overflow="fold")
        for cells, style in self._rows:
            table.add_row(*cells, style=style)
        yield table

    def _paragraphs(self, width: int) -> Iterator[Text]:
        if self.title:
            yield Text(self.title, style="italic")
        first, *rest = (" ".join(heading.split()) for heading in self._headings)
        for (name, *cells), style in self._rows:
            told = "; ".join(
                f"{heading}: {' '.join(cell.split())}"
                for heading, cell in zip(rest, cells, strict=True)
            )
            for line in _lines(name or f"{first}: -", width):
                yield Text(line, style=f"bold {style or ''}".strip())
            for line in _lines(told, width - len(_INDENT)):
                yield Text(_INDENT + line, style=style or "")


def fitted(columns: Sequence[Sequence[str]], room: int, *, gap: int) -> list[int] | None:
    """Return the widths of columns of words on so much room; None where a word would break.

    The widest columns give way first, and no column becomes narrower than its longest word.

    >>> fitted([["kern", "De Meern"], ["plekken", "442"]], 20, gap=2)
    [8, 7]
    >>> fitted([["kern", "De Meern"], ["plekken", "442"]], 16, gap=2)
    [7, 7]
    >>> fitted([["kern", "De Meern"], ["plekken", "442"]], 13, gap=2) is None
    True
    """
    lines = [[line for cell in column if cell for line in cell.split("\n")] for column in columns]
    full = [max((cell_len(line) for line in column), default=0) for column in lines]
    least = [
        max((cell_len(word) for line in column for word in line.split()), default=0)
        for column in lines
    ]
    left = room - gap * (len(columns) - 1)
    if sum(least) > left:
        return None
    # The largest bound under which all columns fit: each is as wide as it wants up to there.
    bound = max((b for b in range(room + 1) if sum(_within(full, least, b)) <= left), default=0)
    widths = _within(full, least, bound)
    spare = left - sum(widths)
    for place, (wanted, width) in enumerate(zip(full, widths, strict=True)):
        more = min(spare, wanted - width)
        widths[place] += more
        spare -= more
    return widths


def _lines(words: str, width: int) -> list[str]:
    return wrap(words, max(width, 1), break_on_hyphens=False)


def _within(full: Sequence[int], least: Sequence[int], bound: int) -> list[int]:
    return [max(low, min(wanted, bound)) for wanted, low in zip(full, least, strict=True)]
