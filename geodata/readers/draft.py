"""Keep the rows of a list of sites while they are read, and every fault that was found in them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.files.coordinates import Located
from sites.base.messages import Message

REJECTED: Final = ["row", "column", "value", "reason"]


@dataclass
class Draft:
    """The rows under way: text columns, positions, row numbers in the file, faults so far."""

    name: str
    text: pd.DataFrame
    located: Located
    rows: NDArray[np.int64]
    places: int  # of a site that does not say its own
    headings: Mapping[str, str]  # our name of a column to the file's own
    inexact_m: NDArray[np.float64] | None = None
    faults: list[pd.DataFrame] = field(default_factory=list)
    notes: list[Message] = field(default_factory=list)

    def fault(
        self, where: pd.Series, column: str, values: pd.Series,
        reason: pd.Series | Message | Callable[[int], Message],
    ) -> None:  # fmt: skip
        """Mark rows (a boolean Series) as rejected, with the value they hold.

        A ``reason`` that is asked by row is asked for these rows alone: a list may be a million.
        """
        if where.any():
            index = np.flatnonzero(where)
            if isinstance(reason, Message):
                why = [reason] * len(index)
            elif callable(reason):
                why = [reason(int(row)) for row in index]
            else:
                why = reason[where.to_numpy(dtype=bool)].to_list()
            shown = values[where].astype("str").str.slice(0, 60).fillna("")
            self.faults.append(
                pd.DataFrame(
                    {"index": index, "column": column, "value": shown.to_numpy(), "reason": why}
                )
            )
