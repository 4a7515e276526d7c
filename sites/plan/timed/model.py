r"""The siting model over periods: one siting per period, tied by sites that open once and stay.

Sets: periods *k* with a share *w_k* of the time, and openings *(p, o)*: pair *p* of the siting
model opens in period *o*. It then stays on the same hub as long as ``there`` says that the site
and its hub are there, the periods *A(p, o)*, and may grow but never shrinks.

Variables: ``X_po`` 1 when pair p opens in period o; ``z_p^k`` the places of pair p in period k
above its least size. The state of the area in period k is a plan of the siting model
(``sites.plan.model.model``) with ``x_p^k = sum over o with k in A(p, o) of X_po``.

Maximise ``sum_k w_k value_k(x^k, z^k, ...)`` where value_k, and every demand of period k, is that
of the siting model of that period, with its own target and what exists then. Besides::

    (once)   sum over all openings of a site of X <= 1
    (grow)   z_p^k <= z_p^(k+1)                      where pair p is there in both

Moves of places (agreements, partners outside) are made anew in every period, at their price.
Clusters grow as well: how large one must be at least holds in the last period, and one that is
gone by then has been so large in an earlier one. With one period this is the siting model.
"""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

import numpy as np

from sites.plan.model.check import Judged, judge
from sites.plan.model.model import FREE, Bools, Chosen, Floats, Ints, Siting

#: Places closer to the least size than this reach it.
EPS: Final = 1e-6


@dataclass(frozen=True)
class Timed:
    """The model of every period, its share of the time, and which pairs can be used in it.

    The sitings have the same sites, hubs and pairs; bounds, sizes and prices may differ.
    ``there`` is periods x pairs; a pair is there in one run of periods.
    """

    sitings: tuple[Siting, ...]
    weight: Floats
    there: Bools

    @property
    def periods(self) -> int:
        """Return the number of periods."""
        return len(self.sitings)

    @cached_property
    def openings(self) -> "Openings":
        """Return every pair and period in which it may open."""
        return _openings(self)

    @cached_property
    def states(self) -> tuple[Siting, ...]:
        """Return the siting of every period; who must be in is so only where it is there."""
        return tuple(_state(self, k) for k in range(self.periods))


@dataclass(frozen=True)
class Openings:
    """The pairs by the period in which they open; ``last`` is the last one in which it is open."""

    pair: Ints
    first: Ints
    last: Ints

    def active(self, period: int) -> Bools:
        """Flag the openings that are open in a period."""
        return (self.first <= period) & (period <= self.last)


@dataclass(frozen=True)
class TimedPlan:
    """What opens: numbers of openings, and the places of each per period (0 where not open).

    ``moved`` holds the places of every move, periods x moves.
    """

    opening: Ints
    places: Ints  # openings x periods
    moved: Ints = field(default_factory=lambda: np.empty((0, 0), dtype=np.int64))

    def moved_in(self, period: int) -> Ints:
        """Return the places of every move in a period; a plan that names none makes none.

        >>> none = np.empty(0, dtype=np.int64)
        >>> TimedPlan(none, none, np.array([[5, 0], [8, 2]])).moved_in(1).tolist()
        [8, 2]
        """
        return self.moved[period] if len(self.moved) else np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class TimedJudged:
    """What a plan over periods is worth, per period, and which demands it breaks."""

    value: float
    periods: tuple[Judged, ...]
    broken: tuple[str, ...]


def state_of(timed: Timed, plan: TimedPlan, period: int) -> Chosen:
    """Return what is open in a period, as a plan of the siting model."""
    openings = timed.openings
    here = openings.active(period)[plan.opening]
    pair = openings.pair[plan.opening[here]]
    order = np.argsort(pair, kind="stable")
    return Chosen(pair[order], plan.places[here, period][order], plan.moved_in(period))


def judge_timed(timed: Timed, plan: TimedPlan) -> TimedJudged:
    """Value a plan over periods and list every demand it breaks, period by period."""
    judged = tuple(judge(timed.states[k], state_of(timed, plan, k)) for k in range(timed.periods))
    openings = timed.openings
    site = timed.sitings[0].pair_site[openings.pair[plan.opening]]
    broken = [f"site {i} opens twice" for i in np.flatnonzero(np.bincount(site) > 1)]
    for k in range(timed.periods):
        here = openings.active(k)[plan.opening]
        broken += [f"site {i} is not open in {k}" for i in site[~here & (plan.places[:, k] != 0)]]
        if k + 1 < timed.periods:
            stays = here & openings.active(k + 1)[plan.opening]
            less = stays & (plan.places[:, k + 1] < plan.places[:, k])
            broken += [f"site {i} shrinks after period {k}" for i in site[less]]
    broken += [f"period {k}: {words}" for k, one in enumerate(judged) for words in one.broken]
    broken += _never_large(timed, plan)
    value = float(sum(w * one.value for w, one in zip(timed.weight, judged, strict=True)))
    return TimedJudged(value, judged, tuple(broken))


def durable_in(timed: Timed, plan: TimedPlan, period: int) -> Floats:
    """Return the durable places at every hub in a period."""
    siting, state = timed.sitings[period], state_of(timed, plan, period)
    places = state.places * siting.durable[siting.pair_site[state.pair]]
    held = np.bincount(siting.pair_hub[state.pair], weights=places, minlength=siting.hubs)
    return held.astype(float)


def _never_large(timed: Timed, plan: TimedPlan) -> list[str]:
    """Name the clusters that no period sees at their least size."""
    siting = timed.sitings[0]
    used = np.unique(siting.pair_hub[timed.openings.pair[plan.opening]])
    large = np.zeros(siting.hubs, dtype=bool)
    for k, one in enumerate(timed.sitings):
        large |= durable_in(timed, plan, k) >= one.hub_least_durable - EPS
    return [f"the cluster of hub {h} is never large enough" for h in used[~large[used]]]


def _openings(timed: Timed) -> Openings:
    first_siting = timed.sitings[0]
    site, hub = first_siting.pair_site, first_siting.pair_hub
    may = np.array(
        [
            there & (one.forced[site] != 0) & (one.hub_forced[hub] != 0)
            for there, one in zip(timed.there, timed.sitings, strict=True)
        ]
    )
    blocks = []
    for first in range(timed.periods):
        # Who opens stays as long as it is there: all of that must be allowed.
        stays = np.logical_and.accumulate(timed.there[first:], axis=0)
        last = first + stays.sum(axis=0) - 1
        pair = np.flatnonzero((may[first:] | ~stays).all(axis=0) & stays[0])
        blocks.append((pair, np.full(len(pair), first), last[pair]))
    pair, first_of, last_of = (np.concatenate([block[n] for block in blocks]) for n in range(3))
    order = np.lexsort((first_of, pair))
    return Openings(pair[order], first_of[order], last_of[order])


def _state(timed: Timed, period: int) -> Siting:
    siting = timed.sitings[period]
    possible = np.zeros(siting.sites, dtype=bool)
    possible[siting.pair_site[timed.there[period]]] = True
    forced = np.where((siting.forced == 1) & ~possible, FREE, siting.forced).astype(np.int8)
    grown = period + 1 == timed.periods
    least = siting.hub_least_durable if grown else np.zeros(siting.hubs)
    return replace(siting, forced=forced, hub_least_durable=least)
