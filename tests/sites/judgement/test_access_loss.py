"""E2SFCA: by hand, against published numbers, and laws."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sites.judgement.access_loss import (
    GP,
    SCHOOL,
    catchment_table,
    floating_catchment,
    open_sites,
    zone_weights,
)
from sites.settings.judgement import CatchmentParams, Zone
from sites.settings.scenario import TravelParams
from sites.tables.judgement import Catchment
from sites.travel.crowfly import CrowFly

ONE_ZONE = (Zone(until_min=30, weight=1.0),)
LUO_QI = CatchmentParams().zones
DEMAND = arrays(float, 4, elements=st.floats(1, 1000))
SUPPLY = arrays(float, 3, elements=st.floats(0, 100))
WEIGHTS = arrays(float, (4, 3), elements=st.sampled_from([0.0, 0.22, 0.68, 1.0]))


def test_two_step_catchment_by_hand() -> None:
    """Two doctors; the first serves eight people, the second five; the tract in both gets
    1/8 + 1/5 = 0.325, as in the figure of Luo and Wang (2003), Env. Plann. B 30, 865-884.
    """
    minutes = np.full((12, 2), 99.0)
    minutes[:8, 0] = 20.0
    minutes[7:, 1] = 20.0
    access = floating_catchment(np.ones(12), np.ones(2), zone_weights(minutes, ONE_ZONE)).access
    assert access[0] == pytest.approx(1 / 8)
    assert access[7] == pytest.approx(0.325)
    assert access[11] == pytest.approx(1 / 5)


def test_enhanced_catchment_by_hand_with_the_weights_of_luo_and_qi() -> None:
    """One school of 100 seats; 100 children at 5, 15 and 25 minutes (weights 1, 0.68, 0.22).

    R = 100 / (100 x 1.90) = 0.5263; access 0.5263, 0.3579 and 0.1158, which hand out 100 seats.
    """
    weights = zone_weights(np.array([[5.0], [15.0], [25.0]]), LUO_QI)
    access = floating_catchment(np.full(3, 100.0), np.array([100.0]), weights).access
    assert access == pytest.approx([1 / 1.9, 0.68 / 1.9, 0.22 / 1.9])
    assert (access * 100).sum() == pytest.approx(100)


def test_the_published_example_of_another_library_is_reproduced() -> None:
    """Three consumers in a line, two providers at the ends: the introduction of sdc-catchment.

    Printed there: 0.066667 each with one wide zone; with the Gaussian kernel exp(-d^2/2), 0.065179,
    0.069641 and 0.065179. The kernel is another, the two steps are the same.
    """
    cost = np.array([[0.0, 2.0], [1.0, 1.0], [2.0, 0.0]])
    demand, supply = np.full(3, 100.0), np.full(2, 10.0)
    wide = floating_catchment(demand, supply, zone_weights(cost, ONE_ZONE)).access
    decay = floating_catchment(demand, supply, np.exp(-(cost**2) / 2)).access
    assert wide == pytest.approx([0.066667] * 3, abs=5e-7)
    assert decay == pytest.approx([0.065179, 0.069641, 0.065179], abs=5e-7)


@given(DEMAND, SUPPLY, WEIGHTS)
def test_supply_within_reach_is_handed_out_whole(
    demand: np.ndarray, supply: np.ndarray, weights: np.ndarray
) -> None:
    access = floating_catchment(demand, supply, weights).access
    reached = weights.any(axis=0)
    assert (demand * access).sum() == pytest.approx(supply[reached].sum())


@given(
    DEMAND,
    SUPPLY,
    WEIGHTS,
    st.floats(1, 500),
    arrays(float, 3, elements=st.sampled_from([0.0, 0.22, 1.0])),
)
def test_what_newcomers_gain_the_others_lose(
    demand: np.ndarray, supply: np.ndarray, weights: np.ndarray, heads: float, near: np.ndarray
) -> None:
    before = floating_catchment(demand, supply, weights).access
    after = open_sites(
        demand, supply, weights, site_demand=np.array([heads]), site_weights=near[None]
    )
    both = floating_catchment(np.append(demand, heads), supply, np.vstack([weights, near])).access
    assert after.newcomers[0] == pytest.approx(both[-1])
    lost = after.loss.toarray()[0]
    assert before - lost == pytest.approx(both[:-1])
    assert (lost >= -1e-9).all()


@given(DEMAND, SUPPLY, WEIGHTS, st.integers(0, 2))
def test_more_supply_makes_nobody_worse_off(
    demand: np.ndarray, supply: np.ndarray, weights: np.ndarray, place: int
) -> None:
    more = supply.copy()
    more[place] += 10
    one, two = (floating_catchment(demand, s, weights).access for s in (supply, more))
    assert (two >= one - 1e-12).all()


def _layers(capacity: list[float]) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    sites = pd.DataFrame({"site_id": ["s1"], "easting": [0.0], "northing": [0.0]})
    kernen = pd.DataFrame(
        {
            "kern": ["Aa", "Bee"],
            "gm_code": ["GM0001"] * 2,
            "population": [1000, 2000],
            "easting": [0.0, 90_000.0],
            "northing": [0.0, 0.0],
        }
    )
    places = pd.DataFrame(
        {
            "place_id": [f"p{i}" for i in range(len(capacity))],
            "category": "primary_school",
            "capacity": capacity,
            "easting": 0.0,
            "northing": 0.0,
        }
    )
    return sites, kernen, places


def _table(capacity: list[float], params: CatchmentParams | None = None) -> pd.DataFrame:
    sites, kernen, places = _layers(capacity)
    return catchment_table(
        sites,
        kernen,
        places,
        service=SCHOOL,
        site_demand=np.array([12.5]),
        engine=CrowFly(TravelParams()),
        params=params or CatchmentParams(),
    )


def test_the_worst_hit_kern_is_named_with_its_loss() -> None:
    """100 seats for 87.5 pupils of Aa; 12.5 newcomers make it 100: from 1.14 to 1.00."""
    row = _table([100.0, float("nan")]).iloc[0]
    assert (row["worst_kern"], row["unknown_places"]) == ("Aa", 1)
    assert row["worst_after"] == pytest.approx(1.0)
    assert row["sentence"] == (
        "Nieuwkomers krijgen 1,00 plaatsen per leerling (basisschool). Het meest gaat Aa "
        "achteruit: van 1,14 naar 1,00 (12% minder). Van 1 voorziening is de ruimte niet bekend; "
        "dat telt niet mee."
    )
    Catchment.validate(_table([100.0]))


def test_missing_capacities_are_unknown_and_not_endless() -> None:
    row = _table([float("nan")]).iloc[0]
    assert pd.isna(row["newcomer_access"])
    assert row["sentence"].startswith("Onbekend: van geen enkele basisschool")
    Catchment.validate(_table([float("nan")]))


def test_an_assumed_capacity_is_named_in_the_sentence() -> None:
    params = CatchmentParams(assumed_school_seats=200)
    assert "is 200 aangenomen" in _table([float("nan")], params)["sentence"].item()


def test_zones_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="zones must go outwards with falling weights"):
        CatchmentParams(zones=(Zone(until_min=20, weight=0.5), Zone(until_min=10, weight=1)))


def _gp_table(params: CatchmentParams, kernen: pd.DataFrame | None = None) -> pd.DataFrame:
    sites, towns, places = _layers([1000.0])
    places["category"] = "gp"
    return catchment_table(
        sites, towns if kernen is None else kernen, places, service=GP,
        site_demand=np.array([1000.0]), engine=CrowFly(TravelParams()), params=params,
    )  # fmt: skip


def test_everyone_of_a_kern_needs_a_gp_and_only_a_share_a_school() -> None:
    """1,000 people on a list of 1,000; 1,000 newcomers halve it. A share would not."""
    row = _gp_table(CatchmentParams()).iloc[0]
    assert (row["worst_before"], row["worst_after"]) == (pytest.approx(1), pytest.approx(0.5))


def test_a_gp_is_assumed_by_the_list_and_a_school_by_its_seats() -> None:
    lists = CatchmentParams(assumed_gp_list=2000)
    assert "is 2.000 aangenomen" in _gp_table(lists)["sentence"].item()
    assert "aangenomen" not in _gp_table(CatchmentParams(assumed_school_seats=9))["sentence"].item()


def test_of_equally_hit_kernen_the_first_in_the_alphabet_is_named() -> None:
    _, kernen, _ = _layers([1000.0])
    both = kernen.assign(easting=0.0).iloc[::-1]
    assert _gp_table(CatchmentParams(), both)["worst_kern"].item() == "Aa"
