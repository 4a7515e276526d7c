"""Read the cells of a workbook as people save it: its XML is streamed, and never beyond a budget.

What a sheet says of its own size is not believed, a namespace of strict or transitional Open XML is
the same, and a cell stands where its own reference says. openpyxl pads a sheet up to its last cell
and reads every style as an object: a file of 5 kB kept it busy for minutes. How Excel counts days
and which formats show a date is openpyxl's knowledge.
"""

import posixpath
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Final, Self
from xml.parsers import expat

from geodata.files.cells import Cells, EnoughError, SheetReader, TextOf
from geodata.files.files import check_workbook
from sites.base.boundary import reading
from sites.base.errors import InputFileError
from sites.base.messages import say

#: The number of 31 December 9999, beyond which Excel shows no day.
LAST_DAY: Final = 2_958_466 - 1462
#: So many elements and letters are read however small the file is; a larger file may hold more,
#: as a real workbook packs 20 to 40 bytes into one and a bomb a thousand.
FREE_ELEMENTS: Final = 500_000
FREE_LETTERS: Final = 20_000_000
PER_BYTE: Final = 10
MAX_ELEMENTS: Final = 20_000_000
MAX_LETTERS: Final = 200_000_000
MAX_DEPTH: Final = 100
ADVICE: Final = say("open it in Excel and save it again as Excel-werkmap (.xlsx)")
_CHUNK: Final = 1 << 16


@dataclass(frozen=True)
class SheetName:
    """A sheet of a workbook: its name, the part that holds it, and whether people see it."""

    title: str
    part: str
    is_hidden: bool


class Workbook:
    """An open workbook, read part by part within one budget of elements and letters."""

    def __init__(self, path: Path) -> None:
        check_workbook(path)
        self.path = path
        with reading(path.name, ADVICE):
            self._archive = zipfile.ZipFile(path)
        packed = path.stat().st_size
        self._elements = min(FREE_ELEMENTS + PER_BYTE * packed, MAX_ELEMENTS)
        self._letters = min(FREE_LETTERS + PER_BYTE * packed, MAX_LETTERS)
        self._relations: dict[str, tuple[str, str]] = {}
        self._shared: list[str] | None = None
        self._dates: list[bool] | None = None
        self._is_1904 = False

    def __enter__(self) -> Self:
        """Keep the file open for as long as it is read."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self._archive.close()

    def sheets(self) -> tuple[SheetName, ...]:
        """Return the sheets with cells, in the order of their tabs."""
        main = next(
            (part for part, kind in self._related("").values() if kind == "officeDocument"),
            "xl/workbook.xml",
        )
        self._relations = self._related(main)
        found: list[tuple[str, str, bool]] = []

        def start(name: str, given: dict[str, str]) -> None:
            if name == "sheet":
                key = next((v for k, v in given.items() if k.rpartition(" ")[2] == "id"), "")
                hidden = given.get("state", "visible") != "visible"
                found.append((given.get("name", ""), key, hidden))
            elif name == "workbookPr":
                self._is_1904 = given.get("date1904") in {"1", "true"}

        self._parse(main, start)
        names = []
        for title, key, hidden in found:
            part, kind = self._relations.get(key, ("", ""))
            if kind == "worksheet":
                names.append(SheetName(title, part, hidden))
        return tuple(names)

    def is_filled(self, sheet: SheetName) -> bool:
        """Tell whether a sheet holds anything; no more of it is read than the first cell."""
        return bool(self.cells(sheet, only_first=True).rows)

    def cells(self, sheet: SheetName, *, only_first: bool = False) -> Cells:
        """Return what the cells of a sheet hold."""
        reader = SheetReader(self, only_first=only_first)
        self._parse(sheet.part, reader.start, reader.end, reader.letters)
        return reader.found

    @property
    def name(self) -> str:
        """Return the name of the file."""
        return self.path.name

    def shared(self, index: int) -> str:
        """Return a text that cells share by number."""
        if self._shared is None:
            self._shared = self._shared_texts()
        return self._shared[index] if index < len(self._shared) else ""

    def is_date(self, style: int) -> bool:
        """Tell whether cells of a style show their number as a day."""
        if self._dates is None:
            self._dates = self._date_styles()
        return style < len(self._dates) and self._dates[style]

    def day(self, number: float) -> str | None:
        """Return the day that Excel shows for a number, or None where there is none."""
        from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel  # noqa: PLC0415

        if not 0 <= number < LAST_DAY:
            return None
        found = from_excel(number, MAC_EPOCH if self._is_1904 else WINDOWS_EPOCH)
        if isinstance(found, datetime):
            return found.date().isoformat()
        return found.isoformat() if isinstance(found, date | time) else None

    def count_letters(self, count: int) -> None:
        """Take letters of cells from the budget: a text that is shared is written out per cell."""
        self._letters -= count
        if self._letters < 0:
            self._refuse_size()

    def _part_of(self, kind: str) -> str | None:
        return next((part for part, what in self._relations.values() if what == kind), None)

    def _related(self, part: str) -> dict[str, tuple[str, str]]:
        """Return the parts that a part refers to, by key, with the last word of their kind."""
        folder, name = posixpath.split(part)
        found: dict[str, tuple[str, str]] = {}

        def start(element: str, given: dict[str, str]) -> None:
            if element == "Relationship" and given.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, given.get("Target", "")))
                kind = given.get("Type", "").rpartition("/")[2]
                found[given.get("Id", "")] = (target.lstrip("/"), kind)

        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        if relations in self._archive.namelist():
            self._parse(relations, start)
        return found

    def _shared_texts(self) -> list[str]:
        texts: list[str] = []
        inside = TextOf("si", texts.append)
        if part := self._part_of("sharedStrings"):
            self._parse(part, inside.start, inside.end, inside.letters)
        return texts

    def _date_styles(self) -> list[bool]:
        """Return of every cell style whether its number format shows a day."""
        from openpyxl.styles.numbers import BUILTIN_FORMATS  # noqa: PLC0415 - half a second

        own: dict[str, str] = {}
        styles: list[str] = []
        inside: list[bool] = []

        def start(name: str, given: dict[str, str]) -> None:
            if name == "numFmt":
                own[given.get("numFmtId", "")] = given.get("formatCode", "")
            elif name == "cellXfs":
                inside.append(True)
            elif name == "xf" and inside:
                styles.append(given.get("numFmtId", "0"))

        def end(name: str) -> None:
            if name == "cellXfs":
                inside.clear()

        if part := self._part_of("styles"):
            self._parse(part, start, end)
        builtin = {str(number): words for number, words in BUILTIN_FORMATS.items()}
        return [_is_date_format(own.get(s, builtin.get(s, "General"))) for s in styles]

    def _parse(
        self,
        part: str,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None] = lambda _: None,
        letters: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Stream one part; names come without their namespace."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        depth, left = 0, self._elements
        local = _local_name

        def started(name: str, given: dict[str, str]) -> None:
            nonlocal depth, left
            depth, left = depth + 1, left - 1
            if left < 0 or depth > MAX_DEPTH:
                self._refuse_size()
            start(local(name), given)

        def ended(name: str) -> None:
            nonlocal depth
            depth -= 1
            end(local(name))

        def refuse_entities(*_: object) -> None:
            raise InputFileError(
                "{file}: {part} declares XML entities, which are refused",
                file=self.path.name, part=part,
            )  # fmt: skip

        parser.StartElementHandler, parser.EndElementHandler = started, ended
        parser.CharacterDataHandler = letters
        parser.StartDoctypeDeclHandler = refuse_entities
        try:
            with reading(self.name, ADVICE), suppress(EnoughError), self._archive.open(part) as xml:
                while chunk := xml.read(_CHUNK):
                    parser.Parse(chunk, False)  # noqa: FBT003 - expat takes no names
                parser.Parse(b"", True)  # noqa: FBT003
        finally:
            self._elements = left

    def _refuse_size(self) -> None:
        raise InputFileError(
            "{file} holds far more than its size allows for (cells, styles or texts repeated, or "
            "nested too deeply); copy the table to a new workbook and save that",
            file=self.path.name,
        )


@lru_cache(maxsize=4096)
def _local_name(name: str) -> str:
    return name.rpartition(" ")[2]


@lru_cache(maxsize=1024)
def _is_date_format(words: str) -> bool:
    from openpyxl.styles.numbers import is_date_format  # noqa: PLC0415 - half a second

    return bool(is_date_format(words[:255]))
