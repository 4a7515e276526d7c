"""Find the smallest change that makes a verdict better, out of what a person can do.

Every lever is monotone: more of it never makes a verdict worse, so halving finds the smallest
amount that flips, and anything smaller does not. "To flip" means: the site's best verdict over its
mother locations becomes strictly better, and known.

The first lever that flips, in the order of ``levers``, is the headline. Where none does, the first
pair in that order, each part as small as it can be; else a set in which nothing can be missed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sites.base.verdicts import CAN, CANNOT, OPEN
from sites.judgement.leaning.decide import Case, Judged, judge_case
from sites.judgement.leaning.levers import Ints, Lever, LeverId, Turned, levers_for
from sites.settings.judgement import LeaningParams


@dataclass(frozen=True)
class Flip:
    """A change that flips one site: one lever or more, each with the smallest amount."""

    levers: tuple[LeverId, ...]
    amounts: tuple[int, ...]


def single_flips(
    case: Case,
    params: LeaningParams,
    *,
    mother_limit_min: float,
    planned: Case | None = None,
    headline_only: bool = False,
) -> list[list[Flip]]:
    """Return per site the smallest flip of every lever that flips it, in the documented order.

    ``planned`` holds the same sites against the planned locations. With ``headline_only`` the
    search for a site stops at its first. A site that can lean, or whose verdict is unknown, has
    none: find out what is missing first.
    """
    return _singles(Search.of(case, params, mother_limit_min, planned), headline_only=headline_only)


def headline_flips(
    case: Case, params: LeaningParams, *, mother_limit_min: float, planned: Case | None = None
) -> list[Flip | None]:
    """Return per site the headline flip, else the smallest pair, else a set, else None."""
    search = Search.of(case, params, mother_limit_min, planned)
    single = _singles(search, headline_only=True)
    flips: list[Flip | None] = [options[0] if options else None for options in single]
    for find in (_pairs, _sets):
        left = np.flatnonzero(search.can_improve & np.array([flip is None for flip in flips]))
        for row, flip in zip(left, find(search.take(left)), strict=True):
            flips[row] = flip
    return flips


def team_helps(
    case: Case, judged: Judged, params: LeaningParams, *, mother_limit_min: float
) -> NDArray[np.bool_]:
    """Tell per site whether a mobile team from any location within its limit betters the verdict.

    Whatever else would do so too: the headline names the first change that a person can make, and
    a team comes late in that order.
    """
    now, helps = judged.site_verdict, np.zeros(len(case.places), dtype=bool)
    rows = np.flatnonzero(now == CANNOT)  # residents who get there need no team
    if len(rows):
        sent = case.take(rows)
        sent = replace(sent, team_sent=np.ones_like(sent.team_sent))
        then = judge_case(sent, params, mother_limit_min=mother_limit_min, with_ways=False)
        helps[rows] = then.site_verdict > OPEN
    return helps


def _singles(search: "Search", *, headline_only: bool) -> list[list[Flip]]:
    found: list[list[Flip]] = [[] for _ in range(len(search.now))]
    open_rows = np.flatnonzero(search.can_improve)
    part = search.take(open_rows)
    for position in range(len(part.levers)):
        if not len(open_rows):
            break
        lever = part.levers[position]
        amount = part.smallest(lever)
        flipped = amount > 0
        for at in np.flatnonzero(flipped).tolist():
            found[open_rows[at]].append(Flip((lever.named(at),), (int(amount[at]),)))
        if headline_only and flipped.any():
            open_rows = open_rows[~flipped]
            part = part.take(np.flatnonzero(~flipped))
    return found


@dataclass(frozen=True)
class Search:
    """Sites with the verdict they have now and what can be turned for each."""

    case: Case
    params: LeaningParams
    limit_min: float
    now: NDArray[np.int8]
    turned: Turned
    levers: tuple[Lever, ...]

    @classmethod
    def of(
        cls, case: Case, params: LeaningParams, limit_min: float, planned: Case | None = None
    ) -> "Search":
        """Judge the sites once and find what can be turned."""
        judged = judge_case(case, params, mother_limit_min=limit_min)
        turned = Turned.of(case, judged, params, limit_min, planned)
        levers = levers_for(case, params, turned)
        return cls(case, params, limit_min, judged.site_verdict, turned, levers)

    @property
    def can_improve(self) -> NDArray[np.bool_]:
        """Return where a change could help: not where all is well or minutes are missing."""
        return np.not_equal(self.now, CAN) & np.not_equal(self.now, OPEN)

    def take(self, rows: Ints) -> "Search":
        """Return these sites only."""
        case, turned = self.case.take(rows), self.turned.take(rows)
        levers = levers_for(case, self.params, turned)
        return replace(self, case=case, now=self.now[rows], turned=turned, levers=levers)

    def flips(self, changes: Sequence[tuple[Lever, Ints]]) -> NDArray[np.bool_]:
        """Return which sites get a better and known verdict by all these changes together."""
        case = self.case
        for lever, amount in changes:
            case = lever.apply(case, amount)
        judged = judge_case(case, self.params, mother_limit_min=self.limit_min, with_ways=False)
        better: NDArray[np.bool_] = judged.site_verdict > self.now
        # A plain no that turns into a question is no answer.
        known: NDArray[np.bool_] = judged.site_verdict != OPEN
        return better & known

    def smallest(self, lever: Lever, beside: Sequence[tuple[Lever, Ints]] = ()) -> Ints:
        """Return the least amount that flips, 0 where even the most does not."""
        most = lever.most
        if not most.any():
            return np.zeros_like(most)
        flips = self.flips([*beside, (lever, most)]) & (most > 0)
        low, high = np.zeros_like(most), np.where(flips, most, 0)
        while (gap := (high - low) > 1).any():
            middle = (low + high) // 2
            enough = self.flips([*beside, (lever, middle)])
            high = np.where(gap & enough, middle, high)
            low = np.where(gap & ~enough, middle, low)
        return high

    def flips_with_later(self, first: int) -> NDArray[np.bool_]:
        """Return which sites this lever and all later ones together would flip."""
        if not len(self.now):
            return np.zeros(0, dtype=bool)
        return self.flips([(lever, lever.most) for lever in self.levers[first:]])

    def smallest_pair(self, first: int, second: int) -> tuple[Ints, Ints]:
        """Return the least of the first lever beside all of the second, then of the second."""
        one, two = self.levers[first], self.levers[second]
        least_one = self.smallest(one, [(two, two.most)])
        least_two = np.zeros_like(least_one)
        done = np.flatnonzero(least_one > 0)
        if len(done):
            rest = self.take(done)
            one, two = rest.levers[first], rest.levers[second]
            least_two[done] = rest.smallest(two, [(one, least_one[done])])
        return least_one, least_two


def _pairs(search: Search) -> list[Flip | None]:
    flips: list[Flip | None] = [None] * len(search.now)
    everything = [(lever, lever.most) for lever in search.levers]
    # One look tells for which sites no set of changes helps; they need no search.
    open_rows = np.flatnonzero(search.flips(everything)) if len(flips) else np.empty(0, np.int64)
    for first in range(len(search.levers)):
        # A lever that does not help even with all later ones beside it opens no pair.
        hopeful = open_rows[search.take(open_rows).flips_with_later(first)]
        part = search.take(hopeful)
        for second in range(first + 1, len(search.levers)):
            if not len(hopeful):
                break
            one, two = part.levers[first], part.levers[second]
            least_one, least_two = part.smallest_pair(first, second)
            done = np.flatnonzero(least_one > 0)
            for at in done.tolist():
                levers = (one.named(at), two.named(at))
                flips[hopeful[at]] = Flip(levers, (int(least_one[at]), int(least_two[at])))
            if len(done):
                hopeful = np.delete(hopeful, done)
                part = part.take(np.flatnonzero(least_one == 0))
        open_rows = open_rows[[flips[row] is None for row in open_rows]]
    return flips


def _sets(search: Search) -> list[Flip | None]:
    """Return sets of three changes or more from which none can be left out.

    All levers are turned, then one after the other taken back where it is not needed: what costs a
    building or people first.
    """
    flips: list[Flip | None] = [None] * len(search.now)
    if not flips:
        return flips
    amounts = [lever.most.copy() for lever in search.levers]
    helped = search.flips(list(zip(search.levers, amounts, strict=True)))
    for at in reversed(range(len(amounts))):
        without = [amount if i != at else np.zeros_like(amount) for i, amount in enumerate(amounts)]
        spare = search.flips(list(zip(search.levers, without, strict=True)))
        amounts[at] = np.where(spare, 0, amounts[at])
    for at, lever in enumerate(search.levers):
        beside = [
            (other, amount)
            for i, (other, amount) in enumerate(zip(search.levers, amounts, strict=True))
            if i != at
        ]
        if (amounts[at] > 1).any():
            least = search.smallest(replace(lever, most=amounts[at]), beside)
            amounts[at] = np.where(amounts[at] > 0, least, 0)
    for row in np.flatnonzero(helped).tolist():
        kept = [i for i, amount in enumerate(amounts) if amount[row] > 0]
        levers = tuple(search.levers[i].named(row) for i in kept)
        flips[row] = Flip(levers, tuple(int(amounts[i][row]) for i in kept))
    return flips


def apply_flip(
    case: Case,
    flip: Flip,
    params: LeaningParams,
    *,
    mother_limit_min: float,
    planned: Case | None = None,
) -> Case:
    """Return the case of one site after the flip."""
    by_id = {
        lever.named(0): lever for lever in Search.of(case, params, mother_limit_min, planned).levers
    }
    for lever_id, amount in zip(flip.levers, flip.amounts, strict=True):
        case = by_id[lever_id].apply(case, np.array([amount]))
    return case
