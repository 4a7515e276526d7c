"""Laws of leaning and of flips that hold on any site, mother location and room."""

import math
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sites.base.errors import SiteError
from sites.judgement.leaning.case import Extras, check_extras, one_case
from sites.judgement.leaning.decide import IF, NO, TEAM, UNKNOWN, YES, Case, judge_case, needs
from sites.judgement.leaning.flips import (
    Flip,
    apply_flip,
    headline_flips,
    levers_for,
    single_flips,
)
from sites.judgement.school import school_test
from sites.scoring.scoring import curve_value
from sites.settings.judgement import FUNCTION_IDS, DemandNorm, LeaningParams
from sites.settings.scenario import Curve

PARAMS, LIMIT_MIN = LeaningParams(), 45.0
ROOM = st.sampled_from([float("nan"), 0.0, 3.0, 8.0, 20.0, 51.0, 400.0])
FLAG = st.sampled_from([float("nan"), 0.0, 1.0])
MINUTES = st.one_of(st.integers(1, 90).map(float), st.just(float("inf")))
SOME = settings(max_examples=20)  # each example judges a hundred variants
HUBS, FUNCTIONS = 2, len(FUNCTION_IDS)


def _pair(element: st.SearchStrategy[float]) -> st.SearchStrategy[list[list[float]]]:
    return st.lists(element, min_size=HUBS, max_size=HUBS).map(lambda row: [row])


def _wide(element: st.SearchStrategy[Any]) -> st.SearchStrategy[list[list[Any]]]:
    return st.lists(element, min_size=FUNCTIONS, max_size=FUNCTIONS).map(lambda row: [row])


@st.composite
def cases(draw: st.DrawFn) -> Case:
    mother = np.array(draw(_pair(MINUTES)))
    spread = np.array(draw(_pair(st.sampled_from([0.0, 0.0, 6.0]))))
    return one_case(
        hubs=HUBS,
        places=draw(st.integers(1, 160)),
        others=draw(st.sampled_from([0, 40])),
        gp_people=draw(st.sampled_from([0, 40])),
        needs_gza=draw(st.booleans()),
        has_children=draw(st.booleans()),
        mother_min=mother,
        mother_low=np.maximum(mother - spread, 0),
        mother_high=mother + spread,
        team_min=draw(_pair(MINUTES)),
        bus_ride_min=draw(_pair(MINUTES)),
        school_on_site=draw(_pair(FLAG)),
        gza_on_site=draw(_pair(FLAG)),
        room_school=draw(_pair(ROOM)),
        room_gza=draw(_pair(ROOM)),
        room_hours=draw(_pair(ROOM)),
        local_min=draw(_wide(st.one_of(MINUTES, st.integers(1, 30).map(float)))),
        local_room=draw(_wide(ROOM)),
        on_site=draw(_wide(st.sampled_from([False, False, False, True]))),
    )


def verdict(case: Case) -> int:
    return int(judge_case(case, PARAMS, mother_limit_min=LIMIT_MIN).site_verdict[0])


@given(cases(), st.integers(0, FUNCTIONS - 1), st.integers(0, 60))
@settings(max_examples=60)
def test_a_nearer_facility_never_worsens_a_verdict(case: Case, f: int, minutes: int) -> None:
    local_min = case.local_min.copy()
    local_min[:, f] = np.fmin(local_min[:, f], minutes)
    assert verdict(replace(case, local_min=local_min)) >= verdict(case)


@given(st.floats(0, 200), st.floats(0, 200), st.floats(0, 60), st.floats(0.5, 60))
def test_a_nearer_facility_never_lowers_a_score(
    was: float, other: float, good: float, wide: float
) -> None:
    raw = np.array([was, min(was, other)])
    before, after = curve_value(raw, Curve(good=good, poor=good + wide))
    assert after >= before


@given(cases())
@settings(max_examples=60)
def test_one_more_mother_never_worsens_a_verdict(case: Case) -> None:
    assert verdict(case) >= max(verdict(case.hub(0)), verdict(case.hub(1)))


@given(cases(), st.sampled_from(["room_school", "room_gza", "room_hours"]))
@settings(max_examples=60)
def test_more_room_never_worsens_a_verdict(case: Case, room: str) -> None:
    assert verdict(replace(case, **{room: getattr(case, room) + 5})) >= verdict(case)


@given(cases())
@SOME
def test_every_lever_turned_further_is_never_worse(case: Case) -> None:
    before = verdict(case)
    best = np.zeros(1, np.int64)
    for lever in levers_for(case, PARAMS):
        half, full = (lever.apply(case, lever.most // part, best) for part in (2, 1))
        assert before <= verdict(half) <= verdict(full)


def _flipped(case: Case, flip: Flip) -> bool:
    after = verdict(apply_flip(case, flip, PARAMS, mother_limit_min=LIMIT_MIN))
    return after > verdict(case) and after != UNKNOWN


@given(cases())
@SOME
def test_every_single_flip_flips_and_anything_smaller_does_not(case: Case) -> None:
    for flip in single_flips(case, PARAMS, mother_limit_min=LIMIT_MIN)[0]:
        (amount,) = flip.amounts
        assert _flipped(case, flip)
        for smaller in {amount - 1, amount // 2, 1} - {amount}:
            assert not _flipped(case, replace(flip, amounts=(smaller,)))


@given(cases())
@SOME
def test_a_lever_that_is_not_named_does_not_flip(case: Case) -> None:
    flips = single_flips(case, PARAMS, mother_limit_min=LIMIT_MIN)[0]
    named = {flip.levers[0] for flip in flips}
    if verdict(case) in (NO, IF):
        for lever in levers_for(case, PARAMS):
            if lever.id not in named:
                assert not _flipped(case, Flip((lever.id,), (int(lever.most[0]),)))


@given(cases())
@SOME
def test_the_headline_is_the_first_single_flip_else_a_smallest_pair(case: Case) -> None:
    headline = headline_flips(case, PARAMS, mother_limit_min=LIMIT_MIN)[0]
    single = single_flips(case, PARAMS, mother_limit_min=LIMIT_MIN)[0]
    if single or headline is None:
        assert headline == (single[0] if single else None)
        return
    assert len(headline.levers) == 2
    assert _flipped(case, headline)
    first, second = headline.amounts
    assert not _flipped(case, replace(headline, amounts=(first - 1, second)))
    assert not _flipped(case, replace(headline, amounts=(first, second - 1)))


@given(cases())
def test_a_plain_yes_rests_on_nothing_unknown(case: Case) -> None:
    judged = judge_case(case, PARAMS, mother_limit_min=LIMIT_MIN)
    for hub in np.flatnonzero(judged.verdict[0] == YES):
        assert (judged.state[0, hub] == YES).all()
        assert judged.reach[0, hub] == YES
        assert case.places[0, 0] < 100


def test_many_sites_are_judged_as_each_alone() -> None:
    rng = np.random.default_rng(3)
    rows = [
        one_case(places=int(n), mother_min=float(m), room_gza=float(r))
        for n, m, r in zip(
            rng.integers(1, 150, 40), rng.integers(5, 90, 40), rng.integers(0, 99, 40), strict=True
        )
    ]
    together = Case(
        **{
            name: np.concatenate([getattr(row, name) for row in rows])
            for name in Case.__dataclass_fields__
        }
    )
    alone = [headline_flips(row, PARAMS, mother_limit_min=LIMIT_MIN)[0] for row in rows]
    assert headline_flips(together, PARAMS, mother_limit_min=LIMIT_MIN) == alone


def test_a_school_on_a_site_without_children_is_refused() -> None:
    extras = Extras({}, {"s1": frozenset({"basisonderwijs"})}, frozenset({"s1"}))
    with pytest.raises(SiteError, match="school on site and no children"):
        check_extras(extras)


def test_an_unknown_function_is_refused_with_the_ones_that_exist() -> None:
    with pytest.raises(SiteError, match=r"function zwembad does not exist; choose from begel"):
        check_extras(Extras({}, {"s1": frozenset({"zwembad"})}))


def test_school_ages_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="school ages must rise without overlap"):
        LeaningParams.model_validate({"demand": {"primary_ages": (5, 14)}})


@given(st.integers(0, 100), st.integers(1, 1500))
def test_a_need_is_rounded_up_as_with_fractions_and_as_the_school_norm_does(
    percent: int, places: int
) -> None:
    norm = DemandNorm(child_share=percent / 100, guidance_hours_per_place=percent / 100)
    params = PARAMS.model_copy(update={"demand": norm})
    need, test = needs(one_case(places=places), params), school_test(places, None, params)
    exact = math.ceil(Fraction(percent * places, 100))
    assert need.pupils.item() == need.hours.item() == test.pupils == exact
    assert (need.primary.item(), need.isk.item()) == (test.primary, test.isk)


def test_primary_school_and_isk_split_27_to_15_and_not_28_to_14() -> None:
    norm = DemandNorm(primary_ages=(3, 11), isk_ages=(12, 16))  # nine years and five
    need = needs(one_case(places=168), PARAMS.model_copy(update={"demand": norm}))
    assert (need.pupils.item(), need.primary.item(), need.isk.item()) == (42, 27, 15)


def test_no_team_is_offered_where_nobody_knows_whether_residents_can_go() -> None:
    for minutes, offered in ((20.0, False), (float("nan"), False), (99.0, True)):
        at = [[minutes]]
        case = one_case(team_min=[[5.0]], mother_min=at, mother_low=at, mother_high=at)
        judged = judge_case(case, PARAMS, mother_limit_min=LIMIT_MIN)
        assert bool((judged.way == TEAM).any()) is offered


@given(cases(), st.lists(st.booleans(), min_size=HUBS, max_size=HUBS))
@settings(max_examples=60)
def test_a_team_drives_only_where_a_mother_is_certainly_out_of_reach(
    case: Case, unknown: list[bool]
) -> None:
    missing = np.where([unknown], np.nan, 0.0)
    trip = {name: getattr(case, name) + missing for name in
            ("mother_min", "mother_low", "mother_high")}  # fmt: skip
    judged = judge_case(replace(case, **trip), PARAMS, mother_limit_min=LIMIT_MIN)
    driven = (judged.way == TEAM).any(axis=2)
    assert (judged.reach[driven] == NO).all()
