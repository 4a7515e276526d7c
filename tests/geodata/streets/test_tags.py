"""What tags mean on the road, on hand-drawn maps: 0.01 degree north is some 1,112 m."""

import numpy as np
import pytest

from geodata.streets.osmnx_graph import from_osmnx
from geodata.streets.pbf import read_pbf
from sites.base.errors import InputFileError
from sites.base.projection import to_metric
from sites.travel.profiles import MODES, StreetParams, blocks, read_way
from sites.travel.protocol import NOT_CONNECTED, Points
from sites.travel.streets.build import build
from sites.travel.streets.network import StreetNetwork

CRS = "EPSG:28992"
SQUARE = {1: (5.00, 52.00), 2: (5.01, 52.00), 3: (5.01, 52.01), 4: (5.00, 52.01)}
WALK, BIKE, CAR = range(3)


def osm(tmp_path, nodes, ways, node_tags=None, name="map.osm"):
    """Write a map: nodes {id: (lon, lat)}, ways [(refs, tags)]."""
    lines = ['<osm version="0.6">']
    for i, (lon, lat) in nodes.items():
        tags = "".join(f'<tag k="{k}" v="{v}"/>' for k, v in (node_tags or {}).get(i, {}).items())
        lines.append(f'<node id="{i}" version="1" lon="{lon}" lat="{lat}">{tags}</node>')
    for i, (refs, tags) in enumerate(ways, start=1):
        inner = "".join(f'<nd ref="{ref}"/>' for ref in refs)
        inner += "".join(f'<tag k="{k}" v="{v}"/>' for k, v in tags.items())
        lines.append(f'<way id="{i}" version="1">{inner}</way>')
    path = tmp_path / name
    path.write_text("\n".join([*lines, "</osm>"]), encoding="utf-8")
    return path


RIDING = StreetParams(push_bike=False)


def minutes(
    tmp_path, ways, start, end, mode, *, nodes=SQUARE, node_tags=None, params=RIDING
) -> float:
    raw = read_pbf(osm(tmp_path, nodes, ways, node_tags), params=params)
    net = StreetNetwork({mode: build(mode, raw.segments(mode, CRS))}, small_piece_m=0)
    doors = [Points(np.array(["x"]), *to_metric([d[0]], [d[1]], CRS)) for d in (start, end)]
    return float(net.matrix(*doors, mode=mode)[0, 0])


def metres(*ids, nodes=SQUARE) -> float:
    lon, lat = zip(*(nodes[i] for i in ids), strict=True)
    xy = np.column_stack(to_metric(lon, lat, CRS))
    return float(np.hypot(*np.diff(xy, axis=0).T).sum())


ROUND = [([2, 3, 4, 1], {"highway": "residential"})]
SHORT, LONG = metres(1, 2), metres(1, 4, 3, 2)


@pytest.mark.parametrize(
    ("tags", "mode", "there", "back"),
    [
        ({"oneway": "yes"}, "car", SHORT, LONG),
        ({"oneway": "-1"}, "car", LONG, SHORT),
        ({"oneway": "yes"}, "bike", SHORT, LONG),
        ({"oneway": "yes"}, "walk", SHORT, SHORT),
        ({"oneway": "yes", "oneway:bicycle": "no"}, "bike", SHORT, SHORT),
        ({"oneway": "yes", "oneway:bicycle": "no"}, "car", SHORT, LONG),
        ({"oneway": "yes", "cycleway": "opposite_lane"}, "bike", SHORT, SHORT),
        ({"oneway": "yes", "cycleway:left": "opposite_track"}, "bike", SHORT, SHORT),
        ({"oneway": "yes", "cycleway:left:oneway": "-1"}, "bike", SHORT, SHORT),
        ({"oneway": "yes;no"}, "car", SHORT, SHORT),
        ({"junction": "roundabout"}, "car", SHORT, LONG),
        ({"oneway:foot": "yes"}, "walk", SHORT, LONG),
        ({"access": "no"}, "walk", LONG, LONG),
        ({"access": "no", "foot": "yes"}, "walk", SHORT, SHORT),
        ({"motor_vehicle": "no"}, "car", LONG, LONG),
        ({"motor_vehicle": "no"}, "bike", SHORT, SHORT),
        ({"vehicle": "no"}, "bike", LONG, LONG),
        ({"bicycle": "use_sidepath"}, "bike", LONG, LONG),
        ({"access": "private"}, "car", LONG, LONG),
        ({"motor_vehicle": "destination"}, "car", LONG, LONG),
        ({"highway": "footway"}, "bike", LONG, LONG),
        ({"highway": "footway", "bicycle": "yes"}, "car", LONG, LONG),
        ({"highway": "construction"}, "walk", LONG, LONG),
        ({"highway": "motorway", "oneway": "no"}, "walk", LONG, LONG),
    ],
)
def test_who_may_go_which_way_between_two_corners(tmp_path, tags, mode, there, back):
    kmh = {"walk": 5, "bike": 15, "car": 30 * 0.7}[mode]
    ways = [*ROUND, ([1, 2], {"highway": "residential", **tags})]
    # The doors stand on the way round, 1 m off the corner: the street between is passed through.
    start, end = (5.00, 52.00001), (5.01, 52.00001)
    for a, b, dist in ((start, end, there), (end, start, back)):
        took = minutes(tmp_path, ways, a, b, mode)
        assert took * kmh * 1000 / 60 == pytest.approx(dist, abs=3)


def test_a_ferry_takes_its_stated_duration(tmp_path):
    ways = [([1, 2], {"highway": "residential"}), ([3, 4], {"highway": "residential"}),
            ([2, 3], {"route": "ferry", "duration": "00:07"})]  # fmt: skip
    took = minutes(tmp_path, ways, SQUARE[1], SQUARE[4], "walk")
    assert took == pytest.approx(7 + (metres(1, 2) + metres(3, 4)) * 0.012)
    assert np.isnan(minutes(tmp_path, ways, SQUARE[1], SQUARE[4], "car"))
    ways[2][1]["motor_vehicle"] = "yes"
    assert minutes(tmp_path, ways, SQUARE[1], SQUARE[4], "car") > 7


def test_a_ferry_with_a_nonsense_duration_sails_at_the_default_speed_and_is_counted(tmp_path):
    ways = [([1, 2], {"highway": "residential"}), ([2, 3], {"route": "ferry", "duration": "soon"})]
    took = minutes(tmp_path, ways, SQUARE[2], SQUARE[3], "walk")
    assert np.isnan(took)  # nobody boards in mid-water: the far bank has no street
    ways.append(([3, 4], {"highway": "residential"}))
    took = minutes(tmp_path, ways, SQUARE[2], SQUARE[3], "walk")
    assert took == pytest.approx(metres(2, 3) / 8000 * 60)
    assert read_pbf(tmp_path / "map.osm").odd_tags() == {"duration": 1}


@pytest.mark.parametrize(
    ("barrier", "mode", "passes"),
    [
        ({"barrier": "bollard"}, "car", False),
        ({"barrier": "bollard"}, "bike", True),
        ({"barrier": "bollard", "motor_vehicle": "yes"}, "car", True),
        ({"barrier": "gate"}, "car", True),
        ({"barrier": "gate", "access": "no", "foot": "yes"}, "bike", False),
        ({"barrier": "gate", "access": "no", "foot": "yes"}, "walk", True),
        ({"barrier": "gate", "access": "private"}, "car", False),
    ],
)
def test_a_barrier_on_a_node_stops_whom_it_is_meant_for(tmp_path, barrier, mode, passes):
    nodes = {1: (5.0, 52.0), 9: (5.005, 52.0), 2: (5.01, 52.0), 5: (5.0, 52.005), 6: (5.01, 52.005)}
    ways = [([1, 9, 2], {"highway": "residential"}), ([1, 5], {"highway": "residential"}),
            ([2, 6], {"highway": "residential"})]  # fmt: skip
    nodes |= {7: (5.005, 52.1)}  # the public way round, so that no half is a pocket of the other
    ways.append(([5, 7, 6], {"highway": "residential"}))
    took = minutes(tmp_path, ways, nodes[5], nodes[6], mode, nodes=nodes, node_tags={9: barrier})
    straight = metres(1, 2) + metres(1, 5, nodes=nodes) + metres(2, 6, nodes=nodes)
    assert (took < 2 * straight / (5000 / 60)) is passes
    # Up to the barrier everyone gets.
    near = minutes(tmp_path, ways, nodes[5], (5.0045, 52.0), mode, nodes=nodes,
                   node_tags={9: barrier})  # fmt: skip
    assert np.isfinite(near)


def test_steps_are_slow_on_foot_and_no_way_by_bike(tmp_path):
    ways = [([1, 2], {"highway": "steps"}), ([2, 3], {"highway": "residential"})]
    took = minutes(tmp_path, ways, SQUARE[1], SQUARE[2], "walk")
    assert took == pytest.approx(2 * metres(1, 2) * 0.012)
    reading = read_way({"highway": "steps", "ramp:bicycle": "yes"}, StreetParams())
    assert reading.uses[BIKE].kmh == 2.5
    for kind, kmh in (("steps", 2.5), ("elevator", 1.0)):  # a tag that opens them makes no wheels
        assert read_way({"highway": kind, "bicycle": "yes"}, StreetParams()).uses[BIKE].kmh == kmh
    assert read_way({"highway": "steps"}, StreetParams()).uses[BIKE] is None


@pytest.mark.parametrize(
    ("tags", "kmh"),
    [
        ({"highway": "residential"}, 30 * 0.7),
        ({"highway": "residential", "maxspeed": "50"}, 50 * 0.7),
        ({"highway": "tertiary", "maxspeed": "80"}, 80 * 0.9),
        ({"highway": "primary", "maxspeed": "50 mph"}, 50 * 1.609344 * 0.9),
        ({"highway": "living_street", "maxspeed": "walk"}, 6 * 0.7),
        ({"highway": "secondary", "maxspeed": "80;60"}, 60 * 0.9),
        ({"highway": "secondary", "maxspeed": "fast"}, 60 * 0.9),
        ({"highway": "unclassified", "source:maxspeed": "NL:rural"}, 80 * 0.9),
        ({"highway": "motorway"}, 100 * 0.9),
    ],
)
def test_a_car_drives_its_limit_times_a_stated_factor(tags, kmh):
    reading = read_way(tags, StreetParams())
    assert reading.uses[CAR].kmh == pytest.approx(kmh)
    assert reading.odd == (("maxspeed",) if tags.get("maxspeed") == "fast" else ())


def test_nobody_gets_on_or_off_a_motorway_or_a_ferry():
    motorway = read_way({"highway": "motorway"}, StreetParams())
    ferry = read_way({"route": "ferry"}, StreetParams())
    assert [use and use.doors for use in motorway.uses] == [None, None, False]
    assert [use and use.doors for use in ferry.uses] == [False, False, None]


def test_speeds_are_settings_and_change_the_fingerprint():
    slow = StreetParams(walk_kmh=4)
    assert read_way({"highway": "footway"}, slow).uses[WALK].kmh == 4
    assert slow.fingerprint() != StreetParams().fingerprint()


def test_what_is_no_street_is_none():
    assert read_way({"building": "yes"}, StreetParams()) is None
    assert read_way({"highway": "proposed"}, StreetParams()) is None
    assert read_way({"highway": "footway", "access": "no"}, StreetParams()) is None
    assert not any(blocks({"barrier": "kerb"}, mode) for mode in MODES)


def test_a_way_whose_nodes_are_partly_missing_is_shortened_and_counted(tmp_path):
    path = osm(tmp_path, SQUARE, [([1, 2, 77, 3, 4], {"highway": "residential"})])
    raw = read_pbf(path)
    assert (len(raw.u), raw.missing_nodes) == (2, 1)


def test_a_file_without_the_nodes_of_its_ways_is_refused(tmp_path):
    path = osm(tmp_path, {}, [([1, 2], {"highway": "residential"})])
    with pytest.raises(InputFileError, match=r"none of the nodes of its ways \(2 missing\)"):
        read_pbf(path)


def test_a_file_without_streets_is_refused(tmp_path):
    path = osm(tmp_path, SQUARE, [([1, 2], {"building": "yes"})])
    with pytest.raises(InputFileError, match=r"map\.osm holds no street"):
        read_pbf(path)


def test_water_lines_are_kept_but_not_what_runs_under_a_street(tmp_path):
    ways = [([1, 2], {"highway": "residential"}), ([3, 4], {"waterway": "canal"}),
            ([1, 3], {"waterway": "river", "tunnel": "culvert"})]  # fmt: skip
    raw = read_pbf(osm(tmp_path, SQUARE, ways))
    assert [line.length for line in raw.water] == [pytest.approx(0.01)]


def osmnx_graph():
    nx = pytest.importorskip("networkx")
    shapely = pytest.importorskip("shapely")
    graph = nx.MultiDiGraph(crs="EPSG:4326")
    for i, (lon, lat) in SQUARE.items():
        graph.add_node(i, x=lon, y=lat)
    bent = shapely.LineString([SQUARE[2], (5.012, 52.005), SQUARE[3]])
    two_way = {"highway": ["residential", "living_street"], "osmid": 7, "oneway": False,
               "length": 9.0}  # fmt: skip
    graph.add_edge(1, 2, highway="residential", oneway=True, reversed=False, osmid=1, length=5.0)
    graph.add_edge(2, 3, geometry=bent, reversed=False, **two_way)
    graph.add_edge(3, 2, geometry=bent.reverse(), reversed=True, **two_way)
    graph.add_edge(4, 3, highway="residential", oneway=False, reversed=True, osmid=3, length=5.0)
    return graph


def test_an_osmnx_graph_gives_every_street_once_with_its_bends_and_direction():
    raw = from_osmnx(osmnx_graph())
    net = build("car", raw.segments("car", CRS))
    assert len(net.chain_u) == 3
    assert net.one_way.sum() == 2
    at = Points(np.array(["a", "b"]), *to_metric([5.0, 5.01], [52.0, 52.01], CRS))
    engine = StreetNetwork({"car": net}, small_piece_m=0)
    minutes = engine.matrix(at, at, mode="car")
    assert np.isfinite(minutes[0, 1])
    assert np.isnan(minutes[1, 0])
    assert engine.nearest(
        Points(np.array(["far"]), np.array([0.0]), np.array([0.0])), at, mode="car"
    ).reach.tolist() == [NOT_CONNECTED]


def test_a_saved_graphml_reads_like_the_graph_itself(tmp_path):
    osmnx = pytest.importorskip("osmnx")
    from geodata.streets.osmnx_graph import read_graphml  # noqa: PLC0415 - beside the library it needs

    path = tmp_path / "area.graphml"
    osmnx.save_graphml(osmnx_graph(), path)
    saved, direct = read_graphml(path), from_osmnx(osmnx_graph())
    np.testing.assert_array_equal(saved.u, direct.u)
    np.testing.assert_allclose(saved.lon, direct.lon)
    assert saved.readings == direct.readings


def test_a_graphml_that_osmnx_did_not_save_is_refused(tmp_path):
    from geodata.streets.osmnx_graph import read_graphml  # noqa: PLC0415 - beside the library it needs

    path = tmp_path / "area.graphml"
    path.write_text("<graphml><broken", encoding="utf-8")
    with pytest.raises(
        InputFileError, match=r"area\.graphml cannot be read: .*; save it with osmnx"
    ):
        read_graphml(path)
