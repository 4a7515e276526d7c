"""Check a plan against the model row by row, and value it: the judge that no solver can sway."""

from dataclasses import dataclass

import numpy as np

from sites.plan.model.model import Bools, Bound, Chosen, Floats, Ints, Siting
from sites.plan.model.programme import Programme

_EPS = 1e-6


@dataclass(frozen=True)
class Judged:
    """What a plan is worth and which hard demands it breaks (none when it is feasible)."""

    value: float
    hub_open: Bools
    under: Floats
    over: Floats
    broken: tuple[str, ...]


def judge(siting: Siting, chosen: Chosen) -> Judged:
    """Value a plan and list every hard demand it breaks."""
    site, hub = siting.pair_site[chosen.pair], siting.pair_hub[chosen.pair]
    places = chosen.places
    held = np.bincount(site, weights=places, minlength=siting.sites)
    hub_open = _hubs_open(siting, hub)
    moved = moved_of(siting, chosen)
    sums = np.array([held[b.sites].sum() for b in siting.bounds]) + siting.signs @ moved
    under = np.array([max(0.0, b.least - s) for b, s in zip(siting.bounds, sums, strict=True)])
    over = np.array([max(0.0, s - b.most) for b, s in zip(siting.bounds, sums, strict=True)])
    taken = np.zeros(siting.sites, dtype=bool)
    taken[site] = True
    gain = siting.pair_gain[chosen.pair] + siting.pair_place_gain[chosen.pair] * places
    value = gain.sum() - siting.hub_cost[hub_open].sum()
    for b, bound in enumerate(siting.bounds):
        value -= _price(bound.under_price) * under[b] + _price(bound.over_price) * over[b]
        value += bound.any_gain * bool(taken[bound.sites].any())
    value -= sum(move.price * places for move, places in zip(siting.moves, moved, strict=True))
    broken = (
        *_site_breaks(siting, chosen, taken),
        *_hub_breaks(siting, chosen, hub_open),
        *_bound_breaks(siting.bounds, under, over),
        *_move_breaks(siting, moved),
        *_limit_breaks(siting, chosen, hub_open, taken, under + over),
    )
    return Judged(float(value), hub_open, under, over, broken)


def moved_of(siting: Siting, chosen: Chosen) -> Ints:
    """Return the places of every move in a plan; a plan that names none makes none."""
    if len(chosen.moved) == len(siting.moves):
        return chosen.moved
    return np.zeros(len(siting.moves), dtype=np.int64)


def _move_breaks(siting: Siting, moved: Ints) -> list[str]:
    return [
        f"move {move.name}: {places} places"
        for move, places in zip(siting.moves, moved, strict=True)
        if not 0 <= places <= move.most
    ]


def _price(price: float) -> float:
    return price if np.isfinite(price) else 0.0


def _hubs_open(siting: Siting, hub: Ints) -> Bools:
    hub_open: Bools = siting.hub_forced == 1
    hub_open[hub] = True
    counted = siting.hub_counts
    lacking = int(siting.open_least - np.count_nonzero(hub_open & counted))
    if lacking > 0:  # an idle hub may be opened to make the number; the cheapest, lowest first
        idle = np.flatnonzero(~hub_open & counted & (siting.hub_forced != 0))
        cheapest = idle[np.argsort(siting.hub_cost[idle], kind="stable")]
        cheapest = cheapest[siting.hub_least_durable[cheapest] <= 0]
        hub_open[cheapest[:lacking]] = True
    return hub_open


def _site_breaks(siting: Siting, chosen: Chosen, taken: Bools) -> list[str]:
    site = siting.pair_site[chosen.pair]
    broken = [f"site {i} is chosen twice" for i in np.flatnonzero(np.bincount(site) > 1)]
    broken += [f"site {i} must be in" for i in np.flatnonzero((siting.forced == 1) & ~taken)]
    broken += [f"site {i} must be out" for i in np.flatnonzero((siting.forced == 0) & taken)]
    small = chosen.places < siting.least[site]
    large = chosen.places > siting.most[site]
    broken += [f"site {i} has a size it cannot have" for i in site[small | large]]
    if siting.apart is not None and len(siting.apart):
        near = taken[siting.apart].all(axis=1)
        broken += [f"sites {a} and {b} are too near" for a, b in siting.apart[near]]
    return broken


def _hub_breaks(siting: Siting, chosen: Chosen, hub_open: Bools) -> list[str]:
    site, hub = siting.pair_site[chosen.pair], siting.pair_hub[chosen.pair]
    load = np.bincount(hub, weights=chosen.places, minlength=siting.hubs)
    spokes = np.bincount(hub, minlength=siting.hubs)
    lasting = chosen.places * siting.durable[site]
    durable = np.bincount(hub, weights=lasting, minlength=siting.hubs)
    opened = np.count_nonzero(hub_open & siting.hub_counts)
    broken = [f"hub {h} is over its room" for h in np.flatnonzero(load > siting.hub_room + _EPS)]
    broken += [f"hub {h} has too many sites" for h in np.flatnonzero(spokes > siting.hub_max_sites)]
    broken += [
        f"hub {h} must stay closed" for h in np.flatnonzero(hub_open & (siting.hub_forced == 0))
    ]
    short = hub_open & (durable < siting.hub_least_durable - _EPS)
    broken += [f"the cluster of hub {h} is too small" for h in np.flatnonzero(short)]
    if not siting.open_least <= opened <= siting.open_most:
        broken.append(f"{opened} hubs are open")
    return broken


def _bound_breaks(bounds: tuple[Bound, ...], under: Floats, over: Floats) -> list[str]:
    broken = []
    for bound, short, beyond in zip(bounds, under, over, strict=True):
        if short > _EPS and not np.isfinite(bound.under_price):
            broken.append(f"{bound.kind} {bound.name} is {short:g} places short")
        if beyond > _EPS and not np.isfinite(bound.over_price):
            broken.append(f"{bound.kind} {bound.name} has {beyond:g} places too many")
    return broken


def _limit_breaks(
    siting: Siting, chosen: Chosen, hub_open: Bools, taken: Bools, off: Floats
) -> list[str]:
    broken = []
    for limit in siting.limits:
        total = 0.0
        if limit.pair is not None:
            total += limit.pair[chosen.pair].sum()
        if limit.place is not None:
            total += (limit.place[chosen.pair] * chosen.places).sum()
        if limit.hub is not None:
            total += limit.hub[hub_open].sum()
        if limit.part is not None:
            some = [taken[bound.sites].any() for bound in siting.bounds]
            total += limit.part[np.array(some, dtype=bool)].sum()
        if limit.off is not None:
            total += float((limit.off * off).sum())
        if not limit.least - _EPS <= total <= limit.most + _EPS:
            broken.append(f"limit {limit.name}: {total:g}")
    return broken


def read_plan(siting: Siting, solution: Floats, stretch: Ints) -> Chosen:
    """Read a plan from a solver's vector; x and z come first in it."""
    pair = np.flatnonzero(solution[: siting.pairs] > 0.5)  # noqa: PLR2004 - halfway 0 and 1
    extra = np.zeros(siting.pairs, dtype=np.int64)
    extra[stretch] = np.rint(solution[siting.pairs : siting.pairs + len(stretch)]).astype(np.int64)
    first = len(solution) - len(siting.moves)
    moved = np.rint(solution[first:]).astype(np.int64)
    return Chosen(pair, siting.least[siting.pair_site[pair]] + extra[pair], moved)


def write_plan(siting: Siting, prog: Programme, chosen: Chosen) -> Floats:
    """Write a plan as a solver's vector, to start from."""
    cols = prog.columns
    judged = judge(siting, chosen)
    vector = np.zeros(cols.size)
    vector[chosen.pair] = 1.0
    extra = np.zeros(siting.pairs)
    extra[chosen.pair] = chosen.places - siting.least[siting.pair_site[chosen.pair]]
    vector[cols.z : cols.y] = extra[cols.stretch]
    vector[cols.y : cols.under] = judged.hub_open
    vector[cols.under : cols.over] = judged.under
    vector[cols.over : cols.part] = judged.over
    taken = np.zeros(siting.sites, dtype=bool)
    taken[siting.pair_site[chosen.pair]] = True
    some = np.array([taken[bound.sites].any() for bound in siting.bounds], dtype=bool)
    vector[cols.part : cols.moved] = siting.parts & some
    vector[cols.moved :] = moved_of(siting, chosen)
    return vector
