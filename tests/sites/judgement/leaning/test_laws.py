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
from sites.base.verdicts import CAN, CAN_IF, CANNOT, FAIR, OPEN, PARTLY, STRONG, WEAK
from sites.judgement.leaning.case import Extras, check_extras, one_case
from sites.judgement.leaning.decide import (
    AT_MOTHER,
    IF,
    LOCAL,
    NO,
    PER_PAIR,
    PRIMARY,
    TEAM,
    YES,
    Case,
    best_hub,
    judge_case,
    needs,
    options_of,
)
from sites.judgement.leaning.flips import (
    Flip,
    Search,
    apply_flip,
    headline_flips,
    single_flips,
)
from sites.judgement.leaning.strength import strength_of
from sites.judgement.mix import parse_mix
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
    for lever in Search.of(case, PARAMS, LIMIT_MIN).levers:
        half, full = (lever.apply(case, lever.most // part) for part in (2, 1))
        assert before <= verdict(half) <= verdict(full)


def _flipped(case: Case, flip: Flip) -> bool:
    after = verdict(apply_flip(case, flip, PARAMS, mother_limit_min=LIMIT_MIN))
    return after > verdict(case) and after != OPEN


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
    if verdict(case) in (CANNOT, PARTLY, CAN_IF):
        for lever in Search.of(case, PARAMS, LIMIT_MIN).levers:
            if lever.named(0) not in named:
                assert not _flipped(case, Flip((lever.named(0),), (int(lever.most[0]),)))


@given(cases())
@SOME
def test_the_headline_is_the_first_single_flip_else_a_set_in_which_all_is_needed(
    case: Case,
) -> None:
    headline = headline_flips(case, PARAMS, mother_limit_min=LIMIT_MIN)[0]
    single = single_flips(case, PARAMS, mother_limit_min=LIMIT_MIN)[0]
    if single or headline is None:
        assert headline == (single[0] if single else None)
        return
    assert len(headline.levers) >= 2
    assert _flipped(case, headline)
    for at, amount in enumerate(headline.amounts):
        less = (*headline.amounts[:at], amount - 1, *headline.amounts[at + 1 :])
        assert not _flipped(case, replace(headline, amounts=less))


@given(cases())
def test_a_plain_yes_rests_on_nothing_unknown(case: Case) -> None:
    judged = judge_case(case, PARAMS, mother_limit_min=LIMIT_MIN)
    for hub in np.flatnonzero(judged.verdict[0] == CAN):
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
    need = needs(one_case(places=places), params)
    test = school_test(parse_mix(None, places), None, params)
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


@given(cases(), cases())
@SOME
def test_a_planned_location_is_named_only_where_its_opening_gives_a_better_verdict(
    case: Case, other: Case
) -> None:
    planned = replace(case, **{name: getattr(other, name) for name in PER_PAIR})
    flips = single_flips(case, PARAMS, mother_limit_min=LIMIT_MIN, planned=planned)[0]
    opening = [flip for flip in flips if flip.levers[0][0] == "opent"]
    after = max(verdict(case), verdict(planned))
    known = after > verdict(case) != OPEN and after != OPEN
    assert bool(opening) is (known and verdict(case) != CAN)
    for flip in opening:
        told = apply_flip(case, flip, PARAMS, mother_limit_min=LIMIT_MIN, planned=planned)
        assert verdict(told) == after


@given(cases())
@SOME
def test_where_something_could_help_the_answer_is_never_nothing(case: Case) -> None:
    search = Search.of(case, PARAMS, LIMIT_MIN)
    helped = search.flips([(lever, lever.most) for lever in search.levers])[0]
    headline = headline_flips(case, PARAMS, mother_limit_min=LIMIT_MIN)[0]
    assert (headline is not None) is bool(helped and search.can_improve[0])


@given(cases())
@settings(max_examples=60)
def test_a_conditional_verdict_of_a_small_site_waits_for_its_confirmations_alone(
    case: Case,
) -> None:
    if verdict(case) != CAN_IF or case.places[0, 0] > PARAMS.scale.largest:
        return
    flip = headline_flips(case, PARAMS, mother_limit_min=LIMIT_MIN)[0]
    assert flip == Flip((("bevestigingen", -1),), (1,))
    assert verdict(apply_flip(case, flip, PARAMS, mother_limit_min=LIMIT_MIN)) == CAN


@given(cases())
@settings(max_examples=60)
def test_the_nearest_acceptable_way_goes_first(case: Case) -> None:
    judged = judge_case(case, PARAMS, mother_limit_min=LIMIT_MIN)
    options = options_of(case, PARAMS, mother_limit_min=LIMIT_MIN)
    for hub in range(HUBS):
        local, mother = options[0, hub, PRIMARY, 1:3] >= IF
        way = judged.way[0, hub, PRIMARY]
        if way == AT_MOTHER:
            assert mother
            assert not local or case.local_dist_m[0, PRIMARY] > case.dist_m[0, hub]
        if way == LOCAL:
            assert local


def test_children_pass_no_school_unless_the_azc_s_own_is_preferred() -> None:
    case = one_case(mother_min=39, room_school=float("nan"), dist_m=9000)
    own = PARAMS.model_copy(update={"school_choice": "azc"})
    ways = [
        judge_case(case, p, mother_limit_min=LIMIT_MIN).way[0, 0, PRIMARY] for p in (PARAMS, own)
    ]
    assert ways == [LOCAL, AT_MOTHER]


@pytest.mark.parametrize(
    ("strength", "changes"),
    [
        (STRONG, {}),
        (STRONG, {"room_hours": float("nan"), "room_gza": float("nan")}),  # to be confirmed only
        (FAIR, {"dist_m": 9000}),  # beyond COA's 7 km
        (FAIR, {"dist_m": 6000, "mother_min": 30, "mother_low": 20, "mother_high": 40}),
        (FAIR, {"local_min": [[10, 10, 10, 10, 10, 34, 10, 10]]}),  # the shop is 4 minutes too far
        (WEAK, {"local_min": [[10, 10, 10, 10, 31, 34, 10, 10]]}),  # and the pharmacy 1
        (WEAK, {"local_min": [[10, 10, 10, 50, 10, 10, 10, 10]]}),  # the ISK
        (WEAK, {"mother_min": 43, "mother_low": 40, "mother_high": 46}),  # perhaps out of reach
        (WEAK, {"mother_min": 80, "team_sent": True}),  # a team is a promise
    ],
)
def test_strength_is_what_lies_within_the_own_norm(strength: int, changes: dict[str, Any]) -> None:
    case = one_case(**changes)
    judged = judge_case(case, PARAMS, mother_limit_min=LIMIT_MIN)
    told = strength_of(case, judged, best_hub(judged, case), PARAMS, mother_limit_min=LIMIT_MIN)
    assert told.code.item() == strength


@given(cases())
@settings(max_examples=60)
def test_confirming_never_changes_a_strength(case: Case) -> None:
    def strength(some: Case) -> int:
        judged = judge_case(some, PARAMS, mother_limit_min=LIMIT_MIN)
        hub = np.zeros(1, np.int64)
        return int(strength_of(some, judged, hub, PARAMS, mother_limit_min=LIMIT_MIN).code[0])

    sure = {
        name: np.where(np.isnan(getattr(case, name)), 1e6, getattr(case, name))
        for name in ("school_on_site", "gza_on_site", "room_school", "room_gza", "room_hours",
                     "local_room")
    }  # fmt: skip
    assert strength(replace(case, **sure)) == strength(case)


def test_a_promised_team_makes_part_of_it_possible_and_only_out_of_reach() -> None:
    far = {"mother_min": 63, "team_min": 26, "bus_ride_min": 99}
    assert verdict(one_case(**far)) == CANNOT
    assert verdict(one_case(**far, team_sent=True)) == PARTLY
    assert verdict(one_case(**(far | {"team_min": 46}), team_sent=True)) == CANNOT
    assert verdict(one_case(team_sent=True)) == CAN
