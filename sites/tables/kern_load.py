"""The one table of what each kern carries, with its schema; verdicts and plans both read it."""

from typing import ClassVar

import pandas as pd
from pandera.typing import Series

from sites.base import codes
from sites.tables.columns import Table, column
from sites.tables.shared import EASTING, GM_CODE, NORTHING, POPULATION


class KernLoad(Table):
    """What one kern can carry, what it carries already, and what it has room for.

    A kern is known by its gemeente and its name together: two gemeenten may each have a Lage Vuur.
    ``existing`` are the places of reception that stands there now. ``room`` = ``carries`` less
    ``existing``, rounded down, and never less than 0.
    """

    gm_code: Series[str] = GM_CODE(str_matches=codes.ANY_CODE)
    kern: Series[str] = column("Kern", "De stad of het dorp.")
    easting: Series[float] = EASTING()
    northing: Series[float] = NORTHING()
    population: Series[pd.Int64Dtype] = POPULATION(ge=0)
    existing: Series[pd.Int64Dtype] = column(
        "Bestaand", "Hoeveel plekken er nu zijn.", unit="plekken", ge=0
    )
    carries: Series[float] = column(
        "Draagkracht", "Hoeveel plekken de kern kan dragen.", unit="plekken", decimals=1, ge=0
    )
    room: Series[pd.Int64Dtype] = column(
        "Ruimte", "Hoeveel plekken er nog bij kunnen.", unit="plekken", ge=0
    )

    class Config:
        """One row per kern."""

        strict = True
        coerce = True
        unique: ClassVar = ["gm_code", "kern"]
