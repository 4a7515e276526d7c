"""Better plans and a sharper bound for the model at large, in stages that start from the LP.

1. The LP, its rows x <= y added only where broken: the first bound. Where a gap is allowed, a plan
that near is looked for at once among the few pairs it can use. 2. Better plans: only the
hubs whole on the best columns; then the hubs fixed and all whole; then a few hubs at a time.
3. Lagrange multipliers sharpen the bound. 4. Pairs that provably cannot be in a better plan go;
what is left is solved whole. The bound never rests on a shortlist: stage 2 only makes plans, and
stage 4 leaves out nothing but what is proved useless.
"""

from dataclasses import replace

import numpy as np

from sites.plan.model.check import read_plan, write_plan
from sites.plan.model.model import INF, Bools, Chosen, Floats, Siting
from sites.plan.model.programme import Programme, with_links
from sites.plan.solve.highs import INFEASIBLE, OPTIMAL, Engine, Whole, Work
from sites.plan.solve.lagrange import Relaxation, sharpen, useless_pairs
from sites.plan.solve.near import look_near, prove_near
from sites.plan.solve.polish import polish
from sites.plan.solve.relaxed import WHOLE, Relaxed, lp_useless, restricted
from sites.plan.solve.search import Effort, Search


def by_stages(search: Search, effort: Effort) -> bool:
    """Run all stages; True when they proved that there is no plan at all."""
    siting = search.siting
    model = Relaxed(siting, search.stop)
    if model.answer.status == INFEASIBLE:
        return True
    if model.answer.status != OPTIMAL:
        return False
    search.bound = min(search.bound, model.answer.value)
    search.offer(_rounded(siting, model))
    search.note("lineaire grens")
    found = look_near(search, model, effort)
    if search.done(effort.gap) or search.stopped():
        return False
    return _improve(search, model, effort, has_plan=found) and search.judged is None


def _rounded(siting: Siting, model: Relaxed) -> Chosen:
    return read_plan(siting, model.answer.solution, model.prog.columns.stretch)


def _improve(search: Search, model: Relaxed, effort: Effort, *, has_plan: bool) -> bool:
    """Run the stages after the LP; True when the last proved that there is no plan at all.

    With a plan near the bound, and a model small enough to be solved whole, that comes next.
    """
    siting = search.siting
    enough = has_plan and siting.pairs <= effort.exact_pairs
    if siting.pairs > effort.direct_pairs and not enough:
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


def _close_in(search: Search, model: Relaxed, sharp: "_Sharp | None", effort: Effort) -> bool:
    """Solve whole what can still matter, for a target value that comes down to the best plan's.

    Only pairs that a plan above the target could use are kept. A plan found above the target is
    therefore the best there is; finding none brings the bound down to the target.
    """
    share = effort.first_target if sharp is not None else 1.0
    while not search.done(effort.gap) and not search.stopped():
        target = search.bound - share * (search.bound - search.value)
        useful = ~lp_useless(model, target)
        if sharp is not None:
            useful &= ~sharp.useless(target)
        if np.count_nonzero(useful) > max(effort.exact_pairs, effort.direct_pairs):
            return False
        if share == 1.0 and search.judged is not None:
            prove_near(search, model, useful, effort)
            if search.done(effort.gap) or search.stopped():
                return False
        settled, empty = _solve_whole(search, model, useful, target, effort)
        if settled:
            return empty
        share = 1.0 if share == 1.0 or share * 2 >= 1 else share * 2
    return False


def _rank(reduced: Floats, share: Floats) -> np.ndarray:
    """Order the pairs: those in the LP's plan first, then by reduced cost, then by number."""
    return np.argsort(np.where(share > 1e-9, -INF, -reduced), kind="stable")  # noqa: PLR2004


class _Sharp:
    """The Lagrangian bound and what it proves useless."""

    def __init__(self, search: Search, model: Relaxed, effort: Effort) -> None:
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


def _plan_by_stages(search: Search, model: Relaxed, order: np.ndarray, effort: Effort) -> None:
    if effort.hub_calls == 0 and search.hint is not None:
        opened: Bools | None = search.hint
    else:
        opened = _whole_hubs(search, model, order[: effort.columns], effort)
    if opened is not None and not search.stopped():
        _fixed_hubs(search, model.prog, opened, effort)
        search.note("plan met gekozen moederlocaties")
        large = (
            search.siting.pairs > effort.exact_pairs
        )  # a smaller model is solved whole at the end
        if effort.hub_calls and large and not search.done(effort.gap):
            polish(search, order[: effort.columns], effort.passes)
            search.note("plan per groep moederlocaties beter")


def _whole_hubs(
    search: Search, model: Relaxed, columns: np.ndarray, effort: Effort
) -> Bools | None:
    """Choose the hubs with the sites still in fractions."""
    siting = search.siting
    cols = model.prog.columns
    share = model.hub_share
    if np.all((share < WHOLE) | (share > 1 - WHOLE)):
        return share > 0.5  # noqa: PLR2004 - halfway 0 and 1
    keep = np.zeros(siting.pairs, dtype=bool)
    keep[columns] = True
    links = np.flatnonzero(keep & (siting.hub_forced[siting.pair_hub] == -1))
    prog = restricted(with_links(siting, model.prog, links), keep, None)
    prog.most[cols.y : cols.under][share < WHOLE] = 0.0
    prog.least[cols.y : cols.under][share > 1 - WHOLE] = 1.0
    whole = np.zeros(cols.size, dtype=bool)
    whole[cols.y : cols.under] = True
    work = Work(calls=effort.hub_calls, nodes=200, gap=3e-4)
    answer = Engine(prog, stop=search.stop).whole(whole, work=work)
    if answer.solution is None:
        return None
    return answer.solution[cols.y : cols.under] > 0.5  # noqa: PLR2004 - halfway 0 and 1


def _fixed_hubs(search: Search, prog: Programme, opened: Bools, effort: Effort) -> None:
    """With the hubs given, choose sites and sizes, all whole, from the best columns."""
    siting = search.siting
    everything = np.ones(siting.pairs, dtype=bool)
    relaxed = Engine(restricted(prog, everything, opened), stop=search.stop).relax()
    if relaxed.status != OPTIMAL:
        return
    inside = opened[siting.pair_hub]
    share = relaxed.solution[: siting.pairs]
    order = _rank(np.where(inside, relaxed.reduced[: siting.pairs], -INF), share)
    keep = np.zeros(siting.pairs, dtype=bool)
    keep[order[: effort.columns // 2]] = True
    small = restricted(prog, keep & inside, opened)
    _offer_whole(search, small, Work(calls=effort.plan_calls, nodes=2000, gap=5e-4))


def _offer_whole(search: Search, prog: Programme, work: Work, *, heuristics: float = 0.05) -> Whole:
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
    search: Search, model: Relaxed, useful: Bools, target: float, effort: Effort
) -> tuple[bool, bool]:
    """Solve what is left whole; return whether that settles it, and whether no plan exists."""
    siting = search.siting
    links = np.flatnonzero(useful & (model.linked | _link_all(siting, useful)))
    prog = restricted(with_links(siting, model.prog, links), useful, None)
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
