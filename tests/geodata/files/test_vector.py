"""Vector files as people hand them in: a position that is none, a CRS that is no place."""

from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from pyproj import CRS

from geodata.files.vector import attributes_and_points, read_vector
from sites.base.errors import InputFileError

LOCAL = CRS.from_wkt(
    'LOCAL_CS["werk",LOCAL_DATUM["werk",0],UNIT["metre",1],AXIS["X",EAST],AXIS["Y",NORTH]]'
)


def places(geometry: list[shapely.Geometry | None], crs: object = 4326) -> gpd.GeoDataFrame:
    names = [f"P{number}" for number in range(len(geometry))]
    return gpd.GeoDataFrame({"naam": names}, geometry=geometry, crs=crs)


@pytest.mark.parametrize(
    "nothing",
    [None, shapely.Point(), shapely.Polygon(), shapely.MultiPoint(), shapely.GeometryCollection()],
    ids=str,
)
def test_an_empty_shape_is_a_missing_position_and_the_others_keep_theirs(nothing) -> None:
    _, points, _ = attributes_and_points(places([shapely.Point(5.1, 52.1), nothing]), None)
    assert points["lon"].tolist()[0] == "5.1"
    assert points.isna().all(axis=1).tolist() == [False, True]


@pytest.mark.parametrize("suffix", ["gpkg", "parquet"])
@pytest.mark.filterwarnings("ignore")  # GDAL says in its own words what we say in ours
def test_a_crs_that_is_no_place_on_earth_is_refused_in_one_line(tmp_path: Path, suffix) -> None:
    path = tmp_path / f"a.{suffix}"
    table = places([shapely.Point(10, 20)], LOCAL)
    if suffix == "gpkg":
        table.to_file(path, driver="GPKG")
    else:
        table.to_parquet(path)
    with pytest.raises(InputFileError, match=r"no place on earth.*EPSG:28992") as refused:
        read_vector(path)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("code", [4326, 28992, 7415, 32631, 25831])
def test_a_crs_that_people_use_is_a_place(tmp_path: Path, code: int) -> None:
    path = tmp_path / "a.parquet"
    places([shapely.Point(5, 52)], code).to_parquet(path)
    assert len(read_vector(path)) == 1
