"""Modelled facilities: worked out for one village, lawful for any, near the truth of 2021."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial import cKDTree

from geodata.files import basisset
from sites.scoring.facilities import facility_count, kern_radius_m, modelled_places, sunflower
from sites.tables.schemas import CATEGORIES

RD = "EPSG:28992"


@pytest.fixture(scope="module")
def kernen() -> pd.DataFrame:
    return basisset.kernen(RD)


@pytest.fixture(scope="module")
def places(kernen):
    return modelled_places(kernen, basisset.table("facility_ratios"), metric_crs=RD)


def village(name: str, people: int, gm_code: str = "GM0321") -> dict[str, object]:
    return {
        "kern": name, "gm_code": gm_code, "population": people,
        "easting": 140000.0, "northing": 449000.0,
    }  # fmt: skip


def test_a_village_of_3000_has_what_its_people_carry() -> None:
    table = modelled_places(
        pd.DataFrame([village("Dorp", 3000)]), basisset.table("facility_ratios"), metric_crs=RD
    )
    assert table["category"].value_counts().to_dict() == {
        "pt_stop": 3,  # 3000 / 865 = 3.5, less than three and a half
        "playground": 2,  # 3000 / 1680 = 1.8
        "primary_school": 1,  # 3000 / 2941 = 1.02
        "gp": 1,  # 0.67, and from 2000 people a village has one
        "supermarket": 1,  # 0.73, from 2500
        "community_centre": 1,  # 0.6, from 500
    }
    gp = table[table["category"] == "gp"].iloc[0]
    assert (gp["place_id"], gp["name"]) == ("M-GP-dorp-01", "huisarts (gemodelleerd) – Dorp 1")  # noqa: RUF001 - a Dutch dash
    assert (gp["origin"], gp["gm_code"]) == ("gemodelleerd", "GM0321")


def test_a_ratio_of_low_confidence_is_an_assumption(places) -> None:
    assert set(places.loc[places["is_assumption"], "category"]) == {"community_centre"}


def test_montfoort_and_lopik_get_no_library(places) -> None:
    library = places[places["category"] == "library"]
    assert not set(library["gm_code"]) & {"GM0331", "GM0335"}
    assert len(library) > 80


def test_every_category_of_the_product_is_modelled(places) -> None:
    assert set(places["category"]) == set(CATEGORIES)


def test_two_kernen_of_one_name_keep_their_places_apart() -> None:
    twice = pd.DataFrame([village("Elst", 3000, "GM0340"), village("Elst", 3000, "GM1734")])
    table = modelled_places(twice, basisset.table("facility_ratios"), metric_crs=RD)
    assert {"M-GP-gm0340-elst-01", "M-GP-gm1734-elst-01"} <= set(table["place_id"])


def test_the_order_of_the_kernen_changes_nothing(kernen, places) -> None:
    shuffled = kernen.sample(frac=1, random_state=1)
    again = modelled_places(shuffled, basisset.table("facility_ratios"), metric_crs=RD)
    pd.testing.assert_frame_equal(places, again)


@given(st.integers(1, 300), st.floats(10, 9000), st.floats(0, 6.3))
def test_the_points_stay_on_the_disc_apart_and_off_the_centre(count, radius, turn) -> None:
    east, north = sunflower(count, radius, turn)
    distance = np.hypot(east, north)
    assert (distance <= radius).all()
    assert (distance > 0.04 * radius / np.sqrt(count)).all()
    apart, _ = cKDTree(np.column_stack([east, north])).query(
        np.column_stack([east, north]), k=[min(2, count)]
    )
    assert count == 1 or apart.min() > 0.5 * radius / np.sqrt(count)


@given(st.integers(0, 400_000), st.integers(0, 400_000))
def test_more_people_never_mean_fewer_facilities_or_a_smaller_kern(one, two) -> None:
    few, many = sorted((one, two))
    people = pd.Series([few, many])
    count = facility_count(people, per_facility=4455, usual_from=2000)
    radius = kern_radius_m(people)
    assert count[0] <= count[1]
    assert radius[0] <= radius[1]


#: Where the model misses the CBS distance of 2021 by more than 25 %, and the likely reason.
COLUMNS = {
    "gp": "avg_dist_gp_km",
    "supermarket": "avg_dist_supermarket_km",
    "primary_school": "avg_dist_school_km",
}
CLUSTERED = "facilities stand together in a few centres, the model spreads them"
COMPACT = "a compact old centre: more people live close by than the fitted density says"
OUTLYING = "few kernen and many people outside them, who travel farther than the disc knows"
SMALL_SHOP = "small kernen have a shop or practice below the usual threshold"
ONE_OF_TWO = "two schools or shops stand closer to homes than an even spread puts them"
EXCEPTIONS: dict[tuple[str, str], str] = {
    ("gp", "Bunschoten"): CLUSTERED,
    ("gp", "Houten"): CLUSTERED,
    ("supermarket", "Houten"): CLUSTERED,
    ("supermarket", "Leusden"): CLUSTERED,
    ("supermarket", "Lopik"): OUTLYING,
    ("primary_school", "Eemnes"): OUTLYING,
    ("primary_school", "Bunschoten"): COMPACT,
    ("gp", "Wijk bij Duurstede"): SMALL_SHOP,
    ("supermarket", "Wijk bij Duurstede"): SMALL_SHOP,
    ("supermarket", "Bunnik"): SMALL_SHOP,
    ("supermarket", "Montfoort"): ONE_OF_TWO,
    ("supermarket", "Oudewater"): ONE_OF_TWO,
    ("supermarket", "Vijfheerenlanden"): SMALL_SHOP,
    ("primary_school", "Vijfheerenlanden"): SMALL_SHOP,
}


def mean_road_km(kernen: pd.DataFrame, places: pd.DataFrame) -> pd.Series:
    """Return straight x 1.3, weighted by people spread over each kern, per gemeente."""
    homes = 200
    radius = kern_radius_m(kernen["population"])
    spread = [sunflower(homes, r, 0.1) for r in radius]
    east = np.concatenate([e + s[0] for e, s in zip(kernen["easting"], spread, strict=True)])
    north = np.concatenate([n + s[1] for n, s in zip(kernen["northing"], spread, strict=True)])
    dist, _ = cKDTree(places[["easting", "northing"]]).query(np.column_stack([east, north]))
    weight = np.repeat(kernen["population"].to_numpy(dtype=float), homes)
    code = np.repeat(kernen["gm_code"].to_numpy(), homes)
    total = pd.Series(dist * 1.3 / 1000 * weight).groupby(code).sum()
    return total / pd.Series(weight).groupby(code).sum()


def test_mean_distances_match_the_profile_of_2021_within_a_quarter(kernen, places) -> None:
    profile = basisset.table("municipality_profile_2021").set_index("gm_code")
    missed = set()
    for category, column in COLUMNS.items():
        model = mean_road_km(kernen, places[places["category"] == category])
        error = (model / profile[column] - 1).abs()
        missed |= {(category, profile.loc[code, "name"]) for code in error[error > 0.25].index}
    assert missed == set(EXCEPTIONS)
    assert len(missed) < 0.2 * 3 * len(profile)


def test_a_half_is_rounded_up_and_a_village_counts_from_its_very_first_usual_number() -> None:
    people = pd.Series([499, 500, 1500, 2500, 3499])
    counts = facility_count(people, per_facility=1000, usual_from=500)
    assert counts.tolist() == [0, 1, 2, 3, 3]


def test_without_a_usual_number_half_of_the_people_per_facility_carry_one() -> None:
    ratios = basisset.table("facility_ratios")
    stop = (ratios["category"] == "bus_stop") & (ratios["area"] == "NL")
    ratios.loc[stop, ["inhabitants_per_facility", "usual_from_population"]] = [800, np.nan]
    for people, stops in ((399, 0), (400, 1)):
        table = modelled_places(pd.DataFrame([village("Dorp", people)]), ratios, metric_crs=RD)
        assert (table["category"] == "pt_stop").sum() == stops
