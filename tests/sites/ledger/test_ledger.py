"""The ledger: what counts on a day, worked out by hand; and the bundled reception table."""

from datetime import date

import pandas as pd
import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from sites.base.apportion import fair_shares, largest_remainder
from sites.ledger.agreements import Agreement, balance, flow_on
from sites.ledger.shares import shares_side_by_side, tranches
from sites.ledger.state import (
    LedgerError,
    existing_places,
    ledger_on,
    ledger_rows,
    pressure,
    slider,
    state_on,
)
from sites.settings.plan import ShareParams

BASISSET = ROOT / "geodata" / "basisset"
TOWNS = pd.DataFrame(
    {
        "gm_code": ["GM0001", "GM0002", "GM0003"],
        "name": ["Astad", "Bedorp", "Cedorp"],
        "population": [60_000, 20_000, 20_000],
        "role": "gebied",
    }
)
HUBS = pd.DataFrame(
    {
        "hub_id": ["H1", "H2", "H3"],
        "name": ["AZC Astad", "Sporthal", "Hotel"],
        "gm_code": ["GM0001", "GM0002", "GM0002"],
        "kind": ["azc", "crisisnoodopvang", "azc"],
        "status": "in gebruik",
        "places": [100, 50, 30],
        "source": "hand",
    }
)


def term(hub_id, counter, status, places, start=None, end=None, decided=None):
    return {
        "decided": decided,
        "hub_id": hub_id,
        "counter": counter,
        "status": status,
        "places": places,
        "from_date": start,
        "until_date": end,
        "note": None,
    }


TERMS = pd.DataFrame(
    [
        term("H1", "regulier", "bestaand", 100),
        term("H2", "cno", "bestaand", 50, "2023-01-01", "2024-07-01"),
        term("H3", "regulier", "bestaand", 30, "2024-01-01", "2026-01-01"),
        term("H3", "regulier", "gepland", 40, "2027-01-01", decided="2023-05"),
        term("H3", "statushouders", "bestaand", 7, "2023-01-01"),
        term("H3", "amv", "bestaand", None),
    ]
)


def rows():
    return ledger_rows(HUBS, None, TERMS)


def total(ledger, counter, column="existing"):
    return int(ledger.totals.set_index("counter").loc[counter, column])


def test_a_cno_site_never_enters_the_regular_total_and_leaves_on_its_end_date() -> None:
    before = ledger_on(rows(), date(2024, 6, 30), municipalities=TOWNS)
    after = ledger_on(rows(), date(2024, 7, 1), municipalities=TOWNS)
    assert (before.regular, total(before, "cno")) == (130, 50)
    assert (after.regular, total(after, "cno")) == (130, 0)


def test_the_start_day_counts_and_the_end_day_does_not() -> None:
    days = (date(2023, 12, 31), date(2024, 1, 1), date(2025, 12, 31), date(2026, 1, 1))
    totals = [ledger_on(rows(), on, municipalities=TOWNS).regular for on in days]
    assert totals == [100, 130, 130, 100]


def test_planned_places_never_count_as_existing_by_date_alone() -> None:
    late = ledger_on(rows(), date(2030, 1, 1), municipalities=TOWNS)
    assert (late.regular, late.planned) == (100, 40)


def test_the_difference_from_the_derived_2101_is_shown() -> None:
    ledger = ledger_on(rows(), date(2024, 1, 1), municipalities=TOWNS)
    assert ledger.derived_difference == 130 - 2101
    assert "1.971 minder dan de 2.101" in ledger.notes[0]


def test_an_unknown_number_is_counted_as_unknown_and_said() -> None:
    ledger = ledger_on(rows(), date(2024, 1, 1), municipalities=TOWNS)
    assert total(ledger, "amv") == 0
    assert total(ledger, "amv", "unknown") == 1
    assert "Van 1 regel is het aantal plekken onbekend: die tellen niet mee." in ledger.notes


def test_cno_candidates_are_the_municipalities_without_regular_reception_or_plans() -> None:
    assert ledger_on(rows(), date(2024, 1, 1), municipalities=TOWNS).cno_candidates == ("Cedorp",)


def test_turning_a_counter_off_changes_only_that_counter_and_the_sum() -> None:
    ledger = ledger_on(rows(), date(2024, 2, 1), municipalities=TOWNS)
    every = pressure(ledger, TOWNS, ["regulier", "cno", "statushouders"])
    fewer = pressure(ledger, TOWNS, ["regulier", "cno"])
    pd.testing.assert_frame_equal(
        every.drop(columns=["statushouders", "together", "per_1000"]),
        fewer.drop(columns=["together", "per_1000"]),
    )
    assert (every["together"] - fewer["together"]).tolist() == [0, 7, 0]


def test_the_slider_tells_the_state_of_any_day() -> None:
    table = slider(rows(), TOWNS, first=date(2023, 6, 1), last=date(2026, 6, 1))
    for on in ("2024-03-15", "2025-12-31", "2026-01-01"):
        row = table[(table["on"] <= on) & (table["counter"] == "regulier")].iloc[-1]
        ledger = ledger_on(rows(), date.fromisoformat(on), municipalities=TOWNS)
        assert row["existing"] == ledger.regular


def test_a_plan_starts_from_the_regular_places_in_use() -> None:
    held = existing_places(rows(), date(2024, 2, 1)).set_index("gm_code")["places"]
    assert held.to_dict() == {"GM0001": 100, "GM0002": 30}


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["regulier", "cno", "noodopvang"]),
            st.sampled_from(["bestaand", "gepland", "na te gaan", "beëindigd"]),
            st.integers(0, 500),
            st.integers(2020, 2030),
            st.integers(0, 5),
        ),
        min_size=1,
        max_size=6,
    ),
    st.dates(date(2019, 1, 1), date(2037, 1, 1)),
)
def test_no_cno_place_is_in_the_regular_total_on_any_date(drawn, on) -> None:
    table = pd.DataFrame(
        [
            {**term("H1", c, s, n, f"{y}-01-01", f"{y + k}-01-01"), "gm_code": "GM0001"}
            for c, s, n, y, k in drawn
        ]
    )
    live = state_on(table, on)
    regular = live[(live["counter"] == "regulier") & (live["counted"] == "bestaand")]
    by_hand = sum(
        n
        for c, s, n, y, k in drawn
        if c == "regulier" and s in ("bestaand", "beëindigd") and y <= on.year < y + k
    )
    assert regular["places"].sum() == by_hand
    bare = state_on(table[table["counter"] != "cno"], on)
    same = bare[(bare["counter"] == "regulier") & (bare["counted"] == "bestaand")]
    assert same["places"].sum() == regular["places"].sum()


@given(st.integers(0, 10_000), st.lists(st.integers(0, 10**6), min_size=1, max_size=30))
def test_shares_are_whole_add_up_and_lie_within_one_of_the_quota(total_, weights) -> None:
    if sum(weights) == 0:
        weights = [w + 1 for w in weights]
    parts = largest_remainder(total_, pd.Series(weights))
    assert parts.sum() == total_
    quota = [total_ * w / sum(weights) for w in weights]
    assert all(abs(p - q) < 1 for p, q in zip(parts, quota, strict=True))


def test_three_keys_stand_side_by_side_and_each_adds_up() -> None:
    share = ShareParams(own={"GM0001": 1, "GM0002": 1, "GM0003": 1})
    tasks = pd.DataFrame({"gm_code": ["GM0003", "GM0003"], "kind": ["besluit", "indicatief"]})
    table = shares_side_by_side(TOWNS, 100, share, tasks.assign(places=[0, 9]))
    assert table["population_share"].tolist() == [60, 20, 20]
    assert table["own_share"].tolist() == [34, 33, 33]
    assert table["besluit"].tolist() == [pd.NA, pd.NA, 0]  # nothing is reckoned in this column
    assert table["indicatief"].tolist() == [pd.NA, pd.NA, 9]
    assert shares_side_by_side(TOWNS, 100)["own_share"].isna().all()


def test_one_off_and_two_tranches_add_up_to_the_same_total() -> None:
    table = tranches(TOWNS, 8207, 4793)
    assert table["once"].sum() == table["in_two"].sum() == 8207
    assert table["tranche_1"].sum() == 4793


def test_an_exchange_agreement_moves_a_duty_and_balances() -> None:
    deal = Agreement(
        id="Leersum",
        taker="GM0001",
        giver="GM0002",
        places=100,
        statushouders_per_year=20,
        from_date=date(2021, 12, 1),
        until_date=date(2024, 12, 1),
    )
    table = balance((deal,), TOWNS, date(2024, 1, 1)).set_index("gm_code")
    assert table["places"].tolist() == [100, -100, 0]
    assert table["statushouders_per_year"].tolist() == [-20, 20, 0]
    assert table.loc["GM0002", "agreements"] == "Leersum"
    assert balance((deal,), TOWNS, date(2024, 12, 1))["places"].tolist() == [0, 0, 0]


def test_the_flow_on_lists_municipalities_with_task_and_the_nearest_minutes() -> None:
    plan = pd.DataFrame(
        {"site_id": ["a", "b"], "cluster_id": "H1", "gm_code": ["GM0001", "GM0002"]}
    )
    minutes = pd.DataFrame(
        {
            "site_id": ["a", "a", "b", "b"],
            "gm_code": ["GM0001", "GM0003", "GM0002", "GM0003"],
            "travel_min": [5.0, 60.0, 50.0, 40.0],
        }
    )
    table = flow_on(plan, TOWNS, minutes, {"GM0003": 12}, limit_min=45)
    assert table["gm_code"].tolist() == ["GM0001", "GM0003", "GM0002"]
    assert table["travel_min"].tolist() == [5.0, 40.0, 50.0]
    assert table["housing_task"].tolist() == [pd.NA, 12, pd.NA]


def test_the_bundled_table_gives_2324_regular_places_on_1_january_2024() -> None:
    hubs = pd.read_csv(BASISSET / "reception.csv", encoding="utf-8")
    terms = pd.read_csv(BASISSET / "reception_terms.csv", encoding="utf-8")
    towns = pd.read_csv(BASISSET / "municipalities.csv", encoding="utf-8")
    found = ledger_rows(hubs, None, terms)
    ledger = ledger_on(found, date(2024, 1, 1), municipalities=towns)
    # 590 + 300 + 525 + 100 extra in Leersum + 400 + 300 + 62 in Baarn + 47 in Nieuwegein
    assert ledger.regular == 2324
    assert ledger.derived_difference == 223
    assert ledger.planned == 0
    later = ledger_on(found, date(2028, 3, 1), municipalities=towns)
    assert later.planned == 385 + 338
    baarn = later.rows[later.rows["gm_code"] == "GM0308"].set_index("counter")["places"]
    assert baarn.to_dict() == {"regulier": 62, "amv": 90}
    assert ledger_on(found, date(2024, 7, 1), municipalities=towns).totals.set_index("counter").loc[
        "cno"
    ].tolist() == [0, 0, 0, 0]
    assert "Lopik" in ledger.cno_candidates
    assert "Utrecht" not in ledger.cno_candidates
    assert "Baarn" not in ledger.cno_candidates
    assert not later.cno_candidates


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (lambda: ledger_rows(HUBS, None, pd.DataFrame([term("ZZ", "cno", "bestaand", 1)])), "ZZ"),
        (
            lambda: ledger_rows(
                HUBS,
                None,
                pd.DataFrame([term("H1", "cno", "bestaand", 1, "2024-01-02", "2024-01-01")]),
            ),
            "before it starts",
        ),
        (
            lambda: ledger_rows(
                HUBS, None, pd.DataFrame([term("H1", "cno", "bestaand", 1, "1-2-2024")])
            ),
            "not a date",
        ),
        (lambda: largest_remainder(-1, pd.Series([1])), "give 0 or more"),
        (lambda: largest_remainder(1, pd.Series([0, 0])), "all weights are zero"),
        (lambda: largest_remainder(1, pd.Series([1, -1])), "unknown or negative"),
        (
            lambda: fair_shares(TOWNS, 10, ShareParams(key="opgave", tasks={"GM0001": 11})),
            "more than the target",
        ),
        (
            lambda: shares_side_by_side(TOWNS, 10, ShareParams(own={"GM9999": 1})),
            "no such municipality",
        ),
        (lambda: tranches(TOWNS, 10, 11), "does not fit"),
        (lambda: slider(rows(), TOWNS, first=date(2024, 1, 2), last=date(2024, 1, 1)), "before"),
    ],
)
def test_a_ledger_that_cannot_be_kept_is_refused_in_one_line(made, words) -> None:
    with pytest.raises(LedgerError, match=words) as caught:
        made()
    assert "\n" not in str(caught.value)
