"""Read a GeoPackage: look at it with SQLite under limits first, then let GDAL take the layer.

GDAL believes what a file says of itself and cannot be stopped; SQLite can. So a layer must be a
plain table, and all its rows are counted and weighed here, against a clock, before GDAL opens it.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import geopandas as gpd

from geodata.files.files import check_geopackage
from geodata.files.limits import MAX_FEATURES, MAX_READ_S, MB, too_many
from sites.base.boundary import reading
from sites.base.errors import InputFileError
from sites.base.messages import say
from sites.base.nearest import nearest

_ADVICE: Final = say("export it again as .gpkg")
#: How many steps of SQLite's machine go by between two looks at the clock.
_STEPS: Final = 20_000
#: How PRAGMA table_xinfo marks a column that is computed whenever it is read.
_COMPUTED: Final = (2, 3)


@dataclass(frozen=True)
class _Layer:
    """One layer as its file holds it: how many rows, and the name of its key column."""

    name: str
    rows: int
    key: str | None


def read_geopackage(path: Path, layer: str | None, prefer: str | None = None) -> gpd.GeoDataFrame:
    """Return one layer, its key column (``fid``, ``id`` ...) as the index.

    ``prefer`` is the layer to take where there are several and none is named.

    Raises
    ------
    InputFileError
        Not a GeoPackage, cut short, several layers and none named, no such layer, a layer that is
        a view, more rows or bytes than are read, or a file that takes longer than the limit.
    """
    import pyogrio  # noqa: PLC0415 - GDAL is loaded only for the one format that needs it

    check_geopackage(path)
    found = _examined(path, layer, prefer)
    with reading(path.name, _ADVICE):
        table = pyogrio.read_dataframe(
            path, layer=found.name, fid_as_index=True, LIST_ALL_TABLES="NO"
        )
    if len(table) != found.rows:
        raise InputFileError(
            "{file}: layer {layer} holds {rows} rows and says it has {said}; {advice}",
            file=path.name, layer=found.name, rows=found.rows, said=len(table), advice=_ADVICE,
        )  # fmt: skip
    if not isinstance(table, gpd.GeoDataFrame):
        raise InputFileError(
            "{file}: layer {layer} has no column of shapes; {advice}",
            file=path.name, layer=found.name, advice=_ADVICE,
        )  # fmt: skip
    table.index.name = found.key
    return table


def _examined(path: Path, layer: str | None, prefer: str | None) -> _Layer:
    """Choose the layer, and refuse what GDAL must not see."""
    with _opened(path) as file:
        _refuse_views(file, path.name)
        names = [
            str(row[0])
            for row in file.execute(
                "SELECT c.table_name FROM gpkg_contents c JOIN gpkg_geometry_columns g "
                "ON g.table_name = c.table_name ORDER BY c.rowid"
            )
        ]
        name = one_layer(names, layer, path.name, prefer)
        return _weighed(file, name, path.name)


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open for reading alone; whatever is asked of it ends at the limit of time."""
    # A journal beside the file belongs to it; without one nothing is written, not even a lock.
    mode = "mode=ro" if path.with_name(f"{path.name}-wal").is_file() else "immutable=1"
    end = time.monotonic() + MAX_READ_S
    address = f"{path.resolve().as_uri()}?{mode}"
    with reading(path.name, _ADVICE), closing(sqlite3.connect(address, uri=True)) as file:
        file.execute("PRAGMA trusted_schema = OFF")
        file.text_factory = lambda raw: raw.decode("utf-8", "replace")
        file.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 256 * MB)
        file.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
        try:
            yield file
        except sqlite3.OperationalError as fault:
            if fault.sqlite_errorname != "SQLITE_INTERRUPT":
                raise
            raise InputFileError(
                "{file} takes more than {seconds} s to read; {advice}", file=path.name,
                seconds=MAX_READ_S, advice=_ADVICE,
            ) from fault  # fmt: skip


def _refuse_views(file: sqlite3.Connection, name: str) -> None:
    """Refuse a view in the place of a layer or of a table of GeoPackage: it may never end."""
    kinds = file.execute("SELECT name FROM pragma_table_list WHERE type IN ('view', 'virtual')")
    made = [str(row[0]) for row in kinds]
    # Its own tables first: the names of the layers stand in them.
    found = [name for name in made if name.casefold().startswith("gpkg")]
    if not found:
        layers = {
            str(row[0]).casefold()
            for row in file.execute(
                "SELECT table_name FROM gpkg_contents UNION "
                "SELECT table_name FROM gpkg_geometry_columns"
            )
        }
        found = [name for name in made if name.casefold() in layers]
    if found:
        raise InputFileError(
            "{file}: {layer} is a view, not a table; save it as a layer of its own",
            file=name, layer=found[0][:60],
        )  # fmt: skip


def one_layer(names: list[str], layer: str | None, file: str, prefer: str | None = None) -> str:
    """Return the layer to read: the one asked for, else the preferred, else the only one.

    >>> one_layer(["buurten", "Wijken"], None, "cbs.gpkg", prefer="wijken")
    'Wijken'
    >>> one_layer(["buurten", "wijken"], "wijk", "cbs.gpkg")
    Traceback (most recent call last):
        ...
    sites.base.errors.InputFileError: cbs.gpkg has no layer 'wijk'; did you mean wijken?
    """
    if not names:
        raise InputFileError("{file} holds no layer with shapes; export it again", file=file)
    asked = layer if layer is not None else prefer
    for name in names:
        if asked is not None and name.casefold() == asked.casefold():
            return name
    if layer is not None:
        near = nearest(layer, names, spelled=str.casefold)
        if near:
            raise InputFileError(
                "{file} has no layer {layer!r}; did you mean {near}?",
                file=file, layer=layer[:60], near=near[0],
            )  # fmt: skip
        raise InputFileError(
            "{file} has no layer {layer!r}; it has {layers}",
            file=file, layer=layer[:60], layers=tuple(names[:20]),
        )  # fmt: skip
    if len(names) > 1:
        raise InputFileError(
            "{file} has {count} layers ({layers}); name one with --layer, or with layer = ... in "
            "the scenario", file=file, count=len(names), layers=tuple(names[:20]),
        )  # fmt: skip
    return names[0]


def _weighed(file: sqlite3.Connection, name: str, label: str) -> _Layer:
    """Count and weigh a table row by row, up to the limits; computed columns are refused."""
    columns = file.execute("SELECT name, pk, hidden FROM pragma_table_xinfo(?)", [name]).fetchall()
    computed = [column for column, _, hidden in columns if hidden in _COMPUTED]
    if not columns or computed:
        raise InputFileError(
            "{file}: layer {layer} has no stored rows of its own; {advice}",
            file=label, layer=name[:60], advice=_ADVICE,
        )  # fmt: skip
    sizes = " + ".join(f"coalesce(length(CAST({_quoted(c)} AS BLOB)), 0)" for c, _, _ in columns)
    rows, size = file.execute(
        f"SELECT count(*), coalesce(sum(size), 0) FROM (SELECT {sizes} AS size "  # noqa: S608 - quoted
        f"FROM {_quoted(name)} LIMIT {MAX_FEATURES + 1})"
    ).fetchone()
    # GDAL makes room for as many rows as the file says it has.
    said = file.execute("SELECT name FROM pragma_table_list WHERE name = 'gpkg_ogr_contents'")
    if said.fetchone():
        counted = "SELECT max(feature_count) FROM gpkg_ogr_contents WHERE table_name = ?"
        too_many(label, rows=file.execute(counted, [name]).fetchone()[0] or 0)
    too_many(label, rows=rows, size=size)
    if rows == 0:
        raise InputFileError("{file} holds no features; export the layer again", file=label)
    keys = [str(column) for column, pk, _ in columns if pk]
    return _Layer(name, int(rows), keys[0] if len(keys) == 1 else None)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
