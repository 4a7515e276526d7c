"""Put the sites in the groups that a council asks about, and say whom the first can be told from.

Every site is in exactly one group (``base.verdicts.GROUPS``); within it the rank counts. Nobody
stands first by a hair: a site whose rank interval reaches that of the first of its group is
"niet te onderscheiden" from it, the others are "zeker lager".
"""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sites.base.dutch import counted, number
from sites.base.verdicts import (
    CAN_IF,
    CANNOT,
    GROUPS,
    HEADS,
    OPEN,
    PARTLY,
    VERDICTS,
)
from sites.judgement.arrays import Floats, floats, whole

LEANS, IN_PART, CANNOT_LEAN, TOO_LARGE, UNKNOWN = range(len(GROUPS))
SAME, LOWER, NOT_DRAWN = range(len(HEADS))
#: How the reason begins why a site does not fit.
NO_FIT: Final = "Past niet: "
_NO_RANK: Final = np.inf
_AREA: Final = {"wijk": "deze wijk", "kern": "deze kern", "gemeente": "deze gemeente",
                "cluster": "dit cluster"}  # fmt: skip


def order_table(
    ranking: pd.DataFrame, verdicts: pd.DataFrame, load: pd.DataFrame, trust: pd.DataFrame | None
) -> pd.DataFrame:
    """Return group, flag and place in the list of every site (``Order``), in the list's order.

    A site fits where all who live there count in what wijk, kern, gemeente and cluster still have
    room for. One that does not fit is "past niet" whatever its verdict; one of which that, or the
    verdict, is not known is "nog onbekend". A site without a rank comes last in its group.
    """
    ids = ranking["site_id"].astype("str")
    verdicts, load = (table.set_index("site_id").reindex(ids) for table in (verdicts, load))
    people, room = floats(load["load"]), floats(load["fits_places"])
    group = group_of(
        np.array([VERDICTS.index(word) for word in verdicts["verdict"]], dtype=np.int64),
        verdicts["by_team"].to_numpy(dtype=bool),
        fits=np.where(np.isnan(room), np.nan, people <= room),
    )
    rank = floats(ranking["rank"])
    place = np.where(np.isnan(rank), _NO_RANK, rank)
    order = np.lexsort((ids.to_numpy(dtype=str), place, group))
    head: list[int | None] = [None] * len(ids)
    if trust is not None:
        ranks = trust.set_index("site_id").reindex(ids)
        head = heads_of(group, order, floats(ranks["rank_low"]), floats(ranks["rank_high"]))
    table = pd.DataFrame(
        {
            "site_id": ids.to_numpy(),
            "group": np.array(GROUPS, dtype=object)[group],
            "flag": [
                _flag(p, r, level) if code == TOO_LARGE else None
                for code, p, r, level in zip(group, people, room, load["fits_level"], strict=True)
            ],
            "head": [None if code is None else HEADS[code] for code in head],
        }
    ).iloc[order]
    counted = table.groupby("group", sort=False).cumcount().to_numpy() + 1.0
    ranked = np.isfinite(place[order])
    table["group_rank"] = whole(np.where(ranked, counted, np.nan))
    return table.reset_index(drop=True)


def group_of(
    verdict: NDArray[np.int64], by_team: NDArray[np.bool_], *, fits: Floats
) -> NDArray[np.int64]:
    """Return the group of each site; ``fits`` is 1, 0 or NaN where nobody knows.

    >>> from sites.base.verdicts import CAN
    >>> codes = np.array([CAN, CAN_IF, PARTLY, CANNOT, CANNOT, OPEN])
    >>> team = np.array([False, False, False, True, False, False])
    >>> group_of(codes, team, fits=np.ones(6)).tolist()
    [0, 0, 1, 1, 2, 4]
    """
    part = (verdict == PARTLY) | ((verdict == CANNOT) & by_team)
    found: NDArray[np.int64] = np.select(
        [fits == 0, np.isnan(fits) | (verdict == OPEN), verdict >= CAN_IF, part],
        [TOO_LARGE, UNKNOWN, LEANS, IN_PART],
        default=CANNOT_LEAN,
    )
    return found


def heads_of(
    group: NDArray[np.int64], order: NDArray[np.int64], low: Floats, high: Floats
) -> list[int | None]:
    """Return per site whether its rank interval reaches that of the first of its group.

    ``order`` holds the sites as the list has them; an interval is NaN where none was drawn. The
    draws hold the best sites only: where the first was not drawn, nobody can tell (None).

    >>> low, high = np.array([1.0, 3.0, 9.0, np.nan]), np.array([4.0, 8.0, 12.0, np.nan])
    >>> heads_of(np.zeros(4, np.int64), np.arange(4), low, high)
    [0, 0, 1, 2]
    """
    found: list[int | None] = [None] * len(group)
    for code in range(len(GROUPS)):
        own = order[group[order] == code]
        if not len(own) or np.isnan(high[own[0]]):
            continue
        for row in own:
            reaches = low[row] <= high[own[0]]
            found[row] = NOT_DRAWN if np.isnan(low[row]) else SAME if reaches else LOWER
    return found


def _flag(people: float, room: float, level: object) -> str:
    where = _AREA.get(str(level), "deze omgeving")
    more = counted(people, "bewoner", "bewoners")
    if room <= 0:
        return f"{NO_FIT}geen ruimte meer in {where}."
    return f"{NO_FIT}{more} erbij, ruimte voor {number(room)} in {where}."
