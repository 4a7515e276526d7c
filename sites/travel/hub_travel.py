"""Work out once how long it takes between every site and every hub, and hand it on as a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from sites.base.errors import TravelError
from sites.settings.base import Direction, Mode
from sites.tables.hub_travel import HubTravel
from sites.tables.schemas import empty
from sites.travel.protocol import (
    NO_PLACE,
    NO_ROUTE,
    NOT_CONNECTED,
    OK,
    REACH_WORDS,
    Floats,
    Nearest,
    Points,
    TravelEngine,
)

#: A mobile team comes by car.
TEAM_MODE: Final[Mode] = "car"
_EXACT: Final = 9  # decimals kept of a minute that was computed from another minute


def hub_travel(
    sites: pd.DataFrame,
    hubs: pd.DataFrame,
    engine: TravelEngine,
    *,
    modes: Sequence[Mode] | None = None,
) -> DataFrame[HubTravel]:
    """Return the trips between every site and every hub (``HubTravel``): one search per mode.

    Residents travel to the hub by each of ``modes`` (all that the engine knows), and the team
    drives from the hub by car. ``hubs`` has hub_id, easting, northing and accuracy_m; without a
    hub the table is empty.

    >>> from sites.settings.scenario import TravelParams
    >>> from sites.travel.crowfly import CrowFly
    >>> site = pd.DataFrame({"site_id": ["s"], "easting": [0.0], "northing": [0.0]})
    >>> hub = pd.DataFrame({"hub_id": ["UT01"], "easting": [3000.0], "northing": [0.0]})
    >>> engine = CrowFly(TravelParams(bike_kmh=6, bike_detour=1))  # 100 m a minute
    >>> table = hub_travel(site, hub.assign(accuracy_m=500.0), engine, modes=("bike",))
    >>> table[["mode", "direction", "low_min", "travel_min", "high_min"]].values.tolist()[0]
    ['bike', 'to_place', 25.0, 30.0, 35.0]
    >>> table["direction"].tolist()
    ['to_place', 'from_place']

    Raises
    ------
    TravelError
        From the engine: a mode it does not know, or a point without a position.
    """
    if hubs.empty:
        return DataFrame[HubTravel](empty(HubTravel))
    origins, ends = Points.of(sites, "site_id"), Points.of(hubs, "hub_id")
    accuracy_m = _doubt_m(sites, hubs)
    asked = trips_asked(engine, modes)
    tables = [_trips(origins, ends, accuracy_m, engine, *question) for question in asked]
    return DataFrame[HubTravel](pd.concat(tables, ignore_index=True))


def trips_asked(
    engine: TravelEngine, modes: Sequence[Mode] | None = None
) -> list[tuple[Mode, Direction]]:
    """Return the modes and directions of ``HubTravel`` in the order of its rows."""
    to_place: list[tuple[Mode, Direction]] = [
        (mode, "to_place") for mode in dict.fromkeys(modes or engine.modes())
    ]
    return [*to_place, (TEAM_MODE, "from_place")]


def _doubt_m(sites: pd.DataFrame, hubs: pd.DataFrame) -> Floats:
    """Return how inexact both ends are: one number per hub, or per site and hub.

    >>> hub = pd.DataFrame({"accuracy_m": [700.0]})
    >>> _doubt_m(pd.DataFrame({"accuracy_m": [1000, None]}), hub).tolist()
    [[1700.0], [700.0]]
    >>> _doubt_m(pd.DataFrame({"site_id": ["s"]}), hub).tolist()
    [700.0]
    """
    own = hubs["accuracy_m"].to_numpy(dtype=np.float64)
    if "accuracy_m" not in sites or sites["accuracy_m"].isna().all():
        return own
    sites_m = sites["accuracy_m"].fillna(0.0).to_numpy(dtype=np.float64)
    doubt_m: Floats = sites_m[:, None] + own[None, :]
    return doubt_m


def _trips(
    origins: Points,
    ends: Points,
    accuracy_m: Floats,
    engine: TravelEngine,
    mode: Mode,
    direction: Direction,
) -> pd.DataFrame:
    """Return the rows of one mode and direction, by site and then by hub."""
    near = engine.nearest(origins, ends, mode=mode, direction=direction, k=len(ends))
    travel_min, dist_m = _by_hub(near, len(ends))
    spread = _spread(travel_min, dist_m, engine.fastest_min(accuracy_m, mode=mode), accuracy_m)
    off = np.where(near.reach == NOT_CONNECTED, NOT_CONNECTED, NO_ROUTE)[:, None]
    reach = np.where(np.isnan(travel_min), off, OK)
    return pd.DataFrame(
        {
            "site_id": origins.ids.repeat(len(ends)),
            "hub_id": np.tile(ends.ids, len(origins)),
            "mode": mode,
            "direction": direction,
            "reach": pd.array(REACH_WORDS, dtype="str").take(reach.ravel()),
            "travel_min": travel_min.ravel(),
            "low_min": np.maximum(travel_min - spread, 0.0).ravel(),
            "high_min": (travel_min + spread).ravel(),
            "dist_m": dist_m.ravel(),
        }
    )


def _by_hub(near: Nearest, hubs: int) -> tuple[Floats, Floats]:
    """Return minutes and metres with a column per hub, in place of nearest first."""
    shape = (len(near.place), hubs)
    travel_min, dist_m = np.full(shape, np.nan), np.full(shape, np.nan)
    row, nth = np.nonzero(near.place >= 0)
    at = near.place[row, nth]
    travel_min[row, at] = near.travel_min[row, nth]
    dist_m[row, at] = near.dist_m[row, nth]
    return travel_min, dist_m


def _spread(travel_min: Floats, dist_m: Floats, fastest_min: Floats, accuracy_m: Floats) -> Floats:
    """Return the minutes that an inexact position may add or take.

    The true position lies within ``accuracy_m`` of the point. That distance counts at the pace
    of the trip itself, minutes per metre of the way to that very hub, and never less than the
    fastest trip over it. The metres are those of the trip and not of a straight line: a hub just
    across a river is near in a straight line, and a few hundred metres of doubt would then count
    for an hour.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        pace = np.where(dist_m > 0, travel_min / dist_m, 0.0)
    spread = np.round(np.maximum(accuracy_m * pace, fastest_min), _EXACT)
    return np.asarray(spread, dtype=np.float64)


def to_nearest(table: pd.DataFrame, site_ids: pd.Series, mode: Mode) -> pd.DataFrame:
    """Return the trip of each site to its nearest hub; a tie goes to the lowest ``hub_id``.

    Columns: reach, hub_id, travel_min, low_min, high_min, dist_m, in the order of ``site_ids``.
    The least and the most minutes are taken over all hubs, and not from the nearest point only:
    another hub may turn out to be nearer. Without any hub the reach is "geen plaats".
    """
    asked = table[(table["mode"] == mode) & (table["direction"] == "to_place")]
    # NaN sorts last: a site with any route at all shows that one.
    asked = asked.sort_values(["travel_min", "hub_id"], kind="stable")
    by_site = asked.groupby("site_id", sort=False)
    nearest = asked.drop_duplicates("site_id").set_index("site_id")
    ends = by_site[["low_min", "high_min"]].min()
    rows = nearest.assign(low_min=ends["low_min"], high_min=ends["high_min"])
    rows = rows.assign(hub_id=rows["hub_id"].where(rows["reach"] == REACH_WORDS[OK]))
    rows = rows.reindex(site_ids).reset_index(drop=True)
    rows["reach"] = rows["reach"].fillna(REACH_WORDS[NO_PLACE])
    return rows[["reach", "hub_id", "travel_min", "low_min", "high_min", "dist_m"]]


@dataclass(frozen=True)
class Grid:
    """The minutes of sites (rows) and hubs (columns): NaN is unknown, infinite is no route."""

    travel_min: Floats
    low_min: Floats
    high_min: Floats


def grid_of(
    table: pd.DataFrame,
    site_ids: Sequence[str],
    hub_ids: Sequence[str],
    *,
    mode: Mode,
    direction: Direction = "to_place",
) -> Grid:
    """Return the minutes of the asked sites and hubs as arrays.

    Raises
    ------
    TravelError
        A pair without a row: not worked out is neither unknown nor out of reach.
    """
    asked = table[(table["mode"] == mode) & (table["direction"] == direction)]
    pairs = pd.MultiIndex.from_product([list(site_ids), list(hub_ids)])
    at = pd.MultiIndex.from_frame(asked[["site_id", "hub_id"]]).get_indexer(pairs)
    if absent := int((at < 0).sum()):
        site_id, hub_id = pairs[int((at < 0).argmax())]
        raise TravelError(
            "hub_travel holds no trip by {mode} for {absent} pairs (first: {site_id} and "
            "{hub_id}); compute it for these sites and hubs",
            mode=mode,
            absent=absent,
            site_id=site_id,
            hub_id=hub_id,
        )
    rows = asked.iloc[at]
    no_route = (rows["reach"] == REACH_WORDS[NO_ROUTE]).to_numpy(dtype=bool)
    shape = (len(site_ids), len(hub_ids))
    columns = (rows[c].to_numpy(np.float64) for c in ("travel_min", "low_min", "high_min"))
    return Grid(*(np.where(no_route, np.inf, values).reshape(shape) for values in columns))
