"""What a trip is made of, how one gets to the first stop, and two timetables side by side."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sites.base.departure import DepartureWindow
from sites.settings.scenario import TravelParams
from sites.settings.transit import TransitParams
from sites.travel.crowfly import CrowFly
from sites.travel.transit.compare import faster_or_not
from sites.travel.transit.engine import TransitEngine
from sites.travel.transit.journey import window_report
from sites.travel.transit.parts import trip_parts
from tests.drawn_feeds import WALK, feeds, points, timetable

#: Stops a kilometre apart on a road; bus 0 runs 0 to 1, bus 1 from 1 to 2, each twice.
ROAD = [(0, 0), (1000, 0), (2000, 0)]
TRIPS = [
    [(0, 600, 600), (1, 900, 900)], [(0, 1800, 1800), (1, 2100, 2100)],
    [(1, 1080, 1080), (2, 1200, 1200)], [(1, 2400, 2400), (2, 2520, 2520)],
]  # fmt: skip
WINDOW = DepartureWindow(1, 0, 10, 1)
WAYS = {"max_direct_walk_min": 0.01, "max_transfer_walk_min": 1.0}


def engine(trips=TRIPS, xy=ROAD, base=WALK, ebike=None, **params):
    return TransitEngine(
        {1: timetable(trips, xy)}, base, TransitParams(**WAYS | params), ebike=ebike
    )


def test_a_trip_told_apart_on_paper():
    # 60 m on foot takes a minute: 2 minutes to stop 0, ride 5, change 3 minutes, ride 2, walk 1.
    one, other = points((-120, 0)), points((2060, 0))
    found = trip_parts(engine(), one, other, WINDOW)
    assert found.quickest_min[0, 0] == 2 + 5 + 3 + 2 + 1
    # Of ten departures (0 to 9) all but the last catch the bus of minute 10; the lower median
    # leaves at minute 4: 4 minutes of waiting.
    times = engine().window_times(one, other, WINDOW)
    assert times.best_min[0, 0] == 13
    parts = [p[0, 0] for p in (found.walk_min, found.wait_min, found.ride_min, found.change_min)]
    assert parts == [3, found.total_min[0, 0] - 13, 7, 3]


@given(
    feeds(),
    st.tuples(st.integers(0, 9), st.integers(0, 9)),
    st.tuples(st.integers(0, 9), st.integers(0, 9)),
)
@settings(max_examples=60)
def test_the_parts_add_up_and_the_figures_are_in_order(feed, start, goal):
    trips, xy, changes, board, params = feed
    drawn = TransitEngine({1: timetable(trips, xy, changes, board)}, WALK, params)
    one, other = (points((60 * x + 10, 60 * y)) for x, y in (start, goal))
    window = DepartureWindow(1, 0, 20, 1)
    times, parts = drawn.window_times(one, other, window), trip_parts(drawn, one, other, window)
    whole = parts.walk_min + parts.wait_min + parts.ride_min + parts.change_min
    np.testing.assert_allclose(whole, parts.total_min, atol=1e-9)
    for part in (parts.walk_min, parts.wait_min, parts.ride_min, parts.change_min):
        assert not (part < -1e-9).any()
    order = (
        parts.quickest_min,
        times.best_min,
        parts.total_min,
        times.median_min,
        times.bad_day_min,
    )
    told = [float(f[0, 0]) for f in order if np.isfinite(f[0, 0])]
    assert told == sorted(told)


def test_a_bike_to_the_stop_is_never_slower_and_an_e_bike_never_slower_than_a_bike():
    bikes = [CrowFly(TravelParams(walk_kmh=3.6, walk_detour=1, bike_kmh=kmh, bike_detour=1))
             for kmh in (12, 18)]  # fmt: skip
    far, goal = points((-900, 0), (-120, 0), (-3000, 0)), points((1060, 0))
    walk, bike, ebike = (
        engine(base=bikes[0], ebike=bikes[1], first_leg=leg)
        .window_times(far, goal, WINDOW)
        .best_min
        for leg in ("walk", "bike", "ebike")
    )
    # 900 m: 4,5 minutes by bike and 1 to park; leaving at minute 4 waits half a minute for the bus.
    assert walk[0, 0] > bike[0, 0] == 4.5 + 1 + 0.5 + 5 + 1
    assert np.isnan(walk[2, 0])
    assert np.isfinite(ebike[2, 0])
    for quick, slow in ((bike, walk), (ebike, bike)):
        assert (np.nan_to_num(quick, nan=1e9) <= np.nan_to_num(slow, nan=1e9)).all()


@pytest.mark.parametrize(
    ("leg", "way", "asked"),
    [
        ("walk", None, "met het ov"),
        ("bike", "Fiets naar halte 0 (6 min, stallen meegeteld).", "met fiets en ov"),
        ("ebike", "Fiets op de e-fiets naar halte 0 (4 min, stallen meegeteld).",
         "met e-fiets en ov"),
    ],
)  # fmt: skip
def test_who_cycles_to_the_stop_is_not_told_to_walk_and_cycles_home_again(leg, way, asked):
    bikes = [CrowFly(TravelParams(walk_kmh=3.6, walk_detour=1, bike_kmh=kmh, bike_detour=1))
             for kmh in (12, 18)]  # fmt: skip
    rider = engine(base=bikes[0], ebike=bikes[1], first_leg=leg, max_access_min=12)
    home, goal = points((-900, 0)), points((1060, 0))
    told = "\n".join(window_report(rider, home, goal, WINDOW))
    assert asked in told.split("\n")[0]
    assert (way or "Gebruikelijk (mediaan): geen reis") in told
    assert ("eerste halte" in rider.label) is (way is not None)
    near = "\n".join(window_report(rider, points((-30, 0)), goal, WINDOW))
    assert "Loop naar halte 0" in near  # who lives beside the stop leaves the bike at home
    assert "overstappen." not in near.split("Daarvan")[1]  # no change, so no minutes of it
    # Back: the bus of stop 1 to stop 0 goes at minute 20; walking there takes 1 minute, and the
    # bike that was left at stop 0 takes one home. Whoever has none is too far from the stop.
    back = engine([[(1, 1200, 1200), (0, 1500, 1500)]], base=bikes[0], ebike=bikes[1],
                  first_leg=leg, max_access_min=12)  # fmt: skip
    last = back.last_back_min(goal, home, DepartureWindow(1, 0, 30, 1))
    assert last.tolist() == ([[19.0]] if way else [[pytest.approx(np.nan, nan_ok=True)]])


def test_sneller_of_niet():
    before = engine()
    later = [[(s, a - 60, d - 60) for s, a, d in trip] for trip in TRIPS[2:]]
    homes = points((-120, 0), (1060, 0), (9000, 0))
    goal = points((2060, 0))
    window = DepartureWindow(1, 0, 5, 1)
    old, new = (e.window_times(homes, goal, window) for e in (before, engine(TRIPS[:2] + later)))
    told = faster_or_not(old, new, homes, goal)
    assert told["verdict"].tolist() == ["sneller", "sneller", "geen reis"]
    assert told["difference_min"].tolist()[:2] == [-1, -1]
    assert faster_or_not(old, old, homes, goal)["verdict"].tolist() == [
        "gelijk", "gelijk", "geen reis"]  # fmt: skip


def test_served_stops_are_counted_in_the_window():
    table = engine().service_day(1).timetable
    assert table.served_stops(0, 20) == 2  # stops 0 and 1; nobody boards at 2
    assert table.served_stops(0, 15) == 1
    assert table.served_share(0, 20) == pytest.approx(2 / 3)
