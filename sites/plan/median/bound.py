"""Bound one part of the plain siting problem, and drop what no better plan in it can use.

Every site gets a price; what is left falls apart into one knapsack per hub, of which the best
are opened. Any prices give a valid bound; subgradient steps make it sharper. From the same
prices follow the pairs and hubs that provably cannot be in a plan above a target.
Method: Geoffrion 1974; Lorena and Senne 2004.
"""

from dataclasses import dataclass, field, replace

import numpy as np

from sites.plan.median.arrays import Hubs, Pairs
from sites.plan.median.recognise import Serving
from sites.plan.model.model import INF, Bools, Floats, Ints


@dataclass(frozen=True, order=True)
class Node:
    """One part of the problem: the pairs and hubs left; ordered by bound, then by number."""

    rank: float  # minus the bound
    serial: int
    price: Floats = field(compare=False)  # per site
    keep: Ints = field(compare=False)  # pairs of the problem, by hub
    must: Bools = field(compare=False)
    can: Bools = field(compare=False)

    @property
    def bound(self) -> float:
        """Return the upper bound on any plan in this part."""
        return -self.rank


@dataclass(frozen=True)
class Sharpened:
    """A node with better prices, and what the relaxed choices of late looked like."""

    node: Node
    hub_share: Floats
    pair_share: Floats
    opened: Bools  # rounds x hubs
    work: float  # pairs and cells looked at


def whole_problem(serving: Serving) -> Node:
    """Return the part that is everything; a site's first price is that of its p-th best hub."""
    ranked = np.sort(serving.table, axis=1)
    hubs = ranked.shape[1]
    at = max(0, hubs - 1 - max(1, hubs // max(1, serving.high)))
    price = np.maximum(ranked[:, at], serving.gain.min())
    every = np.arange(len(serving.pair))
    return Node(-INF, 0, price, every, serving.must.copy(), serving.can.copy())


def arrays_of(serving: Serving, node: Node) -> tuple[Pairs, Hubs]:
    """Return what is left of the problem in this part, as the kernels take it."""
    counts = np.bincount(serving.hub[node.keep], minlength=len(serving.room))
    start = np.concatenate([[0], np.cumsum(counts)])
    site = serving.site[node.keep]
    pairs = Pairs(start, site, serving.gain[node.keep], serving.size[site])
    hubs = Hubs(serving.room, serving.cost, node.must, node.can, serving.low, serving.high)
    return pairs, hubs


def sharpen(
    serving: Serving, node: Node, *, known: float, target: float, rounds: int, theta: float
) -> Sharpened:
    """Lower the bound of a node by at most so many steps; stop once it is below ``target``."""
    from sites.plan.median.bound_kernels import descend  # noqa: PLC0415 - loads numba

    pairs, hubs = arrays_of(serving, node)
    aim = known if np.isfinite(known) else 2 * float(serving.gain.sum() - serving.cost.sum())
    found = descend(pairs, hubs, node.price, aim, target, rounds, theta)
    better = replace(node, rank=-min(node.bound, found.bound), price=found.price)
    return Sharpened(better, found.hub_share, found.pair_share, found.opened, float(found.work))


def reduced(serving: Serving, node: Node, target: float) -> Node | None:
    """Drop the pairs and hubs that no plan above the target uses; None when no plan is left.

    Forcing a pair leaves its hub with the best filling that holds it; a hub that the relaxation
    left closed has to be added or to push out the least of the open ones.
    """
    from sites.plan.median.bound_kernels import at_prices, holding  # noqa: PLC0415 - loads numba

    pairs, hubs = arrays_of(serving, node)
    must, can, low, high = node.must, node.can, serving.low, serving.high
    bound, work = at_prices(pairs, hubs, node.price)
    if not np.isfinite(bound):
        return None
    worth, opened, hub = work.worth, work.opened, serving.hub[node.keep]
    held = holding(pairs, hubs, node.price) - serving.cost[hub]
    held = np.minimum(held, worth[hub])
    count = int(opened.sum())
    weakest = worth[opened & ~must].min(initial=INF)
    instead = worth[can & ~opened].max(initial=-INF)
    instead = instead if count - 1 < low else max(0.0, instead)
    adding = max(0.0 if count < high else -INF, -weakest)
    loss = np.where(opened[hub], held - worth[hub], held + adding)
    useful = bound + np.minimum(0.0, loss) >= target
    able = can & (opened | (bound + np.minimum(0.0, worth + adding) >= target))
    needed = must.copy()
    needed[opened] |= bound - worth[opened] + instead < target
    return narrowed(serving, node, node.keep[useful & able[hub]], needed, able)


def priced(serving: Serving, node: Node, price: Floats | None) -> Node:
    """Return the part with these prices where they bound it better."""
    from sites.plan.median.bound_kernels import at_prices  # noqa: PLC0415 - loads numba

    if price is None:
        return node
    bound = at_prices(*arrays_of(serving, node), price)[0]
    return replace(node, rank=-bound, price=price) if bound < node.bound else node


def missing(serving: Serving, node: Node, target: float) -> Floats:
    """Return per hub the profit that a filling needs for a plan above the target to hold it.

    A filling takes the place of the best one of its hub; a hub that the relaxation left closed has
    to be added or to push out the least of the open ones.
    """
    from sites.plan.median.bound_kernels import at_prices  # noqa: PLC0415 - loads numba

    bound, work = at_prices(*arrays_of(serving, node), node.price)
    worth, opened = work.worth, work.opened
    weakest = worth[opened & ~node.must].min(initial=INF)
    adding = max(0.0 if np.count_nonzero(opened) < serving.high else -INF, -weakest)
    return serving.cost + target - bound + np.where(opened, worth, -adding)


def narrowed(serving: Serving, node: Node, keep: Ints, must: Bools, can: Bools) -> Node | None:
    """Return the node with less left in it; None when that leaves no plan."""
    if np.count_nonzero(must) == serving.high:
        can = must
        keep = keep[can[serving.hub[keep]]]
    if np.count_nonzero(can) == serving.low:
        must = can
    reach = np.bincount(serving.site[keep], minlength=len(serving.size))
    counts = np.count_nonzero(must) <= serving.high and np.count_nonzero(can) >= serving.low
    return replace(node, keep=keep, must=must, can=can) if counts and reach.all() else None
