"""Read GeoParquet and plain Parquet, weighed before it is unpacked.

A few hundred kilobytes of Parquet may hold one long text a million times: each column is weighed
through its own dictionary, which is small, before the table is made.
"""

import json
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from geodata.files.files import check_parquet
from geodata.files.limits import too_many
from sites.base.boundary import reading
from sites.base.errors import InputFileError
from sites.base.messages import say

_ADVICE: Final = say("write it with geopandas or QGIS")


def read_geoparquet(path: Path) -> gpd.GeoDataFrame:
    """Return the table with its shapes; a named index stays, nested columns are left out.

    Raises
    ------
    InputFileError
        Cut short, of another kind, text that is not UTF-8, or more rows, values or bytes than are
        read.
    """
    check_parquet(path)
    with reading(path.name, _ADVICE):
        table = gpd.read_parquet(path, columns=_weighed(path))
        return _with_text(table, table.geometry.name)


def read_parquet(path: Path, columns: list[str] | None = None) -> pd.DataFrame:
    """Return a table without shapes, weighed in the same way; ``columns`` may name a few."""
    check_parquet(path)
    with reading(path.name, _ADVICE):
        held = _weighed(path)
        if missing := [name for name in columns or () if name not in held]:
            raise InputFileError(
                "{file} has no column {column}; {advice}", file=path.name, column=missing[0],
                advice=_ADVICE,
            )  # fmt: skip
        return pd.read_parquet(path, columns=columns or held)


def _weighed(path: Path) -> list[str]:
    """Return the columns to read; refuse more rows, values or bytes than are read."""
    with reading(path.name, _ADVICE), pq.ParquetFile(path) as file:
        about, schema = file.metadata, file.schema_arrow
    too_many(path.name, rows=about.num_rows)
    shapes = _geometry_columns(schema, path.name)
    kept = [f.name for f in schema if f.name in shapes or not pa.types.is_nested(f.type)]
    groups = [about.row_group(group) for group in range(about.num_row_groups)]
    values = sum(group.column(i).num_values for group in groups for i in range(group.num_columns))
    too_many(path.name, values=values, size=sum(group.total_byte_size for group in groups))
    texts = [f.name for f in schema if f.name in kept and _is_text(f.type)]
    size = 0
    with reading(path.name, _ADVICE), pq.ParquetFile(path, read_dictionary=texts) as file:
        for group in range(about.num_row_groups):
            for column in texts:
                size += _unpacked(file.read_row_group(group, columns=[column])[0])
                too_many(path.name, size=size)
    return kept


def _geometry_columns(schema: pa.Schema, name: str) -> set[str]:
    """Return the columns that the file calls geometry; none where it says nothing sensible."""
    with reading(name, _ADVICE):
        about = json.loads((schema.metadata or {}).get(b"geo", b"{}"))
    columns = about.get("columns") if isinstance(about, dict) else None
    return set(columns) if isinstance(columns, dict) else set()


def _is_text(kind: pa.DataType) -> bool:
    return any(
        test(kind)
        for test in (pa.types.is_string, pa.types.is_large_string, pa.types.is_binary,
                     pa.types.is_large_binary, pa.types.is_dictionary)
    )  # fmt: skip


def _unpacked(column: pa.ChunkedArray) -> int:
    """Return how many bytes a text column takes once every row has its own."""
    size = 0
    for chunk in column.chunks:
        chunk.validate(full=True)  # text that is not UTF-8 shows itself here
        if not pa.types.is_dictionary(chunk.type):
            size += chunk.nbytes
            continue
        if not _is_text(chunk.dictionary.type):
            continue
        lengths = np.asarray(pc.fill_null(pc.binary_length(chunk.dictionary), 0), dtype=np.int64)
        held = np.asarray(chunk.indices.drop_null(), dtype=np.int64)
        size += int(np.bincount(held, minlength=len(lengths)) @ lengths)
    return size


def _with_text(table: gpd.GeoDataFrame, shapes: str) -> gpd.GeoDataFrame:
    """Return bytes as the UTF-8 text they are, and text that is none as an error, now."""
    for column in table.columns.drop(shapes):
        values = table[column]
        if isinstance(values.dtype, pd.StringDtype):
            values.to_numpy(dtype=object)  # text that is not UTF-8 shows itself only here
        elif values.dtype == object:
            table[column] = values.map(lambda v: v.decode() if isinstance(v, bytes) else v)
    return table
