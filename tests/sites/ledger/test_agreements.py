"""Agreements, promises and tables of the ledger: both ends of a term, and what is not known."""

from datetime import date

import pandas as pd

from sites.ledger.agreements import Agreement, after_agreements, balance, deals, flow_on
from sites.ledger.money import bonus_rows
from sites.ledger.rows import COLUMNS
from sites.ledger.shares import shares_side_by_side
from sites.ledger.tables import run_bonus, whole_ledger
from sites.settings.ledger import LedgerParams, MoneyParams
from sites.settings.plan import ShareParams

ON = date(2026, 1, 1)
TOWNS = pd.DataFrame(
    {
        "gm_code": ["GM0001", "GM0002"],
        "name": ["Astad", "Bedorp"],
        "population": pd.array([60_000, 20_000], dtype="Int64"),
        "role": "gebied",
    }
)
DEAL = Agreement(
    id="ruil",
    taker="GM0001",
    giver="GM0002",
    places=100,
    statushouders_per_year=20,
    from_date=date(2025, 1, 1),
    until_date=date(2026, 1, 1),
)


def test_the_register_says_in_force_on_the_days_that_the_balance_counts() -> None:
    days = (date(2024, 12, 31), date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 1))
    told = [bool(deals((DEAL,), TOWNS, on)["in_force"].iloc[0]) for on in days]
    moved = [int(balance((DEAL,), TOWNS, on)["places"].iloc[0]) for on in days]
    assert told == [False, True, True, False]
    assert moved == [0, 100, 100, 0]


def test_who_takes_places_houses_fewer_and_what_is_not_known_stays_so() -> None:
    balanced = balance((DEAL,), TOWNS, date(2025, 6, 1))
    shares = pd.Series([300, None], index=TOWNS["gm_code"], dtype="Int64")
    after = after_agreements(balanced, shares, {"GM0001": 50})
    assert after["share_after"].tolist() == [400, pd.NA]
    assert after["housing_after"].tolist() == [30, pd.NA]


def test_a_town_at_exactly_the_limit_is_within_reach_of_the_nearest_site_of_a_cluster() -> None:
    plan = pd.DataFrame({"site_id": ["a", "b"], "cluster_id": "H1", "gm_code": "GM0001"})
    minutes = pd.DataFrame({"site_id": ["a", "b"], "gm_code": "GM0002", "travel_min": [45.0, 60.0]})
    found = flow_on(plan, TOWNS, minutes, {}, limit_min=45)
    assert found[["gm_code", "travel_min", "own"]].to_numpy().tolist() == [["GM0002", 45.0, False]]
    assert flow_on(plan, TOWNS, minutes, {}, limit_min=44.9).empty


def test_a_promise_that_nobody_knows_has_no_bonus_and_nothing_to_pay_back() -> None:
    promised = pd.Series([10, None], index=["GM0001", "GM0002"], dtype="Int64")
    params = LedgerParams(realised={"GM0001": 4, "GM0002": 4})
    table = bonus_rows(promised, params).set_index("id")
    assert table.loc["GM0001", ["bonus_eur", "earned_eur", "claw_back_eur"]].tolist() == [
        25_000.0, 10_000.0, 15_000.0,
    ]  # fmt: skip
    unknown = table.loc["GM0002", ["bonus_eur", "earned_eur", "claw_back_eur"]]
    assert unknown.isna().all()


def test_an_unknown_population_leaves_two_keys_unknown_and_the_own_key_known() -> None:
    towns = TOWNS.assign(population=pd.array([60_000, None], dtype="Int64"))
    share = ShareParams(own={"GM0001": 1, "GM0002": 3})
    table = shares_side_by_side(towns, 100, share)
    assert table["population_share"].isna().all()
    assert table["besluit"].isna().all()
    assert table["own_share"].tolist() == [25, 75]


def test_the_example_of_a_bonus_is_of_its_own_places_and_no_promise() -> None:
    parts = pd.Series([75, 25], index=TOWNS["gm_code"], dtype="Int64")
    params = LedgerParams(money=MoneyParams(bonus_places=40))
    example = run_bonus(TOWNS, params, parts)
    assert example["reckoned"].tolist() == [30, 10]
    assert example["promised"].isna().all()
    assert example["bonus_eur"].tolist() == [75_000, 25_000]
    none = run_bonus(TOWNS, LedgerParams(money=MoneyParams(bonus_places=0)), parts)
    assert none["reckoned"].tolist() == [0, 0]
    given = run_bonus(TOWNS, LedgerParams(promised={"GM0001": 7}), parts)
    assert given["promised"].tolist() == [7, pd.NA]
    assert given["reckoned"].isna().all()


def test_half_of_an_odd_target_is_rounded_up_in_the_first_tranche() -> None:
    table = pd.DataFrame(columns=list(COLUMNS)).astype(
        {name: "Int64" if name == "places" else "str" for name in COLUMNS}
    )
    found = whole_ledger(table, TOWNS, LedgerParams(first_tranche=None), ON, 101)
    cut = found.tranches
    assert (cut["tranche_1"].sum(), cut["tranche_2"].sum()) == (51, 50)


def test_every_municipality_of_the_ledger_goes_by_its_name() -> None:
    rows = pd.DataFrame(
        {"hub_id": ["H1", "H2"], "name": "AZC", "gm_code": ["GM0001", "GM0002"],
         "counter": "regulier",
         "status": "bestaand", "places": [100, 30]}
    ).reindex(columns=list(COLUMNS))  # fmt: skip
    rows = rows.astype({name: "Int64" if name == "places" else "str" for name in COLUMNS})
    found = whole_ledger(rows, TOWNS, LedgerParams(), ON, 200).towns
    assert found[["name", "existing"]].to_numpy().tolist() == [["Astad", 100], ["Bedorp", 30]]
