"""The made-up country: as large as asked, filled evenly, without gaps, and never taken for real."""

import zipfile

import geopandas as gpd
import numpy as np
import osmium
import pandas as pd
import pytest
import shapely

from benchmarks.country import (
    CRS,
    FACILITIES,
    MOTHERS,
    MUNICIPALITIES,
    OTHER_RECEPTION,
    make_country,
    write_country,
)
from sites.settings.netherlands import BOUNDS


@pytest.fixture(scope="module")
def tenth():
    return make_country(0.1)


def test_a_whole_one_has_what_was_promised() -> None:
    country = make_country()
    towns = country.municipalities
    assert (len(towns), towns["province"].nunique()) == (MUNICIPALITIES, 12)
    assert (towns["gm_code"].is_unique, towns["name"].is_unique) == (True, True)
    assert len(country.places) == sum(FACILITIES.values()) == 60_000
    kinds = country.hubs["kind"].value_counts().to_dict()
    assert kinds == {"azc": MOTHERS, "gemeentelijke opvang": OTHER_RECEPTION}
    assert towns["population"].sum() == pytest.approx(17_800_000, rel=1e-4)


def test_a_part_is_as_densely_filled_as_the_whole(tenth) -> None:
    assert len(tenth.municipalities) == 34
    assert len(tenth.places) == pytest.approx(6_000, abs=5)
    people = make_country().municipalities["population"].mean()
    assert tenth.municipalities["population"].mean() == pytest.approx(people, rel=0.01)


def test_equal_arguments_give_an_equal_country(tenth) -> None:
    again = make_country(0.1)
    for name in ("municipalities", "kernen", "places", "hubs"):
        pd.testing.assert_frame_equal(getattr(tenth, name), getattr(again, name))


def test_municipalities_leave_no_gap_and_no_overlap(tmp_path) -> None:
    write_country(tmp_path, 0.1)
    shapes = gpd.read_file(tmp_path / "gemeenten.geojson").to_crs(CRS).geometry
    whole = shapely.union_all(shapes.to_numpy())
    assert shapes.is_valid.all()
    assert shapes.area.sum() == pytest.approx(whole.area, rel=1e-9)
    assert isinstance(whole, shapely.Polygon)
    assert len(whole.interiors) == 0


def test_every_village_lies_in_its_own_municipality(tenth, tmp_path) -> None:
    write_country(tmp_path, 0.1)
    borders = gpd.read_file(tmp_path / "gemeenten.geojson")
    spots = pd.read_csv(tmp_path / "kernen.csv")
    points = gpd.GeoDataFrame(spots, geometry=gpd.points_from_xy(spots.lon, spots.lat), crs=4326)
    inside = gpd.sjoin(points, borders, predicate="within")
    assert len(inside) == len(spots) == len(tenth.kernen)
    assert (inside["gm_code"] == inside["gemeentecode"]).all()


def test_nothing_in_it_can_be_taken_for_real(tenth, tmp_path) -> None:
    path = write_country(tmp_path, 0.01)
    spots = pd.read_csv(tmp_path / "voorzieningen.csv")
    west, _, east, _ = BOUNDS
    assert not spots["lon"].between(west, east).any()
    for table in (tenth.municipalities["name"], tenth.kernen["kern"], tenth.hubs["name"]):
        assert table.str.startswith("Proef").all()
    assert tenth.places["name"].str.startswith("verzonnen").all()
    assert "verzonnen" in path.read_text(encoding="utf-8")


def test_streets_and_timetable_cover_the_country(tmp_path) -> None:
    write_country(tmp_path, 0.005, streets=True, timetable=True)
    borders = gpd.read_file(tmp_path / "gemeenten.geojson").total_bounds
    nodes = np.array([
        (node.location.lon, node.location.lat)
        for node in osmium.FileProcessor(str(tmp_path / "straten.osm.pbf"), osmium.osm.NODE)
        if isinstance(node, osmium.osm.Node)
    ])  # fmt: skip
    assert len(nodes) == pytest.approx(5_750_000 * 0.005, rel=0.02)
    assert np.abs(np.concatenate([nodes.min(0), nodes.max(0)]) - borders).max() < 0.002
    with zipfile.ZipFile(tmp_path / "dienstregeling.zip") as feed:
        stops = pd.read_csv(feed.open("stops.txt"))
    assert len(stops) == 300
    assert stops["stop_lon"].between(borders[0] - 0.02, borders[2] + 0.02).all()
