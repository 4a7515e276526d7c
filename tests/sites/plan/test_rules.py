"""A plan keeps to what was judged of its sites: three sites worked by hand."""

from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest

from sites.plan.make import make_plan
from sites.plan.rules import Rules, rules_of
from sites.settings.plan import CostParams
from sites.settings.scenario import MotherParams
from tests.sites.plan.test_make import PARAMS, TABLES

ALL = ("a1", "a2", "b1", "b2", "c1")


def _rules(
    *,
    leaning: tuple[str, ...],
    team: tuple[str, ...],
    fits: dict[str, float],
    near: dict[str, float] | None = None,
) -> Rules:
    pairs = pd.MultiIndex.from_tuples([(site, "M1") for site in leaning])
    near_by = pd.Series(near or {}, dtype=float)
    return Rules(pairs, frozenset(team), pd.Series(fits, dtype="Float64"), near_by)


def _plan(rules: Rules, *, keep: tuple[str, ...] = ()) -> pd.DataFrame:
    return make_plan(replace(TABLES, rules=rules), PARAMS, keep=keep).rows.set_index("site_id")


def test_no_site_gets_a_team_where_residents_can_go_themselves() -> None:
    rules = _rules(leaning=("a1", "a2", "b1", "b2"), team=("c1",), fits={})
    rows = _plan(rules, keep=("b2", "c1"))
    assert rows.loc["b2", "leaning"] == "moederlocatie"
    assert rows.loc["c1", "leaning"] == "mobiel team"
    assert set(rows.index[rows["leaning"] == "mobiel team"]) == {"c1"}


def test_a_site_that_cannot_lean_does_not_open_on_that_mother_location() -> None:
    rows = _plan(_rules(leaning=("a1", "a2", "b1"), team=(), fits={}))
    assert not set(rows.index) & {"b2", "c1"}


def test_a_site_opens_no_larger_than_what_its_surroundings_have_room_for() -> None:
    rules = _rules(leaning=ALL, team=(), fits={"a1": 45, "a2": 20, "b1": None})
    rows = _plan(rules)
    assert rows.loc["a1", "places"] <= 45
    assert "a2" not in rows.index  # less than the least size of a site
    assert rows.loc["b1", "places"] == 60  # what is not known caps nothing


def test_with_a_team_residents_still_travel_to_what_is_near_by() -> None:
    """c1 has 70 places: the team drives 40 minutes, residents go 12 more to school and shop."""
    rules = _rules(leaning=ALL, team=("c1",), fits={}, near={"c1": 12.0, "a1": 5.0})
    plan = make_plan(replace(TABLES, rules=rules), PARAMS, keep=("c1", "a1"))
    rows = plan.rows.set_index("site_id")
    assert rows.loc["c1", ["travel_min", "local_min"]].tolist() == [40.0, 12.0]
    assert rows["local_min"].drop("c1").isna().all()  # who leans on a mother goes there
    trips = (rows["travel_min"] + rows["local_min"].fillna(0)) * rows["places"]
    raw = plan.parts.set_index("part").loc["minutes", "raw"]
    assert raw == pytest.approx(trips.sum() / 100)
    assert trips["c1"] == 52 * rows.loc["c1", "places"]


def test_what_nobody_knows_of_services_near_by_adds_no_minutes_and_stays_unknown() -> None:
    rules = _rules(leaning=ALL, team=("c1",), fits={}, near={"c1": float("nan")})
    rows = _plan(rules, keep=("c1",))
    assert rows["local_min"].isna().all()


def test_a_team_is_no_longer_free_so_room_at_the_mother_location_fills_first() -> None:
    """Both may serve b1: 30 minutes by bike, or a team of 12 and 25 minutes near by."""
    cheap = PARAMS.model_copy(update={"cost": CostParams(team_eur=0)})
    both = _rules(leaning=ALL, team=("b1",), fits={}, near={"b1": 25.0})
    rows = make_plan(replace(TABLES, rules=both), cheap, keep=("b1",)).rows.set_index("site_id")
    assert rows.loc["b1", "leaning"] == "moederlocatie"
    near = _rules(leaning=ALL, team=("b1",), fits={}, near={"b1": 2.0})
    rows = make_plan(replace(TABLES, rules=near), cheap, keep=("b1",)).rows.set_index("site_id")
    assert rows.loc["b1", "leaning"] == "mobiel team"


def test_the_rules_are_those_of_the_verdicts() -> None:
    words = (
        "Kan leunen met bevestiging",
        "Kan niet leunen",
        "Kan niet leunen",
        "Kan gedeeltelijk leunen",
    )
    ids = ["near", "far", "team", "served"]
    judged = SimpleNamespace(
        pairs=pd.DataFrame({"site_id": ids, "hub_id": "M1", "verdict": words}),
        verdicts=pd.DataFrame(
            {"site_id": ids, "verdict": words, "by_team": [False, False, True, False]}
        ),
        functions=pd.DataFrame(
            {
                "site_id": ["far", "team", "served", "served", "served", "near"],
                "way": [*["mobiel team"] * 3, "lokaal", "lokaal", "niet"],
                "local_min": [None, None, None, 10.0, 20.0, None],
            }
        ),
        load=pd.DataFrame({"site_id": ids, "fits_places": [60, 60, 60, None]}),
    )
    rules = rules_of(judged, MotherParams())
    assert rules is not None
    assert set(rules.leaning) == {("near", "M1"), ("served", "M1")}
    assert rules.with_team == {"team", "served"}
    assert rules_of(None, MotherParams()) is None
    assert rules.local_min.to_dict() == {"served": 15.0}
