"""A cluster that is gone by the last period reaches its least size before that.

In the last period the siting model's own rows say how large a cluster must be at least. One whose
mother location or sites have ended by then would never be asked; so a binary says of a hub and an
earlier period that it has its least durable places there, and a hub whose sites end has one.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from sites.plan.model.model import Bools, Floats, Ints
from sites.plan.model.programme import Programme, durable_rows
from sites.plan.timed.model import EPS, Timed, TimedPlan, durable_in


@dataclass(frozen=True)
class Reached:
    """The binaries "this hub has its least durable places in this period", in rising order."""

    hub: Ints
    period: Ints
    ending: Ints  # the openings that end before the last period, on these hubs

    def written(self, timed: Timed, plan: TimedPlan) -> Floats:
        """Return the values of the binaries in a plan."""
        held = np.array([durable_in(timed, plan, k) for k in range(timed.periods)])
        least = np.array([one.hub_least_durable for one in timed.sitings])
        return (held >= least - EPS)[self.period, self.hub].astype(float)


def reached_of(timed: Timed) -> Reached:
    """Return the binaries; none where every site stays to the end or nothing is asked."""
    openings, siting = timed.openings, timed.sitings[0]
    hub = siting.pair_hub[openings.pair]
    asked: Bools = np.any([one.hub_least_durable > 0 for one in timed.sitings], axis=0)
    ending = np.flatnonzero((openings.last < timed.periods - 1) & asked[hub])
    hubs = np.unique(hub[ending])
    before = timed.periods - 1
    return Reached(np.tile(hubs, before), np.repeat(np.arange(before), len(hubs)), ending)


def reached_rows(
    timed: Timed, reached: Reached, parts: tuple[Programme, ...], spreads: list[sparse.csr_matrix],
    begin: int, last_y: Ints,
) -> tuple[sparse.csr_matrix, Floats, Floats]:  # fmt: skip
    """Return the rows with their ends; ``last_y`` is where y of the last period stands, per hub."""
    width = spreads[0].shape[1]
    blocks = [sparse.csr_matrix((0, width))]
    for k in range(timed.periods - 1):
        own = np.flatnonzero(reached.period == k)
        hubs = reached.hub[own]
        held = durable_rows(timed.sitings[k], parts[k].columns, hubs) @ spreads[k]
        least = timed.sitings[k].hub_least_durable[hubs]
        place = (np.arange(len(own)), begin + own)
        blocks.append(held - sparse.csr_matrix((least, place), shape=held.shape))
    siting, openings = timed.sitings[0], timed.openings
    hubs, row = np.unique(siting.pair_hub[openings.pair[reached.ending]], return_inverse=True)
    count = np.bincount(row, minlength=len(hubs)).astype(float)
    number = np.searchsorted(hubs, reached.hub)
    once = sparse.csr_matrix(
        (
            np.concatenate([np.ones(len(row)), -count[number], -count]),
            (
                np.concatenate([row, number, np.arange(len(hubs))]),
                np.concatenate([reached.ending, begin + np.arange(len(number)), last_y[hubs]]),
            ),
        ),
        shape=(len(hubs), width),
    )
    above = sum(block.shape[0] for block in blocks)
    rows = sparse.vstack([*blocks, once]).tocsr()
    low = np.concatenate([np.zeros(above), np.full(len(hubs), -np.inf)])
    high = np.concatenate([np.full(above, np.inf), np.zeros(len(hubs))])
    return rows, low, high
