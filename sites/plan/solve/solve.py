"""Solve the model exactly: a first plan at once, then better plans and a bound for the whole.

The plain problem, in which every site is served by one of the hubs, goes through a search tree of
its own (``sites.plan.median.branch``); one in which only being served counts is solved whole at
once (``sites.plan.solve.covering``); all else goes through the LP and its stages
(``sites.plan.solve.stages``). Which it is follows from the model's rules alone.
"""

from dataclasses import replace

import numpy as np

from sites.plan.median.branch import Tree
from sites.plan.median.recognise import as_serving
from sites.plan.model.check import judge
from sites.plan.model.model import INF, Chosen, Ints, Siting
from sites.plan.model.pairs import lifted, with_pairs
from sites.plan.solve.covering import as_covering, by_covering
from sites.plan.solve.highs import Stop
from sites.plan.solve.mend import mended
from sites.plan.solve.possible import possible_pairs
from sites.plan.solve.search import Effort, Incumbent, Progress, Search, Solved, Status, Step
from sites.plan.solve.stages import by_stages
from sites.plan.solve.start import first_plan
from sites.plan.solve.whole import solved_whole

__all__ = ["Effort", "Incumbent", "Progress", "Solved", "Status", "Step", "solve"]


def solve(
    siting: Siting,
    effort: Effort | None = None,
    *,
    start: Chosen | None = None,
    stop: Stop | None = None,
    progress: Progress | None = None,
    incumbent: Incumbent | None = None,
    bound: float = INF,
) -> Solved:
    """Return the best plan with its gap; a feasible ``start`` is never made worse.

    With ``effort.hub_calls`` 0 the hubs of the start are kept: the way to re-plan at once. No plan
    is worth more than ``bound``: what is proved of a model with fewer demands holds here too.
    """
    effort = effort or Effort()
    pairs = np.flatnonzero(possible_pairs(siting))
    if len(pairs) == siting.pairs:
        search = Search(siting, stop, progress)
        search.incumbent, search.bound = incumbent, bound
        return _searched(search, effort, start)
    search = Search(with_pairs(siting, pairs), stop, progress)
    search.bound = bound
    if incumbent is not None:
        search.incumbent = lambda plan, *rest: incumbent(lifted(pairs, plan), *rest)
    found = _searched(search, effort, None if start is None else _of_these(pairs, start))
    if found.chosen is None:
        return found
    chosen = lifted(pairs, found.chosen)
    return replace(found, chosen=chosen, judged=judge(siting, chosen))


def _of_these(pairs: Ints, plan: Chosen) -> Chosen:
    """Return a plan in the numbers of these pairs alone, without what is not among them."""
    kept = np.isin(plan.pair, pairs)
    return replace(plan, pair=np.searchsorted(pairs, plan.pair[kept]), places=plan.places[kept])


def _searched(search: Search, effort: Effort, start: Chosen | None) -> Solved:
    """Return what the search over one model comes to."""
    siting = search.siting
    if start is not None:
        search.offer(start)
        search.hint = judge(siting, start).hub_open
        if search.judged is None:
            search.offer(mended(siting, start))
    covering = as_covering(siting)
    if covering is not None:
        impossible = by_covering(search, covering, effort)
        return search.result("onmogelijk" if impossible else None)
    judged = search.judged
    if judged is None:
        greedy, judged = first_plan(siting)
        search.offer(greedy)
    search.note("eerste plan")
    if search.stopped():
        return search.result()
    serving = as_serving(siting)
    if serving is None:
        impossible = by_stages(search, effort)
        return search.result("onmogelijk" if impossible else None)
    tree = Tree(serving, siting.least, search, effort.tree_work, solved_whole)
    tree.root((search.judged or judged).hub_open)
    if search.judged is None and by_stages(search, effort):
        return search.result("onmogelijk")
    tree.run(effort.gap)
    return search.result()
