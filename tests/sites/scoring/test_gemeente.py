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


def exactly(quality: str) -> gpd.GeoDataFrame:
    """Return the squares in metres: no rounding by a projection."""
    return squares(quality).set_geometry([EAST, WEST], crs=RD)


def exact_answer(east_m: float, quality: str = "gegeneraliseerd") -> tuple[object, ...]:
    row = assign_gemeente(
        np.array([east_m]), np.array([445e3]), exactly(quality), KERNEN, metric_crs=RD
    ).iloc[0]
    return tuple(None if pd.isna(v) else v for v in row)[:3]


def test_far_from_the_border_a_generalised_polygon_decides_whatever_kern_is_near() -> None:
    assert answer(135, "gegeneraliseerd") == ("GM0001", True, None, "Westdorp")
    assert answer(138, "gegeneraliseerd") == ("GM0001", True, None, "Oostdorp")


def test_within_50_metres_of_a_generalised_border_both_municipalities_are_named() -> None:
    assert exact_answer(139_960) == ("GM0001", False, "GM0001|GM0002")
    assert exact_answer(140_040) == ("GM0002", False, "GM0001|GM0002")


def test_exactly_50_metres_is_still_uncertain_and_a_metre_more_is_not() -> None:
    assert exact_answer(139_950) == ("GM0001", False, "GM0001|GM0002")
    assert exact_answer(139_949) == ("GM0001", True, None)


def test_at_the_outer_border_a_point_may_lie_outside_and_farther_out_it_does() -> None:
    assert exact_answer(149_970) == ("GM0002", False, "GM0002")
    assert exact_answer(150_030) == ("GM0002", False, "GM0002")
    assert exact_answer(150_051) == (None, False, None)


def test_a_simplified_border_is_drawn_and_never_decides() -> None:
    assert exact_answer(135_000, "vereenvoudigd") == (None, False, None)


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
def test_where_the_bundled_borders_are_certain_those_of_cbs_say_the_same(shared) -> None:
    """Against CBS's own generalised borders, on an even grid of 300 m."""
    official = gpd.read_file(shared / "data" / "gemeenten_utrecht.geojson")
    official["gm_code"], official["border_quality"] = official["gemeentecode"], "officieel"
    box = official.to_crs(RD).total_bounds
    east, north = (
        axis.ravel()
        for axis in np.meshgrid(
            np.arange(box[0], box[2], 300), np.arange(box[1], box[3], 300), indexing="ij"
        )
    )
    kernen = basisset.kernen(RD)
    truth = assign_gemeente(east, north, official, kernen, metric_crs=RD)["gm_code"]
    bundled = assign_gemeente(east, north, basisset.municipalities(), kernen, metric_crs=RD)
    certain = bundled["gm_certain"].to_numpy()
    right = (bundled["gm_code"] == truth).to_numpy()
    assert right[certain].mean() > 0.9995
    assert certain[truth.notna().to_numpy()].mean() > 0.95


@settings(max_examples=30)
@given(arrays(float, (20, 2), elements=st.floats(0, 1)))
def test_certain_means_farther_than_50_metres_from_every_border(parts) -> None:
    """Against brute force: each point asked of each square apart, most of them near the border."""
    east = np.concatenate([139.8e3 + 400 * parts[:10, 0], 129e3 + 22e3 * parts[10:, 0]])
    north = 439.9e3 + 10.2e3 * parts[:, 1]
    found = assign_gemeente(east, north, exactly("gegeneraliseerd"), KERNEN, metric_crs=RD)
    for i, row in found.iterrows():
        spot = shapely.Point(east[i], north[i])
        may = [c for c, box in (("GM0001", WEST), ("GM0002", EAST)) if spot.distance(box) <= 50]
        sure = [
            c for c, box in (("GM0001", WEST), ("GM0002", EAST))
            if spot.intersects(box) and spot.distance(box.exterior) > 50
        ]  # fmt: skip
        assert row["gm_certain"] == bool(sure)
        assert pd.isna(row["gm_code"]) == (not may)
        assert not may or row["gm_code"] in may
        assert (
            pd.isna(row["gm_candidates"])
            if sure or not may
            else row["gm_candidates"] == "|".join(may)
        )


def test_metres_and_degrees_undo_each_other() -> None:
    lon, lat = to_lonlat(*to_metric([5.1, 5.5], [52.0, 52.2], RD), RD)
    np.testing.assert_allclose(np.column_stack([lon, lat]), [[5.1, 52.0], [5.5, 52.2]], atol=1e-8)


def test_a_point_halfway_two_kernen_goes_to_the_first_row() -> None:
    for kernen in (KERNEN, KERNEN.iloc[::-1].reset_index(drop=True)):
        found = assign_gemeente(
            np.array([137e3]), np.array([445e3]), squares("officieel"), kernen, metric_crs=RD
        )
        assert found["kern"].item() == kernen["kern"].iloc[0]
