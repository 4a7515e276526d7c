"""Sneller of niet? Compare two timetables, or two days, pair by pair."""

import numpy as np
import pandas as pd

from sites.travel.protocol import Floats, Points
from sites.travel.transit.engine import WindowTimes

#: Less than this is no difference that a traveller notices.
SAME_MIN = 0.5


def faster_or_not(
    before: WindowTimes, after: WindowTimes, origins: Points, places: Points
) -> pd.DataFrame:
    """Return a row per origin: its nearest place before and after, and whether that is faster.

    Columns: origin_id, place_before, place_after, before_min, after_min, difference_min (NaN where
    either has no usual trip), verdict ("sneller", "langzamer", "gelijk", "nieuw", "vervallen",
    "geen reis"). Nearest is the least median, then the lowest place_id.
    """
    one, one_min = _nearest(before.median_min, places)
    two, two_min = _nearest(after.median_min, places)
    difference = two_min - one_min
    had, has = np.isfinite(one_min), np.isfinite(two_min)
    verdict = np.select(
        [~had & ~has, ~had, ~has, difference < -SAME_MIN, difference > SAME_MIN],
        ["geen reis", "nieuw", "vervallen", "sneller", "langzamer"],
        "gelijk",
    )
    return pd.DataFrame(
        {
            "origin_id": origins.ids.astype(str), "place_before": one, "place_after": two,
            "before_min": one_min, "after_min": two_min, "difference_min": difference,
            "verdict": verdict,
        }
    )  # fmt: skip


def _nearest(minutes: Floats, places: Points) -> tuple[list[str | None], Floats]:
    rank = np.argsort(np.argsort(places.ids, kind="stable"), kind="stable")
    best = np.array([int(np.lexsort((rank, row))[0]) for row in minutes], dtype=np.int64)
    least = minutes[np.arange(len(minutes)), best]
    ids = [str(places.ids[p]) if np.isfinite(m) else None for p, m in zip(best, least, strict=True)]
    return ids, least
