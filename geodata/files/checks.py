"""Hold every table that comes in against its schema, and say the first fault in one line."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaError

from sites.base.errors import InputFileError
from sites.base.messages import Message, say


def checked(table: pd.DataFrame, schema: type[pa.DataFrameModel], label: str) -> Any:  # noqa: ANN401 - the frame comes back as it came
    """Return the table in the schema's column order and types; raise a one-line InputFileError.

    A GeoDataFrame stays one: pandera looks at its geometry as plain objects.

    >>> from sites.tables.schemas import Kernen
    >>> checked(pd.DataFrame({"kern": ["Leersum"]}), Kernen, "kernen.csv")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    sites.base.errors.InputFileError: kernen.csv: column lon, lat, easting, northing, ...
    """
    known = schema.to_schema().columns
    missing = [name for name, one in known.items() if one.required and name not in table.columns]
    columns = [name for name in known if name in table.columns or name in missing]
    if missing:
        raise InputFileError(
            "{label}: column {missing} is missing",
            label=label,
            missing=", ".join(missing),
        )
    plain = pd.DataFrame(table[columns]).reset_index(drop=True)
    if "geometry" in columns:
        plain["geometry"] = np.array(plain["geometry"].to_numpy(), dtype=object)
    try:
        valid = schema.validate(plain)
    except SchemaError as error:
        raise InputFileError(
            "{label}: {fault}",
            label=label,
            fault=_fault(error),
        ) from error
    if isinstance(table, gpd.GeoDataFrame):
        return gpd.GeoDataFrame(valid, geometry=table.geometry.to_numpy(), crs=table.crs)
    return valid


def _fault(error: SchemaError) -> Message:
    """Return the first fault of a schema with its column and its row in the user's file."""
    column = getattr(error.schema, "name", None) or "?"
    cases = error.failure_cases
    if isinstance(cases, pd.DataFrame) and len(cases):
        value = str(cases["failure_case"].iloc[0])[:60]
        index = cases["index"].iloc[0]
        if pd.isna(index):
            return say(
                "column {column}: {value!r} does not fit ({count} in all; technical: {check})",
                column=column, value=value, count=len(cases), check=error.check,
            )  # fmt: skip
        return say(
            "column {column}, row {row}: {value!r} does not fit ({count} in all; technical: "
            "{check})",
            column=column, row=int(index) + 2, value=value, count=len(cases), check=error.check,
        )  # fmt: skip
    return say("does not fit (technical: {words})", words=" ".join(str(error).split())[:200])
