r"""The siting model over periods: one siting per period, tied by sites that open once and stay.

Sets: periods *k* with a share *w_k* of the time, and openings *(p, o)*: pair *p* of the siting
model opens in period *o*. It then stays, on the same hub and as large, as long as ``there`` says
that the site and its hub are there: the periods *A(p, o)*.

Variables: ``X_po`` 1 when pair p opens in period o; ``Z_po`` its places above the least size. The
state of the area in period k is a plan of the siting model (``sites.plan.model.model``)::

    x_p^k = sum over o with k in A(p, o) of X_po        z_p^k likewise

Maximise ``sum_k w_k value_k(x^k, z^k, ...)`` where value_k, and every demand of period k, is that
of the siting model of that period, with its own target and what exists then. Besides, a site
opens once: ``sum over all its openings of X <= 1``. With one period this is the siting model.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from sites.plan.model.check import Judged, judge
from sites.plan.model.model import Bools, Chosen, Floats, Ints, Siting


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
    """The pairs by the period in which they open, until when they stay, and how large.

    ``last`` is the last period in which it is open.
    """

    pair: Ints
    first: Ints
    last: Ints
    least: Ints
    most: Ints

    def active(self, period: int) -> Bools:
        """Flag the openings that are open in a period."""
        return (self.first <= period) & (period <= self.last)


@dataclass(frozen=True)
class TimedPlan:
    """What opens: numbers of openings, and the places of each."""

    opening: Ints
    places: Ints


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
    return Chosen(pair[order], plan.places[here][order])


def judge_timed(timed: Timed, plan: TimedPlan) -> TimedJudged:
    """Value a plan over periods and list every demand it breaks, period by period."""
    judged = tuple(judge(timed.states[k], state_of(timed, plan, k)) for k in range(timed.periods))
    openings = timed.openings
    site = timed.sitings[0].pair_site[openings.pair[plan.opening]]
    broken = [f"site {i} opens twice" for i in np.flatnonzero(np.bincount(site) > 1)]
    wrong = (plan.places < openings.least[plan.opening]) | (
        plan.places > openings.most[plan.opening]
    )
    broken += [f"site {i} has a size it cannot have" for i in site[wrong]]
    broken += [f"period {k}: {words}" for k, one in enumerate(judged) for words in one.broken]
    value = float(sum(w * one.value for w, one in zip(timed.weight, judged, strict=True)))
    return TimedJudged(value, judged, tuple(broken))


def _openings(timed: Timed) -> Openings:
    count, pairs = timed.there.shape
    site = timed.sitings[0].pair_site
    least = np.array([s.least for s in timed.sitings])[:, site]
    most = np.array([s.most for s in timed.sitings])[:, site]
    may = timed.there & (np.array([s.forced for s in timed.sitings])[:, site] != 0)
    may &= np.array([s.hub_forced for s in timed.sitings])[:, timed.sitings[0].pair_hub] != 0
    blocks = []
    for first in range(count):
        # Who opens stays as long as it is there: all of that must be allowed.
        stays = np.logical_and.accumulate(timed.there[first:], axis=0)
        last = first + stays.sum(axis=0) - 1
        low = np.where(stays, least[first:], 0).max(axis=0)
        high = np.where(stays, most[first:], np.iinfo(np.int64).max).min(axis=0)
        fits = (may[first:] | ~stays).all(axis=0) & stays[0] & (low <= high)
        pair = np.flatnonzero(fits)
        blocks.append((pair, np.full(len(pair), first), last[pair], low[pair], high[pair]))
    pair, first_of, last_of, low, high = (
        np.concatenate([block[n] for block in blocks]) for n in range(5)
    )
    order = np.lexsort((first_of, pair))
    assert pairs == len(site)
    return Openings(pair[order], first_of[order], last_of[order], low[order], high[order])


def _state(timed: Timed, period: int) -> Siting:
    siting = timed.sitings[period]
    possible = np.zeros(siting.sites, dtype=bool)
    possible[siting.pair_site[timed.there[period]]] = True
    forced = np.where((siting.forced == 1) & ~possible, -1, siting.forced).astype(np.int8)
    return replace(siting, forced=forced)
