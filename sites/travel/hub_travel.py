"""Work out once how long it takes between every site and every hub, and hand it on as a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandera.typing import DataFrame

from sites.base.errors import TravelError
from sites.settings.base import Direction, Mode
from sites.settings.scenario import Scenario
from sites.tables.hub_travel import HubTravel
from sites.tables.schemas import empty
from sites.travel.protocol import (
    BEYOND,
    NO_PLACE,
    NO_ROUTE,
    OK,
    REACH_WORDS,
    Floats,
    Ints,
    Points,
    TravelEngine,
)
from sites.travel.within import Asked, Reach, nearest_straight, trips_within

#: A mobile team comes by car.
TEAM_MODE: Final[Mode] = "car"
_EXACT: Final = 9  # decimals kept of a minute that was computed from another minute


def hub_travel(
    sites: pd.DataFrame,
    hubs: pd.DataFrame,
    engine: TravelEngine,
    *,
    modes: Sequence[Mode] | None = None,
    reach: Reach | None = None,
    found: Sequence[Asked] | None = None,
) -> DataFrame[HubTravel]:
    """Return the trips between sites and hubs (``HubTravel``): one search per mode.

    Residents travel to the hub by each of ``modes`` (all that the engine knows), and the team
    drives from the hub by car. ``hubs`` has hub_id, easting, northing and accuracy_m; without a
    hub the table is empty. With a ``reach`` a pair that lies beyond it in every way has no row;
    one that lies beyond it in some way has the word "buiten bereik" there. ``found`` are the
    answers of ``trips_found`` where someone worked them out before: tiles do.

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
    if hubs.empty or sites.empty:
        return DataFrame[HubTravel](empty(HubTravel))
    origins, ends = Points.of(sites, "site_id"), Points.of(hubs, "hub_id")
    sites_m, hubs_m = doubts_m(sites), hubs["accuracy_m"].to_numpy(dtype=np.float64)
    asked = trips_asked(engine, modes)
    reach = reach or Reach({}, nearest=len(ends))
    if found is None:
        found = trips_found(origins, ends, sites_m, hubs_m, engine, asked, reach)
    straight = nearest_straight(origins, ends, reach.nearest)
    pairs = _once(np.concatenate([straight, *(one.pair for one in found)]))
    accuracy_m = sites_m[pairs // len(ends)] + hubs_m[pairs % len(ends)]
    tables = [
        _trips(origins, ends, pairs, accuracy_m, one.of(pairs, len(ends)), engine, question)
        for one, question in zip(found, asked, strict=True)
    ]
    return DataFrame[HubTravel](pd.concat(tables, ignore_index=True))


def trips_found(
    origins: Points, ends: Points, origins_m: Floats, ends_m: Floats, engine: TravelEngine,
    asked: Sequence[tuple[Mode, Direction]], reach: Reach,
) -> list[Asked]:  # fmt: skip
    """Return the trips of each mode and direction within reach; each site is answered by itself.

    ``origins_m`` (N,) and ``ends_m`` (K,) say how far a true position may lie from its point.
    """
    most_m = origins_m + float(np.nanmax(ends_m, initial=0.0))
    return [
        trips_within(
            origins, ends, engine, (mode, direction), reach=reach,
            doubt_min=engine.fastest_min(most_m, mode=mode),
        )
        for mode, direction in asked
    ]  # fmt: skip


def reach_of(scenario: Scenario) -> Reach:
    """Return how far the trips of a scenario are worked out."""
    return Reach.of(scenario, team_mode=TEAM_MODE)


def trips_asked(
    engine: TravelEngine, modes: Sequence[Mode] | None = None
) -> list[tuple[Mode, Direction]]:
    """Return the modes and directions of ``HubTravel`` in the order of its rows."""
    to_place: list[tuple[Mode, Direction]] = [
        (mode, "to_place") for mode in dict.fromkeys(modes or engine.modes())
    ]
    return [*to_place, (TEAM_MODE, "from_place")]


def doubts_m(sites: pd.DataFrame) -> Floats:
    """Return how inexact the place of each site is; nothing said is exact.

    >>> doubts_m(pd.DataFrame({"accuracy_m": [1000, None]})).tolist()
    [1000.0, 0.0]
    >>> doubts_m(pd.DataFrame({"site_id": ["s"]})).tolist()
    [0.0]
    """
    if "accuracy_m" not in sites:
        return np.zeros(len(sites))
    doubt_m = sites["accuracy_m"].astype("Float64").fillna(0.0).to_numpy(dtype=np.float64)
    return np.asarray(doubt_m, dtype=np.float64)


def _trips(
    origins: Points,
    ends: Points,
    pairs: Ints,
    accuracy_m: Floats,
    trips: tuple[Floats, Floats, NDArray[np.int8]],
    engine: TravelEngine,
    question: tuple[Mode, Direction],
) -> pd.DataFrame:
    """Return the rows of one mode and direction, by site and then by hub."""
    (travel_min, dist_m, reach), (mode, direction) = trips, question
    spread = _spread(travel_min, dist_m, engine.fastest_min(accuracy_m, mode=mode), accuracy_m)
    return pd.DataFrame(
        {
            "site_id": pd.array(origins.ids, dtype="str").take(pairs // len(ends)),
            "hub_id": pd.array(ends.ids, dtype="str").take(pairs % len(ends)),
            "mode": mode,
            "direction": direction,
            "reach": pd.array(REACH_WORDS, dtype="str").take(reach),
            "travel_min": travel_min,
            "low_min": np.maximum(travel_min - spread, 0.0),
            "high_min": travel_min + spread,
            "dist_m": dist_m,
        }
    )


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
    """The minutes of sites (rows) and hubs (columns): NaN is unknown, infinite is no route.

    What lies ``beyond`` reach is infinite too: farther than anything that is asked.
    """

    travel_min: Floats
    low_min: Floats
    high_min: Floats
    beyond: NDArray[np.bool_]


def _once(pairs: Ints) -> Ints:
    """Return each pair once, ascending; -1 is no pair.

    By sorting: ``np.unique`` looks each up in a table that outgrows the processor's caches, which
    took nine times as long for three times the sites.

    >>> _once(np.array([7, -1, 3, 7])).tolist(), _once(np.array([], dtype=np.int64)).tolist()
    ([3, 7], [])
    """
    ordered = np.sort(pairs)
    return ordered[np.diff(ordered, prepend=-1) > 0]


def columns_of(table: pd.DataFrame, site_ids: Sequence[str], hub_ids: Sequence[str]) -> Ints:
    """Return the row of the hub in every column of each site: those it has trips to, in order.

    There are as many columns as the site with the most hubs needs; -1 is no hub.

    >>> trips = pd.DataFrame({"site_id": ["a", "a", "b"], "hub_id": ["H1", "H3", "H2"]})
    >>> columns_of(trips, ["a", "b"], ["H1", "H2", "H3"]).tolist()
    [[0, 2], [1, -1]]
    """
    pair = _once(_pairs(table, site_ids, hub_ids))
    site, hub = np.divmod(pair, max(1, len(hub_ids)))
    each = np.bincount(site, minlength=len(site_ids))
    columns = np.full((len(site_ids), int(each.max(initial=0))), -1, dtype=np.int64)
    columns[site, np.arange(len(site)) - (np.cumsum(each) - each)[site]] = hub
    return columns


def grid_at(
    table: pd.DataFrame,
    site_ids: Sequence[str],
    hub_ids: Sequence[str],
    columns: Ints,
    *,
    mode: Mode,
    direction: Direction = "to_place",
) -> Grid:
    """Return the minutes of each site to the hubs in its columns; without a hub no route.

    Raises
    ------
    TravelError
        A pair without a row: not worked out is neither unknown nor out of reach.
    """
    asked = table[(table["mode"] == mode) & (table["direction"] == direction)]
    held = _pairs(asked, site_ids, hub_ids)
    order = np.argsort(held, kind="stable")
    site, column = np.nonzero(columns >= 0)
    want = site * len(hub_ids) + columns[site, column]
    at = np.searchsorted(held, want, sorter=order)
    there = at < len(held)
    at = order[np.where(there, at, 0)] if len(held) else np.zeros(len(want), dtype=np.int64)
    there[there] = held[at[there]] == want[there]
    if absent := int((~there).sum()):
        first = want[int((~there).argmax())]
        raise TravelError(
            "hub_travel holds no trip by {mode} for {absent} pairs (first: {site_id} and "
            "{hub_id}); compute it for these sites and hubs",
            mode=mode,
            absent=absent,
            site_id=site_ids[first // len(hub_ids)],
            hub_id=hub_ids[first % len(hub_ids)],
        )
    rows = asked.iloc[at]
    words = rows["reach"].to_numpy(dtype=object)
    is_far = np.isin(words, (REACH_WORDS[NO_ROUTE], REACH_WORDS[BEYOND]))

    def filled(name: str) -> Floats:
        minutes = np.full(columns.shape, np.inf)
        minutes[site, column] = np.where(is_far, np.inf, rows[name].to_numpy(np.float64))
        return minutes

    beyond = np.zeros(columns.shape, dtype=bool)
    beyond[site, column] = words == REACH_WORDS[BEYOND]
    return Grid(filled("travel_min"), filled("low_min"), filled("high_min"), beyond)


def grid_of(
    table: pd.DataFrame,
    site_ids: Sequence[str],
    hub_ids: Sequence[str],
    *,
    mode: Mode,
    direction: Direction = "to_place",
) -> Grid:
    """Return the minutes between all asked sites and all asked hubs as arrays.

    Raises
    ------
    TravelError
        A pair without a row: not worked out is neither unknown nor out of reach.
    """
    every = np.broadcast_to(np.arange(len(hub_ids)), (len(site_ids), len(hub_ids)))
    return grid_at(table, list(site_ids), list(hub_ids), every, mode=mode, direction=direction)


def _pairs(table: pd.DataFrame, site_ids: Sequence[str], hub_ids: Sequence[str]) -> Ints:
    """Return the number of the pair in every row: site times hubs plus hub; -1 is not asked."""
    site = pd.Index(list(site_ids)).get_indexer(pd.Index(table["site_id"]))
    hub = pd.Index(list(hub_ids)).get_indexer(pd.Index(table["hub_id"]))
    asked = (site >= 0) & (hub >= 0)
    return np.where(asked, site.astype(np.int64) * len(hub_ids) + hub, -1)
