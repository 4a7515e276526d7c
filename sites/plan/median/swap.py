"""Better plans for the plain siting problem: swap hubs, and sites between hubs.

Without limits the hubs are swapped at best (Whitaker 1983; Resende and Werneck 2007). With
limits the sites of a set of hubs are shifted and swapped, and each hub moves to the place that
serves its own sites best, until nothing changes. Finds plans; proves nothing.
"""

from typing import Final

import numpy as np

from sites.plan.median.recognise import Serving
from sites.plan.model.model import Bools, Floats, Ints

_SETTLES: Final = 20
_MOVES: Final = 60  # tried per round, the most promising first


def best_hubs(serving: Serving, opened: Bools) -> Ints:
    """Return the hub of each site after the best swaps from these open hubs.

    Made for hubs without limits; with limits it ignores them.
    """
    from sites.plan.median.swap_kernels import interchange  # noqa: PLC0415 - numba loads when needed

    opened = opened.copy()
    interchange(
        serving.table, serving.cost, serving.can, serving.must, opened, serving.low, serving.high
    )
    return nearest(serving, opened)


def nearest(serving: Serving, opened: Bools) -> Ints:
    """Return the best open hub of each site; a tie goes to the lowest hub."""
    hubs = np.flatnonzero(opened)
    best: Ints = hubs[serving.table[:, hubs].argmax(axis=1)]
    return best


def settled(serving: Serving, opened: Bools, hub_of: Ints | None = None) -> Ints | None:
    """Return a hub for each site within the rooms, starting from these open hubs; None if none."""
    from sites.plan.median.swap_kernels import settle  # noqa: PLC0415 - numba loads when needed

    if hub_of is None:
        opened = _with_room(serving, opened)
    hubs = np.flatnonzero(opened)
    if not len(hubs):
        return None
    start = nearest(serving, opened) if hub_of is None else hub_of
    at = np.searchsorted(hubs, start)
    spread = serving.gain.max() - serving.gain.min() + 1.0
    for _ in range(_SETTLES):
        over = settle(serving.table[:, hubs], serving.size, serving.room[hubs], at, spread)
        if over:
            return None
        moved = _relocated(serving, hubs, at)
        if (moved == hubs).all():
            break
        hubs = moved
    best: Ints = hubs[at]
    return best


def _relocated(serving: Serving, hubs: Ints, at: Ints) -> Ints:
    """Move each hub to where it serves its own sites best, if that place is free and fits."""
    order = np.argsort(at, kind="stable")
    own, first = np.unique(at[order], return_index=True)
    worth = np.add.reduceat(serving.table[order], first, axis=0) - serving.cost
    load = np.bincount(at, serving.size, len(hubs))[own]
    worth[:, ~serving.can] = -np.inf
    worth[serving.room[None, :] < load[:, None]] = -np.inf
    moved = hubs.copy()
    for row, a in enumerate(own.tolist()):
        if serving.must[hubs[a]]:
            continue
        free = worth[row].copy()
        free[np.delete(moved, a)] = -np.inf
        to = int(free.argmax())
        if free[to] > worth[row, hubs[a]] + 1e-9:
            moved[a] = to
    return moved


def value(serving: Serving, hub_of: Ints) -> float:
    """Return what a plan is worth, its hubs counted."""
    opened = np.unique(hub_of)
    gain: Floats = serving.table[np.arange(len(hub_of)), hub_of]
    return float(gain.sum() - serving.cost[opened].sum())


def _with_room(serving: Serving, opened: Bools) -> Bools:
    """Open further hubs, the most helpful first, while there is too little room for all."""
    opened, need = opened & serving.can, int(serving.size.sum())
    most = min(serving.high, int(np.count_nonzero(serving.can)))
    while int(serving.room[opened].sum()) < need and np.count_nonzero(opened) < most:
        hubs = np.flatnonzero(opened)
        now = serving.table[:, hubs].max(axis=1) if len(hubs) else serving.gain.min()
        more = np.maximum(serving.table - np.reshape(now, (-1, 1)), 0.0).sum(axis=0) - serving.cost
        opened[int(np.where(serving.can & ~opened, more, -np.inf).argmax())] = True
    return opened


def improved(serving: Serving, hub_of: Ints, tries: int) -> Ints:
    """Open, close or swap hubs while that helps; the moves that promise most are tried first."""
    best, worth = hub_of, value(serving, hub_of)
    while tries > 0:
        better = False
        for opens, closes in _moves(serving, best):
            tries -= 1
            trial = _moved(serving, best, opens, closes)
            if trial is not None and value(serving, trial) > worth + 1e-9:
                best, worth, better = trial, value(serving, trial), True
                break
            if tries <= 0:
                return best
        if not better:
            return best
    return best


def _moves(serving: Serving, hub_of: Ints) -> list[tuple[int, int]]:
    """List moves (hub to open or -1, hub to close or -1), the most promising first.

    What a move promises leaves the rooms aside, but the rooms together must hold all.
    """
    table, cost = serving.table, serving.cost
    hubs = np.unique(hub_of)
    now = table[np.arange(len(hub_of)), hub_of]
    others = table[:, hubs].copy()
    others[np.arange(len(hub_of)), np.searchsorted(hubs, hub_of)] = -np.inf
    second = others.max(axis=1)
    plus = np.maximum(table - now[:, None], 0.0)
    closed = serving.can.copy()
    closed[hubs] = False
    opens = np.flatnonzero(closed)
    total, spare = plus.sum(axis=0), serving.room[hubs].sum() - serving.size.sum()
    found = [np.empty((0, 3))]
    if len(hubs) < serving.high:
        found.append(np.stack([total[opens] - cost[opens], opens, np.full(len(opens), -1)], 1))
    for r in hubs[~serving.must[hubs]].tolist():
        own = hub_of == r
        rest = np.maximum(table[own], second[own, None]).sum(axis=0) - now[own].sum()
        swap = total - plus[own].sum(axis=0) + rest - cost + cost[r]
        fits = opens[serving.room[opens] + spare >= serving.room[r]]
        found.append(np.stack([swap[fits], fits, np.full(len(fits), r)], 1))
        if len(hubs) > serving.low and spare >= serving.room[r]:
            found.append(np.array([[(second[own] - now[own]).sum() + cost[r], -1, r]]))
    moves = np.concatenate(found)
    order = np.argsort(-moves[:, 0], kind="stable")[:_MOVES]
    return [(int(h), int(r)) for _, h, r in moves[order]]


def _moved(serving: Serving, hub_of: Ints, opens: int, closes: int) -> Ints | None:
    opened = np.zeros(len(serving.room), dtype=bool)
    opened[hub_of] = True
    if opens >= 0:
        opened[opens] = True
    if closes >= 0:
        opened[closes] = False
    return settled(serving, opened, np.where(opened[hub_of], hub_of, nearest(serving, opened)))
