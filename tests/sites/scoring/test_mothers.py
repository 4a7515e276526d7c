"""Mothers and clusters: who leans on whom, what stays uncertain, and who needs a new hub."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.cluster import AgglomerativeClustering

from sites.base.errors import SiteError
from sites.scoring.mothers import _complete_linkage, _groups, cluster_table, mothers_table
from sites.settings.scenario import TravelParams
from sites.tables.answers import Clusters
from sites.travel.crowfly import CrowFly
from tests.sites.small import context, criterion, hubs_at, points, scenario, sites_at

ENGINE = CrowFly(TravelParams(bike_kmh=6, bike_detour=1))  # 100 m a minute
RUN = scenario(
    criterion("gp"),
    mothers={"active": ["H0"], "mode": "bike", "limit_min": 45},
    clusters={"max_between_min": 10, "min_sites": 2},
)
HUBS = hubs_at([(0, 0)])
SPOTS = arrays(float, st.tuples(st.integers(2, 14), st.just(2)), elements=st.integers(0, 40))


def travel(*ranges: tuple[float, float, float] | str) -> pd.DataFrame:
    """Return mother rows from (least, likely, most) minutes, or from a reach without minutes."""
    known = [(np.nan,) * 3 if isinstance(r, str) else r for r in ranges]
    low, likely, high = np.array(known, dtype=float).T
    reach = [r if isinstance(r, str) else "ok" for r in ranges]
    table = pd.DataFrame({"site_id": [f"s{i:04d}" for i in range(len(ranges))], "reach": reach})
    return table.assign(
        category="mother",
        mode="bike",
        direction="to_place",
        place_id=["H0" if r == "ok" else None for r in reach],
        travel_min=likely,
        low_min=low,
        high_min=high,
        dist_m=100 * likely,
    )


def answers(*ranges: tuple[float, float, float] | str) -> list[str]:
    sites = sites_at([(0, 0)] * len(ranges))
    return mothers_table(sites, travel(*ranges), HUBS, RUN)["answer"].tolist()


def clusters_of(sites: pd.DataFrame, *, run=RUN, **settings):
    """Return the tables for sites that all lie too far from the mother."""
    far = travel(*[(100.0, 100.0, 100.0)] * len(sites)).assign(site_id=sites["site_id"].to_numpy())
    mothers = mothers_table(sites, far, HUBS, run)
    return cluster_table(mothers, sites, context(run, ENGINE, hubs=HUBS), **settings)


def test_the_answer_follows_from_the_whole_range() -> None:
    assert answers((30, 40, 44), (40, 45, 45), (40, 44, 46), (45, 50, 55), (46, 50, 55)) == [
        "ja",
        "ja",  # exactly the limit counts
        "onzeker",
        "onzeker",
        "nee",
    ]


def test_an_exact_position_leaves_nothing_uncertain() -> None:
    assert answers((45, 45, 45), (45.01, 45.01, 45.01)) == ["ja", "nee"]


def test_no_route_and_no_mother_are_no_and_off_the_network_is_unknown() -> None:
    assert answers("geen route", "geen plaats", "niet aangesloten") == ["nee", "nee", "onbekend"]


def test_the_nearest_mother_is_named_also_where_it_is_too_far() -> None:
    mothers = mothers_table(sites_at([(0, 0)]), travel((90, 90, 90)), HUBS, RUN)
    assert mothers["hub_id"].tolist() == ["H0"]
    assert mothers["cluster_id"].isna().all()


def test_the_mothers_stand_in_the_order_of_the_sites() -> None:
    sites = sites_at([(0, 0)] * 3).iloc[[2, 0, 1]]
    table = mothers_table(sites, travel((1, 1, 1), (2, 2, 2), (3, 3, 3)), HUBS, RUN)
    assert table["travel_min"].tolist() == [3, 1, 2]


def test_satellites_of_one_mother_form_a_cluster_with_its_sum_of_places() -> None:
    sites = sites_at(
        [(0, 0)] * 4,
        places=pd.array([40, 30, None, 60], dtype="Int64"),
        kind=["gebouw", "perceel", "gebouw", "zoekgebied"],
        gm_code=["GM0002", "GM0001", "GM0002", "GM0003"],
    )
    mothers = mothers_table(sites, travel(*[(9, 9, 9)] * 3, (40, 44, 50)), HUBS, RUN)
    filled, clusters = cluster_table(mothers, sites, context(RUN, ENGINE, hubs=HUBS))
    assert filled["cluster_id"].tolist() == ["H0"] * 4
    row = clusters.iloc[0]
    assert (row["kind"], row["hub_id"], row["name"]) == ("moederlocatie", "H0", "AZC 0")
    assert (row["sites"], row["cells"], row["places"]) == (3, 1, 70)
    assert row["gm_codes"] == "GM0001|GM0002|GM0003"


def test_a_mother_without_satellites_is_a_cluster_of_none_and_an_inactive_one_is_not() -> None:
    hubs = hubs_at([(0, 0), (9, 9)], is_active=[True, False])
    sites = sites_at([(0, 0)])
    mothers = mothers_table(sites, travel("niet aangesloten"), hubs, RUN)
    filled, clusters = cluster_table(mothers, sites, context(RUN, ENGINE, hubs=hubs))
    assert clusters[["cluster_id", "sites", "cells", "places"]].to_numpy().tolist() == [
        ["H0", 0, 0, 0]
    ]
    assert filled["cluster_id"].isna().all()


def test_two_villages_too_far_apart_become_two_proposals_named_after_their_kern() -> None:
    """100 m a minute and at most 10 minutes: 0..900 m together, 5000..5900 m together."""
    sites = sites_at(
        [(0, 0), (900, 0), (5000, 0), (5900, 0), (5500, 0), (99e3, 0)],
        kern=["Aa", "Aa", "Bee", "Cee", "Cee", "Ver"],
    )
    mothers, clusters = clusters_of(sites)
    assert mothers["cluster_id"].tolist()[:5] == ["voorstel-01"] * 2 + ["voorstel-02"] * 3
    assert pd.isna(mothers["cluster_id"][5])  # one site is no proposal
    named = clusters.set_index("cluster_id")["name"]
    assert named["voorstel-01"] == "voorstel rond Aa"
    assert named["voorstel-02"] == "voorstel rond Cee"


def test_exactly_the_limit_apart_is_still_together() -> None:
    together, _ = clusters_of(sites_at([(0, 0), (1000, 0)]))
    apart, _ = clusters_of(sites_at([(0, 0), (1000.01, 0)]))
    assert together["cluster_id"].tolist() == ["voorstel-01"] * 2
    assert apart["cluster_id"].isna().all()


def test_two_proposals_of_one_kern_do_not_share_a_name() -> None:
    _, clusters = clusters_of(sites_at([(0, 0), (100, 0), (9000, 0), (9100, 0)]))
    assert clusters["name"].tolist()[1:] == ["voorstel rond Aadorp", "voorstel rond Aadorp (2)"]


def longest_min(group: np.ndarray, xy: np.ndarray) -> float:
    """Return the longest trip inside any group, over every pair; -1 is no group."""
    trips = [0.0]
    for label in set(group.tolist()) - {-1}:
        there = points(xy[group == label])
        trips.append(float(ENGINE.matrix(there, there, mode="bike").max()))
    return max(trips)


@given(SPOTS, st.sampled_from([1, 3, 2000]))
def test_no_two_of_a_group_are_farther_apart_than_the_limit(spots, most) -> None:
    xy = spots * 100
    table = pd.DataFrame({"easting": xy[:, 0], "northing": xy[:, 1]})
    table.insert(0, "site_id", [f"s{i:04d}" for i in range(len(xy))])
    assert longest_min(_groups(table, ENGINE, RUN, most), xy) <= 10


@settings(max_examples=3)
@given(SPOTS, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_no_proposal(spots, chance) -> None:
    sites = sites_at((spots * 100).tolist())
    order = list(range(len(sites)))
    chance.shuffle(order)
    (one, clusters), (two, same) = clusters_of(sites), clusters_of(sites.iloc[order])
    assert clusters[["cluster_id", "sites"]].equals(same[["cluster_id", "sites"]])
    one, two = (table.set_index("site_id")["cluster_id"].sort_index() for table in (one, two))
    assert one.equals(two)


def test_joining_squares_first_keeps_the_limit_on_a_thousand_sites() -> None:
    run = RUN.model_copy(
        update={"clusters": RUN.clusters.model_copy(update={"max_between_min": 40.0})}
    )
    spots = np.random.default_rng(3).uniform(0, 20_000, (1000, 2))
    sites = sites_at(spots.tolist())
    mothers, clusters = clusters_of(sites, run=run, max_linked=200)
    assert longest_min(pd.factorize(mothers["cluster_id"])[0], spots) <= 40
    assert clusters["sites"].sum() > 900  # and hardly anyone is left out


def test_what_has_no_route_is_never_grouped() -> None:
    class Islands(CrowFly):
        def matrix(self, origins, places, **question):
            minutes = super().matrix(origins, places, **question)
            other_side = (origins.easting[:, None] < 500) != (places.easting[None, :] < 500)
            return np.where(other_side, np.nan, minutes)

    sites = sites_at([(400, 0), (450, 0), (550, 0), (600, 0)])
    mothers = mothers_table(sites, travel(*["geen route"] * 4), HUBS, RUN)
    for most in (2000, 1):
        islands = Islands(TravelParams(bike_kmh=6, bike_detour=1))
        filled, _ = cluster_table(mothers, sites, context(RUN, islands, hubs=HUBS), max_linked=most)
        sides = filled["cluster_id"].fillna("geen").tolist()
        assert sides[:2] == ["voorstel-01"] * 2
        assert "voorstel-01" not in sides[2:]


def test_nobody_without_a_mother_means_no_proposals() -> None:
    sites = sites_at([(0, 0)])
    mothers = mothers_table(sites, travel((1, 1, 1)), HUBS, RUN)
    _, clusters = cluster_table(mothers, sites, context(RUN, ENGINE, hubs=HUBS))
    assert clusters["kind"].tolist() == ["moederlocatie"]


def test_no_mother_and_no_proposal_is_an_empty_table_of_the_right_shape() -> None:
    hubs = hubs_at([(0, 0)], is_active=False)
    sites = sites_at([(0, 0)])
    mothers = mothers_table(sites, travel("geen plaats"), hubs, RUN)
    _, clusters = cluster_table(mothers, sites, context(RUN, ENGINE, hubs=hubs))
    assert len(clusters) == 0
    Clusters.validate(clusters)


def test_missing_minutes_a_stray_hub_and_other_sites_are_refused() -> None:
    sites = sites_at([(0, 0)] * 2)
    with pytest.raises(SiteError, match="1 sites have no minutes to a mother; compute travel"):
        mothers_table(sites, travel((1, 1, 1)), HUBS, RUN)
    with pytest.raises(SiteError, match=r"leads to 1 hubs that are not in hubs \(first: H0\)"):
        mothers_table(sites, travel(*[(1, 1, 1)] * 2), hubs_at([(0, 0)], hub_id="H9"), RUN)
    mothers = mothers_table(sites, travel(*[(1, 1, 1)] * 2), HUBS, RUN)
    with pytest.raises(SiteError, match="must hold the same sites in the same order"):
        cluster_table(mothers, sites.iloc[::-1], context(RUN, ENGINE, hubs=HUBS))


def test_sites_that_stand_apart_have_no_cluster_and_rows_may_have_any_index() -> None:
    sites = sites_at([(0, 0), (50_000, 0), (99_000, 0)]).set_index(pd.Index([7, 7, 3]))
    mothers, clusters = clusters_of(sites.assign(site_id=["b", "a", "c"]))
    assert mothers["cluster_id"].isna().all()
    assert clusters["kind"].tolist() == ["moederlocatie"]


@given(arrays(float, (7, 2), elements=st.integers(0, 30)))
def test_groups_are_those_of_scikit_learn(spots) -> None:
    """Complete linkage cut at the limit; where distances tie both follow the same tree."""
    apart = np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1))
    theirs = AgglomerativeClustering(
        n_clusters=None,
        metric="precomputed",
        linkage="complete",
        distance_threshold=np.nextafter(10, np.inf),
    ).fit_predict(apart)
    ours = _complete_linkage(apart, 10)
    same = ours[:, None] == ours[None]
    assert (same == (theirs[:, None] == theirs[None])).all()
