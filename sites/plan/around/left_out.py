"""Say what every site left out lacks at least and at most, without a search for each of them.

At least: the LP bounds every plan that opens a pair, by its reduced cost. At most: the site comes
in the place of one of the plan, or of all that lie too near to it; the best of these that the
judge accepts is a plan, so what it is worth less is enough. With more places than it may have now
a site may take the place of two: the fewest that make such a plan as good are enough as well.
"""

from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final

import numpy as np

from sites.plan.around.margins import MOST_MORE, Margins, Range, too_near
from sites.plan.model.check import judge, moved_of
from sites.plan.model.model import INF, Chosen, Floats, Ints, Siting

#: So many of the best looking swaps of a site are shown to the judge.
_TRIES: Final = 4
_NEVER: Final = 1e12  # what a place over a hard bound costs here: more than any plan is worth
_EPS: Final = 1e-6
#: Of a swap with more places these parts of the room are tried first, from little to all.
_LEVELS: Final = (0.0, 0.25, 0.5, 1.0)
#: Any two of so many small sites of the plan may make room for one larger site.
_SMALLEST: Final = 8


@dataclass(frozen=True)
class Lacks:
    """What one site lacks in points and in minutes; a pair of -1 says that no plan was found."""

    points: Range
    minutes: Range
    pair: int
    more: float = INF  # so many places more are enough; infinite where none were found


def lacking(margins: Margins, sites: Ints) -> dict[int, Lacks]:
    """Return for each of these sites how much less a plan with it is worth: at least, at most."""
    siting, price = margins.siting, margins.price
    least, swaps = _least(margins), _Swaps(siting, margins.plan)
    found = {}
    goal = margins.value - margins.same
    for site in sites.tolist():
        low = max(0.0, margins.value - float(least[site]))
        plan = swaps.best_with(site)
        if plan is None:
            found[site] = Lacks(Range(low, INF), Range(INF, INF), -1, swaps.fewest_more(site, goal))
            continue
        high = max(low, margins.value - judge(siting, plan).value)
        at = int(np.flatnonzero(siting.pair_site[plan.pair] == site)[0])
        minutes = Range(INF, INF)
        if price > 0:
            most, held = float(siting.most[site]), float(plan.places[at])
            minutes = Range(low / (price * most), high / (price * held))
        more = swaps.fewest_more(site, goal) if high > margins.same else 0.0
        found[site] = Lacks(Range(low, high), minutes, int(plan.pair[at]), more)
    return found


def _least(margins: Margins) -> Floats:
    """Return what no plan with a site is worth more than, by the LP."""
    siting, answer = margins.siting, margins.relaxed.answer
    bound = np.full(siting.sites, -INF)
    reduced = answer.reduced[: siting.pairs]
    used = answer.solution[: siting.pairs] > _EPS
    np.maximum.at(
        bound, siting.pair_site, answer.value + np.where(used, 0.0, np.minimum(0.0, reduced))
    )
    return bound


class _Swaps:
    """The plans in which one site takes the place of another, or of all too near to it."""

    def __init__(self, siting: Siting, plan: Chosen) -> None:
        """Work out once what each site of the plan adds to bounds and hubs."""
        self.siting, self.plan = siting, plan
        self.inside = np.zeros((siting.sites, len(siting.bounds)))
        for b, bound in enumerate(siting.bounds):
            self.inside[bound.sites, b] = 1.0
        self.least = np.array([bound.least for bound in siting.bounds])
        self.most = np.array([bound.most for bound in siting.bounds])
        self.under = np.array([_price(bound.under_price) for bound in siting.bounds])
        self.over = np.array([_price(bound.over_price) for bound in siting.bounds])
        self.site, hub = siting.pair_site[plan.pair], siting.pair_hub[plan.pair]
        self.on = np.zeros((len(hub), siting.hubs))
        self.on[np.arange(len(hub)), hub] = 1.0
        self.adds = self.inside[self.site] * plan.places[:, None]
        self.gain = siting.pair_gain[plan.pair] + siting.pair_place_gain[plan.pair] * plan.places
        self.held = self.adds.sum(axis=0) + siting.signs @ moved_of(siting, plan)

    def best_with(self, site: int) -> Chosen | None:
        """Return the best of these plans that the judge accepts; nothing where there is none."""
        out, own = self._out(site), np.flatnonzero(self.siting.pair_site == site)
        size = self._size(site, out)
        tried = [(value, pair, n) for pair in own.tolist()
                 for n, value in enumerate(self._values(pair, out, size).tolist())]  # fmt: skip
        for value, pair, n in sorted(tried, reverse=True)[:_TRIES]:
            if value <= -_NEVER:
                return None
            plan = self._plan(pair, out[n], int(self._size(site, out[n])))
            if not judge(self.siting, plan).broken:
                return plan
        return None

    def fewest_more(self, site: int, goal: float) -> float:
        """Return how many places more than it may have bring a site into a plan worth ``goal``.

        Infinite where no swap with more places is. Where the goal is worth so much at one size of
        a swap, the sizes below it are looked at one by one.
        """
        most = int(self.siting.most[site])
        out = self._two_out(site)
        room = out @ self.plan.places - most  # beyond what leaves there is nothing to win ...
        room = np.where(out.any(axis=1), np.minimum(room, MOST_MORE), MOST_MORE)  # ... but a lack
        fewest = INF
        for pair in np.flatnonzero(self.siting.pair_site == site).tolist():
            best = np.full(len(out), -INF)
            for part in _LEVELS:
                more = np.ceil(part * room)
                value = self._values(pair, out, most + np.maximum(more, 1.0))
                best = np.maximum(best, np.where(room >= 1, value, -INF))
            for way in np.argsort(-best, kind="stable")[:_TRIES].tolist():
                if best[way] >= goal:
                    fewest = min(fewest, self._fewest(pair, out[way], int(room[way]), goal))
        return fewest

    def _fewest(self, pair: int, out: Floats, room: int, goal: float) -> float:
        """Return the fewest places more at which one swap is worth the goal and accepted."""
        site = int(self.siting.pair_site[pair])
        most = int(self.siting.most[site])
        more = np.arange(1, room + 1)
        value = self._values(pair, np.repeat(out[None], room, axis=0), (most + more).astype(float))
        for places in more[value >= goal][:_TRIES].tolist():
            raised = self.siting.most.copy()
            raised[site] = most + places
            judged = judge(replace(self.siting, most=raised), self._plan(pair, out, most + places))
            if not judged.broken and judged.value >= goal:
                return float(places)
        return INF

    def _two_out(self, site: int) -> Floats:
        """Return who makes room for a larger site: as ``_out``, and each two of the smallest."""
        out = self._out(site)
        if len(out) == 1:
            return out
        small = np.argsort(self.plan.places, kind="stable")[:_SMALLEST]
        pairs = [np.eye(len(self.site))[[a, b]].sum(axis=0) for a, b in combinations(small, 2)]
        return np.vstack([out, *pairs]) if pairs else out

    def _out(self, site: int) -> Floats:
        """Return who makes room, a row per way: those too near, else each by itself, or nobody."""
        near = too_near(self.siting, site)[self.site]
        if near.any():
            return near[None].astype(float)
        count = len(self.site)
        return np.vstack([np.eye(count), np.zeros((1, count))])

    def _size(self, site: int, out: Floats) -> Floats:
        siting = self.siting
        return np.clip(out @ self.plan.places, siting.least[site], siting.most[site])

    def _values(self, pair: int, out: Floats, size: Floats) -> Floats:
        """Return what the plan is worth with this pair of a size, for every way to make room."""
        siting = self.siting
        site, hub = siting.pair_site[pair], siting.pair_hub[pair]
        kept = 1.0 - out
        spokes, load = kept @ self.on, (kept * self.plan.places) @ self.on
        spokes[:, hub] += 1
        load[:, hub] += size
        open_hubs = (spokes > 0) | (siting.hub_forced == 1)
        held = self.held - out @ self.adds + size[:, None] * self.inside[site]
        value = kept @ self.gain + siting.pair_gain[pair] + siting.pair_place_gain[pair] * size
        value -= open_hubs @ siting.hub_cost
        value -= np.maximum(0.0, self.least - held) @ self.under
        value -= np.maximum(0.0, held - self.most) @ self.over
        over = (load > siting.hub_room + _EPS) | (spokes > siting.hub_max_sites + _EPS)
        full = over.any(axis=1) | (siting.hub_forced[hub] == 0) | (siting.forced[site] == 0)
        return np.asarray(np.where(full, -INF, value), dtype=float)

    def _plan(self, pair: int, out: Floats, size: int) -> Chosen:
        plan, stays = self.plan, out == 0
        pairs = np.append(plan.pair[stays], pair)
        order = np.argsort(pairs, kind="stable")
        places = np.append(plan.places[stays], size)
        return replace(plan, pair=pairs[order], places=places[order])


def _price(price: float) -> float:
    return price if np.isfinite(price) else _NEVER
