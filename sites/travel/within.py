"""Which pairs of a site and a hub are worked out: those within reach, and never all of a country.

Every pair of 45,000 sites and 75 hubs, by four ways, is 13 million trips of which nobody asks
one in five. Kept are per site the nearest hubs in a straight line and by each way of travelling,
and every hub within the longest limit that a reader sets. So the count grows with the sites.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from sites.settings.base import Direction, Mode
from sites.settings.scenario import Scenario
from sites.travel.protocol import (
    BEYOND,
    NO_ROUTE,
    NOT_CONNECTED,
    OK,
    Floats,
    Ints,
    Points,
    TravelEngine,
)

#: So many nearest hubs are always kept: an area with no more of them keeps every pair.
NEAREST: Final = 12
#: A plan is tried with minutes that are some tenths shorter, and an inexact position may take as
#: much: what lies this far beyond a limit is still worked out.
_MARGIN: Final = 1.5


@dataclass(frozen=True)
class Reach:
    """How far pairs are worked out: the longest limit by each mode, and so many hubs anyhow."""

    limits_min: Mapping[Mode, float]
    nearest: int = NEAREST

    @classmethod
    def of(cls, scenario: Scenario, *, team_mode: Mode) -> "Reach":
        """Return the longest limit of verdicts, teams and plans by each mode."""
        mothers, leaning = scenario.mothers, scenario.judgement.leaning
        limits = dict(scenario.plan.hubs.limits_min)
        for mode, limit in (
            (mothers.mode, mothers.limit_min),
            (team_mode, leaning.team_limit_min),
        ):
            limits[mode] = max(limit, limits.get(mode, 0.0))
        return cls(limits)

    def far_min(self, mode: Mode, doubt_min: Floats) -> Floats:
        """Return from how many minutes on a trip of each site is not asked for any more.

        >>> Reach({"bike": 40.0}).far_min("bike", np.array([5.0])).tolist()
        [65.0]
        >>> Reach({"bike": 40.0}).far_min("car", np.array([5.0])).tolist()
        [-1.0]
        """
        if mode not in self.limits_min:
            return np.full(len(doubt_min), -1.0)
        return np.asarray(self.limits_min[mode] * _MARGIN + doubt_min, dtype=np.float64)


@dataclass(frozen=True)
class Asked:
    """The trips of one mode and direction that were worked out, by ascending pair.

    A pair is the row of its site times the number of hubs, plus the row of its hub. ``rest`` (N,)
    says of each site what holds of the hubs that are not here: beyond reach, no route, not
    connected.
    """

    pair: Ints
    travel_min: Floats
    dist_m: Floats
    rest: NDArray[np.int8]

    def of(self, pairs: Ints, hubs: int) -> tuple[Floats, Floats, NDArray[np.int8]]:
        """Return minutes, metres and reach of these pairs; NaN where there is no trip."""
        travel_min, dist_m = np.full((2, len(pairs)), np.nan)
        reach = self.rest[pairs // hubs]
        at = np.searchsorted(self.pair, pairs)
        there = at < len(self.pair)
        there[there] = self.pair[at[there]] == pairs[there]
        travel_min[there], dist_m[there] = self.travel_min[at[there]], self.dist_m[at[there]]
        reach[there] = OK
        return travel_min, dist_m, reach


def nearest_straight(origins: Points, ends: Points, count: int) -> Ints:
    """Return the pairs of each site and its nearest hubs in a straight line."""
    least = min(count, len(ends))
    rows = np.arange(len(origins)) * len(ends)
    if least == len(ends):
        return (rows[:, None] + np.arange(least)).ravel()
    _, found = cKDTree(ends.xy).query(origins.xy, k=least)
    return (rows[:, None] + np.reshape(found, (len(origins), least))).ravel()


def trips_within(
    origins: Points,
    ends: Points,
    engine: TravelEngine,
    question: tuple[Mode, Direction],
    *,
    reach: Reach,
    doubt_min: Floats,
) -> Asked:
    """Return of each site the trips to the nearest hubs, and to every hub within reach.

    A hub that may turn out the nearest, when every place is ``doubt_min`` (N,) from where it is
    said to be, is kept too.
    More are asked for only where the last of them still lies within; each site is answered by
    itself, so that a part of the sites gets the same trips.
    """
    mode, direction = question
    nearest, far_min = reach.nearest, reach.far_min(mode, doubt_min)
    hubs, rest = len(ends), np.full(len(origins), BEYOND, dtype=np.int8)
    found: list[tuple[Ints, Floats, Floats]] = []
    rows, count = np.arange(len(origins)), min(nearest, hubs)
    while len(rows):
        near = engine.nearest(_at(origins, rows), ends, mode=mode, direction=direction, k=count)
        most_min = np.fmax(far_min[rows], near.travel_min[:, 0] + 2 * doubt_min[rows])
        more = (near.place[:, -1] >= 0) & (near.travel_min[:, -1] <= most_min)
        done = ~more if count < hubs else np.ones(len(rows), dtype=bool)
        kept = (near.place >= 0) & done[:, None]
        kept[:, nearest:] &= near.travel_min[:, nearest:] <= most_min[:, None]
        row, nth = np.nonzero(kept)
        pair = rows[row] * hubs + near.place[row, nth]
        found.append((pair, near.travel_min[row, nth], near.dist_m[row, nth]))
        lost = (near.place < 0).any(axis=1) & done
        rest[rows[lost]] = np.where(near.reach == NOT_CONNECTED, NOT_CONNECTED, NO_ROUTE)[lost]
        rows, count = rows[~done], min(2 * count, hubs)
    pair, travel_min, dist_m = (np.concatenate(parts) for parts in zip(*found, strict=True))
    order = np.argsort(pair)
    return Asked(pair[order], travel_min[order], dist_m[order], rest)


def _at(points: Points, rows: Ints) -> Points:
    if len(rows) == len(points):
        return points
    return Points(points.ids[rows], points.easting[rows], points.northing[rows])
