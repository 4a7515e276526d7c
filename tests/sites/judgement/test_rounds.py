"""Long rounds: the best cut of one tour, asked of an engine a block at a time."""

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sites.judgement.rounds import curve_order, cut_into_days, nearest_tour, tour_steps
from sites.judgement.teams import LIBRARY_STOPS, plan_long_round, plan_team
from sites.settings.judgement import TeamParams
from sites.settings.scenario import TravelParams
from sites.travel.crowfly import CrowFly
from sites.travel.protocol import Points
from tests.sites.small import points

LINE = CrowFly(TravelParams(car_kmh=60, car_detour=1))  # a kilometre a minute
DAY = TeamParams(service_min=60, workday_min=240)
MINUTES = st.integers(0, 60).map(float)


def plan_at(easting_km: list[float], params: TeamParams = DAY):
    stops = points([(1000 * km, 0.0) for km in easting_km])
    out = np.abs(np.array(easting_km))
    return plan_long_round(out, out, stops, LINE, params)


def test_a_road_is_cut_where_the_day_is_full() -> None:
    """A day of 240 minutes holds three visits of an hour where the drive fits in the fourth."""
    plan = plan_at([10, 20, 25, 30, -10])
    assert len(plan.days) == 2
    assert sorted(stop for day in plan.days for stop in day) == [1, 2, 3, 4, 5]
    assert plan.is_estimate
    assert plan.work_min == plan.travel_min + 5 * 60


def test_a_stop_too_far_for_a_day_is_left_out_and_all_of_them_need_no_team() -> None:
    assert plan_at([10, 500]).left_out == (2,)
    alone = plan_at([500, 600])
    assert (alone.days, alone.travel_min, alone.left_out) == ((), 0.0, (1, 2))


def test_all_stops_at_one_spot_fill_whole_days() -> None:
    plan = plan_at([0.0] * 10)
    assert [len(day) for day in plan.days].count(4) == 2
    assert (len(plan.days), plan.travel_min) == (3, 0.0)


@given(st.lists(st.tuples(st.integers(-40, 40), st.integers(-40, 40)), min_size=1, max_size=30))
def test_every_stop_is_served_once_and_no_day_is_too_long(spots: list[tuple[int, int]]) -> None:
    stops = points([(1000.0 * x, 1000.0 * y) for x, y in spots])
    home = points([(0.0, 0.0)])
    out = LINE.matrix(home, stops, mode="car")[0]
    plan = plan_long_round(out, out, stops, LINE, DAY)
    served = sorted(stop for day in plan.days for stop in day)
    assert served == sorted(set(range(1, len(spots) + 1)) - set(plan.left_out))
    between = LINE.matrix(stops, stops, mode="car")
    driven = 0.0
    for day in plan.days:
        at = [stop - 1 for stop in day]
        drive = out[at[0]] + sum(between[a, b] for a, b in pairwise(at))
        driven += drive + out[at[-1]]
        assert drive + out[at[-1]] + 60 * len(day) <= 240 + 1e-6
    assert plan.travel_min == pytest.approx(driven)


@given(
    arrays(float, 6, elements=MINUTES), arrays(float, 6, elements=MINUTES),
    arrays(float, 5, elements=MINUTES | st.just(np.nan)),
)  # fmt: skip
def test_no_other_cut_of_the_tour_has_fewer_days_or_minutes(out, back, step) -> None:
    def told(cuts: list[tuple[int, int]]) -> tuple[int, float]:
        trips = [
            out[first] + step[first : after - 1].sum() + back[after - 1] for first, after in cuts
        ]
        fits = all(
            np.isfinite(trip) and trip + 60 * (after - first) <= 240
            for trip, (first, after) in zip(trips, cuts, strict=True)
        )
        return (len(cuts), sum(trips)) if fits else (99, np.inf)

    found = told(cut_into_days(out, back, step, service_min=60, workday_min=240))
    every = [
        told(list(zip((0, *marks), (*marks, 6), strict=True)))
        for count in range(6)
        for marks in combinations(range(1, 6), count)
    ]
    assert found == pytest.approx(min(every))


@given(st.integers(2, 70), st.integers(2, 9))
def test_the_size_of_a_block_changes_no_step(count: int, block: int) -> None:
    xy = np.random.default_rng(count).uniform(0, 9000, (count, 2))
    stops = Points(np.arange(count).astype(str), xy[:, 0], xy[:, 1])
    order = curve_order(xy)
    assert sorted(order.tolist()) == list(range(count))
    steps = tour_steps(stops, order, LINE, mode="car", block=block)
    whole = LINE.matrix(stops, stops, mode="car")
    np.testing.assert_array_equal(steps, whole[order[:-1], order[1:]])


def test_an_estimate_lies_close_to_what_the_library_plans() -> None:
    xy = np.random.default_rng(3).normal(0, 9000, (60, 2))
    stops, home = points(list(map(tuple, xy))), points([(0.0, 0.0)])
    out = LINE.matrix(home, stops, mode="car")[0]
    table = np.zeros((61, 61))
    table[0, 1:] = table[1:, 0] = out
    table[1:, 1:] = LINE.matrix(stops, stops, mode="car")
    params = TeamParams(max_iterations=200)
    long, best = plan_long_round(out, out, stops, LINE, params), plan_team(table, params)
    assert long.work_min == pytest.approx(best.work_min, rel=0.05)


def test_where_the_library_finds_no_plan_one_tour_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sites.judgement.teams._library_days", lambda *_: None)
    road = np.abs(np.subtract.outer(np.arange(13.0), np.arange(13.0)))
    plan = plan_team(road, DAY)
    assert plan.is_estimate
    assert sorted(stop for day in plan.days for stop in day) == list(range(1, 13))
    assert nearest_tour(road).tolist() == list(range(1, 13))
    assert LIBRARY_STOPS >= 300  # a list of a province keeps its planned rounds
