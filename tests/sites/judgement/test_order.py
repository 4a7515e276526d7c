"""The list: what a council asks, in which group a site stands, and whom the first is told from."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sites.base.verdicts import GROUPS, HEADS, VERDICTS
from sites.judgement.load import Level, fit_of
from sites.judgement.mix import parse_mix
from sites.judgement.order import heads_of, order_table
from sites.scoring.kern_load import carried_places, room_left
from sites.scoring.scoring import curve_value, score_ends
from sites.settings.base import Curve
from sites.settings.judgement import LoadParams
from sites.settings.scenario import Criterion
from sites.tables.order import Order
from sites.travel.access import travel_table
from sites.travel.hub_travel import hub_travel
from tests.sites.small import (
    context,
    coverage,
    criterion,
    hubs_at,
    places_at,
    scenario,
    sites_at,
)

IDS = ["a", "b", "c"]
MAYBE = st.one_of(st.none(), st.integers(0, 200))


def _tables(
    verdicts: list[str], room: list[int | None], rank: list[int | None], *, people: int = 80
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    ids = [f"s{i}" for i in range(len(verdicts))]
    ranking = pd.DataFrame({"site_id": ids, "rank": pd.array(rank, dtype="Int64")})
    verdict = pd.DataFrame({"site_id": ids, "verdict": verdicts, "by_team": False})
    load = pd.DataFrame(
        {
            "site_id": ids,
            "load": pd.array([people] * len(ids), dtype="Int64"),
            "fits_places": pd.array(room, dtype="Int64"),
            "fits_level": ["kern"] * len(ids),
        }
    )
    return ranking, verdict, load


def test_eighty_places_in_a_village_of_595_stand_below_a_town_and_are_flagged() -> None:
    """Oud Zuilen has 595 inhabitants and carries 40; Soest 47,000. The village has the rank."""
    tables = _tables(["Kan leunen", "Kan leunen met bevestiging"], [40, 500], [1, 2])
    table = order_table(*tables, None)
    assert table["site_id"].tolist() == ["s1", "s0"]
    assert table["group"].tolist() == [GROUPS[0], GROUPS[3]]
    assert pd.isna(table["flag"].iloc[0])
    assert table["flag"].iloc[1] == ("Past niet: 80 bewoners erbij, ruimte voor 40 in deze kern.")


def test_fit_counts_the_places_that_are_there_at_the_tightest_level() -> None:
    people = {"kern": 595.0, "gemeente": 65_000.0}
    params = LoadParams()
    levels = []
    for name, inhabitants in people.items():
        carries = np.fmax(carried_places(np.array([inhabitants]), getattr(params, name)), 40.0)
        present = np.array([20.0 if name == "kern" else 100.0])
        area = np.array([name], dtype=object)
        room = room_left(carries, present)
        levels.append(Level(name, area, np.array([inhabitants]), present, carries, room))
    sites = pd.DataFrame({"site_id": ["z"]})
    fit = fit_of(sites, (parse_mix(None, 80),), tuple(levels))
    assert fit["z"] == pytest.approx((80 + 20) / 40 * 100)
    assert curve_value(fit.to_numpy(), Curve(good=50, poor=150)).item() == 0.0
    nowhere = [
        Level(level.name, level.area, level.inhabitants * np.nan, level.present,
              level.carries * np.nan, level.room * np.nan)
        for level in levels
    ]  # fmt: skip
    assert np.isnan(fit_of(sites, (parse_mix(None, 80),), tuple(nowhere))["z"])


@given(
    st.lists(
        st.tuples(st.sampled_from(VERDICTS), MAYBE, st.booleans(), st.booleans()),
        min_size=1,
        max_size=12,
    )
)
def test_every_site_is_in_exactly_one_group_and_in_rank_order_there(
    drawn: list[tuple[str, int | None, bool, bool]],
) -> None:
    ranks: list[int | None] = []
    for _, _, _, is_ranked in drawn:
        ranks.append(sum(rank is not None for rank in ranks) + 1 if is_ranked else None)
    ranking, verdicts, load = _tables([one[0] for one in drawn], [one[1] for one in drawn], ranks)
    verdicts = verdicts.assign(by_team=[one[2] for one in drawn])
    table = order_table(ranking, verdicts, load, None)
    Order.validate(table)
    assert sorted(table["site_id"]) == sorted(ranking["site_id"])
    place = table["group"].map(GROUPS.index)
    assert place.is_monotonic_increasing
    rank = table["site_id"].map(ranking.set_index("site_id")["rank"])
    for _, own in rank.groupby(place.to_numpy()):
        known = own.notna().to_numpy()
        assert not known[1:][~known[:-1]].any()  # without a rank comes last
        assert own.dropna().is_monotonic_increasing
    room = load.set_index("site_id")["fits_places"]
    tight = (room < 80).reindex(table["site_id"]).fillna(value=False).to_numpy(dtype=bool)
    assert ((table["group"] == "past niet").to_numpy() == tight).all()
    assert (table["flag"].notna().to_numpy() == tight).all()


def test_the_head_is_whoever_reaches_the_lower_end_of_the_first() -> None:
    """Number 1 has the interval 1 to 41: 41 itself reaches it, 42 does not."""
    low, high = np.array([1.0, 41.0, 42.0, np.nan]), np.array([41.0, 60.0, 70.0, np.nan])
    codes = heads_of(np.zeros(4, np.int64), np.arange(4), low, high)
    words = [None if code is None else HEADS[code] for code in codes]
    assert words == [
        "niet te onderscheiden",
        "niet te onderscheiden",
        "zeker lager",
        "niet doorgerekend",
    ]


def test_each_group_has_a_first_of_its_own() -> None:
    low, high = np.array([1.0, 5.0, 9.0]), np.array([3.0, 8.0, 12.0])
    assert heads_of(np.array([0, 1, 0]), np.array([0, 2, 1]), low, high) == [0, 0, 1]


def test_a_site_placed_by_its_postcode_has_a_range_to_everything_near() -> None:
    """1.400 m at 100 m a minute is 14 minutes either way."""
    run = scenario(travel={"walk_kmh": 6, "walk_detour": 1})
    sites = sites_at([(0, 0), (0, 0)]).assign(accuracy_m=[1400.0, None])
    known = context(
        run, places=places_at("gp", [(2000, 0)]), hubs=hubs_at([(0, 0)]),
        coverage=coverage(),
    )  # fmt: skip
    trips = hub_travel(sites, known.mothers, known.engine)
    travel = travel_table(sites, trips, known)
    rows = travel[(travel["category"] == "gp") & (travel["mode"] == "walk")]
    assert rows[["low_min", "travel_min", "high_min"]].to_numpy().tolist() == [
        [6.0, 20.0, 34.0],
        [20.0, 20.0, 20.0],
    ]


def test_a_score_is_a_range_where_the_mother_s_place_is_not_exact() -> None:
    """Curve 10 to 30: 20 minutes is 0,5; between 10 and 30 it is anything."""
    run = scenario(criterion("mother", mode="bike"), criterion("gp"))
    scores = pd.DataFrame(
        {
            "site_id": ["s", "s"],
            "criterion": ["mother", "gp"],
            "category": ["mother", "gp"],
            "value": [0.5, 1.0],
            "weight": [0.5, 0.5],
        }
    )
    travel = pd.DataFrame(
        {"site_id": ["s"], "category": "mother", "mode": "bike", "direction": "to_place",
         "low_min": [10.0], "high_min": [30.0]}
    )  # fmt: skip
    ends = score_ends(scores, travel, run).loc["s"]
    assert (ends["low"], ends["high"]) == (0.5, 1.0)
    exact = travel.assign(low_min=20.0, high_min=20.0)
    assert score_ends(scores, exact, run).loc["s"].tolist() == [0.75, 0.75]


@pytest.mark.parametrize(
    "wrong",
    [
        {"categories": ("fit",), "unit": "%", "mode": "walk"},
        {"categories": ("fit",), "unit": "min", "mode": None},
        {"categories": ("gp",), "unit": "%", "mode": None},
        {"categories": ("gp",), "unit": "min", "mode": None},
        {"categories": ("fit", "gp"), "unit": "%", "mode": None},
    ],
)
def test_a_criterion_is_a_trip_with_a_mode_or_a_share_without(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="stands alone, in % and without a mode"):
        Criterion.model_validate(criterion("x") | wrong)
