"""Count the rows of a user's table before it is read, and refuse more than a run can hold.

Counting stops at the limit, so a file of any size is answered in seconds. A file that cannot be
counted is left to its reader, which says what is wrong with it.
"""

import csv
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Final

from pyarrow import parquet as pq

from sites.base.boundary import reading
from sites.base.errors import InputFileError
from sites.base.messages import Message, say

_ADVICE: Final = say("export it again")
SPLIT: Final = say("split the file")
_CHUNK: Final = 1 << 20
_SQLITE_STEPS: Final = 50_000_000  # about a second; a view may never end
_FEATURE: Final = re.compile(rb'"type"\s*:\s*"Feature"')
_ROW_END: Final = re.compile(rb"</(?:\w+:)?row>")
_VALUE: Final = re.compile(rb"<(?:\w+:)?(?:v|is|t)[ >]")


def refuse_many_rows(
    path: Path, most: int, *, layer: str | None = None, advice: Message = SPLIT
) -> None:
    """Refuse a table with more than ``most`` rows, before any of it is read.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "sites.csv"
    ...     _ = path.write_text(chr(10).join(["id;naam", "1;a", "2;b", ";"]), encoding="utf-8")
    ...     refuse_many_rows(path, 2)  # a blank row is no row
    ...     refuse_many_rows(path, 1)
    Traceback (most recent call last):
        ...
    sites.base.errors.InputFileError: sites.csv has more than 1 rows, the limit; split the file
    """
    try:
        found = _counted(path, most, layer)
    except InputFileError:
        return  # broken: the reader knows the words for it
    if found > most:
        raise InputFileError(
            "{file} has more than {most} rows, the limit; {advice}",
            file=path.name, most=most, advice=advice,
        )  # fmt: skip


def _counted(path: Path, most: int, layer: str | None) -> int:
    """Return the number of rows, or any number above ``most``; 0 where the kind is not known."""
    suffix = path.suffix.lower()
    if suffix == ".csv":
        return _csv_rows(path, most)
    if suffix == ".xlsx":
        return _xlsx_rows(path, most)
    if suffix in {".geojson", ".json"}:
        return _found(_FEATURE, _chunks(path), most)
    if suffix == ".gpkg":
        return _gpkg_rows(path, most, layer)
    if suffix in {".parquet", ".geoparquet"}:
        with reading(path.name, _ADVICE):
            return int(pq.read_metadata(path).num_rows)
    return 0


def _chunks(path: Path) -> Iterator[bytes]:
    with reading(path.name, _ADVICE, is_stream=True), path.open("rb") as file:
        yield from iter(lambda: file.read(_CHUNK), b"")


def _found(pattern: re.Pattern[bytes], chunks: Iterator[bytes], most: int) -> int:
    """Count what a pattern finds, also across the seams of chunks, until it passes the limit."""
    total, rest = 0, b""
    for chunk in chunks:
        text, end = rest + chunk, 0
        for found in pattern.finditer(text):
            total, end = total + 1, found.end()
        rest = text[max(end, len(text) - 64) :]
        if total > most:
            break
    return total


def _csv_rows(path: Path, most: int) -> int:
    """Count the rows with anything in them; a quoted text may span lines."""
    lines = 0
    for chunk in _chunks(path):
        lines += max(chunk.count(b"\n"), chunk.count(b"\r"))
        if lines > most:
            break
    if lines <= most:
        return lines
    with (
        reading(path.name, _ADVICE),
        path.open(encoding="utf-8", errors="replace", newline="") as file,
    ):
        mark = ";" if ";" in file.readline() else ","
        filled = (row for row in csv.reader(file, delimiter=mark) if any(c.strip() for c in row))
        return sum(1 for _ in islice(filled, most + 1))


def _xlsx_rows(path: Path, most: int) -> int:
    """Count the rows with a value on the fullest sheet, the heading left out."""
    fullest = 0
    with reading(path.name, _ADVICE), zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if re.search(r"worksheets/[^/]*\.xml$", name):
                fullest = max(fullest, _sheet_rows(archive, name, most))
    return fullest - 1


def _sheet_rows(archive: zipfile.ZipFile, name: str, most: int) -> int:
    rows, rest = 0, b""
    with archive.open(name) as sheet:
        for chunk in iter(lambda: sheet.read(_CHUNK), b""):
            *whole, rest = _ROW_END.split(rest + chunk)
            rows += sum(1 for row in whole if _VALUE.search(row))
            if rows > most + 1 or len(rest) > 64 * _CHUNK:
                break
    return rows


def _gpkg_rows(path: Path, most: int, layer: str | None) -> int:
    """Count the features of the layer that is asked for, or of the fullest one."""
    steps = 0

    def tired() -> bool:
        nonlocal steps
        steps += 1
        return steps > 100  # noqa: PLR2004 - per cent of the steps

    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    with reading(path.name, _ADVICE), closing(sqlite3.connect(address, uri=True)) as base:
        base.set_progress_handler(tired, _SQLITE_STEPS // 100)
        named = base.execute("SELECT table_name FROM gpkg_contents WHERE data_type = 'features'")
        names = [str(name) for (name,) in named if layer is None or name == layer]
        quoted = ['"{}"'.format(name.replace('"', '""')) for name in names]
        asked = (
            f"SELECT count(*) FROM (SELECT 1 FROM {name} LIMIT {most + 1})"  # noqa: S608 - quoted
            for name in quoted
        )
        return max((int(base.execute(text).fetchone()[0]) for text in asked), default=0)
