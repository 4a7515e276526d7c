"""One row at a time: what it counts as, on which days, and what no row may ever become."""

from datetime import date

import pandas as pd
import pytest

from sites.ledger.notes import outside_notes, pending_notes, row_notes, total_notes
from sites.ledger.rows import COLUMNS, ledger_rows
from sites.ledger.state import (
    existing_places,
    hubs_on,
    ledger_on,
    pending_on,
    pressure,
    slider,
    state_on,
    town_slider,
)
from sites.ledger.tables import known_only
from sites.settings.ledger import Entry, LedgerParams

ON = date(2026, 1, 1)
TOWNS = pd.DataFrame(
    {
        "gm_code": ["GM0001", "GM0002", "GM0009"],
        "name": ["Astad", "Bedorp", "Randstad"],
        "population": [60_000, 20_000, 5_000],
        "role": ["gebied", "gebied", "ring"],
    }
)
HUBS = pd.DataFrame(
    {
        "hub_id": ["H1", "H2"],
        "name": ["AZC Astad", "Hotel"],
        "gm_code": ["GM0001", "GM0002"],
        "kind": "azc",
        "status": "in gebruik",
        "places": [100, 30],
        "source": "hand",
    }
)


def row(
    status, places=10, start=None, end=None, *, counter="regulier", gm_code="GM0001", decided=None
):
    return {"hub_id": "H1", "name": "AZC Astad", "gm_code": gm_code, "counter": counter,
            "status": status, "places": places, "decided": decided, "from_date": start,
            "until_date": end}  # fmt: skip


def rows(*made):
    table = pd.DataFrame(made).reindex(columns=list(COLUMNS))
    return table.astype({name: "Int64" if name == "places" else "str" for name in COLUMNS})


def totals(table, on=ON, counter="regulier"):
    ledger = ledger_on(table, on, municipalities=TOWNS)
    return ledger.totals.set_index("counter").loc[counter].to_dict()


def test_a_plan_counts_from_its_start_to_its_end_and_not_before_it() -> None:
    table = rows(row("gepland", 40, "2025-01-01", "2027-01-01", decided="2023-05"))
    days = (date(2024, 12, 31), date(2025, 1, 1), date(2026, 12, 31), date(2027, 1, 1))
    assert [totals(table, on)["planned"] for on in days] == [0, 40, 40, 0]
    seen = slider(table, TOWNS, first=date(2024, 1, 1), last=date(2030, 1, 1))
    regular = seen[seen["counter"] == "regulier"].set_index("on")["planned"]
    assert regular.to_dict() == {
        "2024-01-01": 0, "2025-01-01": 40, "2027-01-01": 0, "2030-01-01": 0
    }  # fmt: skip


@pytest.mark.parametrize(
    ("made", "standing"),
    [
        (row("gepland", 40, "2027-01-01", decided="2023-05"), "besloten, begint later"),
        (row("gepland", 40, decided="2023-05"), "besloten, begindag onbekend"),
        (row("gepland", 40, "2020-01-01"), "geen besluit bekend"),
        (row("gepland", 40), "geen besluit bekend"),
        (row("in onderzoek", 40), "in onderzoek"),
        (row("status onbekend", 40, "2020-01-01"), "status onbekend"),
        (row("in onderzoek", 40, None, "2025-12-31"), None),
        (row("gepland", 40, "2020-01-01", decided="2019"), None),
        (row("bestaand", 40, "2027-01-01"), None),
    ],
)
def test_what_is_not_firm_or_not_begun_counts_on_no_day_and_is_listed_apart(made, standing) -> None:
    table = rows(made)
    found = pending_on(table, ON)
    assert found["standing"].tolist() == ([standing] if standing else [])
    if standing:
        assert set(totals(table).values()) == {0}
        assert standing in pending_notes(found)[0].lower()


def test_a_place_that_is_to_be_checked_is_in_no_sum_of_places_in_use() -> None:
    table = rows(row("na te gaan", 30), row("bestaand", 100))
    assert totals(table) == {"existing": 100, "planned": 0, "to_check": 30, "unknown": 0}
    ledger = ledger_on(table, ON, municipalities=TOWNS)
    assert ledger.regular == 100
    assert existing_places(table, ON)["places"].tolist() == [100]
    assert pressure(ledger, TOWNS, ["regulier"])["regulier"].tolist() == [100, 0]
    assert "Van 100 plekken staat geen begindatum" in row_notes(ledger.rows, ON)[0]


def test_a_plan_and_a_place_to_be_checked_are_not_what_a_plan_starts_from() -> None:
    table = rows(row("gepland"), row("na te gaan"), row("bestaand", None), row("bestaand", 5,
                 counter="cno"))  # fmt: skip
    assert existing_places(table, ON).empty


def test_a_counter_with_plans_only_is_not_recorded_and_its_use_is_unknown() -> None:
    planned = rows(
        row("bestaand"), row("gepland", counter="cno"), row("in onderzoek", counter="amv")
    )
    ledger = ledger_on(planned, ON, municipalities=TOWNS)
    assert ledger.recorded == ("regulier",)
    assert pressure(ledger, TOWNS, ["regulier", "cno"])["cno"].isna().all()
    ended = rows(row("bestaand"), row("beëindigd", 5, "2020-01-01", "2021-01-01", counter="cno"))
    assert ledger_on(ended, ON, municipalities=TOWNS).recorded == ("regulier", "cno")


def test_a_row_that_ended_nobody_knows_when_counts_on_no_day() -> None:
    table = rows(
        row("beëindigd", 10, "2020-01-01"), row("beëindigd", 7, "2020-01-01", "2025-01-01")
    )
    days = (date(2019, 12, 31), date(2020, 1, 1), date(2024, 12, 31), date(2025, 1, 1))
    assert [int(state_on(table, on)["places"].sum()) for on in days] == [0, 7, 7, 0]


def test_who_has_reception_of_any_kind_or_a_firm_plan_never_comes_first_for_cno() -> None:
    while_asked = date(2024, 6, 30)

    def first(*made, on=while_asked):
        return ledger_on(rows(*made), on, municipalities=TOWNS).cno_candidates

    assert first(row("na te gaan")) == ("Astad", "Bedorp")
    assert first(row("bestaand", None, counter="amv")) == ("Bedorp",)
    assert first(row("gepland", 9, "2027-01-01", decided="2024")) == ("Bedorp",)
    assert first(row("gepland", 9)) == ("Astad", "Bedorp")
    assert first(row("in onderzoek")) == ("Astad", "Bedorp")
    assert first(row("na te gaan"), on=date(2024, 7, 1)) == ()


def test_what_lies_in_the_ring_around_the_area_is_in_no_total_of_any_day() -> None:
    table = rows(row("bestaand", 10), row("bestaand", 99, gm_code="GM0009"))
    last = date(2026, 6, 1)
    assert totals(table)["existing"] == 10
    assert slider(table, TOWNS, first=ON, last=last)["existing"].max() == 10
    assert set(town_slider(table, TOWNS, first=ON, last=last)["gm_code"]) == {"GM0001"}
    ledger = ledger_on(table, ON, municipalities=TOWNS)
    assert pressure(ledger, TOWNS, ["regulier"])["gm_code"].tolist() == ["GM0001", "GM0002"]
    before = ledger_on(table, date(2024, 1, 1), municipalities=TOWNS)
    assert before.cno_candidates == ("Bedorp",)


def test_the_pressure_is_per_1000_and_a_row_without_number_is_missing_and_told() -> None:
    table = rows(
        row("bestaand", 120), row("bestaand", None, counter="amv"),
        row("bestaand", None, counter="cno", gm_code="GM0002"),
    )  # fmt: skip
    found = pressure(ledger_on(table, ON, municipalities=TOWNS), TOWNS, ["regulier", "amv"])
    assert found["regulier"].tolist() == [120, 0]
    assert found["amv"].tolist() == [pd.NA, 0]
    assert found["together"].tolist() == [120, 0]
    assert found["per_1000"].tolist() == [2.0, 0.0]
    # Bedorp's unknown row is of a counter that was not asked for.
    assert found["incomplete"].tolist() == [True, False]


def test_a_sum_is_missing_only_where_nothing_of_it_is_known() -> None:
    table = pd.DataFrame(
        {
            "counter": ["regulier", "amv", "cno", "noodopvang"],
            "existing": [90, 0, 0, 0],
            "unknown": [1, 1, 0, 0],
        }
    )
    shown = known_only(table, ("regulier", "amv", "noodopvang"))
    assert shown["existing"].tolist() == [90, pd.NA, pd.NA, 0]


def test_a_location_has_the_places_of_all_counters_on_the_day_and_ends_with_its_last_row() -> None:
    table = rows(
        row("bestaand", 30), row("bestaand", 5, counter="amv"), row("gepland", 9, decided="2020"),
        {**row("bestaand", 7, "2020-01-01", "2026-01-01"), "hub_id": "H2"},
    )  # fmt: skip
    found = hubs_on(HUBS.astype({"places": "Int64"}), table, ON)
    assert found["places"].tolist() == [35, 0]
    assert found["status"].tolist() == ["in gebruik", "beëindigd"]
    before = hubs_on(HUBS.astype({"places": "Int64"}), table, date(2025, 12, 31))
    assert before["places"].tolist() == [35, 7]
    unknown = hubs_on(HUBS.astype({"places": "Int64"}), rows(row("bestaand", None)), ON)
    assert unknown["places"].tolist() == [pd.NA, 30]


# --- where a row comes from ----------------------------------------------------------------------


def term(start=None, end=None, places=5):
    return {"hub_id": "H1", "counter": "regulier", "status": "bestaand", "places": places,
            "from_date": start, "until_date": end, "note": None}  # fmt: skip


def test_what_was_entered_goes_before_the_terms_and_these_before_the_table() -> None:
    terms = pd.DataFrame([term(places=70), {**term(places=20), "hub_id": "H2"}])
    entry = Entry(id="H1", counter="regulier", status="bestaand", places=55)
    found = ledger_rows(HUBS, None, terms, (entry,))
    assert found[["hub_id", "places"]].to_numpy().tolist() == [["H1", 55], ["H2", 20]]
    assert ledger_rows(HUBS, None, None)["places"].tolist() == [100, 30]


def test_a_term_may_begin_and_end_on_one_day_and_then_counts_on_none() -> None:
    found = ledger_rows(HUBS.head(1), None, pd.DataFrame([term("2025-01-01", "2025-01-01")]))
    assert state_on(found, date(2025, 1, 1)).empty


@pytest.mark.parametrize(
    ("kind", "status", "counter", "counted"),
    [
        ("azc", "gepland", "regulier", "gepland"),
        ("azc", "na te gaan", "regulier", "na te gaan"),
        ("azc", "beëindigd", "regulier", "beëindigd"),
        ("pol / azc", "in gebruik", "regulier", "bestaand"),
        ("boerderij in de polder", "in gebruik", "regulier", "na te gaan"),  # no "pol"
        ("noodopvang naast azc", "in gebruik", "noodopvang", "bestaand"),
        ("hotel", "gepland", "regulier", "gepland"),
    ],
)
def test_a_location_without_terms_counts_by_its_kind(kind, status, counter, counted) -> None:
    found = ledger_rows(HUBS.head(1).assign(kind=kind, status=status), None, None).iloc[0]
    assert (found["counter"], found["status"]) == (counter, counted)


# --- what is said --------------------------------------------------------------------------------


def test_the_goal_that_is_just_reached_is_reached_and_the_derived_total_is_no_less() -> None:
    params = LedgerParams(derived_existing=100, derived_from="de brief")
    said = total_notes(100, ON, 100, params)
    assert "0 meer dan de 100" in said[0]
    assert said[1] == "Doel 100: gehaald."
    assert total_notes(99, ON, 100, params)[1] == "Doel 100: nog te realiseren 1 plek."
    assert total_notes(102, ON, 100, params)[1] == "Doel 100: gehaald, 2 plekken meer."


def test_what_stops_within_365_days_is_named_and_what_stops_on_that_day_is_not() -> None:
    soon = row("bestaand", 10, "2020-01-01", "2026-12-31")
    later = row("bestaand", 20, "2020-01-01", "2027-01-01")
    said = row_notes(state_on(rows(soon, later), ON), ON)
    assert said == ["Binnen een jaar stopt: AZC Astad (10 plekken tot 31-12-2026)."]


def test_rows_elsewhere_and_rows_without_municipality_are_counted_apart() -> None:
    table = rows(row("bestaand"), row("bestaand", gm_code="GM0009"), row("bestaand", gm_code=None))
    inside = table[table["gm_code"] == "GM0001"]
    assert outside_notes(table, inside) == [
        "Zonder gemeente, en daarom niet geteld: 1 regel.",
        "Buiten het gebied, en daarom niet geteld: 1 regel.",
    ]
