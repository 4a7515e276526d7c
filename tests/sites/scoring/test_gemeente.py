"""In which municipality: two squares side by side and two kernen, checked in the head."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from geodata.files import basisset
from sites.base.projection import to_lonlat, to_metric
from sites.scoring.gemeente import assign_gemeente

RD = "EPSG:28992"
#: Two squares of 10 km: West is GM0001, East is GM0002; they share the line easting = 140 km.
WEST, EAST = shapely.box(130e3, 440e3, 140e3, 450e3), shapely.box(140e3, 440e3, 150e3, 450e3)
KERNEN = pd.DataFrame(
    {
        "kern": ["Westdorp", "Oostdorp"],
        "gm_code": ["GM0001", "GM0002"],
        "easting": [133e3, 141e3],  # the halfway line lies at 137 km
        "northing": [445e3, 445e3],
    }
)


def squares(quality: str) -> gpd.GeoDataFrame:
    table = gpd.GeoDataFrame(
        {"gm_code": ["GM0002", "GM0001"], "border_quality": quality}, geometry=[EAST, WEST], crs=RD
    )
    return table.to_crs("EPSG:4326")


def answer(east_km: float, quality: str) -> tuple[object, ...]:
    row = assign_gemeente(
        np.array([east_km * 1e3]), np.array([445e3]), squares(quality), KERNEN, metric_crs=RD
    ).iloc[0]
    return tuple(None if pd.isna(v) else v for v in row)


def test_polygon_and_kern_agree_and_the_point_is_certain() -> None:
    assert answer(135, "vereenvoudigd") == ("GM0001", True, None, "Westdorp")


def test_polygon_and_kern_differ_and_both_municipalities_are_named() -> None:
    assert answer(138, "vereenvoudigd") == ("GM0001", False, "GM0001|GM0002", "Oostdorp")


def test_official_borders_decide_alone() -> None:
    assert answer(138, "officieel") == ("GM0001", True, None, "Oostdorp")


def test_a_point_on_a_shared_border_belongs_to_the_lowest_code() -> None:
    exact = squares("officieel").set_geometry([EAST, WEST], crs=RD)  # no rounding by a projection
    row = assign_gemeente(np.array([140e3]), np.array([445e3]), exact, KERNEN, metric_crs=RD).iloc[
        0
    ]
    assert row["gm_code"] == "GM0001"


def test_outside_official_borders_there_is_no_municipality() -> None:
    assert answer(160, "officieel") == (None, False, None, "Oostdorp")


def test_outside_simplified_borders_the_nearest_kern_is_named_but_not_certain() -> None:
    assert answer(160, "vereenvoudigd") == ("GM0002", False, "GM0002", "Oostdorp")


def test_without_kernen_simplified_borders_are_never_certain() -> None:
    row = assign_gemeente(
        np.array([135e3]), np.array([445e3]), squares("vereenvoudigd"), KERNEN[:0], metric_crs=RD
    ).iloc[0]
    assert (row["gm_code"], bool(row["gm_certain"])) == ("GM0001", False)


def test_a_point_without_a_position_has_no_municipality() -> None:
    table = assign_gemeente(
        np.array([np.nan, 135e3]), np.array([445e3, 445e3]), squares("officieel"), KERNEN,
        metric_crs=RD,
    )  # fmt: skip
    assert table["gm_code"].isna().tolist() == [True, False]
    assert table["kern"].isna().tolist() == [True, False]


def test_the_bundled_borders_put_nearly_every_kern_in_its_own_municipality() -> None:
    kernen = basisset.kernen(RD)
    found = assign_gemeente(
        kernen["easting"].to_numpy(), kernen["northing"].to_numpy(), basisset.municipalities(),
        kernen, metric_crs=RD,
    )  # fmt: skip
    assert (found["kern"] == kernen["kern"]).all()
    assert found["gm_certain"].mean() > 0.95


@pytest.mark.shared
def test_where_both_agree_the_bundled_borders_are_right_for_98_percent(shared) -> None:
    """The measured claim of the page, against the official borders, on an even grid."""
    official = gpd.read_file(shared / "data" / "gemeenten_utrecht.geojson")
    official["gm_code"], official["border_quality"] = official["gemeentecode"], "officieel"
    box = official.to_crs(RD).total_bounds
    east, north = (
        axis.ravel()
        for axis in np.meshgrid(
            np.arange(box[0], box[2], 700), np.arange(box[1], box[3], 700), indexing="ij"
        )
    )
    kernen = basisset.kernen(RD)
    truth = assign_gemeente(east, north, official, kernen, metric_crs=RD)["gm_code"]
    inside = truth.notna().to_numpy()
    bundled = assign_gemeente(east, north, basisset.municipalities(), kernen, metric_crs=RD)
    certain = bundled["gm_certain"].to_numpy() & inside
    right = (bundled["gm_code"] == truth).to_numpy()
    assert 0.975 < right[certain].mean() < 1
    assert right[certain].mean() > right[inside].mean()


@settings(max_examples=30)
@given(arrays(float, (20, 2), elements=st.floats(125e3, 155e3)))
def test_certain_means_that_polygon_and_nearest_kern_agree(xy) -> None:
    """Against brute force: each point asked of each square and each kern apart."""
    east, north = xy[:, 0], xy[:, 1] + 310e3
    exact = squares("vereenvoudigd").set_geometry([EAST, WEST], crs=RD)
    found = assign_gemeente(east, north, exact, KERNEN, metric_crs=RD)
    for i, row in found.iterrows():
        inside = [
            code for code, box in (("GM0001", WEST), ("GM0002", EAST))
            if shapely.Point(east[i], north[i]).intersects(box)
        ]  # fmt: skip
        away = np.hypot(KERNEN["easting"] - east[i], KERNEN["northing"] - north[i])
        kern = KERNEN["gm_code"][away.argmin()]
        assert row["gm_certain"] == (inside[:1] == [kern])
        assert row["gm_code"] == (inside[0] if inside else kern)


def test_metres_and_degrees_undo_each_other() -> None:
    lon, lat = to_lonlat(*to_metric([5.1, 5.5], [52.0, 52.2], RD), RD)
    np.testing.assert_allclose(np.column_stack([lon, lat]), [[5.1, 52.0], [5.5, 52.2]], atol=1e-8)


def test_a_point_halfway_two_kernen_goes_to_the_first_row() -> None:
    for kernen in (KERNEN, KERNEN.iloc[::-1].reset_index(drop=True)):
        found = assign_gemeente(
            np.array([137e3]), np.array([445e3]), squares("officieel"), kernen, metric_crs=RD
        )
        assert found["kern"].item() == kernen["kern"].iloc[0]
