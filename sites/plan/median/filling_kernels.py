"""List every filling of the hubs that a plan above a target can hold: the loops numpy cannot do.

A filling is a set of sites on one hub. A table over places says what the sites still to be
looked at can add at most, so no branch is entered that leads nowhere. Arrays are filled by loops:
numba takes much longer to compile an assignment to a slice.
"""

from typing import Final, NamedTuple

import numpy as np

from sites.base.compiled import inner, kernel
from sites.plan.median.arrays import Fillings, Hubs, Pairs
from sites.plan.model.model import Bools, Floats, Ints

_SAFE: Final = 1e-7  # a filling that misses what is needed by less may be rounding


class Items(NamedTuple):
    """The items of one hub, which of them are in, and what those from k on add at most."""

    size: Ints
    profit: Floats
    inside: Bools
    rest: Floats  # items (and one row for the end) x places


class Spot(NamedTuple):
    """How far a walk is: the next item, and what those before it are worth and leave."""

    item: int
    worth: float
    left: int


@inner
def _look_ahead(items: Items) -> None:
    """Fill in what the items from k on add at most within c places, for every k and c."""
    size, profit, _, rest = items
    count, space = len(size), rest.shape[1] - 1
    for c in range(space + 1):
        rest[count, c] = 0.0
    for k in range(count - 1, -1, -1):
        for c in range(space + 1):
            rest[k, c] = rest[k + 1, c]
            if size[k] <= c:
                rest[k, c] = max(rest[k, c], rest[k + 1, c - size[k]] + profit[k])


@inner
def _forth(items: Items, spot: Spot, need: float) -> Spot:
    """Go on to the end, with every item that leaves what is needed within reach; else stop."""
    size, profit, inside, rest = items
    k, worth, left = spot
    while k < len(size):
        room = left - size[k]
        inside[k] = room >= 0 and worth + profit[k] + rest[k + 1, room] >= need
        if inside[k]:
            worth += profit[k]
            left = room
        elif worth + rest[k + 1, left] < need:
            break
        k += 1
    return Spot(k, worth, left)


@inner
def _back(items: Items, spot: Spot, need: float) -> Spot:
    """Go back to the last item that can be left out as well, and past it; item -1: none."""
    size, profit, inside, rest = items
    k, worth, left = spot
    for at in range(k - 1, -1, -1):
        if inside[at]:
            inside[at] = False
            worth -= profit[at]
            left += size[at]
            if worth + rest[at + 1, left] >= need:
                return Spot(at + 1, worth, left)
    return Spot(-1, worth, left)


@inner
def _of_hub(items: Items, low: int, need: float, out: Fillings, done: int) -> int:
    """Write the fillings of one hub worth at least ``need``; return how many there are by now."""
    count, most = len(items.size), len(out.end) - 1
    spot = Spot(0, 0.0, items.rest.shape[1] - 1)
    while spot.item >= 0:
        spot = _forth(items, spot, need)
        if spot.item == count and spot.worth >= need:
            if done >= most or out.end[done] + count > len(out.item):
                return most + 1
            at = out.end[done]
            for k in range(count):
                if items.inside[k]:
                    out.item[at] = low + k
                    at += 1
            done += 1
            out.end[done] = at
        spot = _back(items, spot, need)
    return done


@kernel
def fillings(
    pairs: Pairs, hubs: Hubs, price: Floats, need: Floats, most: int, length: int
) -> tuple[int, Fillings]:
    """List the fillings of every hub whose profit is at least ``need`` of that hub.

    Stops with a number above ``most`` when there are more than that, or more items in them than
    ``length``.
    """
    start, site, gain, size = pairs
    longest, space = 0, 0
    for h in range(len(hubs.room)):
        if hubs.can[h]:
            longest = max(longest, start[h + 1] - start[h])
            space = max(space, hubs.room[h])
    profit = np.empty(len(site))
    for k in range(len(site)):
        profit[k] = gain[k] - price[site[k]]
    rest, inside = np.empty((longest + 1, space + 1)), np.zeros(longest, dtype=np.bool_)
    out = Fillings(
        np.zeros(most + 1, dtype=np.int64),
        np.empty(length, dtype=np.int64),
        np.zeros(len(hubs.room) + 1, dtype=np.int64),
    )
    done = 0
    for h in range(len(hubs.room)):
        if hubs.can[h] and done <= most:
            low, high = start[h], start[h + 1]
            items = Items(
                size[low:high],
                profit[low:high],
                inside[: high - low],
                rest[: high - low + 1, : hubs.room[h] + 1],
            )
            _look_ahead(items)
            done = _of_hub(items, low, need[h] - _SAFE, out, done)
        out.hub_end[h + 1] = done
    return done, out
