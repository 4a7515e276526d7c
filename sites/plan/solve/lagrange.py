"""A bound for the whole problem that sees each hub as a whole: Lagrange over what links the hubs.

Every row that ties hubs together (a site once, bounds, distances, limits) gets a multiplier; what
is left falls apart into one exact knapsack per hub, of which the best are opened. Any
multipliers give a valid upper bound; subgradient steps from the LP's duals make it sharper than
the LP, which fills hubs with fractions of sites. From the same multipliers follow the pairs that
no better plan can use. Only for sites of one size; else the LP bound stands.
Method: Geoffrion 1974; Lorena and Senne 2004.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from sites.plan.model.model import FREE, INF, Bools, Floats, Siting
from sites.plan.model.programme import Programme
from sites.plan.solve.knapsack import fill_hubs, forced_values, quick_values

_INSIDE: Final = ("room", "spokes", "cluster", "open", "size")  # rows that stay in the hubs


@dataclass(frozen=True)
class Price:
    """One evaluation: the bound, what each pair and hub is worth, the relaxed choice."""

    bound: float
    pair_worth: Floats
    hub_price: Floats  # what opening costs by itself, its multipliers counted
    hub_worth: Floats  # and with the best filling
    opened: Bools
    activity: Floats


@dataclass(frozen=True)
class Sharper:
    """The best bound found and the multipliers that prove it."""

    bound: float
    multipliers: Floats


class Relaxation:
    """The relaxed problem of one instance, ready to be priced at any multipliers."""

    def __init__(self, siting: Siting, prog: Programme) -> None:
        self.siting, self.prog = siting, prog
        kinds = np.array([kind for kind, _ in prog.labels])
        self.inside = np.isin(kinds, _INSIDE)
        self.transposed = prog.rows.T.tocsr()
        allowed = prog.most[: siting.pairs] > 0
        order = np.argsort(siting.pair_hub, kind="stable")
        self.order = order[allowed[order]]
        counts = np.bincount(siting.pair_hub[self.order], minlength=siting.hubs)
        self.start = np.concatenate([[0], np.cumsum(counts)])
        self.size = siting.least[siting.pair_site[self.order]]
        self.low = np.where(np.isfinite(prog.row_least), -INF, 0.0)
        self.high = np.where(np.isfinite(prog.row_most), INF, 0.0)
        self.low[self.inside] = self.high[self.inside] = 0.0
        self._cap_prices()
        weight = np.asarray(prog.rows.multiply(prog.rows).sum(axis=1)).ravel()
        self.norm = np.sqrt(weight / np.maximum(1, np.diff(prog.rows.indptr)))
        self.norm[self.norm == 0] = 1.0

    def _cap_prices(self) -> None:
        # A soft bound's slack is free above its price, so its multiplier cannot pass the price.
        for row, (kind, b) in enumerate(self.prog.labels):
            if kind == "under":
                self.low[row] = -self.siting.bounds[b].under_price
            elif kind == "over":
                self.high[row] = self.siting.bounds[b].over_price

    def clip(self, multipliers: Floats) -> Floats:
        """Bring multipliers within what gives a valid bound."""
        return np.clip(multipliers, self.low, self.high)

    def price(self, multipliers: Floats) -> Price:
        """Return the bound that these multipliers prove."""
        prog, siting = self.prog, self.siting
        cols = prog.columns
        worth = prog.cost - self.transposed @ multipliers
        hub_worth, used = self._fill(worth[: cols.z][self.order], worth[cols.y : cols.under])
        opened = self._open(hub_worth)
        side = np.where(multipliers > 0, prog.row_most, prog.row_least)
        live = multipliers != 0
        constant = float((multipliers[live] * side[live]).sum())
        parts = worth[cols.part : cols.size]
        constant += float(np.maximum(parts * prog.most[cols.part : cols.size], 0).sum())
        vector = np.zeros(cols.size)
        vector[self.order[used]] = 1.0
        vector[: cols.z] *= opened[siting.pair_hub]
        vector[cols.y : cols.under] = opened
        vector[cols.part :] = np.where(parts > 0, prog.most[cols.part : cols.size], 0.0)
        bound = constant + float(hub_worth[opened].sum())
        return Price(
            bound,
            worth[: cols.z],
            worth[cols.y : cols.under],
            hub_worth,
            opened,
            prog.rows @ vector,
        )

    def _fill(self, profit: Floats, hub_price: Floats) -> tuple[Floats, Bools]:
        """Fill every hub that may be among those to open; the others keep a quick upper bound."""
        siting = self.siting
        every = np.arange(siting.hubs)
        arguments = (self.start, profit, self.size, siting.hub_room, siting.hub_max_sites)
        dear = np.isfinite(siting.hub_max_sites).all()  # a table over sites and places
        if not dear or siting.open_most >= siting.hubs or not siting.hub_counts.all():
            value, used = fill_hubs(*arguments, every)
            return value + hub_price, used
        worth = quick_values(*arguments) + hub_price
        used = np.zeros(len(profit), dtype=bool)
        must = siting.hub_forced == 1
        first = np.argsort(np.where(must, -INF, -worth), kind="stable")[: int(siting.open_most)]
        value, taken = fill_hubs(*arguments, first)
        worth[first], used = value[first] + hub_price[first], used | taken
        rest = np.setdiff1d(np.flatnonzero(worth >= worth[first].min(initial=INF)), first)
        value, taken = fill_hubs(*arguments, rest)
        worth[rest] = value[rest] + hub_price[rest]
        return worth, used | taken

    def _open(self, hub_worth: Floats) -> Bools:
        siting = self.siting
        can, must = siting.hub_forced != 0, siting.hub_forced == 1
        opened: Bools = must | (can & ~siting.hub_counts & (hub_worth > 0))
        free = np.flatnonzero(can & ~must & siting.hub_counts)
        best = free[np.argsort(-hub_worth[free], kind="stable")]
        already = np.count_nonzero(must & siting.hub_counts)
        pays = int(np.count_nonzero(hub_worth[best] > 0))
        count = max(siting.open_least - already, min(pays, siting.open_most - already))
        opened[best[: int(max(0, count))]] = True
        return opened

    def slope(self, price: Price, multipliers: Floats) -> Floats:
        """Return a subgradient, per row scaled to its own unit."""
        prog = self.prog
        above = np.where(np.isfinite(prog.row_most), prog.row_most - price.activity, INF)
        below = np.where(np.isfinite(prog.row_least), prog.row_least - price.activity, -INF)
        either = np.where(above < 0, above, np.where(below > 0, below, 0.0))
        slope = np.where(multipliers > 0, above, np.where(multipliers < 0, below, either))
        one_sided = np.where(np.isinf(above), below, np.where(np.isinf(below), above, slope))
        one_sided = np.where(np.isfinite(one_sided), one_sided, 0.0)
        return np.where(self.inside, 0.0, one_sided / self.norm)


def sharpen(
    relaxation: Relaxation,
    multipliers: Floats,
    *,
    known: float,
    rounds: int,
    patience: int = 15,
    stop: Callable[[], bool] | None = None,
) -> Sharper:
    """Lower the bound by subgradient steps towards ``known``, the value of the best plan.

    Deflected direction, Polyak steps, halved after stalls; deterministic.
    """
    here = best_at = relaxation.clip(multipliers)
    best, theta, stalled = INF, 0.3, 0
    direction = np.zeros_like(here)
    for _ in range(rounds):
        if stop is not None and stop():
            break
        price = relaxation.price(here)
        slope = relaxation.slope(price, here)
        stalled += 1
        if price.bound < best - 1e-9:
            best, best_at, stalled = price.bound, here, 0
        if best <= known + 1e-7:
            break
        if stalled >= patience:
            theta, stalled = theta / 2, 0
        direction = 0.3 * slope + 0.7 * direction if direction.any() else slope
        step = direction.copy()
        step[(here <= relaxation.low) & (step > 0)] = 0.0
        step[(here >= relaxation.high) & (step < 0)] = 0.0
        length = float((step**2).sum())
        if length < 1e-12:  # noqa: PLR2004 - nothing left to move
            break
        scale = theta * max(price.bound - known, 1e-4 * abs(known)) / length
        here = relaxation.clip(here - scale * step / relaxation.norm)
    return Sharper(best, best_at)


def useless_pairs(relaxation: Relaxation, price: Price, known: float) -> Bools:
    """Flag the pairs that no plan better than ``known`` can use; exact, never a guess.

    Forcing a pair leaves its hub with the best filling that holds it, and a hub that the
    relaxation left closed has to be added or to push out the least of the open ones.
    """
    siting, hub = relaxation.siting, relaxation.siting.pair_hub
    held = np.full(siting.pairs, -INF)
    held[relaxation.order] = forced_values(
        relaxation.start,
        price.pair_worth[relaxation.order],
        relaxation.size,
        siting.hub_room,
        siting.hub_max_sites,
    )
    # "held" may count a pair twice that is worth taking anyway: the unforced value caps it.
    worth = np.minimum(
        held + price.hub_price[hub], price.hub_worth[hub] + np.minimum(0.0, price.pair_worth)
    )
    opened = price.opened
    rivals = price.hub_worth[opened & siting.hub_counts & (siting.hub_forced == FREE)]
    full = np.count_nonzero(opened & siting.hub_counts) >= siting.open_most
    add = np.minimum(0.0, worth)
    swap = np.minimum(0.0, worth - rivals.min()) if len(rivals) else np.zeros_like(worth)
    counted = swap if full else np.maximum(swap, add)
    closed = np.where(siting.hub_counts[hub], counted, add)
    loss = np.where(opened[hub], np.minimum(0.0, worth - price.hub_worth[hub]), closed)
    return price.bound + loss < known - 1e-6 * max(1.0, abs(known))
