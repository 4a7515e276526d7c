"""Scores: the curve, what is unknown, the order, and the laws that hold on any numbers."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sites.base.errors import ScenarioError, SiteError
from sites.scoring.scoring import curve_value, rank_sites, score_and_share, score_table
from sites.settings.scenario import Curve
from sites.tables import answers
from tests.sites.small import criterion, scenario, sites_at

CURVE = Curve(good=10, poor=30)
TWO = scenario(criterion("gp", weight=3), criterion("library", weight=1))
VALUES = arrays(
    float, st.tuples(st.integers(1, 12), st.just(3)), elements=st.floats(0, 1) | st.just(np.nan)
)


def travel(**minutes_of: list[float | str]) -> pd.DataFrame:
    """Return travel rows per category; a word instead of a number is the reach."""
    rows = [
        {"site_id": f"s{i:04d}", "category": category, "mode": "walk", "direction": "to_place"}
        | {"reach": answer if isinstance(answer, str) else "ok"}
        | {"travel_min": np.nan if isinstance(answer, str) else answer}
        for category, answers in minutes_of.items()
        for i, answer in enumerate(answers)
    ]
    table = pd.DataFrame(rows)
    nearest = {"low_min": table["travel_min"], "high_min": table["travel_min"]}
    blank = ("place_id", "place_name", "place_gm_code", "place_origin", "crosses_border")
    table = table.assign(
        **nearest, **dict.fromkeys(blank), dist_m=10 * table["travel_min"], beyond_edge=False
    ).assign(engine="test")
    return answers.Travel.validate(table)


def scores_of(values: np.ndarray, weights: tuple[float, ...]) -> pd.DataFrame:
    """Return a score table of these values (sites, parts) under these weights."""
    share = np.array(weights) / sum(weights)
    ids = np.array([f"s{i:04d}" for i in range(len(values))])
    site, part = (index.ravel() for index in np.indices(values.shape))
    return pd.DataFrame(
        {
            "site_id": ids[site],
            "criterion": np.array(["a", "b", "c"])[part],
            "weight": share[part],
            "contribution": values.ravel() * share[part],
        }
    )


def ranking_of(values: np.ndarray, weights: tuple[float, ...] = (3, 2, 1)) -> pd.DataFrame:
    return rank_sites(scores_of(values, weights), sites_at([(0, 0)] * len(values)))


def test_the_curve_is_one_up_to_good_a_half_in_the_middle_and_zero_from_poor() -> None:
    raw = np.array([0, 10, 20, 30, 1e6])
    assert curve_value(raw, CURVE).tolist() == [1, 1, 0.5, 0, 0]


@given(arrays(float, 20, elements=st.floats(0, 1e6)))
def test_longer_is_never_better_and_the_value_stays_within_0_and_1(raw) -> None:
    values = curve_value(np.sort(raw), CURVE)
    assert ((values >= 0) & (values <= 1)).all()
    assert (np.diff(values) <= 1e-12).all()


def test_a_criterion_of_several_categories_has_equal_parts_and_all_weights_sum_to_one() -> None:
    social = scenario(criterion("social", "library", "sports", weight=1), criterion("gp", weight=3))
    table = score_table(travel(library=[5], sports=[20], gp=[30]), social)
    assert table["weight"].tolist() == [0.125, 0.125, 0.75]
    assert table["contribution"].tolist() == [0.125, 0.0625, 0.0]


def test_metres_are_read_where_the_unit_is_metres() -> None:
    stop = scenario(criterion("pt_stop", unit="m", curve={"good": 100, "poor": 300}))
    row = score_table(travel(pt_stop=[20]), stop).iloc[0]
    assert (row["raw"], row["unit"], row["value"]) == (200, "m", 0.5)


def test_no_route_is_a_known_fact_worth_nothing() -> None:
    row = score_table(travel(gp=["geen route"], library=[5]), TWO).iloc[0]
    assert np.isnan(row["raw"])
    assert (row["value"], row["contribution"]) == (0.0, 0.0)


@pytest.mark.parametrize("word", ["niet aangesloten", "geen plaats"])
def test_what_is_unknown_is_not_zero_and_the_score_says_on_how_much_it_rests(word) -> None:
    table = score_table(travel(gp=[word, 20], library=[5, 5]), TWO)
    assert table["value"].isna().tolist() == [True, False, False, False]
    ranking = rank_sites(table, sites_at([(0, 0), (0, 0)]))
    assert ranking["score"].tolist() == [1.0, 0.625]
    assert ranking["known_share"].tolist() == [0.25, 1.0]


def test_a_site_of_which_nothing_is_known_has_no_score_and_no_rank() -> None:
    ranking = ranking_of(np.array([[np.nan] * 3, [0.0] * 3]))
    assert ranking["score"].isna().tolist() == [True, False]
    assert ranking["known_share"].tolist() == [0.0, 1.0]
    assert ranking["rank"].isna().tolist() == [True, False]


def test_a_tie_goes_to_the_lowest_site_id_and_noise_below_1e9_is_a_tie() -> None:
    scores = scores_of(np.array([[0.5] * 3, [0.5 + 1e-11] * 3, [0.5 + 1e-8] * 3]), (3, 2, 1))
    ranking = rank_sites(scores, sites_at([(0, 0)] * 3).iloc[::-1])
    assert ranking.set_index("site_id")["rank"].to_dict() == {"s0000": 2, "s0001": 3, "s0002": 1}


def test_an_uncertain_gemeente_has_a_score_and_no_number_and_takes_none_from_others() -> None:
    values = np.array([[0.9] * 3, [0.8] * 3, [0.7] * 3])
    sites = sites_at(
        [(0, 0)] * 3, gm_certain=[False, True, True], gm_code=["GM0001", "GM0002", "GM0001"]
    )
    ranking = rank_sites(scores_of(values, (1, 1, 1)), sites)
    assert ranking["score"].tolist() == [0.9, 0.8, 0.7]
    assert ranking["rank"].tolist() == [pd.NA, 1, 2]
    assert ranking["rank_in_gemeente"].tolist() == [pd.NA, 1, 1]
    assert ranking["score_class"].tolist() == [1, 1, 2]


def test_a_class_is_of_the_score_alone_whatever_the_others_score() -> None:
    values = np.array([0.81, 0.795, 0.79, 0.4, 0.39, 0.0, np.nan])[:, None] * np.ones(3)
    found = ranking_of(values)["score_class"].tolist()
    assert found == [1, 1, 2, 3, 4, 5, pd.NA]
    assert ranking_of(values[2:4])["score_class"].tolist() == found[2:4]


def scored(values: np.ndarray, weights: tuple[float, ...] = (3, 2, 1)) -> tuple[np.ndarray, ...]:
    """Return score and known share of plain values: the laws need no table."""
    share = np.broadcast_to(np.array(weights) / sum(weights), values.shape)
    site = np.indices(values.shape)[0].ravel()
    return score_and_share(
        (values * share).ravel(), share.ravel(), site=site, site_count=len(values)
    )


@given(VALUES)
def test_score_and_known_share_stay_within_0_and_1(values) -> None:
    score, share = scored(values)
    assert ((score >= 0) & (score <= 1) | np.isnan(values).all(axis=1)).all()
    assert ((share >= 0) & (share <= 1)).all()


@given(VALUES, st.floats(0.001, 1000))
def test_weights_on_another_scale_change_nothing(values, factor) -> None:
    other = tuple(factor * weight for weight in (3, 2, 1))
    for one, two in zip(scored(values), scored(values, other), strict=True):
        np.testing.assert_allclose(one, two, atol=2e-9)


@given(VALUES)
def test_a_part_that_becomes_unknown_never_raises_the_known_share(values) -> None:
    fewer = values.copy()
    fewer[:, 0] = np.nan
    assert (scored(fewer)[1] <= scored(values)[1]).all()


@given(VALUES)
def test_one_better_part_never_lowers_the_score(values) -> None:
    better = np.minimum(1, values + 0.1)
    known = ~np.isnan(values).all(axis=1)
    assert (scored(better)[0] >= scored(values)[0])[known].all()


@settings(max_examples=10)
@given(VALUES, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing_and_ranks_are_a_plain_count(values, chance) -> None:
    scores, sites = scores_of(values, (3, 2, 1)), sites_at([(0, 0)] * len(values))
    order = list(range(len(scores)))
    chance.shuffle(order)
    ranking = rank_sites(scores, sites)
    assert ranking.equals(rank_sites(scores.iloc[order], sites))
    ranked = int(ranking["score"].notna().sum())
    assert sorted(ranking["rank"].dropna()) == list(range(1, ranked + 1))


def test_travel_of_another_scenario_is_refused() -> None:
    with pytest.raises(ScenarioError, match="0 of 1 rows for library by walk; compute travel with"):
        score_table(travel(gp=[5]), TWO)


def test_scores_of_other_sites_are_refused() -> None:
    with pytest.raises(SiteError, match="1 sites or rows stand in only one"):
        rank_sites(scores_of(np.ones((1, 3)), (1, 1, 1)), sites_at([(0, 0)] * 2))
