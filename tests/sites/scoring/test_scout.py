"""Search cells: which hexagons count, how they are called, and where they stay out."""

import geopandas as gpd
import h3
import numpy as np
import pandas as pd
import pytest
import shapely

from geodata.files import basisset
from sites.base.errors import SiteError
from sites.base.projection import to_lonlat, to_metric
from sites.scoring.facilities import kern_radius_m
from sites.scoring.scout import search_cells
from sites.settings.scenario import Scenario
from sites.tables import schemas
from tests.sites.small import scenario

RD = "EPSG:28992"
#: One square gemeente of 8 km and, beside it, one of the ring around.
OWN, RING = shapely.box(140e3, 450e3, 148e3, 458e3), shapely.box(148e3, 450e3, 156e3, 458e3)
MUNICIPALITIES = gpd.GeoDataFrame(
    {
        "gm_code": ["GM0001", "GM0002"],
        "role": ["gebied", "rondom"],
        "border_quality": "officieel",
    },
    geometry=[OWN, RING],
    crs=RD,
).to_crs("EPSG:4326")


def kernen(*spots: tuple[str, float, float, int]) -> pd.DataFrame:
    names, easting, northing, people = zip(*spots, strict=True)
    lon, lat = to_lonlat(easting, northing, RD)
    return pd.DataFrame(
        {"kern": names, "gm_code": "GM0001", "lon": lon, "lat": lat}
        | {"easting": easting, "northing": northing, "population": people}
    )


ONE_VILLAGE = kernen(("Aadorp", 144e3, 454e3, 1000))


def cells(villages=ONE_VILLAGE, *, exclusions=None, run: Scenario | None = None) -> pd.DataFrame:
    return search_cells(
        municipalities=MUNICIPALITIES,
        kernen=villages,
        exclusions=exclusions,
        scenario=run or scenario(),
    )


def test_every_cell_within_reach_of_the_village_is_there_and_no_other() -> None:
    """By brute force: all cells around, kept one by one by the distance of their centre."""
    reach_m = kern_radius_m(pd.Series([1000]))[0] + 1500
    lon, lat = to_lonlat([144e3], [454e3], RD)
    around = sorted(h3.grid_disk(h3.latlng_to_cell(lat[0], lon[0], 8), 8))
    centres = np.array([h3.cell_to_latlng(cell) for cell in around])
    easting, northing = to_metric(centres[:, 1], centres[:, 0], RD)
    near = np.hypot(easting - 144e3, northing - 454e3) <= reach_m
    assert cells()["h3_cell"].tolist() == np.array(around)[near].tolist()


def test_only_centres_inside_the_area_count_and_the_ring_around_is_not_scanned() -> None:
    wide = scenario(scout={"reach_m": 50_000})
    table = cells(run=wide)
    inside = shapely.contains_xy(OWN, table["easting"], table["northing"])
    assert inside.all()
    lon, lat = to_lonlat([144e3], [454e3], RD)
    around = h3.grid_disk(h3.latlng_to_cell(lat[0], lon[0], 8), 14)
    centres = np.array([h3.cell_to_latlng(cell) for cell in around])
    own = MUNICIPALITIES.geometry.iloc[0]  # the border as it is stored, in degrees
    assert len(table) == shapely.contains_xy(own, centres[:, 1], centres[:, 0]).sum()


def test_a_cell_whose_centre_lies_in_an_exclusion_is_left_out_and_the_rest_stays() -> None:
    lake = shapely.box(143e3, 453e3, 144e3, 458e3)
    nature = gpd.GeoDataFrame({"name": ["Plas"], "kind": ["water"]}, geometry=[lake], crs=RD)
    before, after = cells(), cells(exclusions=nature.to_crs("EPSG:4326"))
    gone = before[~before["h3_cell"].isin(after["h3_cell"])]
    assert len(gone) > 0
    assert shapely.contains_xy(lake, gone["easting"], gone["northing"]).all()
    assert not shapely.contains_xy(lake, after["easting"], after["northing"]).any()


def test_cells_are_numbered_per_area_in_the_id_and_per_kern_in_the_name() -> None:
    table = cells(kernen(("Aadorp", 142e3, 452e3, 500), ("Beek", 146e3, 456e3, 500)))
    assert table["site_id"].tolist() == [f"Z-{i:04d}" for i in range(1, len(table) + 1)]
    assert table["h3_cell"].is_monotonic_increasing
    for kern, names in table.groupby("kern")["name"]:
        expected = [f"Zoekgebied bij {kern} {i}" for i in range(1, len(names) + 1)]
        assert names.tolist() == expected


def test_a_cell_is_a_question_in_public_and_counts_the_places_of_the_scenario() -> None:
    table = cells(run=scenario(scout={"places": 45}))
    assert set(table["kind"]) == {schemas.SEARCH_CELL}
    assert set(table["confidentiality"]) == {"openbaar"}
    assert set(table["places"]) == {45}
    schemas.Sites.validate(table)


def test_no_cell_left_says_which_settings_to_change() -> None:
    everything = gpd.GeoDataFrame({"name": ["NNN"]}, geometry=[OWN], crs=RD).to_crs("EPSG:4326")
    with pytest.raises(SiteError, match=r"no search cell is left of \d+ .* raise scout.reach_m"):
        cells(exclusions=everything)


def test_the_bundled_province_gives_the_same_two_thousand_cells_each_time() -> None:
    known = {
        "municipalities": basisset.municipalities(),
        "kernen": basisset.kernen(RD),
        "exclusions": None,
    }
    one, two = (search_cells(**known, scenario=scenario()) for _ in range(2))
    assert one.equals(two)
    assert 2000 < len(one) < 2500
    assert one["gm_code"].nunique() == 26
    assert 0.95 < one["gm_certain"].mean() < 1  # within 50 m of a border it is not certain


def test_a_centre_on_the_border_of_an_exclusion_is_left_out() -> None:
    first = cells().iloc[0]
    corner = shapely.box(first["lon"], first["lat"], first["lon"] + 1e-4, first["lat"] + 1e-4)
    nature = gpd.GeoDataFrame({"name": ["Bos"]}, geometry=[corner], crs="EPSG:4326")
    assert first["h3_cell"] not in set(cells(exclusions=nature)["h3_cell"])
