"""OpenStreetMap as people map it: lists, gates, new and deleted things, joined streets.

A square of four nodes: way 1 runs round by three sides, way 2 is the short side from 1 to 2.
"""

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.files.osm import read_deleted
from geodata.streets.osmnx_graph import from_osmnx
from geodata.streets.pbf import read_pbf
from sites.base.errors import InputFileError
from sites.travel.osm_access import CLOSED, ENDS_ONLY, OPEN
from sites.travel.profiles import MODES, StreetParams, blocks, read_way

SIDES = {1: (5.0, 52.0), 2: (5.01, 52.0), 3: (5.01, 52.01), 4: (5.0, 52.01)}


def square(tmp_path, *, tags="", attributes="", ids=1, gate="", version='version="1"'):
    nodes = "".join(
        f'<node id="{ids * n}" {version} lon="{x}" lat="{y}">{gate if n == 2 else ""}</node>'
        for n, (x, y) in SIDES.items()
    )

    def refs(*order):
        return "".join(f'<nd ref="{ids * n}"/>' for n in order)

    path = tmp_path / "streets.osm"
    path.write_text(
        f'<osm version="0.6">{nodes}'
        f'<way id="{ids}" {version}>{refs(2, 3, 4, 1)}<tag k="highway" v="residential"/></way>'
        f'<way id="{ids * 2}" {version} {attributes}>{refs(1, 2)}'
        f"{tags or tag('highway', 'residential')}</way></osm>",
        encoding="utf-8",
    )
    return path


def tag(key, value):
    return f'<tag k="{key}" v="{value}"/>'


def open_ways(path, mode):
    """Return how many of the segments a mode may drive through."""
    segments = read_pbf(path).segments(mode, "EPSG:28992")
    return int((~segments.ends_only).sum())


ROUND = 3
ALL = 4


@pytest.mark.parametrize(
    ("value", "through"),
    [
        ("yes", True), ("designated", True), ("destination", False), ("no", False),
        ("agricultural;forestry", False), ("forestry;agricultural", False),
        ("destination;delivery", False), ("yes;destination", False), ("yes; no", False),
        ("permissive;yes", True), ("tenants", False), ("keyholders;yes", False), (";", False),
        ("Yes", True), ("unknown", False),
    ],
)  # fmt: skip
def test_a_list_takes_its_strictest_part_and_a_strange_value_is_private(tmp_path, value, through):
    tags = tag("highway", "unclassified") + tag("motor_vehicle", value)
    path = square(tmp_path, tags=tags)
    assert open_ways(path, "car") == (ALL if through else ROUND)
    assert open_ways(path, "walk") == ALL
    strange = {"tenants", "keyholders;yes", ";", "unknown"}
    assert read_pbf(path).odd_tags() == ({"motor_vehicle": 1} if value in strange else {})


@given(st.lists(st.sampled_from(sorted(OPEN | ENDS_ONLY | CLOSED | {"x"})), min_size=1, max_size=5))
def test_adding_to_a_list_never_opens_a_way(words):
    def rank(value):
        use = read_way({"highway": "unclassified", "access": value}, StreetParams())
        uses = use.uses if use else (None,) * len(MODES)
        return [2 if one is None else int(one.ends_only) for one in uses]

    whole = rank(";".join(words))
    for word in words:
        assert all(a >= b for a, b in zip(whole, rank(word), strict=True))
    assert whole == rank(" ; ".join(reversed(words)))


@pytest.mark.parametrize("service", ["emergency_access", "driveway;emergency_access"])
def test_a_road_for_fire_engines_is_for_walkers_and_cyclists(tmp_path, service):
    tags = tag("highway", "service") + tag("service", service)
    path = square(tmp_path, tags=tags)
    assert [open_ways(path, mode) for mode in ("walk", "bike", "car")] == [ALL, ALL, ROUND]
    opened = square(tmp_path, tags=tags + tag("motor_vehicle", "yes"))
    assert open_ways(opened, "car") == ALL


@pytest.mark.parametrize(
    ("access", "shut", "odd"),
    [("yes", False, 0), ("no", True, 0), ("yes;no", True, 0), ("keyholders", False, 1)],
)
def test_a_gate_reads_its_list_as_a_way_does(tmp_path, access, shut, odd):
    tags = {"barrier": "gate", "access": access}
    assert blocks(tags, "car") == shut
    path = square(tmp_path, gate=tag("barrier", "gate") + tag("access", access))
    assert read_pbf(path).odd_tags().get("barrier", 0) == odd


def test_what_is_drawn_and_not_uploaded_is_street(tmp_path):
    path = square(tmp_path, ids=-1, version="")
    raw = read_pbf(path)
    assert len(raw.u) == ALL
    assert raw.missing_nodes == 0
    assert sorted(raw.lon.round(6)) == [5.0, 5.0, 5.01, 5.01]


def test_a_new_street_among_old_nodes_and_a_new_node_in_an_old_street(tmp_path):
    path = tmp_path / "mixed.osm"
    nodes = "".join(
        f'<node id="{n}" lon="{x}" lat="{y}"/>'
        for n, (x, y) in {-7: (5.005, 52.0), **SIDES}.items()
    )
    path.write_text(
        f'<osm version="0.6">{nodes}<way id="-1"><nd ref="1"/><nd ref="-7"/><nd ref="2"/>'
        '<tag k="highway" v="residential"/></way></osm>',
        encoding="utf-8",
    )
    raw = read_pbf(path)
    assert len(raw.u) == 2
    assert raw.missing_nodes == 0


@pytest.mark.parametrize("attributes", ['action="delete"', 'visible="false"', "action='delete'"])
def test_what_was_deleted_is_no_street(tmp_path, attributes):
    path = square(tmp_path, attributes=attributes)
    raw = read_pbf(path)
    assert len(raw.u) == ROUND
    kept = square(tmp_path, attributes='action="modify"')
    assert len(read_pbf(kept).u) == ALL


def test_a_history_is_refused_in_one_line(tmp_path):
    path = square(tmp_path)
    text = path.read_text(encoding="utf-8")
    way = text[text.index('<way id="2"') : text.index("</osm>")]
    gone = '<way id="2" version="2" visible="false"></way>'
    path.write_text(text.replace(way, way + gone), encoding="utf-8")
    with pytest.raises(InputFileError, match="a history; make an extract of one day"):
        read_pbf(path)


def test_a_cut_file_with_marks_is_one_line(tmp_path):
    path = square(tmp_path, attributes='action="delete"')
    path.write_text(path.read_text(encoding="utf-8")[:-40], encoding="utf-8")
    with pytest.raises(InputFileError, match="cannot be read") as caught:
        read_deleted(path)
    assert "\n" not in str(caught.value)


# --- osmnx


def joined(*edges):
    graph = nx.MultiDiGraph(crs="EPSG:4326")
    for n, (x, y) in SIDES.items():
        graph.add_node(n, x=x, y=y)
    for u, v, data in edges:
        graph.add_edge(u, v, **{"highway": "residential", "oneway": False, "length": 686.0} | data)
    return graph


@pytest.mark.parametrize(
    "flags",
    [([True, False], [True, False]), ([True, False], [False, True]), (False, True), (True, False),
     ("[True, False]", "[True, False]"), (False, False)],
)  # fmt: skip
def test_a_street_whose_parts_were_drawn_both_ways_is_drawn_once(flags):
    ids = {"osmid": [11, 12]}
    graph = joined((1, 2, {"reversed": flags[0]} | ids), (2, 1, {"reversed": flags[1]} | ids))
    raw = from_osmnx(graph)
    assert len(raw.u) == 1
    use = raw.readings[0].uses[MODES.index("car")]
    assert use.forward
    assert use.backward


def test_two_streets_between_the_same_corners_stay_two():
    graph = joined(
        *((u, v, {"reversed": back, "osmid": n, "length": 600.0 + n})
          for n in (1, 2) for u, v, back in ((1, 2, False), (2, 1, True)))
    )  # fmt: skip
    assert len(from_osmnx(graph).u) == 2


def test_a_direction_that_was_cut_away_stays_one_way():
    raw = from_osmnx(joined((2, 1, {"reversed": [True, False], "osmid": 1})))
    use = raw.readings[0].uses[MODES.index("car")]
    assert (use.forward, use.backward) == (True, False)
