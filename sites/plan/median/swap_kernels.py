# ruff: noqa: ANN001, ANN202, C901, PLR0912, PLR2004 - numba infers types, a kernel is
# one long loop over many plain arrays, and its numbers are tolerances.
# mypy: disable-error-code="no-untyped-def"
"""Hold the loops of ``sites.plan.median.swap`` that numpy cannot express, compiled once."""

from typing import Any

import numpy as np
from numba import njit

compiled = njit(cache=True, nogil=True)


def _settle(gain, size, room, at, dear):
    """Better an assignment to open hubs by shifts and swaps; a place too many costs ``dear``.

    ``gain`` is sites x open hubs, ``at`` the hub of each site and is changed in place.
    """
    sites, hubs = gain.shape
    load = np.zeros(hubs, dtype=np.int64)
    for i in range(sites):
        load[at[i]] += size[i]
    for _ in range(200):
        moved = False
        for i in range(sites):
            a, w = at[i], size[i]
            freed = dear * (max(0, load[a] - room[a]) - max(0, load[a] - w - room[a]))
            top, to = 1e-9, -1
            for b in range(hubs):
                if b != a:
                    filled = max(0, load[b] + w - room[b]) - max(0, load[b] - room[b])
                    more = gain[i, b] - gain[i, a] + freed - dear * filled
                    if more > top:
                        top, to = more, b
            if to >= 0:
                load[a] -= w
                load[to] += w
                at[i] = to
                moved = True
        for i in range(sites):
            for j in range(i + 1, sites):
                a, b = at[i], at[j]
                if a == b:
                    continue
                more = gain[i, b] + gain[j, a] - gain[i, a] - gain[j, b]
                shift = size[i] - size[j]
                over = max(0, load[a] - room[a]) + max(0, load[b] - room[b])
                if more <= 1e-9 and over == 0:
                    continue
                now = max(0, load[a] - shift - room[a]) + max(0, load[b] + shift - room[b])
                if more + dear * (over - now) > 1e-9:
                    at[i], at[j] = b, a
                    load[a] -= shift
                    load[b] += shift
                    moved = True
        if not moved:
            break
    over = 0
    for h in range(hubs):
        over += max(0, load[h] - room[h])
    return over


settle: Any = compiled(_settle)


def _interchange(gain, cost, can, must, is_open, low, high):
    """Swap, open or close the hub that helps most until none helps; room is no matter here.

    Method: Whitaker 1983, with the bookkeeping of Resende and Werneck 2007.
    """
    sites, hubs = gain.shape
    while True:
        first, second = np.full(sites, -1), np.full(sites, -np.inf)
        loss, extra = np.zeros(hubs), np.zeros(hubs)
        count = 0
        for h in range(hubs):
            count += is_open[h]
        for i in range(sites):
            for h in range(hubs):
                if is_open[h]:
                    if first[i] < 0 or gain[i, h] > gain[i, first[i]]:
                        if first[i] >= 0:
                            second[i] = gain[i, first[i]]
                        first[i] = h
                    else:
                        second[i] = max(second[i], gain[i, h])
            loss[first[i]] += gain[i, first[i]] - max(second[i], -1e15)
        top, opens, closes = 1e-7, -1, -1
        for h in range(hubs):
            if is_open[h] and not must[h] and count > low and cost[h] - loss[h] > top:
                top, opens, closes = cost[h] - loss[h], -1, h
        for h in range(hubs):
            if is_open[h] or not can[h]:
                continue
            for r in range(hubs):
                extra[r] = 0.0
            more = -cost[h]
            for i in range(sites):
                best, here = gain[i, first[i]], gain[i, h]
                if here > best:
                    more += here - best
                    extra[first[i]] += best - max(second[i], -1e15)
                elif here > second[i]:
                    extra[first[i]] += here - max(second[i], -1e15)
            if count < high and more > top:
                top, opens, closes = more, h, -1
            for r in range(hubs):
                if is_open[r] and not must[r]:
                    swap = more + cost[r] - loss[r] + extra[r]
                    if swap > top:
                        top, opens, closes = swap, h, r
        if opens < 0 and closes < 0:
            return
        if opens >= 0:
            is_open[opens] = True
        if closes >= 0:
            is_open[closes] = False


interchange: Any = compiled(_interchange)
