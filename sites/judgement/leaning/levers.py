"""Name what a person can turn: each lever changes a case, and more of it never makes it worse.

In the order in which a change is looked for: the set of confirmations, a planned location that
opens, a bus, an e-bike, fewer places, a mobile team; then what costs a building or people: a
function on the site itself, more room at the mother location.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from sites.judgement.leaning.decide import (
    AT_MOTHER,
    CARE,
    GUIDANCE,
    IF,
    ISK,
    LANGUAGE,
    LOCAL,
    NO,
    PER_PAIR,
    PHARMACY,
    PRIMARY,
    SHOPPING,
    SPORT,
    Bools,
    Case,
    Floats,
    Judged,
    best_hub,
    judge_case,
)
from sites.settings.judgement import LeaningParams

Ints = NDArray[np.int64]
ROOM_MAX: Final = 2000  # more than any mother location would add
NONE: Final = -1

#: Levers as a reader could name them; the second part is the function, for a team and a planned
#: location the column of that location, and else NONE.
LeverId = tuple[str, int]
CONFIRM: Final = "bevestigingen"
OPENS: Final = "opent"
TEAM_COMES: Final = "team"


@dataclass(frozen=True)
class Asked:
    """What is still to be confirmed of each site, on the mother location it leans on best."""

    at_mother: Bools  # (S, F)
    local: Bools  # (S, F)
    position: Bools  # (S,) whether the mother location's own place decides
    itself: (
        Bools  # (S,) whether the site leans on her at all, so that what is unknown of her counts
    )

    def take(self, rows: Ints) -> Self:
        """Return these sites only."""
        return replace(
            self,
            at_mother=self.at_mother[rows],
            local=self.local[rows],
            position=self.position[rows],
            itself=self.itself[rows],
        )


def asked_of(judged: Judged, hub: Ints) -> Asked:
    """Return what the conditional functions of each site wait for, by the way they are met.

    A site out of reach of residents asks nothing of the mother location: first it must be reached.
    """
    rows = np.arange(len(hub))
    state, way = judged.state[rows, hub], judged.way[rows, hub]
    is_open, reach = state == IF, judged.reach[rows, hub]
    local = is_open & (way == LOCAL)
    local[:, CARE] |= is_open[:, CARE] & (judged.gp_state[:, 0] == IF)
    leans = (reach != NO) | judged.served[rows, hub]
    return Asked(is_open & (way == AT_MOTHER), local, reach == IF, leans)


@dataclass(frozen=True)
class Turned:
    """What the levers turn on: the best mother location of each site, and who else could come.

    ``planned`` holds the sites against the planned locations; ``opens`` and ``team`` are the best
    column per site, NONE where nobody plans or drives.
    """

    hub: Ints
    asked: Asked
    team: Ints
    planned: Case | None
    opens: Ints

    @classmethod
    def of(
        cls, case: Case, judged: Judged, params: LeaningParams, limit_min: float, plans: Case | None
    ) -> Self:
        """Find for every site the best locations to lean on, to send a team and to open."""
        hub = best_hub(judged, case)
        sent = replace(case, team_sent=np.ones_like(case.team_sent))
        with_team = judge_case(sent, params, mother_limit_min=limit_min, with_ways=False)
        drive = replace(case, mother_min=case.team_min)
        near = (case.team_min <= params.team_limit_min).any(axis=1)
        opens = np.full(len(hub), NONE, dtype=np.int64)
        if plans is not None:
            there = judge_case(plans, params, mother_limit_min=limit_min, with_ways=False)
            opens = best_hub(there, plans)
        team = np.where(near, best_hub(with_team, drive), NONE)
        return cls(hub, asked_of(judged, hub), team.astype(np.int64), plans, opens)

    def take(self, rows: Ints) -> Self:
        """Return these sites only."""
        return replace(
            self,
            hub=self.hub[rows],
            asked=self.asked.take(rows),
            team=self.team[rows],
            planned=None if self.planned is None else self.planned.take(rows),
            opens=self.opens[rows],
        )


@dataclass(frozen=True)
class Lever:
    """One thing to turn: ``most`` is (S,), ``apply`` takes (S,) whole amounts.

    ``target`` names the location per site where that is part of the change.
    """

    id: LeverId
    most: Ints
    apply: Callable[[Case, Ints], Case]
    target: Ints | None = None

    def named(self, row: int) -> LeverId:
        """Return the id of this lever at one site."""
        return self.id if self.target is None else (self.id[0], int(self.target[row]))


def levers_for(case: Case, params: LeaningParams, turned: Turned) -> tuple[Lever, ...]:
    """Return every lever for these sites in the documented order."""
    count, hub = len(case.places), turned.hub

    def at_most(most: int) -> Ints:
        return np.full(count, most, dtype=np.int64)

    fewer = np.maximum(case.places[:, 0].astype(np.int64) - params.scale.floor, 0)
    team, opens = turned.team, turned.opens
    return (
        Lever((CONFIRM, NONE), at_most(1), _confirm(turned)),
        Lever((OPENS, NONE), (opens != NONE).astype(np.int64), _open(turned), opens),
        Lever(("bus", NONE), at_most(len(params.bus.headways_min)), _bus(params, hub)),
        Lever(("e-fiets", NONE), at_most(1), _ebike(params, hub)),
        Lever(("minder_plekken", NONE), fewer, _fewer_places),
        Lever((TEAM_COMES, NONE), (team != NONE).astype(np.int64), _send(team), team),
        *(
            Lever(("op_locatie", f), at_most(1), _on_site(f))
            for f in (CARE, PRIMARY, ISK, GUIDANCE, LANGUAGE, SPORT, SHOPPING, PHARMACY)
        ),
        Lever(("ruimte", PRIMARY), at_most(ROOM_MAX), _more_room("room_school", hub)),
        Lever(("ruimte", CARE), at_most(ROOM_MAX), _more_room("room_gza", hub)),
        Lever(("ruimte", GUIDANCE), at_most(ROOM_MAX), _more_room("room_hours", hub)),
    )


def _at_hub(values: Floats, hub: Ints, change: Callable[[Floats], Floats]) -> Floats:
    rows = np.arange(len(hub))
    changed = values.copy()
    changed[rows, hub] = change(values[rows, hub])
    return changed


def _confirm(turned: Turned) -> Callable[[Case, Ints], Case]:
    """Return the change in which everybody who was asked has said yes."""
    asked, hub = turned.asked, turned.hub

    def apply(case: Case, amount: Ints) -> Case:
        on = amount > 0

        def known(f: int, value: float) -> Callable[[Floats], Floats]:
            return lambda old: np.where(on & asked.at_mother[:, f] & np.isnan(old), value, old)

        room = case.local_room
        near = np.where(on & asked.position, case.mother_low[np.arange(len(hub)), hub], np.nan)

        def placed(old: Floats) -> Floats:
            return np.where(np.isnan(near), old, near)

        return replace(
            case,
            mother_sure=_at_hub(
                case.mother_sure, hub, lambda old: np.where(on & asked.itself, 1.0, old)
            ),
            school_on_site=_at_hub(case.school_on_site, hub, known(PRIMARY, 1.0)),
            gza_on_site=_at_hub(case.gza_on_site, hub, known(CARE, 1.0)),
            room_school=_at_hub(case.room_school, hub, known(PRIMARY, np.inf)),
            room_gza=_at_hub(case.room_gza, hub, known(CARE, np.inf)),
            room_hours=_at_hub(case.room_hours, hub, known(GUIDANCE, np.inf)),
            local_room=np.where(on[:, None] & asked.local & np.isnan(room), np.inf, room),
            mother_min=_at_hub(case.mother_min, hub, placed),
            mother_low=_at_hub(case.mother_low, hub, placed),
            mother_high=_at_hub(case.mother_high, hub, placed),
        )

    return apply


def _open(turned: Turned) -> Callable[[Case, Ints], Case]:
    """Return the change in which the best planned location of each site is there, as one more."""

    def apply(case: Case, amount: Ints) -> Case:
        if turned.planned is None:
            return case
        rows, on = np.arange(len(amount)), amount[:, None] > 0
        at = np.maximum(turned.opens, 0)
        joined = {}
        for name in PER_PAIR:
            old = getattr(case, name)
            new = getattr(turned.planned, name)[rows, at][:, None]
            closed = _CLOSED.get(name, 0.0)
            joined[name] = np.hstack([old, np.where(on, new, closed).astype(old.dtype)])
        return replace(case, **joined)

    return apply


#: What a location that has not opened looks like: nobody gets there.
_CLOSED: Final = dict.fromkeys(
    ("mother_min", "mother_low", "mother_high", "team_min", "bus_ride_min", "bus_every_min"), np.inf
)


def _bus(params: LeaningParams, hub: Ints) -> Callable[[Case, Ints], Case]:
    every = np.array([np.inf, *params.bus.headways_min])

    def apply(case: Case, amount: Ints) -> Case:
        bus = _at_hub(case.bus_every_min, hub, lambda old: np.minimum(old, every[amount]))
        return replace(case, bus_every_min=bus)

    return apply


def _ebike(params: LeaningParams, hub: Ints) -> Callable[[Case, Ints], Case]:
    """Return the change in which residents go faster by bicycle, to the mother and locally."""
    by_bike = np.array([norm.mode == "bike" for norm in params.functions])

    def apply(case: Case, amount: Ints) -> Case:
        pace = np.where(amount > 0, params.ebike.faster, 1.0)
        to_mother = np.where(case.by_bike[:, 0], pace, 1.0)

        def faster(old: Floats) -> Floats:
            return old / to_mother

        return replace(
            case,
            mother_min=_at_hub(case.mother_min, hub, faster),
            mother_low=_at_hub(case.mother_low, hub, faster),
            mother_high=_at_hub(case.mother_high, hub, faster),
            local_min=case.local_min / np.where(by_bike, pace[:, None], 1.0),
        )

    return apply


def _fewer_places(case: Case, amount: Ints) -> Case:
    # Where the split is unknown the GP's people are the places themselves.
    gp_people = np.minimum(case.gp_people, case.places + case.others - amount[:, None])
    return replace(case, places=case.places - amount[:, None], gp_people=gp_people)


def _send(team: Ints) -> Callable[[Case, Ints], Case]:
    def apply(case: Case, amount: Ints) -> Case:
        sent = case.team_sent.copy()
        rows = np.flatnonzero((amount > 0) & (team != NONE))
        sent[rows, team[rows]] = True
        return replace(case, team_sent=sent)

    return apply


def _on_site(f: int) -> Callable[[Case, Ints], Case]:
    def apply(case: Case, amount: Ints) -> Case:
        on_site = case.on_site.copy()
        on_site[:, f] |= amount > 0
        return replace(case, on_site=on_site)

    return apply


def _more_room(field: str, hub: Ints) -> Callable[[Case, Ints], Case]:
    def apply(case: Case, amount: Ints) -> Case:
        more = _at_hub(getattr(case, field), hub, lambda old: old + amount)
        return replace(case, **{field: more})  # type: ignore[arg-type]  # all three hold numbers

    return apply
