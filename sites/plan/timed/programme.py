"""Write the model over periods as rows: those of every period, with openings for its pairs.

The rows of a period are the siting model's own (``sites.plan.model.programme``), multiplied by
what says which openings make its pairs: nothing of that model is said twice.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import sparse

from sites.plan.model.check import write_plan
from sites.plan.model.model import INF, Bools, Floats, Ints, Siting
from sites.plan.model.programme import Columns, Programme, programme
from sites.plan.timed.clusters import Reached, reached_of, reached_rows
from sites.plan.timed.model import Timed, TimedPlan, state_of

_NONE: Final = np.empty(0, dtype=np.int64)
_FEW: Final = 300  # pairs; with more the rows cost more than they give


@dataclass(frozen=True)
class TimedProgramme:
    """The rows over all openings, and where each variable stands.

    First X of the openings, then per period z, y, under, over, part and moved, from ``rest`` on,
    and last what says when a cluster has its least size.
    """

    prog: Programme
    parts: tuple[Programme, ...]
    rest: tuple[int, ...]
    reached: Reached

    def read(self, timed: Timed, solution: Floats) -> TimedPlan:
        """Read a plan from a solver's vector."""
        openings = timed.openings
        opening = np.flatnonzero(solution[: self.rest[0]] > 0.5)  # noqa: PLR2004 - halfway 0 and 1
        pair = openings.pair[opening]
        places = np.zeros((len(opening), timed.periods), dtype=np.int64)
        moved = []
        for k, part in enumerate(self.parts):
            cols, siting = part.columns, timed.states[k]
            extra = np.zeros(siting.pairs, dtype=np.int64)
            own = solution[self.rest[k] : self.rest[k] + len(cols.stretch)]
            extra[cols.stretch] = np.rint(own).astype(np.int64)
            here = openings.active(k)[opening]
            places[here, k] = (siting.least[siting.pair_site[pair]] + extra[pair])[here]
            end = self.rest[k] + cols.size - cols.z
            moved.append(np.rint(solution[end - len(siting.moves) : end]).astype(np.int64))
        return TimedPlan(opening, places, np.array(moved))

    def write(self, timed: Timed, plan: TimedPlan) -> Floats:
        """Write a plan as a solver's vector, to start from."""
        vector = np.zeros(self.prog.rows.shape[1])
        vector[plan.opening] = 1.0
        for k, part in enumerate(self.parts):
            state = write_plan(timed.states[k], part, state_of(timed, plan, k))
            own = state[part.columns.z :]
            vector[self.rest[k] : self.rest[k] + len(own)] = own
        if len(self.reached.hub):
            vector[-len(self.reached.hub) :] = self.reached.written(timed, plan)
        return vector

    @property
    def sizes(self) -> Bools:
        """Flag the variables that are places above the least size."""
        flags = np.zeros(self.prog.rows.shape[1], dtype=bool)
        for begin, part in zip(self.rest, self.parts, strict=True):
            flags[begin : begin + len(part.columns.stretch)] = True
        return flags

    def hub_columns(self, hubs: int) -> Ints:
        """Return where y stands: periods x hubs."""
        begin = [at + len(part.columns.stretch) for at, part in zip(self.rest, self.parts)]  # noqa: B905
        return np.asarray(np.array(begin)[:, None] + np.arange(hubs)[None], dtype=np.int64)


def timed_programme(timed: Timed) -> TimedProgramme:
    """Return the whole programme; maximise."""
    count = len(timed.openings.pair)
    parts = tuple(programme(one, links=_links(one)) for one in timed.states)
    ends = count + np.cumsum([0, *(part.columns.size - part.columns.z for part in parts)])
    reached = reached_of(timed)
    width = int(ends[-1]) + len(reached.hub)
    cost, least, most = np.zeros(width), np.zeros(width), np.ones(width)
    integer = np.ones(width, dtype=bool)
    once = _once(timed, width)
    rows, low, high = [once], [np.zeros(once.shape[0])], [np.ones(once.shape[0])]
    spreads = []
    for k, part in enumerate(parts):
        spread = _spread(timed, k, part, int(ends[k]), width)
        spreads.append(spread)
        cost += timed.weight[k] * (spread.T @ part.cost)
        own, z = slice(int(ends[k]), int(ends[k + 1])), part.columns.z
        least[own], most[own], integer[own] = part.least[z:], part.most[z:], part.integer[z:]
        kept = _said_here(timed, k, part)
        rows.append(part.rows[kept] @ spread)
        low.append(part.row_least[kept])
        high.append(part.row_most[kept])
        if k + 1 < timed.periods:
            grow = _grow(timed, k, parts, ends, width)
            rows.append(grow)
            low.append(np.full(grow.shape[0], -INF))
            high.append(np.zeros(grow.shape[0]))
    if len(reached.hub):
        last_y = int(ends[-2]) + len(parts[-1].columns.stretch)
        y = last_y + np.arange(timed.sitings[0].hubs)
        for block, more in zip(
            (rows, low, high),
            reached_rows(timed, reached, parts, spreads, int(ends[-1]), y),
            strict=True,
        ):
            block.append(more)
    prog = Programme(
        cost,
        least,
        most,
        integer,
        sparse.vstack(rows).tocsr(),
        np.concatenate(low),
        np.concatenate(high),
        (),
        Columns(0, count, width, width, width, width, width, width, _NONE),
    )
    return TimedProgramme(prog, parts, tuple(int(end) for end in ends[:-1]), reached)


def _links(siting: Siting) -> Ints:
    """Return the pairs that need a row "only where the hub is open".

    Where a hub has a limit, that row says so too, for whole numbers; the LP gains by all of them.
    """
    free = np.isinf(siting.hub_room) & np.isinf(siting.hub_max_sites)
    every = siting.pairs <= _FEW
    return np.flatnonzero(free[siting.pair_hub] | every)


def _spread(
    timed: Timed, period: int, part: Programme, begin: int, width: int
) -> sparse.csr_matrix:
    """Return how the variables of one period follow from those of the whole."""
    here = np.flatnonzero(timed.openings.active(period))
    cols = part.columns
    rest = np.arange(cols.size - cols.z)
    row = np.concatenate([timed.openings.pair[here], cols.z + rest])
    column = np.concatenate([here, begin + rest])
    return sparse.csr_matrix((np.ones(len(row)), (row, column)), shape=(cols.size, width))


def _said_here(timed: Timed, period: int, part: Programme) -> Ints:
    """Return the rows of a period that no other row says already.

    Who opens once is there at most once; and sites too near each other are so in the next
    period as well, unless one of them ends.
    """
    openings, skipped = timed.openings, {"site"}
    if period + 1 < timed.periods:
        ends = openings.active(period) & ~openings.active(period + 1)
        if not ends.any():
            skipped.add("apart")
    said = [
        n
        for n, (kind, _) in enumerate(part.labels)
        if kind not in skipped or (kind == "site" and part.row_least[n] > 0)
    ]
    return np.array(said, dtype=np.int64)


def _once(timed: Timed, width: int) -> sparse.csr_matrix:
    openings, siting = timed.openings, timed.sitings[0]
    every = np.arange(len(openings.pair))
    site = siting.pair_site[openings.pair]
    return sparse.csr_matrix((np.ones(len(every)), (site, every)), shape=(siting.sites, width))


def _grow(
    timed: Timed, period: int, parts: tuple[Programme, ...], ends: Ints, width: int
) -> sparse.csr_matrix:
    """Return the rows that keep who stays at least as large in the next period."""
    now, later = parts[period].columns.stretch, parts[period + 1].columns.stretch
    column = np.flatnonzero((timed.there[period] & timed.there[period + 1])[now])
    number = np.full(timed.sitings[0].pairs, -1)
    number[later] = np.arange(len(later))
    next_one = number[now[column]]
    row = np.arange(len(column))
    wide = next_one >= 0
    return sparse.csr_matrix(
        (
            np.concatenate([np.ones(len(row)), -np.ones(np.count_nonzero(wide))]),
            (
                np.concatenate([row, row[wide]]),
                np.concatenate([ends[period] + column, ends[period + 1] + next_one[wide]]),
            ),
        ),
        shape=(len(row), width),
    )
