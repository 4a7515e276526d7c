"""Rank trust: exact cases, laws, a published case, and a second opinion checked by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sites.base.errors import ScenarioError
from sites.judgement.trust.smaa import (
    Parts,
    draw_weights,
    draw_worlds,
    smaa,
    tipping_points,
    topsis_ranks,
    trust_sentence,
)
from sites.settings.judgement import TrustParams
from sites.settings.scenario import Criterion, Curve

VALUES = arrays(float, (6, 3), elements=st.floats(0, 1, width=32))


def _simplex(draws: int, criteria: int, seed: int = 1) -> np.ndarray:
    return draw_weights(np.ones(criteria), np.random.default_rng(seed), draws=draws, spread=None)


def test_two_opposite_sites_share_the_first_place() -> None:
    """Site 0 wins exactly where the first weight is above one half: half of all weightings."""
    shares = smaa(np.array([[1.0, 0.0], [0.0, 1.0]]), _simplex(200_000, 2)).shares
    assert shares[0, 0] == pytest.approx(0.5, abs=0.005)


def test_a_middling_site_wins_where_its_line_lies_highest() -> None:
    """With values (1,0), (0,1), (0.6,0.6) the third wins for w in (0.4, 0.6): one fifth."""
    result = smaa(np.array([[1.0, 0.0], [0.0, 1.0], [0.6, 0.6]]), _simplex(200_000, 2))
    assert result.shares[:, 0] == pytest.approx([0.4, 0.4, 0.2], abs=0.005)
    assert result.shares[2, 2] == 0  # a compromise is never last
    assert result.central_weights()[2] == pytest.approx([0.5, 0.5], abs=0.005)
    assert result.central_weights()[0] == pytest.approx([0.8, 0.2], abs=0.005)


def test_the_thrombolytics_case_of_the_smaa_package_is_reproduced() -> None:
    """Two drugs, three criteria, no preferences.

    Lynd L. D. and O'Brien B. J. (2004), J. Clin. Epidemiol. 57, 795-803: events of heparin in 136
    and of enoxaparin in 129 patients, as beta distributions. Output of the example of R package
    smaa 0.3 (van Valkenhoef; Tervonen and Figueira 2008), 10,000 iterations: acceptabilities
    0.3504 and 0.6496; central weights of heparin 0.187, 0.277, 0.536 and of enoxaparin 0.407,
    0.364, 0.229; mean values 0.5895 and 0.6584. Its own sampling error is 0.005.
    """
    rng = np.random.default_rng(2004)
    worlds = 100_000
    events = np.array([[20, 40, 1], [8, 32, 5]])
    patients = np.array([[136], [129]])
    risk = rng.beta(events, patients - events, (worlds, 2, 3))
    best, worst = np.array([0.0, 0.15, 0.0]), np.array([0.25, 0.40, 0.10])
    values = (worst - risk) / (worst - best)
    weights = _simplex(worlds, 3)
    # Published values run below 0; the ranks do not change when all are lifted alike.
    result = smaa((values + 3) / 4, weights)
    assert result.shares[:, 0] == pytest.approx([0.3504, 0.6496], abs=0.015)
    assert result.central_weights() == pytest.approx(
        np.array([[0.1865, 0.2772, 0.5363], [0.4073, 0.3641, 0.2285]]), abs=0.02
    )
    assert (values * weights[:, None]).sum(axis=2).mean(axis=0) == pytest.approx(
        [0.5895, 0.6584], abs=0.005
    )


@given(VALUES, st.integers(0, 99))
@settings(max_examples=40)
def test_acceptabilities_sum_to_one_per_site_and_per_rank(values: np.ndarray, seed: int) -> None:
    shares = smaa(values, _simplex(500, 3, seed)).shares
    assert shares.sum(axis=0) == pytest.approx(np.ones(6))
    assert shares.sum(axis=1) == pytest.approx(np.ones(6))


@given(VALUES, st.floats(0.01, 1000))
@settings(max_examples=40)
def test_weights_rescaled_change_nothing(values: np.ndarray, scale: float) -> None:
    rng = np.random.default_rng(5)
    base = np.array([30.0, 15.0, 5.0])
    one, other = (
        draw_weights(weights, np.random.default_rng(5), draws=300, spread=2.0)
        for weights in (base, base * scale)
    )
    assert one == pytest.approx(other)
    weights = rng.random((300, 3)) + 0.01
    assert (smaa(values, weights).counts == smaa(values, weights * 8).counts).all()


@given(VALUES)
@settings(max_examples=40)
def test_the_bucket_sort_ranks_as_a_stable_sort_does(values: np.ndarray) -> None:
    values = np.round(values, 1)  # many ties
    weights = _simplex(200, 3)
    keys = np.rint(weights @ values.T * 1e9)
    order = np.argsort(-keys, axis=1, kind="stable")
    expected = np.zeros((6, 6), int)
    np.add.at(expected, (order, np.broadcast_to(np.arange(6), order.shape)), 1)
    result = smaa(values, weights, top=3)
    assert (result.counts == expected).all()
    assert (result.best == order[:, :3]).all()


def test_equal_sites_keep_their_order() -> None:
    assert (smaa(np.full((4, 2), 0.3), _simplex(50, 2)).counts == 50 * np.eye(4)).all()


@given(VALUES, st.integers(0, 5))
@settings(max_examples=40)
def test_a_better_value_never_makes_a_site_rank_worse(values: np.ndarray, site: int) -> None:
    weights = _simplex(200, 3)
    better = values.copy()
    better[site] = np.minimum(better[site] + 0.2, 1)
    before, after = smaa(values, weights), smaa(better, weights)
    ranks = np.arange(1, 7)
    assert after.shares[site] @ ranks <= before.shares[site] @ ranks + 1e-12


def test_an_unknown_value_is_left_out_and_not_counted_as_zero() -> None:
    values = np.array([[0.8, np.nan], [0.7, 0.7]])
    known = np.array([[1.0, 0.0], [1.0, 1.0]])
    assert smaa(values, _simplex(100, 2), known=known).shares[0, 0] == 1


def test_a_site_without_any_value_is_refused() -> None:
    with pytest.raises(ScenarioError, match="1 sites have no known value"):
        smaa(np.array([[0.5], [np.nan]]), np.ones((3, 1)), known=np.array([[1.0], [0.0]]))


@pytest.mark.parametrize(
    ("base", "message"), [([0.0, 0.0], "all weights are zero"), ([1.0, -1.0], "1 weights are neg")]
)
def test_weights_that_are_zero_or_negative_are_refused(base: list[float], message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        draw_weights(np.array(base), np.random.default_rng(0), draws=5, spread=2.0)


def test_drawn_weights_stay_within_the_spread() -> None:
    weights = draw_weights(np.array([3.0, 1.0]), np.random.default_rng(1), draws=1000, spread=2.0)
    odds = weights[:, 0] / weights[:, 1]
    assert 0.75 <= odds.min() < 0.9
    assert 10 < odds.max() <= 12


def test_the_rank_range_leaves_a_twentieth_on_each_side() -> None:
    result = smaa(
        np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[0.9, 0.1]] * 96 + [[0.1, 0.9]] * 4)
    )
    low, high = result.rank_range(0.9)
    assert (low[0], high[0]) == (1, 1)
    low, high = result.rank_range(0.96)
    assert (low[0], high[0]) == (1, 2)


def test_the_tipping_point_names_the_criterion_and_the_weight() -> None:
    """Site 0 lives from the school alone: it is first exactly where school weighs over a half."""
    weights = np.linspace(0.01, 0.99, 197)
    result = smaa(
        np.array([[1.0, 0.0], [0.0, 1.0]]), np.column_stack([weights, 1 - weights]), top=1
    )
    assert tipping_points(result, ("School", "Huisarts"), top=1)[0] == (
        "het gewicht van school minder dan 50% is"
    )


def one_tipping_point(result, site: int, labels: tuple[str, ...], top: int) -> str | None:
    """Return the tipping point of one site by looking at every draw for every threshold."""
    inside = (result.best[:, :top] == site).any(axis=1)
    best, words = 0.25, None
    for criterion, label in enumerate(labels):
        for percent in range(5, 51, 5):
            below = result.weights[:, criterion] < percent / 100
            if not 0.05 <= below.mean() <= 0.95:
                continue
            shares = inside[below].mean(), inside[~below].mean()
            if abs(shares[0] - shares[1]) > best and min(shares) < 0.5:
                best = abs(shares[0] - shares[1])
                side = "minder dan" if shares[0] < shares[1] else "meer dan"
                words = f"het gewicht van {label.lower()} {side} {percent}% is"
    return words


@given(arrays(float, (6, 3), elements=st.floats(0, 1)), st.integers(1, 5), st.integers(0, 9))
def test_all_tipping_points_at_once_are_those_of_each_site_by_itself(values, top, seed) -> None:
    weights = np.random.default_rng(seed).dirichlet((1, 1, 1), 200)
    result, labels = smaa(values, weights), ("School", "Huisarts", "Station")
    alone = tuple(one_tipping_point(result, site, labels, top) for site in range(6))
    assert tipping_points(result, labels, top=top) == alone


def test_sentences_say_always_never_and_almost() -> None:
    params = TrustParams()
    assert trust_sentence(1, (1, 2), None, params) == (
        "Bij alle doorgerekende wegingen staat deze locatie in de beste vijf (plaats 1 tot 2)."
    )
    assert "Bij geen van de" in trust_sentence(0, (9, 9), None, params)
    assert "minder dan 1%" in trust_sentence(0.001, (6, 9), None, params)
    assert "99%" in trust_sentence(0.9999, (1, 4), None, params)


def _parts(raw: list[list[float]]) -> tuple[Parts, tuple[Criterion, ...]]:
    criterion = Criterion(
        id="school",
        label="School",
        categories=("primary_school",),
        mode="walk",
        weight=1,
        curve=Curve(good=10, poor=30),
        norm="",
        source="aanname",
    )
    table = np.array(raw)
    value = np.where(np.isnan(table), 0.0, 0.5)
    parts = Parts(("a", "b"), value, np.ones((2, 1)), table, value, np.zeros(1, int))
    return parts, (criterion,)


def test_worlds_without_any_error_are_the_world_as_computed() -> None:
    parts, criteria = _parts([[20.0], [float("nan")]])
    params = TrustParams(worlds=3, travel_error=0, closure_share=0, norm_shift=0)
    worlds = draw_worlds(parts, criteria, np.random.default_rng(0), params)
    assert worlds[:, :, 0].tolist() == [[0.5, 0.0]] * 3  # 20 minutes is the middle; no route is 0


def test_a_closed_school_sends_every_site_to_the_next() -> None:
    parts, criteria = _parts([[20.0], [20.0]])
    params = TrustParams(worlds=400, travel_error=0, closure_share=0.25, norm_shift=0)
    place_of = np.zeros((2, 1), int)
    worlds = draw_worlds(
        parts,
        criteria,
        np.random.default_rng(0),
        params,
        place_of=place_of,
        second_raw=np.array([[30.0], [10.0]]),
    )[:, :, 0]
    assert {tuple(world) for world in worlds.tolist()} == {(0.5, 0.5), (0.0, 1.0)}
    assert (worlds[:, 0] == 0).mean() == pytest.approx(0.25, abs=0.07)


def test_the_same_seed_draws_the_same() -> None:
    parts, criteria = _parts([[20.0], [25.0]])
    one, two = (
        draw_worlds(parts, criteria, np.random.default_rng(9), TrustParams(worlds=5))
        for _ in range(2)
    )
    assert (one == two).all()


@given(arrays(float, (5, 3), elements=st.floats(0.05, 1)))
@settings(max_examples=20, deadline=None)
def test_topsis_agrees_with_its_definition(values: np.ndarray) -> None:
    """Closeness to the best over closeness to best plus worst, after vector scaling."""
    weights = np.array([0.5, 0.3, 0.2])
    scaled = values / np.sqrt((values**2).sum(axis=0)) * weights
    to_best = np.sqrt(((scaled - scaled.max(axis=0)) ** 2).sum(axis=1))
    to_worst = np.sqrt(((scaled - scaled.min(axis=0)) ** 2).sum(axis=1))
    total = to_best + to_worst
    if (total < 1e-9).any():
        return
    closeness = np.round(to_worst / total, 9)
    if len(set(closeness.tolist())) < 5:
        return
    assert topsis_ranks(values, weights).tolist() == ((-closeness).argsort().argsort() + 1).tolist()


def test_topsis_puts_sites_that_are_all_alike_first_and_passes_over_a_column_of_nothing() -> None:
    assert topsis_ranks(np.full((3, 2), 0.4), np.array([0.5, 0.5])).tolist() == [1, 1, 1]
    empty = np.array([[0.0, 0.2], [0.0, 0.8]])
    assert topsis_ranks(empty, np.array([0.5, 0.5])).tolist() == [2, 1]


def test_topsis_on_a_case_by_hand() -> None:
    """One site is best on both, one worst on both: ranks 1 and 3, the other between."""
    values = np.array([[0.5, 0.5], [0.9, 0.9], [0.1, 0.1]])
    assert topsis_ranks(values, np.array([0.5, 0.5])).tolist() == [2, 1, 3]
