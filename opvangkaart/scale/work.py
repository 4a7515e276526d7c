"""Work out one tile: what its sites need of their surroundings, and how far one had to look.

A place beyond the halo is not looked at. Every answer that such a place could change is worked
out again with a halo twice as wide, until none could, or until the whole layer was looked at.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from opvangkaart.scale.halo import Box
from opvangkaart.scale.surroundings import Surroundings
from sites.settings.scenario import Scenario
from sites.tables.schemas import MOTHER
from sites.travel.access import Question, limits, question_rows
from sites.travel.context import Context
from sites.travel.hub_travel import hub_travel, reach_of
from sites.travel.protocol import NOT_CONNECTED, OK, REACH_WORDS, Floats, TravelEngine

#: The columns of a site that local work reads: names and notes never leave the run.
SITE_COLUMNS: Final = ("site_id", "gm_code", "gm_certain", "easting", "northing", "accuracy_m")
#: No halo is narrower: a first look that finds nothing is wasted.
_LEAST_M: Final = 5_000.0

Halos = Mapping[Question, float]


@dataclass(frozen=True, eq=False)
class Worked:
    """The local tables of one tile, not yet held to a schema, and the halo each question took.

    An infinite halo means that the whole layer was looked at.
    """

    trips: pd.DataFrame
    travel: pd.DataFrame
    halos: dict[Question, float]


def first_halos(scenario: Scenario, engine: TravelEngine) -> dict[Question, float]:
    """Return the metres to look first, per question: its limit at the top speed of its mode."""
    return {
        question: np.inf if question.category == MOTHER
        else max(_LEAST_M, limit.straight_m(_fastest_min(engine, question)))
        for question, limit in limits(scenario).items()
    }  # fmt: skip


def _fastest_min(engine: TravelEngine, question: Question) -> float:
    return float(engine.fastest_min(np.ones(1), mode=question.mode)[0])


def local_sites(sites: pd.DataFrame) -> pd.DataFrame:
    """Return what local work reads of the sites."""
    return sites[[name for name in SITE_COLUMNS if name in sites]]


def work_tile(sites: pd.DataFrame, around: Surroundings, context: Context, halos: Halos) -> Worked:
    """Return the local tables of the sites of one tile; ``around`` is the whole area."""
    trips = hub_travel(sites, context.mothers, context.engine, reach=reach_of(context.scenario))
    edges: dict[bytes, Floats] = {}
    tables, reached = [], {}
    for question, halo_m in halos.items():
        table, reached[question] = _answered(
            question, sites, trips, around.category(question.category), context, halo_m, edges
        )
        tables.append(table)
    return Worked(trips, pd.concat(tables, ignore_index=True), reached)


def _answered(
    question: Question, sites: pd.DataFrame, trips: pd.DataFrame, layer: pd.DataFrame,
    context: Context, halo_m: float, edges: dict[bytes, Floats],
) -> tuple[pd.DataFrame, float]:  # fmt: skip
    """Return the rows of one question in the order of the sites, and the halo they took."""
    parts, left, took_m = [], np.arange(len(sites)), halo_m
    while True:
        asking = sites.iloc[left]
        box = Box.of(asking).widened(halo_m)
        near = layer if np.isinf(halo_m) else layer[box.holds(layer)]
        whole, engine = np.isinf(halo_m) or len(near) == len(layer), context.engine
        if not whole:
            most_m = box.guard_m(asking).max(keepdims=True)
            engine = _up_to(engine, float(engine.fastest_min(most_m, mode=question.mode)[0]))
        layers = replace(context.layers, places=near)
        part = replace(context, layers=layers, engine=engine)
        known = edges if len(left) == len(sites) else None
        rows = question_rows(question, asking, trips, part, edges=known)
        sure = _vouched(rows, question, box.guard_m(asking), engine)
        took_m = np.inf if whole and not sure.all() else halo_m
        done = np.ones_like(sure) if whole else sure
        parts.append(rows.set_axis(left)[done])
        left = left[~done]
        if not len(left):
            return pd.concat(parts).sort_index(kind="stable"), took_m
        halo_m *= 2


def _up_to(engine: TravelEngine, limit_min: float) -> TravelEngine:
    """Return an engine that searches no farther, where it can: nothing beyond is vouched for."""
    bounded = getattr(engine, "up_to", None)
    if bounded is None:
        return engine
    near: TravelEngine = bounded(limit_min)
    return near


def _vouched(
    rows: pd.DataFrame, question: Question, guard_m: Floats, engine: TravelEngine
) -> NDArray[np.bool_]:
    """Return which rows no place outside the box could change.

    The nearest inside must be nearer than any outside can be. A site that is not on the network is
    so whatever places there are.
    """
    reach = rows["reach"].to_numpy(dtype=object)
    guard_min = np.asarray(engine.fastest_min(guard_m, mode=question.mode))
    travel_min = rows["travel_min"].to_numpy(np.float64)
    nearer = (reach == REACH_WORDS[OK]) & (travel_min < guard_min)
    found: NDArray[np.bool_] = nearer | (reach == REACH_WORDS[NOT_CONNECTED])
    return found


def told_halos(halos: Mapping[Question, float]) -> list[list[Any]]:
    """Return halos as they are written down; None stands for the whole layer.

    >>> told_halos({Question("gp", "walk"): 3000.0, Question("mother", "bike"): np.inf})
    [['gp', 'walk', 3000.0], ['mother', 'bike', None]]
    """
    return [[q.category, q.mode, None if np.isinf(m) else m] for q, m in halos.items()]


def read_halos(told: list[list[Any]]) -> dict[Question, float]:
    """Return halos from what was written down.

    >>> read_halos([["gp", "walk", 3000.0], ["mother", "bike", None]])
    {Question(category='gp', mode='walk'): 3000.0, Question(category='mother', mode='bike'): inf}
    """
    return {Question(c, mode): np.inf if m is None else float(m) for c, mode, m in told}
