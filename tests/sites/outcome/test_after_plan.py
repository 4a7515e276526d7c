"""After a plan: periods, moves, bonus, flow-on and grants, worked out by hand."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sites.base.apportion import LedgerError
from sites.ledger.rows import COLUMNS
from sites.outcome.after_plan import flow_minutes, horizon, town_points, what_follows
from sites.plan.phases import phases
from sites.plan.tables import moves_per_place
from sites.settings.ledger import FlowParams, LedgerParams
from sites.settings.plan import PlanParams
from sites.settings.scenario import TravelParams
from sites.travel.crowfly import CrowFly
from tests.sites.ledger.test_laws import TOWNS

OWN = TOWNS.assign(region=["west", "west", "oost"])
PLAN = PlanParams(on=date(2026, 11, 1), horizon_years=10, target=500)
HUBS = pd.DataFrame(
    {
        "hub_id": ["H1", "H1-team"],
        "name": "AZC Astad",
        "kind": ["moederlocatie", "mobiel team"],
    }
)
MINUTES = pd.DataFrame(
    {"site_id": ["a", "a", "b"], "gm_code": ["GM0001", "GM0003", "GM0003"],
     "travel_min": [5.0, 50.0, 20.0]}
)  # fmt: skip


def row(site_id, places, gm_code, start=None, until=None, cluster="H1", *, durable=True):
    return {
        "site_id": site_id,
        "plan": "plan",
        "places": places,
        "gm_code": gm_code,
        "hub_id": cluster,
        "cluster_id": cluster,
        "is_durable": durable,
        "from_date": start,
        "until_date": until,
    }


def held(places, until):
    """Return a ledger of one location that holds regular places until a day."""
    one = {"hub_id": "H1", "name": "AZC", "gm_code": "GM0001", "counter": "regulier",
           "status": "bestaand", "places": places, "until_date": until}  # fmt: skip
    table = pd.DataFrame([one]).reindex(columns=list(COLUMNS))
    return table.astype({n: "Int64" if n == "places" else "str" for n in COLUMNS})


def after(*rows, params=None, ledger=None, plan=PLAN):
    return what_follows(
        pd.DataFrame(rows, columns=list(row("x", 1, "GM0001"))),
        HUBS,
        OWN,
        MINUTES,
        params or LedgerParams(),
        plan=plan,
        ledger_rows=held(100, "2030-01-01") if ledger is None else ledger,
    )


def test_periods_stand_beside_what_exists_and_what_is_short() -> None:
    found = after(
        row("a", 80, "GM0001", None, "2029-01-01", durable=False),
        row("b", 60, "GM0002", "2029-01-01"),
    )
    assert found.notes[-1] == (
        "Op 1-1-2030 raakt 1 locatie van dit plan (60 plekken) de moederlocatie kwijt; het tekort "
        "per periode gaat ervan uit dat die openblijft."
    )
    table = found.phases
    assert table["from_date"].tolist() == ["2026-11-01", "2029-01-01", "2030-01-01"]
    assert table["until_date"].tolist() == ["2029-01-01", "2030-01-01", "2036-11-01"]
    assert table["places"].tolist() == [80, 60, 60]
    assert table["existing"].tolist() == [100, 100, 0]
    assert table["total"].tolist() == [180, 160, 60]
    assert table["short"].tolist() == [320, 340, 440]
    assert any("van 100 naar 0" in note for note in found.notes)


def test_the_terms_say_what_the_plan_counted_and_that_the_longer_one_wins() -> None:
    found = after(row("a", 80, "GM0001", None, "2031-11-01"), row("b", 60, "GM0002"))
    terms = found.terms.set_index("site_id")
    assert found.terms["site_id"].tolist() == ["b", "a"]
    # Ten years wanted and five given: every place has to be found once more.
    assert terms.loc["a", "moves_per_place"] == pytest.approx(1.0, abs=0.01)
    assert terms.loc["a", "plan_points"] == pytest.approx(0.1 * 80 / 100, abs=0.01)
    assert "een locatie die langer blijft en verder gelijk is, gaat voor" in terms.loc["a", "words"]
    assert "niemand hoeft te verhuizen. Daarom gaat deze locatie voor" in terms.loc["b", "words"]


@settings(max_examples=30)
@given(st.integers(30, 4000), st.integers(30, 4000), st.sampled_from([None, "2026-11-01"]))
def test_the_objective_and_the_phases_prefer_the_same_term(one, other, start) -> None:
    """Two sites equal but for their end: what costs fewer moves in one costs no more in both."""
    first, last = horizon(PLAN)
    ends = [(first + pd.Timedelta(days=days)).isoformat() for days in (one, other)]
    rows = pd.DataFrame(
        [row(site, 40, "GM0001", start, end) for site, end in zip("ab", ends, strict=True)]
    )
    counted = [moves_per_place({"from_date": start, "until_date": end}, PLAN) for end in ends]
    made = phases(rows, {"GM0001": "west"}, first=first, last=last)
    price = made.terms.set_index("site_id")["price_per_place_year"]
    if one < other:
        assert counted[0] >= counted[1]
        assert price["a"] >= price["b"]
    if counted[0] > counted[1] + 1e-9:
        assert made.terms["site_id"].tolist() == ["b", "a"]


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.integers(1, 90), st.sampled_from(["GM0001", "GM0002", "GM0003"]),
                  st.integers(2026, 2032), st.integers(1, 12)),
        min_size=1,
        max_size=7,
    )
)  # fmt: skip
def test_who_has_to_leave_is_housed_in_the_plan_or_left_it_and_nobody_is_lost(drawn) -> None:
    rows = pd.DataFrame(
        [
            row(f"s{n}", size, code, f"{year}-11-01", f"{year + years}-11-01")
            for n, (size, code, year, years) in enumerate(drawn)
        ]
    )
    region = dict(zip(OWN["gm_code"], OWN["region"], strict=True))
    first, last = horizon(PLAN)
    moves = phases(rows, region, first=first, last=last).moves
    for moment, here in moves.groupby("on"):
        ended = rows[rows["until_date"] == moment]
        opened = rows[rows["from_date"] == moment].set_index("site_id")["places"]
        assert here["residents"].sum() == ended["places"].sum()
        left = ended.set_index("site_id")["places"] - here.groupby("from_site")["residents"].sum()
        assert (left == 0).all()
        came = here.dropna(subset=["to_site"]).groupby("to_site")["residents"].sum()
        assert (came <= opened.reindex(came.index)).all()
        # Nobody leaves the plan while a bed that opens that day stays empty.
        if here["to_site"].isna().any():
            assert came.sum() == opened.sum()
    assert (moves["children"] <= moves["residents"]).all()


def test_the_bonus_of_the_annex_is_the_same_per_municipality_and_per_cluster() -> None:
    found = after(
        row("a", 1000, "GM0001"),
        row("b", 1600, "GM0002", cluster="H1-team"),
        row("c", 92, "GM0001", cluster="H1-team"),
        row("d", 50, "GM0003", durable=False),
        params=LedgerParams(realised={"GM0001": 992, "H1": 1200}),
    ).bonus
    total = found.groupby("kind")["bonus_eur"].sum()
    assert total.to_dict() == {"cluster": 6_730_000.0, "gemeente": 6_730_000.0}
    town = found[found["kind"] == "gemeente"].set_index("id")
    assert town.loc["GM0001", "claw_back_eur"] == 100 * 2500
    assert pd.isna(town.loc["GM0002", "claw_back_eur"])  # not entered is unknown, not 0
    cluster = found[found["kind"] == "cluster"].set_index("id")
    assert cluster.loc["H1", "claw_back_eur"] == 0
    assert cluster.loc["H1-team", "name"] == "AZC Astad, mobiel team"


def test_the_flow_on_names_the_region_the_task_and_the_nearest_minutes() -> None:
    found = after(
        row("a", 10, "GM0001"), row("b", 10, "GM0002", cluster="H1-team"),
        params=LedgerParams(housing_tasks={"GM0003": 12}, flow=FlowParams(limit_min=30)),
    ).flow_on  # fmt: skip
    assert found["cluster_id"].tolist() == ["H1", "H1-team"]
    assert found["gm_code"].tolist() == ["GM0001", "GM0003"]
    assert found["same_region"].tolist() == [True, False]
    assert found["own"].tolist() == [True, False]
    assert found["housing_task"].tolist() == [pd.NA, 12]


def test_the_centre_of_a_municipality_is_its_largest_kern() -> None:
    kernen = pd.DataFrame(
        {
            "kern": ["Klein", "Groot", "Even", "Ver"],
            "gm_code": ["GM0001", "GM0001", "GM0001", "GM0009"],
            "population": [10, 90, 90, 5],
            "easting": [0.0, 1000.0, 2000.0, 3000.0],
            "northing": 0.0,
        }
    )
    towns = town_points(kernen, OWN)
    assert towns.ids.tolist() == ["GM0001"]
    assert towns.easting.tolist() == [2000.0]  # a tie goes to the first name

    class Straight(CrowFly):
        def matrix(self, origins, places, *, mode, **_):
            assert mode == "car"
            return abs(origins.easting[:, None] - places.easting[None, :]) / 100

    sites = pd.DataFrame({"site_id": ["b", "a"], "easting": [2500.0, 0.0], "northing": 0.0})
    plan = pd.DataFrame([row("a", 1, "GM0001")])
    table = flow_minutes(plan, sites, kernen, OWN, Straight(TravelParams()))
    assert table.to_dict("records") == [{"site_id": "a", "gm_code": "GM0001", "travel_min": 20.0}]


def test_grants_are_indexed_per_project() -> None:
    params = LedgerParams.model_validate(
        {
            "money": {"rebuild_eur": "EUR 34.000,00", "index": "1,10", "index_base": 2026},
            "projects": [{"id": "p", "name": "P", "gm_code": "GM0001", "large_dwellings": 1,
                          "dwellings": 2}],
        }
    )  # fmt: skip
    found = after(row("a", 10, "GM0001"), params=params).grants.iloc[0]
    assert (round(found["rebuild_eur"]), round(found["dwelling_eur"])) == (37_400, 55_000)
    assert found["in_plan"]


def test_a_plan_without_sites_has_periods_of_what_exists_and_nothing_else() -> None:
    found = after()
    assert found.phases["places"].tolist() == [0, 0]
    assert found.phases["existing"].tolist() == [100, 0]
    for table in (found.moves, found.terms, found.bonus, found.flow_on, found.grants):
        assert table.empty


def test_a_municipality_without_region_is_one_of_its_own_and_it_is_said() -> None:
    lone = OWN.assign(region=None)
    rows = pd.DataFrame([row("a", 10, "GM0001", None, "2030-01-01"), row("b", 10, "GM0002",
                                                                        "2030-01-01")])  # fmt: skip
    found = what_follows(
        rows, HUBS, lone, MINUTES, LedgerParams(), plan=PLAN, ledger_rows=held(1, None)
    )
    assert found.moves["inside_region"].tolist() == [False]
    assert "regio onbekend" in found.notes[-1]


def test_several_plans_at_once_are_refused() -> None:
    with pytest.raises(LedgerError, match="2 plans at once"):
        after(row("a", 1, "GM0001"), {**row("b", 1, "GM0001"), "plan": "ander"})


def test_what_ends_on_the_last_day_of_the_horizon_changes_nothing_before_it() -> None:
    found = after(row("a", 80, "GM0001"), ledger=held(100, "2036-11-01"))
    assert found.phases["existing"].tolist() == [100]
    assert not any("looptijden eindigen" in note for note in found.notes)


def test_more_than_the_target_is_a_shortfall_of_nothing() -> None:
    found = after(row("a", 450, "GM0001")).phases
    assert found[["total", "short"]].to_numpy().tolist() == [[550, 0], [450, 50]]


def test_a_horizon_shorter_than_a_month_is_a_month() -> None:
    assert horizon(PLAN.model_copy(update={"horizon_years": 0.01}))[1] == date(2026, 12, 1)


def test_a_project_in_a_town_without_a_site_is_not_in_the_plan() -> None:
    params = LedgerParams.model_validate(
        {"projects": [{"id": c, "name": c, "gm_code": c, "large_dwellings": 0, "dwellings": 1}
                      for c in ("GM0001", "GM0002")]}
    )  # fmt: skip
    found = after(row("a", 10, "GM0001"), params=params).grants
    assert found["in_plan"].tolist() == [True, False]
