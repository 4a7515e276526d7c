"""Laws of the ledger on drawn rows and days: what never mixes, and what always adds up."""

from datetime import date, timedelta

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from sites.base.apportion import largest_remainder
from sites.ledger.agreements import after_agreements, balance
from sites.ledger.rows import COLUMNS, ledger_rows
from sites.ledger.shares import tranches
from sites.ledger.state import (
    change_days,
    ledger_on,
    pending_on,
    pressure,
    slider,
    state_on,
    town_slider,
)
from sites.ledger.tables import whole_ledger
from sites.settings.ledger import COUNTERS, Agreement, LedgerParams
from sites.settings.plan import ShareParams
from sites.tables.ledger import STATUSES

CODES = ("GM0001", "GM0002", "GM0003")
TOWNS = pd.DataFrame(
    {
        "gm_code": CODES,
        "name": ["Astad", "Bedorp", "Cedorp"],
        "population": [60_000, 20_000, 20_000],
        "role": "gebied",
    }
)
FIRST, LAST = date(2022, 1, 1), date(2030, 1, 1)
DAYS = st.dates(date(2020, 1, 1), date(2032, 1, 1))
DRAWN = st.lists(
    st.tuples(
        st.sampled_from([*CODES, "GM9999"]),
        st.sampled_from([*COUNTERS, "eigen"]),
        st.sampled_from(STATUSES),
        st.none() | st.integers(0, 500),
        st.none() | DAYS,
        st.none() | st.integers(0, 2000),
    ),
    min_size=1,
    max_size=8,
)
OWN = LedgerParams(own_counters=("eigen",))


def table(drawn) -> pd.DataFrame:
    made = []
    for number, (code, counter, status, places, start, length) in enumerate(drawn):
        end = None if length is None else (start or FIRST) + timedelta(days=length)
        made.append(
            {
                "hub_id": f"H{number}",
                "name": f"Locatie {number}",
                "gm_code": code,
                "counter": counter,
                "status": status,
                "places": places,
                "decided": None if number % 2 else "2020",
                "from_date": None if start is None else start.isoformat(),
                "until_date": None if end is None else end.isoformat(),
            }
        )
    rows = pd.DataFrame(made).reindex(columns=list(COLUMNS))
    text = [name for name in COLUMNS if name != "places"]
    return rows.astype(dict.fromkeys(text, "str") | {"places": "Int64"})


def by_hand(drawn, on: date) -> int:
    """Reckon the regular total from what was drawn, without the ledger's code."""
    total = 0
    for code, counter, status, places, start, length in drawn:
        end = None if length is None else (start or FIRST) + timedelta(days=length)
        runs = (start is None or start <= on) and (end is None or on < end)
        lasts = status == "bestaand" or (status == "beëindigd" and end is not None)
        if counter == "regulier" and code in CODES and runs and lasts:
            total += places or 0
    return total


@settings(max_examples=60)
@given(DRAWN, DAYS)
def test_the_regular_total_holds_regular_places_in_use_and_nothing_else(drawn, on) -> None:
    ledger = ledger_on(table(drawn), on, municipalities=TOWNS, params=OWN)
    assert ledger.regular == by_hand(drawn, on)


@settings(max_examples=60)
@given(DRAWN, DAYS)
def test_no_cno_place_is_in_the_regular_total_on_any_day(drawn, on) -> None:
    rows = table(drawn)
    without = rows[rows["counter"] != "cno"]
    every, rest = (ledger_on(r, on, municipalities=TOWNS, params=OWN) for r in (rows, without))
    assert every.regular == rest.regular
    kept = every.totals["counter"] != "cno"
    pd.testing.assert_frame_equal(every.totals[kept], rest.totals[kept])


@settings(max_examples=12)
@given(DRAWN)
def test_the_slider_is_the_ledger_on_every_change_day_and_the_day_before(drawn) -> None:
    rows = table(drawn)
    own = {"first": FIRST, "last": LAST}
    whole = slider(rows, TOWNS, counters=OWN.counters, **own)
    towns = town_slider(rows, TOWNS, **own)
    for change in change_days(rows, FIRST, LAST):
        for on in (change, change - timedelta(days=1)):
            if on < FIRST:
                continue
            ledger = ledger_on(rows, on, municipalities=TOWNS, params=OWN)
            upto = whole[whole["on"] <= on.isoformat()]
            seen = upto[upto["on"] == upto["on"].max()].drop(columns="on")
            assert seen.to_dict("records") == ledger.totals.to_dict("records")
            upto = towns[towns["on"] <= on.isoformat()]
            last = upto[upto["on"] == upto["on"].max()] if len(upto) else upto
            last = last.set_index(["gm_code", "counter"]).drop(columns="on")
            held = ledger.towns.set_index(["gm_code", "counter"])
            assert last[last.any(axis=1)].to_dict() == held[held.any(axis=1)].to_dict()


@settings(max_examples=40)
@given(DRAWN, DAYS, st.sets(st.sampled_from(COUNTERS), max_size=3))
def test_a_counter_that_is_left_out_changes_only_itself_and_the_sum(drawn, on, gone) -> None:
    ledger = ledger_on(table(drawn), on, municipalities=TOWNS, params=OWN)
    kept = [counter for counter in COUNTERS if counter not in gone]
    every, fewer = (pressure(ledger, TOWNS, counters) for counters in (COUNTERS, kept))
    pd.testing.assert_frame_equal(every[kept], fewer[kept])
    lost = every[sorted(gone)].fillna(0).sum(axis=1).astype("int64")
    assert (every["together"] - fewer["together"]).tolist() == lost.tolist()
    # What municipalities hold together is what the province holds.
    totals = ledger.totals.set_index("counter")["existing"]
    assert every["together"].sum() == totals[list(COUNTERS)].sum()


@given(
    st.integers(0, 20_000),
    st.integers(0, 20_000),
    st.lists(st.integers(0, 10**6), min_size=3, max_size=3).filter(any),
)
def test_tranches_and_shares_are_whole_and_add_up_under_any_key(total, first, weights) -> None:
    share = ShareParams(key="eigen", own=dict(zip(CODES, weights, strict=True)))
    cut = tranches(TOWNS, total, min(first, total), share)
    assert cut["once"].sum() == cut["in_two"].sum() == total
    assert cut["tranche_1"].sum() == min(first, total)
    assert (cut["difference"].abs() <= 1).all()
    assert largest_remainder(total, pd.Series(weights)).tolist() == cut["once"].tolist()


AGREED = st.lists(
    st.tuples(st.permutations(CODES), st.integers(0, 300), st.integers(0, 50), DAYS,
              st.integers(0, 2000)),
    max_size=5,
)  # fmt: skip


@given(AGREED, DAYS)
def test_agreements_balance_to_zero_and_leave_the_total_as_it_was(drawn, on) -> None:
    agreed = tuple(
        Agreement(
            id=str(number),
            taker=pair[0],
            giver=pair[1],
            places=places,
            statushouders_per_year=people,
            from_date=start,
            until_date=start + timedelta(days=length),
        )
        for number, (pair, places, people, start, length) in enumerate(drawn)
    )
    balanced = balance(agreed, TOWNS, on)
    assert balanced[["places", "statushouders_per_year"]].sum().tolist() == [0, 0]
    shares = largest_remainder(4793, TOWNS.set_index("gm_code")["population"])
    after = after_agreements(balanced, shares, dict.fromkeys(CODES, 100))
    assert after["share_after"].sum() == 4793
    assert after["housing_after"].sum() == 300


@settings(max_examples=8)
@given(DRAWN, DAYS)
def test_the_tables_of_a_run_tell_the_same_story(drawn, on) -> None:
    found = whole_ledger(table(drawn), TOWNS, OWN, on, 4793)
    rows, totals = found.rows, found.totals.set_index("counter")
    used = rows[(rows["counted"] == "bestaand") & (rows["counter"] == "regulier")]
    assert used["places"].sum() == totals["existing"]["regulier"]
    by_town = found.towns.groupby("counter")["existing"].sum()
    assert by_town.to_dict() == totals.loc[by_town.index, "existing"].to_dict()
    assert found.shares["population_share"].sum() == 4793
    assert found.bonus["bonus_eur"].sum() == 6_730_000


@settings(max_examples=30)
@given(DRAWN, DAYS)
def test_no_row_both_counts_on_a_day_and_waits_and_what_has_ended_does_neither(drawn, on) -> None:
    rows = table(drawn)
    live, waits = set(state_on(rows, on)["hub_id"]), set(pending_on(rows, on)["hub_id"])
    assert not live & waits
    over = set(rows.loc[rows["until_date"].fillna("9999") <= on.isoformat(), "hub_id"])
    assert not (live | waits) & over
    talked = rows["status"].isin(["in onderzoek", "status onbekend"])
    assert not live & set(rows.loc[talked, "hub_id"])
    firm = (rows["decided"].fillna("9999") <= on.isoformat()) & rows["from_date"].notna()
    assert not live & set(rows.loc[(rows["status"] == "gepland") & ~firm, "hub_id"])


def test_a_kind_that_nobody_knows_is_never_counted_as_regular() -> None:
    hubs = pd.DataFrame(
        {
            "hub_id": list("abcdef"),
            "name": "Locatie",
            "gm_code": "GM0001",
            "kind": ["azc", "voormalige school", "tijdelijke opvang", "crisisnoodopvang / azc",
                     "opvang Oekraïne", "pol"],
            "status": "in gebruik",
            "places": 10,
            "source": "hand",
        }
    )  # fmt: skip
    rows = ledger_rows(hubs, None, None)
    assert rows["counter"].tolist() == [
        "regulier", "regulier", "noodopvang", "cno", "oekraine", "regulier"
    ]  # fmt: skip
    assert rows["status"].tolist()[1] == "na te gaan"
    assert "onbekend" in rows["note"][1]
    assert ledger_on(rows, FIRST, municipalities=TOWNS).regular == 20
