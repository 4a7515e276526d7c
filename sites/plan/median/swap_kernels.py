"""Hold the loops of ``sites.plan.median.swap`` that numpy cannot express."""

from typing import Final

import numpy as np

from sites.base.compiled import inlined, inner, kernel
from sites.plan.model.model import Bools, Floats, Ints

_TURNS: Final = 200
_GAINS: Final = 1e-9  # less is rounding
_HUB_GAINS: Final = 1e-7  # the same, of sums over all sites
_LEAST: Final = -1e15  # worth of a site with no second hub; finite, so that differences exist


@inlined
def _over(load: int, room: int) -> int:
    """Return the places too many."""
    return max(0, load - room)


@inner
def _shift(gain: Floats, size: Ints, room: Ints, at: Ints, load: Ints, dear: float) -> bool:
    """Move each site to the hub that gains most; tell whether any moved."""
    sites, hubs = gain.shape
    moved = False
    for i in range(sites):
        a, w = at[i], size[i]
        freed = dear * (_over(load[a], room[a]) - _over(load[a] - w, room[a]))
        top, to = _GAINS, -1
        for b in range(hubs):
            if b != a:
                filled = _over(load[b] + w, room[b]) - _over(load[b], room[b])
                more = gain[i, b] - gain[i, a] + freed - dear * filled
                if more > top:
                    top, to = more, b
        if to >= 0:
            load[a] -= w
            load[to] += w
            at[i] = to
            moved = True
    return moved


@inner
def _swap(gain: Floats, size: Ints, room: Ints, at: Ints, load: Ints, dear: float) -> bool:
    """Swap the hubs of two sites wherever that gains; tell whether any were swapped."""
    sites = len(gain)
    moved = False
    for i in range(sites):
        for j in range(i + 1, sites):
            a, b = at[i], at[j]
            if a == b:
                continue
            more = gain[i, b] + gain[j, a] - gain[i, a] - gain[j, b]
            shift = size[i] - size[j]
            over = _over(load[a], room[a]) + _over(load[b], room[b])
            if more <= _GAINS and over == 0:
                continue
            now = _over(load[a] - shift, room[a]) + _over(load[b] + shift, room[b])
            if more + dear * (over - now) > _GAINS:
                at[i], at[j] = b, a
                load[a] -= shift
                load[b] += shift
                moved = True
    return moved


@kernel
def settle(gain: Floats, size: Ints, room: Ints, at: Ints, dear: float) -> int:
    """Better an assignment to open hubs by shifts and swaps; return the places still too many.

    ``gain`` is sites x open hubs, ``at`` the hub of each site and is changed in place; a place
    too many costs ``dear``.
    """
    sites, hubs = gain.shape
    load = np.zeros(hubs, dtype=np.int64)
    for i in range(sites):
        load[at[i]] += size[i]
    for _ in range(_TURNS):
        moved = _shift(gain, size, room, at, load, dear)
        moved |= _swap(gain, size, room, at, load, dear)
        if not moved:
            break
    over = 0
    for h in range(hubs):
        over += _over(load[h], room[h])
    return over


@inner
def _best_two(gain: Floats, is_open: Bools, first: Ints, second: Floats, loss: Floats) -> None:
    """Fill in each site's best open hub, the worth of its second, and what each hub's end costs."""
    sites, hubs = gain.shape
    first[:] = -1
    second[:] = -np.inf
    loss[:] = 0.0
    for i in range(sites):
        for h in range(hubs):
            if is_open[h]:
                if first[i] < 0 or gain[i, h] > gain[i, first[i]]:
                    if first[i] >= 0:
                        second[i] = gain[i, first[i]]
                    first[i] = h
                else:
                    second[i] = max(second[i], gain[i, h])
        loss[first[i]] += gain[i, first[i]] - max(second[i], _LEAST)


@inner
def _opening(
    gain: Floats, h: int, cost: float, first: Ints, second: Floats, extra: Floats
) -> float:
    """Return what opening a hub gains; ``extra`` is how much less each hub's end then costs."""
    extra[:] = 0.0
    more = -cost
    for i in range(len(gain)):
        best, here = gain[i, first[i]], gain[i, h]
        if here > best:
            more += here - best
            extra[first[i]] += best - max(second[i], _LEAST)
        elif here > second[i]:
            extra[first[i]] += here - max(second[i], _LEAST)
    return more


@inner
def _best_swap(
    gain: Floats, cost: Floats, can: Bools, must: Bools, is_open: Bools, low: int, high: int
) -> tuple[int, int]:
    """Return the hub to open and the one to close that gain most, -1 for none."""
    sites, hubs = gain.shape
    first, second = np.empty(sites, dtype=np.int64), np.empty(sites)
    loss, extra = np.empty(hubs), np.empty(hubs)
    _best_two(gain, is_open, first, second, loss)
    count = np.count_nonzero(is_open)
    may_close = is_open & ~must
    top, opens, closes = _HUB_GAINS, -1, -1
    if count > low:
        for h in range(hubs):
            if may_close[h] and cost[h] - loss[h] > top:
                top, opens, closes = cost[h] - loss[h], -1, h
    for h in range(hubs):
        if is_open[h] or not can[h]:
            continue
        more = _opening(gain, h, cost[h], first, second, extra)
        if count < high and more > top:
            top, opens, closes = more, h, -1
        for r in range(hubs):
            if may_close[r] and more + cost[r] - loss[r] + extra[r] > top:
                top, opens, closes = more + cost[r] - loss[r] + extra[r], h, r
    return opens, closes


@kernel
def interchange(
    gain: Floats, cost: Floats, can: Bools, must: Bools, is_open: Bools, low: int, high: int
) -> None:
    """Swap, open or close the hub that helps most until none helps; room is no matter here.

    Method: Whitaker 1983, with the bookkeeping of Resende and Werneck 2007.
    """
    while True:
        opens, closes = _best_swap(gain, cost, can, must, is_open, low, high)
        if opens < 0 and closes < 0:
            return
        if opens >= 0:
            is_open[opens] = True
        if closes >= 0:
            is_open[closes] = False
