"""Write the siting model of ``sites.plan.model.model`` as sparse rows that a solver can read."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from scipy import sparse

from sites.plan.model.model import INF, Bools, Floats, Ints, Limit, Siting

_WHOLE: Final = 1e-9


@dataclass(frozen=True)
class Columns:
    """Where each kind of variable stands in the vector of variables."""

    x: int
    z: int
    y: int
    under: int
    over: int
    part: int
    moved: int
    size: int
    stretch: Ints  # the pairs that have a z


def columns(siting: Siting) -> Columns:
    """Lay out the variables: x, z, y, under, over, part, moved."""
    wide = siting.most[siting.pair_site] > siting.least[siting.pair_site]
    stretch = np.flatnonzero(wide)
    ends = np.cumsum(
        [siting.pairs, len(stretch), siting.hubs, *[len(siting.bounds)] * 3, len(siting.moves)],
        dtype=np.int64,
    )
    z, y, under, over, part, moved, size = (int(end) for end in ends)
    return Columns(0, z, y, under, over, part, moved, size, stretch)


@dataclass(frozen=True)
class Programme:
    """The model as sparse rows: maximise cost.v, row_least <= A v <= row_most, least <= v <= most.

    ``labels`` names the kind and the index of every row, so that a dual or a conflict can be
    read back.
    """

    cost: Floats
    least: Floats
    most: Floats
    integer: Bools
    rows: sparse.csr_matrix
    row_least: Floats
    row_most: Floats
    labels: tuple[tuple[str, int], ...]
    columns: Columns


class _Rows:
    """Collects blocks of rows."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.count = 0
        self.entries: list[tuple[Ints, Ints, Floats]] = []
        self.least: list[Floats] = []
        self.most: list[Floats] = []
        self.labels: list[tuple[str, int]] = []

    def add(
        self,
        kind: str,
        index: Ints,
        entries: tuple[Ints, Ints, Floats],
        least: Floats | float,
        most: Floats | float,
    ) -> None:
        """Add one row per index; entries are (row within the block, column, value)."""
        count = len(index)
        if not count:
            return
        row, column, value = entries
        self.entries.append((row + self.count, column, value))
        self.count += count
        self.least.append(np.broadcast_to(np.asarray(least, float), count))
        self.most.append(np.broadcast_to(np.asarray(most, float), count))
        self.labels += [(kind, int(i)) for i in index]

    def matrix(self) -> sparse.csr_matrix:
        """Return all rows as one sparse matrix."""
        shape = (self.count, self.width)
        if not self.count:
            return sparse.csr_matrix(shape)
        row, column, value = _stack(*self.entries)
        return sparse.csr_matrix((value, (row, column)), shape=shape, dtype=float)


def _stack(*parts: tuple[Ints, Ints, Floats | float]) -> tuple[Ints, Ints, Floats]:
    filled = [np.broadcast_to(np.asarray(v, float), len(r)) for r, _, v in parts]
    rows, cols = [r for r, _, _ in parts], [c for _, c, _ in parts]
    return np.concatenate(rows), np.concatenate(cols), np.concatenate(filled)


def programme(siting: Siting, *, links: Ints | None = None) -> Programme:
    """Write the model as rows; ``links`` names the pairs that get a row x <= y now."""
    cols = columns(siting)
    out = _Rows(cols.size)
    _site_rows(siting, cols, out)
    _hub_rows(siting, cols, out)
    _bound_rows(siting, cols, out)
    _limit_rows(siting, cols, out)
    cost, least, most, integer = _objective(siting, cols)
    rows = out.matrix()
    row_least = np.concatenate(out.least) if out.least else np.empty(0)
    row_most = np.concatenate(out.most) if out.most else np.empty(0)
    prog = Programme(cost, least, most, integer, rows, row_least, row_most, tuple(out.labels), cols)
    return prog if links is None or not len(links) else with_links(siting, prog, links)


def with_links(siting: Siting, prog: Programme, links: Ints) -> Programme:
    """Add a row x <= y for each of these pairs."""
    row, column, value = link_entries(siting, prog.columns, links)
    shape = (len(links), prog.columns.size)
    more = sparse.csr_matrix((value, (row, column)), shape=shape)
    return replace(
        prog,
        rows=sparse.vstack([prog.rows, more], format="csr"),
        row_least=np.append(prog.row_least, np.full(len(links), -INF)),
        row_most=np.append(prog.row_most, np.zeros(len(links))),
        labels=(*prog.labels, *(("link", int(pair)) for pair in links)),
    )


def link_entries(siting: Siting, cols: Columns, links: Ints) -> tuple[Ints, Ints, Floats]:
    """Return the entries of the rows x - y <= 0."""
    row = np.arange(len(links))
    return _stack((row, cols.x + links, 1.0), (row, cols.y + siting.pair_hub[links], -1.0))


def _objective(siting: Siting, cols: Columns) -> tuple[Floats, Floats, Floats, Bools]:
    site = siting.pair_site
    cost, least, most = np.zeros(cols.size), np.zeros(cols.size), np.ones(cols.size)
    integer = np.ones(cols.size, dtype=bool)
    cost[: cols.z] = siting.pair_gain + siting.pair_place_gain * siting.least[site]
    cost[cols.z : cols.y] = siting.pair_place_gain[cols.stretch]
    cost[cols.y : cols.under] = -siting.hub_cost
    forced_out = siting.forced[site] == 0
    hub_out = siting.hub_forced[siting.pair_hub] == 0
    too_big = siting.least[site] > siting.hub_room[siting.pair_hub]
    most[: cols.z] = np.where(forced_out | hub_out | too_big, 0.0, 1.0)
    stretch_site = site[cols.stretch]
    most[cols.z : cols.y] = siting.most[stretch_site] - siting.least[stretch_site]
    least[cols.y : cols.under] = np.where(siting.hub_forced == 1, 1.0, 0.0)
    most[cols.y : cols.under] = np.where(siting.hub_forced == 0, 0.0, 1.0)
    for b, bound in enumerate(siting.bounds):
        for start, price in ((cols.under, bound.under_price), (cols.over, bound.over_price)):
            soft = np.isfinite(price)
            cost[start + b] = -price if soft else 0.0
            most[start + b] = INF if soft else 0.0
        cost[cols.part + b] = bound.any_gain
    most[cols.part : cols.moved] = siting.parts
    cost[cols.moved :] = [-move.price for move in siting.moves]
    most[cols.moved :] = [move.most for move in siting.moves]
    integer[cols.under : cols.moved] = False
    return cost, least, most, integer


def _site_rows(siting: Siting, cols: Columns, out: _Rows) -> None:
    pair = np.arange(siting.pairs)
    must = np.where(siting.forced == 1, 1.0, 0.0)
    every = np.arange(siting.sites)
    out.add("site", every, (siting.pair_site, cols.x + pair, np.ones(siting.pairs)), must, 1.0)
    if siting.apart is not None and len(siting.apart):
        _apart_rows(siting, cols, out)
    if len(cols.stretch):
        row = np.arange(len(cols.stretch))
        site = siting.pair_site[cols.stretch]
        spare = (siting.most - siting.least)[site].astype(float)
        entries = _stack((row, cols.z + row, 1.0), (row, cols.x + cols.stretch, -spare))
        out.add("size", cols.stretch, entries, -INF, 0.0)


def _apart_rows(siting: Siting, cols: Columns, out: _Rows) -> None:
    """Add one row per clique, all at once: there are thousands of them."""
    cliques = clique_cover(np.asarray(siting.apart), siting.sites)
    number = np.repeat(np.arange(len(cliques)), [len(members) for members in cliques])
    members = np.concatenate(cliques)
    holds = sparse.csr_matrix(
        (np.ones(len(members)), (number, members)), shape=(len(cliques), siting.sites)
    )
    pair = np.arange(siting.pairs)
    pairs_of = sparse.csr_matrix(
        (np.ones(siting.pairs), (siting.pair_site, pair)), shape=(siting.sites, siting.pairs)
    )
    rows = (holds @ pairs_of).tocoo()
    entries = (rows.row.astype(np.int64), cols.x + rows.col.astype(np.int64), rows.data)
    out.add("apart", np.arange(len(cliques)), entries, -INF, 1.0)


def _hub_rows(siting: Siting, cols: Columns, out: _Rows) -> None:
    places = _place_entries(siting, cols, siting.pair_hub)
    every = np.arange(siting.hubs)
    for kind, limit, entries in (
        ("room", siting.hub_room, places),
        (
            "spokes",
            siting.hub_max_sites,
            (siting.pair_hub, cols.x + np.arange(siting.pairs), np.ones(siting.pairs)),
        ),
    ):
        bounded = np.flatnonzero(np.isfinite(limit))
        kept = _only(entries, bounded, siting.hubs)
        row = np.arange(len(bounded))
        out.add(kind, bounded, _stack(kept, (row, cols.y + bounded, -limit[bounded])), -INF, 0.0)
    clustered = np.flatnonzero(siting.hub_least_durable > 0)
    durable = np.isin(places[1], _durable_columns(siting, cols))
    lasting = (places[0][durable], places[1][durable], places[2][durable])
    kept = _only(lasting, clustered, siting.hubs)
    row = np.arange(len(clustered))
    least = -siting.hub_least_durable[clustered]
    out.add("cluster", clustered, _stack(kept, (row, cols.y + clustered, least)), 0.0, INF)
    counted = every[siting.hub_counts]
    if siting.open_least > 0 or np.isfinite(siting.open_most):
        zero = np.zeros(len(counted), dtype=np.int64)
        entries = (zero, cols.y + counted, np.ones(len(counted)))
        out.add("open", np.array([0]), entries, siting.open_least, siting.open_most)


def _durable_columns(siting: Siting, cols: Columns) -> Ints:
    keep = siting.durable[siting.pair_site]
    return np.concatenate(
        [cols.x + np.flatnonzero(keep), cols.z + np.flatnonzero(keep[cols.stretch])]
    )


def durable_rows(siting: Siting, cols: Columns, hubs: Ints) -> sparse.csr_matrix:
    """Return the durable places at each of these hubs, as rows over all variables."""
    row, column, value = _place_entries(siting, cols, siting.pair_hub)
    durable = np.isin(column, _durable_columns(siting, cols))
    kept = _only((row[durable], column[durable], value[durable]), hubs, siting.hubs)
    return sparse.csr_matrix((kept[2], kept[:2]), shape=(len(hubs), cols.size))


def _place_entries(siting: Siting, cols: Columns, row_of_pair: Ints) -> tuple[Ints, Ints, Floats]:
    least = siting.least[siting.pair_site].astype(float)
    stretch_row = row_of_pair[cols.stretch]
    return _stack(
        (row_of_pair, cols.x + np.arange(siting.pairs), least),
        (stretch_row, cols.z + np.arange(len(cols.stretch)), 1.0),
    )


def _only(
    entries: tuple[Ints, Ints, Floats], wanted: Ints, count: int
) -> tuple[Ints, Ints, Floats]:
    """Keep the entries of the wanted rows and renumber these from 0."""
    number = np.full(count, -1)
    number[wanted] = np.arange(len(wanted))
    row, column, value = entries
    keep = number[row] >= 0
    return number[row[keep]], column[keep], np.asarray(value[keep], float)


def _bound_rows(siting: Siting, cols: Columns, out: _Rows) -> None:
    parts, signs = siting.parts, siting.signs
    for b, bound in enumerate(siting.bounds):
        inside = np.zeros(siting.sites, dtype=bool)
        inside[bound.sites] = True
        held = inside[siting.pair_site]
        number = np.where(held, 0, -1)
        row, column, value = _place_entries(siting, cols, number)
        keep = row >= 0
        zero, one = np.zeros(1, dtype=np.int64), np.array([b])
        made = np.flatnonzero(signs[b])
        entries = _stack(
            (row[keep], column[keep], value[keep]),
            (np.zeros(len(made), dtype=np.int64), cols.moved + made, signs[b, made]),
        )
        if bound.least > 0 or (signs[b] < 0).any():
            under = _stack(entries, (zero, one + cols.under, 1.0))
            out.add("under", one, under, bound.least, INF)
            if bound.least > 0 and not (signs[b] > 0).any():
                _round_row(siting, cols, b, np.flatnonzero(held), out)
        if np.isfinite(bound.most):
            over = _stack(entries, (zero, one + cols.over, -1.0))
            out.add("over", one, over, -INF, bound.most)
        if parts[b]:
            at = np.flatnonzero(held)
            some = _stack(
                (np.zeros(len(at), dtype=np.int64), cols.x + at, 1.0), (zero, one + cols.part, -1.0)
            )
            out.add("part", one, some, 0.0, INF)


def _round_row(siting: Siting, cols: Columns, b: int, pairs: Ints, out: _Rows) -> None:
    """Round the number of sites that a least number of places takes (mixed-integer rounding).

    Where no size can vary the Lagrangian does better and has no price for these rows.
    """
    if not len(pairs) or not len(cols.stretch):
        return
    least, largest = siting.bounds[b].least, float(siting.most[siting.pair_site[pairs]].max())
    needed = np.ceil(least / largest - _WHOLE)
    last = least - largest * (needed - 1)
    row = np.zeros(len(pairs) + 1, dtype=np.int64)
    column = np.concatenate([cols.x + pairs, [cols.under + b]])
    value = np.concatenate([np.full(len(pairs), last), [1.0]])
    out.add("round", np.array([b]), (row, column, value), last * needed, INF)


def _limit_rows(siting: Siting, cols: Columns, out: _Rows) -> None:
    for number, limit in enumerate(siting.limits):
        row = limit_row(siting, cols, limit)
        at = np.flatnonzero(row)
        zero = np.zeros(len(at), dtype=np.int64)
        out.add("limit", np.array([number]), (zero, at, row[at]), limit.least, limit.most)


def limit_row(siting: Siting, cols: Columns, limit: Limit) -> Floats:
    """Return the coefficients of one further limit over all variables."""
    row = np.zeros(cols.size)
    if limit.pair is not None:
        row[: cols.z] += limit.pair
    if limit.place is not None:
        row[: cols.z] += limit.place * siting.least[siting.pair_site]
        row[cols.z : cols.y] += limit.place[cols.stretch]
    if limit.hub is not None:
        row[cols.y : cols.under] += limit.hub
    if limit.off is not None:
        row[cols.under : cols.over] += limit.off
        row[cols.over : cols.part] += limit.off
    if limit.part is not None:
        row[cols.part : cols.moved] += limit.part
    return row


def clique_cover(apart: Ints, count: int) -> list[Ints]:
    """Cover every forbidden pair with cliques, greedily; a clique bounds tighter than its pairs.

    >>> [c.tolist() for c in clique_cover(np.array([[0, 1], [1, 2], [0, 2], [2, 3]]), 4)]
    [[0, 1, 2], [2, 3]]
    """
    near: list[set[int]] = [set() for _ in range(count)]
    for a, b in apart.tolist():
        near[a].add(b)
        near[b].add(a)
    open_pairs = {(min(a, b), max(a, b)) for a, b in apart.tolist()}
    cliques: list[Ints] = []
    for a, b in sorted(open_pairs):
        if (a, b) not in open_pairs:
            continue
        clique, common = [a, b], near[a] & near[b]
        while common:
            clique.append(min(common))  # the lowest id: reruns agree
            common &= near[clique[-1]]
        members = sorted(clique)
        open_pairs -= {(p, q) for p in members for q in members if p < q}
        cliques.append(np.array(members))
    return cliques
