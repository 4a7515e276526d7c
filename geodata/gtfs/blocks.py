"""Tell which trips are run by one vehicle, so that nobody has to change."""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Int32s = NDArray[np.int32]

#: A vehicle that goes on from another stop than it came to takes its passengers along within
#: this distance (the far side of a station square), and drives empty beyond. Our assumption.
SAME_PLACE_M: Final = 200.0


def vehicles(trips: pd.DataFrame, stays: pd.DataFrame) -> tuple[Int32s, Int32s]:
    """Return per trip the number of its vehicle and its place in that vehicle's day.

    ``trips``, one row each: block (text, "" for none), opens, ends (whether its first and last
    call in the feed were kept), first_dep_s, last_arr_s, first_easting, first_northing,
    last_easting, last_northing. Trips of one block follow each other where one ends before the
    next begins, at the same place, and no row of ``stays`` (from_trip, to_trip, seated) says that
    passengers must leave. A row that says they may stay needs no block. A vehicle is numbered
    after its first trip. Of several trips that could follow, the first to leave does.
    """
    count = len(trips)
    follows = np.full(count, -1, np.int32)
    led = np.zeros(count, np.bool_)
    last_arr_s, first_dep_s = (trips[name].to_numpy() for name in ("last_arr_s", "first_dep_s"))
    kept = {(a, b) for a, b, seated in stays.itertuples(index=False) if seated}
    barred = {(a, b) for a, b, seated in stays.itertuples(index=False) if not seated}
    pairs = sorted(
        kept | (set(_in_blocks(trips)) - barred),
        key=lambda pair: (pair not in kept, first_dep_s[pair[1]], pair),
    )
    whole = trips["ends"].to_numpy(), trips["opens"].to_numpy()
    for one, other in pairs:
        possible = whole[0][one] and whole[1][other] and last_arr_s[one] <= first_dep_s[other]
        if possible and one != other and follows[one] < 0 and not led[other]:
            follows[one], led[other] = other, True
    vehicle, place = np.arange(count, dtype=np.int32), np.zeros(count, np.int32)
    for first in np.flatnonzero(~led):
        trip, number = int(first), 0
        while follows[trip] >= 0:
            trip, number = int(follows[trip]), number + 1
            vehicle[trip], place[trip] = first, number
    return vehicle, place


def _in_blocks(trips: pd.DataFrame) -> list[tuple[int, int]]:
    """Return the pairs of trips that follow each other in a block, at the same place."""
    rows = np.flatnonzero(trips["block"].to_numpy() != "")
    own = trips.iloc[rows].assign(row=rows).sort_values(["block", "first_dep_s", "last_arr_s"])
    row, block = own["row"].to_numpy(), own["block"].to_numpy()
    gap_m = np.hypot(
        own["last_easting"].to_numpy()[:-1] - own["first_easting"].to_numpy()[1:],
        own["last_northing"].to_numpy()[:-1] - own["first_northing"].to_numpy()[1:],
    )
    near = (block[1:] == block[:-1]) & (gap_m <= SAME_PLACE_M)
    return list(zip(row[:-1][near].tolist(), row[1:][near].tolist(), strict=True))
