"""Keys that moved: an equal value still runs, another one is told where the setting is now."""

import pytest

from opvangkaart.runs.scenario_file import scenario_of
from sites.base.errors import ScenarioError
from sites.settings.judgement import JudgementParams
from sites.settings.moved import MOVED, without_moved
from tests.sites.small import criterion

PLAIN = {
    "name": "oud",
    "title": "Oud",
    "reference_date": "2026-11-01",
    "criteria": [criterion("gp")],
}


def test_a_scenario_that_says_the_same_as_before_still_runs() -> None:
    plan = {"hubs": {"team_limit_min": 45, "new_most": 2}, "size": {"kern_per_1000": 20.0}}
    run = scenario_of(PLAIN | {"plan": plan}, "oud.toml")
    assert run.plan.hubs.new_most == 2
    assert run.plan == scenario_of(PLAIN | {"plan": {"hubs": {"new_most": 2}}}, "x").plan


def test_a_team_that_drove_another_limit_hears_where_the_setting_is() -> None:
    with pytest.raises(ScenarioError) as caught:
        scenario_of(PLAIN | {"plan": {"hubs": {"team_limit_min": 30}}}, "oud.toml")
    assert str(caught.value) == (
        "scenario oud.toml: plan.hubs.team_limit_min = 30 moved to "
        "judgement.leaning.team_limit_min, which is 45; set it there and drop the old key"
    )
    both = {
        "plan": {"hubs": {"team_limit_min": 30}},
        "judgement": {"leaning": {"team_limit_min": 30}},
    }
    assert scenario_of(PLAIN | both, "oud.toml").judgement.leaning.team_limit_min == 30


@pytest.mark.parametrize("moved", MOVED, ids=lambda moved: moved.key)
def test_every_moved_key_is_accepted_when_equal_and_refused_when_not(moved) -> None:
    now = moved.now(JudgementParams())
    assert without_moved({moved.room: {moved.key: now}}, {}) == {moved.room: {}}
    with pytest.raises(
        ValueError, match=rf"{moved.key} = {now + 1:g}.* moved to {moved.to}, which is"
    ):
        without_moved({moved.room: {moved.key: now + 1}}, {})


def test_a_fault_in_the_judgement_is_told_before_a_moved_key() -> None:
    bad = {
        "plan": {"size": {"kern_least": 12}},
        "judgement": {"load": {"kern": {"good": 9, "poor": 3}}},
    }
    with pytest.raises(ScenarioError, match=r"good \(9\) must be less than poor \(3\)"):
        scenario_of(PLAIN | bad, "oud.toml")
