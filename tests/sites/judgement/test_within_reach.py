"""Pairs within reach only: the verdicts of every pair, in memory that grows with the sites."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sites.base.errors import TravelError
from sites.judgement.leaning.decide import NOBODY
from sites.judgement.leaning.tables import Leaning, lean_sites
from sites.judgement.teams import team_tables
from sites.tables.hub_travel import HubTravel
from sites.travel.access import travel_table
from sites.travel.hub_travel import TEAM_MODE, grid_of, hub_travel, reach_of, to_nearest
from sites.travel.within import Reach
from tests.sites.judgement.test_one_range import RUN, TOWNS
from tests.sites.small import context, hubs_at, places_at, sites_at

#: Metres over a region in which most hubs lie out of everybody's reach.
ANYWHERE = st.integers(0, 150_000)


def world(spots, hub_spots, **hubs):
    sites = sites_at(spots)
    there = hubs_at(hub_spots, **hubs)
    known = context(RUN, hubs=there, places=places_at("gp", [(0, 0)]), municipalities=TOWNS)
    return sites, known


def leaning_of(sites, known, trips) -> Leaning:
    return lean_sites(sites, travel_table(sites, trips, known), trips, known)


def test_of_a_row_of_hubs_a_site_keeps_the_near_ones_and_no_row_of_the_rest() -> None:
    """Hubs stand 10 km apart; 9 km by car is within the limit, 200 km is not."""
    sites, known = world([(1000, 0)], [(10_000 * n, 0) for n in range(30)])
    reach = Reach({"car": 10.0}, nearest=2)
    table = hub_travel(sites, known.mothers, known.engine, reach=reach)
    HubTravel.validate(table)
    assert sorted(set(table["hub_id"])) == ["H0", "H1"]
    with pytest.raises(TravelError, match="no trip by bike for 1 pairs"):
        grid_of(table, ["s0000"], ["H9"], mode="bike")


def test_a_pair_that_is_near_by_one_way_says_of_the_other_that_it_is_beyond_reach() -> None:
    """By car the second hub lies within the limit; by bicycle it is not worked out."""
    sites, known = world([(0, 0)], [(1000, 0), (15_000, 0), (90_000, 0)])
    reach = Reach({"car": 45.0}, nearest=1)
    table = hub_travel(sites, known.mothers, known.engine, reach=reach)
    second = table[table["hub_id"] == "H1"].set_index(["mode", "direction"])
    assert second.loc[("car", "from_place"), "reach"] == "ok"
    assert second.loc[("bike", "to_place"), "reach"] == "buiten bereik"
    assert np.isnan(second.loc[("bike", "to_place"), "travel_min"])
    assert to_nearest(table, sites["site_id"], "bike")["hub_id"].tolist() == ["H0"]
    leaning = leaning_of(sites, known, table)
    assert leaning.case.beyond.tolist() == [[False, True]]
    assert np.isinf(leaning.case.mother_min[0, 1])


@given(
    arrays(float, (6, 2), elements=ANYWHERE),
    arrays(float, (7, 2), elements=ANYWHERE),
    arrays(float, 7, elements=st.integers(0, 6000)),
    st.integers(1, 3),
)
@settings(max_examples=6, deadline=None)
def test_every_verdict_is_the_one_of_all_pairs(spots, hub_spots, doubt_m, nearest) -> None:
    sites, known = world(spots, hub_spots, accuracy_m=doubt_m)
    every = hub_travel(sites, known.mothers, known.engine)
    reach = Reach(reach_of(RUN).limits_min, nearest=nearest)
    few = hub_travel(sites, known.mothers, known.engine, reach=reach)
    dense, sparse = (leaning_of(sites, known, trips) for trips in (every, few))
    for name in ("verdicts", "functions"):
        pd.testing.assert_frame_equal(getattr(dense, name), getattr(sparse, name))
    kept = sparse.pairs.merge(dense.pairs, on=["site_id", "hub_id"])
    assert len(kept) == len(sparse.pairs) == (sparse.case.mother != NOBODY).sum()
    assert (kept["verdict_x"] == kept["verdict_y"]).all()
    gone = dense.pairs.merge(sparse.pairs, on=["site_id", "hub_id"], how="left", indicator=True)
    assert set(gone.loc[gone["_merge"] == "left_only", "verdict_x"]) <= {"Kan niet leunen"}
    near = sites["site_id"]
    pd.testing.assert_frame_equal(to_nearest(every, near, "bike"), to_nearest(few, near, "bike"))
    hub_of = dense.verdicts.set_index("site_id")["hub_id"]
    people = pd.Series(50.0, index=hub_of.index)
    for one, other in zip(
        team_tables(sites, hub_of, people, every, known),
        team_tables(sites, hub_of, people, few, known),
        strict=True,
    ):
        pd.testing.assert_frame_equal(one, other)


@given(
    arrays(float, (8, 2), elements=ANYWHERE),
    arrays(float, (9, 2), elements=ANYWHERE),
    arrays(float, 8, elements=st.integers(0, 5000)),
)
@settings(max_examples=12, deadline=None)
def test_whatever_lies_within_a_limit_is_kept_with_the_same_numbers(
    spots, hub_spots, doubt
) -> None:
    """And a site by itself has the trips that it has among others."""
    sites, known = world(spots, hub_spots)
    sites = sites.assign(accuracy_m=doubt)
    reach = Reach(reach_of(RUN).limits_min, nearest=1)
    every = hub_travel(sites, known.mothers, known.engine)
    few = hub_travel(sites, known.mothers, known.engine, reach=reach)
    keys = ["site_id", "hub_id", "mode", "direction"]
    both = every.merge(few, on=keys, how="left", suffixes=("", "_few"))
    limit = both["mode"].map(reach.limits_min)
    near = both[both["low_min"] <= limit]
    assert (near["reach_few"] == "ok").all()
    for name in ("travel_min", "low_min", "high_min", "dist_m"):
        pd.testing.assert_series_equal(near[name], near[f"{name}_few"], check_names=False)
    alone = hub_travel(sites.iloc[[3]], known.mothers, known.engine, reach=reach)
    among = few[few["site_id"] == "s0003"].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, among)


def test_four_times_the_country_takes_four_times_the_memory_and_not_sixteen() -> None:
    """Counted in bytes of the arrays: sites and hubs lie as densely in the larger one."""

    def held(side: int) -> tuple[int, int]:
        spots = [(3000 * a, 3000 * b) for a in range(side) for b in range(side)]
        hubs = [(9000 * a, 9000 * b) for a in range(side // 2) for b in range(side // 2)]
        sites, known = world(spots, hubs)
        reach = Reach({"bike": 45.0, "car": 15.0})
        trips = hub_travel(sites, known.mothers, known.engine, reach=reach)
        case = leaning_of(sites, known, trips[trips["mode"] != "walk"]).case
        arrays_of = [value for value in vars(case).values() if isinstance(value, np.ndarray)]
        return int(trips.memory_usage(deep=True).sum()), sum(a.nbytes for a in arrays_of)

    small, large = held(9), held(18)
    assert all(few < most < 6 * few for few, most in zip(small, large, strict=True))


def test_a_team_is_planned_from_the_minutes_within_reach() -> None:
    sites, known = world([(0, 500), (0, 900)], [(9000 * n, 0) for n in range(40)])
    trips = hub_travel(sites, known.mothers, known.engine, reach=reach_of(RUN))
    teams, _ = team_tables(
        sites,
        pd.Series("H0", index=sites["site_id"]),
        pd.Series(50.0, sites["site_id"]),
        trips,
        known,
    )
    assert teams["hub_id"].tolist() == ["H0"]
    assert trips.loc[trips["mode"] == TEAM_MODE, "hub_id"].nunique() < 40
