"""Turn columns into plain arrays and back, with missing numbers kept missing."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.extensions import ExtensionArray

Floats = NDArray[np.float64]


def floats(column: "pd.Series | Floats") -> Floats:
    """Return a column as float64; missing becomes NaN.

    >>> floats(pd.Series([1, None], dtype="Int64")).tolist()
    [1.0, nan]
    """
    numbers = pd.Series(column).astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan)
    return np.asarray(numbers, dtype=np.float64)


def whole(values: Floats) -> ExtensionArray:
    """Return whole numbers as a nullable column; NaN becomes missing.

    >>> whole(np.array([2.0, np.nan])).tolist()
    [2, <NA>]
    """
    return pd.Series(values, dtype="Float64").astype("Int64").array
