"""Doors and turns on hand-drawn maps whose answers stand on paper.

One unit east or north is 100 m.
"""

import numpy as np
import pytest

from geodata.streets.pbf import read_pbf
from sites.base.projection import to_lonlat
from sites.travel.profiles import StreetParams
from sites.travel.protocol import NOT_CONNECTED, OK, Points
from sites.travel.streets.build import build
from sites.travel.streets.network import StreetNetwork

CRS = "EPSG:32631"  # 3 degrees east is its middle
UNIT = 100.0
WHERE = np.array([500_000.0, 200_000.0])
PLAIN = StreetParams(urban_factor=1, junction_s=0)
ROAD = {"highway": "residential", "maxspeed": "36"}  # 600 m a minute


def drawn(tmp_path, nodes, ways, relations=()):
    """Write a map: nodes {id: (east, north)} in units, ways {id: (refs, tags)}."""
    lines = ['<osm version="0.6">']
    easting, northing = (WHERE + np.array(list(nodes.values())) * UNIT).T
    lonlat = np.column_stack(to_lonlat(easting, northing, CRS))
    lines += [
        f'<node id="{i}" version="1" lon="{lon:.7f}" lat="{lat:.7f}"/>'
        for i, (lon, lat) in zip(nodes, lonlat, strict=True)
    ]

    def tagged(tags):
        return "".join(f'<tag k="{k}" v="{v}"/>' for k, v in tags.items())

    for i, (refs, tags) in ways.items():
        inner = "".join(f'<nd ref="{ref}"/>' for ref in refs)
        lines.append(f'<way id="{i}" version="1">{inner}{tagged(tags)}</way>')
    for i, (members, tags) in enumerate(relations, 1):
        inner = "".join(f'<member type="{t}" ref="{r}" role="{role}"/>' for role, t, r in members)
        lines.append(f'<relation id="{i}" version="1">{inner}{tagged(tags)}</relation>')
    path = tmp_path / "drawn.osm"
    path.write_text("\n".join([*lines, "</osm>"]), encoding="utf-8")
    return path


def spot(*xy) -> Points:
    return Points(np.arange(len(xy)).astype(str), *(WHERE + np.array(xy) * UNIT).T)


def network(path, mode="car", params=PLAIN) -> StreetNetwork:
    raw = read_pbf(path, params=params)
    return StreetNetwork({mode: build(mode, raw.segments(mode, CRS))})


def units(net, start, goal, mode="car", metres_per_min=600.0) -> float:
    """Return how many units of street a trip takes; both directions asked must agree."""
    there = net.matrix(spot(start), spot(goal), mode=mode)[0, 0]
    back = net.matrix(spot(goal), spot(start), mode=mode, direction="from_place")[0, 0]
    assert there == back or (np.isnan(there) and np.isnan(back))
    return round(float(there) * metres_per_min / UNIT, 1)


#: The town: a square of 40 units a side, so that it is no mapping slip.
TOWN = {1: (0, 0), 2: (40, 0), 3: (40, 40), 4: (0, 40)}
SQUARE = {1: ([1, 2, 3, 4, 1], ROAD)}


def test_an_estate_behind_a_private_road_is_part_of_the_drive(tmp_path):
    nodes = TOWN | {5: (60, 0), 6: (60, 30), 7: (90, 0)}
    private = ROAD | {"access": "private"}
    ways = SQUARE | {2: ([2, 5], private), 3: ([5, 6], ROAD), 4: ([5, 7], ROAD)}
    net = network(drawn(tmp_path, nodes, ways))
    assert units(net, (10, 0), (60, 20)) == 30 + 20 + 20
    assert units(net, (60, 20), (10, 0)) == 70
    assert units(net, (60, 20), (80, 0)) == 40  # among neighbours
    # Behind it no public road is passed through: with a second gate nobody cuts across.
    ways |= {5: ([6, 3], private)}
    net = network(drawn(tmp_path, nodes, ways))
    assert units(net, (39, 0), (39, 40)) == 1 + 40 + 1


def test_a_parking_aisle_that_nothing_leads_out_of_takes_no_doors(tmp_path):
    nodes = TOWN | {5: (10, 1), 6: (15, 1)}
    aisle = {"highway": "service", "service": "parking_aisle", "oneway": "yes"}
    net = network(drawn(tmp_path, nodes, SQUARE | {2: ([5, 6], aisle)}))
    school = spot((12, 1.2))
    report = net.snap_report(school, mode="car")
    assert (report.moved, report.not_connected) == (1, 0)
    assert report.moved_m == pytest.approx(100, abs=0.1)  # from 0.2 to 1.2 units
    assert report.farthest_m == report.moved_m
    assert net.nearest(school, spot((20, 0)), mode="car").reach.tolist() == [OK]


@pytest.mark.parametrize("refs", [[5, 1], [1, 5]])
def test_a_one_way_stub_takes_no_doors(tmp_path, refs):
    nodes = TOWN | {5: (-4, -4)}
    net = network(drawn(tmp_path, nodes, SQUARE | {2: (refs, ROAD | {"oneway": "yes"})}))
    report = net.snap_report(spot((-2, -2), (20, 1)), mode="car")
    assert (report.points, report.moved, report.not_connected) == (2, 1, 0)
    far = net.nearest(spot((-40, -40)), spot((20, 0)), mode="car")
    assert far.reach.tolist() == [NOT_CONNECTED]
    both = network(drawn(tmp_path, nodes, SQUARE | {2: (refs, ROAD)}))
    assert both.snap_report(spot((-2, -2)), mode="car").moved == 0


def test_an_island_stays_an_island(tmp_path):
    nodes = TOWN | {5: (60, 0), 6: (90, 0)}
    net = network(drawn(tmp_path, nodes, SQUARE | {2: ([5, 6], ROAD)}))  # 3 km of street
    assert np.isnan(units(net, (10, 0), (70, 0)))
    assert units(net, (65, 0), (75, 0)) == 10
    assert net.snap_report(spot((70, 0)), mode="car").moved == 0


# --- pushing


def test_a_cyclist_pushes_where_walkers_go_and_bikes_do_not(tmp_path):
    nodes = TOWN | {5: (40, 20), 6: (0, 20)}
    ways = {1: ([1, 2, 5, 3, 4, 6, 1], ROAD), 2: ([6, 5], {"highway": "footway"})}
    path = drawn(tmp_path, nodes, ways)
    push, ride = (network(path, "bike", StreetParams(push_bike=on)) for on in (True, False))
    assert units(ride, (0, 19), (40, 19), "bike", 250) == 19 + 40 + 19
    # 40 units on foot are 120 by bike: round is quicker; 10 at the side of it are worth 30.
    assert units(push, (0, 19), (40, 19), "bike", 250) == 19 + 40 + 19
    assert units(push, (0, 19), (2, 20), "bike", 250) == 1 + 3 * 2


def test_a_cyclist_pushes_back_along_a_one_way_also_from_half_way(tmp_path):
    one_way = ROAD | {"oneway": "yes"}
    net = network(drawn(tmp_path, TOWN, {1: ([1, 2, 3, 4, 1], one_way)}), "bike", StreetParams())
    assert units(net, (10, 0), (30, 0), "bike", 250) == 20
    assert units(net, (30, 0), (25, 0), "bike", 250) == 15
    assert units(net, (10, 0), (0, 5), "bike", 250) == 3 * 15
    assert units(net, (39, 0), (40, 2), "bike", 250) == 3
    steps = TOWN | {5: (0, 60)}
    ways = {1: ([1, 2, 3, 4, 1], ROAD), 2: ([4, 5], {"highway": "steps"})}
    net = network(drawn(tmp_path, steps, ways), "bike", StreetParams())
    far = net.nearest(spot((0, 50)), spot((10, 0)), mode="bike")
    assert far.reach.tolist() == [NOT_CONNECTED]  # nobody carries a bike up the stairs


# --- turns


#: A cross of four roads (ways 1 to 4: west, north, east, south) that meet in node 9.
ARMS = {9: (0, 0), 1: (-30, 0), 2: (0, 30), 3: (30, 0), 4: (0, -30)}
CROSS = {i: ([i, 9], ROAD) for i in (1, 2, 3, 4)}
TURN = PLAIN.model_copy(update={"u_turn_s": 0})


def told(value, come=1, go=2, via=(("via", "node", 9),), key="restriction", **more):
    members = [("from", "way", come), *via, ("to", "way", go)]
    return members, {"type": "restriction", key: value, **more}


def turned(tmp_path, *relations, params=TURN):
    return network(drawn(tmp_path, ARMS, CROSS, relations), params=params)


WEST, NORTH, EAST, SOUTH = (-10, 0), (0, 10), (10, 0), (0, -10)
ROUND = 10 + 30 + 30 + 10  # straight on to the dead end, and back


@pytest.mark.parametrize(
    ("relation", "north", "east"),
    [
        (told("no_left_turn"), ROUND, 20),
        (told("no_left_turn", key="restriction:motorcar"), ROUND, 20),
        (told("no_left_turn", key="restriction:hgv"), 20, 20),
        (told("no_left_turn", key="restriction:conditional"), 20, 20),
        (told("no_left_turn", **{"except": "bus;motorcar"}), 20, 20),
        (told("no_left_turn", **{"except": "bicycle"}), ROUND, 20),
        (told("no_left_turn", hour_on="07:00"), 20, 20),
        (told("only_straight_on", go=3), ROUND, 20),
        (told("only_left_turn"), 20, ROUND),
        (told("no_left_turn", come=77), 20, 20),
    ],
)
def test_a_restriction_binds_whom_it_says(tmp_path, relation, north, east):
    net = turned(tmp_path, relation)
    assert units(net, WEST, NORTH) == north
    assert units(net, WEST, EAST) == east
    assert units(net, NORTH, WEST) == 20


def test_a_restriction_for_cars_binds_no_cyclist(tmp_path):
    net = network(drawn(tmp_path, ARMS, CROSS, [told("no_left_turn")]), "bike", StreetParams())
    assert units(net, WEST, NORTH, "bike", 250) == 20


def test_turning_back_costs_and_may_be_barred(tmp_path):
    only = told("only_straight_on", go=3)
    slow = turned(tmp_path, only, params=PLAIN.model_copy(update={"u_turn_s": 60}))
    assert units(slow, WEST, NORTH) == ROUND + 6
    # No turning back on the crossing from the east: straight on west, back there, and left.
    back = [("from", "way", 3), ("via", "node", 3), ("to", "way", 3)]
    net = turned(tmp_path, only, (back, {"type": "restriction", "restriction": "no_u_turn"}))
    assert np.isnan(units(net, WEST, NORTH))


def test_a_restriction_over_a_way_binds_who_came_along_it(tmp_path):
    nodes = ARMS | {8: (0, -2), 5: (-30, -2)}
    ways = {1: ([1, 9], ROAD), 2: ([2, 9], ROAD), 3: ([3, 9], ROAD), 7: ([9, 8], ROAD),
            4: ([8, 4], ROAD), 5: ([8, 5], ROAD)}  # fmt: skip
    over = told("no_u_turn", go=5, via=(("via", "way", 7),))
    net = network(drawn(tmp_path, nodes, ways, [over]), params=TURN)
    assert units(net, NORTH, (-10, -2)) == 10 + 2 + 10
    # Turning back twice on the short way would be quickest: it is free here, and not barred.
    assert units(net, WEST, (-10, -2)) == 10 + 2 + 2 + 2 + 10


def test_a_sign_to_turn_back_leaves_nothing_else(tmp_path):
    back = [("from", "way", 1), ("via", "node", 9), ("to", "way", 1)]
    net = turned(tmp_path, (back, {"type": "restriction", "restriction": "only_u_turn"}))
    assert np.isnan(units(net, WEST, NORTH))
    assert np.isnan(units(net, WEST, EAST))
    assert units(net, NORTH, EAST) == 20


#: A ring of 1 unit wide, driven west, south, east, north, with a road to each of its corners.
RING = {11: (-1, 0), 12: (0, -1), 13: (1, 0), 14: (0, 1)}
SIDE = 2**0.5


@pytest.mark.parametrize(
    ("come", "go", "start", "goal", "sides"),
    [
        (1, 2, WEST, NORTH, 3),
        (2, 3, NORTH, EAST, 3),
        (3, 2, EAST, NORTH, 1),
        (4, 1, SOUTH, WEST, 3),
    ],
)
def test_a_restriction_over_a_ring_binds_who_drove_round_its_seam_too(
    tmp_path, come, go, start, goal, sides
):
    nodes = {i: ARMS[i] for i in (1, 2, 3, 4)} | RING
    ways = {i: ([i, at], ROAD) for i, at in ((1, 11), (2, 14), (3, 13), (4, 12))}
    ways[9] = ([11, 12, 13, 14, 11], ROAD | {"junction": "roundabout"})
    over = told("no_left_turn", come=come, go=go, via=(("via", "way", 9),))
    net = network(drawn(tmp_path, nodes, ways, [over]), params=TURN)
    # Only a whole round more leads there: the sign bars who came straight to the exit.
    assert units(net, start, goal) == round(18 + (sides + 4) * SIDE, 1)
    ways[9] = (ways[9][0], ROAD)  # for both directions: it could mean either
    assert read_pbf(drawn(tmp_path, nodes, ways, [over])).odd_tags() == {"restriction": 1}


def test_what_makes_no_sense_is_left_out_and_counted(tmp_path):
    relations = [
        told("no_turning_left"),
        (told("no_left_turn")[0][:2], told("no_left_turn")[1]),
        told("no_left_turn", via=(("via", "node", 3),)),  # the ways do not meet there
        told("no_left_turn", go=1),  # no turn but one leads a way onto itself
        told("no_left_turn"),
    ]
    raw = read_pbf(drawn(tmp_path, ARMS, CROSS, relations))
    assert raw.odd_tags() == {"restriction": 4}
    assert units(turned(tmp_path, *relations), WEST, NORTH) == ROUND


def test_a_crossing_costs_where_three_public_streets_meet(tmp_path):
    params = PLAIN.model_copy(update={"junction_s": 60})
    assert units(turned(tmp_path, params=params), WEST, EAST) == 20 + 6
    for tags in ({"highway": "service"}, ROAD | {"access": "private"}):
        ways = CROSS | {2: ([2, 9], tags), 4: ([4, 9], tags)}
        net = network(drawn(tmp_path, ARMS, ways), params=params)
        assert units(net, WEST, EAST) == 20
