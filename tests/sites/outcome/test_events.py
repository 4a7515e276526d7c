"""What happens on a date: two mother locations and five sites, worked out by hand; every sum."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from sites.ledger.rows import COLUMNS
from sites.outcome.events import Scene, follow, no_events
from sites.outcome.events_asked import Event, check_events, read_events, with_event
from sites.plan.agreements import elsewhere
from sites.plan.make import make_plan
from sites.plan.request import PlanError
from sites.plan.solve.solve import Effort
from sites.settings.ledger import PhaseParams
from sites.settings.plan import HubPlanParams, MotherRoom
from sites.settings.plan_agreements import PlanPartner
from tests.sites.plan.test_make import HUBS, KERNEN, PARAMS, TABLES, TRIPS
from tests.sites.small import hubs_at

FIRST, LAST = date(2026, 11, 1), date(2036, 11, 1)
TWO = pd.concat([HUBS, HUBS.assign(hub_id="M2", name="AZC Bedorp", gm_code="GM0002")])
ROOMS = HubPlanParams(
    rooms=(MotherRoom(hub_id="M1", places=300), MotherRoom(hub_id="M2", places=80))
)
ASKED = PARAMS.model_copy(update={"hubs": ROOMS})
LEDGER = pd.DataFrame(
    [
        ("M1", "AZC Astad", "GM0001", 100, None),
        ("M2", "AZC Bedorp", "GM0002", 40, "2030-01-01"),
        ("X9", "Noodopvang", "GM0003", None, None),
    ],
    columns=["hub_id", "name", "gm_code", "places", "until_date"],
).assign(counter=["regulier", "regulier", "noodopvang"], status="bestaand")
LEDGER = LEDGER.reindex(columns=list(COLUMNS)).astype(
    {name: "Int64" if name == "places" else "object" for name in COLUMNS}
)


def scene(**changes) -> Scene:
    near = TRIPS.assign(hub_id="M2", travel_min=TRIPS["travel_min"][::-1].to_numpy())
    tables = replace(
        TABLES,
        hubs=TWO,
        hub_travel=pd.concat([TRIPS, near]),
        existing=pd.DataFrame({"gm_code": ["GM0001", "GM0002"], "places": [100, 40]}),
        municipalities=TABLES.municipalities.assign(region=["west", "west", "oost"]),
        **changes,
    )
    hubs = hubs_at([]).assign(school_on_site=pd.Series(dtype="boolean"))
    return Scene(tables, ASKED, LEDGER, hubs, KERNEN, PhaseParams(), FIRST, LAST)


@pytest.fixture(scope="module")
def stage():
    made = scene()
    return made, make_plan(made.tables, ASKED)


def told(stage, *texts: str):
    made, plan = stage
    events = read_events(texts)
    check_events(
        events, made.ledger_rows, list(made.tables.sites["site_id"]), first=FIRST, last=LAST
    )
    return follow(made, plan.rows, events, Effort(), status=plan.status)


def test_nothing_asked_and_nothing_that_ends_is_an_empty_table(stage) -> None:
    made, plan = stage
    lasting = replace(made, ledger_rows=LEDGER.assign(until_date=None))
    before = plan.rows.copy()
    found = follow(lasting, plan.rows, (), Effort(), status=plan.status)
    for name in ("events", "moves", "towns", "periods"):
        assert getattr(found, name).empty
        assert getattr(no_events(), name).empty
    pd.testing.assert_frame_equal(plan.rows, before)


def test_ends_of_terms_come_by_themselves(stage) -> None:
    found = told(stage, "looptijden")
    (row,) = [r for r in found.events.to_dict("records") if r["id"] == "M2"]
    assert (row["on"], row["kind"], row["asked"]) == ("2030-01-01", "looptijd eindigt", False)
    assert (row["residents"], row["children"]) == (40, 10)


def test_a_location_that_closes_loses_all_and_its_sites_lean_elsewhere_where_they_can(
    stage,
) -> None:
    found = told(stage, "M1 sluit 2027-07-01")
    first = found.events.iloc[0]
    assert (first["id"], first["kind"], first["asked"]) == ("M1", "sluit", True)
    assert (first["residents"], first["children"], first["gained"]) == (100, 25, 0)
    own = stage[1].rows[stage[1].rows["hub_id"] == "M1"]
    assert first["satellites"] == len(own)
    assert first["satellite_places"] == own["places"].sum()
    period = found.periods.iloc[1]
    assert (period["from_date"], period["existing"]) == ("2027-07-01", 40)


@pytest.mark.parametrize(
    "texts",
    [
        ("M1 sluit 2027-07-01",),
        ("M1 krimpt 2027-07-01 30", "M1 sluit 2029-01-01"),
        ("M2 groeit 2027-01-01 met 60 plekken", "M1 sluit 2028-01-01"),
        ("M1 sluit 2027-07-01", "M1 opent 2031-01-01 met 80 plekken"),
        ("a1 sluit 2027-01-01", "M2 sluit 2028-02-01"),
        ("a1 krimpt 2027-01-01 20", "X9 opent 2027-02-01 met 50 plekken"),
    ],
)
def test_the_tables_add_up_to_the_residents_children_and_places_there_were(stage, texts) -> None:
    """Recounted from the tables alone."""
    found, plan = told(stage, *texts), stage[1]
    moves = found.moves.fillna({"to_id": "-"})
    for row in found.events.to_dict("records"):
        mine = moves[(moves["on"] == row["on"]) & (moves["from_id"] == row["id"])]
        assert mine["residents"].sum() == row["residents"]
        assert mine["children"].sum() == row["children"] == round(0.25 * row["residents"])
        assert mine.loc[mine["to_id"] == "-", "residents"].sum() == row["no_place"]
        assert row["taken_over"] + row["no_place"] == row["residents"]
        price = mine["residents"].sum() + 3 * mine["children"].sum()
        away = mine.loc[~mine["inside_region"], "residents"].sum()
        assert mine["price"].sum() == pytest.approx(price + 2 * away)
    taken = moves[moves["to_id"] != "-"].groupby(["on", "to_id"])["residents"].sum()
    assert (taken > 0).all()
    totals = found.periods.set_index("from_date")
    for day, towns in found.towns.groupby("from_date"):
        assert towns["total"].sum() == totals.loc[day, "total"]
        assert (towns["existing"] + towns["planned"]).equals(towns["total"])
        assert (towns["total"] - towns["before"]).equals(towns["change"])
    assert totals["planned"].iloc[0] == plan.rows["places"].sum()
    assert totals["short"].tolist() == (300 - totals["total"]).clip(lower=0).tolist()
    assert found.periods["until_date"].tolist() == [*totals.index[1:], LAST.isoformat()]
    # Between two periods: what was lost goes, what was gained comes, and nothing else.
    held = totals["existing"].iloc[0]
    for (day, row), earlier in zip(
        list(totals.iterrows())[1:], totals["total"].tolist(), strict=False
    ):
        here = found.events[found.events["on"] == day]
        lost, existing_gain = here["residents"].sum(), here["gained"].sum()
        known = here[here["id"].isin(LEDGER["hub_id"])]
        change = known["gained"].sum() - known["residents"].sum()
        assert row["existing"] - held == change
        held = row["existing"]
        opened = row["total"] - earlier + lost - existing_gain
        assert opened >= 0
        assert moves.loc[(moves["on"] == day) & (moves["to_id"] != "-"), "residents"].sum() <= (
            opened + existing_gain
        )


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        (("M1 verdwijnt 2027-01-01",), "is not readable"),
        (("M1 sluit",), "is not readable"),
        (("M1 sluit 2027-02-30",), "no day of the calendar"),
        (("M1 groeit 2027-01-01",), "needs a number of places"),
        (("M1 groeit 2027-01-01 0",), "needs a number of places"),
        (("M1 sluit 2027-01-01 met 40 plekken",), "leave out the number"),
        (("ZZ sluit 2027-01-01",), "no such location"),
        (("M1 sluit 2020-01-01",), "outside the periods"),
        (("M1 sluit 2026-11-01",), "outside the periods"),
        (("M1 sluit 2036-11-01",), "outside the periods"),
        (("M1 sluit 2027-01-01", "M1 groeit 2027-01-01 5"), "contradict"),
        (("M1 sluit 2027-01-01", "M1 sluit 2028-01-01"), "closed already"),
        (("M2 krimpt 2031-01-01 5",), "closed already"),
        (("M1 krimpt 2027-01-01 100",), "cannot lose 100 of its 100"),
        (("M1 opent 2027-01-01",), "open already"),
        (("X9 opent 2027-01-01",), "nobody knows how many places"),
        (("c1 opent 2027-01-01", "c1 opent 2028-01-01"), "open already on that day"),
        (("a1 groeit 2027-01-01 50",), "do not fit this site"),
    ],
)
def test_an_event_that_cannot_be_is_refused_in_one_line(stage, texts, words) -> None:
    with pytest.raises(PlanError, match=words) as caught:
        told(stage, *texts)
    assert "\n" not in str(caught.value)


def test_a_location_outside_the_area_takes_away_no_place_that_counted_in_it(stage) -> None:
    """Its residents are not those of this area; the sites that lean on it do lose their support."""
    made, plan = stage
    rows = LEDGER.assign(gm_code=LEDGER["gm_code"].where(LEDGER["hub_id"] != "M1", "GM0999"))
    there = replace(made, ledger_rows=rows)
    events = read_events(["M1 sluit 2027-07-01"])
    found = follow(there, plan.rows, events, Effort(), status=plan.status)
    row = found.events.iloc[0]
    assert row["name"] == "AZC Astad (buiten het gebied)"
    assert (row["residents"], row["gained"], row["no_place"]) == (0, 0, 0)
    assert row["satellite_places"] == plan.rows.loc[plan.rows["hub_id"] == "M1", "places"].sum() > 0
    assert found.periods["existing"].tolist()[:2] == [40, 40]
    # What nobody asked and nothing leans on is no event of this plan.
    ends = rows.assign(until_date=rows["until_date"].where(rows["hub_id"] != "X9", "2031-01-01"))
    ends = ends.assign(
        places=ends["places"].fillna(50), counter="regulier",
        gm_code=ends["gm_code"].where(ends["hub_id"] != "X9", "GM0999"),
    )  # fmt: skip
    quiet = follow(replace(made, ledger_rows=ends), plan.rows, (), Effort(), status=plan.status)
    assert "X9" not in set(quiet.events["id"])
    assert "2031-01-01" not in set(quiet.periods["from_date"])


@pytest.mark.parametrize("what", ["krimpt 2030-01-01 met 5", "groeit 2030-01-01 met 5",
                                  "sluit 2030-01-01"])  # fmt: skip
def test_a_site_whose_term_ends_on_the_day_is_closed_already(stage, what) -> None:
    made, plan = stage
    rows = plan.rows.assign(until_date="2030-01-01")
    events = read_events([f"{rows['site_id'].iloc[0]} {what}"])
    with pytest.raises(PlanError, match="not in the plan on that day"):
        follow(made, rows, events, Effort(), status=plan.status)


def test_an_event_is_read_as_people_write_it_and_a_slip_is_told_where_it_stands() -> None:
    (grown,) = read_events(["M1 Groeit op 2027-07-01 met 1.000 plekken"])
    assert grown == Event("M1", "groeit", date(2027, 7, 1), 1000)
    for day in ("1-7-2027", "1/7/2027", "1 juli 2027", "op 1 jul. 2027", "2027-07-01"):
        assert read_events([f"M1 Groeit {day} met 1.000 plekken"]) == (grown,), day
    for text, words in (
        ("M1 sluit 1-7-27", "'1-7-27' is no day"),
        ("M1 sluit op juli 2027", "'juli 2027' is no day"),
        ("M1 sluit op 31 juni 2027", "31 juni 2027 is no day of the calendar"),
        ("M1 krimpt 2027-07-01 met 12,5 plekken", "'met 12,5 plekken' is no number"),
        ("M1 krimpt 2027-07-01 met -5", "'met -5' is no number"),
        ("M1 dicht 2027-07-01", "is not readable"),
        ("x" * 300 + " sluit 2027-07-01", "is not readable"),
    ):
        with pytest.raises(PlanError, match=words):
            read_events([text])


def test_a_location_may_be_named() -> None:
    names = {"M1": "AZC Astad (de Hof)", "M2": "AZC Bedorp", "a1": "Plein", "a2": "plein"}
    texts = ("azc astad sluit 2027-07-01", "m2 groeit 2027-01-01 met 5")
    assert [event.id for event in read_events(texts, names)] == ["M2", "M1"]
    with pytest.raises(PlanError, match="2 locations are called so; write the code: a1, a2"):
        read_events(["Plein sluit 2027-07-01"], names)
    with pytest.raises(PlanError, match="contradict"):
        read_events(["AZC Bedorp sluit 2027-07-01", "M2 groeit 2027-07-01 met 5"], names)


@pytest.mark.parametrize("seed", range(40))
def test_places_on_every_day_are_those_of_the_events_counted_one_by_one(seed: int) -> None:
    """A ledger of two terms at one location, and events drawn at random, counted by hand."""
    rng = np.random.default_rng(seed)
    ends = ["2030-01-01", "2033-01-01"]
    one = LEDGER.iloc[[0, 0]].reset_index(drop=True).assign(places=[60, 40], until_date=ends)
    rows, parts = one.astype(LEDGER.dtypes), dict(zip(ends, (60, 40), strict=True))
    for year in (2027, 2028, 2029):
        by = int(rng.integers(1, 50))
        verb = str(rng.choice(["groeit", "krimpt"]))
        if verb == "krimpt" and by >= sum(parts.values()):
            continue
        rows = with_event(rows, Event("M1", verb, date(year, 1, 1), by))
        for end in ends if verb == "krimpt" else ends[::-1][:1]:  # who ends first goes first
            taken = min(by, parts[end]) if verb == "krimpt" else -by
            parts[end] -= taken
            by -= taken
    for on, expected in (
        (date(2029, 6, 1), sum(parts.values())),
        (date(2031, 1, 1), parts[ends[1]]),
    ):
        live = rows[(rows["from_date"].fillna("0") <= on.isoformat())
                    & (rows["until_date"].fillna("9") > on.isoformat())]  # fmt: skip
        assert live["places"].sum() == expected


def test_places_at_a_partner_outside_count_in_every_period(stage) -> None:
    made, _ = stage
    partner = PlanPartner(id="buren", name="Buurland", places=30, source="mail")
    params = made.params.model_copy(update={"partners": (partner,), "target": 900})
    there = replace(made, params=params)
    plan = make_plan(there.tables, params)
    events = read_events(["M1 krimpt 2027-07-01 met 40 plekken"])
    found = follow(
        there, plan.rows, events, Effort(), status=plan.status, agreed=plan.agreements
    ).periods
    assert elsewhere(plan.agreements, plan.name).outside == 30
    assert found["outside"].tolist() == [30] * len(found)
    assert (found["total"] == found["existing"] + found["planned"] + 30).all()
    assert (found["short"] == (found["target"] - found["total"]).clip(lower=0)).all()


def test_who_loses_a_place_may_go_to_a_partner_and_stays_there(stage) -> None:
    """The sites are as full as they can be, so of the 40 who lose their place 22 go there."""
    made, _ = stage
    partner = PlanPartner(id="buren", name="Buurland", places=25, source="mail", price=0.0001)
    params = made.params.model_copy(update={"partners": (partner,), "target": 490})
    there = replace(made, params=params)
    plan = make_plan(there.tables, params)
    assert elsewhere(plan.agreements, plan.name).outside == 3
    events = read_events(["M1 krimpt 2027-07-01 met 40 plekken",
                          "M1 groeit 2028-07-01 met 40 plekken"])  # fmt: skip
    told = follow(there, plan.rows, events, Effort(), status=plan.status, agreed=plan.agreements)
    went = told.moves[told.moves["to_id"] == "buren"]
    assert went["residents"].tolist() == [22]
    assert not went["inside_region"].any()
    # Who lives there is not sent away when there is room again.
    assert told.periods["outside"].tolist()[:3] == [3, 25, 25]
    assert told.agreements["places"].tolist() == told.periods["outside"].tolist()
    first = told.events.iloc[0]
    assert first["residents"] == 40 == first["taken_over"] + first["no_place"]
    assert told.periods["short"].iloc[1] == first["no_place"]


def test_a_site_that_had_to_be_in_can_go_when_its_mother_location_closes(stage) -> None:
    """Else nothing could be made of the plan from that day on, and all the others would go too."""
    made, _ = stage
    params = made.params.model_copy(update={"keep": ("a1",), "target": 900})
    plan = make_plan(made.tables, params)
    events = read_events(["M1 sluit 2027-07-01", "M2 sluit 2028-07-01"])
    found = follow(replace(made, params=params), plan.rows, events, Effort(), status=plan.status)
    assert "a1" in set(plan.rows["site_id"])
    assert set(found.periods["status"]) == {"bewezen optimaal binnen dit model"}
    assert found.periods["planned"].iloc[-1] == 0
