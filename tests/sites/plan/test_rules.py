"""A plan keeps to what was judged of its sites: three sites worked by hand."""

from dataclasses import replace
from types import SimpleNamespace

import pandas as pd

from sites.plan.make import make_plan
from sites.plan.rules import Rules, rules_of
from sites.settings.scenario import MotherParams
from tests.sites.plan.test_make import PARAMS, TABLES

ALL = ("a1", "a2", "b1", "b2", "c1")


def _rules(*, leaning: tuple[str, ...], team: tuple[str, ...], fits: dict[str, float]) -> Rules:
    pairs = pd.MultiIndex.from_tuples([(site, "M1") for site in leaning])
    return Rules(pairs, frozenset(team), pd.Series(fits, dtype="Float64"))


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


def test_the_rules_are_those_of_the_verdicts() -> None:
    words = ("Kan leunen, als …", "Kan niet leunen", "Kan niet leunen", "Kan gedeeltelijk leunen")
    ids = ["near", "far", "team", "served"]
    judged = SimpleNamespace(
        pairs=pd.DataFrame({"site_id": ids, "hub_id": "M1", "verdict": words}),
        verdicts=pd.DataFrame(
            {"site_id": ids, "verdict": words, "by_team": [False, False, True, False]}
        ),
        functions=pd.DataFrame({"site_id": ["far", "team", "served"], "way": ["mobiel team"] * 3}),
        load=pd.DataFrame({"site_id": ids, "fits_places": [60, 60, 60, None]}),
    )
    rules = rules_of(judged, MotherParams())
    assert rules is not None
    assert set(rules.leaning) == {("near", "M1"), ("served", "M1")}
    assert rules.with_team == {"team", "served"}
    assert rules_of(None, MotherParams()) is None
