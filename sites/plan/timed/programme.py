"""Write the model over periods as rows: those of every period, with openings for its pairs.

The rows of a period are the siting model's own (``sites.plan.model.programme``), multiplied by
what says which openings make its pairs: nothing of that model is said twice.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import sparse

from sites.plan.model.model import INF, Bools, Floats, Ints
from sites.plan.model.programme import Columns, Programme, programme
from sites.plan.timed.model import Timed, TimedPlan, judge_timed

_ONCE: Final = ("site", "size")  # rows of a period that are said once for all periods


@dataclass(frozen=True)
class TimedProgramme:
    """The rows over all openings, and where each variable stands.

    First X and Z of the openings, then per period y, under, over and part, from ``rest`` on.
    """

    prog: Programme
    stretch: Ints  # the openings that have a Z
    rest: tuple[int, ...]  # where the hubs of each period begin
    hubs: int

    def read(self, timed: Timed, solution: Floats) -> TimedPlan:
        """Read a plan from a solver's vector."""
        count = len(timed.openings.pair)
        opening = np.flatnonzero(solution[:count] > 0.5)  # noqa: PLR2004 - halfway 0 and 1
        extra = np.zeros(count, dtype=np.int64)
        extra[self.stretch] = np.rint(solution[count : self.rest[0]]).astype(np.int64)
        return TimedPlan(opening, timed.openings.least[opening] + extra[opening])

    def write(self, timed: Timed, plan: TimedPlan) -> Floats:
        """Write a plan as a solver's vector, to start from."""
        count = len(timed.openings.pair)
        vector = np.zeros(self.prog.rows.shape[1])
        vector[plan.opening] = 1.0
        extra = np.zeros(count)
        extra[plan.opening] = plan.places - timed.openings.least[plan.opening]
        vector[count : self.rest[0]] = extra[self.stretch]
        judged = judge_timed(timed, plan)
        for k, one in enumerate(judged.periods):
            siting, at = timed.states[k], self.rest[k]
            bounds = len(siting.bounds)
            vector[at : at + self.hubs] = one.hub_open
            vector[at + self.hubs : at + self.hubs + bounds] = one.under
            vector[at + self.hubs + bounds : at + self.hubs + 2 * bounds] = one.over
            taken = np.zeros(siting.sites, dtype=bool)
            here = timed.openings.active(k)[plan.opening]
            taken[siting.pair_site[timed.openings.pair[plan.opening[here]]]] = True
            for b, bound in enumerate(siting.bounds):
                some = bool(bound.any_gain) and bool(taken[bound.sites].any())
                vector[at + self.hubs + 2 * bounds + b] = float(some)
        return vector


def timed_programme(timed: Timed) -> TimedProgramme:
    """Return the whole programme; maximise."""
    openings, siting = timed.openings, timed.sitings[0]
    count = len(openings.pair)
    stretch = np.flatnonzero(openings.most > openings.least)
    parts = [programme(one) for one in timed.states]
    widths = [part.columns.size - part.columns.y for part in parts]
    ends = count + len(stretch) + np.cumsum([0, *widths])
    width = int(ends[-1])
    cost, least, most = np.zeros(width), np.zeros(width), np.ones(width)
    most[count : ends[0]] = (openings.most - openings.least)[stretch]
    integer = np.ones(width, dtype=bool)
    rows = [_open_once(timed, width)]
    low, high = [np.zeros(siting.sites)], [np.ones(siting.sites)]
    for k, part in enumerate(parts):
        spread = _spread(timed, k, part, stretch, int(ends[k]), width)
        cost += timed.weight[k] * (spread.T @ part.cost)
        own = slice(int(ends[k]), int(ends[k + 1]))
        cols = part.columns
        least[own], most[own] = part.least[cols.y :], part.most[cols.y :]
        integer[own] = part.integer[cols.y :]
        kept = _said_here(timed, k, part)
        rows.append(part.rows[kept] @ spread)
        low.append(part.row_least[kept])
        high.append(part.row_most[kept])
    rows.append(_size_rows(timed, stretch, width))
    low.append(np.full(len(stretch), -INF))
    high.append(np.zeros(len(stretch)))
    prog = Programme(
        cost, least, most, integer, sparse.vstack(rows).tocsr(), np.concatenate(low),
        np.concatenate(high), (), Columns(0, count, int(ends[0]), width, width, width, width, stretch),
    )  # fmt: skip
    return TimedProgramme(prog, stretch, tuple(int(end) for end in ends[:-1]), siting.hubs)


def _spread(
    timed: Timed, period: int, part: Programme, stretch: Ints, begin: int, width: int
) -> sparse.csr_matrix:
    """Return how the variables of one period follow from those of the whole."""
    openings, cols = timed.openings, part.columns
    here = np.flatnonzero(openings.active(period))
    number = np.full(timed.sitings[0].pairs, -1)
    number[cols.stretch] = np.arange(len(cols.stretch))
    # The least size may be larger than in this period: the rest is then places above it.
    least = timed.states[period].least[timed.states[period].pair_site[openings.pair]]
    more = (openings.least - least)[here]
    above = here[more > 0]
    wide = np.flatnonzero(openings.active(period)[stretch])
    rest = np.arange(cols.size - cols.y)
    row = [openings.pair[here], cols.z + number[openings.pair[above]],
           cols.z + number[openings.pair[stretch[wide]]], cols.y + rest]  # fmt: skip
    column = [here, above, len(openings.pair) + wide, begin + rest]
    value = [np.ones(len(here)), more[more > 0], np.ones(len(wide)), np.ones(len(rest))]
    return sparse.csr_matrix(
        (np.concatenate(value).astype(float), (np.concatenate(row), np.concatenate(column))),
        shape=(cols.size, width),
    )


def _said_here(timed: Timed, period: int, part: Programme) -> Ints:
    """Return the rows of a period that no other row says already.

    Sites too near each other are so in the next period as well, unless one of them ends.
    """
    openings = timed.openings
    skipped = set(_ONCE)
    if period + 1 < timed.periods:
        ends = openings.active(period) & ~openings.active(period + 1)
        if not ends.any():
            skipped.add("apart")
    must = part.row_least == 1
    said = [
        n
        for n, (kind, _) in enumerate(part.labels)
        if kind not in skipped or (kind == "site" and must[n])
    ]
    return np.array(said, dtype=np.int64)


def _open_once(timed: Timed, width: int) -> sparse.csr_matrix:
    openings, siting = timed.openings, timed.sitings[0]
    every = np.arange(len(openings.pair))
    site = siting.pair_site[openings.pair]
    return sparse.csr_matrix(
        (np.ones(len(every)), (site, every)), shape=(siting.sites, width)
    )


def _size_rows(timed: Timed, stretch: Ints, width: int) -> sparse.csr_matrix:
    openings, count = timed.openings, len(timed.openings.pair)
    row = np.arange(len(stretch))
    spare = (openings.most - openings.least)[stretch].astype(float)
    return sparse.csr_matrix(
        (
            np.concatenate([np.ones(len(stretch)), -spare]),
            (np.concatenate([row, row]), np.concatenate([count + row, stretch])),
        ),
        shape=(len(stretch), width),
    )
