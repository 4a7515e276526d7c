"""Put the minutes and metres of an export as pages show them: rounded once, by one rule."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sites.base.shown import shown_metres, whole_minutes
from sites.tables.columns import Schema, found


def as_shown(table: pd.DataFrame, schema: Schema) -> pd.DataFrame:
    """Return a table with its minutes and metres as pages show them; see ``sites.base.shown``.

    >>> from sites.tables.hub_travel import HubTravel
    >>> as_shown(pd.DataFrame({"travel_min": [12.46, 0.2]}), HubTravel)["travel_min"].tolist()
    [12.0, 0.0]
    """
    shown = table.copy()
    for name in table.columns:
        if found(schema, name).unit == "minuten":
            shown[name] = whole_minutes(_floats(table[name]))
        elif name == "dist_m":  # a position and its accuracy are metres too, and no distance
            shown[name] = shown_metres(_floats(table[name]))
    return shown


def _floats(column: pd.Series) -> NDArray[np.float64]:
    return column.to_numpy(dtype=np.float64, na_value=np.nan)
