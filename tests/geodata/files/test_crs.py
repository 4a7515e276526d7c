"""Which CRS a file means: RD without its datum is RD, and what leads nowhere is refused."""

import geopandas as gpd
import pytest
import shapely

from geodata.files.crs import geojson_crs, placed_crs
from geodata.files.vector import read_vector
from sites.base.errors import InputFileError

RD = (
    "+proj=sterea +lat_0=52.15616055555555 +lon_0=5.38763888888889 +k=0.9999079 "
    "+x_0=155000 +y_0=463000 +ellps=bessel +units=m +no_defs"
)
ITRS = "+towgs84=565.417,50.3319,465.552,-0.398957,0.343988,-1.8774,4.0725"  # the official shift


@pytest.mark.parametrize("words", [RD, f"{RD} +towgs84=0,0,0", RD.replace("bessel", "GRS80")])
def test_rd_without_its_datum_is_rd_to_the_metre(tmp_path, words) -> None:
    spire = gpd.GeoSeries([shapely.Point(155_000, 463_000)], crs="EPSG:28992")
    away = gpd.GeoDataFrame(geometry=gpd.GeoSeries([spire.iloc[0]], crs=words))
    there, here = (table.geometry.to_crs(4326).iloc[0] for table in (away, spire))
    assert there.distance(here) > 0.0008  # degrees, some 100 m: what PROJ makes of it alone
    away.to_parquet(tmp_path / "a.parquet")
    assert read_vector(tmp_path / "a.parquet").to_crs(28992).distance(spire).iloc[0] < 0.01
    assert "read as EPSG:28992" in str(placed_crs(words, "a.gpkg").note)


def test_rd_with_its_datum_is_taken_without_a_word() -> None:
    for words in (f"{RD} {ITRS}", "EPSG:28992", "EPSG:7415"):
        assert placed_crs(words, "a.gpkg").note is None


@pytest.mark.parametrize("words", [
    "EPSG:4326", "EPSG:4258", "EPSG:25831", "EPSG:31370", "EPSG:3857", "OGC:CRS84",
    "+proj=longlat +ellps=GRS80", "+proj=utm +zone=31 +ellps=WGS84",
])  # fmt: skip
def test_what_people_use_is_a_place(words) -> None:
    assert placed_crs(words, "a.gpkg").note is None


@pytest.mark.parametrize(("words", "why"), [
    (None, "does not say its CRS"),
    ("EPSG:4978", "no place on earth"),
    ("EPSG:5709", "no place on earth"),
    ('ENGCRS["x",EDATUM["y"],CS[Cartesian,2],AXIS["x",east],AXIS["y",north],LENGTHUNIT["m",1]]',
     "no place on earth"),
    ("+proj=longlat +ellps=bessel", "lacks its datum"),
    ("+proj=utm +zone=31 +ellps=intl", "lacks its datum"),
    ("+proj=longlat +R=6371000", "lacks its datum"),
    ("IAU_2015:30100", "cannot be read"),
    ("nonsense", "cannot be read"),
    ({"type": "GeographicCRS"}, "cannot be read"),
])  # fmt: skip
def test_a_crs_that_leads_nowhere_is_refused_in_one_line(words, why) -> None:
    with pytest.raises(InputFileError, match=f"^a.gpkg.*{why}.*EPSG:28992") as told:
        placed_crs(words, "a.gpkg")
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("name", [
    "EPSG:28992", "urn:ogc:def:crs:EPSG::28992", "urn:ogc:def:crs:EPSG:6.9:28992",
    "http://www.opengis.net/def/crs/EPSG/0/28992", "http://www.opengis.net/gml/srs/epsg.xml#28992",
    " urn:x-ogc:def:crs:EPSG:28992 ", "epsg:28992",
])  # fmt: skip
def test_every_way_to_name_rd_in_geojson_is_rd(name) -> None:
    crs = geojson_crs({"crs": {"type": "name", "properties": {"name": name}}}, "a.geojson")
    assert crs.to_epsg() == 28992


@pytest.mark.parametrize("member", [
    "EPSG:28992", ["EPSG:28992"], 28992, {}, "", 0, False, {"type": "name"}, {"properties": []},
    {"properties": {"name": None}}, {"properties": {"name": "EPSG:99999"}},
    {"properties": {"name": "EPSG:\u0662\u0668\u0669\u0669\u0662"}},
    {"type": "link", "properties": {"href": "http://a.nl/crs"}},
    {"properties": {"name": "EPSG:28992 and a bit"}}, {"properties": {"code": True}},
])  # fmt: skip
def test_a_member_crs_that_is_none_is_refused_in_one_line(member) -> None:
    with pytest.raises(InputFileError, match=r"^a.geojson.*export it again") as told:
        geojson_crs({"crs": member}, "a.geojson")
    assert "\n" not in str(told.value)
