"""An open workbook with its cell formats, and how its sheets come out on paper."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from math import ceil
from typing import Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

#: Excel's own limit on a cell; longer text is cut with an ellipsis.
LONGEST: Final = 32_767
OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
_HEAD: Final = {
    "bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E8EEF2",
}  # fmt: skip
_FORMATS: Final = {
    "text": {"quote_prefix": True, "valign": "top"},
    "day": {"num_format": "d-m-yyyy", "align": "left", "valign": "top"},
    "int": {"num_format": "#,##0", "valign": "top"},
    "1": {"num_format": "#,##0.0", "valign": "top"},
    "2": {"num_format": "0.00", "valign": "top"},
    "3": {"num_format": "0.000", "valign": "top"},
    "6": {"num_format": "0.000000", "valign": "top"},
    "head": _HEAD,
    "title": {"bold": True, "font_size": 14},
    "wrap": {"text_wrap": True, "valign": "top"},
    "lead": {"text_wrap": True, "valign": "top", "font_size": 13, "bold": True},
    "amount": {"align": "right", "indent": 1, "valign": "top", "bold": True, "quote_prefix": True},
    "words": {"text_wrap": True, "valign": "top", "quote_prefix": True},
    "top_int": {"num_format": "#,##0", "valign": "top", "align": "left"},
    "top_2": {"num_format": "0.00", "valign": "top", "align": "left"},
    "top_min": {"num_format": '#,##0" min"', "valign": "top", "align": "left"},
    "input": {"num_format": "0.##", "bg_color": "#FFF6D6", "border": 1},
    "share": {"num_format": "0.00", "font_color": "#555555"},
    "share_int": {"num_format": "0", "font_color": "#555555"},
}
_FIRST_YEAR: Final = 1900  # of Excel's calendar
_A4: Final = 9
#: So many letters are readable across an A4 on its side; a wider sheet takes more pages.
_ACROSS: Final = 190
_MARGIN: Final = 0.4  # inch
#: A column of sentences is so wide; they wrap in it.
SENTENCE_WIDTH: Final = 60
_LINE_PT: Final = 15.0
_FILLED: Final = 0.9  # of a line: words do not break


@dataclass(frozen=True)
class Book:
    """An open workbook and its named cell formats."""

    file: xlsxwriter.Workbook
    formats: Mapping[str, Format]


def opened(file: xlsxwriter.Workbook, title: str, subject: str, day: date) -> Book:
    """Return a workbook with its formats, title and a day of its own: no clock is in its bytes."""
    created = datetime(day.year, day.month, day.day, tzinfo=UTC).replace(tzinfo=None)
    file.set_properties({"title": title, "subject": subject, "created": created})
    return Book(file, {name: file.add_format(how) for name, how in _FORMATS.items()})


def set_up_print(
    sheet: Worksheet, wide: float, *, heads: tuple[int, int] | None = None, names: int | None = None
) -> None:
    """Set a sheet up for A4 on its side: as wide as the page where that can be read, numbered.

    ``wide`` is how many letters the sheet is across; rows ``heads`` and columns up to ``names``
    stand on every page.

    >>> pages_across(100), pages_across(600)
    (1, 4)
    """
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=_MARGIN, right=_MARGIN, top=0.6, bottom=0.6)
    across = pages_across(wide)
    sheet.fit_to_pages(across, 0)
    if heads is not None:
        sheet.repeat_rows(*heads)
    if names is not None and across > 1:
        sheet.repeat_columns(0, names)
    sheet.set_header("&L&8&A&R&8Concept, geen besluit")
    sheet.set_footer("&R&8Pagina &P van &N")


def pages_across(wide: float) -> int:
    """Return over how many pages a sheet of so many letters goes."""
    return max(1, ceil(wide / _ACROSS))


def text_width(title: str, longest: int) -> int:
    """Return how wide a column of texts is: as its longest one, and a sentence wraps.

    >>> text_width("Naam", 20), text_width("Gemeentecode", 6), text_width("Uitleg", 300)
    (22, 15, 60)
    """
    word = max(map(len, title.split()), default=0)
    return min(SENTENCE_WIDTH, max(longest + 2, word + 3))


def row_height(letters: int, width: int) -> float:
    """Return how high a row must be for a text: not every program finds that for itself.

    >>> row_height(20, 60), row_height(100, 60)
    (15.0, 30.0)
    """
    return _LINE_PT * max(1, ceil(letters / (_FILLED * width)))


def day_cell(iso: str) -> datetime | None:
    """Return a day as a workbook keeps it; None for a month, a year and a day before Excel's first.

    >>> day_cell("2028-05-01"), day_cell("2024-01"), day_cell("1899-12-31")
    (datetime.datetime(2028, 5, 1, 0, 0), None, None)
    """
    try:
        day = datetime.strptime(iso, "%Y-%m-%d")  # noqa: DTZ007 - a day of no zone
    except ValueError:
        return None
    return day if day.year >= _FIRST_YEAR else None


def shortened(text: str) -> str:
    """Return text that fits Excel's cell; what is cut ends in an ellipsis.

    >>> shortened("Brink 3"), shortened("a" * 40_000)[-3:]
    ('Brink 3', 'aa…')
    """
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
