"""Write the workbook: a screen in short, a sheet per table, and weights with live scores.

Each formula carries its computed value, because Excel's Protected View shows the stored one.
Text is always written as text: nothing a user types can become a formula or a link. The bytes
depend on the run alone: the workbook's date is the scenario's reference date.
"""

import io
from collections.abc import Sequence
from datetime import date
from math import isfinite
from typing import Any, Final

import numpy as np
import pandas as pd
import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from maps.content.page import page_content
from maps.exports import schemas, tables
from maps.exports.parts import Part, part_values, parts
from maps.exports.tables import Sheet
from maps.exports.xlsx_book import (
    OPTIONS,
    SENTENCE_WIDTH,
    Book,
    day_cell,
    opened,
    row_height,
    set_up_print,
    shortened,
    text_width,
)
from maps.exports.xlsx_guide import guide_lines
from maps.exports.xlsx_short import write_short
from sites.base.dutch import long_moment, number, yes_no
from sites.scoring.terms import term_codes, terms_of
from sites.tables.columns import DAY, found, heading
from sites.tables.results import RunResult
from sites.tables.schemas import LayerInfo

#: The sheets hold the best so many, as a page does: a live rank costs Excel the square of them.
MOST_SITES: Final = 5_000
#: Rows a sheet can hold, less a header; what is left out is said in the sheet "Leeswijzer".
MOST_ROWS: Final = 200_000
_HEAD_HEIGHT: Final = 32.0
#: Widths in letters.
_GUIDE_WIDTH, _TEXT_WIDTH, _NUMBER_WIDTH = 100, 26, 13
#: A name in one of the first so many columns stands on every page of a sheet.
_NAMED_WITHIN: Final = 6


def xlsx_bytes(result: RunResult) -> bytes:
    """Return the workbook of a run."""
    memory = io.BytesIO()
    with xlsxwriter.Workbook(memory, OPTIONS) as file:
        subject = f"Editie {result.edition}. Concept, geen besluit."
        book = opened(file, result.scenario.title, subject, result.scenario.reference_date)
        # Recalculate on opening, so that a changed weight never stands beside an old score.
        file.set_calc_mode("auto")
        _write_sheets(book, result)
    return memory.getvalue()


def table_book_bytes(
    sheets: Sequence[Sheet], guide: Sequence[str], *, subject: str, day: date
) -> bytes:
    """Return a workbook of plain tables with a guide before them; its title is the first line."""
    memory = io.BytesIO()
    with xlsxwriter.Workbook(memory, OPTIONS) as file:
        book = opened(file, guide[0], subject, day)
        _write_guide(book, file.add_worksheet("Leeswijzer"), list(guide))
        for sheet in sheets:
            if len(sheet.table):
                _write_table(book, sheet)
    return memory.getvalue()


def _write_sheets(book: Book, result: RunResult) -> None:
    sites = tables.site_table(result).head(MOST_SITES)
    write_short(book, page_content(result), sites)
    guide = book.file.add_worksheet("Leeswijzer")
    left_out, texts = [], set[str]()
    for sheet in _sheets(result, sites):
        if sheet.table.empty:
            continue
        if len(sheet.table) > MOST_ROWS:
            left_out.append(f"{sheet.title} ({number(len(sheet.table))} rijen)")
            continue
        _write_table(book, sheet)
        texts |= _texts(sheet)
        if sheet.table is sites:
            _write_weights(book, result, sites)
    _write_guide(book, guide, guide_lines(result, left_out, MOST_SITES, sorted(texts)))


def _texts(sheet: Sheet) -> set[str]:
    """Return the different texts of a sheet, its headings among them."""
    keys = [str(key) for key in sheet.table.columns]
    told = {sheet.headings.get(key, found(sheet.schema, key).heading) for key in keys}
    for values in (sheet.table[key] for key in keys):
        if not pd.api.types.is_numeric_dtype(values):
            told |= {value for value in values.tolist() if isinstance(value, str)}
    return told


def _sheets(result: RunResult, sites: pd.DataFrame) -> tuple[Sheet, ...]:
    travel, heads = tables.travel_wide(result).head(MOST_SITES), tables.travel_headers(result)
    towns = tables.municipality_table(result)
    return (
        Sheet("sites", "Locaties", sites, schemas.SiteTable),
        Sheet("travel", "Reistijden", travel, schemas.TravelWide, heads),
        Sheet("hubs", "Moederlocaties", tables.hub_table(result), schemas.HubTable),
        Sheet("clusters", "Clusters", tables.cluster_rows(result), schemas.ClusterTable),
        Sheet("municipalities", "Gemeenten", towns, schemas.MunicipalityTable),
        Sheet("places", "Voorzieningen", tables.place_table(result), schemas.PlaceTable),
        *tables.extra_sheets(result, sites["site_id"]),
        Sheet("info", "Bronnen", tables.source_table(result), LayerInfo),
    )


def _write_guide(book: Book, sheet: Worksheet, lines: list[str]) -> None:
    sheet.set_column(0, 0, _GUIDE_WIDTH)
    sheet.hide_gridlines(2)
    set_up_print(sheet, _GUIDE_WIDTH)
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, line, book.formats["title" if row == 0 else "wrap"])
        sheet.set_row(row, row_height(len(line), _GUIDE_WIDTH) * (1.3 if row == 0 else 1.0))


def _write_table(book: Book, asked: Sheet) -> None:
    sheet, table = book.file.add_worksheet(asked.title), asked.table
    wide, heights = 0, np.full(len(table), row_height(0, 1))
    for column, key in enumerate(table.columns):
        told = found(asked.schema, key)
        kind = "day" if told.unit == DAY else _kind(told.decimals, table[key])
        title = asked.headings.get(key, told.heading)
        sheet.write_string(0, column, title, book.formats["head"])
        width = _NUMBER_WIDTH
        if kind in ("text", "day"):
            letters = [0 if pd.isna(value) else len(str(value)) for value in table[key]]
            width = text_width(title, max(letters, default=0))
            if width == SENTENCE_WIDTH:
                kind = "words"
                heights = np.maximum(heights, [row_height(count, width) for count in letters])
        sheet.set_column(column, column, width)
        wide += width
        _write_column(book, sheet, column, table[key], kind)
    for row in np.flatnonzero(heights > row_height(0, 1)):
        sheet.set_row(int(row) + 1, float(heights[row]))
    sheet.set_row(0, _HEAD_HEIGHT)  # not every program makes room for a header of two lines
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(table), len(table.columns) - 1)
    named = [place for place, key in enumerate(table.columns[:_NAMED_WITHIN]) if key == "name"]
    set_up_print(sheet, wide, heads=(0, 0), names=named[0] if named else 0)


def _write_column(book: Book, sheet: Worksheet, column: int, values: pd.Series, kind: str) -> None:
    how = book.formats[kind]
    for row, value in enumerate(values.tolist(), start=1):
        if value is None or value is pd.NA or (isinstance(value, float) and not isfinite(value)):
            continue  # a cell holds no infinity either: the price of what cannot be stays empty
        if isinstance(value, bool):
            sheet.write_string(row, column, yes_no(value), how)
        elif isinstance(value, int | float):
            sheet.write_number(row, column, value, how)
        elif kind == "day" and (day := day_cell(value)) is not None:
            sheet.write_datetime(row, column, day, how)
        elif kind == "day":
            sheet.write_string(row, column, long_moment(value), how)
        else:
            sheet.write_string(row, column, shortened(str(value)), how)


def _kind(decimals: int | None, values: pd.Series) -> str:
    """Return the cell format of a column: text, or as many decimals as its schema shows."""
    if pd.api.types.is_bool_dtype(values) or not pd.api.types.is_numeric_dtype(values):
        return "text"
    return str(decimals) if decimals else "int"


FIRST_PART: Final = 5  # the column of the first part, after site, name, score, rank, order
WEIGHT_ROW, SHARE_ROW, FIRST_SITE = 3, 4, 5


def _write_weights(book: Book, result: RunResult, sites: pd.DataFrame) -> None:
    """Write the weights in yellow cells and one live score per site beneath them.

    A part weighs its criterion's weight over the criterion's number of parts; a score is the
    weighted mean of the known values, as in ``sites.scoring.scoring``. The rows stand by rank, and
    those without one below: a rank looks at one block.
    """
    sites = sites.sort_values(["rank", "site_id"], na_position="last", ignore_index=True)
    sheet = book.file.add_worksheet("Gewichten")
    scored = parts(result)
    _write_weight_head(book, sheet, scored)
    values = np.column_stack(
        [_ordered(result, part_values(result, part, "value"), sites) for part in scored]
    )
    ranked = int(sites["rank"].notna().sum())
    order = _tie_order(result, sites)
    shares = _span(SHARE_ROW, len(scored), fixed=True)
    score_format = book.formats[_kind(found(schemas.SiteTable, "score").decimals, sites["score"])]
    for row, site in enumerate(
        zip(sites["site_id"], sites["name"], sites["score"], sites["rank"], order, strict=True),
        start=FIRST_SITE,
    ):
        site_id, name, score, rank, place = site
        sheet.write_string(row, 0, str(site_id), book.formats["text"])
        sheet.write_string(row, 1, shortened(str(name)), book.formats["text"])
        for column, value in enumerate(values[row - FIRST_SITE], start=FIRST_PART):
            if not np.isnan(value):
                sheet.write_number(row, column, float(value), book.formats["3"])
        own = _span(row, len(scored))
        known = f"SUMPRODUCT({shares}*ISNUMBER({own}))"
        formula = f'=IF({known}>0,ROUND(SUMPRODUCT({shares},{own})/{known},9),"")'
        stored = "" if pd.isna(score) else float(score)
        sheet.write_formula(row, 2, formula, score_format, stored)
        if not pd.isna(rank):
            sheet.write_number(row, 4, place, book.formats["share_int"])
            _write_rank(book, sheet, row, ranked, int(rank))
    sheet.freeze_panes(FIRST_SITE, 2)
    wide = 2 * _TEXT_WIDTH + 3 * _NUMBER_WIDTH + 14 * len(scored)
    set_up_print(sheet, wide, heads=(2, SHARE_ROW), names=1)


def _write_weight_head(book: Book, sheet: Worksheet, parts: list[Part]) -> None:
    write, how = sheet.write_string, book.formats
    write(0, 0, "Gewichten en scores", how["title"])
    write(1, 0, "Verander een gele cel: scores en rang rekenen mee. Een lege waarde is onbekend.")
    named = (heading(schemas.SiteTable, key) for key in ("site_id", "name", "score", "rank"))
    heads = (*named, "Volgorde bij gelijke score")
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


def _tie_order(result: RunResult, sites: pd.DataFrame) -> pd.Series:
    """Return the place of each site among equals: the longest term first, then ``site_id``."""
    codes = term_codes(terms_of(result.sites, result.scenario.reference_date))
    by_id = pd.Series(codes, index=result.sites["site_id"])
    keyed = sites.assign(term=by_id.reindex(sites["site_id"]).to_numpy())
    rows = keyed.sort_values(["term", "site_id"]).index
    return pd.Series(np.arange(1, len(rows) + 1), index=rows).reindex(sites.index)


def _write_rank(book: Book, sheet: Worksheet, row: int, ranked: int, rank: int) -> None:
    """Write a rank that follows the scores; a tie goes by term, then to the lowest ``site_id``.

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
