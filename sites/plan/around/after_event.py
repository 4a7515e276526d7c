"""Make a plan anew after something happened: who can stay stays, and keeps at least its places.

Unlike a repair (``around.repair``), what exists may have changed too, and nobody who lives on a
site that goes on is asked to leave: a staying site keeps its hub and never shrinks. Of sites that
lost their hub as many residents stay as can, on another one; only then does the plan's value count.
Who lives at a partner outside the area stays there too; it may take more.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from sites.plan.around.repair import Loss, after_loss
from sites.plan.model.bounds import costless_bound, costless_moves
from sites.plan.model.check import moved_of
from sites.plan.model.model import FREE, Chosen, Floats, Ints, Limit, Siting
from sites.plan.read import chosen_of, plan_rows, used_agreements
from sites.plan.solve.highs import Stop
from sites.plan.solve.solve import Effort, Solved, solve
from sites.plan.tables import Setup

_NONE = np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class Change:
    """What happened to the plan itself: hubs closed, sites closed, opened or given a size."""

    closed_hubs: frozenset[str] = frozenset()  # where a hub stands: its team goes too
    closed_sites: frozenset[str] = frozenset()
    opened_sites: frozenset[str] = frozenset()
    sizes: tuple[tuple[str, int], ...] = ()  # of sites that stay


@dataclass(frozen=True)
class After:
    """The plan after a change: its rows, how sure it is, and the sites that lost their hub."""

    rows: pd.DataFrame
    status: str
    unsupported: tuple[str, ...]
    agreements: pd.DataFrame | None  # what it uses of agreements and partners


def plan_after(
    setup: Setup,
    rows: pd.DataFrame,
    change: Change,
    effort: Effort,
    *,
    at_partners: Mapping[str, int],
    stop: Stop | None = None,
) -> After:
    """Return the best plan in which all that can stay stays; ``rows`` is the plan before.

    ``at_partners`` has the places that the plan before has at each partner, by its id.

    ``setup`` is the model of after the change. A cluster that gets too small to be durable loses
    that rule. Where no plan is found at all, what is left of the one before goes on.
    """
    # Who had to be in stays while it can; when it lost its place there may be no room for it.
    free = np.where(setup.siting.forced == 1, FREE, setup.siting.forced).astype(np.int8)
    setup = replace(setup, siting=replace(setup.siting, forced=free))
    stays = np.array([at_partners.get(move.name, 0) for move in setup.siting.moves], dtype=np.int64)
    setup = replace(setup, siting=with_held(setup.siting, stays))
    before = _as_it_was(setup, rows)
    ids = setup.sites["site_id"]
    closed = np.flatnonzero(setup.hubs["at"].isin(change.closed_hubs).to_numpy())
    gone = np.flatnonzero(ids.isin(change.closed_sites).to_numpy())
    loss = Loss("", "gebeurtenis", gone, closed)
    hub = setup.siting.pair_hub[before.pair]
    site = setup.siting.pair_site[before.pair]
    affected = np.isin(site, gone) | np.isin(hub, closed)
    unsupported = ids.to_numpy()[site[np.isin(hub, closed) & ~np.isin(site, gone)]]
    after, start = after_loss(setup, before, loss, affected)
    adrift = dict(zip(site[affected].tolist(), before.places[affected].tolist(), strict=True))
    adrift = {at: places for at, places in adrift.items() if at not in set(gone.tolist())}
    siting = held(after.siting, start, _sized(ids, change), _opened(ids, change), adrift)
    siting = most_stay(siting, adrift, effort, start, stop)
    solved = solve(siting, effort, start=start, stop=stop)
    if solved.chosen is None and (siting.hub_least_durable > 0).any():
        eased = replace(siting, hub_least_durable=np.zeros(siting.hubs), limits=())
        siting = most_stay(eased, adrift, effort, start, stop)
        solved = solve(siting, effort, start=start, stop=stop)
    left, chosen = replace(after, siting=siting), _or(solved, start)
    all_moved = replace(chosen, moved=moved_of(siting, chosen) + stays)
    return After(
        plan_rows(left, chosen, str(setup.params.name)),
        solved.status,
        tuple(unsupported.tolist()),
        used_agreements(left, all_moved),
    )


def with_held(siting: Siting, stays: Ints) -> Siting:
    """Return the model in which so many places of every move are made already.

    What they add to a bound is no longer to be found, and the move has so much less to give.
    """
    adds = siting.signs @ stays
    bounds = tuple(
        replace(bound, least=_less(bound.least, more), most=_less(bound.most, more))
        for bound, more in zip(siting.bounds, adds, strict=True)
    )
    moves = tuple(
        replace(move, most=move.most - int(held))
        for move, held in zip(siting.moves, stays, strict=True)
    )
    return replace(siting, bounds=bounds, moves=moves)


def _less(side: float, more: float) -> float:
    """Return a side of a bound less what is there already; a bound on new places stops at 0.

    >>> _less(50.0, 20.0), _less(10.0, 20.0), _less(-5.0, 20.0), _less(-5.0, 0.0)
    (30.0, 0.0, -5.0, -5.0)
    """
    return max(min(0.0, side), side - more)


def held(
    siting: Siting,
    staying: Chosen,
    sizes: dict[int, int],
    opened: Ints,
    adrift: dict[int, int],
) -> Siting:
    """Return the model in which the staying plan keeps at least its places.

    ``sizes`` gives sites another size, exactly; ``opened`` names sites that must open. ``adrift``
    are the places of sites that lost their hub: they may lean on another and not grow. A limit
    on what a kern carries gives way to who lives there already.
    """
    least, most, forced = siting.least.copy(), siting.most.copy(), siting.forced.copy()
    site = siting.pair_site[staying.pair]
    least[site] = staying.places
    for at, places in sizes.items():
        least[at] = most[at] = places
    most = np.maximum(most, least)
    forced[opened] = 1
    for at, places in adrift.items():
        least[at], most[at] = min(least[at], places), places
    lives = np.zeros(siting.sites)
    lives[site] = least[site]
    lives[opened] = least[opened]
    bounds = tuple(
        replace(b, most=max(b.most, _held(lives, b.sites))) if not np.isfinite(b.over_price) else b
        for b in siting.bounds
    )
    return replace(siting, least=least, most=most, forced=forced, bounds=bounds)


def most_stay(
    siting: Siting, adrift: dict[int, int], effort: Effort, start: Chosen, stop: Stop | None
) -> Siting:
    """Return the model in which as many residents of these sites stay as can, whatever it costs.

    First only the places that stay count; then at least so many must, and the plan's own value
    decides the rest.
    """
    if not adrift:
        return siting
    stays = np.isin(siting.pair_site, np.array(sorted(adrift)))
    only = replace(
        siting,
        pair_gain=np.zeros(siting.pairs),
        pair_place_gain=np.where(stays, 1.0, 0.0),
        hub_cost=np.zeros(siting.hubs),
        bounds=tuple(costless_bound(bound) for bound in siting.bounds),
        moves=costless_moves(siting),
    )
    solved = solve(only, replace(effort, gap=0.0), start=start, stop=stop)
    if solved.chosen is None:
        return siting
    kept = float((stays[solved.chosen.pair] * solved.chosen.places).sum())
    limit = Limit("wie kan blijven", place=np.where(stays, 1.0, 0.0), least=kept)
    return replace(siting, limits=(*siting.limits, limit))


def _held(lives: Floats, sites: Ints) -> float:
    return float(lives[sites].sum())


def _as_it_was(setup: Setup, rows: pd.DataFrame) -> Chosen:
    """Return the plan before in the model's numbers, with the places that it had then."""
    chosen = chosen_of(setup, rows)
    ids = setup.sites["site_id"].to_numpy()[setup.siting.pair_site[chosen.pair]]
    places = rows.set_index("site_id")["places"].reindex(ids).to_numpy(dtype=np.int64)
    return Chosen(chosen.pair, places, chosen.moved)


def _sized(ids: pd.Series, change: Change) -> dict[int, int]:
    number = {site: n for n, site in enumerate(ids)}
    return {number[site]: places for site, places in change.sizes}


def _opened(ids: pd.Series, change: Change) -> Ints:
    return np.flatnonzero(ids.isin(change.opened_sites).to_numpy()) if len(ids) else _NONE


def _or(solved: Solved, start: Chosen) -> Chosen:
    return start if solved.chosen is None else solved.chosen
