"""What a kern carries: villages by hand, reception counted once and in its own gemeente."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sites.scoring.kern_load import carried_places, kern_load, kern_of_sites, room_left
from sites.settings.base import Curve
from sites.settings.judgement import LoadParams
from sites.tables.kern_load import KernLoad
from tests.sites.small import hubs_at, sites_at

CURVE = Curve(good=10, poor=30)
KERNEN = pd.DataFrame(
    {
        "kern": ["Leerdam", "Zijl", "Zijl"],
        "gm_code": ["GM0001", "GM0001", "GM0002"],
        "easting": [0.0, 4000.0, 9000.0],
        "northing": 0.0,
        "population": pd.array([10_000, 700, 3000], dtype="Int64"),
    }
)


def room(hubs: pd.DataFrame, kernen: pd.DataFrame = KERNEN) -> list[int]:
    table = kern_load(hubs, kernen, LoadParams())
    KernLoad.validate(table)
    return table["room"].tolist()


def test_a_kern_carries_20_per_1000_and_a_small_one_at_least_40() -> None:
    assert room(hubs_at([])) == [200, 40, 60]


def test_reception_fills_the_kern_it_stands_in_and_no_other() -> None:
    """525 places in a kern that carries 200 leave no room; 45 of 60 leave 15."""
    azc = hubs_at([(300, 0), (8800, 0)], gm_code=["GM0001", "GM0002"], places=[525, 45])
    assert room(azc) == [0, 40, 15]
    assert kern_load(azc, KERNEN, LoadParams())["existing"].tolist() == [525, 0, 45]


def test_reception_counts_in_its_own_gemeente_also_where_a_kern_across_is_nearer() -> None:
    azc = hubs_at([(6900, 0)], gm_code="GM0001", places=30)  # 2100 m from the Zijl of GM0002
    assert room(azc) == [200, 10, 60]


def test_reception_in_a_gemeente_without_kernen_fills_none_and_unknown_goes_to_the_nearest() -> (
    None
):
    abroad = hubs_at([(100, 0)], gm_code="GM9999", places=90)
    assert room(abroad) == [200, 40, 60]
    assert room(abroad.assign(gm_code=None)) == [110, 40, 60]


def test_plans_closed_ones_and_unknown_places_take_no_room() -> None:
    hubs = hubs_at([(0, 0)] * 3, places=[90, 90, pd.NA])
    assert room(hubs.assign(status=["gepland", "beëindigd", "in gebruik"])) == [200, 40, 60]


def test_a_site_finds_the_kern_it_names_in_its_own_gemeente_else_the_nearest() -> None:
    sites = sites_at([(4100, 0)] * 4, gm_code=["GM0001", "GM0002", "GM0002", None],
                     kern=["Zijl", "Zijl", "Leerdam", None])  # fmt: skip
    table = kern_load(hubs_at([]), KERNEN, LoadParams())
    assert kern_of_sites(sites, table).tolist() == [1, 2, 1, 1]
    assert kern_of_sites(sites, table.iloc[:0]).tolist() == [-1] * 4


@given(st.integers(1, 50_000), st.integers(0, 900))
def test_the_room_stays_under_the_middle_and_one_more_does_not(people: int, there: int) -> None:
    fits = float(room_left(carried_places(np.array([float(people)]), CURVE), np.array([there]))[0])
    assert (there + fits + 1) / people * 1000 > 20
    if fits > 0:
        assert (there + fits) / people * 1000 <= 20 + 1e-6


def test_a_share_that_comes_out_whole_is_not_rounded_down() -> None:
    """At 4,6 per 1.000 every 5.000 inhabitants carry 23 places; a binary 4,6 is a hair less."""
    curve = Curve(good=0, poor=9.2)
    exact = list(range(5000, 500_000, 5000))
    found = room_left(carried_places(np.array(exact, float), curve), np.zeros(len(exact)))
    assert found.tolist() == [n * 46 // 10_000 for n in exact]


IN_A_ROW = hubs_at([(2500.0 * n, 0.0) for n in range(4)], places=0)


@given(
    st.lists(st.integers(0, 600), min_size=1, max_size=4),
    st.integers(0, 3),
    st.integers(1, 400),
)
def test_more_existing_places_never_leave_more_room(places, which, more) -> None:
    before = IN_A_ROW.iloc[: len(places)].assign(places=places)
    which %= len(places)
    after = before.assign(places=[p + more * (n == which) for n, p in enumerate(places)])
    one, full = (kern_load(hubs, KERNEN, LoadParams()) for hubs in (before, after))
    assert (full["room"] <= one["room"]).all()
    assert full["existing"].sum() == sum(places) + more
    assert (full["room"] + full["existing"] <= np.maximum(full["carries"], full["existing"])).all()


def test_unknown_inhabitants_leave_the_room_unknown() -> None:
    nobody = room_left(carried_places(np.array([np.nan, 0.0]), CURVE), np.zeros(2))
    assert np.isnan(nobody).all()
    assert carried_places(np.array([3000.0]), CURVE)[0] == pytest.approx(60)
