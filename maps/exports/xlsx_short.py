"""Write the sheet that a workbook opens on: what is asked and there, what is best, what is unknown.

The sentences and figures are those of the page of the whole area.
"""

from collections.abc import Sequence
from math import ceil
from typing import Final

import pandas as pd
from xlsxwriter.worksheet import Worksheet

from maps.content.page import PageContent
from maps.exports.schemas import SiteTable
from maps.exports.xlsx_book import Book, set_up_print, shortened
from sites.base.dutch import UNKNOWN
from sites.tables.columns import found

TITLE: Final = "In het kort"
BEST: Final = 5
#: The columns of the best sites with their widths, in letters.
_BEST: Final = {
    "rank": 7, "name": 34, "gemeente": 20, "score": 9, "verdict": 30, "moederlocatie": 38,
    "mother_min": 9,
}  # fmt: skip
_LAST: Final = len(_BEST) - 1
_ROW_PT: Final = 15.0
_LEAD: Final = 1.35  # of an ordinary letter, how wide one of the headline is


def write_short(book: Book, page: PageContent, sites: pd.DataFrame) -> None:
    """Write the sheet; ``sites`` is ``site_table`` of the run, in the order of the list."""
    sheet = book.file.add_worksheet(TITLE)
    sheet.hide_gridlines(2)
    for column, width in enumerate(_BEST.values()):
        sheet.set_column(column, column, width)
    story = page.story
    sheet.write_string(0, 0, f"{story.name}: in het kort", book.formats["title"])
    _across(book, sheet, 1, f"{story.first} {story.start.rest}".strip(), "lead", _LEAD)
    status = f"{page.notes.status}. Peildatum: {page.reference_day}. {page.notes.edition_mark}"
    _across(book, sheet, 2, f"{status.strip()} Berekend, niet ter plekke bekeken.".strip())
    row = _figures(book, sheet, 4, page)
    row = _best(book, sheet, row + 1, sites.head(BEST))
    row = _title(book, sheet, row + 1, "Wat weten we niet?")
    for line in unknown_lines(page):
        _across(book, sheet, row, line)
        row += 1
    set_up_print(sheet, sum(_BEST.values()))
    sheet.fit_to_pages(1, 1)


def unknown_lines(page: PageContent) -> tuple[str, ...]:
    """Return what a reader must know that nobody knows: what is modelled, missing or uncertain."""
    return (*page.notes.header, *page.notes.missing)


def _title(book: Book, sheet: Worksheet, row: int, words: str) -> int:
    sheet.write_string(row, 0, words, book.formats["title"])
    return row + 1


def _across(
    book: Book, sheet: Worksheet, row: int, words: str, how: str = "wrap", wide: float = 1.0
) -> None:
    """Write a sentence over all columns; a program does not find the height of merged cells."""
    lines = ceil(wide * len(words) / sum(_BEST.values()))
    sheet.set_row(row, max(1, lines) * _ROW_PT * (1.2 if how == "lead" else 1.0))
    sheet.merge_range(row, 0, row, _LAST, "", book.formats[how])
    sheet.write_string(row, 0, shortened(words), book.formats[how])


def _figures(book: Book, sheet: Worksheet, row: int, page: PageContent) -> int:
    """Write what is asked, what there is and what a plan adds, each with what it rests on."""
    figures = (page.story.asked, page.story.now, page.story.start.figure)
    for place, figure in enumerate(figures, start=row):
        sheet.merge_range(place, 0, place, 1, "", book.formats["words"])
        sheet.write_string(place, 0, figure.label, book.formats["words"])
        sheet.write_string(place, 2, figure.value, book.formats["amount"])
        sheet.merge_range(place, 3, place, _LAST, "", book.formats["words"])
        sheet.write_string(place, 3, figure.note, book.formats["words"])
    sheet.ignore_errors({"number_stored_as_text": f"C{row + 1}:C{row + len(figures)}"})
    return row + len(figures)


def _best(book: Book, sheet: Worksheet, row: int, best: pd.DataFrame) -> int:
    """Write the first sites of the list; nothing where there are none."""
    if best.empty:
        return row
    row = _title(book, sheet, row, f"De beste {len(best)}" if len(best) > 1 else "De beste")
    shown = [column for column in _BEST if column in best]
    for column, key in enumerate(shown):
        sheet.write_string(row, column, found(SiteTable, key).short, book.formats["head"])
    for values in best[shown].astype(object).itertuples(index=False):
        row += 1
        _row(book, sheet, row, shown, values)
    return row + 1


def _row(
    book: Book, sheet: Worksheet, row: int, keys: Sequence[str], values: Sequence[object]
) -> None:
    formats = {"rank": "top_int", "score": "top_2", "mother_min": "top_min"}
    texts = [(key, str(value)) for key, value in zip(keys, values, strict=True)]
    lines = [ceil(len(text) / (0.9 * _BEST[key])) for key, text in texts if key not in formats]
    sheet.set_row(row, max(lines) * _ROW_PT)  # not every program makes room for two lines
    for column, (key, value) in enumerate(zip(keys, values, strict=True)):
        if pd.isna(value):  # type: ignore[call-overload]
            sheet.write_string(row, column, UNKNOWN, book.formats["words"])
        elif key in formats:
            sheet.write_number(row, column, float(str(value)), book.formats[formats[key]])
        else:
            sheet.write_string(row, column, shortened(str(value)), book.formats["words"])
