"""Open a GTFS zip without trusting it: paths, sizes and ratios are checked before reading."""

import csv
import re
import zipfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO, Final, Self

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyarrow import csv as pacsv
from pydantic import Field, PositiveFloat, PositiveInt

from sites.base.boundary import reading
from sites.base.errors import InputFileError
from sites.base.messages import Message, say
from sites.settings.scenario import Params

_RATIO_FROM: Final = 1_000_000  # bytes; a small file may well be all zeros
_HEADER_MAX: Final = 65_536
#: How Arrow says that a row is longer or shorter than the header.
_COLUMNS: Final = re.compile(r"Expected ([0-9]+) columns, got ([0-9]+)")
_DELIMITERS: Final = {";": say("semicolons"), "\t": say("tabs"), "|": say("bars")}


class FeedLimits(Params):
    """What a feed may be at most; the national feed unpacks to some 1.5 GB at a ratio of 8."""

    max_bytes: PositiveInt = 8_000_000_000
    max_ratio: PositiveFloat = 200.0
    max_members: PositiveInt = 500
    block_bytes: PositiveInt = 2_000_000  # of CSV; the reader keeps some dozens ahead
    #: Rows that cannot be used are left out and counted up to this share; above it, refused.
    max_bad_share: float = Field(default=0.01, ge=0, le=1)


class FeedZip:
    """A GTFS zip, opened for reading; its tables lie at the top or together in one folder."""

    def __init__(self, path: Path, limits: FeedLimits) -> None:
        """Open the zip and refuse what is unsafe or is no feed; nothing is unpacked."""
        self.path = path
        self.name = path.name
        self.limits = limits
        if not path.is_file():
            raise InputFileError(
                "{file}: no such file; give the path of a GTFS zip",
                file=path.name,
            )
        with self._reading():
            self._zip = zipfile.ZipFile(path)
        try:
            with self._reading():
                self._members = self._checked()
        except InputFileError:
            self._zip.close()
            raise

    def __enter__(self) -> Self:
        """Return the open feed."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        """Close the zip."""
        self._zip.close()

    def __contains__(self, member: str) -> bool:
        """Tell whether the feed has this table, such as "stops.txt", with at least a header."""
        return member in self._members and self.header(member) != []

    def _checked(self) -> dict[str, zipfile.ZipInfo]:
        infos = [info for info in self._zip.infolist() if not info.is_dir()]
        if len(infos) > self.limits.max_members:
            self._refuse(say("{count} files inside, at most {most} allowed",
                             count=len(infos), most=self.limits.max_members))  # fmt: skip
        for info in infos:
            path = PurePosixPath(info.filename.replace("\\", "/"))
            if path.is_absolute() or ".." in path.parts or re.match(r"^[A-Za-z]:", str(path)):
                self._refuse(say('the path "{path}" leads outside the zip', path=info.filename))
            if info.flag_bits & 1:
                self._refuse(say('"{part}" is encrypted', part=info.filename))
            ratio = info.file_size / max(info.compress_size, 1)
            if info.file_size > _RATIO_FROM and ratio > self.limits.max_ratio:
                self._refuse(say(
                    '"{part}" unpacks to {ratio:.0f} times its size, at most {most:g} allowed: '
                    "a zip bomb?",
                    part=info.filename, ratio=ratio, most=self.limits.max_ratio,
                ))  # fmt: skip
        if (total := sum(info.file_size for info in infos)) > self.limits.max_bytes:
            self._refuse(say("unpacks to {total} bytes, at most {most} allowed",
                             total=total, most=self.limits.max_bytes))  # fmt: skip
        return self._tables(infos)

    def _tables(self, infos: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
        """Return the tables of the one feed inside, whatever folder they stand in."""
        where: dict[str, dict[str, zipfile.ZipInfo]] = {}
        for info in infos:
            path = PurePosixPath(info.filename.replace("\\", "/"))
            folder = where.setdefault(str(path.parent), {})
            if path.name in folder:
                self._refuse(say('"{part}" stands in it twice', part=info.filename))
            folder[path.name] = info
        feeds = sorted(folder for folder, files in where.items() if "stops.txt" in files)
        if len(feeds) > 1:
            self._refuse(say("holds {count} feeds ({feeds}); import them one by one",
                             count=len(feeds), feeds=tuple(feeds)))  # fmt: skip
        if not feeds:
            seen = tuple(sorted(info.filename for info in infos)[:5]) or say("nothing")
            self._refuse(say("required file stops.txt is missing; it holds {seen}", seen=seen))
        return where[feeds[0]]

    def _refuse(self, why: Message) -> None:
        raise InputFileError(
            "{file}: {why}; use the publisher's own GTFS zip",
            file=self.name,
            why=why,
        )

    def header(self, member: str) -> list[str]:
        """Return the column names, without byte order mark, blanks or quotes."""
        if member not in self._members:
            raise InputFileError(
                "{file}: required file {member} is missing; use a complete GTFS feed",
                file=self.name,
                member=member,
            )
        with self._reading(member):
            with self._zip.open(self._members[member]) as stream:
                line = stream.readline(_HEADER_MAX)
            text = line.decode("utf-8-sig")
            return [name.strip() for name in next(csv.reader([text.strip()]), [])]

    def columns(self, member: str, required: tuple[str, ...]) -> list[str]:
        """Return the header; one line when a required column or the comma is missing."""
        names = self.header(member)
        if missing := [name for name in required if name not in names]:
            other = [
                word for mark, word in _DELIMITERS.items() if len(names) == 1 and mark in names[0]
            ]
            if other:
                raise InputFileError(
                    "{file}: {member} is divided by {other}; GTFS wants commas, save it so",
                    file=self.name,
                    member=member,
                    other=other[0],
                )
            raise InputFileError(
                "{file}: {member} lacks column {missing} (it has {value}); use a complete "
                "GTFS feed",
                file=self.name,
                member=member,
                missing=", ".join(missing),
                value=tuple(names[:8]) or say("no header"),
            )
        if repeated := sorted({name for name in names if names.count(name) > 1}):
            raise InputFileError(
                "{file}: {member} has column {repeated} twice; keep one",
                file=self.name,
                member=member,
                repeated=repeated[0],
            )
        return names

    @contextmanager
    def batches(
        self, member: str, required: tuple[str, ...], optional: tuple[str, ...] = ()
    ) -> Iterator[Iterator[pa.RecordBatch]]:
        """Stream a table as batches of text columns, in the order asked; absent ones are null."""
        names = self.columns(member, required)
        wanted = [*required, *optional]
        read = pacsv.ReadOptions(
            column_names=names, skip_rows=1, block_size=self.limits.block_bytes
        )
        convert = pacsv.ConvertOptions(
            include_columns=wanted,
            include_missing_columns=True,
            column_types=dict.fromkeys(wanted, pa.string()),
            strings_can_be_null=True,
            null_values=[""],
            quoted_strings_can_be_null=True,
        )
        parse = pacsv.ParseOptions(newlines_in_values=member != "stop_times.txt")
        with self._zip.open(self._members[member]) as stream:
            yield self._guarded(member, stream, read, parse, convert)

    def _guarded(
        self,
        member: str,
        stream: IO[bytes],
        read: pacsv.ReadOptions,
        parse: pacsv.ParseOptions,
        convert: pacsv.ConvertOptions,
    ) -> Iterator[pa.RecordBatch]:
        """Yield batches; an error halfway names the table and says what to do."""
        with self._reading(member, is_stream=True):
            try:
                with pacsv.open_csv(stream, read, parse, convert) as reader:
                    yield from reader
            except pa.ArrowInvalid as error:
                if "Empty CSV" in str(error):
                    return
                found = _COLUMNS.search(str(error))
                if found is None:
                    raise
                raise InputFileError(
                    "{file}: {member} has a row with {got} columns, its header {expected}; mend "
                    "that row or ask the publisher",
                    file=self.name, member=member, got=int(found[2]), expected=int(found[1]),
                ) from error  # fmt: skip

    def _reading(
        self, member: str = "", *, is_stream: bool = False
    ) -> AbstractContextManager[None]:
        name = f"{self.name}: {member}" if member else self.name
        return reading(name, say("download the feed again"), is_stream=is_stream)

    def table(
        self, member: str, required: tuple[str, ...], optional: tuple[str, ...] = ()
    ) -> pa.Table:
        """Return a whole small table as trimmed text."""
        schema = pa.schema([(name, pa.string()) for name in (*required, *optional)])
        with self.batches(member, required, optional) as batches:
            table = pa.Table.from_batches(list(batches), schema=schema)
        trimmed = [pc.utf8_trim_whitespace(column) for column in table.columns]
        return pa.table(trimmed, schema=schema)

    def numbers(self, table: pa.Table, column: str, member: str) -> NDArray[np.float64]:
        """Return a text column as floats, NaN where empty; one line where it is no number."""
        text = table[column].to_pandas()
        found = pd.to_numeric(text, errors="coerce")
        wrong = np.flatnonzero(found.isna() & text.notna() & (text != ""))
        if len(wrong):
            raise InputFileError(
                '{file}: {member} row {wrong}, {column}: "{value}" is no number '
                "({wrong_count} such rows); mend the feed",
                file=self.name,
                member=member,
                wrong=wrong[0] + 2,
                column=column,
                value=text[wrong[0]],
                wrong_count=len(wrong),
            )
        return np.array(found, np.float64)
