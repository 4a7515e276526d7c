"""Find what would flip a verdict: the smallest change per lever, one headline, else a pair.

A lever is something a person can turn. Every lever is monotone: more of it never makes a verdict
worse, so halving finds the smallest amount that flips, and anything smaller does not. "To flip"
means: the site's best verdict over its mother locations becomes strictly better, and known.

The documented order, from a phone call to a building: confirmation, fewer places, a function on
site, a bus, more room at the mother location, nearer. The first lever in that order that flips is
the headline; where none does, the first pair in that order, each part as small as it can be.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sites.judgement.leaning.decide import (
    CARE,
    GUIDANCE,
    ISK,
    LANGUAGE,
    PHARMACY,
    PRIMARY,
    SHOPPING,
    SPORT,
    UNKNOWN,
    YES,
    Case,
    Floats,
    best_hub,
    judge_case,
)
from sites.settings.judgement import LeaningParams

Ints = NDArray[np.int64]
NEARER_MAX: Final = 240  # minutes; farther than any bicycle trip in the area
ROOM_MAX: Final = 2000  # more than any mother location would add

#: Levers as a reader could name them; the second part is the function where there is one.
LeverId = tuple[str, int]
NONE: Final = -1


@dataclass(frozen=True)
class Lever:
    """One thing to turn: ``most`` is (S,), ``apply`` takes (S,) whole amounts and the best hub."""

    id: LeverId
    most: Ints
    apply: Callable[[Case, Ints, Ints], Case]


@dataclass(frozen=True)
class Flip:
    """A change that flips one site: one lever, or a pair, each with the smallest amount."""

    levers: tuple[LeverId, ...]
    amounts: tuple[int, ...]


def levers_for(case: Case, params: LeaningParams) -> tuple[Lever, ...]:
    """Return every lever for these sites in the documented order."""
    count = len(case.places)

    def at_most(most: int) -> Ints:
        return np.full(count, most, dtype=np.int64)

    fewer = np.maximum(case.places[:, 0].astype(np.int64) - params.scale.floor, 0)
    headways = len(params.bus.headways_min)
    return (
        Lever(("bevestiging_coa", NONE), at_most(1), _confirm_mother),
        *(Lever(("bevestiging", f), at_most(1), _confirm_local(f)) for f in (ISK, PRIMARY, CARE)),
        Lever(("minder_plekken", NONE), fewer, _fewer_places),
        *(
            Lever(("op_locatie", f), at_most(1), _on_site(f))
            for f in (CARE, PRIMARY, ISK, GUIDANCE, LANGUAGE, SPORT, SHOPPING, PHARMACY)
        ),
        Lever(("bus", NONE), at_most(headways), _bus(params)),
        Lever(("ruimte", PRIMARY), at_most(ROOM_MAX), _more_room("room_school")),
        Lever(("ruimte", CARE), at_most(ROOM_MAX), _more_room("room_gza")),
        Lever(("ruimte", GUIDANCE), at_most(ROOM_MAX), _more_room("room_hours")),
        Lever(("dichterbij", NONE), at_most(NEARER_MAX), _nearer_mother),
        *(
            Lever(("dichterbij", f), at_most(NEARER_MAX), _nearer_place(f))
            for f in (PRIMARY, ISK, CARE, PHARMACY, SHOPPING, LANGUAGE, SPORT)
        ),
    )


def single_flips(
    case: Case, params: LeaningParams, *, mother_limit_min: float, headline_only: bool = False
) -> list[list[Flip]]:
    """Return per site the smallest flip of every lever that flips it, in the documented order.

    With ``headline_only`` the search for a site stops at its first. A site that can lean, or
    whose verdict is unknown, has none: find out what is missing first.
    """
    found: list[list[Flip]] = [[] for _ in range(len(case.places))]
    search = _Search.of(case, params, mother_limit_min)
    open_rows = np.flatnonzero(search.can_improve)
    part = search.take(open_rows)
    for position in range(len(levers_for(case, params))):
        if not len(open_rows):
            break
        lever = levers_for(part.case, params)[position]
        amount = part.smallest(lever)
        flipped = amount > 0
        for row, least in zip(open_rows[flipped], amount[flipped], strict=True):
            found[row].append(Flip((lever.id,), (int(least),)))
        if headline_only and flipped.any():
            open_rows = open_rows[~flipped]
            part = part.take(np.flatnonzero(~flipped))
    return found


def headline_flips(
    case: Case, params: LeaningParams, *, mother_limit_min: float
) -> list[Flip | None]:
    """Return per site the headline flip, else the smallest pair, else None."""
    single = single_flips(case, params, mother_limit_min=mother_limit_min, headline_only=True)
    flips: list[Flip | None] = [options[0] if options else None for options in single]
    search = _Search.of(case, params, mother_limit_min)
    left = np.flatnonzero(search.can_improve & np.array([flip is None for flip in flips]))
    for row, flip in zip(left, _pairs(search.take(left)), strict=True):
        flips[row] = flip
    return flips


@dataclass(frozen=True)
class _Search:
    """Sites with the verdict they have now and the mother location they lean on best."""

    case: Case
    params: LeaningParams
    limit_min: float
    now: NDArray[np.int8]
    hub: Ints

    @classmethod
    def of(cls, case: Case, params: LeaningParams, limit_min: float) -> "_Search":
        judged = judge_case(case, params, mother_limit_min=limit_min)
        return cls(case, params, limit_min, judged.site_verdict, best_hub(judged, case))

    @property
    def can_improve(self) -> NDArray[np.bool_]:
        return np.not_equal(self.now, YES) & np.not_equal(self.now, UNKNOWN)

    def take(self, rows: Ints) -> "_Search":
        return replace(self, case=self.case.take(rows), now=self.now[rows], hub=self.hub[rows])

    def flips(self, turned: Sequence[tuple[Lever, Ints]]) -> NDArray[np.bool_]:
        case = self.case
        for lever, amount in turned:
            case = lever.apply(case, amount, self.hub)
        judged = judge_case(case, self.params, mother_limit_min=self.limit_min, with_ways=False)
        better: NDArray[np.bool_] = judged.site_verdict > self.now
        # A plain no that turns into a question is no answer.
        known: NDArray[np.bool_] = judged.site_verdict != UNKNOWN
        return better & known

    def smallest(self, lever: Lever, beside: Sequence[tuple[Lever, Ints]] = ()) -> Ints:
        """Return the least amount that flips, 0 where even the most does not."""
        most = lever.most
        flips = self.flips([*beside, (lever, most)]) & (most > 0)
        low, high = np.zeros_like(most), np.where(flips, most, 0)
        while (gap := (high - low) > 1).any():
            middle = (low + high) // 2
            enough = self.flips([*beside, (lever, middle)])
            high = np.where(gap & enough, middle, high)
            low = np.where(gap & ~enough, middle, low)
        return high

    def flips_with_later(self, first: int) -> NDArray[np.bool_]:
        if not len(self.now):
            return np.zeros(0, dtype=bool)
        return self.flips(
            [(lever, lever.most) for lever in levers_for(self.case, self.params)[first:]]
        )

    def smallest_pair(self, first: int, second: int) -> tuple[Ints, Ints]:
        """Return the least of the first lever beside all of the second, then of the second."""
        levers = levers_for(self.case, self.params)
        one, two = levers[first], levers[second]
        least_one = self.smallest(one, [(two, two.most)])
        least_two = np.zeros_like(least_one)
        done = np.flatnonzero(least_one > 0)
        if len(done):
            rest = self.take(done)
            one, two = (levers_for(rest.case, rest.params)[i] for i in (first, second))
            least_two[done] = rest.smallest(two, [(one, least_one[done])])
        return least_one, least_two


def _pairs(search: _Search) -> list[Flip | None]:
    flips: list[Flip | None] = [None] * len(search.now)
    levers = levers_for(search.case, search.params)
    everything = [(lever, lever.most) for lever in levers]
    # One look tells for which sites no set of changes helps; they need no search.
    open_rows = np.flatnonzero(search.flips(everything)) if len(flips) else np.empty(0, np.int64)
    for first in range(len(levers)):
        # A lever that does not help even with all later ones beside it opens no pair.
        hopeful = open_rows[search.take(open_rows).flips_with_later(first)]
        part = search.take(hopeful)
        for second in range(first + 1, len(levers)):
            if not len(hopeful):
                break
            least_one, least_two = part.smallest_pair(first, second)
            done = np.flatnonzero(least_one > 0)
            for row, a, b in zip(hopeful[done], least_one[done], least_two[done], strict=True):
                flips[row] = Flip((levers[first].id, levers[second].id), (int(a), int(b)))
            if len(done):
                hopeful = np.delete(hopeful, done)
                part = part.take(np.flatnonzero(least_one == 0))
        open_rows = open_rows[[flips[row] is None for row in open_rows]]
    return flips


def apply_flip(case: Case, flip: Flip, params: LeaningParams, *, mother_limit_min: float) -> Case:
    """Return the case of one site after the flip."""
    search = _Search.of(case, params, mother_limit_min)
    by_id = {lever.id: lever for lever in levers_for(case, params)}
    for lever_id, amount in zip(flip.levers, flip.amounts, strict=True):
        case = by_id[lever_id].apply(case, np.array([amount]), search.hub)
    return case


def _at_hub(values: Floats, hub: Ints, change: Callable[[Floats], Floats]) -> Floats:
    rows = np.arange(len(hub))
    changed = values.copy()
    changed[rows, hub] = change(values[rows, hub])
    return changed


def _confirm_mother(case: Case, amount: Ints, hub: Ints) -> Case:
    on = amount > 0

    def known(value: float) -> Callable[[Floats], Floats]:
        return lambda old: np.where(on & np.isnan(old), value, old)

    return replace(
        case,
        school_on_site=_at_hub(case.school_on_site, hub, known(1.0)),
        gza_on_site=_at_hub(case.gza_on_site, hub, known(1.0)),
        room_school=_at_hub(case.room_school, hub, known(np.inf)),
        room_gza=_at_hub(case.room_gza, hub, known(np.inf)),
        room_hours=_at_hub(case.room_hours, hub, known(np.inf)),
    )


def _confirm_local(f: int) -> Callable[[Case, Ints, Ints], Case]:
    def apply(case: Case, amount: Ints, _hub: Ints) -> Case:
        room = case.local_room.copy()
        room[:, f] = np.where((amount > 0) & np.isnan(room[:, f]), np.inf, room[:, f])
        return replace(case, local_room=room)

    return apply


def _fewer_places(case: Case, amount: Ints, _hub: Ints) -> Case:
    # Where the split is unknown the GP's people are the places themselves.
    gp_people = np.minimum(case.gp_people, case.places + case.others - amount[:, None])
    return replace(case, places=case.places - amount[:, None], gp_people=gp_people)


def _on_site(f: int) -> Callable[[Case, Ints, Ints], Case]:
    def apply(case: Case, amount: Ints, _hub: Ints) -> Case:
        on_site = case.on_site.copy()
        on_site[:, f] |= amount > 0
        return replace(case, on_site=on_site)

    return apply


def _bus(params: LeaningParams) -> Callable[[Case, Ints, Ints], Case]:
    every = np.array([np.inf, *params.bus.headways_min])

    def apply(case: Case, amount: Ints, hub: Ints) -> Case:
        bus = _at_hub(case.bus_every_min, hub, lambda old: np.minimum(old, every[amount]))
        return replace(case, bus_every_min=bus)

    return apply


def _more_room(field: str) -> Callable[[Case, Ints, Ints], Case]:
    def apply(case: Case, amount: Ints, hub: Ints) -> Case:
        more = _at_hub(getattr(case, field), hub, lambda old: old + amount)
        return replace(case, **{field: more})  # type: ignore[arg-type]  # all three hold numbers

    return apply


def _nearer_mother(case: Case, amount: Ints, hub: Ints) -> Case:
    def less(old: Floats) -> Floats:
        return np.where(amount > 0, np.maximum(old - amount, 0.0), old)

    return replace(
        case,
        mother_min=_at_hub(case.mother_min, hub, less),
        mother_low=_at_hub(case.mother_low, hub, less),
        mother_high=_at_hub(case.mother_high, hub, less),
    )


def _nearer_place(f: int) -> Callable[[Case, Ints, Ints], Case]:
    def apply(case: Case, amount: Ints, _hub: Ints) -> Case:
        minutes = case.local_min.copy()
        minutes[:, f] = np.where(amount > 0, np.maximum(minutes[:, f] - amount, 0), minutes[:, f])
        return replace(case, local_min=minutes)

    return apply
