"""The geodata: right CRS, every layer, a style that QGIS finds, and the same bytes every time."""

import json
import sqlite3
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest

from maps.exports.geo_layers import site_layer
from maps.exports.gpkg import geojson_parts, write_geoparquet, write_gpkg
from sites.tables.schemas import SEARCH_CELL

LAYERS = [
    "plan_locaties", "plan_spaken", "moederlocaties", "locaties", "zoekgebieden", "clusters",
    "kernen", "voorzieningen", "gemeenten", "gemeenten_rondom",
]  # fmt: skip


@pytest.fixture(scope="module")
def result(make_result):
    """Return a run with few facilities: writing thousands tells no more."""
    run = make_result(cells=60)
    return replace(run, layers=replace(run.layers, places=run.layers.places.head(100)))


@pytest.fixture(scope="module")
def file(result, tmp_path_factory):
    path = tmp_path_factory.mktemp("gpkg") / "opvangkaart.gpkg"
    write_gpkg(result, path)
    return path


def test_every_layer_is_there_in_rd(result, file) -> None:
    listed = gpd.list_layers(file)
    assert listed["name"].tolist() == [*LAYERS, "layer_styles"]
    for name in LAYERS:
        assert gpd.read_file(file, layer=name).crs == "EPSG:28992"
    counts = {name: len(gpd.read_file(file, layer=name)) for name in LAYERS}
    towns = result.layers.municipalities["role"].value_counts()
    assert counts["moederlocaties"] == len(result.layers.hubs)
    assert counts["voorzieningen"] == len(result.layers.places)
    assert (counts["gemeenten"], counts["gemeenten_rondom"]) == (towns["gebied"], towns["rondom"])
    assert counts["locaties"] + counts["zoekgebieden"] == len(result.sites)
    assert counts["locaties"] == (result.sites["kind"] != SEARCH_CELL).sum() > 0


def test_a_site_lies_where_its_metres_say_and_a_search_cell_is_a_hexagon_there(
    result, file
) -> None:
    points = gpd.read_file(file, layer="locaties").set_index("site_id")
    sites = result.sites.set_index("site_id")
    at = sites.loc[points.index]
    assert np.abs(points.geometry.x - at["easting"]).max() < 0.1
    assert np.abs(points.geometry.y - at["northing"]).max() < 0.1
    cells = gpd.read_file(file, layer="zoekgebieden").set_index("site_id")
    at = sites.loc[cells.index]
    assert set(cells.geometry.count_coordinates()) == {7}
    spots = gpd.GeoSeries.from_xy(at["easting"], at["northing"], crs=cells.crs, index=cells.index)
    assert cells.geometry.contains(spots).all()


def test_another_area_gets_its_own_crs(result, tmp_path) -> None:
    area = result.scenario.area.model_copy(update={"metric_crs": "EPSG:25832"})
    other = replace(result, scenario=result.scenario.model_copy(update={"area": area}))
    write_gpkg(other, tmp_path / "a.gpkg")
    assert gpd.read_file(tmp_path / "a.gpkg", layer="locaties").crs == "EPSG:25832"


def test_two_writes_give_the_same_bytes_and_no_clock_is_in_them(result, file, tmp_path) -> None:
    write_gpkg(result, tmp_path / "b.gpkg")
    assert (tmp_path / "b.gpkg").read_bytes() == file.read_bytes()
    db = sqlite3.connect(file)
    moments = {row[0] for row in db.execute("SELECT last_change FROM gpkg_contents")}
    db.close()
    assert moments == {"2026-11-01T00:00:00.000Z"}


def test_qgis_finds_a_default_style_for_every_layer(file) -> None:
    db = sqlite3.connect(file)
    rows = db.execute(
        "SELECT f_table_name, f_geometry_column, useAsDefault, styleQML FROM layer_styles"
    ).fetchall()
    db.close()
    assert {row[0] for row in rows} == set(LAYERS)
    assert all(row[1:3] == ("geom", 1) for row in rows)
    assert all("<alias field=" in row[3] for row in rows)


def test_a_location_for_minors_has_no_point(result, tmp_path) -> None:
    hubs = result.layers.hubs.assign(is_amv=[True, False, False])
    run = replace(result, layers=replace(result.layers, hubs=hubs))
    write_gpkg(run, tmp_path / "a.gpkg")
    layer = gpd.read_file(tmp_path / "a.gpkg", layer="moederlocaties")
    assert layer.geometry.isna().tolist() == [True, False, False]


def test_geojson_is_rfc_7946_and_says_null_where_nothing_is_known(result) -> None:
    data = json.loads(b"".join(geojson_parts(result)))
    feature = data["features"][0]
    assert data["type"] == "FeatureCollection"
    assert "crs" not in data
    lon, lat = feature["geometry"]["coordinates"]
    site = result.sites.set_index("site_id").loc[feature["id"]]
    assert (lon, lat) == (round(site["lon"], 6), round(site["lat"], 6))
    assert feature["properties"]["rank"] == 1
    assert feature["properties"]["places"] is None
    assert b"NaN" not in b"".join(geojson_parts(result))


def test_geoparquet_holds_degrees_and_the_same_rows(result, tmp_path) -> None:
    write_geoparquet(result, tmp_path / "a.parquet")
    layer = gpd.read_parquet(tmp_path / "a.parquet")
    assert layer.crs == "EPSG:4326"
    assert layer["site_id"].tolist() == site_layer(result)["site_id"].tolist()


def test_markup_and_formulas_in_names_stay_names(result, tmp_path) -> None:
    evil = ["</script><img src=x onerror=alert(1)>", '=HYPERLINK("http://kwaad.nl")', "'; DROP"]
    names = [*evil, *result.sites["name"][len(evil) :]]
    run = replace(result, sites=result.sites.assign(name=names))
    write_gpkg(run, tmp_path / "a.gpkg")
    tables = [gpd.read_file(tmp_path / "a.gpkg", layer=n) for n in ("locaties", "zoekgebieden")]
    kept = [name for table in tables for name in table["name"]]
    features = json.loads(b"".join(geojson_parts(run)))["features"]
    for name in evil:
        assert name in kept
        assert name in [f["properties"]["name"] for f in features]


def test_a_run_without_any_site_still_gives_every_file(result, tmp_path) -> None:
    none = {
        name: getattr(result, name).head(0)
        for name in ("sites", "travel", "scores", "ranking", "mothers", "clusters")
    }
    empty = replace(result, **none)
    write_gpkg(empty, tmp_path / "a.gpkg")
    write_geoparquet(empty, tmp_path / "a.parquet")
    assert json.loads(b"".join(geojson_parts(empty)))["features"] == []
    for name in ("locaties", "zoekgebieden"):
        assert len(gpd.read_file(tmp_path / "a.gpkg", layer=name)) == 0


def test_a_gis_shows_the_headings_of_the_sheets(file) -> None:
    db = sqlite3.connect(file)
    told = dict(db.execute(
        "SELECT column_name, title FROM gpkg_data_columns WHERE table_name = 'locaties'"
    ).fetchall())  # fmt: skip
    assert (told["rank"], told["places"], told["gm_code"]) == ("Rang", "Plekken", "Gemeentecode")
    assert db.execute("SELECT count(*) FROM gpkg_extensions WHERE extension_name = 'gpkg_schema'"
                      ).fetchone() == (1,)  # fmt: skip
    db.close()
