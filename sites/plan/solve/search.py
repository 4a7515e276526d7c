"""Keep what a solve has reached: the best plan, the bound for the whole problem, the steps.

Work is counted (rounds, nodes, calls), never timed, so the same input gives the same plan on any
machine. ``stop`` may end a solve from outside; the answer then says "afgebroken".
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from sites.base.dutch import number
from sites.plan.model.check import Judged, judge
from sites.plan.model.model import INF, Bools, Chosen, Siting
from sites.plan.solve.highs import Stop

_EXACT: Final = 1e9  # sums of whole numbers below this stay whole

Status = Literal[
    "bewezen optimaal binnen dit model", "beste gevonden", "afgebroken", "onmogelijk", "geen plan"
]


@dataclass(frozen=True)
class Effort:
    """How hard to try; every figure counts work, so it means the same on any machine."""

    rounds: int = 50  # subgradient rounds; half as many on very large instances, 4 x on small
    columns: int = 3000  # the best pairs, for the stages that only make plans
    hub_calls: int = 120  # HiGHS check-ins of the stage with whole hubs
    plan_calls: int = 900  # and of the stage with fixed hubs
    passes: int = 4  # over the open hubs, each with its neighbours solved anew
    direct_pairs: int = 400  # an instance this small is solved whole at once
    small_pairs: int = 12_000  # up to here a round is cheap
    large_pairs: int = 60_000
    first_target: float = 0.3  # how far into the gap the first target value lies
    exact_pairs: int = 4000  # at most so many pairs are solved whole at the end
    exact_nodes: int = 20_000
    exact_calls: int = 20_000
    tree_work: float = 3e10  # pairs and table cells that the search tree looks at
    gap: float = 0.0  # a gap at which to stop: 0.01 is 1 %


@dataclass(frozen=True)
class Step:
    """What one stage reached, for the progress line."""

    stage: str
    value: float
    bound: float

    @property
    def words(self) -> str:
        """Return the stage in Dutch, with how far a better plan may still lie above the best."""
        slack = self.bound - self.value
        if not np.isfinite(slack):
            return self.stage
        return (
            f"{self.stage} (gat {number(100 * max(0.0, slack) / max(1e-9, abs(self.value)), 1)}%)"
        )


Progress = Callable[[Step], None]
Incumbent = Callable[[Chosen, float, float], None]


@dataclass(frozen=True)
class Solved:
    """The best plan found and the bound for the whole problem.

    ``gap`` is (bound - value) / |value|; infinite without a plan. ``status`` means what it says:
    "bewezen optimaal binnen dit model" only when no better plan can exist.
    """

    status: Status
    chosen: Chosen | None
    judged: Judged | None
    bound: float
    steps: tuple[Step, ...]

    @property
    def value(self) -> float:
        """Return the plan's value, -inf without a plan.

        >>> Solved("geen plan", None, None, 0.0, ()).value
        -inf
        """
        return -INF if self.judged is None else self.judged.value

    @property
    def gap(self) -> float:
        """Return how far a better plan may still lie above this one.

        >>> from types import SimpleNamespace
        >>> judged = SimpleNamespace(value=-200.0)
        >>> Solved("beste gevonden", None, judged, -198.0, ()).gap  # values may lie below zero
        0.01
        >>> Solved("geen plan", None, None, 0.0, ()).gap
        inf
        """
        if self.judged is None:
            return INF
        return max(0.0, self.bound - self.value) / max(1e-9, abs(self.value))


class Search:
    """The best plan and the best bound so far."""

    def __init__(self, siting: Siting, stop: Stop | None, progress: Progress | None) -> None:
        self.siting, self.stop, self.progress = siting, stop, progress
        self.chosen: Chosen | None = None
        self.judged: Judged | None = None
        self.bound = INF
        self.steps: list[Step] = []
        self.incumbent: Incumbent | None = None
        self.grain = grain(siting)
        self.hint: Bools | None = None  # the hubs of the plan to start from, feasible or not

    @property
    def value(self) -> float:
        """Return the value of the best plan, -inf without one."""
        return -INF if self.judged is None else self.judged.value

    @property
    def tolerance(self) -> float:
        """Return by how much two values may differ and still be called equal."""
        return 2e-7 * max(1.0, abs(self.value)) if self.judged is not None else 0.0

    def offer(self, chosen: Chosen) -> None:
        """Keep the plan if it breaks nothing and is better."""
        judged = judge(self.siting, chosen)
        if judged.broken or judged.value <= self.value + 1e-9:
            return
        self.chosen, self.judged = chosen, judged
        if self.incumbent is not None:
            self.incumbent(chosen, judged.value, self.bound)

    def note(self, stage: str) -> None:
        """Tell what a stage reached."""
        step = Step(stage, self.value, self.bound)
        self.steps.append(step)
        if self.progress is not None:
            self.progress(step)

    def stopped(self) -> bool:
        """Return whether a stop was asked for from outside."""
        return self.stop is not None and self.stop()

    @property
    def target(self) -> float:
        """Return the least value that a better plan can have."""
        return self.value + max(self.tolerance, self.grain - self.tolerance)

    def done(self, gap: float) -> bool:
        """Return whether the gap is closed, or at most the one asked for."""
        if self.judged is None:
            return False
        slack = self.bound - self.value
        return slack <= self.tolerance or slack <= gap * abs(self.value)

    def result(self, status: Status | None = None) -> Solved:
        """Return the answer; the status follows from what was proved unless it is given."""
        if status is None:
            proven = self.judged is not None and self.bound - self.value <= self.tolerance
            status = "bewezen optimaal binnen dit model" if proven else "beste gevonden"
            if self.stopped() and not proven:
                status = "afgebroken"
            elif self.judged is None:
                status = "geen plan"
        bound = max(self.bound, self.value)
        return Solved(status, self.chosen, self.judged, bound, tuple(self.steps))


def grain(siting: Siting) -> float:
    """Return the step between values that plans can have, 0 when there is none to be sure of.

    >>> from types import SimpleNamespace
    >>> whole = SimpleNamespace(
    ...     bounds=(), pair_gain=np.array([4.0, 6.0]), pair_place_gain=np.zeros(1),
    ...     hub_cost=np.array([2.0]),
    ... )
    >>> grain(whole)  # no two plans lie closer than 2
    2.0
    >>> whole.hub_cost = np.array([0.5])
    >>> grain(whole)
    0.0
    """
    if siting.bounds:
        return 0.0
    parts = np.concatenate([siting.pair_gain, siting.pair_place_gain, siting.hub_cost])
    whole = np.rint(parts)
    if not np.array_equal(parts, whole) or np.abs(parts).max(initial=0) > _EXACT:
        return 0.0
    return float(np.gcd.reduce(whole.astype(np.int64)))
