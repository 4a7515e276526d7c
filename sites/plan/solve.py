"""Solve the model exactly, in stages that each leave a plan and a bound for the whole problem.

1. A first plan by greed. 2. The LP, its rows x <= y added only where broken: the first bound.
3. Lagrange multipliers sharpen the bound. 4. Better plans: only the hubs whole on the best
columns; then the hubs fixed and all whole. 5. Pairs that provably cannot be in a better plan go;
what is left is solved whole. The bound never rests on a shortlist: stage 4 only makes plans, and
stage 5 leaves out nothing but what is proved useless.

Work is counted (rounds, nodes, calls), never timed, so the same input gives the same plan on any
machine. ``stop`` may end a solve from outside; the answer then says "afgebroken".
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
from scipy import sparse

from sites.dutch import number
from sites.plan.check import Judged, judge, read_plan, write_plan
from sites.plan.highs import INFEASIBLE, OPTIMAL, Engine, Stop, Whole, Work
from sites.plan.lagrange import Relaxation, sharpen, useless_pairs
from sites.plan.model import INF, Bools, Chosen, Floats, Programme, Siting, link_entries, programme
from sites.plan.start import first_plan

Status = Literal["optimaal bewezen", "beste gevonden", "afgebroken", "onmogelijk", "geen plan"]
_WHOLE: Final = 1e-6


@dataclass(frozen=True)
class Effort:
    """How hard to try; every figure counts work, so it means the same on any machine."""

    rounds: int = 50  # subgradient rounds; half as many on very large instances, 4 x on small
    columns: int = 3000  # the best pairs, for the stages that only make plans
    hub_calls: int = 120  # HiGHS check-ins of the stage with whole hubs
    plan_calls: int = 900  # and of the stage with fixed hubs
    direct_pairs: int = 400  # an instance this small is solved whole at once
    small_pairs: int = 12_000  # up to here a round is cheap
    large_pairs: int = 60_000
    first_target: float = 0.3  # how far into the gap the first target value lies
    exact_pairs: int = 4000  # at most so many pairs are solved whole at the end
    exact_nodes: int = 20_000
    exact_calls: int = 20_000
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
    "optimaal bewezen" only when no better plan can exist.
    """

    status: Status
    chosen: Chosen | None
    judged: Judged | None
    bound: float
    steps: tuple[Step, ...]

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


class _Search:
    """The best plan and the best bound so far."""

    def __init__(self, siting: Siting, stop: Stop | None, progress: Progress | None) -> None:
        self.siting, self.stop, self.progress = siting, stop, progress
        self.chosen: Chosen | None = None
        self.judged: Judged | None = None
        self.bound = INF
        self.steps: list[Step] = []
        self.incumbent: Incumbent | None = None
        self.hint: Bools | None = None  # the hubs of the plan to start from, feasible or not

    @property
    def value(self) -> float:
        return -INF if self.judged is None else self.judged.value

    @property
    def tolerance(self) -> float:
        return 2e-7 * max(1.0, abs(self.value)) if self.judged is not None else 0.0

    def offer(self, chosen: Chosen) -> None:
        judged = judge(self.siting, chosen)
        if judged.broken or judged.value <= self.value + 1e-9:
            return
        self.chosen, self.judged = chosen, judged
        if self.incumbent is not None:
            self.incumbent(chosen, judged.value, self.bound)

    def note(self, stage: str) -> None:
        step = Step(stage, self.value, self.bound)
        self.steps.append(step)
        if self.progress is not None:
            self.progress(step)

    def stopped(self) -> bool:
        return self.stop is not None and self.stop()

    def done(self, gap: float) -> bool:
        if self.judged is None:
            return False
        slack = self.bound - self.value
        return slack <= self.tolerance or slack <= gap * abs(self.value)

    def result(self, status: Status | None = None) -> Solved:
        if status is None:
            proven = self.judged is not None and self.bound - self.value <= self.tolerance
            status = "optimaal bewezen" if proven else "beste gevonden"
            if self.stopped() and not proven:
                status = "afgebroken"
            elif self.judged is None:
                status = "geen plan"
        bound = max(self.bound, self.value)
        return Solved(status, self.chosen, self.judged, bound, tuple(self.steps))


def solve(
    siting: Siting,
    effort: Effort | None = None,
    *,
    start: Chosen | None = None,
    stop: Stop | None = None,
    progress: Progress | None = None,
    incumbent: Incumbent | None = None,
) -> Solved:
    """Return the best plan with its gap; a feasible ``start`` is never made worse.

    With ``effort.hub_calls`` 0 the hubs of the start are kept: the way to re-plan at once.
    """
    effort = effort or Effort()
    search = _Search(siting, stop, progress)
    search.incumbent = incumbent
    if start is not None:
        search.offer(start)
        search.hint = judge(siting, start).hub_open
    search.offer(first_plan(siting)[0])
    search.note("eerste plan")
    if search.stopped():
        return search.result()
    model = _Relaxed(siting, stop)
    if model.answer.status == INFEASIBLE:
        return search.result("onmogelijk")
    if model.answer.status != OPTIMAL:
        return search.result()
    search.bound = model.answer.value
    search.offer(_rounded(siting, model))
    search.note("lineaire grens")
    if not search.done(effort.gap) and not search.stopped():
        infeasible = _improve(search, model, effort)
        if infeasible and search.judged is None:
            return search.result("onmogelijk")
    return search.result()


class _Relaxed:
    """The LP with its rows x <= y added where broken."""

    def __init__(self, siting: Siting, stop: Stop | None) -> None:
        self.siting = siting
        self.prog = programme(siting)
        cols = self.prog.columns
        self.engine = Engine(self.prog, stop=stop)
        self.linked = np.zeros(siting.pairs, dtype=bool)
        free = siting.hub_forced[siting.pair_hub] == -1
        while True:
            self.answer = self.engine.relax()
            if self.answer.status != OPTIMAL:
                return
            x = self.answer.solution[: cols.z]
            y = self.answer.solution[cols.y : cols.under][siting.pair_hub]
            broken = np.flatnonzero(free & ~self.linked & (x > y + _WHOLE))
            if not len(broken):
                return
            self.linked[broken] = True
            row, column, value = link_entries(siting, cols, broken)
            shape = (len(broken), cols.size)
            self.engine.add_links(sparse.csr_matrix((value, (row, column)), shape=shape))

    @property
    def pair_share(self) -> Floats:
        return self.answer.solution[: self.siting.pairs]

    @property
    def hub_share(self) -> Floats:
        cols = self.prog.columns
        return self.answer.solution[cols.y : cols.under]


def _rounded(siting: Siting, model: _Relaxed) -> Chosen:
    return read_plan(siting, model.answer.solution, model.prog.columns.stretch)


def _improve(search: _Search, model: _Relaxed, effort: Effort) -> bool:
    """Run the stages after the LP; True when the last proved that there is no plan at all."""
    siting = search.siting
    if siting.pairs > effort.direct_pairs:
        if siting.pairs > effort.large_pairs:  # measured: more columns cost more than they give
            effort = replace(effort, columns=effort.columns * 2 // 3)
        order = _rank(model.answer.reduced[: siting.pairs], model.pair_share)
        _plan_by_stages(search, model, order, effort)
        if search.done(effort.gap) or search.stopped():
            return False
    sharp = None
    if not len(model.prog.columns.stretch) and siting.pairs > effort.direct_pairs:
        sharp = _Sharp(search, model, effort)
        search.note("scherpere grens")
    return _close_in(search, model, sharp, effort)


def _close_in(search: _Search, model: _Relaxed, sharp: "_Sharp | None", effort: Effort) -> bool:
    """Solve whole what can still matter, for a target value that comes down to the best plan's.

    Only pairs that a plan above the target could use are kept. A plan found above the target is
    therefore the best there is; finding none brings the bound down to the target.
    """
    share = effort.first_target if sharp is not None else 1.0
    while not search.done(effort.gap) and not search.stopped():
        target = search.bound - share * (search.bound - search.value)
        useful = ~_lp_useless(search, model, target)
        if sharp is not None:
            useful &= ~sharp.useless(target)
        if np.count_nonzero(useful) > max(effort.exact_pairs, effort.direct_pairs):
            return False
        settled, empty = _solve_whole(search, model, useful, target, effort)
        if settled:
            return empty
        share = 1.0 if share == 1.0 or share * 2 >= 1 else share * 2
    return False


def _rank(reduced: Floats, share: Floats) -> np.ndarray:
    """Order the pairs: those in the LP's plan first, then by reduced cost, then by number."""
    return np.argsort(np.where(share > 1e-9, -INF, -reduced), kind="stable")  # noqa: PLR2004


def _lp_useless(search: _Search, model: _Relaxed, target: float) -> Bools:
    """Flag pairs whose reduced cost alone takes a plan below the target."""
    siting = search.siting
    reduced, share = model.answer.reduced[: siting.pairs], model.pair_share
    best = model.answer.value + np.where(share <= _WHOLE, np.minimum(0.0, reduced), 0.0)
    return best < target - 1e-6 * max(1.0, abs(target)) if np.isfinite(target) else best < -INF


class _Sharp:
    """The Lagrangian bound and what it proves useless."""

    def __init__(self, search: _Search, model: _Relaxed, effort: Effort) -> None:
        self.relaxation = Relaxation(search.siting, model.prog)
        duals = model.answer.duals[: len(model.prog.labels)]
        known = search.value
        if not np.isfinite(known):
            known = search.bound - 0.01 * abs(search.bound)
        pairs = search.siting.pairs
        small, large = pairs <= effort.small_pairs, pairs > effort.large_pairs
        better = sharpen(
            self.relaxation,
            duals,
            known=known,
            rounds=effort.rounds * 4 if small else effort.rounds // (2 if large else 1),
            patience=15 if small else 8,
            stop=search.stop,
        )
        search.bound = min(search.bound, better.bound)
        self.price = self.relaxation.price(better.multipliers)

    def useless(self, target: float) -> Bools:
        """Flag the pairs that no plan above the target can use."""
        if not np.isfinite(target):
            return np.zeros(self.relaxation.siting.pairs, dtype=bool)
        return useless_pairs(self.relaxation, self.price, target)


def _restricted(prog: Programme, keep: Bools, opened: Bools | None) -> Programme:
    """Leave out pairs, and fix the hubs when given."""
    cols = prog.columns
    least, most = prog.least.copy(), prog.most.copy()
    most[: cols.z][~keep] = 0.0
    if opened is not None:
        least[cols.y : cols.under] = most[cols.y : cols.under] = opened
    return replace(prog, least=least, most=most)


def _plan_by_stages(search: _Search, model: _Relaxed, order: np.ndarray, effort: Effort) -> None:
    if effort.hub_calls == 0 and search.hint is not None:
        opened: Bools | None = search.hint
    else:
        opened = _whole_hubs(search, model, order[: effort.columns], effort)
    if opened is not None and not search.stopped():
        _fixed_hubs(search, model.prog, opened, effort)
        search.note("plan met gekozen moederlocaties")


def _whole_hubs(
    search: _Search, model: _Relaxed, columns: np.ndarray, effort: Effort
) -> Bools | None:
    """Choose the hubs with the sites still in fractions."""
    siting = search.siting
    cols = model.prog.columns
    share = model.hub_share
    if np.all((share < _WHOLE) | (share > 1 - _WHOLE)):
        return share > 0.5  # noqa: PLR2004 - halfway 0 and 1
    keep = np.zeros(siting.pairs, dtype=bool)
    keep[columns] = True
    links = np.flatnonzero(keep & (siting.hub_forced[siting.pair_hub] == -1))
    prog = _restricted(programme(siting, links=links), keep, None)
    prog.most[cols.y : cols.under][share < _WHOLE] = 0.0
    prog.least[cols.y : cols.under][share > 1 - _WHOLE] = 1.0
    whole = np.zeros(cols.size, dtype=bool)
    whole[cols.y : cols.under] = True
    work = Work(calls=effort.hub_calls, nodes=200, gap=3e-4)
    answer = Engine(prog, stop=search.stop).whole(whole, work=work)
    if answer.solution is None:
        return None
    return answer.solution[cols.y : cols.under] > 0.5  # noqa: PLR2004 - halfway 0 and 1


def _fixed_hubs(search: _Search, prog: Programme, opened: Bools, effort: Effort) -> None:
    """With the hubs given, choose sites and sizes, all whole, from the best columns."""
    siting = search.siting
    everything = np.ones(siting.pairs, dtype=bool)
    relaxed = Engine(_restricted(prog, everything, opened), stop=search.stop).relax()
    if relaxed.status != OPTIMAL:
        return
    inside = opened[siting.pair_hub]
    share = relaxed.solution[: siting.pairs]
    order = _rank(np.where(inside, relaxed.reduced[: siting.pairs], -INF), share)
    keep = np.zeros(siting.pairs, dtype=bool)
    keep[order[: effort.columns // 2]] = True
    small = _restricted(prog, keep & inside, opened)
    _offer_whole(search, small, Work(calls=effort.plan_calls, nodes=2000, gap=5e-4))


def _offer_whole(
    search: _Search, prog: Programme, work: Work, *, heuristics: float = 0.05
) -> Whole:
    siting = search.siting
    start = None
    if search.chosen is not None:
        start = write_plan(siting, prog, search.chosen)
    engine = Engine(prog, stop=search.stop, heuristics=heuristics)
    answer = engine.whole(prog.integer, work=work, start=start)
    if answer.solution is not None:
        search.offer(read_plan(siting, answer.solution, prog.columns.stretch))
    return answer


def _solve_whole(
    search: _Search, model: _Relaxed, useful: Bools, target: float, effort: Effort
) -> tuple[bool, bool]:
    """Solve what is left whole; return whether that settles it, and whether no plan exists."""
    siting = search.siting
    links = np.flatnonzero(useful & (model.linked | _link_all(siting, useful)))
    prog = _restricted(programme(siting, links=links), useful, None)
    work = Work(calls=effort.exact_calls, nodes=effort.exact_nodes, gap=effort.gap)
    heuristics = 0.0 if search.judged is not None else 0.05
    answer = _offer_whole(search, prog, work, heuristics=heuristics)
    if answer.status == INFEASIBLE:
        # No plan among the pairs kept: none lies above the target.
        search.bound = min(search.bound, max(target, search.value))
        search.note("exact")
        if search.judged is None:
            return True, True
        return search.value >= target - 10 * search.tolerance, False
    search.bound = min(search.bound, max(answer.bound, target, search.value))
    search.note("exact")
    unsure = answer.status != OPTIMAL
    return unsure or search.value >= target - 10 * search.tolerance, False


def _link_all(siting: Siting, useful: Bools) -> Bools:
    free = siting.hub_forced[siting.pair_hub] == -1
    few = np.count_nonzero(useful & free) <= 20_000  # noqa: PLR2004 - more would slow the LP
    return free if few else np.zeros(siting.pairs, dtype=bool)
