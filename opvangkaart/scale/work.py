"""Work out one tile: what its sites need of their surroundings, and how far one had to look.

Where one search serves any number of sites, the piece of work is all sites by one way or for one
question, and no tile: over streets a search from all schools at once tells every site its nearest.

A tile asks the engine and keeps its numbers; tables are made of them once, over all tiles
(``opvangkaart/scale/joined.py``). A place beyond the halo is not looked at. Every answer that such
a place could change is asked again with a halo twice as wide, until none could, or until the whole
layer was looked at.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from opvangkaart.scale.halo import Box
from opvangkaart.scale.surroundings import Spots, Surroundings, points_at
from sites.settings.base import Direction, Mode
from sites.settings.scenario import Scenario
from sites.tables.schemas import MOTHER
from sites.travel.access import Question, limits
from sites.travel.hub_travel import reach_of, trips_asked, trips_found
from sites.travel.protocol import NOT_CONNECTED, OK, Floats, Ints, Nearest, Points, TravelEngine
from sites.travel.within import Asked, Reach

#: No halo is narrower: a first look that finds nothing is wasted.
_LEAST_M: Final = 5_000.0

#: Public transport: what is searched per site.
_PER_SITE: Final = "ov"

Halos = Mapping[Question, float]
#: A mode of travelling and a direction.
Way = tuple[Mode, Direction]
#: What one search answers for all sites.
Shared = Way | Question


@dataclass(frozen=True, eq=False)
class Worked:
    """The answers of the engine for one tile, and the halo each question took.

    ``trips`` holds those to mother locations per way that was asked; a pair is the row of the site
    in the tile times the number of mother locations, plus the row of the mother location.
    ``answers`` name the nearest place by its row in the whole layer. An infinite halo means that
    the whole layer was looked at.
    """

    trips: list[Asked]
    answers: dict[Question, Nearest]
    halos: dict[Question, float]


@dataclass(frozen=True, eq=False)
class Asking:
    """Who answers, and what is asked: trips to mother locations, and the places of questions.

    Of each question it says how far to look first; those ``at_once`` are searched for all sites.
    """

    engine: TravelEngine
    reach: Reach
    trips: tuple[Way, ...]
    halos: Halos
    at_once: tuple[Question, ...] = ()

    @classmethod
    def of(cls, scenario: Scenario, engine: TravelEngine) -> Self:
        """Return all that a scenario asks."""
        ways, halos = tuple(trips_asked(engine)), first_halos(scenario, engine)
        # A straight line is looked up per site: tiles repeat nothing there.
        at_once = tuple(question for question in halos if question.mode != _PER_SITE)
        over_streets = scenario.engine == "streets"
        return cls(engine, reach_of(scenario), ways, halos, at_once if over_streets else ())

    @property
    def shared(self) -> tuple[Shared, ...]:
        """Return what one search answers for all sites: cut in tiles it would be repeated.

        A timetable is searched for each site by itself.
        """
        return (*(way for way in self.trips if way[0] != _PER_SITE), *self.at_once)

    def of_shared(self, part: Shared) -> Self:
        """Return one thing that is asked of all sites together; of places the whole layer."""
        if isinstance(part, Question):
            return replace(self, trips=(), halos={part: np.inf}, at_once=())
        return replace(self, trips=(part,), halos={}, at_once=())

    def of_tile(self) -> Self:
        """Return what is asked of the sites of a tile."""
        halos = {question: m for question, m in self.halos.items() if question not in self.at_once}
        trips = tuple(way for way in self.trips if way not in self.shared)
        return replace(self, trips=trips, halos=halos, at_once=())


def first_halos(scenario: Scenario, engine: TravelEngine) -> dict[Question, float]:
    """Return the metres to look first, per question: its limit at the top speed of its mode.

    Mother locations are few: a tile looks at all of them, and reads the nearest from its trips.
    """
    return {
        question: max(_LEAST_M, limit.straight_m(_fastest_min(engine, question)))
        for question, limit in limits(scenario).items()
        if question.category != MOTHER
    }


def _fastest_min(engine: TravelEngine, question: Question) -> float:
    return float(engine.fastest_min(np.ones(1), mode=question.mode)[0])


def work_tile(sites: Spots, around: Surroundings, asking: Asking) -> Worked:
    """Return the answers for the sites of one tile; ``around`` is the whole area."""
    engine, mothers, trips = asking.engine, around.mothers, []
    if len(mothers) and asking.trips:
        trips = trips_found(
            sites.points, mothers.points, sites.accuracy_m, mothers.accuracy_m, engine,
            asking.trips, asking.reach,
        )  # fmt: skip
    answers, reached = {}, {}
    for question, halo_m in asking.halos.items():
        layer = around.places[question.category].points
        answers[question], reached[question] = _answered(
            question, sites.points, layer, engine, halo_m
        )
    return Worked(trips, answers, reached)


def _answered(
    question: Question, sites: Points, layer: Points, engine: TravelEngine, halo_m: float
) -> tuple[Nearest, float]:
    """Return the nearest place of every site, and the halo it took."""
    parts, rows, left, took_m = [], [], np.arange(len(sites)), halo_m
    while True:
        asking = points_at(sites, left)
        box = Box.of(asking)
        near = np.flatnonzero(box.widened(halo_m).holds(layer))
        guard_m = box.widened(halo_m).guard_m(asking)
        whole = len(near) == len(layer)
        found = engine.nearest(asking, points_at(layer, near), mode=question.mode)
        sure = _vouched(found, question, guard_m, engine)
        took_m = np.inf if whole and not sure.all() else halo_m
        done = np.ones_like(sure) if whole else sure
        parts.append(_in_layer(found, near, done))
        rows.append(left[done])
        left = left[~done]
        if not len(left):
            return _put_together(parts, np.concatenate(rows)), took_m
        halo_m *= 2


def _in_layer(found: Nearest, near: Ints, done: NDArray[np.bool_]) -> Nearest:
    """Return some of the answers, with the place as a row of the whole layer."""
    place = found.place[done]
    there = place >= 0
    place[there] = near[place[there]]
    return Nearest(place, found.travel_min[done], found.dist_m[done], found.reach[done])


def _put_together(parts: list[Nearest], rows: Ints) -> Nearest:
    """Return the answers in the order of the sites; ``rows`` says whose each is."""
    order = np.argsort(rows)
    return Nearest(
        *(
            np.concatenate([getattr(part, name) for part in parts])[order]
            for name in ("place", "travel_min", "dist_m", "reach")
        )
    )


def _vouched(
    found: Nearest, question: Question, guard_m: Floats, engine: TravelEngine
) -> NDArray[np.bool_]:
    """Return which answers no place outside the box could change.

    The nearest inside must be nearer than any outside can be. A site that is not on the network is
    so whatever places there are.
    """
    guard_min = np.asarray(engine.fastest_min(guard_m, mode=question.mode))
    nearer = (found.reach == OK) & (found.travel_min[:, 0] < guard_min)
    sure: NDArray[np.bool_] = nearer | (found.reach == NOT_CONNECTED)
    return sure


def told_halos(halos: Mapping[Question, float]) -> list[list[Any]]:
    """Return halos as they are written down; None stands for the whole layer.

    >>> told_halos({Question("gp", "walk"): 3000.0, Question("library", "bike"): np.inf})
    [['gp', 'walk', 3000.0], ['library', 'bike', None]]
    """
    return [[q.category, q.mode, None if np.isinf(m) else m] for q, m in halos.items()]


def read_halos(told: list[list[Any]]) -> dict[Question, float]:
    """Return halos from what was written down.

    >>> read_halos([["gp", "walk", 3000.0], ["library", "bike", None]])
    {Question(category='gp', mode='walk'): 3000.0, Question(category='library', mode='bike'): inf}
    """
    return {Question(c, mode): np.inf if m is None else float(m) for c, mode, m in told}
