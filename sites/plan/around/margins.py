"""How much may change before a plan does, site by site: on the siting model alone.

A site that costs c more makes every plan with it c worse and leaves the others alone: the plan
stands until c is what the best plan without the site is worth less. Minutes count per place, so a
plan that keeps fewer places on the slower trip may come first: each plan P with q places there
draws a line v(P) - m p q, and the plan stands until the first line crosses its own. That minute is
found by going down: try one, let the solver find what is better there, go to where they cross.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np

from sites.plan.model.check import judge
from sites.plan.model.model import INF, Chosen, Ints, Siting
from sites.plan.solve.highs import OPTIMAL, Stop
from sites.plan.solve.relaxed import Relaxed
from sites.plan.solve.solve import Effort, Solved, solve

_STEPS: Final = 25
_WHOLE: Final = 1e-9
_SMALL_PAIRS: Final = 400  # up to here the least size at which a site stays is sought exactly
MOST_MORE: Final = 512  # places more than a site has now, at most


@dataclass(frozen=True)
class Range:
    """A margin: surely not below ``low``, surely not above ``high``; equal where it is exact."""

    low: float
    high: float

    @property
    def is_exact(self) -> bool:
        """Return whether both ends are the same."""
        return self.low == self.high or self.high - self.low <= 1e-6 * max(1.0, abs(self.high))


@dataclass(frozen=True)
class Stays:
    """How firm one site of a plan is, in points, minutes and places; and the plan without it."""

    points: Range
    minutes: Range
    fewer: Range
    instead: Solved


@dataclass(frozen=True)
class Needs:
    """What one site outside a plan lacks; ``more`` is infinite where places did not bring it in."""

    points: Range
    minutes: Range
    more: Range
    pair: int  # the pair by which it comes in best, -1 where no plan has it
    inside: Solved


def whole_effort(siting: Siting, *, calls: int = 3000) -> Effort:
    """Return the effort that solves a model whole, from a plan that is near the best already."""
    pairs = siting.pairs
    return Effort(direct_pairs=pairs, exact_pairs=pairs, exact_calls=calls, gap=0.0)


class Margins:
    """The margins around one plan; every plan that a question comes upon serves the next ones."""

    def __init__(
        self,
        siting: Siting,
        plan: Chosen,
        *,
        minute_price: float,
        effort: Effort | None = None,
        stop: Stop | None = None,
    ) -> None:
        """Start from a plan; ``minute_price`` is what a minute costs per place, in points."""
        self.siting, self.plan, self.price, self.stop = siting, plan, minute_price, stop
        self.value = judge(siting, plan).value
        self.effort = effort or whole_effort(siting)
        large = siting.pairs > _SMALL_PAIRS
        self.lp = self.relaxed if large and self.relaxed.answer.status == OPTIMAL else None
        self.known: list[tuple[Chosen, float]] = []
        self.same = 1e-7 * max(1.0, abs(self.value))

    @cached_property
    def relaxed(self) -> Relaxed:
        """Return the model without whole numbers, solved once."""
        return Relaxed(self.siting, self.stop)

    def _solve(self, siting: Siting, start: Chosen | None) -> Solved:
        """Solve a question that is no better than the model itself for any plan."""
        solved = self._solve_part(siting, start)
        if solved.chosen is not None:
            value = judge(self.siting, solved.chosen)
            if not value.broken:
                self.known.append((solved.chosen, value.value))
        return solved

    def _solve_part(self, siting: Siting, start: Chosen | None) -> Solved:
        """Leave out the pairs that the LP proves to take any plan below the start."""
        floor = -INF
        if start is not None:
            judged = judge(siting, start)
            floor = -INF if judged.broken else judged.value
        if self.lp is None or not np.isfinite(floor):
            return solve(siting, self.effort, start=start, stop=self.stop)
        answer, pairs = self.lp.answer, self.siting.pairs
        reduced = np.where(answer.solution[:pairs] > _WHOLE, 0.0, answer.reduced[:pairs])
        kept = answer.value + reduced >= floor - self.same
        kept[start.pair if start is not None else []] = True
        keep = np.flatnonzero(kept)
        number = np.cumsum(kept) - 1
        first = None if start is None else replace(start, pair=number[start.pair])
        solved = solve(_only(siting, keep), self.effort, start=first, stop=self.stop)
        if solved.chosen is None or solved.judged is None:
            return solve(siting, self.effort, start=start, stop=self.stop)
        chosen = replace(solved.chosen, pair=keep[solved.chosen.pair])
        return replace(solved, chosen=chosen, bound=max(solved.bound, floor))

    def stays(self, pair: int, *, most_min: float = INF) -> Stays:
        """Return the margins of the site that opens by this pair of the plan.

        ``most_min`` is how much slower the trip can be before it is no trip any more.
        """
        site = int(self.siting.pair_site[pair])
        self._swaps_out(pair)
        minutes, settled = self._minutes(pair, most_min)
        out = self._known_without(site) if settled else None
        if out is None:
            out = self._without(site)
        points = Range(max(0.0, self.value - out.bound), max(0.0, self.value - out.value))
        return Stays(points, minutes, self._fewer(pair, out), out)

    def _without(self, site: int) -> Solved:
        forced = self.siting.forced.copy()
        if forced[site] == 1:  # the request itself keeps it
            return Solved("onmogelijk", None, None, -INF, ())
        forced[site] = 0
        start = self._best_known(lambda plan: site not in self.siting.pair_site[plan.pair])
        return self._solve(replace(self.siting, forced=forced), start)

    def _known_without(self, site: int) -> Solved | None:
        """Return the best plan known without a site: proven where the minutes ended on it."""
        plan = self._best_known(lambda one: site not in self.siting.pair_site[one.pair])
        if plan is None:
            return None
        judged = judge(self.siting, plan)
        return Solved("bewezen optimaal binnen dit model", plan, judged, judged.value, ())

    def _best_known(self, fits: "object") -> Chosen | None:
        good = [(value, n) for n, (plan, value) in enumerate(self.known) if fits(plan)]  # type: ignore[operator]
        return self.known[max(good)[1]][0] if good else None

    def _minutes(self, pair: int, most_min: float) -> tuple[Range, bool]:
        """Return how much slower the trip may be, and whether the plan then leaves the site out."""
        siting, places = self.siting, _on(self.plan, pair)
        if self.price <= 0:
            return Range(most_min, most_min), False
        minutes, leaves = most_min, False
        for plan, value in self.known:
            minutes, leaves = self._crossing(pair, plan, value, minutes, leaves=leaves)
        if not np.isfinite(minutes):
            out = self._without(int(siting.pair_site[pair]))
            if out.chosen is not None:
                minutes, leaves = self._crossing(
                    pair, out.chosen, out.value, minutes, leaves=leaves
                )
            if not np.isfinite(minutes):
                return Range(0.0, INF), False
        for _ in range(_STEPS):
            gain = siting.pair_place_gain.copy()
            gain[pair] -= self.price * minutes
            slower = replace(siting, pair_place_gain=gain)
            ours = self.value - self.price * minutes * places
            solved = self._solve(slower, self.plan)
            if solved.chosen is None or solved.value <= ours + self.same:
                proven = solved.bound <= ours + 2 * self.same
                return Range(minutes if proven else 0.0, minutes), leaves and proven
            value = judge(siting, solved.chosen).value
            minutes, leaves = self._crossing(pair, solved.chosen, value, minutes, leaves=leaves)
        return Range(0.0, minutes), False

    def _crossing(
        self, pair: int, plan: Chosen, value: float, minutes: float, *, leaves: bool
    ) -> tuple[float, bool]:
        """Return the first minute at which another plan is as good, and whether it has no site."""
        fewer = _on(self.plan, pair) - _on(plan, pair)
        if fewer <= 0:
            return minutes, leaves
        cross = max(0.0, self.value - value) / (self.price * fewer)
        gone = self.siting.pair_site[pair] not in self.siting.pair_site[plan.pair]
        if cross < minutes - 1e-12 or (gone and cross <= minutes + 1e-12):
            return min(cross, minutes), gone
        return minutes, leaves

    def _swaps_out(self, pair: int) -> None:
        """Try every other site in the place of one: a start for what comes, never an answer."""
        siting, at = self.siting, int(np.flatnonzero(self.plan.pair == pair)[0])
        taken = set(siting.pair_site[self.plan.pair].tolist())
        near = _near(siting, int(siting.pair_site[pair]))
        fits = [
            one
            for one in np.flatnonzero(near[siting.pair_site]).tolist()
            if int(siting.pair_site[one]) not in taken and siting.forced[siting.pair_site[one]] != 0
        ]
        best: tuple[float, Chosen] | None = None
        for one in fits:
            site = siting.pair_site[one]
            size = int(np.clip(self.plan.places[at], siting.least[site], siting.most[site]))
            best = self._better(best, _sorted(self.plan, at, one, size))
        if best is not None:
            self.known.append((best[1], best[0]))

    def _better(
        self, best: tuple[float, Chosen] | None, trial: Chosen
    ) -> tuple[float, Chosen] | None:
        judged = judge(self.siting, trial)
        if judged.broken or (best is not None and judged.value <= best[0]):
            return best
        return judged.value, trial

    def _fewer(self, pair: int, out: Solved) -> Range:
        """Return how many places fewer the site may have and still open.

        With the same sites and other sizes that is quickly known: it may lose at least so many.
        """
        siting, site = self.siting, int(self.siting.pair_site[pair])
        have, least = _on(self.plan, pair), int(siting.least[site])
        low, high = least, have  # at ``high`` it stays
        while low < high:
            middle = (low + high) // 2
            sized = solve(_same_sites(siting, self.plan, site, middle), stop=self.stop)
            if sized.chosen is not None and sized.value >= out.value - self.same:
                high = middle
            else:
                low = middle + 1
        if high == least:  # smaller is no site at all
            return Range(float(have - least), float(have - least))
        if siting.pairs > _SMALL_PAIRS:
            return Range(float(have - high), float(have - least))
        return self._fewer_exact(site, have, high, out)

    def _fewer_exact(self, site: int, have: int, high: int, out: Solved) -> Range:
        while high > self.siting.least[site]:
            forced, most = self.siting.forced.copy(), self.siting.most.copy()
            forced[site], most[site] = 1, high - 1
            solved = self._solve(replace(self.siting, forced=forced, most=most), None)
            if solved.chosen is None or solved.value < out.value - self.same:
                break
            at = self.siting.pair_site[solved.chosen.pair] == site
            high = int(solved.chosen.places[at][0])
        return Range(float(have - high), float(have - high))

    def needs(self, site: int) -> Needs:
        """Return what a site outside the plan lacks to be in a plan as good."""
        siting = self.siting
        if siting.forced[site] == 0:
            none = Solved("onmogelijk", None, None, -INF, ())
            return Needs(Range(INF, INF), Range(INF, INF), Range(INF, INF), -1, none)
        forced = siting.forced.copy()
        forced[site] = 1
        self._swaps_in(site)
        start = self._best_known(lambda plan: site in siting.pair_site[plan.pair])
        inside = self._solve(replace(siting, forced=forced), start)
        points = Range(max(0.0, self.value - inside.bound), max(0.0, self.value - inside.value))
        if inside.chosen is None:
            return Needs(points, Range(INF, INF), Range(INF, INF), -1, inside)
        at = int(np.flatnonzero(siting.pair_site[inside.chosen.pair] == site)[0])
        places = int(inside.chosen.places[at])
        minutes = Range(INF, INF)
        if self.price > 0:
            most = float(siting.most[site])
            minutes = Range(points.low / (self.price * most), points.high / (self.price * places))
        pair = int(inside.chosen.pair[at])
        return Needs(points, minutes, self._more(site, inside, points), pair, inside)

    def _swaps_in(self, site: int) -> None:
        """Try a site in the place of each one of the plan, and beside them all."""
        siting, best = self.siting, None
        own = np.flatnonzero(siting.pair_site == site).tolist()
        conflict = too_near(siting, site)
        clash = np.flatnonzero(conflict[siting.pair_site[self.plan.pair]]).tolist()
        swaps = clash if len(clash) == 1 else range(len(self.plan.pair)) if not clash else ()
        for at in swaps:
            for one in own:
                size = int(np.clip(self.plan.places[at], siting.least[site], siting.most[site]))
                best = self._better(best, _sorted(self.plan, at, one, size))
        if best is not None:
            self.known.append((best[1], best[0]))

    def _more(self, site: int, inside: Solved, points: Range) -> Range:
        """Return how many places more bring it in, with the sites of its own best plan."""
        if inside.chosen is None:
            return Range(INF, INF)
        if points.high <= self.same:
            return Range(0.0, 0.0)
        most = int(self.siting.most[site])

        def enough(more: int) -> bool:
            sized = solve(
                _same_sites(self.siting, inside.chosen or self.plan, site, most + more),
                stop=self.stop,
            )
            return sized.chosen is not None and sized.value >= self.value - self.same

        if not enough(MOST_MORE):
            return Range(1.0, INF)
        low, high = 1, MOST_MORE
        while low < high:
            middle = (low + high) // 2
            if enough(middle):
                high = middle
            else:
                low = middle + 1
        return Range(1.0, float(high))


def _on(plan: Chosen, pair: int) -> int:
    """Return the places that a plan has by one pair."""
    return int(plan.places[plan.pair == pair].sum())


def _sorted(plan: Chosen, at: int, pair: int, size: int) -> Chosen:
    """Return a plan with another pair in one place."""
    pairs, places = plan.pair.copy(), plan.places.copy()
    pairs[at], places[at] = pair, size
    order = np.argsort(pairs, kind="stable")
    return replace(plan, pair=pairs[order], places=places[order])


def too_near(siting: Siting, site: int) -> np.ndarray:
    """Flag the sites that may not open together with one."""
    flags = np.zeros(siting.sites, dtype=bool)
    if siting.apart is not None and len(siting.apart):
        flags[siting.apart[(siting.apart == site).any(axis=1)].ravel()] = True
        flags[site] = False
    return flags


def _near(siting: Siting, site: int) -> np.ndarray:
    """Flag the sites that share a soft or hard bound of a part with one, or lie too near to it."""
    flags = too_near(siting, site)
    for bound in siting.bounds:
        if len(bound.sites) < siting.sites and site in bound.sites:
            flags[bound.sites] = True
    if not flags.any():
        flags[:] = True
    flags[site] = False
    return flags


def _same_sites(siting: Siting, plan: Chosen, site: int, most: int) -> Siting:
    """Return the model in which just the sites of a plan open, by its pairs; one is bounded."""
    forced = np.zeros(siting.sites, dtype=np.int8)
    forced[siting.pair_site[plan.pair]] = 1
    limit = siting.most.copy()
    limit[site] = most
    return replace(_only(siting, plan.pair), most=limit, forced=forced, apart=None)


def _only(siting: Siting, pair: Ints) -> Siting:
    """Return the model with these pairs alone, in their order."""
    near = siting.apart
    if near is not None and len(near):
        there = np.zeros(siting.sites, dtype=bool)
        there[siting.pair_site[pair]] = True
        near = near[there[near].all(axis=1)]
    limits = tuple(
        replace(
            one,
            pair=None if one.pair is None else one.pair[pair],
            place=None if one.place is None else one.place[pair],
        )
        for one in siting.limits
    )
    return replace(
        siting,
        pair_site=siting.pair_site[pair],
        pair_hub=siting.pair_hub[pair],
        pair_gain=siting.pair_gain[pair],
        pair_place_gain=siting.pair_place_gain[pair],
        apart=near,
        limits=limits,
    )
