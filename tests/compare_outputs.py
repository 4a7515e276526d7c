"""Compare two output folders as a reader would: cells, values, visible text.

A change of structure must not move a number. Run ``python tests/compare_outputs.py OLD NEW`` on the
folders of one command before and after the change: it prints every difference, a line each, and
ends with 1 when there is one. Version and fingerprint are left out, and nothing else.
"""

import csv
import errno
import html.parser
import io
import json
import re
import sqlite3
import sys
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq

#: What may differ between two versions of the program: its number, its mark, the digests of both.
MARKS = re.compile(r"\b[0-9a-f]{12}\b|\b\d+\.\d+\.\d+\b")
MOST = 40  # differences told per file


class _Text(html.parser.HTMLParser):
    """Collect what a reader sees, block by block, and the page's data apart."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.data: list[str] = []
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "style"}:
            kind = dict(attrs).get("type") or ""
            self._inside.append("data" if "json" in kind else "hidden")
        for name, value in attrs:
            if name in {"aria-label", "title", "alt"} and value:
                self.seen.append(value)

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"} and self._inside:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if self._inside:
            if self._inside[-1] == "data":
                self.data.append(data)
        elif text := " ".join(data.split()):
            self.seen.append(text)


def _html(path: Path) -> Iterator[str]:
    parser = _Text()
    parser.feed(path.read_text(encoding="utf-8"))
    yield from parser.seen


def _csv(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8-sig")
    for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=";")):
        yield f"{number}: {row}"


def _xlsx(path: Path) -> Iterator[str]:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    for sheet in book.worksheets:
        for number, row in enumerate(sheet.iter_rows(values_only=True)):
            yield f"{sheet.title} {number}: {row}"


def _parquet(path: Path) -> Iterator[str]:
    table = pq.read_table(path)
    yield str(table.schema.remove_metadata())
    for number, row in enumerate(table.to_pylist()):
        yield f"{number}: {row}"


def _json(path: Path) -> Iterator[str]:
    def told(value: Any, at: str) -> Iterator[str]:
        if isinstance(value, dict):
            for key in value:
                yield from told(value[key], f"{at}.{key}")
        elif isinstance(value, list):
            for number, one in enumerate(value):
                yield from told(one, f"{at}[{number}]")
        else:
            yield f"{at} = {value!r}"

    yield from told(json.loads(path.read_text(encoding="utf-8")), "")


def _gpkg(path: Path) -> Iterator[str]:
    base = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    for (name,) in base.execute("SELECT table_name FROM gpkg_contents ORDER BY table_name"):
        listed = [row[1] for row in base.execute(f'PRAGMA table_info("{name}")')]
        kept = [column for column in listed if column not in {"styleQML", "update_time"}]
        asked = ", ".join(f'"{column}"' for column in kept)
        for number, row in enumerate(base.execute(f'SELECT {asked} FROM "{name}"')):  # noqa: S608
            yield f"{name} {number}: {row}"
    base.close()


def _bytes(path: Path) -> Iterator[str]:
    yield path.read_bytes().hex()


READERS = {
    ".html": _html, ".csv": _csv, ".xlsx": _xlsx, ".parquet": _parquet, ".json": _json,
    ".geojson": _json, ".gpkg": _gpkg,
}  # fmt: skip


def differences(old: Path, new: Path) -> Iterator[str]:
    """Yield a line per difference between two folders or two files; refuse one that is absent."""
    for path in (old, new):
        if not path.exists():
            raise FileNotFoundError(errno.ENOENT, "there is nothing to compare", str(path))
    if old.is_file():
        yield from _of_files(old, new)
        return
    names = sorted({p.relative_to(f) for f in (old, new) for p in f.rglob("*") if p.is_file()})
    for name in names:
        if not (old / name).is_file() or not (new / name).is_file():
            yield f"{name}: only in {'new' if (new / name).is_file() else 'old'}"
        else:
            yield from (f"{name}: {line}" for line in _of_files(old / name, new / name))


def _of_files(old: Path, new: Path) -> Iterator[str]:
    if old.read_bytes() == new.read_bytes():
        return
    read = READERS.get(old.suffix.lower(), _bytes)
    told = 0
    for one, other in zip_longest(read(old), read(new), fillvalue="(nothing)"):
        if MARKS.sub("*", one) != MARKS.sub("*", other):
            told += 1
            if told <= MOST:
                yield f"{one[:300]}  ->  {other[:300]}"
    if told > MOST:
        yield f"and {told - MOST} more"


if __name__ == "__main__":
    found = list(differences(Path(sys.argv[1]), Path(sys.argv[2])))
    print("\n".join(found) if found else "no difference")  # noqa: T201 - a script
    sys.exit(1 if found else 0)
