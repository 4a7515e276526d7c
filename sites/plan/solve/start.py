"""Make a first plan at once: open the hub that adds most, fill it greedily, repeat.

What a site adds counts towards bounds that are still short, so minima are met where they can be;
whatever the greedy choice breaks the judge reports, and the exact solver mends. Deterministic:
a tie goes to the lowest hub and the lowest site.
"""

import numpy as np

from sites.plan.model.check import Judged, judge
from sites.plan.model.model import INF, Bools, Chosen, Floats, Ints, Siting


class _State:
    """What is taken so far."""

    def __init__(self, siting: Siting) -> None:
        self.siting = siting
        self.places = siting.most.astype(float)
        self.hub_of = np.full(siting.sites, -1)
        self.pair_of = np.full(siting.sites, -1)
        self.blocked = siting.forced == 0
        self.room = siting.hub_room.astype(float).copy()
        self.spokes = siting.hub_max_sites.astype(float).copy()
        self.bounds_of = _bounds_of(siting)
        self.under_price = np.array([b.under_price for b in siting.bounds], dtype=float)
        self.over_price = np.array([b.over_price for b in siting.bounds], dtype=float)
        self.short = np.array([b.least for b in siting.bounds], dtype=float)
        self.spare = np.array([b.most for b in siting.bounds], dtype=float)
        gains = np.abs(siting.pair_gain) / np.maximum(1, siting.least[siting.pair_site])
        self.dear = 10.0 * (1.0 + float(gains.max(initial=0.0)))
        self.under_price[np.isinf(self.under_price)] = self.dear
        self.neighbours = _neighbours(siting)

    def worth(self, pairs: Ints) -> tuple[Floats, Ints]:
        """Return what each pair adds now and with how many places; -inf where it does not fit."""
        siting = self.siting
        site, hub = siting.pair_site[pairs], siting.pair_hub[pairs]
        places = np.minimum(siting.most[site], np.floor(np.minimum(self.room[hub], 1e15)))
        worth = np.zeros(len(pairs))
        for slot in self.bounds_of.T:
            bound = slot[site]
            inside = np.flatnonzero(bound >= 0)
            b = bound[inside]
            price, spare, held = self.over_price[b], np.maximum(self.spare[b], 0.0), places[inside]
            held = np.where(np.isinf(price), np.minimum(held, spare), held)
            places[inside] = held
            worth[inside] += self.under_price[b] * np.clip(self.short[b], 0.0, held)
            beyond = np.maximum(0.0, held - spare)
            worth[inside] -= np.where(np.isinf(price), 0.0, price) * beyond
        worth += siting.pair_gain[pairs] + siting.pair_place_gain[pairs] * places
        worth += np.where(siting.forced[site] == 1, self.dear * siting.most.max(initial=1), 0.0)
        fits = (places >= siting.least[site]) & (self.spokes[hub] >= 1) & ~self.blocked[site]
        return np.where(fits, worth, -INF), places.astype(np.int64)

    def take(self, pair: int, places: int) -> None:
        """Add one pair to the plan."""
        site, hub = int(self.siting.pair_site[pair]), int(self.siting.pair_hub[pair])
        self.pair_of[site], self.places[site] = pair, places
        self.blocked[site] = True
        self.blocked[self.neighbours.get(site, [])] = True
        self.room[hub] -= places
        self.spokes[hub] -= 1
        held = self.bounds_of[site]
        held = held[held >= 0]
        self.short[held] -= places
        self.spare[held] -= places

    def chosen(self) -> Chosen:
        """Return the plan so far."""
        taken = np.flatnonzero(self.pair_of >= 0)
        return Chosen(self.pair_of[taken], self.places[taken].astype(np.int64))


def _bounds_of(siting: Siting) -> Ints:
    """Return the bounds each site is in, one per column, -1 where there are no more."""
    lists: list[list[int]] = [[] for _ in range(siting.sites)]
    for b, bound in enumerate(siting.bounds):
        for site in bound.sites.tolist():
            lists[site].append(b)
    width = max((len(some) for some in lists), default=0)
    table = np.full((siting.sites, width), -1)
    for site, some in enumerate(lists):
        table[site, : len(some)] = some
    return table


def _neighbours(siting: Siting) -> dict[int, list[int]]:
    near: dict[int, list[int]] = {}
    for a, b in [] if siting.apart is None else siting.apart.tolist():
        near.setdefault(a, []).append(b)
        near.setdefault(b, []).append(a)
    return near


def _filling(state: _State, pairs: Ints) -> tuple[float, Ints, Ints]:
    """Fill one hub with the sites that add most per place; return the value, pairs, places."""
    siting = state.siting
    worth, places = state.worth(pairs)
    hub = int(siting.pair_hub[pairs[0]])
    room, spokes = state.room[hub], state.spokes[hub]
    tight = np.isfinite(room) and not np.isfinite(spokes)
    key = worth / np.maximum(1, places) if tight else worth
    order = np.argsort(-key, kind="stable")
    total, kept = 0.0, []
    for at in order:
        if worth[at] <= 0 or spokes < 1:
            break
        if places[at] <= room:
            kept.append(at)
            total += float(worth[at])
            room, spokes = room - places[at], spokes - 1
    return total, pairs[kept], places[kept]


def first_plan(siting: Siting) -> tuple[Chosen, Judged]:
    """Return a plan and its judgement; ``broken`` tells what greed could not meet."""
    state = _State(siting)
    by_hub = np.argsort(siting.pair_hub, kind="stable")
    ends = np.cumsum(np.bincount(siting.pair_hub, minlength=siting.hubs))
    pairs_of = np.split(by_hub, ends[:-1]) if siting.hubs else []
    is_open = siting.hub_forced == 1
    if np.all(siting.forced == 1) and siting.sites:
        _open_for_all(state, is_open)
    else:
        _open_by_filling(state, pairs_of, is_open)
    _place_the_rest(state, is_open)
    plan = _without_small_clusters(siting, state.chosen())
    return plan, judge(siting, plan)


def _without_small_clusters(siting: Siting, plan: Chosen) -> Chosen:
    """Give up the clusters that did not reach their least number of durable places."""
    hub, site = siting.pair_hub[plan.pair], siting.pair_site[plan.pair]
    lasting = plan.places * siting.durable[site]
    durable = np.bincount(hub, weights=lasting, minlength=siting.hubs)
    enough = (durable >= siting.hub_least_durable)[hub]
    return Chosen(plan.pair[enough], plan.places[enough])


def _open_by_filling(state: _State, pairs_of: list[Ints], is_open: Bools) -> None:
    siting = state.siting
    waiting = [h for h in range(siting.hubs) if len(pairs_of[h]) and siting.hub_forced[h] != 0]
    stale = dict.fromkeys(waiting, INF)
    while waiting:
        # Lazy greedy: a filling seldom gains by what others took, so an old value bounds it.
        waiting.sort(key=lambda h: (-stale[h], h))
        best, best_value = -1, 0.0
        for hub in waiting:
            if stale[hub] <= best_value:
                break
            total, _, places = _filling(state, pairs_of[hub])
            cost = 0.0 if is_open[hub] else float(siting.hub_cost[hub])
            small = places.sum() < siting.hub_least_durable[hub]
            stale[hub] = -INF if small else total - cost
            if stale[hub] > best_value:
                best, best_value = hub, stale[hub]
        if best < 0:
            return
        _, pairs, _ = _filling(state, pairs_of[best])
        waiting.remove(best)
        counted = np.count_nonzero(is_open & siting.hub_counts)
        if siting.hub_counts[best] and not is_open[best] and counted >= siting.open_most:
            continue
        is_open[best] = True
        for pair in pairs:
            worth, now = state.worth(np.array([pair]))
            if worth[0] > 0:
                state.take(int(pair), int(now[0]))


def _open_for_all(state: _State, is_open: Bools) -> None:
    """Every site must be served: open the hubs that together serve all sites best."""
    siting = state.siting
    gain = np.full((siting.sites, siting.hubs), -INF)
    value = siting.pair_gain + siting.pair_place_gain * siting.least[siting.pair_site]
    gain[siting.pair_site, siting.pair_hub] = value
    gain[:, siting.hub_forced == 0] = -INF
    floor = float(value.min(initial=0.0)) - 1.0
    nearest = np.full(siting.sites, 10 * floor - 1.0)
    need, room = float(siting.least.sum()), 0.0
    while np.count_nonzero(is_open) < min(siting.open_most, siting.hubs):
        total = np.maximum(gain, nearest[:, None]).sum(axis=0) - siting.hub_cost
        total[is_open | (siting.hub_forced == 0)] = -INF
        hub = int(total.argmax())
        enough = np.count_nonzero(is_open) >= siting.open_least and room >= need
        if enough and total[hub] <= nearest.sum():
            return
        is_open[hub] = True
        nearest = np.maximum(nearest, gain[:, hub])
        room += float(siting.hub_room[hub])


def _place_the_rest(state: _State, is_open: Bools) -> None:
    """Give every site that is still out, and worth it, its best open hub; the neediest first."""
    siting = state.siting
    pairs = np.flatnonzero(is_open[siting.pair_hub] & ~state.blocked[siting.pair_site])
    if not len(pairs):
        return
    worth, _ = state.worth(pairs)
    site = siting.pair_site[pairs]
    best = np.full(siting.sites, -INF)
    np.maximum.at(best, site, worth)
    must = siting.forced == 1
    order = np.lexsort((np.arange(siting.sites), -best, -siting.most * must, ~must))
    first = np.searchsorted(site, np.arange(siting.sites + 1))
    for i in order:
        own = pairs[first[i] : first[i + 1]]
        if not len(own) or state.blocked[i]:
            continue
        worth, places = state.worth(own)
        at = int(worth.argmax())
        if np.isfinite(worth[at]) and (worth[at] > 0 or must[i]):
            state.take(int(own[at]), int(places[at]))
