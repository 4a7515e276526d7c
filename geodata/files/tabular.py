"""Read CSV and XLSX into a table of text, and say clearly when a file is something else.

Every cell stays text (missing is missing) until an importer knows what the column means: only then
can "4.793" be read as a number of places and "4,793" as degrees.
"""

import csv
import io
import re
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.files.files import OLE_MAGIC
from geodata.files.limits import MB
from geodata.files.sheets import LEAST_COLUMNS, not_read_above, read_sheet
from sites.base.boundary import reading
from sites.base.errors import InputFileError
from sites.base.messages import Message, say
from sites.tables.aliases import plain_heading

SEPARATORS: Final = (",", ";")
WRONG_SEPARATORS: Final = {
    "\t": say("tabs separate its columns"),
    "|": say("bars (|) separate its columns"),
    ":": say("colons separate its columns"),
}
_ADVICE: Final = say("save it again as CSV UTF-8")
_HEAD_LETTERS: Final = 20_000  # titles and headings stand in the first of them
MAX_COLUMNS: Final = 500
MAX_TEXT_BYTES: Final = 200 * MB
#: Space and marks without width that stick to a text copied from elsewhere.
AROUND: Final = (
    " \t\r\n\v\f\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
)
#: The name that pandas gives a heading that stands a second time.
_RENAMED: Final = re.compile(r"\.[0-9]+$")


@dataclass(frozen=True)
class TextTable:
    """Rows of text under stripped column names; ``rows`` numbers them as the file does.

    ``notes`` say how it was read; ``told`` are those of them that may surprise who made the file:
    what is not read though it stands there, and what is read though nobody sees it.
    """

    frame: pd.DataFrame
    rows: NDArray[np.int64]
    notes: tuple[Message, ...] = ()
    told: tuple[Message, ...] = ()


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
    >>> [str(note) for note in table.notes]
    ['read as windows-1252, because it is not UTF-8', 'semicolons separate the columns']
    """
    if path.stat().st_size > MAX_TEXT_BYTES:
        raise InputFileError(
            "{file} is larger than {max_text_bytes} MB; save it as .parquet",
            file=path.name,
            max_text_bytes=MAX_TEXT_BYTES // MB,
        )
    raw = path.read_bytes()
    if raw.startswith((b"PK\x03\x04", OLE_MAGIC)):
        raise InputFileError(
            "{file} is a workbook and no CSV; give it the extension .xlsx, or save it as CSV UTF-8",
            file=path.name,
        )
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
        notes.append(say("read as windows-1252, because it is not UTF-8"))
    # Excel writes "sep=;" above the header of some exports.
    told = text[:4].lower() == "sep="
    text = text.split("\n", 1)[1] if told and "\n" in text else text
    above, text = _below_titles(text, path.name)
    separator = _separator(text, path.name)
    if separator != ",":
        notes.append(say("semicolons separate the columns"))
    unread = (not_read_above(above),) if above else ()
    frame = _parsed(text, separator, path.name)
    rows = np.arange(len(frame), dtype=np.int64) + 2 + told + len(above)
    headings = _under_groups(frame, path.name, first=1 + told + len(above))
    if headings is not None:
        frame, rows = frame.iloc[1:].set_axis(headings, axis=1), rows[1:]
    return _tidy(frame, rows, path.name, (*notes, *unread), unread)


def _under_groups(frame: pd.DataFrame, name: str, *, first: int) -> list[str] | None:
    """Return the headings where they stand in the second row, under a row of groups; else None.

    A group stands over several columns: in a CSV it leaves those beside it without a heading. The
    row below then fills them all and holds no figure. Two columns of one name get their group's.

    >>> table = pd.DataFrame([["Naam", "Kern", "Fase"]], columns=["Plek", "Unnamed: 1", "Stand"])
    >>> table["Unnamed: 3"] = "Sinds"
    >>> _under_groups(table, "lijst.csv", first=1)
    ['Naam', 'Kern', 'Fase', 'Sinds']
    """
    tops = ["" if top == f"Unnamed: {n}" else str(top) for n, top in enumerate(frame.columns)]
    bare = [n for n, top in enumerate(tops) if not top and frame.iloc[:, n].notna().any()]
    if len(bare) < LEAST_COLUMNS:
        return None  # a list that a program wrote often has one: the number of its rows
    under = ["" if pd.isna(cell) else " ".join(cell.split()) for cell in frame.iloc[0]]
    if not all(under[n] for n in bare) or any(re.search("[0-9]", text) for text in under):
        raise InputFileError(
            "{name}, row {first}: the header has empty cells; give every column a name",
            name=name, first=first,
        )  # fmt: skip
    groups = [next((top for top in tops[n::-1] if top), "") for n in range(len(tops))]
    said = [text or top for text, top in zip(under, tops, strict=True)]
    return [
        text if said.count(text) == 1 else f"{group} {text}".strip()
        for text, group in zip(said, groups, strict=True)
    ]


def _below_titles(text: str, name: str) -> tuple[list[str], str]:
    r"""Return the lines above the headings, and the text from the headings on.

    The headings are the first row of two filled cells that a row of two cells follows; what stands
    above them is a title, as in a workbook. Of the marks the one that finds its headings first. A
    text without titles, or without such a row, is returned as it is.

    >>> _below_titles("Lijst, versie 3\n\nid;naam\n1;Oude school, oost\n", "a.csv")
    (['Lijst, versie 3', ''], 'id;naam\n1;Oude school, oost\n')
    >>> _below_titles("id,naam\n1,a;b;c\n2,d;e;f\n", "a.csv")[0]
    []
    """
    lines = io.StringIO(text, newline=None).read(_HEAD_LETTERS).split("\n")
    found = (_headings_at(lines, mark, name) for mark in SEPARATORS)
    starts = [start for start in found if start is not None]
    first = min(starts, default=0)
    if not any(line.strip() for line in lines[:first]):
        return [], text
    return lines[:first], "\n".join(io.StringIO(text, newline=None).read().split("\n")[first:])


def _headings_at(lines: list[str], mark: str, name: str) -> int | None:
    """Return the line on which a table begins whose columns this mark separates.

    A comma in a title makes two cells of it: what follows then is split by the other mark alone.
    """
    other = next(one for one in SEPARATORS if one != mark)
    start, at = None, 0
    with reading(name, _ADVICE):
        read = csv.reader((f"{line}\n" for line in lines), delimiter=mark)
        for cells in read:
            filled = sum(1 for cell in cells if cell.strip())
            if start is not None and filled:
                if len(cells) > 1 or other not in cells[0]:
                    return start
                start = None
            if start is None and filled >= LEAST_COLUMNS:
                start = at
            at = read.line_num
    return start


def _separator(text: str, name: str) -> str:
    """Return the mark that splits the header into most columns; a single column is refused."""
    body = text.lstrip("\r\n")
    header = next(iter(body.splitlines()), "")
    if not header.strip():
        raise InputFileError(
            "{name} is empty: no header row; export it again",
            name=name,
        )
    with reading(name, _ADVICE):
        # A heading between quotes may run over several lines, as Excel wraps it, and a line may
        # end in a carriage return alone, as old Macs write it: pandas reads both.
        fields = {
            mark: len(next(csv.reader(io.StringIO(body, newline=None), delimiter=mark)))
            for mark in SEPARATORS
        }
    best = max(SEPARATORS, key=lambda mark: fields[mark])
    if fields[best] > 1:
        return best
    found = next(
        (words for mark, words in WRONG_SEPARATORS.items() if mark in header),
        say("the header has one column only"),
    )
    raise InputFileError(
        "{name}: {found}; save it with commas or semicolons between the columns",
        name=name,
        found=found,
    )


def _parsed(text: str, separator: str, name: str) -> pd.DataFrame:
    with reading(name, _ADVICE):
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
                "{name}: {fault}",
                name=name,
                fault=_parser_words(str(error)),
            ) from None
        except (pd.errors.ParserWarning, ValueError):
            raise InputFileError(
                "{name}: rows have more columns than the header; name every column, or put "
                "quotes around a text that holds the separator",
                name=name,
            ) from None
    return frame


def _parser_words(text: str) -> Message:
    """Put the parser's complaint in words that say which row to mend."""
    if found := re.search("Expected ([0-9]+) fields in line ([0-9]+), saw ([0-9]+)", text):
        expected, line, saw = found.groups()
        return say(
            "row {row} has {count} columns, the header has {expected}; put quotes around a text "
            "that holds the separator",
            row=int(line), count=int(saw), expected=int(expected),
        )  # fmt: skip
    if "EOF inside string" in text:
        return say("a quote is opened and never closed; close it or leave quotes out")
    return say("cannot be read (technical: {words})", words=" ".join(text.split())[:160])


def _tidy(
    frame: pd.DataFrame, rows: NDArray[np.int64], name: str, notes: tuple[Message, ...],
    told: tuple[Message, ...],
) -> TextTable:  # fmt: skip
    """Strip headings and cells, drop blank rows, and refuse a heading that stands twice."""
    frame.columns = [" ".join(str(column).strip(AROUND).split()) for column in frame.columns]
    if len(frame.columns) > MAX_COLUMNS:
        raise InputFileError(
            "{name} has {columns_count} columns, the limit is {max_columns}",
            name=name,
            columns_count=len(frame.columns),
            max_columns=MAX_COLUMNS,
        )
    _refuse_twice([str(column) for column in frame.columns], name)
    for column in frame.columns:
        text = frame[column].astype("str").str.strip(AROUND)
        frame[column] = text.where(text != "")
    filled = frame.notna().any(axis=1).to_numpy(dtype=bool)
    if not filled.any():
        raise InputFileError(
            "{name} has a header and no rows; add at least one row",
            name=name,
        )
    return TextTable(frame[filled].reset_index(drop=True), rows[filled], notes, told)


def _refuse_twice(headings: list[str], name: str) -> None:
    """Refuse headings that read the same, also where pandas made "naam.1" of a second "naam"."""
    seen: set[str] = set()
    for heading in headings:
        first = _RENAMED.sub("", heading)
        is_renamed = first != heading and (plain_heading(first) or first) in seen
        plain = plain_heading(heading) or heading
        if plain in seen or is_renamed:
            raise InputFileError(
                "{name}: column {column} stands twice in the header; rename one",
                name=name,
                column=first.lower() if is_renamed else heading.lower(),
            )
        seen.add(plain)


def read_xlsx(path: Path, *, sheet: str | None = None) -> TextTable:
    """Read one sheet of a workbook; values only, no formulas without a stored value."""
    found = read_sheet(path, sheet)
    return _tidy(found.frame, found.rows, path.name, found.notes, found.notes)
