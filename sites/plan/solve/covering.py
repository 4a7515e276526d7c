"""See in a model the covering problem, and prove it at once: which hubs serve most, not which whom.

A site is worth the same on every hub that can serve it (or one of very few amounts: near, less
near), and no hub is ever full. Then only whether some hub near enough opens counts: one variable
per site and amount instead of one per pair, and sites with the same hubs are one. Maximal
covering, set covering and the feasibility of a p-center are of this kind. It is recognised from
the model's own rules, never from a name.
Method: Church and ReVelle 1974 (maximal covering location); Cornuejols, Nemhauser and Wolsey 1980
(one variable per amount).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import sparse

from sites.plan.model.model import INF, Bools, Chosen, Floats, Ints, Siting
from sites.plan.model.programme import Columns, Programme
from sites.plan.solve.highs import INFEASIBLE, Engine, Work
from sites.plan.solve.search import Effort, Search

_SAME: Final = 1e-9
_AMOUNTS: Final = 3  # that one site may be worth; with more, other ways are as good
_CELLS: Final = 20_000_000  # sites x hubs that are laid out as one table
_NONE: Final = np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class Covering:
    """The covering problem: ``serves`` tells which hubs (columns) serve a group of sites (rows)."""

    pair: Ints  # the pairs that may be used, in the model's numbers: by site, best first
    places: Ints  # of every site, the size it is worth most at
    serves: sparse.csr_matrix
    worth: Floats  # of a group
    must: Bools  # whether a group has to be served


def as_covering(siting: Siting) -> Covering | None:
    """Return the covering problem that this model is; None when it is richer."""
    plain = not siting.bounds and not siting.limits and not (siting.hub_least_durable > 0).any()
    if not plain or (siting.apart is not None and len(siting.apart)) or not siting.pairs:
        return None
    site, hub = siting.pair_site, siting.pair_hub
    step = siting.pair_place_gain * (siting.most - siting.least)[site]
    worth = siting.pair_gain + siting.pair_place_gain * siting.least[site] + np.maximum(0.0, step)
    able = (siting.hub_forced[hub] != 0) & (siting.forced[site] != 0)
    pair = np.flatnonzero(able & ((worth > 0) | (siting.forced[site] == 1)))
    grows = np.zeros(siting.sites, dtype=bool)
    grows[site[pair[step[pair] > 0]]] = True
    if not len(pair) or not _roomy(siting, pair) or (grows[site] & (step < 0))[pair].any():
        return None
    pair = pair[np.lexsort((hub[pair], -worth[pair], site[pair]))]
    groups = _groups(siting, pair, worth)
    if groups is None:
        return None
    row = np.repeat(np.arange(len(groups)), [len(hubs) for _, hubs in groups])
    column = np.array([hub for _, hubs in groups for hub in hubs], dtype=np.int64)
    return Covering(
        pair,
        np.where(grows, siting.most, siting.least),
        sparse.csr_matrix((np.ones(len(row)), (row, column)), (len(groups), siting.hubs)),
        np.array(list(groups.values())),
        np.array([must for must, _ in groups], dtype=bool),
    )


def _roomy(siting: Siting, pair: Ints) -> bool:
    """Tell whether every hub has room for all that could ever lean on it."""
    hub, site = siting.pair_hub[pair], siting.pair_site[pair]
    held = np.bincount(hub, weights=siting.most[site], minlength=siting.hubs)
    count = np.bincount(hub, minlength=siting.hubs)
    return bool((held <= siting.hub_room).all() and (count <= siting.hub_max_sites).all())


def _groups(
    siting: Siting, pair: Ints, worth: Floats
) -> dict[tuple[bool, tuple[int, ...]], float] | None:
    """Return what is gained when one of these hubs opens, and whether one must; None: too many.

    A site counts once for all its hubs, with the least it is worth, and again for the nearer ones
    with what it is worth more there. What the same hubs serve is one group.
    """
    groups: dict[tuple[bool, tuple[int, ...]], float] = {}
    site, hub = siting.pair_site[pair], siting.pair_hub[pair]
    if set(np.flatnonzero(siting.forced == 1).tolist()) - set(site.tolist()):
        groups[True, ()] = 0.0  # a site that nothing can serve: there is no plan
    ends = [*np.flatnonzero(np.diff(site)).tolist(), len(pair) - 1]
    low = 0
    for end in ends:
        own, hubs = worth[pair[low : end + 1]], hub[low : end + 1]
        falls = np.flatnonzero(-np.diff(own) > _SAME * np.maximum(1.0, abs(own[:-1])))
        if len(falls) >= _AMOUNTS:
            return None
        levels = [*falls.tolist(), len(own) - 1]
        for at, level in enumerate(levels):
            last = at == len(levels) - 1
            less = 0.0 if last else float(own[levels[at + 1]])
            must = bool(last and siting.forced[site[low]] == 1)
            key = (must, tuple(sorted(hubs[: level + 1].tolist())))
            groups[key] = groups.get(key, 0.0) + float(own[level]) - less
        low = end + 1
    return groups


def by_covering(search: Search, covering: Covering, effort: Effort) -> bool:
    """Solve the covering problem whole; True when it proved that there is no plan at all."""
    siting = search.siting
    first = _greedy(siting, covering)
    search.offer(_plan(siting, covering, first))
    search.note("eerste plan")
    if search.stopped():
        return False
    kept = _kept(siting, covering)
    prog = _programme(siting, covering, kept)
    groups = len(covering.worth)
    start = None
    if search.judged is not None and kept.hubs.all():
        is_open = search.judged.hub_open
        start = np.concatenate([_served(covering, is_open), is_open.astype(float)])
    work = Work(calls=effort.exact_calls, nodes=effort.exact_nodes, gap=effort.gap)
    answer = Engine(prog, stop=search.stop).whole(prog.integer, work=work, start=start)
    if answer.status == INFEASIBLE:
        return search.judged is None
    if answer.solution is not None:
        search.offer(_plan(siting, covering, answer.solution[groups:] > 0.5))  # noqa: PLR2004 - halfway 0 and 1
    search.bound = min(search.bound, answer.bound) if np.isfinite(answer.bound) else search.bound
    search.note("exact")
    return False


@dataclass(frozen=True)
class _Kept:
    """What still matters: the rows of these groups, these hubs; ``least`` of them at least."""

    groups: Bools
    hubs: Bools
    least: float


def _kept(siting: Siting, covering: Covering) -> _Kept:
    """Leave out what another one makes superfluous, and again until nothing more goes.

    A hub whose sites another one serves too, at no higher cost; and a group that must be served
    where all hubs of another such group serve it as well. Where nothing has to be served the
    bound is sharp as it is.
    """
    every = _Kept(
        np.ones(len(covering.worth), dtype=bool),
        np.ones(siting.hubs, dtype=bool),
        siting.open_least,
    )
    counted = np.count_nonzero((siting.hub_forced != 0) & siting.hub_counts)
    free_of_charge = not siting.hub_cost.any() and counted >= siting.open_least
    large = np.prod(covering.serves.shape, dtype=float) > _CELLS
    if large or not covering.must.any() or (siting.open_least > 0 and not free_of_charge):
        return every
    serves = covering.serves.toarray()
    hubs, groups = siting.hub_forced != 0, every.groups.copy()
    alike = siting.hub_counts[:, None] == siting.hub_counts[None]
    may = alike & (siting.hub_cost[:, None] >= siting.hub_cost[None])
    may &= (siting.hub_forced != 1)[:, None]
    while True:
        rows = serves * groups[:, None]
        gone = hubs & (_inside(rows.T, hubs) & may).any(axis=1)
        hubs = hubs & ~gone
        columns = serves * hubs
        wider = _inside(columns, groups & covering.must).T
        idle = groups & covering.must & wider.any(axis=1)
        groups = groups & ~idle
        if not gone.any() and not idle.any():
            return _Kept(groups, hubs, min(0.0, siting.open_least))


def _inside(serves: Floats, among: Bools) -> Bools:
    """Tell of each row whether it lies within another; of two that are alike the lower one stays.

    >>> _inside(np.array([[1.0, 0.0], [1.0, 1.0]]), np.array([True, True])).tolist()
    [[False, True], [False, False]]
    """
    size = serves.sum(axis=1)
    within = (serves @ serves.T) >= size[:, None]
    order = np.arange(len(serves))
    larger = size[None] > size[:, None]
    lower = (size[None] == size[:, None]) & (order[None] < order[:, None])
    inside: Bools = within & (larger | lower) & among[:, None] & among[None]
    return inside


def _programme(siting: Siting, covering: Covering, kept: _Kept) -> Programme:
    """Return the rows: a group counts as far as a hub of its own opens."""
    groups, hubs = covering.serves.shape
    rows = [sparse.hstack([sparse.identity(groups), -covering.serves]).tocsr()[kept.groups]]
    row_least = [np.full(rows[0].shape[0], -INF)]
    row_most = [np.zeros(rows[0].shape[0])]
    if kept.least > 0 or np.isfinite(siting.open_most):
        rows.append(sparse.csr_matrix(np.append(np.zeros(groups), siting.hub_counts)))
        row_least.append(np.array([kept.least]))
        row_most.append(np.array([siting.open_most]))
    can = kept.hubs & (siting.hub_forced != 0)
    ends = groups + hubs
    return Programme(
        cost=np.concatenate([covering.worth, -siting.hub_cost]),
        least=np.concatenate([covering.must, siting.hub_forced == 1]).astype(float),
        most=np.concatenate([np.ones(groups), can]).astype(float),
        integer=np.concatenate([np.zeros(groups, dtype=bool), np.ones(hubs, dtype=bool)]),
        rows=sparse.vstack(rows).tocsr(),
        row_least=np.concatenate(row_least),
        row_most=np.concatenate(row_most),
        labels=(),
        columns=Columns(0, groups, groups, ends, ends, ends, ends, _NONE),
    )


def _served(covering: Covering, is_open: Bools) -> Floats:
    served: Floats = (covering.serves @ is_open.astype(float) > 0).astype(float)
    return served


def _greedy(siting: Siting, covering: Covering) -> Bools:
    """Open the hub that adds most, as long as one adds more than it costs; a tie to the lowest."""
    is_open: Bools = siting.hub_forced == 1
    can = siting.hub_forced != 0
    # What must be served goes before all else.
    dear = 1.0 + abs(covering.worth).sum() + siting.hub_cost.sum()
    left = covering.worth + covering.must * dear
    left = np.where(_served(covering, is_open) > 0, 0.0, left)
    columns = covering.serves.T.tocsr()
    while np.count_nonzero(is_open & siting.hub_counts) < siting.open_most:
        added = np.where(can & ~is_open, columns @ left - siting.hub_cost, -INF)
        hub = int(added.argmax())
        if added[hub] <= 0:
            break
        is_open[hub] = True
        left[columns.indices[columns.indptr[hub] : columns.indptr[hub + 1]]] = 0.0
    return is_open


def _plan(siting: Siting, covering: Covering, is_open: Bools) -> Chosen:
    """Return the plan in which every site that can be served leans on its best open hub."""
    usable = covering.pair[is_open[siting.pair_hub[covering.pair]]]
    _, first = np.unique(siting.pair_site[usable], return_index=True)
    pair = np.sort(usable[first])
    return Chosen(pair, covering.places[siting.pair_site[pair]])
