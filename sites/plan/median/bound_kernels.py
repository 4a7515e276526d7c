"""Hold the loops of ``sites.plan.median.bound`` that numpy cannot express."""

from typing import Final

import numpy as np

from sites.base.compiled import inner, kernel
from sites.plan.median.arrays import Descent, Hubs, Pairs, Work
from sites.plan.median.fill_kernels import best_worths, fill, quick, rank, workspace
from sites.plan.model.model import Floats

_BETTER: Final = 1e-9  # of the value: a bound lower by less has not moved
_PATIENCE: Final = 12  # rounds without a better bound before the steps are halved
_SHORTEST: Final = 0.005  # steps below this lead nowhere
_LATE: Final = 0.04  # weight of the last round in what was chosen "of late"
_FRESH: Final = 0.3  # weight of the last slope in the direction
_FLAT: Final = 1e-12
_LEAST_GAP: Final = 1e-5  # of the value: steps stay this long when the bound is nearly met


@inner
def _worths(pairs: Pairs, hubs: Hubs, price: Floats, work: Work) -> None:
    """Give every hub a quick bound on its worth; ``sure`` where everything with a profit fits."""
    start, site, gain, size = pairs
    profit, used, worth, sure = work.profit, work.used, work.worth, work.sure
    for h in range(len(hubs.room)):
        work.opened[h] = hubs.must[h]
        worth[h] = -np.inf
        if hubs.can[h]:
            found, need = 0.0, 0
            for k in range(start[h], start[h + 1]):
                profit[k] = gain[k] - price[site[k]]
                used[k] = profit[k] > 0.0
                if used[k]:
                    found += profit[k]
                    need += size[k]
            sure[h] = need <= hubs.room[h]
            if need > hubs.room[h]:
                rank(start[h], start[h + 1], size, work)
                found = quick(start[h], start[h + 1], size, hubs.room[h], work)
            worth[h] = found - hubs.cost[h]


@inner
def _make_sure(pairs: Pairs, hubs: Hubs, h: int, work: Work) -> None:
    """Give a hub its exact worth."""
    found = fill(pairs.start[h], pairs.start[h + 1], pairs.size, hubs.room[h], work)
    work.worth[h], work.sure[h] = found - hubs.cost[h], True


@inner
def evaluate(pairs: Pairs, hubs: Hubs, price: Floats, exact: bool, work: Work) -> float:  # noqa: FBT001 - a kernel takes no keywords
    """Return the bound at the prices of the sites; the relaxed choice is left in ``work``.

    Hubs that cannot be among those to open keep a quick bound, unless ``exact``.
    """
    worth, opened, sure = work.worth, work.opened, work.sure
    work.cells[0] += len(pairs.site)
    bound = 0.0
    for i in range(len(price)):
        bound += price[i]
    _worths(pairs, hubs, price, work)
    count = 0
    for h in range(len(worth)):
        if hubs.can[h] and not sure[h] and (hubs.must[h] or exact):
            _make_sure(pairs, hubs, h, work)
        if hubs.must[h]:
            bound += worth[h]
            count += 1
    while count < hubs.high:
        pick = -1
        for h in range(len(worth)):
            if hubs.can[h] and not opened[h] and (pick < 0 or worth[h] > worth[pick]):
                pick = h
        if pick < 0 or (worth[pick] <= 0.0 and count >= hubs.low):
            break
        if sure[pick]:
            opened[pick] = True
            bound += worth[pick]
            count += 1
        else:
            _make_sure(pairs, hubs, pick, work)
    return -np.inf if count < hubs.low else bound


@inner
def _chosen(
    pairs: Pairs, work: Work, fade: float, hub_share: Floats, pair_share: Floats, slope: Floats
) -> None:
    """Keep how often hubs and pairs are chosen; the slope is 1 less the hubs of each site."""
    start, site = pairs.start, pairs.site
    opened, used = work.opened, work.used
    slope[:] = 1.0
    for h in range(len(opened)):
        hub_share[h] += fade * ((1.0 if opened[h] else 0.0) - hub_share[h])
        for k in range(start[h], start[h + 1]):
            chosen = opened[h] and used[k]
            pair_share[k] += fade * ((1.0 if chosen else 0.0) - pair_share[k])
            if chosen:
                slope[site[k]] -= 1.0


@kernel
def descend(
    pairs: Pairs, hubs: Hubs, price: Floats, known: float, target: float, rounds: int, theta: float
) -> Descent:
    """Lower the bound by subgradient steps towards ``known``; stop below ``target``."""
    work = workspace(pairs.start, pairs.size, hubs.room)
    best, best_price, here = np.inf, price.copy(), price.copy()
    hub_share, pair_share = np.zeros(len(hubs.room)), np.zeros(len(pairs.site))
    history = np.zeros((rounds, len(hubs.room)), dtype=np.bool_)
    direction, slope = np.zeros(len(price)), np.zeros(len(price))
    stalled, done = 0, 0
    exact = rounds < 0  # never; a constant would make numba compile ``evaluate`` twice
    for turn in range(rounds):
        bound = evaluate(pairs, hubs, here, exact, work)
        _chosen(pairs, work, max(_LATE, 1.0 / (turn + 1.0)), hub_share, pair_share, slope)
        history[turn, :] = work.opened
        done, stalled = turn + 1, stalled + 1
        if bound < best - _BETTER * abs(known):
            best, stalled = bound, 0
            best_price[:] = here
        if best < target:
            break
        if stalled >= _PATIENCE:
            theta, stalled = theta / 2, 0
            here[:] = best_price
            direction[:] = 0.0
            if theta < _SHORTEST:
                break
            continue
        length = 0.0
        for i in range(len(price)):
            direction[i] = _FRESH * slope[i] + (1 - _FRESH) * direction[i]
            length += direction[i] ** 2
        if length < _FLAT:
            break
        scale = theta * max(bound - known, _LEAST_GAP * abs(known)) / length
        for i in range(len(price)):
            here[i] -= scale * direction[i]
    return Descent(best, best_price, hub_share, pair_share, history[:done], work.cells[0])


@kernel
def at_prices(pairs: Pairs, hubs: Hubs, price: Floats) -> tuple[float, Work]:
    """Return the bound at these prices with every worth exact, and the relaxed choice."""
    work = workspace(pairs.start, pairs.size, hubs.room)
    exact = len(price) >= 0  # always; a constant would make numba compile ``evaluate`` twice
    return evaluate(pairs, hubs, price, exact, work), work


@kernel
def holding(pairs: Pairs, hubs: Hubs, price: Floats) -> Floats:
    """Return per pair an upper bound on the best filling of its hub that holds it."""
    start, site, gain, size = pairs
    room, can = hubs.room, hubs.can
    work = workspace(start, size, room)
    profit, best = work.profit, work.best
    held = np.full(len(site), -np.inf)
    for h in range(len(room)):
        if not can[h]:
            continue
        total, need, space = 0.0, 0, room[h]
        for k in range(start[h], start[h + 1]):
            profit[k] = gain[k] - price[site[k]]
            total += max(0.0, profit[k])
            need += size[k]
        exact = need > space
        if exact:
            best_worths(start[h], start[h + 1], profit, size, space, best)
        for k in range(start[h], start[h + 1]):
            if size[k] > space:
                continue
            if exact:
                held[k] = min(best[space], profit[k] + best[space - size[k]])
            else:
                held[k] = total + min(0.0, profit[k])
    return held
