"""Hold the loops that fill one hub at best: a knapsack of sites, each with a profit and a size.

Pairs stand by hub, then by site: those of a hub are ``low`` to ``high``. ``room`` is whole; a hub
without a limit has room for everything.
"""

from typing import Final

import numpy as np

from sites.base.compiled import inner
from sites.plan.median.arrays import Work
from sites.plan.model.model import Floats, Ints

_SAFE: Final = 1e-9  # what misses greed by less may be rounding


@inner
def rank(low: int, high: int, size: Ints, work: Work) -> None:
    """Sort the items of a hub by profit per place; nearly sorted already, as prices move little."""
    profit, order = work.profit, work.order
    for k in range(low + 1, high):
        item = order[k]
        gain, w = profit[item], size[item]
        at = k - 1
        while at >= low and profit[order[at]] * w < gain * size[order[at]]:
            order[at + 1] = order[at]
            at -= 1
        order[at + 1] = item


@inner
def quick(low: int, high: int, size: Ints, room: int, work: Work) -> float:
    """Return an upper bound on the best filling: items in order, the last one in part."""
    profit, order = work.profit, work.order
    total, left = 0.0, room
    for k in range(low, high):
        item = order[k]
        if profit[item] <= 0.0:
            break
        if size[item] > left:
            total += profit[item] * left / size[item]
            break
        total += profit[item]
        left -= size[item]
    return total


@inner
def _in_order(
    low: int, high: int, size: Ints, room: int, work: Work
) -> tuple[float, int, int, int]:  # fmt: skip
    """Use the items in order while they fit.

    Return their worth, the room left, which item is the first that does not fit (-1: all do) and
    where those without a profit begin.
    """
    profit, used, order = work.profit, work.used, work.order
    total, left, last, end = 0.0, room, -1, high
    for k in range(low, high):
        item = order[k]
        used[item] = False
        if profit[item] <= 0.0:
            end = min(end, k)
        elif last < 0 and size[item] > left:
            last = k
        elif last < 0:
            used[item] = True
            total += profit[item]
            left -= size[item]
    return total, left, last, end


@inner
def _settle(
    low: int, last: int, end: int, size: Ints, room: int, total: float, left: int, work: Work
) -> tuple[float, int]:
    """Mark by a negative number what the bound with the last item in part settles.

    Without an item of the full part, or with one beyond it, the best is at most ``without`` or
    ``within``; what cannot reach greed then is settled. Return the worth of what is certainly
    used, and the room that it leaves.
    """
    profit, order = work.profit, work.order
    greedy, room_left = total, left
    for k in range(last, end):
        if size[order[k]] <= room_left:
            greedy += profit[order[k]]
            room_left -= size[order[k]]
    rate = profit[order[last]] / size[order[last]]
    certain, space = 0.0, room
    for k in range(low, end):
        gain, w = profit[order[k]], size[order[k]]
        without, within = total - gain + (left + w) * rate, total + gain + (left - w) * rate
        if (without if k < last else within) < greedy - _SAFE:
            order[k] = -1 - order[k]
            if k < last:
                certain += gain
                space -= w
    return certain, space


@inner
def _table(low: int, end: int, size: Ints, space: int, work: Work) -> int:
    """Fill in the best worth for every number of places; return how many items were tried."""
    profit, order = work.profit, work.order
    best, spare, take = work.best, work.spare, work.take
    for c in range(space + 1):
        best[c] = 0.0
    row = 0
    for k in range(low, end):
        if order[k] >= 0 and size[order[k]] <= space:
            gain, w = profit[order[k]], size[order[k]]
            for c in range(space + 1):
                spare[c] = best[c]
                take[row, c] = False
            for c in range(w, space + 1):
                more = spare[c - w] + gain
                if more > spare[c]:
                    best[c] = more
                    take[row, c] = True
            row += 1
    return row


@inner
def fill(low: int, high: int, size: Ints, room: int, work: Work) -> float:
    """Fill one hub at best, exactly; flag what is used and return what it is worth.

    Items that the bound with the last item in part settles stay out of the table over places.
    """
    used, order, take = work.used, work.order, work.take
    total, left, last, end = _in_order(low, high, size, room, work)
    if last < 0:
        return total
    certain, space = _settle(low, last, end, size, room, total, left, work)
    row = _table(low, end, size, space, work)
    work.cells[0] += row * (space + 1)
    c = space
    for k in range(end - 1, low - 1, -1):
        if order[k] < 0:
            order[k] = -1 - order[k]
        elif size[order[k]] <= space:
            row -= 1
            used[order[k]] = take[row, c]
            if used[order[k]]:
                c -= size[order[k]]
        else:
            used[order[k]] = False
    return certain + float(work.best[space])


@inner
def best_worths(low: int, high: int, profit: Floats, size: Ints, space: int, best: Floats) -> None:
    """Fill in the best worth of a hub for every number of places, all items free to choose."""
    for c in range(space + 1):
        best[c] = 0.0
    for k in range(low, high):
        w = size[k]
        if profit[k] > 0.0:
            for c in range(space, w - 1, -1):
                best[c] = max(best[c], best[c - w] + profit[k])


@inner
def workspace(start: Ints, size: Ints, room: Ints) -> Work:
    """Return the arrays of one run; only hubs that cannot hold all their pairs need a table."""
    space, most = 0, 0
    for h in range(len(room)):
        need = 0
        for k in range(start[h], start[h + 1]):
            need += size[k]
        if need > room[h]:
            space = max(space, room[h])
            most = max(most, start[h + 1] - start[h])
    return Work(
        np.empty(len(size)),
        np.zeros(len(size), dtype=np.bool_),
        np.arange(len(size)),
        np.empty(len(room)),
        np.zeros(len(room), dtype=np.bool_),
        np.zeros(len(room), dtype=np.bool_),
        np.empty(space + 1),
        np.empty(space + 1),
        np.empty((most, space + 1), dtype=np.bool_),
        np.zeros(1, dtype=np.int64),
    )
