"""The best plan over periods and the best bound so far, and models of some of the pairs."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from sites.plan.model.model import INF, Ints
from sites.plan.model.pairs import with_pairs
from sites.plan.solve.highs import Stop
from sites.plan.solve.search import Status
from sites.plan.timed.model import Timed, TimedJudged, TimedPlan, judge_timed

SAME: Final = 2e-7


@dataclass(frozen=True)
class TimedSolved:
    """The best plan over periods and the bound that was proved for all candidates."""

    status: Status
    plan: TimedPlan | None
    judged: TimedJudged | None
    bound: float

    @property
    def value(self) -> float:
        """Return the plan's value, -inf without a plan."""
        return -INF if self.judged is None else self.judged.value

    @property
    def gap(self) -> float:
        """Return how far a better plan may still lie above this one."""
        if self.judged is None:
            return INF
        return max(0.0, self.bound - self.value) / max(1e-9, abs(self.value))


class Search:
    """The best plan over periods and the best bound so far."""

    def __init__(self, timed: Timed, stop: Stop | None) -> None:
        self.timed, self.stop = timed, stop
        self.plan: TimedPlan | None = None
        self.judged: TimedJudged | None = None
        self.bound = INF
        self.linear = INF  # the bound of the LP

    @property
    def value(self) -> float:
        """Return the best plan's value, -inf without a plan."""
        return -INF if self.judged is None else self.judged.value

    def stopped(self) -> bool:
        """Return whether the work is ended from outside."""
        return self.stop is not None and self.stop()

    def done(self, gap: float) -> bool:
        """Return whether no plan can be better than the best by more than a gap."""
        slack = self.bound - self.value
        return slack <= max(gap * abs(self.value), SAME * max(1.0, abs(self.value)))

    def offer(self, plan: TimedPlan) -> None:
        """Keep a plan that breaks no demand and is better than the best."""
        judged = judge_timed(self.timed, plan)
        if not judged.broken and judged.value > self.value:
            self.plan, self.judged = plan, judged

    def result(self, status: Status | None = None) -> TimedSolved:
        """Return what was found; a status of its own says that there is no plan."""
        if status is None:
            status = "beste gevonden" if self.judged is not None else "geen plan"
            if self.judged is not None and self.done(0.0):
                status = "bewezen optimaal binnen dit model"
            elif self.stopped():
                status = "afgebroken"
        return TimedSolved(status, self.plan, self.judged, max(self.bound, self.value))


def among(timed: Timed, kept: Ints) -> Timed:
    """Return the model with only these pairs, in rising order."""
    sitings = tuple(with_pairs(one, kept) for one in timed.sitings)
    return replace(timed, sitings=sitings, there=timed.there[:, kept])


def number_of(timed: Timed) -> Ints:
    """Return the number of the opening of every pair in every period, -1 where there is none."""
    number = np.full((timed.sitings[0].pairs, timed.periods), -1)
    openings = timed.openings
    number[openings.pair, openings.first] = np.arange(len(openings.pair))
    return number


def lifted(timed: Timed, small: Timed, kept: Ints, plan: TimedPlan) -> TimedPlan:
    """Return a plan on some pairs in the numbers of the whole model."""
    own = small.openings
    pair, first = kept[own.pair[plan.opening]], own.first[plan.opening]
    return TimedPlan(number_of(timed)[pair, first], plan.places, plan.moved)
