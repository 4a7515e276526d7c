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
from sites.base.progress import Counted
from sites.settings.scenario import Mode, Scenario
from sites.tables.answers import Travel
from sites.tables.categories import category_words
from sites.tables.schemas import MOTHER
from sites.travel.context import Context
from sites.travel.hub_travel import to_nearest
from sites.travel.protocol import (
    NO_ROUTE,
    OK,
    REACH_WORDS,
    Floats,
    Ints,
    Nearest,
    Points,
)

_UNITS: Final = {"min": "minutes", "m": "metres"}  # a criterion in % is no trip


@dataclass(frozen=True)
class Question:
    """One thing to look up for every site."""

    category: str
    mode: Mode


@dataclass(frozen=True)
class Limit:
    """How far is still near enough: in minutes, in metres of the trip, or in both."""

    minutes: float = 0.0
    metres: float = 0.0

    def or_wider(self, other: "Limit") -> "Limit":
        """Return a limit that holds both.

        >>> Limit(30).or_wider(Limit(metres=1200)).or_wider(Limit(20))
        Limit(minutes=30, metres=1200)
        """
        return Limit(max(self.minutes, other.minutes), max(self.metres, other.metres))

    def straight_m(self, fastest_min: float) -> float:
        """Return the farthest in a straight line, where a metre takes at least ``fastest_min``."""
        return max(self.metres, self.minutes / fastest_min)


def questions(scenario: Scenario) -> tuple[Question, ...]:
    """Return what criteria, mothers and leaning ask, each once, in the scenario's order.

    The scenario's ``mothers.mode`` may differ from the mode of the criterion: both are asked.
    """
    return tuple(limits(scenario))


def limits(scenario: Scenario) -> dict[Question, Limit]:
    """Return every question with the widest limit that anything asks of it.

    A place beyond the limit is looked up all the same, since a page tells how far it is; the limit
    says where to look first.
    """
    asked: list[tuple[Question, Limit]] = [
        (Question(c, criterion.mode), Limit(**{_UNITS[criterion.unit]: criterion.curve.poor}))
        for criterion in scenario.criteria
        if criterion.mode is not None
        for c in criterion.categories
    ]
    asked.append((Question(MOTHER, scenario.mothers.mode), Limit(scenario.mothers.limit_min)))
    asked += [
        (Question(c, norm.mode), Limit(norm.limit_min))
        for norm in scenario.judgement.leaning.functions
        for c in norm.categories
    ]
    widest: dict[Question, Limit] = {}
    for question, limit in asked:
        widest[question] = widest.get(question, Limit()).or_wider(limit)
    return widest


def travel_table(
    sites: pd.DataFrame,
    hub_travel: pd.DataFrame,
    context: Context,
    *,
    answers: Mapping[Question, Nearest] | None = None,
    progress: Callable[[str], None] | None = None,
) -> DataFrame[Travel]:
    """Look up the nearest place of every category for every site (``answers.Travel``).

    ``answers`` are those of the engine where someone asked it before, as tiles do: the nearest
    place of each site by its row among the places of the category. The rows of the table stand per
    question (category and mode, in the scenario's order) and within it in the order of ``sites``.
    The category "mother" is read from ``hub_travel``, with its range.

    - ``crosses_border``: the place lies in another gemeente than the site; missing where the
      gemeente of either is unknown, or the site's is uncertain.
    - ``beyond_edge``: the layer's coverage polygon ends nearer than the place, so that something
      outside the data could be nearer. True too for a site outside the polygon and for a category
      without a polygon; a category without any place has no minutes to mark.
    - ``low_min`` and ``high_min`` differ from ``travel_min`` where a mother or the site itself is
      not exactly placed.

    Raises
    ------
    SiteError
        A site names a gemeente that the layers do not hold.
    TravelError
        From the engine: a mode it does not know, or a point without a position.
    """
    refuse_unknown_gemeente(sites, context.layers.municipalities)
    edges: dict[bytes, Floats] = {}  # most layers share one polygon: measure it once
    tables = []
    asked = questions(context.scenario)
    for done, question in enumerate(asked):
        if progress:
            progress(
                Counted(
                    f"reistijden: {category_words(question.category)}", done=done, total=len(asked)
                )
            )
        near = None if answers is None else answers.get(question)
        tables.append(_question_rows(question, sites, hub_travel, context, edges, near))
    return DataFrame[Travel](pd.concat(tables, ignore_index=True))


def _question_rows(
    question: Question, sites: pd.DataFrame, hub_travel: pd.DataFrame, context: Context,
    edges: dict[bytes, Floats], near: Nearest | None,
) -> pd.DataFrame:  # fmt: skip
    """Return the rows of one question as ``travel_table`` has them, not yet held to a schema.

    ``edges`` remembers how far these sites lie from the end of the data, for the next question.
    """
    layers, engine = context.layers, context.engine
    origins = Points.of(sites, "site_id")
    if question.category == MOTHER:
        found = _nearest_mother(question, sites, hub_travel, context)
    else:
        found = _nearest_place(question, origins, _doubt_m(sites), context, near)
    polygon = layers.coverage.get(question.category)
    edge_m = _to_the_edge(origins, polygon, edges)
    beyond = engine.fastest_min(edge_m, mode=question.mode) < _first_min(found)
    return _answer(question, sites, found, beyond, engine.label)


def _doubt_m(sites: pd.DataFrame) -> Floats:
    """Return how far the true position of each site may lie from its point."""
    if "accuracy_m" not in sites:
        return np.zeros(len(sites))
    known: Floats = sites["accuracy_m"].fillna(0.0).to_numpy(dtype=np.float64)
    return known


def _nearest_place(
    question: Question, origins: Points, doubt_m: Floats, context: Context, near: Nearest | None
) -> pd.DataFrame:
    """Return the nearest facility of each site; see ``_answer`` for the columns."""
    places = context.layers.places
    layer = places[places["category"] == question.category]
    if near is None:
        near = context.engine.nearest(origins, Points.of(layer, "place_id"), mode=question.mode)
    travel_min = near.travel_min[:, 0]
    # A site that was placed by its postcode or kern may lie this much nearer or farther.
    doubt_min = context.engine.fastest_min(doubt_m, mode=question.mode)
    found = _details(layer, near.place[:, 0])
    return found.assign(
        reach=pd.array(REACH_WORDS, dtype="str").take(near.reach),
        travel_min=travel_min,
        low_min=np.maximum(travel_min - doubt_min, 0.0),
        high_min=travel_min + doubt_min,
        dist_m=near.dist_m[:, 0],
    )


def _nearest_mother(
    question: Question, sites: pd.DataFrame, hub_travel: pd.DataFrame, context: Context
) -> pd.DataFrame:
    """Return the nearest mother location of each site; see ``_answer`` for the columns."""
    rows = to_nearest(hub_travel, sites["site_id"], question.mode)
    layer = context.mothers.rename(columns={"hub_id": "place_id"}).assign(origin=None)
    at = pd.Index(layer["place_id"]).get_indexer(pd.Index(rows["hub_id"]))
    return pd.concat([_details(layer, at), rows.drop(columns="hub_id")], axis=1)


def _details(layer: pd.DataFrame, rows: Ints) -> pd.DataFrame:
    """Return what is told of the places at these rows of their layer; row -1 is missing."""
    told = {"place_id": "place_id", "place_name": "name", "place_gm_code": "gm_code"}
    told |= {"place_origin": "origin"}
    return pd.DataFrame({name: _taken(layer[column], rows) for name, column in told.items()})


def _answer(
    question: Question,
    sites: pd.DataFrame,
    found: pd.DataFrame,
    beyond: NDArray[np.bool_],
    label: str,
) -> pd.DataFrame:
    """Return the rows of one question; ``found`` has reach, the place, minutes and metres."""
    return found.assign(
        site_id=sites["site_id"].to_numpy(),
        category=question.category,
        mode=question.mode,
        direction="to_place",
        crosses_border=_crosses_border(sites, found["place_gm_code"]),
        beyond_edge=beyond,
        engine=label,
    )[list(Travel.to_schema().columns)]


def _taken(column: pd.Series, rows: Ints) -> pd.Series:
    """Return the column at these rows; row -1 is missing."""
    return pd.Series(column.astype("str").array.take(rows, allow_fill=True))


def _crosses_border(sites: pd.DataFrame, place_gm_code: pd.Series) -> pd.Series:
    own = sites["gm_code"].where(sites["gm_certain"].to_numpy(dtype=bool)).reset_index(drop=True)
    known = own.notna() & place_gm_code.notna()
    return (own != place_gm_code).astype("boolean").where(known)


def _first_min(found: pd.DataFrame) -> Floats:
    """Return minutes to the nearest: infinite without a route, NaN where there is no question."""
    travel_min = found["travel_min"].to_numpy(dtype=np.float64)
    no_route = (found["reach"] == REACH_WORDS[NO_ROUTE]).to_numpy(dtype=bool)
    known = (found["reach"] == REACH_WORDS[OK]).to_numpy(dtype=bool)
    return np.where(no_route, np.inf, np.where(known, travel_min, np.nan))


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


def refuse_unknown_gemeente(sites: pd.DataFrame, municipalities: pd.DataFrame) -> None:
    """Refuse sites whose gemeente the layers do not hold."""
    named = sites["gm_code"].dropna()
    unknown = named[~named.isin(municipalities["gm_code"])]
    if len(unknown):
        raise SiteError(
            "{unknown_count} sites name a gemeente that the municipalities layer does "
            "not hold (first: {iloc}); correct the code or add the gemeente to the layer",
            unknown_count=len(unknown),
            iloc=unknown.iloc[0],
        )
