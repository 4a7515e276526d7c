# ruff: noqa: ANN001, ANN202, C901, PLR0912, PLR0913, PLR0917, PLR2004 - numba infers types, a kernel is
# one long loop over many plain arrays, and its numbers are tolerances.
# mypy: disable-error-code="no-untyped-def"
"""Hold the loops of ``sites.plan.median.bound`` that numpy cannot express; compiled once and kept.

Pairs stand by hub, then by site: those of hub h are ``start[h]`` to ``start[h + 1]``. ``room`` is
whole; a hub without a limit has room for everything.
"""

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from sites.plan.model.model import Bools, Floats, Ints

compiled = njit(cache=True, nogil=True)


class Work(NamedTuple):
    """Arrays that the kernels fill, made once per run: per pair, per hub, per place of room."""

    profit: Floats
    used: Bools
    order: Ints
    worth: Floats
    opened: Bools
    sure: Bools  # whether the worth of a hub is exact
    best: Floats
    spare: Floats
    take: Bools
    cells: Ints  # how much was looked at


def _rank(low, high, size, work):
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


rank: Any = compiled(_rank)


def _quick(low, high, size, room, work):
    """Return an upper bound on the best filling: items in order, the last one in part."""
    total, left = 0.0, room
    for k in range(low, high):
        item = work.order[k]
        if work.profit[item] <= 0.0:
            break
        if size[item] > left:
            return total + work.profit[item] * left / size[item]
        total += work.profit[item]
        left -= size[item]
    return total


quick: Any = compiled(_quick)


def _fill(low, high, size, room, work):
    """Fill one hub at best, exactly; flag what is used and return what it is worth.

    Items that the bound with the last item in part settles stay out of the table over places.
    """
    profit, used, order = work.profit, work.used, work.order
    best, spare, take = work.best, work.spare, work.take
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
    if last < 0:
        return total
    greedy, room_left = total, left
    for k in range(last, end):
        if size[order[k]] <= room_left:
            greedy += profit[order[k]]
            room_left -= size[order[k]]
    # Without an item of the full part, or with one beyond it, the best is at most ``without``
    # or ``within``; what cannot reach greed then is settled, and marked by a negative number.
    rate = profit[order[last]] / size[order[last]]
    certain, space = 0.0, room
    for k in range(low, end):
        gain, w = profit[order[k]], size[order[k]]
        without, within = total - gain + (left + w) * rate, total + gain + (left - w) * rate
        if (without if k < last else within) < greedy - 1e-9:
            order[k] = -1 - order[k]
            if k < last:
                certain += gain
                space -= w
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
    return certain + best[space]


fill: Any = compiled(_fill)


def _evaluate(start, site, gain, size, room, cost, must, can, low, high, u, exact, work):
    """Return the bound at the prices u of the sites; the relaxed choice is left in ``work``.

    Hubs that cannot be among those to open keep a quick bound, unless ``exact``.
    """
    worth, opened, sure = work.worth, work.opened, work.sure
    work.cells[0] += len(site)
    bound = 0.0
    for i in range(len(u)):
        bound += u[i]
    hubs, count = len(room), 0
    for h in range(hubs):
        opened[h] = must[h]
        worth[h] = -np.inf
        if can[h]:
            found, need = 0.0, 0
            for k in range(start[h], start[h + 1]):
                work.profit[k] = gain[k] - u[site[k]]
                work.used[k] = work.profit[k] > 0.0
                if work.used[k]:
                    found += work.profit[k]
                    need += size[k]
            sure[h] = need <= room[h]
            if need > room[h]:
                rank(start[h], start[h + 1], size, work)
                found = quick(start[h], start[h + 1], size, room[h], work)
            worth[h] = found - cost[h]
    for h in range(hubs):
        if can[h] and not sure[h] and (must[h] or exact):
            found = fill(start[h], start[h + 1], size, room[h], work)
            worth[h], sure[h] = found - cost[h], True
        if must[h]:
            bound += worth[h]
            count += 1
    while count < high:
        pick = -1
        for h in range(hubs):
            if can[h] and not opened[h] and (pick < 0 or worth[h] > worth[pick]):
                pick = h
        if pick < 0 or (worth[pick] <= 0.0 and count >= low):
            break
        if sure[pick]:
            opened[pick] = True
            bound += worth[pick]
            count += 1
        else:
            found = fill(start[pick], start[pick + 1], size, room[pick], work)
            worth[pick], sure[pick] = found - cost[pick], True
    return -np.inf if count < low else bound


evaluate: Any = compiled(_evaluate)


def _workspace(start, size, room):
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


workspace: Any = compiled(_workspace)


def _descend(
    start, site, gain, size, room, cost, must, can, low, high, u, known, target, rounds, theta
):
    """Lower the bound by subgradient steps towards ``known``; stop below ``target``.

    Return the bound, its prices, how often each hub and pair was chosen of late, and which hubs
    were open in each round.
    """
    work = workspace(start, size, room)
    used, opened = work.used, work.opened
    best, best_u, here = np.inf, u.copy(), u.copy()
    hub_share, pair_share = np.zeros(len(room)), np.zeros(len(site))
    history = np.zeros((rounds, len(room)), dtype=np.bool_)
    direction, slope = np.zeros(len(u)), np.zeros(len(u))
    stalled, done = 0, 0
    exact = rounds < 0  # never; a constant would make numba compile ``evaluate`` twice
    for turn in range(rounds):
        bound = evaluate(
            start, site, gain, size, room, cost, must, can, low, high, here, exact, work
        )
        fade = max(0.04, 1.0 / (turn + 1.0))
        for i in range(len(u)):
            slope[i] = 1.0
        for h in range(len(room)):
            hub_share[h] += fade * ((1.0 if opened[h] else 0.0) - hub_share[h])
            history[turn, h] = opened[h]
            for k in range(start[h], start[h + 1]):
                chosen = opened[h] and used[k]
                pair_share[k] += fade * ((1.0 if chosen else 0.0) - pair_share[k])
                if chosen:
                    slope[site[k]] -= 1.0
        done, stalled = turn + 1, stalled + 1
        if bound < best - 1e-9 * abs(known):
            best, stalled = bound, 0
            for i in range(len(u)):
                best_u[i] = here[i]
        if best < target:
            break
        if stalled >= 12:
            theta, stalled = theta / 2, 0
            for i in range(len(u)):
                here[i], direction[i] = best_u[i], 0.0
            if theta < 0.005:
                break
            continue
        length = 0.0
        for i in range(len(u)):
            direction[i] = 0.3 * slope[i] + 0.7 * direction[i]
            length += direction[i] ** 2
        if length < 1e-12:
            break
        scale = theta * max(bound - known, 1e-5 * abs(known)) / length
        for i in range(len(u)):
            here[i] -= scale * direction[i]
    return best, best_u, hub_share, pair_share, history[:done], work.cells[0]


descend: Any = compiled(_descend)


def _holding(start, site, gain, size, room, can, u):
    """Return per pair an upper bound on the best filling of its hub that holds it."""
    best = np.empty(workspace(start, size, room).best.shape[0])
    held = np.full(len(site), -np.inf)
    for h in range(len(room)):
        if not can[h]:
            continue
        total, need, space = 0.0, 0, room[h]
        all_need = 0
        for k in range(start[h], start[h + 1]):
            profit = gain[k] - u[site[k]]
            all_need += size[k]
            if profit > 0.0:
                total += profit
                need += size[k]
        exact = all_need > space
        if exact:
            for c in range(space + 1):
                best[c] = 0.0
            for k in range(start[h], start[h + 1]):
                profit, w = gain[k] - u[site[k]], size[k]
                if profit > 0.0:
                    for c in range(space, w - 1, -1):
                        best[c] = max(best[c], best[c - w] + profit)
        for k in range(start[h], start[h + 1]):
            profit = gain[k] - u[site[k]]
            if size[k] > space:
                continue
            if exact:
                held[k] = min(best[space], profit + best[space - size[k]])
            else:
                held[k] = total + min(0.0, profit)
    return held


holding: Any = compiled(_holding)
