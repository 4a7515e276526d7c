"""How far minutes carry: circles, streets and a bus, and who lives inside."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from sites.base.departure import DepartureWindow
from sites.base.errors import TravelError
from sites.settings.scenario import TravelParams
from sites.settings.transit import TransitParams
from sites.travel.crowfly import CrowFly
from sites.travel.isochrone import isochrone, reach_of_all
from sites.travel.streets.build import build, plain_segments
from sites.travel.streets.network import StreetNetwork
from sites.travel.transit.engine import TransitEngine
from tests.drawn_feeds import WALK, points, timetable

HOME = points((0, 0))
KERNEN, PEOPLE = points((300, 0), (900, 0), (2000, 0)), np.array([100.0, 20.0, 3.0])


def reached(engine, here, places, limit_min, **asked):
    """Return the people, kernen and places that are reached from one point."""
    counted = ((KERNEN, PEOPLE), (KERNEN, None), (places, None))
    found = reach_of_all(engine, here, counted, [limit_min], direction="to_place", **asked)
    return found[0, 0].tolist()


def test_a_straight_line_draws_a_circle_and_counts_the_limit_itself():
    shape = isochrone(WALK, HOME, 15, mode="walk")  # 60 m a minute
    assert shape.area == pytest.approx(np.pi * 900**2, rel=1e-3)
    assert reached(WALK, HOME, points((0, 900), (0, 901)), 15, mode="walk") == [120, 2, 1]


def test_many_points_are_counted_as_each_by_itself_and_who_stands_off_the_street_is_unknown():
    ends, long = (np.array([0]), np.array([1])), np.array([36 * 6 * 10**10])
    net = build("walk", plain_segments(np.array([0.0, 3000.0]), np.zeros(2), *ends, long))
    here, places = points((0, 0), (900, 0), (0, 9000)), points((1000, 0))
    asked = ((KERNEN, PEOPLE), (KERNEN, None), (places, None))
    counted = reach_of_all(StreetNetwork({"walk": net}), here, asked, [4, 12], mode="walk")
    assert counted[0].tolist() == [[100, 1, 0], [120, 2, 1]]  # 1 km in 12 minutes: 900 m, not 2 km
    assert counted[1].tolist() == [[20, 1, 1], [120, 2, 1]]
    assert np.isnan(counted[2]).all()
    alone = reached(StreetNetwork({"walk": net}), HOME, places, 12, mode="walk")
    assert alone == counted[0, 1].tolist()
    bus = TransitEngine({1: timetable([[(0, 600, 600)]], [(0, 0)])},
                        StreetNetwork({"walk": net}), TransitParams())  # fmt: skip
    by_bus = reach_of_all(bus, here, asked, [12], mode="ov", window=AT)
    assert np.isnan(by_bus[2]).all()  # nobody knows, which is not 0
    assert by_bus[0, 0].tolist() == counted[0, 1].tolist()  # all on foot


def test_over_streets_it_follows_the_street():
    ends, long = (np.array([0]), np.array([1])), np.array([36 * 6 * 10**10])
    street = plain_segments(np.array([0.0, 3000.0]), np.zeros(2), *ends, long)
    net = build("walk", street)
    shape = isochrone(StreetNetwork({"walk": net}), HOME, 12, mode="walk")
    assert shapely.contains_xy(shape, [990, 100], [0, 0]).all()  # 1 km in 12 minutes
    assert not shapely.contains_xy(shape, [1070, 500], [0, 100]).any()


BUS = TransitEngine({1: timetable([[(0, 600, 600), (1, 900, 900)]], [(0, 0), (5000, 0)])}, WALK,
                    TransitParams(max_access_min=5))  # fmt: skip
AT = DepartureWindow(1, 10, 11, 1)


def test_by_bus_it_is_the_door_and_what_one_walks_from_the_stop():
    shape = isochrone(BUS, HOME, 8, mode="ov", window=AT)  # the bus takes 5 minutes: 3 are left
    assert shapely.get_num_geometries(shape) == 2
    assert shapely.contains_xy(shape, [5170, 470], [0, 0]).all()
    assert not shapely.contains_xy(shape, [5190, 490], [0, 0]).any()
    ends = points((5170, 0), (5190, 0))
    counted = reach_of_all(
        BUS, HOME, ((ends, None),), [8], mode="ov", direction="to_place", window=AT
    )
    assert counted.tolist() == [[[1]]]


def test_odd_questions_are_refused():
    with pytest.raises(TravelError, match="an isochrone of 0 minutes"):
        isochrone(WALK, HOME, 0, mode="walk")
    with pytest.raises(TravelError, match="drawn from a point"):
        isochrone(BUS, HOME, 8, mode="ov", direction="to_place")


@given(st.floats(1, 60), st.floats(1, 60))
def test_more_minutes_hold_what_fewer_do_and_an_e_bike_never_reaches_less(one, other):
    few, more = sorted((one, other))
    assert (
        isochrone(WALK, HOME, few, mode="walk").area
        <= isochrone(WALK, HOME, more, mode="walk").area
    )
    bike, ebike = (CrowFly(TravelParams(bike_kmh=kmh)) for kmh in (15, 20))
    counts = [reached(e, HOME, KERNEN, few, mode="bike") for e in (bike, ebike)]
    assert counts[0][0] <= counts[1][0]
