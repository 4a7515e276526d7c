"""Small timetables, drawn or made by hand, for tests of public transport."""

from datetime import date
from itertools import pairwise

import numpy as np
from hypothesis import strategies as st

from sites.settings.scenario import TravelParams
from sites.settings.transit import TransitParams
from sites.travel.crowfly import CrowFly
from sites.travel.protocol import Points
from sites.travel.transit.timetable import (
    AS_WALKED,
    FORBIDDEN,
    Changes,
    Timetable,
    connections_in_order,
)

DAY = date(2026, 11, 24)  # a Tuesday
#: 60 m per minute without a detour, so that a walk of 60 m takes 60 s.
WALK = CrowFly(TravelParams(walk_kmh=3.6, walk_detour=1.0))
STOPS = 6


def points(*xy):
    east, north = np.array(xy, float).reshape(-1, 2).T
    return Points(np.array([f"p{i}" for i in range(len(xy))]), east, north)


def timetable(trips, xy, changes=(), board=None):
    """Make a timetable of trips, each a list of (stop, arrival, departure) in seconds."""
    rows = [
        (trip, place, a[0], b[0], a[2], b[1])
        for trip, calls in enumerate(trips)
        for place, (a, b) in enumerate(pairwise(calls))
    ]
    trip, place, dep_stop, arr_stop, dep_s, arr_s = np.array(rows, np.int32).reshape(-1, 6).T.copy()
    order = connections_in_order(dep_s, trip, place)
    flags = np.ones(len(order), bool) if board is None else board[: len(order)]
    told = np.array(changes, np.int32).reshape(-1, 3).T.copy()
    count = len(trips)
    return Timetable(
        day=DAY,
        stops=points(*xy),
        stop_name=np.array([f"halte {i}" for i in range(len(xy))]),
        station=np.full(len(xy), -1, np.int32),
        dep_stop=dep_stop[order],
        arr_stop=arr_stop[order],
        dep_s=dep_s[order],
        arr_s=arr_s[order],
        trip=trip[order],
        can_board=flags,
        can_alight=np.ones(len(order), bool),
        trip_line=np.arange(count, dtype=np.int32),
        trip_headsign=np.array(["eind"] * count, dtype=str),
        line_id=np.array([f"l{i}" for i in range(count)], dtype=str),
        line_name=np.array([str(i) for i in range(count)], dtype=str),
        line_kind=np.array(["bus"] * count, dtype=str),
        changes=Changes(*told),
    )


@st.composite
def feeds(draw):
    trips = []
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, 1200))
        calls = []
        for stop in draw(st.lists(st.integers(0, STOPS - 1), min_size=2, max_size=5)):
            arrival = at + draw(st.sampled_from([0, 0, 30, 60, 120, 300]))
            at = arrival + draw(st.sampled_from([0, 0, 20]))
            calls.append((stop, arrival, at))
        trips.append(calls)
    xy = draw(
        st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=STOPS, max_size=STOPS)
    )
    xy = [(60 * x, 60 * y) for x, y in xy]
    stop = st.integers(0, STOPS - 1)
    seconds = st.sampled_from([0, 0, 45, 200, FORBIDDEN, AS_WALKED])
    changes = draw(st.lists(st.tuples(stop, stop, seconds), max_size=5))
    board = np.array(draw(st.lists(st.booleans(), min_size=24, max_size=24))) | (
        np.arange(24) % 3 > 0
    )
    params = TransitParams(
        max_access_min=4,
        max_transfer_walk_min=2,
        max_direct_walk_min=draw(st.sampled_from([1, 30])),
        max_trip_min=draw(st.sampled_from([8, 600])),
        max_transfers=draw(st.integers(0, 3)),
        change_s=draw(st.sampled_from([0, 60])),
        threads=1,
    )
    return trips, xy, changes, board, params
