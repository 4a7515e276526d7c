"""Cases a reader checks in their head: 100 m of street is 1.2 minutes on foot."""

from dataclasses import replace

import numpy as np
import pytest
import shapely

from sites.base.errors import TravelError
from sites.travel.protocol import NO_PLACE, NO_ROUTE, NOT_CONNECTED, OK, Points
from sites.travel.streets.build import Segments, build, plain_segments, restored
from sites.travel.streets.network import LABEL, StreetNetwork
from sites.travel.streets.trace import detour_factor, isochrones, route

NS = 60_000_000_000
WALK_NS_PER_M = NS * 60 / 5000


def streets(nodes, pairs, *, minutes=None, one_way=(), private=(), closed=()) -> Segments:
    """Return segments at walking speed; the last three name pairs by their number."""
    xy = np.array(nodes, dtype=float)
    u, v = np.array(pairs).T
    time = np.hypot(*(xy[u] - xy[v]).T) * WALK_NS_PER_M
    for number, value in (minutes or {}).items():
        time[number] = value * NS
    flags = [np.isin(np.arange(len(u)), list(f)) for f in (one_way, private, closed)]
    raw = plain_segments(xy[:, 0], xy[:, 1], u, v, np.rint(time).astype(np.int64), flags[0])
    return replace(raw, ends_only=flags[1], can_snap=~flags[2])


def network(*args, small_piece_m=0.0, water=(), **kwargs) -> StreetNetwork:
    net = build("walk", streets(*args, **kwargs))
    return StreetNetwork({"walk": net}, small_piece_m=small_piece_m, water=water, threads=1)


def points(*xy, ids=None) -> Points:
    at = np.array(xy, dtype=float).reshape(-1, 2)
    names = [f"p{i}" for i in range(len(at))] if ids is None else ids
    return Points(np.array(names, dtype=str), at[:, 0], at[:, 1])


def minutes(net, a, b, **kwargs) -> float:
    return float(net.matrix(points(a), points(b), mode="walk", **kwargs)[0, 0])


LINE = [(0, 0), (1000, 0)]


def test_a_place_in_the_middle_of_a_long_edge_is_reached_from_both_sides():
    net = network(LINE, [(0, 1)])
    assert minutes(net, (0, 0), (500, 0)) == 6
    assert minutes(net, (1000, 0), (500, 0)) == 6
    assert minutes(net, (400, 0), (500, 0)) == pytest.approx(1.2)


def test_from_door_to_street_people_walk_at_both_ends():
    net = network(LINE, [(0, 1)])
    assert minutes(net, (0, 100), (500, -50)) == pytest.approx(1.2 + 6 + 0.6)
    found = net.nearest(points((0, 100)), points((500, -50)), mode="walk")
    assert found.dist_m[0, 0] == pytest.approx(650)


def test_a_one_way_makes_the_two_directions_differ():
    # A square of 100 m; the street from corner 0 to corner 1 is one-way.
    square = [(0, 0), (100, 0), (100, 100), (0, 100)]
    net = network(square, [(0, 1), (1, 2), (2, 3), (3, 0)], one_way=[0])
    assert minutes(net, (0, 0), (100, 0)) == pytest.approx(1.2)
    assert minutes(net, (100, 0), (0, 0)) == pytest.approx(3.6)
    assert minutes(net, (100, 0), (0, 0), direction="from_place") == pytest.approx(1.2)
    # Both doors on the one-way itself: against the arrow one goes all the way round.
    assert minutes(net, (20, 0), (80, 0)) == pytest.approx(0.72)
    assert minutes(net, (80, 0), (20, 0)) == pytest.approx(4.8 - 0.72)


def test_a_place_on_a_one_way_chain_that_nothing_enters_is_no_route():
    # 2 -> 3 -> 1 only leads out; the nearest that can be reached is farther along 0-1.
    net = network([(0, 0), (1000, 0), (0, 300), (500, 300)], [(0, 1), (2, 3), (3, 1)],
                  one_way=[1, 2])  # fmt: skip
    places = points((250, 290), (900, 0), ids=["a", "b"])
    found = net.nearest(points((400, 0)), places, mode="walk")
    assert found.place[0, 0] == 1
    assert np.isnan(net.matrix(points((400, 0)), places, mode="walk")[0, 0])
    assert minutes(net, (250, 290), (400, 0)) > 0


def test_a_dead_end_is_entered_and_left_the_same_way():
    net = network([(0, 0), (500, 0), (500, 100)], [(0, 1), (1, 2)])
    assert minutes(net, (500, 100), (0, 0)) == pytest.approx(7.2)


def test_of_parallel_edges_the_quickest_counts():
    # Two bends between the same corners, one twice as slow.
    nodes = [(0, 0), (100, 0), (50, 40), (50, -40), (-100, 0), (200, 0), (0, 90), (100, 90)]
    pairs = [(0, 2), (2, 1), (0, 3), (3, 1), (4, 0), (1, 5), (0, 6), (1, 7)]
    net = network(nodes, pairs, minutes={2: 9, 3: 9})
    once = 2 * np.hypot(50, 40) * 60 / 5000
    assert minutes(net, (-100, 0), (200, 0)) == pytest.approx(2.4 + once)
    # A door on the slow one leaves towards either end.
    assert minutes(net, (50, -40), (-100, 0)) == pytest.approx(9 + 1.2)


def test_a_zero_length_edge_joins_and_takes_no_time():
    nodes = [(0, 0), (100, 0), (100, 0), (200, 0), (100, 50)]
    net = network(nodes, [(0, 1), (1, 2), (2, 3), (1, 4)])
    assert minutes(net, (0, 0), (200, 0)) == pytest.approx(2.4)
    assert minutes(net, (100, 50), (200, 0)) == pytest.approx(1.8)


def test_a_loop_is_no_way_through_but_doors_on_it_are_reached_both_ways_round():
    # 1 - 2 - 3 - 1 is a loop at the end of a street; an edge from 0 to itself is nothing at all.
    nodes = [(0, 0), (100, 0), (200, 50), (200, -50)]
    net = network(nodes, [(0, 1), (1, 2), (2, 3), (3, 1), (0, 0)])
    side = np.hypot(100, 50) * 60 / 5000
    assert minutes(net, (0, 0), (200, 50)) == pytest.approx(1.2 + side)
    assert minutes(net, (0, 0), (200, -50)) == pytest.approx(1.2 + side)
    assert minutes(net, (200, 40), (200, -40)) == pytest.approx(0.96)


def test_a_ring_that_touches_nothing_is_still_a_street():
    net = network([(0, 0), (100, 0), (100, 100)], [(0, 1), (1, 2), (2, 0)])
    assert minutes(net, (0, 0), (100, 100)) == pytest.approx(np.hypot(100, 100) * 0.012)


def test_a_private_drive_begins_or_ends_a_trip_and_is_no_short_cut():
    # The public way round from 0 to 1 is 300 m, the drive between them 100 m.
    square = [(0, 0), (100, 0), (100, 100), (0, 100)]
    net = network(square, [(0, 1), (1, 2), (2, 3), (3, 0)], private=[0])
    on_public = (0, 50), (100, 50)
    assert minutes(net, *on_public) == pytest.approx(2.4)
    assert minutes(net, (50, 0), (100, 50)) == pytest.approx(1.2)
    assert minutes(net, (0, 50), (50, 0)) == pytest.approx(1.2)
    assert minutes(net, (20, 0), (80, 0)) == pytest.approx(0.72)


def test_a_ferry_carries_but_nobody_boards_half_way():
    # Banks at 0 and 1200 m; the ferry takes 5 minutes and has no doors.
    nodes = [(0, 0), (0, 100), (1200, 100), (1200, 0)]
    net = network(nodes, [(0, 1), (1, 2), (2, 3)], minutes={1: 5}, closed=[1])
    assert minutes(net, (0, 0), (1200, 0)) == pytest.approx(1.2 + 5 + 1.2)
    assert net.engine("walk").put(points((600, 100))).chain[0] < 0
    half = net.engine("walk").put(points((100, 100)))
    assert (half.easting[0], half.northing[0]) == (0, 100)


def test_ties_go_to_the_lowest_place_id_whatever_the_row():
    net = network(LINE, [(0, 1)])
    both = points((400, 0), (600, 0), ids=["b", "a"])
    found = net.nearest(points((500, 0)), both, mode="walk", k=2)
    assert found.place.tolist() == [[1, 0]]
    assert net.nearest(points((500, 0)), both, mode="walk").place.tolist() == [[1]]


@pytest.mark.parametrize("ids", [["a", "b"], ["b", "a"]])
@pytest.mark.parametrize("door_m", [150, 500])
def test_ties_over_a_crossing_go_to_the_lowest_place_id_too(ids, door_m):
    """At 150 m the doors stand beside the crossing, at 500 m a sweep meets in it half way."""
    nodes = [(0, 0), (0, 900), (300, 0), (-300, 0), (900, 0), (-900, 0), (300, 90), (-300, 90)]
    net = network(nodes, [(0, 1), (0, 2), (0, 3), (2, 4), (3, 5), (2, 6), (3, 7)])
    both = points((door_m, 0), (-door_m, 0), ids=ids)
    for way in ("to_place", "from_place"):
        found = net.nearest(points((0, 500)), both, mode="walk", direction=way)
        assert found.place.tolist() == [[ids.index("a")]]
        assert found.dist_m.tolist() == [[500 + door_m]]


def test_nobody_is_kept_from_walking_beside_streets_slower_than_a_walk():
    slow = network(LINE, [(0, 1)], minutes={0: 60})
    assert slow.fastest_min(np.array([0.0, 1000.0]), mode="walk").tolist() == [0, 12]
    quick = network(LINE, [(0, 1)], minutes={0: 1})
    assert quick.fastest_min(np.array([1000.0]), mode="walk").tolist() == [1]


def test_beyond_the_snapping_distance_is_not_connected():
    net = network(LINE, [(0, 1)])
    found = net.nearest(points((0, 500), (0, 501)), points((1000, 0)), mode="walk")
    assert found.reach.tolist() == [OK, NOT_CONNECTED]
    assert net.sum_within(points((0, 501)), points((9, 9)), mode="walk", limit_min=9)[0] != 0


def test_no_place_and_no_route_are_told_apart():
    net = network([*LINE, (0, 9000), (1000, 9000)], [(0, 1), (2, 3)])
    assert net.nearest(points((0, 0)), points(), mode="walk").reach.tolist() == [NO_PLACE]
    far = net.nearest(points((0, 0)), points((0, 9000)), mode="walk")
    assert far.reach.tolist() == [NO_ROUTE]
    assert far.place.tolist() == [[-1]]
    assert np.isnan(far.dist_m[0, 0])


LOOSE = ([(0, 0), (5000, 0), (500, 200), (600, 200)], [(0, 1), (2, 3)])


def test_a_door_at_a_loose_piece_goes_to_the_main_network_and_says_so():
    net = network(*LOOSE, small_piece_m=2000)
    assert minutes(net, (550, 210), (1000, 0)) == pytest.approx((210 + 450) * 0.012)
    report = net.snap_report(points((550, 210), (0, 0), (550, 800)), mode="walk")
    assert (report.points, report.moved, report.not_connected) == (3, 1, 1)
    assert (report.loose_pieces, report.loose_m) == (1, 100)


def test_a_door_at_a_loose_piece_is_not_carried_across_water():
    ditch = shapely.LineString([(0, 100), (5000, 100)])
    net = network(*LOOSE, small_piece_m=2000, water=[ditch])
    found = net.nearest(points((550, 210)), points((1000, 0)), mode="walk")
    assert found.reach.tolist() == [NOT_CONNECTED]


def test_an_island_that_is_no_mapping_slip_stays_an_island():
    net = network(*LOOSE, small_piece_m=50)
    found = net.nearest(points((550, 210)), points((1000, 0)), mode="walk")
    assert found.reach.tolist() == [NO_ROUTE]


def test_sums_count_the_limit_itself_and_a_place_once():
    net = network(LINE, [(0, 1)])
    here, there = points((500, 0)), points((0, 0), (1000, 0), (501, 0), (499, 0))
    weights = np.array([1.0, 10.0, 100.0, 1000.0])
    total = [
        net.sum_within(here, there, mode="walk", limit_min=m, weights=weights)[0]
        for m in (6, 5.999, 0)
    ]
    assert total == [1111, 1100, 0]


def test_the_label_says_it_goes_over_the_road():
    assert network(LINE, [(0, 1)]).label == LABEL == "over de weg (OpenStreetMap)"


def test_every_vertex_gets_its_nearest_place():
    net = network([(0, 0), (300, 0), (300, 200), (600, 200)], [(0, 1), (1, 2), (2, 3)])
    engine = net.engine("walk")
    time, place = engine.everywhere(engine.targets(points((0, 0), (600, 190))))
    order = np.argsort(engine.net.easting + engine.net.northing)
    assert (time[order] / NS).round(6).tolist() == [0, 3.6, 3.72, 0.12]
    assert place[order].tolist() == [0, 0, 1, 1]


def test_a_network_survives_being_taken_apart():
    net = build("walk", streets(*LOOSE))
    again = restored("walk", net.arrays())
    assert again.junctions == net.junctions
    np.testing.assert_array_equal(again.forward.time_ns, net.forward.time_ns)
    assert again.top_m_per_min == pytest.approx(5000 / 60)


def test_the_route_draws_the_trip_it_measures():
    nodes = [(0, 0), (300, 0), (300, 200), (600, 200), (300, -100)]
    net = network(nodes, [(0, 1), (1, 2), (2, 3), (1, 4)])
    trip = route(net, points((100, 50)), points((500, 200)), mode="walk")
    assert trip.dist_m == pytest.approx(50 + 200 + 200 + 200)
    assert trip.travel_min == pytest.approx(trip.dist_m * 0.012)
    assert trip.line.equals(
        shapely.LineString([(100, 50), (100, 0), (300, 0), (300, 200), (500, 200)])
    )
    assert route(net, points((100, 50)), points((9000, 200)), mode="walk") is None


def test_isochrones_follow_the_street_and_grow_with_the_minutes():
    # Two banks 200 m apart, joined by a bridge at the far end only.
    nodes = [(0, 0), (2000, 0), (2000, 200), (0, 200)]
    net = network(nodes, [(0, 1), (1, 2), (2, 3)])
    small, large = isochrones(net, points((0, 0)), [6, 12], mode="walk", width_m=20)[0]
    assert shapely.contains_xy(small, [100, 490], [0, 0]).all()
    assert not shapely.contains_xy(small, [530, 0, 100], [0, 200, 200]).any()
    assert shapely.contains(large, small)
    assert not shapely.contains_xy(large, 0, 200)


def test_isochrones_mind_one_ways_and_the_direction_asked():
    net = network([(0, 0), (500, 0), (1000, 0)], [(0, 1), (1, 2)], one_way=[0, 1])
    here = points((500, 0))
    come = isochrones(net, here, [3], mode="walk", width_m=10)[0, 0]
    go = isochrones(net, here, [3], mode="walk", direction="from_place", width_m=10)[0, 0]
    assert shapely.contains_xy(come, 300, 0)
    assert not shapely.contains_xy(come, 700, 0)
    assert shapely.contains_xy(go, 700, 0)
    assert not shapely.contains_xy(go, 300, 0)


def test_a_detour_factor_on_a_straight_street_is_one():
    nodes = [(i * 100, 0) for i in range(40)]
    closes = [(i, 50 * (i % 2)) for i in range(40)]
    pairs = [(i, i + 1) for i in range(39)]
    net = network(nodes + [(x * 100, 30) for x, _ in closes],
                  pairs + [(i, 40 + i) for i in range(40)])  # fmt: skip
    found = detour_factor(net, "walk", np.random.default_rng(0), trips=40)
    assert 1 <= found.low <= found.factor <= found.high < 1.1
    assert found.trips > 30


def test_asking_for_a_mode_without_streets_names_those_there_are():
    with pytest.raises(TravelError, match=r"no way for car; it has walk"):
        network(LINE, [(0, 1)]).matrix(points((0, 0)), points((1, 0)), mode="car")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"u": np.array([0]), "v": np.array([0])}, "no way for walk"),
        ({"v": np.array([7])}, r"a node outside 0\.\.1"),
        ({"time_ns": np.array([-1])}, "less than no time"),
        ({"easting": np.array([0, np.nan])}, "no finite position"),
    ],
)
def test_impossible_streets_are_refused(change, words):
    with pytest.raises(TravelError, match=words):
        build("walk", replace(streets(LINE, [(0, 1)]), **change))


def test_impossible_questions_are_refused():
    net = network(LINE, [(0, 1)])
    with pytest.raises(TravelError, match="limit_min is nan"):
        net.sum_within(points((0, 0)), points((1, 0)), mode="walk", limit_min=float("nan"))
    with pytest.raises(TravelError, match="2 weights for 1 places"):
        net.sum_within(points((0, 0)), points((1, 0)), mode="walk", limit_min=1, weights=np.ones(2))
    with pytest.raises(TravelError, match="minutes of 0 or more"):
        isochrones(net, points((0, 0)), [-1], mode="walk")
