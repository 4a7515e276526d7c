"""Fill one hub at best: a knapsack over places with at most so many satellites, exactly."""

from typing import Final

import numpy as np

from sites.plan.model.model import Bools, Floats, Ints

_PRICES: Final = (0.2, 0.4, 0.6, 0.75, 0.85, 0.92, 0.97)  # quantiles of the profit per place


def undominated(profit: Floats, size: Ints, room: int, most_sites: int) -> Ints:
    """Return the items that can be in some best filling, worth most first.

    An item beaten by ``most_sites`` others that are no larger and worth no less is never needed.

    >>> undominated(np.array([5.0, 4.0, 3.0, -1.0]), np.array([2, 3, 1, 1]), 9, 1).tolist()
    [0, 2]
    """
    order = np.argsort(-profit, kind="stable")
    order = order[(profit[order] > 0) & (size[order] <= room)]
    if len(order) <= most_sites:
        return order
    sizes = size[order]
    smaller = np.tril(sizes[None, :] <= sizes[:, None], k=-1)
    kept: Ints = order[smaller.sum(axis=1) < most_sites]
    return kept


def fill(profit: Floats, size: Ints, room: int | None, most_sites: int | None) -> Ints:
    """Return the items of a best filling; ``None`` means no limit.

    >>> fill(np.array([6.0, 5.0, 5.0]), np.array([6, 5, 5]), 10, None).tolist()
    [1, 2]
    """
    space = int(size.sum()) if room is None else room
    sites = len(size) if most_sites is None else most_sites
    items = undominated(profit, size, space, sites)
    if size[items].sum() <= space:
        return items[:sites]
    layers = sites if len(items) > sites else 0
    _, take = _table(profit[items], size[items], space, layers)
    return items[_used(take, size[items])]


def best_with(profit: Floats, size: Ints, room: int | None, most_sites: int | None) -> Floats:
    """Return for every item an upper bound on the best filling that holds it.

    Exact for items not worth taking by themselves; -inf for items that do not fit.

    >>> best_with(np.array([6.0, 5.0, -1.0]), np.array([6, 5, 5]), 10, None).tolist()
    [6.0, 10.0, 4.0]
    """
    space = int(size.sum()) if room is None else room
    sites = len(size) if most_sites is None else most_sites
    items = undominated(profit, size, space, sites)
    if size[items].sum() <= space and len(items) < sites:
        table = np.full((1, space + 1), profit[items].sum())
        if room is not None:
            table, _ = _table(profit[items], size[items], space, 0)
    else:
        table, _ = _table(profit[items], size[items], space, sites if len(items) >= sites else 0)
    left = space - size
    rest = table[max(0, table.shape[0] - 2)][np.maximum(left, 0)]
    return np.where(left >= 0, profit + rest, -np.inf)


def _table(profit: Floats, size: Ints, space: int, layers: int) -> tuple[Floats, Bools]:
    """Return the best value per (items used, places used), and which item made it.

    Without a number to keep to (``layers`` 0) one layer is enough.
    """
    best = np.zeros((layers + 1, space + 1))
    take = np.zeros((len(profit), layers + 1, space + 1), dtype=bool)
    low = 1 if layers else 0
    for n, (gain, w) in enumerate(zip(profit.tolist(), size.tolist(), strict=True)):
        here = best[low:, w:]
        trial = best[: layers + 1 - low, : space + 1 - w] + gain
        np.greater(trial, here, out=take[n, low:, w:])
        np.maximum(trial, here, out=here)
    return best, take


def _used(take: Bools, size: Ints) -> Bools:
    """Walk back from the full table."""
    used = np.zeros(len(size), dtype=bool)
    k, c = take.shape[1] - 1, take.shape[2] - 1
    counted = k > 0
    for n in range(len(size) - 1, -1, -1):
        if take[n, k, c]:
            used[n] = True
            k, c = k - counted, c - size[n]
    return used


def _limits(room: Floats, most_sites: Floats, hub: int) -> tuple[int | None, int | None]:
    space = int(room[hub]) if np.isfinite(room[hub]) else None
    return space, int(most_sites[hub]) if np.isfinite(most_sites[hub]) else None


def fill_hubs(
    start: Ints, profit: Floats, size: Ints, room: Floats, most_sites: Floats, hubs: Ints
) -> tuple[Floats, Bools]:
    """Return the best value of each hub asked (0 elsewhere) and a flag per item that is used.

    The items of hub h are ``start[h]`` to ``start[h + 1]``; infinity means no limit.
    """
    value = np.zeros(len(start) - 1)
    used = np.zeros(len(profit), dtype=bool)
    for h in hubs.tolist():
        low, high = int(start[h]), int(start[h + 1])
        items = fill(profit[low:high], size[low:high], *_limits(room, most_sites, h))
        value[h] = profit[low:high][items].sum()
        used[low + items] = True
    return value, used


def quick_values(
    start: Ints, profit: Floats, size: Ints, room: Floats, most_sites: Floats
) -> Floats:
    """Return an upper bound on each hub's best value, from a few prices per place.

    For any price m >= 0 the best filling is worth at most m * room plus the best items at
    profit - m * size; the least over some prices that the items themselves suggest is close.
    """
    value = np.zeros(len(start) - 1)
    for h, (low, high) in enumerate(zip(start[:-1].tolist(), start[1:].tolist(), strict=True)):
        good = profit[low:high] > 0
        gain, places = profit[low:high][good], size[low:high][good]
        if not len(gain):
            continue
        limits = _limits(room, most_sites, h)
        prices = [0.0]
        if limits[0] is not None:
            prices += np.quantile(gain / np.maximum(1, places), _PRICES).tolist()
        value[h] = min(_priced(gain - m * places, limits[1]) + m * (limits[0] or 0) for m in prices)
    return value


def _priced(gain: Floats, most_sites: int | None) -> float:
    gain = np.maximum(gain, 0.0)
    if most_sites is not None and most_sites < len(gain):
        cut = len(gain) - most_sites
        gain = np.partition(gain, cut)[cut:]
    return float(gain.sum())


def forced_values(
    start: Ints, profit: Floats, size: Ints, room: Floats, most_sites: Floats
) -> Floats:
    """Return per item an upper bound on its hub's best filling that holds the item.

    >>> forced_values(
    ...     np.array([0, 2]), np.array([5.0, 4.0]), np.array([60, 60]), np.array([100.0]),
    ...     np.array([8.0]),
    ... ).tolist()  # only one fits: to hold the second is to give up the first
    [5.0, 4.0]
    """
    value = np.full(len(profit), -np.inf)
    for h, (low, high) in enumerate(zip(start[:-1].tolist(), start[1:].tolist(), strict=True)):
        limits = _limits(room, most_sites, h)
        value[low:high] = best_with(profit[low:high], size[low:high], *limits)
    return value
