"""The one table of what each kern carries, with its schema; verdicts and plans both read it."""

from typing import ClassVar

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

from sites.tables.schemas import GM_CODE, _Table


class KernLoad(_Table):
    """What one kern can carry, what it carries already, and what it has room for.

    A kern is known by its gemeente and its name together: two gemeenten may each have a Lage Vuur.
    ``existing`` are the places of reception that stands there now. ``room`` = ``carries`` less
    ``existing``, rounded down, and never less than 0.
    """

    gm_code: Series[str] = pa.Field(str_matches=GM_CODE)
    kern: Series[str]
    easting: Series[float]
    northing: Series[float]
    population: Series[pd.Int64Dtype] = pa.Field(ge=0)
    existing: Series[pd.Int64Dtype] = pa.Field(ge=0)
    carries: Series[float] = pa.Field(ge=0)
    room: Series[pd.Int64Dtype] = pa.Field(ge=0)

    class Config:
        """One row per kern."""

        strict = True
        coerce = True
        unique: ClassVar = ["gm_code", "kern"]
