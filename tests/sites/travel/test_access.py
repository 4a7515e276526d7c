"""Travel rows: whose place it is, where the data end, how sure a mother's minutes are."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
import shapely

from sites.base.errors import SiteError, TravelError
from sites.tables import answers
from sites.travel.access import questions, travel_table
from sites.travel.hub_travel import hub_travel
from sites.travel.protocol import NO_ROUTE, NOT_CONNECTED, Nearest
from tests.sites.small import (
    context,
    coverage,
    criterion,
    hubs_at,
    places_at,
    scenario,
    sites_at,
)

GP = places_at("gp", [(1000, 0), (5000, 0)], gm_code=["GM0001", "GM0002"])
NO_HUBS = hubs_at([], places=pd.array([], dtype="Int64"))


def table(sites, places=GP, *, hubs=None, asks=None, covers=None, engine=None):
    known = context(
        asks or scenario(criterion("gp")),
        engine,
        places=places,
        hubs=hubs_at([(0, 0)]) if hubs is None else hubs,
        coverage=coverage() if covers is None else covers,
    )
    return travel_table(sites, hub_travel(sites, known.mothers, known.engine), known)


def gp_rows(*arguments, **settings):
    rows = table(*arguments, **settings)
    return rows[rows["category"] == "gp"].reset_index(drop=True)


def mother_rows(*arguments, **settings):
    rows = table(*arguments, **settings)
    return rows[rows["category"] == "mother"].reset_index(drop=True)


@dataclass(frozen=True)
class Reaches:
    """An engine in which nobody gets anywhere, for this reason."""

    why: int
    label: str = "test"

    def modes(self):
        return ("walk", "bike", "car")

    def nearest(self, origins, _places, *, k=1, **_) -> Nearest:
        shape = (len(origins), k)
        none = np.full(shape, np.nan)
        reach = np.full(len(origins), self.why, dtype=np.int8)
        return Nearest(np.full(shape, -1), none, none, reach)

    def fastest_min(self, straight_m, **_):
        return straight_m / 1000


def test_a_row_names_the_place_its_owner_and_its_origin() -> None:
    row = gp_rows(sites_at([(900, 0)])).iloc[0]
    assert (row["place_id"], row["place_name"], row["place_gm_code"]) == ("gp-0", "gp 0", "GM0001")
    assert (row["place_origin"], row["dist_m"], row["reach"]) == ("register", 100.0, "ok")
    assert row["engine"] == "hemelsbreed x omrijfactor"
    assert row["low_min"] == row["high_min"] == row["travel_min"]


def test_the_nearest_counts_across_a_border_and_says_so() -> None:
    rows = gp_rows(sites_at([(900, 0), (4900, 0)]))
    assert rows["place_id"].tolist() == ["gp-0", "gp-1"]
    assert rows["crosses_border"].tolist() == [False, True]


def test_an_uncertain_or_unknown_gemeente_leaves_the_border_unknown() -> None:
    places = GP.assign(gm_code=pd.array(["GM0001", None], dtype="str"))
    sites = sites_at(
        [(900, 0), (900, 0), (4900, 0)],
        gm_code=["GM0001", None, "GM0001"],
        gm_certain=[False, True, True],
    )
    assert gp_rows(sites, places)["crosses_border"].isna().all()


def test_the_data_ending_nearer_than_the_place_is_marked() -> None:
    """The data end at 1200 m east; the only GP stands at 1000 m."""
    covers = coverage() | {"gp": shapely.box(-5000, -5000, 1200, 5000)}
    sites = sites_at([(0, 0), (1090, 0), (1110, 0), (1300, 0)])
    assert gp_rows(sites, GP[:1], covers=covers)["beyond_edge"].tolist() == [
        False,
        False,  # 90 m to the GP, 110 m to the edge
        True,  # 110 m to the GP, 90 m to the edge
        True,  # outside the data
    ]


def test_a_hole_in_the_data_is_an_edge_too() -> None:
    hole = shapely.box(-300, -100, -200, 100)
    covers = coverage() | {"gp": shapely.box(-9e3, -9e3, 9e3, 9e3).difference(hole)}
    assert gp_rows(sites_at([(0, 0), (900, 0)]), covers=covers)["beyond_edge"].tolist() == [
        True,
        False,
    ]


def test_the_distance_to_the_edge_is_what_shapely_measures_one_by_one() -> None:
    star = shapely.union_all(
        [shapely.box(i * 900, -i * 700, i * 900 + 950, 4000) for i in range(9)]
    )
    spots = np.random.default_rng(1).uniform(-500, 8000, (200, 2))
    rows = gp_rows(sites_at(spots.tolist()), covers=coverage() | {"gp": star})
    inside = [shapely.contains_xy(star, *spot) for spot in spots]
    edge_m = [star.boundary.distance(shapely.Point(spot)) for spot in spots]
    beyond = ~np.array(inside) | (np.array(edge_m) < rows["dist_m"])
    assert rows["beyond_edge"].tolist() == beyond.tolist()


def test_a_category_without_coverage_is_complete_nowhere() -> None:
    assert gp_rows(sites_at([(0, 0)]), covers={})["beyond_edge"].tolist() == [True]


def test_a_layer_without_places_has_no_minutes_and_nothing_to_mark() -> None:
    row = gp_rows(sites_at([(0, 0)]), GP[:0], covers={}).iloc[0]
    assert row["reach"] == "geen plaats"
    assert row[["place_id", "travel_min", "dist_m", "crosses_border"]].isna().all()
    assert not row["beyond_edge"]


@pytest.mark.parametrize(
    ("why", "word", "marked"),
    [(NO_ROUTE, "geen route", True), (NOT_CONNECTED, "niet aangesloten", False)],
)
def test_any_engine_that_finds_no_way_leaves_every_number_missing(why, word, marked) -> None:
    covers = coverage() | {"gp": shapely.box(-1, -1, 1, 1)}
    row = gp_rows(sites_at([(0, 0)]), engine=Reaches(why), covers=covers).iloc[0]
    assert row["reach"] == word
    assert row[["place_id", "place_name", "travel_min", "low_min", "dist_m"]].isna().all()
    assert row["beyond_edge"] == marked


def test_each_question_is_asked_once_and_the_mothers_also_by_their_own_mode() -> None:
    run = scenario(
        criterion("mother", mode="car"), criterion("gp"), criterion("care", "gp", "library")
    )
    asked = [(q.category, q.mode) for q in questions(run)]
    assert asked[:4] == [
        ("mother", "car"),
        ("gp", "walk"),
        ("library", "walk"),
        ("mother", "bike"),
    ]
    assert len(asked) == len(set(asked))


def test_leaning_asks_for_its_own_functions_also_where_no_criterion_does() -> None:
    asked = {(q.category, q.mode) for q in questions(scenario(criterion("gp")))}
    norms = scenario(criterion("gp")).judgement.leaning.functions
    assert asked >= {(category, norm.mode) for norm in norms for category in norm.categories}


def test_only_active_mothers_count() -> None:
    hubs = hubs_at([(100, 0), (900, 0)], is_active=[False, True])
    row = mother_rows(sites_at([(0, 0)]), hubs=hubs).iloc[0]
    assert (row["place_id"], row["dist_m"]) == ("H1", 900.0)


def test_without_an_active_mother_there_is_no_place() -> None:
    hubs = hubs_at([(100, 0)], is_active=False)
    assert mother_rows(sites_at([(0, 0)]), hubs=hubs)["reach"].tolist() == ["geen plaats"]


def test_the_position_of_a_mother_turns_its_minutes_into_a_range() -> None:
    """By bike 1000 m is 5,2 minutes."""
    row = mother_rows(sites_at([(0, 0)]), hubs=hubs_at([(5000, 0)], accuracy_m=1000.0)).iloc[0]
    assert row[["low_min", "travel_min", "high_min"]].astype(float).round(9).tolist() == [
        20.8,
        26.0,
        31.2,
    ]


def test_a_mother_that_may_lie_on_the_site_itself_starts_at_zero() -> None:
    row = mother_rows(sites_at([(0, 0)]), hubs=hubs_at([(500, 0)], accuracy_m=700.0)).iloc[0]
    assert row["low_min"] == 0.0


def test_another_mother_than_the_nearest_point_may_set_the_ends_of_the_range() -> None:
    hubs = hubs_at([(5000, 0), (6000, 0)], accuracy_m=[3000.0, 100.0])
    row = mother_rows(sites_at([(0, 0)]), hubs=hubs).iloc[0]
    assert row["place_id"] == "H0"
    assert round(row["low_min"], 9) == 10.4  # H0 at 2000 m
    assert round(row["high_min"], 9) == 31.72  # H1 at 6100 m is nearer than H0 at 8000 m


def test_the_tables_that_came_in_stay_as_they_were_and_the_result_fits_its_schema() -> None:
    sites, hubs = sites_at([(0, 0), (7, 7)]), hubs_at([(0, 0)])
    before = sites.copy(), hubs.copy(), GP.copy()
    answers.Travel.validate(table(sites, hubs=hubs))
    assert all(a.equals(b) for a, b in zip(before, (sites, hubs, GP), strict=True))


def test_progress_is_told_per_category() -> None:
    told: list[str] = []
    known = context(places=GP, hubs=hubs_at([(0, 0)]), coverage=coverage())
    sites = sites_at([(0, 0)])
    trips = hub_travel(sites, known.mothers, known.engine)
    travel_table(sites, trips, known, progress=told.append)
    assert told[:2] == ["reistijden: Huisarts", "reistijden: Moederlocatie"]
    assert len(told) == len(questions(known.scenario))


def test_a_gemeente_that_the_layer_lacks_is_refused_with_its_code() -> None:
    sites = sites_at([(0, 0), (0, 0)], gm_code=["GM0001", "GM9999"])
    with pytest.raises(SiteError, match=r"1 sites name a gemeente .* \(first: GM9999\)"):
        table(sites)


def test_a_mode_without_an_engine_is_refused() -> None:
    with pytest.raises(TravelError, match="needs a timetable"):
        table(sites_at([(0, 0)]), asks=scenario(criterion("gp", mode="ov")))
