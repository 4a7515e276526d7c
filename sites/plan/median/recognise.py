"""See in a model the plain siting problem: every site served whole, by one of the hubs.

p-median, capacitated p-median and single-source facility location are of this kind, and so is a
plan that must take every candidate. It is recognised from the model's own rules, never from a
name: one size per site, all sites fixed in, no bounds, no distances, no further limits.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from sites.plan.model.model import Bools, Chosen, Floats, Ints, Siting

_MOST_CELLS: Final = 5_000_000  # sites x hubs that are held as one table
_MOST_ROOM: Final = 20_000  # a finer unit of room would make the knapsacks slow
_ABSENT: Final = -1e12  # worth of a pair that is not there; finite, so that differences exist


@dataclass(frozen=True)
class Serving:
    """The plain problem; pairs by hub, then by site. ``pair`` holds their numbers in the model.

    ``size`` and ``room`` are whole and may be in a coarser unit, rounded so that nothing that
    fits is lost: good for bounds; the judge has the last word on a plan.
    """

    pair: Ints
    site: Ints
    hub: Ints
    gain: Floats
    size: Ints
    room: Ints
    cost: Floats
    must: Bools
    can: Bools
    low: int
    high: int
    limited: bool  # whether some hub has a limit

    @cached_property
    def table(self) -> Floats:
        """Return the gain as sites x hubs."""
        table = np.full((len(self.size), len(self.room)), _ABSENT)
        table[self.site, self.hub] = self.gain
        return table

    @cached_property
    def number(self) -> Ints:
        """Return the model's number of each pair as sites x hubs, -1 where there is none."""
        table = np.full((len(self.size), len(self.room)), -1)
        table[self.site, self.hub] = self.pair
        return table

    def plan(self, hub_of: Ints, least: Ints) -> Chosen | None:
        """Return the plan that gives each site this hub; None when a pair is absent."""
        pair = self.number[np.arange(len(hub_of)), hub_of]
        return Chosen(np.sort(pair), least) if (pair >= 0).all() else None


def as_serving(siting: Siting) -> Serving | None:
    """Return the plain problem that this model is; None when it is richer or plainly impossible."""
    if not _plain(siting):
        return None
    size, room = _sizes(siting)
    if size is None or room is None:
        return None
    fits = siting.least[siting.pair_site] <= siting.hub_room[siting.pair_hub]
    able = fits & (siting.hub_forced[siting.pair_hub] != 0)
    pair = np.flatnonzero(able)
    pair = pair[np.argsort(siting.pair_hub[pair], kind="stable")]
    site, hub = siting.pair_site[pair], siting.pair_hub[pair]
    gain = siting.pair_gain[pair] + siting.pair_place_gain[pair] * siting.least[site]
    most = min(float(siting.hubs), siting.open_most)
    limited = bool((np.bincount(hub, size[site], siting.hubs) > room).any())
    least = max(float(siting.open_least), _fewest(size, room) if limited else 1)
    reached = np.bincount(site, minlength=siting.sites)
    if not reached.all() or np.count_nonzero(siting.hub_forced == 1) > most or least > most:
        return None  # there is no plan at all: left to the solver that can say so
    return Serving(
        pair,
        site,
        hub,
        gain,
        size,
        room,
        siting.hub_cost.astype(float),
        siting.hub_forced == 1,
        siting.hub_forced != 0,
        int(np.ceil(least)),
        int(most),
        limited,
    )


def _plain(siting: Siting) -> bool:
    apart = siting.apart is not None and len(siting.apart) > 0
    return bool(
        siting.sites
        and siting.pairs
        and siting.sites * siting.hubs <= _MOST_CELLS
        and not (siting.bounds or siting.limits or apart)
        and (siting.forced == 1).all()
        and (siting.most == siting.least).all()
        and siting.hub_counts.all()
        and not (siting.hub_least_durable > 0).any()
    )


def _sizes(siting: Siting) -> tuple[Ints | None, Ints | None]:
    """Return sizes and rooms in whole units: places, or sites where only their number is limited.

    A common divisor is taken out; beyond what a knapsack can carry both are rounded down, which
    loses no plan.
    """
    size, limit = siting.least.astype(np.int64), siting.hub_room
    if np.isfinite(siting.hub_max_sites).any():
        if np.isfinite(limit).any():
            return None, None
        size, limit = np.ones(siting.sites, dtype=np.int64), siting.hub_max_sites
    if (size < 1).any():
        return None, None
    room = np.floor(np.minimum(limit, float(size.sum()))).astype(np.int64)
    unit = int(np.gcd.reduce(size))
    bounded = room[room < size.sum()]
    unit = max(unit, int(np.ceil(bounded.max(initial=0) / _MOST_ROOM)))
    return size // unit, room // unit


def _fewest(size: Ints, room: Ints) -> int:
    """Return how many hubs are needed at least to hold all."""
    reach = np.cumsum(np.sort(room)[::-1])
    return int(np.searchsorted(reach, size.sum())) + 1
