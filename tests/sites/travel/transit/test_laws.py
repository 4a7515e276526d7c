"""Laws of public transport on drawn feeds, and a search that tries everything."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sites.base.departure import DepartureWindow
from sites.base.errors import TravelError
from sites.settings.transit import TransitParams
from sites.travel.transit.engine import TransitEngine
from sites.travel.transit.journey import journeys
from sites.travel.transit.scan import NEVER
from tests.drawn_feeds import STOPS, WALK, feeds, points, timetable


def everything(table, edges, access, start_s, vehicles):
    """Return the earliest vehicle arrival per stop, by trying every move from every state.

    States are (second, stop, vehicles used) on the ground and (trip, vehicles) aboard; no
    dominance, no pruning: a second way of thinking, not a second copy.
    """
    connections = list(
        zip(
            table.trip.tolist(), table.dep_stop.tolist(), table.dep_s.tolist(),
            table.arr_stop.tolist(), table.arr_s.tolist(), table.can_board.tolist(), strict=True,
        )
    )  # fmt: skip
    arrivals = {}
    seen = set()
    todo = [(start_s + walk, stop, 0) for stop, walk in access.items()]
    while todo:
        state = todo.pop()
        if state in seen:
            continue
        seen.add(state)
        at, stop, used = state
        if used == vehicles:
            continue
        for first, (trip, dep_stop, dep_s, _, _, board) in enumerate(connections):
            if dep_stop != stop or dep_s < at or not board:
                continue
            for other, _, _, arr_stop, arr_s, _ in connections[first:]:
                if other != trip:
                    continue
                arrivals[arr_stop] = min(arr_s, arrivals.get(arr_stop, arr_s))
                todo.extend((arr_s + walk, q, used + 1) for q, walk in edges[arr_stop])
    return arrivals


WINDOW = DepartureWindow(1, 0, 20, 1)
DOORS = points((0, 0), (540, 540), (240, 300))


def asked(feed, *, extra=(), window=WINDOW):
    trips, xy, changes, board, params = feed
    engine = TransitEngine({1: timetable([*trips, *extra], xy, changes, board)}, WALK, params)
    return engine, *engine.departures(DOORS, DOORS, window)


@settings(max_examples=80)
@given(feeds())
def test_a_search_that_tries_everything_agrees_on_every_pair_and_departure(feed):
    params = feed[4]
    engine, seconds, _ = asked(feed)
    service = engine.service_day(1)
    table, changes = service.timetable, service.changes
    edges = [
        list(zip(changes.stop[a:b].tolist(), changes.seconds[a:b].tolist(), strict=True))
        for a, b in pairwise(changes.start)
    ]
    walks = WALK.matrix(DOORS, table.stops, mode="walk") * 60
    direct = WALK.matrix(DOORS, DOORS, mode="walk") * 60
    near = [{s: round(w) for s, w in enumerate(np.ceil(row - 0.05)) if w <= 240} for row in walks]
    for d in range(0, 20, 7):
        for i in range(len(DOORS)):
            reached = everything(table, edges, near[i], d * 60, params.max_transfers + 1)
            for j in range(len(DOORS)):
                took = [reached[s] + w - d * 60 for s, w in near[j].items() if s in reached]
                took = [t for t in took if t <= params.max_trip_min * 60]
                if direct[i, j] <= params.max_direct_walk_min * 60:
                    took.append(int(np.ceil(direct[i, j] - 0.05)))
                assert seconds[i, j, d] == min(took, default=NEVER)


@settings(max_examples=40)
@given(feeds())
def test_the_profile_equals_repeated_single_departures(feed):
    engine, seconds, rides = asked(feed)
    for d in range(20):
        one_s, one_rides = engine.departures(DOORS, DOORS, DepartureWindow(1, d, d + 1, 1))
        assert (one_s[:, :, 0] == seconds[:, :, d]).all()
        assert (one_rides[:, :, 0] == rides[:, :, d]).all()


@settings(max_examples=40)
@given(feeds())
def test_of_equal_arrivals_the_fewest_vehicles_are_told(feed):
    """The vehicles told are the least that a limit on them still lets arrive as early."""
    *network, params = feed
    _, seconds, rides = asked(feed)
    fewest = np.where(seconds == NEVER, -1, params.max_transfers + 1)
    for changes in range(params.max_transfers, -1, -1):
        limited = params.model_copy(update={"max_transfers": changes})
        _, limited_s, _ = asked((*network, limited))
        fewest[(limited_s == seconds) & (seconds != NEVER)] = changes + 1
    rides_or_walks = np.where(rides == 0, 1, rides)  # a walk is there under any limit
    assert (rides_or_walks == fewest).all()


def equal_arrivals(direct_s):
    """Stops on one line; bus 0 goes all the way, buses 1 and 2 meet in the middle.

    All at 600 s; the direct bus arrives at the last stop, the others at the last but one, a
    minute's walk before it. The engine walks from any stop.
    """
    xy = [(0, 0), (3000, 0), (6000, 0), (6060, 0)]
    direct = [(0, 600, 600), (3, direct_s, direct_s)]
    changed = [[(0, 600, 600), (1, 700, 700)], [(1, 800, 800), (2, 1140, 1140)]]
    params = TransitParams(change_s=60, max_direct_walk_min=5, threads=1)
    engine = TransitEngine({1: timetable([*changed, direct], xy)}, WALK, params)
    return engine, points(xy[0]), points(xy[3])


@pytest.mark.parametrize(("direct_s", "vehicles"), [(1199, 1), (1200, 1), (1201, 2)])
def test_a_tie_goes_to_the_journey_with_fewer_vehicles(direct_s, vehicles):
    engine, origin, place = equal_arrivals(direct_s)
    seconds, rides = engine.departures(origin, place, DepartureWindow(1, 10, 11, 1))
    (journey,) = journeys(engine, origin, place, 1, [600])
    assert (seconds.item(), rides.item()) == (min(direct_s, 1200) - 600, vehicles)
    assert journey is not None
    assert (journey.arrive_s, len(journey.rides)) == (min(direct_s, 1200), vehicles)


def test_a_walk_that_is_as_quick_as_a_bus_is_told_as_a_walk():
    xy = [(0, 0), (600, 0)]
    bus = [(0, 600, 600), (1, 1200, 1200)]
    engine = TransitEngine({1: timetable([bus], xy)}, WALK, TransitParams(threads=1))
    home, there = points(xy[0]), points(xy[1])
    seconds, rides = engine.departures(home, there, DepartureWindow(1, 10, 11, 1))
    assert (seconds.item(), rides.item()) == (600, 0)
    (journey,) = journeys(engine, home, there, 1, [600])
    assert journey is not None
    assert journey.rides == ()


def test_of_two_stops_at_one_place_the_one_where_the_bus_stops_is_told():
    """Two feeds often hold one station, each under a name of its own."""
    xy = [(60, 0), (60, 0), (6000, 0), (12_000, 0)]
    there, on = [(1, 600, 600), (2, 900, 900)], [(2, 1020, 1020), (3, 1200, 1200)]
    engine = TransitEngine({1: timetable([there, on], xy)}, WALK, TransitParams(threads=1))
    for goal, rides in ((xy[2], 1), (xy[3], 2)):
        (journey,) = journeys(engine, points((0, 0)), points(goal), 1, [480])
        assert journey is not None
        assert len(journey.rides) == rides
        assert journey.legs[0].to_name == journey.rides[0].from_name == "halte 1"


@settings(max_examples=80)
@given(feeds())
def test_leaving_later_never_arrives_earlier(feed):
    trips, xy, changes, board, params = feed
    unlimited = params.model_copy(update={"max_trip_min": 600.0})
    _, seconds, _ = asked((trips, xy, changes, board, unlimited))
    arrival = np.where(seconds == NEVER, np.inf, seconds + 60.0 * np.arange(20))
    assert (arrival[:, :, 1:] >= arrival[:, :, :-1]).all()


@settings(max_examples=80)
@given(feeds(), st.integers(0, 1200), st.lists(st.integers(0, STOPS - 1), min_size=2, max_size=4))
def test_an_added_trip_never_makes_anyone_later(feed, start, stops):
    trips, xy, changes, _, params = feed
    plain = trips, xy, changes, None, params
    _, before, _ = asked(plain)
    added = [(stop, start + 60 * i, start + 60 * i) for i, stop in enumerate(stops)]
    _, after, _ = asked(plain, extra=[added])
    assert (after <= before).all()


@settings(max_examples=30)
@given(feeds())
def test_the_figures_are_those_of_sorting_by_hand(feed):
    engine, seconds, rides = asked(feed)
    times = engine.window_times(DOORS, DOORS, WINDOW)
    minutes = np.where(seconds == NEVER, np.inf, seconds / 60)
    ordered = np.sort(minutes, axis=2)
    nan = lambda a: np.where(np.isinf(a), np.nan, a)  # noqa: E731 - one line, used thrice
    np.testing.assert_allclose(times.median_min, nan((ordered[:, :, 9] + ordered[:, :, 10]) / 2))
    np.testing.assert_allclose(times.best_min, nan(ordered[:, :, 0]))
    np.testing.assert_allclose(times.bad_day_min, nan(ordered[:, :, 16]))  # the 17th of 20
    np.testing.assert_allclose(times.share_without, np.isinf(minutes).mean(axis=2))
    assert ((rides == -1) == np.isinf(minutes)).all()


@settings(max_examples=40)
@given(feeds())
def test_the_last_connection_back_is_the_last_departure_that_rides(feed):
    trips, xy, changes, board, params = feed
    no_walk = params.model_copy(update={"max_direct_walk_min": 1e-9})
    engine, _, rides = asked((trips, xy, changes, board, no_walk))
    last = engine.last_back_min(DOORS, DOORS, WINDOW)
    for place in range(len(DOORS)):
        for origin in {0, 1, 2} - {place}:
            ridden = np.flatnonzero(rides[place, origin] > 0)
            np.testing.assert_equal(last[origin, place], ridden[-1] if len(ridden) else np.nan)


def test_more_departures_than_one_block_still_find_the_last():
    calls = [(0, 60 * m, 60 * m) for m in (10, 10)]
    table = timetable([[calls[0], (1, 900, 900)]], [(0, 0), (6000, 0)])
    engine = TransitEngine({1: table}, WALK, TransitParams())
    last = engine.last_back_min(points((0, 0)), points((6000, 0)), DepartureWindow(1, 0, 400, 1))
    assert last.tolist() == [[10.0]]


def test_one_who_boards_further_on_is_not_aboard_before():
    """All within one second: bus 1 brings us to stop 1, where bus 0 from 4 and 3 passes."""
    bus_0 = [(stop, 240, 240) for stop in (4, 3, 1, 5)]
    bus_1 = [(2, 240, 240), (1, 240, 240)]
    xy = [(9000 * i, 0) for i in range(6)]
    params = TransitParams(change_s=0)
    engine = TransitEngine({1: timetable([bus_0, bus_1], xy)}, WALK, params)
    to_stops, _ = engine.departures(points(xy[2]), points(*xy), DepartureWindow(1, 4, 5, 1))
    assert to_stops[0, :, 0].tolist() == [NEVER, 0, 0, NEVER, NEVER, 0]


def test_a_weekday_without_a_timetable_is_refused_in_one_line():
    engine = TransitEngine({1: timetable([], [(0, 0)])}, WALK, TransitParams())
    with pytest.raises(TravelError, match=r"no timetable for a zondag; stored: dinsdag 2026-11-24"):
        engine.window_times(DOORS, DOORS, DepartureWindow(6, 0, 10, 1))


def test_a_day_without_any_trip_still_answers_with_the_walk():
    engine = TransitEngine({1: timetable([], [(0, 0)])}, WALK, TransitParams())
    near = engine.nearest(DOORS, DOORS, mode="ov")
    assert near.place[:, 0].tolist() == [0, 1, 2]
    assert near.travel_min[:, 0].tolist() == [0.0, 0.0, 0.0]
