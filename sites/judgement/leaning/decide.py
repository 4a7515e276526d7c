"""Decide per function whether a small site can lean on a mother location, and the verdict.

All arithmetic is on whole arrays of S sites x H mother locations x F functions, so that one
point and a province are the same code. Nothing here makes text: see ``leaning.text``.

States run from bad to good: NO < UNKNOWN < IF < YES, and so do verdicts: see ``base.verdicts``.
"Unknown" is for missing minutes only; unknown room is a condition (IF), never a plain yes. The
state of a function is that of its best option; its way is the nearest acceptable one, because
nobody sends a child past a school.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from sites.base.verdicts import CAN, CAN_IF, CANNOT, OPEN, PARTLY
from sites.judgement.school import pupils_of
from sites.settings.judgement import FUNCTION_IDS, LeaningParams

Floats = NDArray[np.float64]
States = NDArray[np.int8]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

NOBODY: Final = -1
NO: Final = 0
UNKNOWN: Final = 1
IF: Final = 2
YES: Final = 3

ON_SITE: Final = 0
AT_MOTHER: Final = 1
LOCAL: Final = 2
TEAM: Final = 3
NOWHERE: Final = 4
NOT_NEEDED: Final = 5

GUIDANCE, CARE, PRIMARY, ISK, PHARMACY, SHOPPING, LANGUAGE, SPORT = range(len(FUNCTION_IDS))
_VITAL: Final = slice(CARE, ISK + 1)  # guidance is more than vital: without it nobody steers
_EXACT: Final = 1e-9  # a share times a whole number must not round up by a last binary digit


@dataclass(frozen=True)
class Case:
    """What is known of S sites and of the H mother locations within reach of each.

    ``mother`` says which; a column of NOBODY is out of reach. Minutes are NaN where unknown and
    infinite where there is no route. ``*_on_site`` of a mother is 1, 0 or NaN; rooms are NaN where
    unknown. ``bus_every_min`` is infinite without a bus.
    """

    places: Floats  # (S, 1) that count for the task
    others: Floats  # (S, 1) statushouders, starters and others beside them
    needs_gza: Bools  # (S, 1) asylum seekers in COA reception
    gp_people: Floats  # (S, 1) who register with a local GP
    family_share: Floats  # (S, 1) of the places for the task; the others are minors alone
    family_others: Floats  # (S, 1) of those beside, the residents in families
    has_children: Bools  # (S, 1)
    mother: Ints  # (S, H) row of the mother location, or NOBODY
    mother_min: Floats  # (S, H)
    mother_low: Floats  # (S, H) the mother's position is not exact
    mother_high: Floats  # (S, H)
    team_min: Floats  # (S, H) by car, one way
    beyond: Bools  # (S, H) the infinite ``mother_min`` was not worked out: too far to be asked
    team_beyond: Bools  # (S, H) the same of ``team_min``
    dist_m: Floats  # (S, H) straight
    bus_every_min: Floats  # (S, H)
    bus_ride_min: Floats  # (S, H)
    team_sent: Bools  # (S, H) COA has promised a mobile team from there
    mother_sure: Floats  # (S, H) 1, or NaN where something of the location itself is unknown
    school_on_site: Floats  # (S, H)
    gza_on_site: Floats  # (S, H)
    room_school: Floats  # (S, H) pupils
    room_gza: Floats  # (S, H) people on the list
    room_hours: Floats  # (S, H) hours of guidance a week
    local_min: Floats  # (S, F)
    local_room: Floats  # (S, F) pupils, patients; NaN where unknown
    local_dist_m: Floats  # (S, F) straight
    on_site: Bools  # (S, F) offered at the site itself
    by_bike: Bools  # (S, 1) minutes to the mother are by bicycle

    def take(self, rows: NDArray[np.int64]) -> Self:
        """Return these sites only.

        >>> from sites.judgement.leaning.case import one_case
        >>> case = one_case(hubs=2)
        >>> case.take(np.array([0, 0])).mother_min.shape
        (2, 2)
        """
        return replace(self, **{f.name: getattr(self, f.name)[rows] for f in fields(self)})

    def hub(self, column: int) -> Self:
        """Return all sites against one mother location.

        >>> from sites.judgement.leaning.case import one_case
        >>> case = one_case(hubs=3)
        >>> case.hub(2).mother_min.shape, case.hub(2).places.shape
        ((1, 1), (1, 1))
        """
        return replace(self, **{name: getattr(self, name)[:, [column]] for name in PER_PAIR})

    def at_hub(self, hub: NDArray[np.int64]) -> Self:
        """Return each site against one mother location of its own.

        >>> from sites.judgement.leaning.case import one_case
        >>> one_case(hubs=3, mother_min=[[1, 2, 3]]).at_hub(np.array([2])).mother_min.item()
        3.0
        """
        rows = np.arange(len(hub))
        return replace(self, **{name: getattr(self, name)[rows, hub][:, None] for name in PER_PAIR})


PER_PAIR: Final = frozenset(
    (
        *("mother", "mother_min", "mother_low", "mother_high", "team_min", "dist_m", "beyond"),
        *("bus_every_min", "bus_ride_min", "team_sent", "team_beyond", "mother_sure"),
        *("school_on_site", "gza_on_site", "room_school", "room_gza", "room_hours"),
    )
)


@dataclass(frozen=True)
class Need:
    """What a site asks for; all (S, 1)."""

    pupils: Floats
    primary: Floats
    isk: Floats
    gza: Floats
    hours: Floats


@dataclass(frozen=True)
class Judged:
    """The answer per site, mother location and function."""

    reach: States  # (S, H)
    state: States  # (S, H, F)
    way: States  # (S, H, F)
    gp_state: States  # (S, 1) the part of care that is the local GP's
    is_small: Bools  # (S, 1)
    served: Bools  # (S, H) a promised team comes where residents cannot go
    verdict: States  # (S, H) an index of ``base.verdicts.VERDICTS``

    @property
    def site_verdict(self) -> States:
        """Return the best verdict of each site over the mother locations."""
        best: States = self.verdict.max(axis=1)
        return best


def needs(case: Case, params: LeaningParams) -> Need:
    """Return pupils, people for the GZA list and hours of guidance, rounded up to whole ones.

    >>> from sites.judgement.leaning.case import one_case
    >>> needs(one_case(places=80), LeaningParams()).pupils.item()
    20.0
    """
    demand = params.demand
    families = np.rint(case.places * case.family_share)  # people are whole
    pupils, primary, isk = (
        count * case.has_children
        for count in pupils_of(families + case.family_others, case.places - families, demand)
    )
    return Need(
        pupils=pupils,
        primary=primary,
        isk=isk,
        gza=np.where(case.needs_gza, case.places, 0.0),
        hours=np.where(
            case.needs_gza, np.ceil(demand.guidance_hours_per_place * case.places - _EXACT), 0.0
        ),
    )


def judge_case(
    case: Case, params: LeaningParams, *, mother_limit_min: float, with_ways: bool = True
) -> Judged:
    """Judge every site against every mother location.

    Without ``with_ways`` only states and verdicts are told. In this order:

    - "Kan niet leunen": the mother location is out of reach of residents and no promised team
      drives out, guidance cannot be given, or more than ``max_vital_gaps`` of care, primary school
      and ISK are missing.
    - "Onbekend": minutes are missing and could change that.
    - "Kan gedeeltelijk leunen": something has to come from elsewhere: a function lies outside its
      norm, this mother location has no school or GZA post, or the team comes instead.
    - "Kan leunen": reach and every function are met, the site is small and nothing of the mother
      location itself is unknown; else "Kan leunen met bevestiging".
    """
    need = needs(case, params)
    reach = _reach(case, params, mother_limit_min)
    served = (reach == NO) & case.team_sent & (case.team_min <= params.team_limit_min)
    state, way, gp_state = _functions(
        case, params, need, reach, mother_limit_min, with_ways=with_ways
    )
    is_small = case.places <= params.scale.largest
    gaps = (state[:, :, _VITAL] == NO).sum(axis=2)
    cannot = (
        ((reach == NO) & ~served) | (state[:, :, GUIDANCE] == NO) | (gaps > params.max_vital_gaps)
    )
    unknown = (reach == UNKNOWN) | (state == UNKNOWN).any(axis=2)
    partly = served | (state == NO).any(axis=2) | lacking(case, need).any(axis=2)
    sure = ~np.isnan(case.mother_sure)
    plain = (reach == YES) & (state == YES).all(axis=2) & is_small & sure
    levels = (CANNOT, OPEN, PARTLY, CAN)
    verdict = np.select([cannot, unknown, partly, plain], levels, default=CAN_IF).astype(np.int8)
    return Judged(reach, state, way, gp_state, is_small, served, verdict)


def lacking(case: Case, need: Need) -> Bools:
    """Return where a mother location is known to have no GZA post or school (S, H, [both]).

    What the site has itself, and what nobody there needs, is not missed.
    """
    care = (case.gza_on_site == 0) & case.needs_gza & ~case.on_site[:, [CARE]]
    school = (case.school_on_site == 0) & (need.primary > 0) & ~case.on_site[:, [PRIMARY]]
    return np.stack([care, school], axis=2)


def best_hub(judged: Judged, case: Case) -> NDArray[np.int64]:
    """Return per site the mother location with the best verdict; ties to the nearest, then first.

    Missing minutes come last.
    """
    minutes = np.where(np.isnan(case.mother_min), np.inf, case.mother_min)
    level = judged.verdict.max(axis=1, keepdims=True)
    candidate = np.where(judged.verdict == level, minutes, np.nan)
    # All-infinite rows (no route to any) still need a first choice, so NaN must lose to infinity.
    ranked = np.where(np.isnan(candidate), np.finfo(np.float64).max, np.minimum(candidate, 1e300))
    first: NDArray[np.int64] = ranked.argmin(axis=1).astype(np.int64)
    return first


def _reach(case: Case, params: LeaningParams, limit_min: float) -> States:
    trip = _within_range(case.mother_low, case.mother_min, case.mother_high, limit_min)
    wait = case.bus_every_min / 2 + params.bus.access_min + case.bus_ride_min
    return np.maximum(trip, _when(wait <= limit_min, YES))


def _when(claim: Bools, state: int) -> States:
    """Return the state where the claim holds and NO elsewhere."""
    states: States = claim.astype(np.int8) * np.int8(state)
    return states


def _within_range(low: Floats, mid: Floats, high: Floats, limit_min: float) -> States:
    known = ~np.isnan(mid)
    near, may = (high <= limit_min) & known, (low <= limit_min) & known
    state: States = _when(near, YES - IF) + _when(may, IF) + _when(~known, UNKNOWN)
    return state


# In these three a comparison with NaN is False, so adding the NaN's own state is exact.
def _within(minutes: Floats, limit_min: float) -> States:
    state: States = _when(minutes <= limit_min, YES) + _when(np.isnan(minutes), UNKNOWN)
    return state


def _offer(flag: Floats) -> States:
    state: States = _when(flag > 0, YES) + _when(np.isnan(flag), IF)
    return state


def _room(room: Floats, need: Floats) -> States:
    enough = _when(room >= need, YES) + _when(np.isnan(room), IF)
    state: States = np.maximum(enough, _when(need == 0, YES))
    return state


def _functions(
    case: Case,
    params: LeaningParams,
    need: Need,
    reach: States,
    limit_min: float,
    *,
    with_ways: bool,
) -> tuple[States, States, States]:
    state = np.empty((*reach.shape, len(FUNCTION_IDS)), np.int8)
    way = np.empty_like(state) if with_ways else state[:, :, :0]
    gp_state = _gp_state(case, params)
    idle = _offers(case, need).idle
    for f, ways in enumerate(_options(case, params, need, reach, limit_min)):
        here, local, mother, team = ways
        best = np.maximum(np.maximum(here, mother), np.maximum(local, team))
        if with_ways:
            own_school = f == PRIMARY and params.school_choice == "azc"
            nearer = (case.local_dist_m[:, [f]] <= case.dist_m) & (not own_school)
            way[:, :, f] = _way(best, ways, nearer, idle.get(f))
        if f == CARE:
            best = np.minimum(best, gp_state)
        if f in idle:
            best = np.maximum(best, _when(idle[f], YES))
        state[:, :, f] = best
    return state, way, gp_state


def options_of(case: Case, params: LeaningParams, *, mother_limit_min: float) -> States:
    """Return how each way would meet each function: (S, H, F, [on site, local, mother, team]).

    The local part of care is that of asylum seekers: none, for a GP does not replace GZA.
    """
    need, reach = needs(case, params), _reach(case, params, mother_limit_min)
    ways = _options(case, params, need, reach, mother_limit_min)
    each = [np.stack(np.broadcast_arrays(*four, reach)[:4], axis=-1) for four in ways]
    return np.stack(each, axis=2)


def _options(
    case: Case, params: LeaningParams, need: Need, reach: States, limit_min: float
) -> Iterator[tuple[States, States, States, States]]:
    """Yield per function how it would be met on site, locally, at the mother and by a team."""
    offers = _offers(case, need)
    # The team comes only where residents cannot go: it never replaces a mother within reach.
    promised = np.where(case.team_sent, YES, IF).astype(np.int8) * (reach == NO)
    drive = np.minimum(_within(case.team_min, params.team_limit_min), promised)
    never = np.zeros((1, 1), np.int8)
    for f, norm in enumerate(params.functions):
        near = reach
        if norm.mother_limit_min is not None:
            tight = min(limit_min, norm.mother_limit_min)
            near = np.minimum(reach, _reach(case, params, tight))
        local = _local(case, f, offers.people, norm.limit_min) if norm.categories else never
        mother = np.minimum(near, offers.mother[f]) if f in offers.mother else never
        team = np.minimum(drive, offers.team[f]) if f in offers.team else never
        if f == CARE:
            # GZA serves asylum seekers and nobody else; the GP the others and nobody else.
            local = np.minimum(local, _when(~case.needs_gza, YES))
            gza = _when(case.needs_gza, YES)
            mother, team = np.minimum(mother, gza), np.minimum(team, gza)
        yield _when(case.on_site[:, [f]], YES), local, mother, team


def _gp_state(case: Case, params: LeaningParams) -> States:
    """Return how the local GP meets the part of care that is not for GZA (S, 1)."""
    here = _when(case.on_site[:, [CARE]], YES)
    local = _local(case, CARE, {CARE: case.gp_people}, params.functions[CARE].limit_min)
    state: States = np.maximum(np.maximum(here, local), _when(case.gp_people == 0, YES))
    return state


def _way(
    best: States, ways: tuple[States, States, States, States], nearer: Bools, idle: Bools | None
) -> States:
    """Return the nearest acceptable way: on site, the nearer of local and mother, then a team.

    Acceptable is within its norm and not known to be full; where nothing is known, the first that
    is not known to be out.
    """
    here, local, mother, team = (
        np.broadcast_to(way >= np.clip(best, UNKNOWN, IF), best.shape) for way in ways
    )
    first = np.select(
        [best == NO, here, local & (nearer | ~mother), mother, team],
        [NOWHERE, ON_SITE, LOCAL, AT_MOTHER, TEAM],
        default=NOWHERE,
    )
    if idle is not None:
        first = np.where(idle, NOT_NEEDED, first)
    return first.astype(np.int8)


@dataclass(frozen=True)
class _Offers:
    """What a mother and its team offer per function, who asks, and who does not."""

    mother: dict[int, States]
    team: dict[int, States]
    people: dict[int, Floats]
    idle: dict[int, Bools]


def _offers(case: Case, need: Need) -> _Offers:
    always = np.full((1, 1), YES, np.int8)
    hours = _room(case.room_hours, need.hours)
    gza = np.minimum(_offer(case.gza_on_site), _room(case.room_gza, need.gza))
    school = np.minimum(_offer(case.school_on_site), _room(case.room_school, need.primary))
    return _Offers(
        mother={GUIDANCE: hours, CARE: gza, PRIMARY: school, LANGUAGE: always, SPORT: always},
        team={GUIDANCE: hours, CARE: np.minimum(gza, hours), LANGUAGE: hours},
        people={PRIMARY: need.primary, ISK: need.isk, CARE: case.gp_people},
        idle={
            GUIDANCE: ~case.needs_gza,
            CARE: ~case.needs_gza & (case.gp_people == 0),
            PRIMARY: need.primary == 0,
            ISK: need.isk == 0,
        },
    )


def _local(case: Case, f: int, people: dict[int, Floats], limit_min: float) -> States:
    near = _within(case.local_min[:, [f]], limit_min)
    if f not in people:
        return near
    return np.minimum(near, _room(case.local_room[:, [f]], people[f]))
