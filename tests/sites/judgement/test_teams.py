"""Mobile teams: cases on one road, brute force, and the routing library beyond ten stops."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sites.base.errors import SiteError
from sites.judgement.teams import plan_team, team_tables
from sites.settings.judgement import TeamParams
from sites.tables.judgement import Teams, TeamStops
from sites.travel.hub_travel import hub_travel
from tests.sites.small import context, hubs_at, scenario

DAY = TeamParams(service_min=60, workday_min=480)


def _road(*minutes: float) -> np.ndarray:
    return np.abs(np.subtract.outer(minutes, minutes)).astype(float)


def _minutes(plan_days: tuple[tuple[int, ...], ...], table: np.ndarray) -> float:
    return sum(table[a, b] for day in plan_days for a, b in zip((0, *day), (*day, 0), strict=True))


def test_three_sites_on_one_road_are_one_trip_out_and_back() -> None:
    plan = plan_team(_road(0, 10, 20, 30), DAY)
    assert plan.days == ((1, 2, 3),)
    assert (plan.travel_min, plan.work_min) == (60, 240)


def test_a_short_working_day_makes_two_days() -> None:
    """Each stop takes 60 minutes; a day of 200 holds two of them and the drive, not three."""
    plan = plan_team(_road(0, 10, 20, 30), DAY.model_copy(update={"workday_min": 200.0}))
    assert len(plan.days) == 2
    assert plan.travel_min == 80  # 20 out and back, and 60 out and back


def test_a_site_too_far_for_a_day_is_left_out_and_named() -> None:
    assert plan_team(_road(0, 10, 250), DAY).left_out == (2,)
    no_route = _road(0, 10, 20)
    no_route[0, 2] = no_route[2, 0] = np.nan
    assert plan_team(no_route, DAY).left_out == (2,)


def test_no_sites_need_no_team() -> None:
    assert plan_team(np.zeros((1, 1)), DAY).days == ()


@given(arrays(float, (6, 6), elements=st.integers(1, 60).map(float)))
@settings(max_examples=25)
def test_one_long_day_drives_the_shortest_of_all_tours(table: np.ndarray) -> None:
    np.fill_diagonal(table, 0)
    plan = plan_team(table, DAY.model_copy(update={"workday_min": 10_000.0}))
    best = min(_minutes((order,), table) for order in permutations(range(1, 6)))
    assert plan.travel_min == best == _minutes(plan.days, table)


@given(arrays(float, (5, 5), elements=st.integers(1, 90).map(float)), st.integers(200, 500))
@settings(max_examples=25)
def test_days_are_fewest_then_minutes_least(table: np.ndarray, workday: int) -> None:
    np.fill_diagonal(table, 0)
    params = DAY.model_copy(update={"workday_min": float(workday)})
    plan = plan_team(table, params)
    stops = [s for s in range(1, 5) if s not in plan.left_out]
    assert sorted(s for day in plan.days for s in day) == stops
    best = _brute(stops, table, params)
    assert (len(plan.days), plan.travel_min) == best


def _brute(stops: list[int], table: np.ndarray, params: TeamParams) -> tuple[int, float]:
    """Cut every order of the stops at every place."""
    options = [(0, 0.0)] if not stops else []
    for order in permutations(stops):
        for cuts in range(1 << max(len(stops) - 1, 0)):
            days, day = [], [order[0]]
            for at, stop in enumerate(order[1:]):
                if cuts >> at & 1:
                    days.append(tuple(day))
                    day = []
                day.append(stop)
            days.append(tuple(day))
            if all(
                _minutes((d,), table) + params.service_min * len(d) <= params.workday_min
                for d in days
            ):
                options.append((len(days), _minutes(tuple(days), table)))
    return min(options)


def test_a_mobile_team_is_not_residents_travelling() -> None:
    """R4: the team drives one round, residents each their own way."""
    table = _road(0, 10, 20, 30)
    assert plan_team(table, DAY).travel_min == 60
    assert 2 * table[0, 1:].sum() == 120


def test_beyond_ten_stops_the_library_serves_everyone_within_the_day() -> None:
    rng = np.random.default_rng(4)
    at = rng.uniform(-25, 25, (15, 2))
    at[0] = 0
    table = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1))
    params = DAY.model_copy(update={"max_iterations": 200})
    plan = plan_team(table, params)
    assert not plan.is_exact
    assert sorted(s for day in plan.days for s in day) == list(range(1, 15))
    for day in plan.days:
        assert _minutes((day,), table) + 60 * len(day) <= 480 + 0.01
    assert plan == plan_team(table, params)
    assert len(plan.days) == 3  # 14 stops of an hour need at least two days; three with driving


def test_the_library_agrees_with_the_exact_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(7)
    at = rng.uniform(-30, 30, (9, 2))
    at[0] = 0
    table = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1))
    exact = plan_team(table, DAY)
    monkeypatch.setattr("sites.judgement.teams.EXACT_STOPS", 3)
    library = plan_team(table, DAY)
    assert len(library.days) == len(exact.days)
    assert library.travel_min == pytest.approx(exact.travel_min, rel=0.01)


def test_a_table_that_is_not_square_is_refused() -> None:
    with pytest.raises(SiteError, match="square table"):
        plan_team(np.zeros((2, 3)), DAY)


def test_the_week_of_a_team_counts_sites_days_and_fte() -> None:
    sites = pd.DataFrame(
        {
            "site_id": ["a", "b", "c"],
            "kind": ["pand", "pand", "zoekgebied"],
            "easting": [3000.0, 6000.0, 0.0],
            "northing": [0.0] * 3,
        }
    )
    run = scenario(travel={"car_kmh": 60, "car_detour": 1}, judgement={"teams": DAY.model_dump()})
    known = context(run, hubs=hubs_at([(0, 0)], hub_id=["UT01"], name=["AZC Utrecht"]))
    weeks, stops = team_tables(
        sites,
        pd.Series({"a": "UT01", "b": "UT01", "c": "UT01"}),
        pd.Series({"a": 60, "b": 40, "c": 60}),
        hub_travel(sites, known.mothers, known.engine),
        known,
    )
    Teams.validate(weeks)
    TeamStops.validate(stops)
    assert stops["site_id"].tolist() == ["a", "b"]
    row = weeks.iloc[0]
    # 12 minutes of driving and 120 of service: 132 minutes x 2 visits x 2 people / 36 hours.
    assert row["fte"] == pytest.approx(132 / 60 * 2 * 2 / 36)
    assert row["fte_per_100"] == pytest.approx(row["fte"])
    assert "2 locaties in 1 teamdag" in row["sentence"]
