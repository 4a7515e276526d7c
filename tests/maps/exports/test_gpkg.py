"""The geodata: right CRS, every layer, a style that QGIS finds, and the same bytes every time."""

import json
import re
import sqlite3
from dataclasses import replace
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import pytest

from maps.base.style import CLASS_COLOURS
from maps.exports.gpkg import geojson_bytes, site_layer, styles, write_geoparquet, write_gpkg

LAYERS = [
    "locaties", "moederlocaties", "voorzieningen", "gemeenten", "clusters", "kernen",
    "plan_locaties",
    "plan_spaken",
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
    counts = [len(gpd.read_file(file, layer=name)) for name in LAYERS]
    own = int((result.layers.municipalities["role"] == "gebied").sum())
    tables = (result.sites, result.layers.hubs, result.layers.places)
    assert counts[:4] == [*map(len, tables), own]


def test_a_site_lies_where_its_metres_say(result, file) -> None:
    layer = gpd.read_file(file, layer="locaties").set_index("site_id")
    sites = result.sites.set_index("site_id").loc[layer.index]
    assert np.abs(layer.geometry.x - sites["easting"]).max() < 0.1
    assert np.abs(layer.geometry.y - sites["northing"]).max() < 0.1


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


def test_qgis_finds_a_default_style_for_the_sites_in_the_colours_of_the_pages(file) -> None:
    db = sqlite3.connect(file)
    rows = db.execute(
        "SELECT f_table_name, f_geometry_column, useAsDefault, styleQML FROM layer_styles"
    ).fetchall()
    db.close()
    assert {row[0] for row in rows} == set(LAYERS) - {"clusters", "kernen"}
    assert all(row[1:3] == ("geom", 1) for row in rows)
    qml = ET.fromstring(re.sub(r"<!DOCTYPE[^>]*>", "", rows[0][3]))  # noqa: S314 - our own text
    fills = [o.get("value") for o in qml.iter("Option") if o.get("name") == "color"]
    assert fills[:5] == list(CLASS_COLOURS)
    assert qml.find("renderer-v2").get("attr") == "score_class"


def test_a_style_is_whole_xml() -> None:
    for qml in styles().values():
        ET.fromstring(re.sub(r"<!DOCTYPE[^>]*>", "", qml))  # noqa: S314 - our own text


def test_a_location_for_minors_has_no_point(result, tmp_path) -> None:
    hubs = result.layers.hubs.assign(is_amv=[True, False, False])
    run = replace(result, layers=replace(result.layers, hubs=hubs))
    write_gpkg(run, tmp_path / "a.gpkg")
    layer = gpd.read_file(tmp_path / "a.gpkg", layer="moederlocaties")
    assert layer.geometry.isna().tolist() == [True, False, False]


def test_geojson_is_rfc_7946_and_says_null_where_nothing_is_known(result) -> None:
    data = json.loads(geojson_bytes(result))
    feature = data["features"][0]
    assert data["type"] == "FeatureCollection"
    assert "crs" not in data
    lon, lat = feature["geometry"]["coordinates"]
    site = result.sites.set_index("site_id").loc[feature["id"]]
    assert (lon, lat) == (round(site["lon"], 6), round(site["lat"], 6))
    assert feature["properties"]["rank"] == 1
    assert feature["properties"]["places"] is None
    assert b"NaN" not in geojson_bytes(result)


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
    kept = gpd.read_file(tmp_path / "a.gpkg", layer="locaties")["name"].tolist()
    features = json.loads(geojson_bytes(run))["features"]
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
    assert json.loads(geojson_bytes(empty))["features"] == []
    assert len(gpd.read_file(tmp_path / "a.gpkg", layer="locaties")) == 0


def test_a_gis_shows_the_headings_of_the_sheets(file) -> None:
    db = sqlite3.connect(file)
    told = dict(db.execute(
        "SELECT column_name, title FROM gpkg_data_columns WHERE table_name = 'locaties'"
    ).fetchall())  # fmt: skip
    assert (told["rank"], told["places"], told["gm_code"]) == ("Rang", "Plekken", "Gemeentecode")
    assert db.execute("SELECT count(*) FROM gpkg_extensions WHERE extension_name = 'gpkg_schema'"
                      ).fetchone() == (1,)  # fmt: skip
    db.close()
