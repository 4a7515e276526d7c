"""Read CSV and XLSX into a table of text, and say clearly when a file is something else.

Every cell stays text (missing is missing) until an importer knows what the column means: only then
can "4.793" be read as a number of places and "4,793" as degrees.
"""

import csv
import io
import re
import warnings
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.files.files import check_workbook
from geodata.files.limits import MB
from sites.base.errors import InputFileError
from sites.tables.aliases import plain_heading

SEPARATORS: Final = (",", ";")
WRONG_SEPARATORS: Final = {"\t": "tabs", "|": "bars (|)", ":": "colons"}
MAX_COLUMNS: Final = 500
MAX_TEXT_BYTES: Final = 200 * MB


@dataclass(frozen=True)
class TextTable:
    """Rows of text under stripped column names; ``rows`` numbers them as the file does."""

    frame: pd.DataFrame
    rows: NDArray[np.int64]
    notes: tuple[str, ...] = ()


def read_table(path: Path, *, sheet: str | None = None) -> TextTable:
    """Read a .csv or .xlsx file."""
    return read_xlsx(path, sheet=sheet) if path.suffix.lower() == ".xlsx" else read_csv(path)


def read_csv(path: Path) -> TextTable:
    """Read comma- or semicolon-separated text in UTF-8 (with or without BOM) or windows-1252.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "azc.csv"
    ...     _ = path.write_bytes(chr(10).join(["id;naam", "H1;Café"]).encode("cp1252"))
    ...     table = read_csv(path)
    >>> table.frame.to_dict("records"), table.rows.tolist()  # the heading is row 1
    ([{'id': 'H1', 'naam': 'Café'}], [2])
    >>> table.notes
    ('read as windows-1252, because it is not UTF-8', 'semicolons separate the columns')
    """
    if path.stat().st_size > MAX_TEXT_BYTES:
        raise InputFileError(
            "{file} is larger than {max_text_bytes} MB; save it as .parquet",
            file=path.name,
            max_text_bytes=MAX_TEXT_BYTES // MB,
        )
    raw = path.read_bytes()
    if b"\x00" in raw[:4096]:
        raise InputFileError(
            "{file} is not text (it holds zero bytes); save it as CSV UTF-8",
            file=path.name,
        )
    notes = []
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
        notes.append("read as windows-1252, because it is not UTF-8")
    # Excel writes "sep=;" above the header of some exports.
    told = text[:4].lower() == "sep="
    text = text.split("\n", 1)[1] if told and "\n" in text else text
    separator = _separator(text, path.name)
    if separator != ",":
        notes.append("semicolons separate the columns")
    frame = _parsed(text, separator, path.name)
    rows = np.arange(len(frame), dtype=np.int64) + 2 + told
    return _tidy(frame, rows, path.name, tuple(notes))


def _separator(text: str, name: str) -> str:
    """Return the mark that splits the header into most columns; a single column is refused."""
    header = next(iter(text.lstrip("\r\n").splitlines()), "")
    if not header.strip():
        raise InputFileError(
            "{name} is empty: no header row; export it again",
            name=name,
        )
    fields = {mark: len(next(csv.reader([header], delimiter=mark))) for mark in SEPARATORS}
    best = max(SEPARATORS, key=lambda mark: fields[mark])
    if fields[best] > 1:
        return best
    wrong = next((word for mark, word in WRONG_SEPARATORS.items() if mark in header), None)
    found = f"{wrong} separate its columns" if wrong else "the header has one column only"
    raise InputFileError(
        "{name}: {found}; save it with commas or semicolons between the columns",
        name=name,
        found=found,
    )


def _parsed(text: str, separator: str, name: str) -> pd.DataFrame:
    try:
        with warnings.catch_warnings():
            # pandas only warns where it drops the last cells of rows longer than the header.
            warnings.simplefilter("error", pd.errors.ParserWarning)
            frame = pd.read_csv(
                io.StringIO(text),
                sep=separator,
                dtype="str",
                keep_default_na=False,
                na_values=[""],
                index_col=False,
                skipinitialspace=True,
                on_bad_lines="error",
                skip_blank_lines=False,
            )
    except pd.errors.ParserError as error:
        raise InputFileError(
            "{name}: {parser_words}",
            name=name,
            parser_words=_parser_words(str(error)),
        ) from None
    except (pd.errors.ParserWarning, ValueError):
        raise InputFileError(
            "{name}: rows have more columns than the header; name every column, or put "
            "quotes around a text that holds the separator",
            name=name,
        ) from None
    return frame


def _parser_words(text: str) -> str:
    """Put the parser's complaint in words that say which row to mend."""
    if found := re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", text):
        expected, line, saw = found.groups()
        return (
            f"row {line} has {saw} columns, the header has {expected}; put quotes around a text "
            "that holds the separator"
        )
    if "EOF inside string" in text:
        return "a quote is opened and never closed; close it or leave quotes out"
    return " ".join(text.split())[:160]


def _tidy(
    frame: pd.DataFrame, rows: NDArray[np.int64], name: str, notes: tuple[str, ...] = ()
) -> TextTable:
    """Strip headings and cells, drop blank rows, and refuse a heading that stands twice."""
    frame.columns = [str(column).strip() for column in frame.columns]
    if len(frame.columns) > MAX_COLUMNS:
        raise InputFileError(
            "{name} has {columns_count} columns, the limit is {max_columns}",
            name=name,
            columns_count=len(frame.columns),
            max_columns=MAX_COLUMNS,
        )
    lower = pd.Series([column.lower() for column in frame.columns])
    plain = lower.map(plain_heading)
    # pandas renames a second "naam" to "naam.1" by itself.
    twice = lower[
        plain.str.replace(r"\.\d+$", "", regex=True).duplicated() & plain.str.contains(r"\.\d+$")
    ]
    if len(twice) or plain.duplicated().any():
        column = re.sub(r"\.\d+$", "", (twice if len(twice) else lower[plain.duplicated()]).iloc[0])
        raise InputFileError(
            "{name}: column {column} stands twice in the header; rename one",
            name=name,
            column=column,
        )
    for column in frame.columns:
        text = frame[column].astype("str").str.strip()
        frame[column] = text.where(text != "")
    filled = frame.notna().any(axis=1).to_numpy(dtype=bool)
    if not filled.any():
        raise InputFileError(
            "{name} has a header and no rows; add at least one row",
            name=name,
        )
    return TextTable(frame[filled].reset_index(drop=True), rows[filled], notes)


def read_xlsx(path: Path, *, sheet: str | None = None) -> TextTable:
    """Read one sheet of a workbook; values only, no formulas without a stored value."""
    from openpyxl import load_workbook  # noqa: PLC0415 - half a second that CSV users never need

    check_workbook(path)
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # noqa: BLE001 - openpyxl raises whatever its XML parser meets
        raise InputFileError(
            "{file} cannot be read as a workbook ({name__}); save it again",
            file=path.name,
            name__=type(error).__name__,
        ) from None
    try:
        filled = {
            s.title: rows for s in book.worksheets if (rows := list(s.iter_rows(values_only=True)))
        }
        filled = {title: rows for title, rows in filled.items() if _has_values(rows)}
        title = _one_sheet(filled, sheet, path.name)
        part = book[title]._worksheet_path.lstrip("/")  # noqa: SLF001 - no public name for it
    finally:
        book.close()
    with zipfile.ZipFile(path) as archive:
        _refuse_formulas_and_merges(archive.read(part).decode("utf-8", "replace"), path.name, title)
    return _from_rows(filled[title], path.name)


def _has_values(rows: list[tuple[Any, ...]]) -> bool:
    return any(cell is not None for row in rows for cell in row)


def _one_sheet(filled: dict[str, Any], sheet: str | None, name: str) -> str:
    """Return the sheet to read; several filled ones without a choice are refused."""
    if not filled:
        raise InputFileError(
            "{name} is empty: no sheet holds values",
            name=name,
        )
    titles = ", ".join(filled)
    if sheet is not None and sheet not in filled:
        raise InputFileError(
            "{name} has no filled sheet {sheet!r}; it has {titles}",
            name=name,
            sheet=sheet,
            titles=titles,
        )
    if sheet is None and len(filled) > 1:
        raise InputFileError(
            "{name} has {filled_count} sheets ({titles}); name one with layer = ...",
            name=name,
            filled_count=len(filled),
            titles=titles,
        )
    return sheet or next(iter(filled))


def _refuse_formulas_and_merges(xml: str, name: str, title: str) -> None:
    merged = re.findall(r'<mergeCell\s[^>]*ref="([A-Z0-9:]+)"', xml)
    if merged:
        raise InputFileError(
            "{name}, sheet {title}: {merged_count} merged cells (first: {merged}); unmerge them",
            name=name,
            title=title,
            merged_count=len(merged),
            merged=merged[0],
        )
    # A formula cell without a stored value was never calculated: its value is not known.
    bare = [
        found.group(1)
        for cell in re.finditer(r"<c\s[^>]*?(?:/>|>.*?</c>)", xml, re.DOTALL)
        if "<f" in cell.group() and not re.search(r"<v[^>]*>[^<]", cell.group())
        if (found := re.search(r'\br="([A-Z]+[0-9]+)"', cell.group()))
    ]
    if bare:
        raise InputFileError(
            "{name}, sheet {title}: {bare_count} formulas have no stored value (first: "
            "{bare}); open it in Excel and save, or paste as values",
            name=name,
            title=title,
            bare_count=len(bare),
            bare=bare[0],
        )


def _from_rows(rows: list[tuple[Any, ...]], name: str) -> TextTable:
    """Make a table of a sheet's rows: the first that is not empty is the header."""
    first = next(i for i, row in enumerate(rows) if any(cell is not None for cell in row))
    header = list(rows[first])
    while header and header[-1] is None:
        header.pop()
    if len(header) < 2 or any(cell is None for cell in header):  # noqa: PLR2004 - a table has two
        raise InputFileError(
            "{name}, row {first}: the header has empty cells; give every column a name",
            name=name,
            first=first + 1,
        )
    body = [[_as_text(cell) for cell in row[: len(header)]] for row in rows[first + 1 :]]
    frame = pd.DataFrame(body, columns=[str(cell) for cell in header], dtype="str")
    return _tidy(frame, np.arange(len(frame), dtype=np.int64) + first + 2, name)


def _as_text(cell: object) -> str | None:
    """Write a cell as a CSV would hold it: 12.0 as 12, a date as ISO."""
    if cell is None:
        return None
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
