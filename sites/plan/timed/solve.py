"""Solve the model over periods: every period by itself, then all together on what these use.

1. The LP of the whole, with rows x <= y where broken: a bound. Where there are many openings, a
plan near it is looked for at once among the few that it can use, and the bound comes down by the
cuts of the first node (``sites.plan.timed.near``): mostly near enough. 2. Every period by itself:
together another bound, and the pairs that matter. 3. All periods together on those pairs and the
ones that the LP holds best: a plan. 4. All openings that a better plan could have, together: the
first node alone where they are many, which sharpens the bound, and whole where they are few. Work
is counted.
"""

from dataclasses import replace
from typing import Final

import numpy as np
from scipy import sparse

from sites.plan.model.check import moved_of
from sites.plan.model.model import INF, Chosen, Floats, Ints
from sites.plan.model.pairs import with_pairs
from sites.plan.solve.highs import INFEASIBLE, OPTIMAL, Engine, Stop, Work
from sites.plan.solve.search import Effort
from sites.plan.solve.solve import solve
from sites.plan.timed.model import Timed, TimedPlan, judge_timed
from sites.plan.timed.near import look_near
from sites.plan.timed.programme import TimedProgramme, timed_programme
from sites.plan.timed.search import SAME, Search, TimedSolved, among, lifted

_WHOLE: Final = 1e-6
_SMALL: Final = 1500  # openings up to here are solved whole
_BEST: Final = 100  # pairs of the LP besides those of the periods
_CALLS: Final = 80  # check-ins of HiGHS for all periods together
_NEAR: Final = 0.009  # the gap at which a large one is near enough
_ROOT: Final = Work(calls=2000, nodes=1, gap=_NEAR)


def solve_timed(
    timed: Timed, effort: Effort, *, single: Effort | None = None, stop: Stop | None = None
) -> TimedSolved:
    """Return the best plan over periods with its gap.

    ``effort`` says how hard every period by itself is tried, ``single`` how hard when there is
    only one: then the answer is that of the siting model.
    """
    if timed.periods == 1:
        return _one(timed, single or effort, stop)
    search = Search(timed, stop)
    whole = timed_programme(timed)
    answer = _relaxed(timed, whole, stop)
    if answer is None:
        return search.result("onmogelijk")
    search.bound, slack = answer
    search.linear = search.bound
    worth = np.full(timed.sitings[0].pairs, -INF)
    np.maximum.at(worth, timed.openings.pair, slack)
    small = len(timed.openings.pair) <= _SMALL
    enough = 0.0 if small else _NEAR
    if not small and np.isfinite(search.bound):
        look_near(search, whole, slack, enough)
    if search.stopped() or search.done(enough):
        return search.result()
    kept = _matter(search, effort, worth)
    if kept is None:
        return search.result("onmogelijk")
    if not search.stopped():
        _together(search, kept, Work(calls=_CALLS, nodes=500, gap=1e-3))
    if search.stopped() or search.done(enough):
        return search.result()
    work = Work(calls=effort.exact_calls, nodes=effort.exact_nodes, gap=0.0)
    empty = _close_in(search, whole, slack, work if small else _ROOT)
    return search.result("onmogelijk" if empty and search.judged is None else None)


def _one(timed: Timed, effort: Effort, stop: Stop | None) -> TimedSolved:
    """Solve the siting model of the only period."""
    solved = solve(timed.sitings[0], effort, stop=stop)
    if solved.chosen is None:
        return TimedSolved(solved.status, None, None, solved.bound)
    plan = opened_at(timed, solved.chosen, 0)
    return TimedSolved(solved.status, plan, judge_timed(timed, plan), solved.bound)


def opened_at(timed: Timed, chosen: Chosen, period: int) -> TimedPlan:
    """Return the plan in which all of this opens in a period, and keeps its size."""
    openings = timed.openings
    number = np.full(timed.sitings[0].pairs, -1)
    first = np.flatnonzero(openings.first == period)
    number[openings.pair[first]] = first
    opening = number[chosen.pair]
    here = np.array([openings.active(k)[opening] for k in range(timed.periods)]).T
    moved = np.tile(moved_of(timed.sitings[period], chosen), (timed.periods, 1))
    return TimedPlan(opening, here * chosen.places[:, None], moved)


def _relaxed(timed: Timed, whole: TimedProgramme, stop: Stop | None) -> tuple[float, Floats] | None:
    """Return the bound of the LP and by how much each opening lowers it; None: no plan can be."""
    engine = Engine(whole.prog, stop=stop)
    openings, siting = timed.openings, timed.sitings[0]
    y = whole.hub_columns(siting.hubs)
    pairs = siting.pairs
    linked = np.zeros((timed.periods, pairs), dtype=bool)
    while True:
        answer = engine.relax()
        if answer.status != OPTIMAL:
            break
        share = answer.solution[: len(openings.pair)]
        broken = []
        for k in range(timed.periods):
            here = openings.active(k)
            x = np.bincount(openings.pair[here], weights=share[here], minlength=pairs)
            open_share = answer.solution[y[k]][siting.pair_hub]
            for pair in np.flatnonzero(~linked[k] & (x > open_share + _WHOLE)).tolist():
                linked[k, pair] = True
                broken.append((k, pair))
        if not broken:
            break
        engine.add_links(_links(timed, y, broken, len(answer.solution)))
    if answer.status == INFEASIBLE:
        return None
    if answer.status != OPTIMAL:
        return INF, np.zeros(len(openings.pair))
    count = len(openings.pair)
    used = answer.solution[:count] > SAME
    return answer.value, np.where(used, 0.0, np.minimum(0.0, answer.reduced[:count]))


def _links(timed: Timed, y: Ints, broken: list[tuple[int, int]], width: int) -> sparse.csr_matrix:
    """Return the rows "a pair is open only where its hub is", for these periods and pairs."""
    openings = timed.openings
    begin = np.searchsorted(openings.pair, np.arange(timed.sitings[0].pairs + 1))
    row, column, value = [], [], []
    for n, (k, pair) in enumerate(broken):
        own = np.arange(begin[pair], begin[pair + 1])
        own = own[(openings.first[own] <= k) & (k <= openings.last[own])]
        row += [n] * (len(own) + 1)
        column += [*own.tolist(), int(y[k, timed.sitings[0].pair_hub[pair]])]
        value += [1.0] * len(own) + [-1.0]
    return sparse.csr_matrix((value, (row, column)), shape=(len(broken), width))


def _matter(search: Search, effort: Effort, worth: Floats) -> Ints | None:
    """Return the pairs of every period's own best plan and the best of the LP; None: impossible."""
    timed, total = search.timed, 0.0
    used = [np.argsort(-worth, kind="stable")[:_BEST]]
    for k, siting in enumerate(timed.states):
        there = np.flatnonzero(timed.there[k])
        solved = solve(with_pairs(siting, there), effort, stop=search.stop)
        if solved.status == "onmogelijk":
            return None
        total += float(timed.weight[k]) * solved.bound
        if solved.chosen is not None:
            used.append(there[solved.chosen.pair])
    search.bound = min(search.bound, total)
    return np.unique(np.concatenate(used))


def _together(search: Search, kept: Ints, work: Work) -> None:
    """Solve all periods together on some pairs."""
    timed = search.timed
    small = among(timed, kept)
    if not len(small.openings.pair):
        _nothing(search)
        return
    rows = timed_programme(small)
    answer = Engine(rows.prog, stop=search.stop).whole(rows.prog.integer, work=work)
    if answer.solution is not None:
        search.offer(lifted(timed, small, kept, rows.read(small, answer.solution)))


def _close_in(search: Search, whole: TimedProgramme, slack: Floats, work: Work) -> bool:
    """Solve all that a better plan could have; True when there is nothing better, or nothing.

    ``slack`` is from the LP, whose value bounds the plan that has an opening.
    """
    timed, value = search.timed, search.value
    least = value - 1e-6 * max(1.0, abs(value)) if np.isfinite(value) else -INF
    most = whole.prog.most.copy()
    most[: len(slack)] = np.where(search.linear + slack >= least, most[: len(slack)], 0.0)
    start = None if search.plan is None else whole.write(timed, search.plan)
    engine = Engine(
        replace(whole.prog, most=most),
        stop=search.stop,
        heuristics=0.0 if start is not None else 0.05,
    )
    answer = engine.whole(whole.prog.integer, work=work, start=start)
    if answer.status == INFEASIBLE:
        search.bound = min(search.bound, value)
        return True
    if answer.solution is not None:
        search.offer(whole.read(timed, answer.solution))
    if np.isfinite(answer.bound):
        search.bound = min(search.bound, max(answer.bound, search.value))
    return False


def _nothing(search: Search) -> None:
    """Try the plan that opens nothing."""
    none = np.empty(0, dtype=np.int64)
    search.offer(TimedPlan(none, np.empty((0, search.timed.periods), dtype=np.int64)))
