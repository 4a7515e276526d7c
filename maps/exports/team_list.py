"""Write a team's list as the workbook it came from: its own headings, in its own order."""

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

import pandas as pd
import xlsxwriter

from maps.exports.xlsx_book import LONGEST, OPTIONS, opened, set_up_print

#: Letters across a column: as wide as its longest cell, within reason.
_NARROWEST, _WIDEST = 8, 50
_ROOM: Final = 2
_SUBJECT: Final = "Werklijst van het team. Vertrouwelijk tot anders is aangegeven."
_DAY_FORMAT: Final = "d-m-yyyy"


def team_list_bytes(table: pd.DataFrame, *, title: str, day: date, locked: Sequence[str]) -> bytes:
    """Return a workbook of one sheet; days are days, numbers numbers, and text never a formula.

    ``locked`` are the columns that the program needs to know a row again: hidden, at the end.
    Cells are text, whole or decimal numbers, ``date`` or None (empty).
    """
    memory = io.BytesIO()
    with xlsxwriter.Workbook(memory, OPTIONS) as file:
        book = opened(file, title, _SUBJECT, day)
        sheet = file.add_worksheet("Lijst")
        day_format = file.add_format({"num_format": _DAY_FORMAT, "align": "left"})
        wide = 0
        for column, heading in enumerate(table.columns):
            sheet.write_string(0, column, str(heading), book.formats["head"])
            values = table[heading].tolist()
            width = _width(str(heading), values)
            sheet.set_column(column, column, width, None, {"hidden": heading in locked})
            wide += 0 if heading in locked else width
            for row, value in enumerate(values, start=1):
                if value is None or value is pd.NA or value != value:  # noqa: PLR0124 - NaN
                    continue
                if isinstance(value, date):
                    moment = datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a day
                    sheet.write_datetime(row, column, moment, day_format)
                elif isinstance(value, str):
                    sheet.write_string(row, column, value[:LONGEST], book.formats["text"])
                else:
                    sheet.write_number(row, column, value)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(len(table), 1), max(len(table.columns) - 1, 0))
        set_up_print(sheet, wide, heads=(0, 0), names=0)
    return memory.getvalue()


def _width(heading: str, values: Sequence[object]) -> int:
    longest = max((len(str(value)) for value in (heading, *values) if value is not None), default=0)
    return min(max(longest + _ROOM, _NARROWEST), _WIDEST)
