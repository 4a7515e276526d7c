"""Look up how far the nearest school, GP or mother location is from each candidate.

One row answers one question: this site, this category, this mode. The engine is exchangeable;
everything here speaks only the protocol of ``sites.travel.protocol``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pandera.typing import DataFrame
from shapely.geometry.base import BaseGeometry

from sites.base.errors import SiteError
from sites.settings.scenario import Mode, Scenario
from sites.tables.filters import active_hubs
from sites.tables.schemas import MOTHER, Travel
from sites.travel.protocol import (
    NO_ROUTE,
    OK,
    REACH_WORDS,
    Floats,
    Ints,
    Nearest,
    Points,
    TravelEngine,
)

_EXACT: Final = 9  # decimals kept of a minute that was computed from another minute


@dataclass(frozen=True)
class Question:
    """One thing to look up for every site."""

    category: str
    mode: Mode


def questions(scenario: Scenario) -> tuple[Question, ...]:
    """Return what criteria, mothers and leaning ask, each once, in the scenario's order.

    The scenario's ``mothers.mode`` may differ from the mode of the criterion: both are asked.
    """
    asked = [
        Question(c, criterion.mode) for criterion in scenario.criteria for c in criterion.categories
    ]
    leaning = [
        Question(c, norm.mode)
        for norm in scenario.judgement.leaning.functions
        for c in norm.categories
    ]
    return tuple(dict.fromkeys([*asked, Question(MOTHER, scenario.mothers.mode), *leaning]))


def travel_table(
    sites: pd.DataFrame,
    *,
    places: pd.DataFrame,
    hubs: pd.DataFrame,
    municipalities: pd.DataFrame,
    coverage: Mapping[str, BaseGeometry],
    scenario: Scenario,
    engine: TravelEngine,
    progress: Callable[[str], None] | None = None,
) -> DataFrame[Travel]:
    """Look up the nearest place of every category for every site (``schemas.Travel``).

    The rows stand per question (category and mode, in the scenario's order) and within it in the
    order of ``sites``. The category "mother" looks at the active hubs only.

    - ``crosses_border``: the place lies in another gemeente than the site; missing where the
      gemeente of either is unknown, or the site's is uncertain.
    - ``beyond_edge``: the layer's coverage polygon ends nearer than the place, so that something
      outside the data could be nearer. True too for a site outside the polygon and for a category
      without a polygon; a category without any place has no minutes to mark.
    - ``low_min`` and ``high_min`` differ from ``travel_min`` only for a mother: see
      ``_mother_range``.

    Raises
    ------
    SiteError
        A site names a gemeente that ``municipalities`` does not hold.
    TravelError
        From the engine: a mode it does not know, or a point without a position.
    """
    _refuse_unknown_gemeente(sites, municipalities)
    origins = Points.of(sites, "site_id")
    mothers = _mothers_as_places(hubs)
    edges: dict[bytes, Floats] = {}  # most layers share one polygon: measure it once
    tables = []
    for question in questions(scenario):
        if progress:
            progress(f"reistijden: {question.category}")
        is_mother = question.category == MOTHER
        layer = mothers if is_mother else places[places["category"] == question.category]
        near = engine.nearest(
            origins,
            Points.of(layer, "place_id"),
            mode=question.mode,
            k=max(1, len(layer)) if is_mother else 1,
        )
        low, high = _mother_range(near, layer, question.mode, engine) if is_mother else (None, None)
        edge_m = _to_the_edge(origins, coverage.get(question.category), edges)
        beyond = engine.fastest_min(edge_m, mode=question.mode) < _first_min(near)
        tables.append(_answer(question, sites, layer, near, beyond, low, high, engine.label))
    return DataFrame[Travel](pd.concat(tables, ignore_index=True))


def hub_minutes(sites: pd.DataFrame, hubs: pd.DataFrame, engine: TravelEngine) -> pd.DataFrame:
    """Return the minutes from every site to every active mother location, by every mode.

    Columns site_id, hub_id, mode, travel_min; a pair without a route has no row. For the spokes
    and the panels of a page: the criteria have tables of their own.
    """
    own, mothers = Points.of(sites, "site_id"), Points.of(_mothers_as_places(hubs), "place_id")
    tables = []
    for mode in engine.modes():
        grid = engine.matrix(own, mothers, mode=mode)
        row, column = np.nonzero(np.isfinite(grid))
        tables.append(
            pd.DataFrame(
                {
                    "site_id": own.ids[row],
                    "hub_id": mothers.ids[column],
                    "mode": mode,
                    "travel_min": grid[row, column],
                }
            )
        )
    return pd.concat(tables, ignore_index=True)


def _answer(
    question: Question,
    sites: pd.DataFrame,
    layer: pd.DataFrame,
    near: Nearest,
    beyond: NDArray[np.bool_],
    low_min: Floats | None,
    high_min: Floats | None,
    label: str,
) -> pd.DataFrame:
    place, travel_min = near.place[:, 0], near.travel_min[:, 0]
    place_gm_code = _taken(layer["gm_code"], place)
    reach = pd.Series(pd.array(REACH_WORDS, dtype="str").take(near.reach))
    return pd.DataFrame(
        {
            "site_id": sites["site_id"].to_numpy(),
            "category": question.category,
            "mode": question.mode,
            "direction": "to_place",
            "reach": reach,
            "place_id": _taken(layer["place_id"], place),
            "place_name": _taken(layer["name"], place),
            "place_gm_code": place_gm_code,
            "place_origin": _taken(layer["origin"], place),
            "travel_min": travel_min,
            "low_min": travel_min if low_min is None else low_min,
            "high_min": travel_min if high_min is None else high_min,
            "dist_m": near.dist_m[:, 0],
            "crosses_border": _crosses_border(sites, place_gm_code),
            "beyond_edge": beyond,
            "engine": label,
        },
        columns=list(Travel.to_schema().columns),
    )


def _taken(column: pd.Series, rows: Ints) -> pd.Series:
    """Return the column at these rows; row -1 is missing."""
    return pd.Series(column.astype("str").array.take(rows, allow_fill=True))


def _crosses_border(sites: pd.DataFrame, place_gm_code: pd.Series) -> pd.Series:
    own = sites["gm_code"].where(sites["gm_certain"].to_numpy(dtype=bool)).reset_index(drop=True)
    known = own.notna() & place_gm_code.notna()
    return (own != place_gm_code).astype("boolean").where(known)


def _mothers_as_places(hubs: pd.DataFrame) -> pd.DataFrame:
    active = active_hubs(hubs)
    return active.rename(columns={"hub_id": "place_id"}).assign(origin=None).reset_index(drop=True)


def _mother_range(
    near: Nearest, hubs: pd.DataFrame, mode: Mode, engine: TravelEngine
) -> tuple[Floats, Floats]:
    """Return the least and most minutes to the nearest mother, over all active hubs.

    A hub's true position lies within ``accuracy_m`` of its point. That distance counts at the
    pace of the trip itself (minutes per metre on the way to that hub), and never less than
    ``engine.fastest_min``. The least is taken over the hubs, and so is the most: another hub
    than the one whose point is nearest may turn out to be nearest.
    """
    accuracy = np.append(hubs["accuracy_m"].to_numpy(dtype=np.float64), np.nan)[near.place]
    with np.errstate(invalid="ignore", divide="ignore"):
        pace = np.where(near.dist_m > 0, near.travel_min / near.dist_m, 0.0)
    fastest = engine.fastest_min(accuracy, mode=mode)
    spread = np.round(np.maximum(accuracy * pace, fastest), _EXACT)
    low = np.fmin.reduce(np.maximum(near.travel_min - spread, 0.0), axis=1)
    high = np.fmin.reduce(near.travel_min + spread, axis=1)
    return low, high


def _first_min(near: Nearest) -> Floats:
    """Return minutes to the nearest: infinite without a route, NaN where there is no question."""
    return np.where(
        near.reach == NO_ROUTE, np.inf, np.where(near.reach == OK, near.travel_min[:, 0], np.nan)
    )


def _to_the_edge(
    origins: Points, polygon: BaseGeometry | None, known: dict[bytes, Floats]
) -> Floats:
    """Return metres from each point to where the data end; 0 outside, or without a polygon."""
    if polygon is None or polygon.is_empty:
        return np.zeros(len(origins))
    key = polygon.wkb
    if key not in known:
        shapely.prepare(polygon)
        inside = shapely.contains_xy(polygon, origins.easting, origins.northing)
        border = shapely.STRtree(_segments(polygon))
        at = shapely.points(origins.easting[inside], origins.northing[inside])
        dist_m = np.zeros(len(origins))
        rows, found = border.query_nearest(at, return_distance=True, all_matches=False)
        dist_m[np.flatnonzero(inside)[rows[0]]] = found
        known[key] = dist_m
    return known[key]


def _segments(polygon: BaseGeometry) -> NDArray[np.object_]:
    """Return every straight piece of the border: a tree of pieces answers fast on any border."""
    rings = shapely.get_rings(shapely.get_parts(polygon))
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    pairs = np.stack([corners[:-1], corners[1:]], axis=1)
    pieces: NDArray[np.object_] = shapely.linestrings(pairs[ring[:-1] == ring[1:]])
    return pieces


def _refuse_unknown_gemeente(sites: pd.DataFrame, municipalities: pd.DataFrame) -> None:
    named = sites["gm_code"].dropna()
    unknown = named[~named.isin(municipalities["gm_code"])]
    if len(unknown):
        msg = (
            f"{len(unknown)} sites name a gemeente that the municipalities layer does not hold "
            f"(first: {unknown.iloc[0]}); correct the code or add the gemeente to the layer"
        )
        raise SiteError(msg)
