"""Write the workbook: a sheet per table, and a weights sheet whose scores are live formulas.

Each formula carries its computed value, because Excel's Protected View shows the stored one.
Text is always written as text: nothing a user types can become a formula or a link. The bytes
depend on the run alone: the workbook's date is the scenario's reference date.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

import numpy as np
import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from maps.exports import tables
from maps.exports.headers import EXTRA_HEADERS, HEADERS
from maps.exports.headers_plan import SHEET_HEADERS
from maps.exports.tables import Part
from maps.exports.xlsx_guide import guide_lines
from sites.base.dutch import number, yes_no
from sites.tables.results import RunResult

#: The sheets hold the best so many, as a page does: a live rank costs Excel the square of them.
MOST_SITES: Final = 5_000
#: Excel's own limit on a cell; longer text is cut with an ellipsis.
LONGEST: Final = 32_767
#: Rows a sheet can hold, less a header; what is left out is said in the sheet "Leeswijzer".
MOST_ROWS: Final = 200_000
_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
_FORMATS: Final = {
    "text": {"quote_prefix": True},
    "int": {"num_format": "#,##0"},
    "float": {"num_format": "#,##0.0"},
    "score": {"num_format": "0.000"},
    "degree": {"num_format": "0.000000"},
    "head": {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E8EEF2"},
    "title": {"bold": True, "font_size": 14},
    "wrap": {"text_wrap": True, "valign": "top"},
    "input": {"num_format": "0.##", "bg_color": "#FFF6D6", "border": 1},
    "share": {"num_format": "0.00", "font_color": "#555555"},
    "share_int": {"num_format": "0", "font_color": "#555555"},
}
_HEAD_HEIGHT: Final = 32.0
_SCORES: Final = {"score", "known_share", "best_score", "value", "weight", "contribution", "gap",
                  "distance", "differs", "loss", "loss_least"}  # fmt: skip
_DEGREES: Final = {"lon", "lat"}


@dataclass(frozen=True)
class _Book:
    """An open workbook and its named cell formats."""

    file: xlsxwriter.Workbook
    formats: Mapping[str, Format]


def xlsx_bytes(result: RunResult) -> bytes:
    """Return the workbook of a run."""
    memory = io.BytesIO()
    with xlsxwriter.Workbook(memory, _OPTIONS) as file:
        subject = f"Editie {result.edition}. Concept, geen besluit."
        _date(file, result.scenario.title, subject, result.scenario.reference_date)
        # Recalculate on opening, so that a changed weight never stands beside an old score.
        file.set_calc_mode("auto")
        book = _Book(file, {name: file.add_format(how) for name, how in _FORMATS.items()})
        _write_sheets(book, result)
    return memory.getvalue()


def table_book_bytes(
    sheets: Mapping[str, tuple[pd.DataFrame, Mapping[str, str]]],
    guide: Sequence[str],
    *,
    subject: str,
    day: date,
) -> bytes:
    """Return a workbook of plain tables with a guide before them; its title is the first line.

    ``sheets`` has per sheet a table and the Dutch headers of its columns.
    """
    memory = io.BytesIO()
    with xlsxwriter.Workbook(memory, _OPTIONS) as file:
        _date(file, guide[0], subject, day)
        book = _Book(file, {name: file.add_format(how) for name, how in _FORMATS.items()})
        _write_guide(book, file.add_worksheet("Leeswijzer"), list(guide))
        for name, (table, headers) in sheets.items():
            _write_table(book, name, table, headers)
    return memory.getvalue()


def _date(file: xlsxwriter.Workbook, title: str, subject: str, day: date) -> None:
    """Give the workbook its title and a day of its own: the bytes depend on no clock."""
    created = datetime(day.year, day.month, day.day, tzinfo=UTC).replace(tzinfo=None)
    file.set_properties({"title": title, "subject": subject, "created": created})


def _write_sheets(book: _Book, result: RunResult) -> None:
    guide = book.file.add_worksheet("Leeswijzer")
    sheets = _tables(result)
    site_table = sheets["Locaties"][0]
    left_out = []
    for name, (table, headers) in sheets.items():
        if len(table) > MOST_ROWS:
            left_out.append(f"{name} ({number(len(table))} rijen)")
            continue
        _write_table(book, name, table, headers)
        if name == "Locaties":
            _write_weights(book, result, site_table)
    _write_guide(book, guide, guide_lines(result, left_out, MOST_SITES))


def _tables(result: RunResult) -> dict[str, tuple[pd.DataFrame, Mapping[str, str]]]:
    sites = tables.site_table(result).head(MOST_SITES)
    sheets: dict[str, tuple[pd.DataFrame, Mapping[str, str]]] = {
        "Locaties": (sites, HEADERS),
        "Reistijden": (tables.travel_wide(result).head(MOST_SITES), tables.travel_headers(result)),
        "Moederlocaties": (tables.hub_table(result), HEADERS),
        "Clusters": (tables.cluster_rows(result), HEADERS),
        "Gemeenten": (tables.municipality_table(result), HEADERS),
        "Voorzieningen": (tables.place_table(result), HEADERS),
    }
    for name, table in tables.extra_tables(result, sites["site_id"]).items():
        sheets[name] = (table, EXTRA_HEADERS | SHEET_HEADERS.get(name, {}))
    sheets["Bronnen"] = (tables.source_table(result), HEADERS)
    return sheets


def _write_guide(book: _Book, sheet: Worksheet, lines: list[str]) -> None:
    sheet.set_column(0, 0, 100)
    sheet.hide_gridlines(2)
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, line, book.formats["title" if row == 0 else "wrap"])


def _write_table(book: _Book, name: str, table: pd.DataFrame, headers: Mapping[str, str]) -> None:
    sheet = book.file.add_worksheet(name)
    for column, key in enumerate(table.columns):
        title = headers.get(key, str(key))
        kind = _kind(key, table[key])
        sheet.write_string(0, column, title, book.formats["head"])
        sheet.set_column(column, column, 26 if kind == "text" else 13)
        _write_column(book, sheet, column, table[key], kind)
    sheet.set_row(0, _HEAD_HEIGHT)  # not every program makes room for a header of two lines
    sheet.freeze_panes(1, 0)
    if len(table):
        sheet.autofilter(0, 0, len(table), len(table.columns) - 1)


def _write_column(book: _Book, sheet: Worksheet, column: int, values: pd.Series, kind: str) -> None:
    how = book.formats[kind]
    for row, value in enumerate(values.tolist(), start=1):
        if value is None or value is pd.NA or value != value:  # noqa: PLR0124 - NaN, also numpy's
            continue
        if isinstance(value, bool):
            sheet.write_string(row, column, yes_no(value), how)
        elif isinstance(value, int | float):
            sheet.write_number(row, column, value, how)
        else:
            sheet.write_string(row, column, shortened(str(value)), how)


def _kind(key: str, values: pd.Series) -> str:
    if key in _DEGREES:
        return "degree"
    if key in _SCORES or key.endswith("_share"):
        return "score"
    if pd.api.types.is_bool_dtype(values) or not pd.api.types.is_numeric_dtype(values):
        return "text"
    return "int" if pd.api.types.is_integer_dtype(values) else "float"


def shortened(text: str) -> str:
    """Return text that fits Excel's cell; what is cut ends in an ellipsis."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


FIRST_PART: Final = 5  # the column of the first part, after site, name, score, rank, order
WEIGHT_ROW, SHARE_ROW, FIRST_SITE = 3, 4, 5


def _write_weights(book: _Book, result: RunResult, sites: pd.DataFrame) -> None:
    """Write the weights in yellow cells and one live score per site beneath them.

    A part weighs its criterion's weight over the criterion's number of parts; a score is the
    weighted mean of the known values, as in ``sites.scoring.scoring``.
    """
    sheet = book.file.add_worksheet("Gewichten")
    parts = tables.parts(result)
    _write_weight_head(book, sheet, parts)
    values = np.column_stack(
        [_ordered(result, tables.part_values(result, part, "value"), sites) for part in parts]
    )
    ranked = int(sites["rank"].notna().sum())
    order = sites["site_id"].rank(method="first").astype(int)
    shares = _span(SHARE_ROW, len(parts), fixed=True)
    for row, site in enumerate(
        zip(sites["site_id"], sites["name"], sites["score"], sites["rank"], order, strict=True),
        start=FIRST_SITE,
    ):
        site_id, name, score, rank, place = site
        sheet.write_string(row, 0, str(site_id), book.formats["text"])
        sheet.write_string(row, 1, shortened(str(name)), book.formats["text"])
        for column, value in enumerate(values[row - FIRST_SITE], start=FIRST_PART):
            if not np.isnan(value):
                sheet.write_number(row, column, float(value), book.formats["score"])
        own = _span(row, len(parts))
        known = f"SUMPRODUCT({shares}*ISNUMBER({own}))"
        formula = f'=IF({known}>0,ROUND(SUMPRODUCT({shares},{own})/{known},9),"")'
        stored = "" if pd.isna(score) else float(score)
        sheet.write_formula(row, 2, formula, book.formats["score"], stored)
        if not pd.isna(rank):
            sheet.write_number(row, 4, place, book.formats["share_int"])
            _write_rank(book, sheet, row, ranked, int(rank))
    sheet.freeze_panes(FIRST_SITE, 2)


def _write_weight_head(book: _Book, sheet: Worksheet, parts: list[Part]) -> None:
    write, how = sheet.write_string, book.formats
    write(0, 0, "Gewichten en scores", how["title"])
    write(1, 0, "Verander een gele cel: scores en rang rekenen mee. Een lege waarde is onbekend.")
    heads = ("Locatie", "Naam", "Score (0 tot 1)", "Rang", "Volgorde bij gelijke score")
    sheet.set_row(2, 1.5 * _HEAD_HEIGHT)
    for column, word in enumerate(heads):
        write(2, column, word, how["head"])
    write(WEIGHT_ROW, 1, "Gewicht van het criterium")
    write(SHARE_ROW, 1, "Gewicht van dit onderdeel")
    sheet.set_column(0, 1, 26)
    sheet.set_column(FIRST_PART, FIRST_PART + len(parts), 14)
    first_of: dict[str, int] = {}
    for column, part in enumerate(parts, start=FIRST_PART):
        weight, count = part.criterion.weight, len(part.criterion.categories)
        write(2, column, f"{part.criterion.label}: {part.words}", how["head"])
        home = first_of.setdefault(part.criterion.id, column)
        cell = xl_rowcol_to_cell(WEIGHT_ROW, home)
        if home == column:
            sheet.write_number(WEIGHT_ROW, column, weight, how["input"])
        else:
            sheet.write_formula(WEIGHT_ROW, column, f"={cell}", how["share"], weight)
        sheet.write_formula(SHARE_ROW, column, f"={cell}/{count}", how["share"], weight / count)


def _write_rank(book: _Book, sheet: Worksheet, row: int, ranked: int, rank: int) -> None:
    """Write a rank that follows the scores; a tie goes to the lowest ``site_id``.

    Excel compares text by the user's locale, so the order of the ids stands in a column of its own.
    Sites without a rank stand below the others: the ranked rows are one block.
    """
    top, end = FIRST_SITE + 1, FIRST_SITE + ranked
    score, order = f"$C${top}:$C${end}", f"$E${top}:$E${end}"
    here = row + 1
    formula = (
        f'=IF(C{here}="","",RANK(C{here},{score})+COUNTIFS({score},C{here},{order},"<"&E{here}))'
    )
    sheet.write_formula(row, 3, formula, book.formats["int"], rank)


def _ordered(result: RunResult, values: pd.Series, sites: pd.DataFrame) -> np.ndarray[Any, Any]:
    by_id = pd.Series(values.to_numpy(dtype=np.float64), index=result.sites["site_id"])
    return by_id.reindex(sites["site_id"]).to_numpy()


def _span(row: int, count: int, *, fixed: bool = False) -> str:
    first, last = xl_col_to_name(FIRST_PART), xl_col_to_name(FIRST_PART + count - 1)
    mark = "$" if fixed else ""
    return f"{mark}{first}{mark}{row + 1}:{mark}{last}{mark}{row + 1}"
